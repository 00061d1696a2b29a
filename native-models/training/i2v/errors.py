"""Structure errors as keyframes have them: for a few frames in a row a part is gone, or is there twice."""

from __future__ import annotations

from typing import NamedTuple

import cv2
import numpy as np

KINDS = ["erased", "doubled"]


class Planted(NamedTuple):
    """Frames uint8 [f, s, s, 3] with an error; mask bool [f, s, s]: where they differ for it; kind: one of KINDS."""

    frames: np.ndarray
    mask: np.ndarray
    kind: str


def plant(frames: np.ndarray, rng: np.random.Generator, kind: str | None = None) -> Planted:
    """An error in a run of at most a third of the frames, where the first of them has much structure."""
    kind = kind or KINDS[int(rng.integers(len(KINDS)))]
    count, size = frames.shape[:2]
    length = int(rng.integers(1, max(2, count // 3 + 1)))
    first = int(rng.integers(0, count - length + 1))
    centre = structured_place(frames[first], rng)
    radii = rng.uniform(0.07, 0.14, 2) * size
    out, mask = frames.copy(), np.zeros(frames.shape[:3], bool)
    if kind == "erased":
        soft = blob(size, centre, radii)
        hole = cv2.dilate((soft > 0).astype(np.uint8), np.ones((5, 5), np.uint8))
        for i in range(first, first + length):
            out[i], mask[i] = mixed(frames[i], filled(frames[i], hole), soft), soft > 0
        return Planted(out, mask, kind)
    angle = rng.uniform(0, 2 * np.pi)
    step = np.round(rng.uniform(1.2, 2.2) * radii.mean() * np.array([np.cos(angle), np.sin(angle)])).astype(int)
    target = centre + step
    if ((target < radii) | (target > size - radii)).any():
        step, target = -step, centre - step
    soft = blob(size, target, radii)
    for i in range(first, first + length):
        copy = np.roll(frames[i], (step[1], step[0]), (0, 1))
        out[i], mask[i] = mixed(frames[i], copy, soft), soft > 0
    return Planted(out, mask, kind)


def structured_place(frame: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """A place (x, y), drawn where edges are many, away from the border."""
    size = len(frame)
    grey = cv2.cvtColor(frame, cv2.COLOR_RGB2GRAY).astype(np.float32)
    energy = cv2.GaussianBlur(np.abs(cv2.Laplacian(grey, cv2.CV_32F)), (0, 0), 0.05 * size)
    edge = int(0.16 * size)
    inner = energy[edge:-edge, edge:-edge].astype(np.float64) ** 2
    at = int(rng.choice(inner.size, p=inner.ravel() / inner.sum())) if inner.sum() > 0 else inner.size // 2
    return np.array([at % inner.shape[1] + edge, at // inner.shape[1] + edge])


def blob(size: int, centre: np.ndarray, radii: np.ndarray) -> np.ndarray:
    """Soft ellipse float32 [size, size], 1 inside, a few pixels of fall-off."""
    y, x = np.mgrid[:size, :size]
    distance = np.hypot((x - centre[0]) / radii[0], (y - centre[1]) / radii[1])
    return np.clip((1 - distance) * radii.min() / (0.02 * size), 0, 1).astype(np.float32)


def filled(frame: np.ndarray, hole: np.ndarray) -> np.ndarray:
    """The hole closed from its border, as if the part had never been there; worked out at a quarter of the size."""
    small = cv2.resize(frame, None, fx=0.25, fy=0.25, interpolation=cv2.INTER_AREA)
    mask = cv2.resize(hole, small.shape[1::-1], interpolation=cv2.INTER_NEAREST)
    closed = cv2.inpaint(small, mask, 3, cv2.INPAINT_TELEA)
    return cv2.resize(closed, frame.shape[1::-1], interpolation=cv2.INTER_CUBIC)


def mixed(frame: np.ndarray, other: np.ndarray, soft: np.ndarray) -> np.ndarray:
    return np.round(frame + soft[..., None] * (other.astype(np.float32) - frame)).astype(np.uint8)


def enlarged(frames: np.ndarray) -> np.ndarray:
    """Frames as an enlargement of half their size: what comes from image to video."""
    size = frames.shape[1]
    return np.stack([cv2.resize(cv2.resize(f, (size // 2, size // 2), interpolation=cv2.INTER_AREA), (size, size), interpolation=cv2.INTER_CUBIC) for f in frames])

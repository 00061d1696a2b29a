"""From layers to a picture at a moment, with the truth about it."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np

from . import styles
from .camera import camera_matrix
from .canvas import Canvas, Layer, over

MIXED = (0.06, 0.85)  # coverage between these: two layers share the pixel
BEND_ROOM = 0.06  # how far a bend may carry a layer, in picture units
STEPS = 5  # of the iteration that undoes a bend


@dataclass
class Moment:
    """Seconds since the start, and the part of the clip (0..1) that has passed."""

    seconds: float = 0.0
    part: float = 0.0


@dataclass
class Truth:
    """At the picture's size: depth [n, n], classes [n, n, 3], the topmost layer's number [n, n], and where layers mix."""

    depth: np.ndarray
    classes: np.ndarray
    layer: np.ndarray
    mixed: np.ndarray


def matrix(layer: Layer, a: dict, at: Moment) -> np.ndarray:
    """Where a layer's points are at a moment, but for its bend."""
    own = np.eye(3) if layer.moves is None else layer.moves(at.seconds)
    return camera_matrix(a, layer.near, at.part) @ own


def project(m: np.ndarray, x: np.ndarray, y: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    (a, b, c), (d, e, f), (g, h, i) = m.tolist()  # plain numbers leave float32 as it is
    if g == h == 0 and i == 1:
        return a * x + b * y + c, d * x + e * y + f
    w = g * x + h * y + i
    return (a * x + b * y + c) / w, (d * x + e * y + f) / w


def forward(layer: Layer, a: dict, at: Moment, x: np.ndarray, y: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Points of a layer (where they were at the start) to the picture at a moment."""
    if layer.bend is not None:
        dx, dy = layer.bend(x, y, at.seconds)
        x, y = x + dx, y + dy
    return project(matrix(layer, a, at), x, y)


def backward(layer: Layer, a: dict, at: Moment, x: np.ndarray, y: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The inverse of forward."""
    bent_x, bent_y = project(np.linalg.inv(matrix(layer, a, at)), x, y)
    x, y = bent_x, bent_y
    if layer.bend is not None:
        for _ in range(STEPS):
            dx, dy = layer.bend(x, y, at.seconds)
            x, y = bent_x - dx, bent_y - dy
    return x, y


def seen(canvas: Canvas, layer: Layer, a: dict, at: Moment) -> tuple[tuple[int, int, int, int], np.ndarray] | None:
    """(box, rgba): the part of the picture (fine pixels, even edges) that a layer covers at a moment, and what it shows there."""
    side, pad, (bx0, by0, bx1, by1) = canvas.side, canvas.pad, layer.box
    if bx1 <= bx0 or by1 <= by0:
        return None
    m = matrix(layer, a, at)
    if np.array_equal(m, np.eye(3)) and (layer.bend is None or at.seconds == 0):
        x0, y0, x1, y1 = max(bx0 - pad, 0), max(by0 - pad, 0), min(bx1 - pad, side), min(by1 - pad, side)
        if x1 <= x0 or y1 <= y0:
            return None
        return (x0, y0, x1, y1), layer.rgba[y0 + pad - by0:y1 + pad - by0, x0 + pad - bx0:x1 + pad - bx0]
    if layer.wraps:
        x0, y0, x1, y1 = 0, 0, side, side
    else:
        corners = (np.array([[bx0, by0], [bx1, by0], [bx0, by1], [bx1, by1]]) - pad) / side
        px, py = project(m, corners[:, 0], corners[:, 1])
        room = 0.0 if layer.bend is None else BEND_ROOM
        x0, y0 = (max(int(np.floor((v.min() - room) * side)) // 2 * 2, 0) for v in (px, py))
        x1, y1 = (min(-(int(np.floor(-(v.max() + room) * side)) // 2 * 2), side) for v in (px, py))
    if x1 <= x0 or y1 <= y0:
        return None
    if layer.bend is None and not layer.wraps:
        # from pixels of the box of the picture to pixels of the layer's own array
        to_units = np.array([[1 / side, 0, (x0 + 0.5) / side], [0, 1 / side, (y0 + 0.5) / side], [0, 0, 1]])
        to_array = np.array([[side, 0, pad - 0.5 - bx0], [0, side, pad - 0.5 - by0], [0, 0, 1]])
        back = to_array @ np.linalg.inv(m) @ to_units
        return (x0, y0, x1, y1), cv2.warpPerspective(layer.rgba, back, (x1 - x0, y1 - y0), flags=cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP)
    x = (np.arange(x0, x1, dtype=np.float32)[None] + 0.5) / side
    y = (np.arange(y0, y1, dtype=np.float32)[:, None] + 0.5) / side
    x, y = backward(layer, a, at, x + 0 * y, y + 0 * x)
    border = cv2.BORDER_WRAP if layer.wraps else cv2.BORDER_CONSTANT
    shown = cv2.remap(layer.rgba, (x * side + (pad - 0.5 - bx0)).astype(np.float32), (y * side + (pad - 0.5 - by0)).astype(np.float32), cv2.INTER_LINEAR, borderMode=border)
    return (x0, y0, x1, y1), shown


def develop(canvas: Canvas, a: dict, at: Moment) -> tuple[np.ndarray, Truth]:
    """The picture at a moment, uint8 [n, n, 3], and the truth about it."""
    n, step = canvas.size, canvas.side // canvas.size
    fine = np.zeros((canvas.side, canvas.side, 4), np.float32)
    truth = Truth(np.zeros((n, n), np.float32), np.zeros((n, n, 3), np.float32), np.zeros((n, n), np.int16), np.zeros((n, n), bool))
    rows = (np.arange(n, dtype=np.float32)[:, None] + 0.5) / n
    for number, layer in enumerate(canvas.layers):
        part = seen(canvas, layer, a, at)
        if part is None:
            continue
        (x0, y0, x1, y1), rgba = part
        if layer.fades is not None:
            rgba = rgba * np.float32(layer.fades(at.seconds))
        target = fine[y0:y1, x0:x1]
        if number == 0:  # the sky: nothing below
            target[:] = rgba
        else:
            over(target, rgba)
        where = (slice(y0 // step, y1 // step), slice(x0 // step, x1 // step))
        if layer.soft:
            continue
        cover = cv2.resize(np.ascontiguousarray(rgba[..., 3]), ((x1 - x0) // step, (y1 - y0) // step), interpolation=cv2.INTER_AREA) if step > 1 else rgba[..., 3]
        _note(truth, where, cover, number, layer, rows[where[0]])
    rgb = canvas.shrink(fine)[..., :3]
    _shine(rgb, canvas, a, at)
    rgb = styles.finish(np.clip(rgb, 0, 1), a)
    return np.clip(rgb * 255 + 0.5, 0, 255).astype(np.uint8), truth


def _note(truth: Truth, where: tuple[slice, slice], cover: np.ndarray, number: int, layer: Layer, rows: np.ndarray) -> None:
    """Write down what a layer covers. What shines through keeps the truth below it, but its motion is no longer sure."""
    low, high = MIXED
    if layer.depth is None:
        truth.mixed[where] |= cover > low
        return
    value, slope, start = layer.depth
    depth = np.clip(value + slope * np.maximum(rows - start, 0), 0, 1) if slope else value
    truth.depth[where] += (depth - truth.depth[where]) * cover
    classes = np.asarray(layer.classes, np.float32)
    if slope and classes[2]:  # plants of a field sway more near the viewer
        rise = np.clip((rows - start) / (1 - start), 0, 1) ** 0.5
        classes = classes * (0.35 + 0.65 * rise)[..., None]
    if classes.any() or truth.classes[where].any():
        truth.classes[where] += (classes - truth.classes[where]) * cover[..., None]
    sure = cover >= high
    truth.mixed[where] = np.where(sure, False, truth.mixed[where] | (cover > low))
    truth.layer[where] = np.where(cover > 0.5, number, truth.layer[where])


def _shine(rgb: np.ndarray, canvas: Canvas, a: dict, at: Moment) -> None:
    """Screen the scene's lights over the picture."""
    n = canvas.size
    for k, light in enumerate(canvas.lights):
        x, y = (float(v) for v in forward(light.layer, a, at, np.float64(light.x), np.float64(light.y)))
        reach = light.radius * 2.4
        x0, y0 = max(int((x - reach) * n), 0), max(int((y - reach) * n), 0)
        x1, y1 = min(int((x + reach) * n) + 1, n), min(int((y + reach) * n) + 1, n)
        if x1 <= x0 or y1 <= y0:
            continue
        s = at.seconds
        strength = light.strength * (1 + light.flicker * (np.sin(9.1 * s + k) - np.sin(k) + 0.5 * np.sin(17.3 * s)))
        gx, gy = (np.arange(x0, x1, dtype=np.float32) + 0.5) / n - x, (np.arange(y0, y1, dtype=np.float32) + 0.5) / n - y
        r = np.sqrt((gx[None] ** 2 + gy[:, None] ** 2) / light.radius**2 + 0.02)
        glow = np.clip(strength * (np.exp(-r * 2.2) - np.exp(-2.4 * 2.2)), 0, 1)[..., None] * light.colour
        part = rgb[y0:y1, x0:x1]
        part += (1 - part) * np.clip(glow, 0, 1)


def displacement(canvas: Canvas, a: dict, start: Moment, truth: Truth, end: Moment, later: Truth) -> tuple[np.ndarray, np.ndarray]:
    """flow [2, n, n] in pixels from one moment to another, and valid [n, n]: seen in both, and not mixed with another layer."""
    n = canvas.size
    flow, valid = np.zeros((2, n, n), np.float32), np.zeros((n, n), bool)
    for number in np.unique(truth.layer):
        layer = canvas.layers[number]
        rows, columns = np.nonzero(truth.layer == number)
        x, y = (columns + 0.5) / n, (rows + 0.5) / n
        there_x, there_y = forward(layer, a, end, *backward(layer, a, start, x, y))
        flow[0, rows, columns], flow[1, rows, columns] = (there_x - x) * n, (there_y - y) * n
        px, py = there_x * n - 0.5, there_y * n - 0.5
        sure = (px >= 0) & (py >= 0) & (px <= n - 1) & (py <= n - 1) & ~truth.mixed[rows, columns]
        for cx in (np.floor(px), np.ceil(px)):
            for cy in (np.floor(py), np.ceil(py)):
                ix, iy = np.clip(cx, 0, n - 1).astype(int), np.clip(cy, 0, n - 1).astype(int)
                sure &= (later.layer[iy, ix] == number) & ~later.mixed[iy, ix]
        valid[rows, columns] = sure
    return flow, valid


def looked_back(canvas: Canvas, a: dict, at: Moment, truth: Truth) -> np.ndarray:
    """float32 [2, n, n]: where in the first frame (x, y in pixels) the topmost layer of each pixel was, be it hidden or outside there."""
    n, start = canvas.size, Moment()
    found = np.zeros((2, n, n), np.float32)
    for number in np.unique(truth.layer):
        layer = canvas.layers[number]
        rows, columns = np.nonzero(truth.layer == number)
        x, y = forward(layer, a, start, *backward(layer, a, at, (columns + 0.5) / n, (rows + 0.5) / n))
        found[:, rows, columns] = np.stack([x, y]) * n - 0.5
    return found

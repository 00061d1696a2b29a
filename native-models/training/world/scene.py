"""Scenes and clips: attributes from a seed, then the picture, its caption and the truth about it."""

from __future__ import annotations

from copy import copy
from dataclasses import dataclass

import cv2
import numpy as np

from . import styles
from .attributes import sample_attributes
from .canvas import MARGIN, Canvas, Layer
from .captions import describe, describe_clip
from .compose import Moment, Truth, develop, displacement, looked_back
from .ground import draw_ground
from .movements import movements
from .sky import draw_far_land, draw_sky
from .subjects import draw_subject, draw_surroundings
from .weather import draw_falling, draw_fog, draw_lightning


@dataclass
class Scene:
    """rgb uint8 [n, n, 3]; depth, drift, ripple, sway float32 [n, n] 0..1 (depth: 0 far .. 1 near)."""

    rgb: np.ndarray
    caption: str
    attributes: dict
    depth: np.ndarray
    drift: np.ndarray
    ripple: np.ndarray
    sway: np.ndarray


@dataclass
class Clip:
    """frames uint8 [f, n, n, 3]; flow float32 [f - 1, 2, n, n], (x, y) in pixels from each frame to the next;
    valid bool [f - 1, n, n], False where the flow's end is hidden, outside, or shared by two layers; depth float32 [f, n, n].
    """

    frames: np.ndarray
    flow: np.ndarray
    valid: np.ndarray
    depth: np.ndarray
    caption: str
    attributes: dict
    draft: Draft


@dataclass
class Draft:
    """The first frame, bent to where everything goes: frames uint8 [f, n, n, 3], known bool [f, n, n], False where that lies outside
    the first frame or was hidden there. In clips that are not for training, camera and wind alone bend it: what moves as a
    whole (sails, birds, boats) is left behind."""

    frames: np.ndarray
    known: np.ndarray


def draw(attributes: dict, seed: int, size: int, margin: float) -> Canvas:
    """All layers of a scene; the seed decides what the attributes leave open (skyline, flowers, clouds)."""
    canvas = Canvas(size, margin)
    rngs = [np.random.default_rng([seed, k]) for k in range(6)]
    draw_sky(canvas, attributes, rngs[0])
    draw_lightning(canvas, attributes, rngs[5])
    draw_far_land(canvas, attributes, rngs[1])
    draw_fog(canvas, attributes, rngs[5], front=False)
    draw_ground(canvas, attributes, rngs[2])
    draw_surroundings(canvas, attributes, rngs[4])
    draw_subject(canvas, attributes, rngs[3])
    draw_fog(canvas, attributes, rngs[5], front=True)
    draw_falling(canvas, attributes, rngs[5])
    room = int(styles.ROOM * canvas.side) if attributes["style"] in styles.DRESSES else 0
    for layer in canvas.layers:
        if not layer.wraps:
            layer.crop(room)
            styles.dress(layer, attributes["style"])
        else:
            layer.box = (0, 0, canvas.full, canvas.full)
    return canvas


def render(seed: int, size: int, *, split: str = "train", **fixed) -> Scene:
    """The scene of a seed at size x size pixels. split: which combinations of attributes are wanted (see held_out.py).

    Further named arguments pin attributes (see sample_attributes).
    """
    rng = np.random.default_rng([seed, 99])
    attributes = sample_attributes(rng, split, **fixed)
    rgb, truth = develop(draw(attributes, seed, size, styles.ROOM), attributes, Moment())
    planes = (np.ascontiguousarray(truth.classes[..., i]) for i in range(3))
    return Scene(rgb, describe(attributes, rng), attributes, truth.depth, *planes)


def render_clip(seed: int, size: int, frames: int = 16, *, fps: float = 8, span: float | None = None, split: str = "train", **fixed) -> Clip:
    """The scene of a seed in motion; its first frame is what `render` draws, but for rounding.

    span: seconds in which the camera makes its whole move, after which it rests; None: the clip's own length.
    """
    rng = np.random.default_rng([seed, 99])
    attributes = sample_attributes(rng, split, **fixed)
    canvas = draw(attributes, seed, size, MARGIN)
    span = span or max(frames - 1, 1) / fps
    moments = [Moment(k / fps, min(k / fps / span, 1.0)) for k in range(frames)]
    shots = [develop(canvas, attributes, at) for at in moments]
    pairs = [displacement(canvas, attributes, moments[k], shots[k][1], moments[k + 1], shots[k + 1][1]) for k in range(frames - 1)]
    flow = np.stack([f for f, _ in pairs]) if pairs else np.zeros((0, 2, size, size), np.float32)
    valid = np.stack([v for _, v in pairs]) if pairs else np.zeros((0, size, size), bool)
    attributes = {**attributes, "motions": movements(attributes, {layer.name for layer in canvas.layers})}
    depth = np.stack([truth.depth for _, truth in shots])
    frames_drawn, caption = np.stack([rgb for rgb, _ in shots]), describe_clip(attributes, rng)
    drafted = draft(canvas, attributes, moments, [truth for _, truth in shots], frames_drawn[0], whole=split == "train")
    return Clip(frames_drawn, flow, valid, depth, caption, attributes, drafted)


def draft(canvas: Canvas, a: dict, moments: list[Moment], truths: list[Truth], first: np.ndarray, whole: bool) -> Draft:
    """`whole`: things that move as a whole do so in the draft too."""
    n, before = canvas.size, truths[0].layer
    if not whole:
        canvas = copy(canvas)
        canvas.layers = [standing(layer) for layer in canvas.layers]
        truths = [develop(canvas, a, at)[1] for at in moments]
    frames, known = [], []
    for at, truth in zip(moments, truths, strict=True):
        x, y = looked_back(canvas, a, at, truth)
        frames.append(cv2.remap(first, x, y, cv2.INTER_CUBIC, borderMode=cv2.BORDER_REPLICATE))
        column, row = np.round(x).astype(int), np.round(y).astype(int)
        inside = (column >= 0) & (row >= 0) & (column < n) & (row < n)
        known.append(inside & (before[row.clip(0, n - 1), column.clip(0, n - 1)] == truth.layer))
    return Draft(np.stack(frames), np.stack(known))


def standing(layer: Layer) -> Layer:
    """The same layer, moved by nothing but camera and wind."""
    layer = copy(layer)
    layer.moves = None
    return layer


__all__ = ["Clip", "Scene", "render", "render_clip", "sample_attributes"]

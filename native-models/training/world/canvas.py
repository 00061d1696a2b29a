"""Drawing surfaces. A scene is a stack of layers, each with its own picture and its own way to move.

Everything is given in picture units: x and y run 0..1 from the left and from the top, and lengths are fractions
of the picture's side. So one scene looks the same at any resolution. A canvas can be larger than the picture by a margin
on every side, for what a moving camera will see.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Callable

import cv2
import numpy as np

SHIFT = 6  # fractional bits of OpenCV's fixed-point coordinates
ONE = 1 << SHIFT
MARGIN = 0.25  # what clips need around the picture; drawing functions fill -MARGIN..1 + MARGIN

Colour = tuple[float, float, float] | np.ndarray
Box = tuple[int, int, int, int]
Moves = Callable[[float], np.ndarray]  # seconds to a 3 x 3 matrix on picture units; the identity at 0
Bend = Callable[[np.ndarray, np.ndarray, float], tuple[np.ndarray, np.ndarray]]  # x, y, seconds to a shift; zero at 0


def mix(a: Colour, b: Colour, t: float) -> np.ndarray:
    """Linear blend of two colours, RGB 0..1; t = 0 gives a."""
    return np.asarray(a, np.float32) * (1 - t) + np.asarray(b, np.float32) * t


def wide(count: int) -> np.ndarray:
    """x from left of the margin to right of it."""
    return np.linspace(-MARGIN - 0.02, 1 + MARGIN + 0.02, count)


def four(alpha: np.ndarray) -> np.ndarray:
    """Coverage [h, w] as [h, w, 4]: whole arrays are quick, a short last axis to broadcast over is not."""
    alpha = np.ascontiguousarray(alpha)
    return cv2.merge((alpha, alpha, alpha, alpha))


def opaque(colour: np.ndarray, height: int, width: int) -> np.ndarray:
    """RGB of [3], [1, w, 3] or [h, 1, 3] as opaque rgba that broadcasts to [h, w, 4] by whole rows."""
    colour = np.asarray(colour, np.float32)
    colour = colour.reshape((1, 1, 3)) if colour.ndim == 1 else colour
    rgba = np.concatenate([colour, np.ones((*colour.shape[:2], 1), np.float32)], 2)
    rows, columns = rgba.shape[:2]
    return rgba if columns == width else cv2.resize(rgba, (width, rows), interpolation=cv2.INTER_NEAREST)


def over(target: np.ndarray, top: np.ndarray) -> None:
    """Lay a premultiplied picture [h, w, 4] over another, in place."""
    target *= four(1 - top[..., 3])
    target += top


@dataclass
class Light:
    """A glow in the air around (x, y), screened over the finished picture; it moves with its layer and flickers."""

    x: float
    y: float
    radius: float
    colour: np.ndarray
    strength: float
    layer: Layer
    flicker: float = 0.0


@dataclass
class Layer:
    """Premultiplied rgba float32 [h, w, 4] of the whole canvas, or of `box` after `crop`.

    depth: (value, slope, start): value + slope * max(y - start, 0), 0 far .. 1 near; None if what lies below shines through and
    keeps its own truth. near: (a, b), how strongly camera travel moves it: a + b * y. classes: (drift, ripple, sway) 0..1.
    """

    canvas: Canvas
    name: str
    depth: tuple[float, float, float] | None
    near: tuple[float, float] = (0.0, 0.0)
    classes: tuple[float, float, float] = (0.0, 0.0, 0.0)
    moves: Moves | None = None
    bend: Bend | None = None
    fades: Callable[[float], float] | None = None  # seconds to opacity
    wraps: bool = False  # endless: what leaves on one side comes in on the other (weather)
    soft: bool = False  # a veil so smooth that it does not hide how the things below it move
    box: Box = (0, 0, 0, 0)
    rgba: np.ndarray = field(init=False)

    def __post_init__(self) -> None:
        full = self.canvas.full
        self.rgba = np.zeros((full, full, 4), np.float32)
        self.box = (full, full, 0, 0)

    def crop(self, room: int) -> None:
        """Keep only what was drawn on, with some room around it."""
        full = self.canvas.full
        x0, y0, x1, y1 = self.box
        if x1 <= x0:
            self.rgba = self.rgba[:0, :0]
            return
        # even edges, so that a box of fine pixels is a box of whole pixels
        x0, y0 = (max(v - room, 0) // 2 * 2 for v in (x0, y0))
        x1, y1 = (min(-(-(v + room) // 2) * 2, full) for v in (x1, y1))
        self.box = (x0, y0, x1, y1)
        self.rgba = self.rgba[self.box[1]:self.box[3], self.box[0]:self.box[2]]

    def touch(self, box: Box) -> None:
        b = self.box
        self.box = (min(b[0], box[0]), min(b[1], box[1]), max(b[2], box[2]), max(b[3], box[3]))

    # -- shapes ---------------------------------------------------------------------------------------------------
    def paint(self, box: Box, alpha: np.ndarray, colour: np.ndarray) -> None:
        """Blend a colour (RGB, or an array that broadcasts to the box) over a box with coverage alpha 0..1."""
        x0, y0, x1, y1 = box
        self.touch(box)
        target = self.rgba[y0:y1, x0:x1]
        drawn = four(alpha)
        drawn *= opaque(colour, y1 - y0, x1 - x0)
        over(target, drawn)

    def cover(self, box: Box, colour: np.ndarray, opacity: float) -> None:
        """The same where the shape fills the box: what ground and hills mostly do, and much cheaper."""
        x0, y0, x1, y1 = box
        if y1 <= y0:
            return
        target = self.rgba[y0:y1, x0:x1]
        if opacity == 1:
            target[:] = opaque(colour, y1 - y0, x1 - x0)
        else:
            target *= 1 - opacity
            target += opaque(colour, y1 - y0, x1 - x0) * np.float32(opacity)

    def polygon(self, points: np.ndarray | list, colour: Colour, *, to: Colour | None = None, vertical: bool = False, opacity: float = 1.0,
                span: tuple[float, float] | None = None) -> None:
        """Fill a polygon. With `to` the colour runs from left to right (or top to bottom) of its bounding box, or of `span`."""
        canvas = self.canvas
        points = np.asarray(points, np.float32)
        low, high = points.min(0), points.max(0)
        box = canvas.box(low, high)
        if box is None:
            return
        mask = np.zeros((box[3] - box[1], box[2] - box[0]), np.uint8)
        fixed = np.round((points * canvas.side - 0.5 + canvas.pad - np.array(box[:2])) * ONE).astype(np.int32)
        cv2.fillPoly(mask, [fixed], 255, cv2.LINE_AA, SHIFT)
        fill = np.asarray(colour, np.float32)[None, None]
        if to is not None:
            start, end = span or ((low[1], high[1]) if vertical else (low[0], high[0]))
            at = canvas.ys[box[1]:box[3]] if vertical else canvas.xs[:, box[0]:box[2]]
            ramp = np.clip((at - start) / max(end - start, 1e-6), 0, 1)[..., None]
            fill = fill * (1 - ramp) + np.asarray(to, np.float32) * ramp
        rows = len(mask)
        if mask.size > 20000:  # the full rows at the bottom
            partly = np.flatnonzero(mask.min(1) < 255)
            rows = int(partly[-1]) + 1 if len(partly) else 0
            self.cover((box[0], box[1] + rows, box[2], box[3]), fill if len(fill) == 1 else fill[rows:], opacity)
        if rows:
            top = (box[0], box[1], box[2], box[1] + rows)
            self.paint(top, mask[:rows].astype(np.float32) * (opacity / 255), fill if len(fill) == 1 else fill[:rows])
        self.touch(box)

    def ellipse(self, x: float, y: float, rx: float, ry: float, colour: Colour, *, angle: float = 0.0, to: Colour | None = None, vertical: bool = False,
                opacity: float = 1.0) -> None:
        """Fill an ellipse with radii rx, ry, turned by angle (radians)."""
        t = np.linspace(0, 2 * np.pi, 40, endpoint=False)
        c, s = np.cos(angle), np.sin(angle)
        px, py = rx * np.cos(t), ry * np.sin(t)
        self.polygon(np.stack([x + px * c - py * s, y + px * s + py * c], 1), colour, to=to, vertical=vertical, opacity=opacity)

    def line(self, x0: float, y0: float, x1: float, y1: float, width: float, colour: Colour, opacity: float = 1.0) -> None:
        """A straight stroke with square ends."""
        d = np.array([x1 - x0, y1 - y0])
        n = np.array([-d[1], d[0]]) / max(float(np.hypot(*d)), 1e-6) * width / 2
        a, b = np.array([x0, y0]), np.array([x1, y1])
        self.polygon(np.stack([a + n, b + n, b - n, a - n]), colour, opacity=opacity)

    def polygons(self, shapes: np.ndarray, colours: np.ndarray, opacity: float = 1.0) -> None:
        """Many small polygons [n, corners, 2] at once, drawn in the order given. colours [n, 3]."""
        canvas = self.canvas
        low, high = shapes.min(1), shapes.max(1)
        seen = np.flatnonzero(((high > canvas.xs[0, 0]) & (low < canvas.xs[0, -1])).all(1))
        if not len(seen):
            return
        box = canvas.box(low[seen].min(0), high[seen].max(0))
        image = np.zeros((box[3] - box[1], box[2] - box[0], 4), np.uint8)
        fixed = np.round((shapes[seen] * canvas.side - 0.5 + canvas.pad - np.array(box[:2])) * ONE).astype(np.int32)
        ink = np.concatenate([np.clip(colours[seen] * 255 + 0.5, 0, 255), np.full((len(seen), 1), 255)], 1).astype(int).tolist()
        for corners, colour in zip(fixed, ink):
            cv2.fillPoly(image, [corners], colour, cv2.LINE_AA, SHIFT)
        self.touch(box)
        over(self.rgba[box[1]:box[3], box[0]:box[2]], np.multiply(image, np.float32(opacity / 255), dtype=np.float32))

    def dots(self, x: np.ndarray, y: np.ndarray, radius: np.ndarray, colours: np.ndarray, squash: float = 1.0) -> None:
        """Many small discs at once, drawn in the order given. colours [n, 3]."""
        canvas = self.canvas
        reach = radius + 2 / canvas.side
        low, high = canvas.xs[0, 0], canvas.xs[0, -1]
        seen = np.flatnonzero((x + reach > low) & (x - reach < high) & (y + reach > low) & (y - reach < high))
        if not len(seen):
            return
        x, y, radius, colours, reach = x[seen], y[seen], radius[seen], colours[seen], reach[seen]
        box = canvas.box(np.array([(x - reach).min(), (y - reach).min()]), np.array([(x + reach).max(), (y + reach).max()]))
        image = np.zeros((box[3] - box[1], box[2] - box[0], 4), np.uint8)
        cx = np.round((x * canvas.side - 0.5 + canvas.pad - box[0]) * ONE).astype(int).tolist()
        cy = np.round((y * canvas.side - 0.5 + canvas.pad - box[1]) * ONE).astype(int).tolist()
        r = np.maximum(np.round(radius * canvas.side * ONE), ONE // 2).astype(int)
        flat = np.maximum((r * squash).astype(int), ONE // 2).tolist()
        ink = np.concatenate([np.clip(colours * 255 + 0.5, 0, 255), np.full((len(x), 1), 255)], 1).astype(int).tolist()
        for centre_x, centre_y, rx, ry, colour in zip(cx, cy, r.tolist(), flat, ink):
            cv2.ellipse(image, (centre_x, centre_y), (rx, ry), 0, 0, 360, colour, -1, cv2.LINE_AA, SHIFT)
        self.touch(box)
        target = self.rgba[box[1]:box[3], box[0]:box[2]]
        over(target, np.multiply(image, np.float32(1 / 255), dtype=np.float32))


class Canvas:
    """A square of `size` pixels and its margin, `supersample` times finer. pad: the margin in fine pixels."""

    def __init__(self, size: int, margin: float = 0.0, supersample: int = 2) -> None:
        self.size = size
        self.side = size * supersample
        self.pad = int(np.ceil(margin * self.side / 4)) * 4
        self.full = self.side + 2 * self.pad
        axis = (np.arange(self.full, dtype=np.float32) + (0.5 - self.pad)) / self.side
        self.xs, self.ys = axis[None, :], axis[:, None]
        self.layers: list[Layer] = []
        self.lights: list[Light] = []

    def layer(self, name: str, depth: float | tuple[float, float, float] | None, near: float | tuple[float, float] = 0.0, **more) -> Layer:
        """A new layer on top. A single number stands for an upright thing: the same depth or nearness everywhere."""
        depth = (depth, 0.0, 0.0) if isinstance(depth, float) else depth
        near = (near, 0.0) if isinstance(near, float) else near
        self.layers.append(Layer(self, name, depth, near, **more))
        return self.layers[-1]

    def light(self, layer: Layer, x: float, y: float, radius: float, colour: Colour, strength: float, flicker: float = 0.0) -> None:
        self.lights.append(Light(x, y, radius, np.asarray(colour, np.float32), strength, layer, flicker))

    def box(self, low: np.ndarray, high: np.ndarray) -> Box | None:
        """Fine pixels that a rectangle touches, or None if it lies outside."""
        x0, y0 = np.maximum(np.floor(np.asarray(low) * self.side).astype(int) + self.pad - 1, 0)
        x1, y1 = np.minimum(np.ceil(np.asarray(high) * self.side).astype(int) + self.pad + 2, self.full)
        return None if x1 <= x0 or y1 <= y0 else (int(x0), int(y0), int(x1), int(y1))

    def shrink(self, layer: np.ndarray) -> np.ndarray:
        """A fine layer of the picture without margin, at the asked size."""
        return layer if self.side == self.size else cv2.resize(layer, (self.size, self.size), interpolation=cv2.INTER_AREA)

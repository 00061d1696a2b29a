"""What every drawing of a subject needs: its place, its colours under the scene's light, its layers."""

from __future__ import annotations

import numpy as np

from . import palette
from .canvas import Canvas, Layer
from .ground import ground_depth, standing


class Paint:
    """Draws into `layer`; `new` puts another one on top, at the same distance, that moves in its own way."""

    def __init__(self, canvas: Canvas, a: dict, foot: float, *, x: float | None = None, depth: float | None = None, near: float | None = None) -> None:
        self.canvas, self.a, self.foot = canvas, a, foot
        self.colour_of_light = palette.light(a)[0]
        self.depth = float(ground_depth(a, foot)) if depth is None else depth
        self.near = standing(a, foot) if near is None else near
        self.left_lit = a["light"] is None or a["light"][0] < (a["x"] if x is None else x)
        self.dark = a["time"] in ("night", "dusk") or a["weather"] == "storm"
        self.glow = 1.0 if a["time"] == "night" else 0.55

    def new(self, name: str, **more) -> Layer:
        self.layer = self.canvas.layer(name, self.depth, self.near, **more)
        return self.layer

    def veil(self, name: str, **more) -> Layer:
        """A layer that things shine through: they keep their own depth and motion."""
        return self.canvas.layer(name, None, self.near, **more)

    def __call__(self, colour: str | np.ndarray, shade: float = 1.0) -> np.ndarray:
        base = palette.rgb(colour) if isinstance(colour, str) else colour
        return np.clip(base * self.colour_of_light * shade, 0, 1)

    def body(self, points, colour: str, contrast: float = 0.3) -> None:
        """A polygon lit from the side of the sun."""
        lit, dim = self(colour, 1.06), self(colour, 1 - contrast)
        first, last = (lit, dim) if self.left_lit else (dim, lit)
        self.layer.polygon(points, first, to=last)

    def fill(self, points, colour: str, shade: float = 1.0, opacity: float = 1.0) -> None:
        self.layer.polygon(points, self(colour, shade), opacity=opacity)

    def ball(self, x: float, y: float, rx: float, ry: float, colour: str, contrast: float = 0.25, angle: float = 0.0) -> None:
        """An ellipse lit from the side of the sun."""
        lit, dim = self(colour, 1.06), self(colour, 1 - contrast)
        first, last = (lit, dim) if self.left_lit else (dim, lit)
        self.layer.ellipse(x, y, rx, ry, first, to=last, angle=angle)

    def stroke(self, x0: float, y0: float, x1: float, y1: float, width: float, colour: str) -> None:
        self.layer.line(x0, y0, x1, y1, width, self(colour))

    def lamp(self) -> np.ndarray:
        """A window's colour: lit after sunset."""
        return palette.rgb("#ffdf86") if self.dark else self("#4d6e92")

    def light(self, x: float, y: float, radius: float, colour: str, strength: float, flicker: float = 0.0) -> None:
        self.canvas.light(self.layer, x, y, radius, palette.rgb(colour), strength, flicker)


def box(x0: float, y0: float, x1: float, y1: float) -> list[list[float]]:
    return [[x0, y0], [x1, y0], [x1, y1], [x0, y1]]

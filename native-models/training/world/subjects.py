"""What stands in the scene. Each function draws one subject: foot at (x, y), height h, in picture units."""

from __future__ import annotations

from typing import Callable

import numpy as np

from . import palette
from .canvas import Canvas, mix
from .ground import SWAY, ground_depth


class Paint:
    """A subject's colours under the scene's light, and its nearness."""

    def __init__(self, canvas: Canvas, a: dict, foot: float) -> None:
        self.canvas, self.a = canvas, a
        self.light = palette.LIGHT[a["time"]][0]
        self.depth = float(ground_depth(a, foot))
        self.left_lit = a["light"] is None or a["light"][0] < a["x"]
        self.dark = a["time"] in ("night", "dusk", "storm")

    def __call__(self, colour: str | np.ndarray, shade: float = 1.0) -> np.ndarray:
        base = palette.rgb(colour) if isinstance(colour, str) else colour
        return np.clip(base * self.light * shade, 0, 1)

    def body(self, points, colour: str, contrast: float = 0.3, **more) -> None:
        """A polygon lit from the side of the sun."""
        lit, dim = self(colour, 1.06), self(colour, 1 - contrast)
        first, last = (lit, dim) if self.left_lit else (dim, lit)
        self.canvas.polygon(points, first, self.depth, to=last, **more)

    def lamp(self) -> np.ndarray:
        """A window's colour: lit after sunset."""
        return palette.rgb("#ffdf86") if self.dark else self("#4d6e92")


def box(x0: float, y0: float, x1: float, y1: float) -> list[list[float]]:
    return [[x0, y0], [x1, y0], [x1, y1], [x0, y1]]


def windmill(c: Canvas, a: dict, x: float, y: float, h: float, rng: np.random.Generator) -> None:
    p = Paint(c, a, y)
    top = y - h * 0.62
    tower = {"white": "#f1ece0", "brown": "#8a5f4c", "red": "#b8483c"}[a["colour"]]
    p.body([[x - 0.15 * h, y], [x - 0.085 * h, top], [x + 0.085 * h, top], [x + 0.15 * h, y]], tower, 0.38)
    for k, v in enumerate((0.34, 0.2)):
        c.polygon(box(x - 0.022 * h, y - (v + 0.06) * h, x + 0.022 * h, y - v * h), p.lamp() if k == 0 else p("#3a2a26"), p.depth)
    c.polygon(box(x - 0.035 * h, y - 0.12 * h, x + 0.035 * h, y), p("#40281f"), p.depth)
    p.body([[x - 0.115 * h, top + 0.01 * h], [x - 0.06 * h, top - 0.09 * h], [x, top - 0.13 * h], [x + 0.06 * h, top - 0.09 * h], [x + 0.115 * h, top + 0.01 * h]], "#5a3a34", 0.4)
    hub = np.array([x, top - 0.03 * h])
    for k in range(4):
        t = a["turn"] + k * np.pi / 2
        along, across = np.array([np.sin(t), -np.cos(t)]), np.array([np.cos(t), np.sin(t)])
        at = lambda u, v: hub + along * u * h + across * v * h  # noqa: E731 - a point in the sail's own frame
        c.polygon([at(0.09, 0.0), at(0.13, 0.085), at(0.42, 0.085), at(0.42, 0.0)], p("#f3e9da"), p.depth)
        for u in (0.2, 0.275, 0.35):
            c.line(*at(u, 0.0), *at(u, 0.085), 0.007 * h, p("#b49a86"), p.depth)
        c.line(*at(0.12, 0.043), *at(0.42, 0.043), 0.006 * h, p("#b49a86"), p.depth)
        c.line(*at(-0.02, 0.0), *at(0.43, 0.0), 0.02 * h, p("#43302c"), p.depth)
    c.ellipse(*hub, 0.028 * h, 0.028 * h, p("#3a2a28"), p.depth)


def house(c: Canvas, a: dict, x: float, y: float, h: float, rng: np.random.Generator) -> None:
    p = Paint(c, a, y)
    w, wall, eaves = h * 0.62, "#f7ecd6", y - 0.5 * h
    c.polygon(box(x + 0.24 * h, y - 0.98 * h, x + 0.36 * h, y - 0.6 * h), p("#8a5a48"), p.depth)
    p.body(box(x - w, eaves, x + w, y), wall, 0.18)
    roof = palette.PAINT[a["colour"]]
    p.body([[x - w - 0.1 * h, eaves], [x - w * 0.62, y - 0.95 * h], [x + w * 0.62, y - 0.95 * h], [x + w + 0.1 * h, eaves]], roof, 0.28)
    c.polygon(box(x - w - 0.1 * h, eaves, x + w + 0.1 * h, eaves + 0.035 * h), p(roof, 0.7), p.depth)
    c.polygon(box(x - 0.1 * h, y - 0.33 * h, x + 0.1 * h, y), p("#7a4630"), p.depth)
    for side in (-1, 1):
        wx = x + side * 0.37 * h
        c.polygon(box(wx - 0.115 * h, y - 0.375 * h, wx + 0.115 * h, y - 0.125 * h), p("#fffdf5"), p.depth)
        c.polygon(box(wx - 0.09 * h, y - 0.35 * h, wx + 0.09 * h, y - 0.15 * h), p.lamp(), p.depth)
        c.line(wx, y - 0.35 * h, wx, y - 0.15 * h, 0.022 * h, p("#fffdf5"), p.depth)
        c.line(wx - 0.09 * h, y - 0.25 * h, wx + 0.09 * h, y - 0.25 * h, 0.022 * h, p("#fffdf5"), p.depth)
        if p.dark:
            c.glow(wx, y - 0.25 * h, 0.22 * h, palette.rgb("#ffc860"), 0.28)


def lighthouse(c: Canvas, a: dict, x: float, y: float, h: float, rng: np.random.Generator) -> None:
    p = Paint(c, a, y)
    if p.dark:
        far = 1.2 if p.left_lit else -1.2
        beam = [[x, y - 0.875 * h], [x + far, y - 0.875 * h - 0.22], [x + far, y - 0.875 * h + 0.06]]
        c.polygon(beam, palette.rgb("#fff0b0"), None, opacity=0.16, classes=None)
    half = lambda v: (0.125 - 0.05 * v) * h  # noqa: E731 - half width at height v of the tower
    for k in range(6):
        lo, hi = 0.8 * k / 6, 0.8 * (k + 1) / 6
        points = [[x - half(lo), y - lo * h], [x - half(hi), y - hi * h], [x + half(hi), y - hi * h], [x + half(lo), y - lo * h]]
        p.body(points, palette.PAINT[a["colour"]] if k % 2 == 0 else "#fbf8f0", 0.3)
    c.polygon(box(x - 0.03 * h, y - 0.1 * h, x + 0.03 * h, y), p("#33302f"), p.depth)
    c.polygon(box(x - 0.115 * h, y - 0.825 * h, x + 0.115 * h, y - 0.795 * h), p("#3b3f4a"), p.depth)
    c.polygon(box(x - 0.062 * h, y - 0.915 * h, x + 0.062 * h, y - 0.825 * h), palette.rgb("#fff2a8") if p.dark else p("#ffe9a0"), p.depth)
    c.line(x, y - 0.915 * h, x, y - 0.825 * h, 0.012 * h, p("#3b3f4a"), p.depth)
    p.body([[x - 0.085 * h, y - 0.91 * h], [x, y - h], [x + 0.085 * h, y - 0.91 * h]], palette.PAINT[a["colour"]], 0.3)
    if p.dark:
        c.glow(x, y - 0.87 * h, 0.2 * h, palette.rgb("#ffe9a0"), 0.6)


def sailboat(c: Canvas, a: dict, x: float, y: float, h: float, rng: np.random.Generator) -> None:
    p = Paint(c, a, y)
    c.polygon([[x - 0.3 * h, y + 0.02 * h], [x + 0.3 * h, y + 0.02 * h], [x + 0.16 * h, y + 0.16 * h], [x - 0.2 * h, y + 0.16 * h]], p("#20364c"), None, opacity=0.35, classes=None)
    c.line(x, y - 0.1 * h, x, y - 0.99 * h, 0.018 * h, p("#5a4034"), p.depth)
    t = np.linspace(0, 1, 14)
    main = np.stack([x - 0.02 * h - 0.33 * h * t**1.4 - 0.03 * h * np.sin(np.pi * t), y - 0.95 * h + 0.77 * h * t], 1)
    p.body(np.concatenate([main, [[x - 0.02 * h, y - 0.18 * h]]]), palette.PAINT[a["colour"]], 0.22)
    jib = np.stack([x + 0.02 * h + 0.25 * h * t + 0.04 * h * np.sin(np.pi * t), y - 0.86 * h + 0.68 * h * t], 1)
    p.body(np.concatenate([jib, [[x + 0.03 * h, y - 0.18 * h]]]), "#fffaf0", 0.2)
    p.body([[x - 0.37 * h, y - 0.14 * h], [x + 0.38 * h, y - 0.15 * h], [x + 0.24 * h, y + 0.035 * h], [x - 0.27 * h, y + 0.035 * h]], "#8a4a34", 0.25)
    c.polygon([[x - 0.37 * h, y - 0.14 * h], [x + 0.38 * h, y - 0.15 * h], [x + 0.345 * h, y - 0.105 * h], [x - 0.345 * h, y - 0.1 * h]], p("#f6efe2"), p.depth)


def tree(c: Canvas, a: dict, x: float, y: float, h: float, rng: np.random.Generator) -> None:
    p = Paint(c, a, y)
    crown = {"green": "#3f9a3a", "orange": "#e27a24", "pink": "#f2a0c0"}[a["colour"]]
    p.body([[x - 0.075 * h, y], [x - 0.035 * h, y - 0.5 * h], [x + 0.035 * h, y - 0.5 * h], [x + 0.075 * h, y]], "#6b4632", 0.35)
    for dx in (-1, 1):
        c.line(x, y - 0.36 * h, x + dx * 0.17 * h, y - 0.58 * h, 0.035 * h, p("#5f3d2c"), p.depth)
    sun = -1 if p.left_lit else 1
    blobs = [(-0.22, 0.55, 0.19), (0.22, 0.56, 0.19), (0.0, 0.52, 0.2), (-0.17, 0.74, 0.2), (0.17, 0.75, 0.19), (0.0, 0.83, 0.18)]
    for shade, shift, scale in ((0.74, 0.0, 1.0), (1.0, 0.05, 0.82), (1.2, 0.095, 0.42)):
        for i, (dx, dy, r) in enumerate(blobs):
            if scale < 0.5 and i == 2:
                continue
            c.ellipse(x + (dx + shift * sun) * h, y - (dy + shift * 0.7) * h, r * h * scale, r * h * scale * 0.94, p(crown, shade), p.depth, classes=SWAY)


def pines(c: Canvas, a: dict, x: float, y: float, h: float, rng: np.random.Generator) -> None:
    p = Paint(c, a, y)
    snowy = a["ground"] == "snow"
    for dx, k in ((-0.42, 0.72), (0.4, 0.8), (0.0, 1.0)):
        tx, ty, th = x + dx * h, y - (1 - k) * 0.05 * h, h * k
        c.polygon(box(tx - 0.03 * th, ty - 0.16 * th, tx + 0.03 * th, ty), p("#5a3c2c"), p.depth)
        for j in range(4):
            low, high, w = 0.1 + 0.2 * j, 0.42 + 0.195 * j, (0.25 - 0.052 * j) * th
            p.body([[tx - w, ty - low * th], [tx, ty - high * th], [tx + w, ty - low * th]], "#2f7a48", 0.5, classes=(0.0, 0.0, 0.7))
            if snowy:
                c.polygon([[tx - w * 0.42, ty - (high - 0.13) * th], [tx, ty - high * th], [tx + w * 0.42, ty - (high - 0.13) * th], [tx, ty - (high - 0.09) * th]], p("#f7fbff"), p.depth)


def balloon(c: Canvas, a: dict, x: float, y: float, h: float, rng: np.random.Generator) -> None:
    p = Paint(c, a, y)
    p.depth = 0.5
    r, cy = 0.36 * h, y - 0.62 * h
    t = np.linspace(-1, 1, 40)
    # the envelope's half width from crown to mouth
    v = (t + 1) / 2
    half = r * np.where(t < 0.1, np.sqrt(np.clip(1 - ((t - 0.1) / 1.1) ** 2, 0, 1)), 1 - 0.72 * (np.maximum(t - 0.1, 0) / 0.9) ** 1.5)
    ys = cy - r * 1.02 + v * r * 2.25
    for i, edge in enumerate((1.0, 0.72, 0.4, 0.13)):
        shape = np.concatenate([np.stack([x - half * edge, ys], 1), np.stack([x + half * edge, ys], 1)[::-1]])
        p.body(shape, palette.PAINT[a["colour"]] if i % 2 == 0 else "#fff6e4", 0.42)
    mouth, basket = ys[-1], y - 0.1 * h
    for side in (-1, 1):
        c.line(x + side * half[-1] * 0.9, mouth, x + side * 0.055 * h, basket, 0.009 * h, p("#5c463a"), p.depth)
    p.body(box(x - 0.065 * h, basket, x + 0.065 * h, y), "#9a6a3c", 0.3)
    c.polygon(box(x - 0.075 * h, basket - 0.004 * h, x + 0.075 * h, basket + 0.018 * h), p("#6b452a"), p.depth)


SUBJECTS: dict[str, Callable[[Canvas, dict, float, float, float, np.random.Generator], None]] = {
    "windmill": windmill, "house": house, "lighthouse": lighthouse, "sailboat": sailboat, "tree": tree, "pines": pines, "balloon": balloon,
}

COLOURS = {
    "windmill": ["brown", "white", "red"], "house": ["red", "blue"], "lighthouse": ["red", "blue"], "sailboat": ["white", "red", "yellow"],
    "tree": ["green", "orange", "pink"], "pines": ["green"], "balloon": ["red", "blue", "yellow", "green", "purple"],
}


def draw_island(c: Canvas, a: dict, x: float, y: float, h: float) -> None:
    """A small green island for what cannot stand on the sea."""
    p = Paint(c, a, y)
    t = np.linspace(0, np.pi, 30)
    w = max(0.75 * h, 0.26)
    rock = np.stack([x + w * np.cos(t), y + 0.06 - 0.075 * np.sin(t) ** 0.7], 1)
    c.polygon(rock, p("#8d8578"), p.depth, to=p("#5f5a55"), vertical=True)
    grass = np.stack([x + w * 0.93 * np.cos(t), y + 0.03 - 0.05 * np.sin(t) ** 0.7], 1)
    c.polygon(grass, p("#6fae4c"), p.depth, to=p("#4d8a3c"), vertical=True)
    c.polygon(np.stack([x + w * 1.08 * np.cos(t * 2), y + 0.06 + 0.007 * np.sin(t * 2)], 1), mix(p("#ffffff"), p("#7fc0e0"), 0.3), None, opacity=0.55, classes=None)


def draw_subject(c: Canvas, a: dict, rng: np.random.Generator) -> None:
    """Put the scene's subject where its attributes say."""
    if a["subject"] == "none":
        return
    x, y, h = a["x"], a["foot"], a["height"]
    if a["ground"] == "sea" and a["subject"] not in ("sailboat", "balloon"):
        draw_island(c, a, x, y, h)
    elif a["subject"] not in ("sailboat", "balloon"):
        p = Paint(c, a, y)
        c.ellipse(x + (0.1 if p.left_lit else -0.1) * h, y, 0.3 * h, 0.022 * h, p("#1c2a1c"), None, opacity=0.28, classes=None)
    SUBJECTS[a["subject"]](c, a, x, y, h, rng)

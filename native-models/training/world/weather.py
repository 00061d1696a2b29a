"""Rain, snow, fog and lightning. All of it lets the scene behind shine through."""

from __future__ import annotations

import numpy as np

from . import palette
from .canvas import MARGIN, Canvas, mix
from .ground import standing
from .motion import breeze, downwind, drift, glide


def draw_fog(canvas: Canvas, a: dict, rng: np.random.Generator, front: bool) -> None:
    """A bank of fog at the horizon, or a thin one before the subject."""
    if a["weather"] != "fog":
        return
    layer = canvas.layer("fog", None, 0.05 if not front else standing(a, a["foot"] + 0.03), moves=drift(a, 0.01, 0.02), soft=True)
    middle, reach, strength = (a["horizon"] + 0.01, 0.11, 0.8) if not front else (a["horizon"] + 0.13, 0.075, 0.5)
    phase = rng.uniform(0, 6.28, 3)
    centre = middle + 0.02 * np.sin(canvas.xs * 6 + phase[0]) + 0.012 * np.sin(canvas.xs * 13 + phase[1])
    rows = slice(max(int((middle - 3 * reach) * canvas.side) + canvas.pad, 0), int((middle + 3 * reach) * canvas.side) + canvas.pad)
    density = strength * np.exp(-(((canvas.ys[rows] - centre) / reach) ** 2)) * (0.85 + 0.15 * np.sin(canvas.xs * 4 + phase[2]))
    box = (0, rows.start, canvas.full, rows.start + len(density))
    layer.paint(box, density.astype(np.float32), mix(palette.air(a), np.ones(3) * palette.light(a)[0], 0.35))


def draw_lightning(canvas: Canvas, a: dict, rng: np.random.Generator) -> None:
    """Now and then a bolt: there at first, gone, and there again."""
    if a["weather"] != "storm" or rng.uniform() < 0.6:
        return
    layer = canvas.layer("lightning", None, 0.0, fades=lambda s: 1.0 if s % 0.9 < 0.14 else 0.0)
    x = a["x"] + (0.3 if a["x"] < 0.5 else -0.3) + float(rng.uniform(-0.05, 0.05))
    y = np.linspace(0.04, a["horizon"] - 0.02, 8)
    side = np.cumsum(rng.uniform(-0.045, 0.045, 8))
    thick = np.linspace(0.011, 0.003, 8)
    for wider, tone, opacity in ((2.6, "#b8c4ff", 0.35), (1.0, "#fffbe6", 1.0)):
        points = np.concatenate([np.stack([x + side - thick * wider, y], 1), np.stack([x + side + thick * wider, y], 1)[::-1]])
        layer.polygon(points, palette.rgb(tone), opacity=opacity)
    layer.polygon([[x + side[3], y[3]], [x + side[3] + 0.07, y[5]], [x + side[3] + 0.012, y[3]]], palette.rgb("#fffbe6"))


def draw_falling(canvas: Canvas, a: dict, rng: np.random.Generator) -> None:
    """Streaks of rain or flakes of snow, in a far and a near sheet."""
    if a["weather"] not in ("rain", "snow") and not (a["weather"] == "storm" and a["ground"] != "snow"):
        return
    lean = breeze(a, 0.12, 0.34) * downwind(a)
    low, high = -MARGIN, 1 + MARGIN
    for near in (False, True):
        if a["weather"] == "snow":
            n = 110 if near else 240
            speed = 0.16 if near else 0.1
            layer = canvas.layer("snow", None, 0.5 if near else 0.2, moves=glide(lean * speed, speed), wraps=True)
            radius = rng.uniform(0.0042, 0.0085, n) if near else rng.uniform(0.002, 0.004, n)
            white = np.tile(mix(np.ones(3), palette.light(a)[0], 0.3), (n, 1))
            layer.dots(rng.uniform(low, high, n), rng.uniform(low, high, n), radius, white)
            layer.rgba *= 0.92 if near else 0.7
            continue
        n, length, speed = (70, 0.075, 0.75) if near else (150, 0.045, 0.5)
        layer = canvas.layer("rain", None, 0.5 if near else 0.2, moves=glide(lean * speed, speed), wraps=True)
        tone = mix(palette.air(a), np.ones(3), 0.45)
        x, y = rng.uniform(low, high, n), rng.uniform(low, high, n)
        half = (0.0042 if near else 0.0026) / 2
        streak = np.array([[-half, 0], [half, 0], [half + lean * length, length], [-half + lean * length, length]])
        layer.polygons(np.stack([x, y], 1)[:, None] + streak, np.tile(tone, (n, 1)), 0.55 if near else 0.34)

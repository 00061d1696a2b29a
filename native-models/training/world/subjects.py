"""What stands in the scene: the subject, and small things around it."""

from __future__ import annotations

from typing import Callable

import numpy as np

from . import palette
from .attributes import AFLOAT, FLYING
from .buildings import house, lighthouse, windmill
from .canvas import MARGIN, Canvas, mix
from .creatures import bird, birds, cat, duck, person, rabbit, sheep, snowman
from .ground import LOW, on_ground, skyline
from .paint import Paint
from .plants import palm, pines, tree
from .things import balloon, campfire, lanterns, sailboat, splash
from .vocabulary import COLOURS

SUBJECTS: dict[str, Callable[[Paint, float, float, float, np.random.Generator], None]] = {
    "windmill": windmill, "house": house, "lighthouse": lighthouse, "sailboat": sailboat, "tree": tree, "pines": pines, "balloon": balloon, "palm": palm,
    "campfire": campfire, "lanterns": lanterns, "birds": birds, "sheep": sheep, "cat": cat, "rabbit": rabbit, "duck": duck, "person": person,
    "snowman": snowman, "splash": splash,
}


def draw_island(p: Paint, x: float, y: float, h: float) -> None:
    """A small green island for what cannot stand on the sea."""
    p.new("island")
    t = np.linspace(0, np.pi, 30)
    w = max(0.75 * h, 0.26)
    sand = p.a["subject"] == "palm"
    rock = np.stack([x + w * np.cos(t), y + 0.06 - 0.075 * np.sin(t) ** 0.7], 1)
    p.layer.polygon(rock, p("#e9c98c" if sand else "#8d8578"), to=p("#c79f62" if sand else "#5f5a55"), vertical=True)
    if not sand:
        grass = np.stack([x + w * 0.93 * np.cos(t), y + 0.03 - 0.05 * np.sin(t) ** 0.7], 1)
        p.layer.polygon(grass, p("#6fae4c"), to=p("#4d8a3c"), vertical=True)
    p.layer.polygon(np.stack([x + w * 1.08 * np.cos(t * 2), y + 0.06 + 0.007 * np.sin(t * 2)], 1), mix(p("#ffffff"), p("#7fc0e0"), 0.3), opacity=0.55)


def draw_subject(canvas: Canvas, a: dict, rng: np.random.Generator) -> None:
    """Put the scene's subject where its attributes say."""
    subject, x, y, h = a["subject"], a["x"], a["foot"], a["height"]
    if subject == "none":
        return
    far = subject in ("balloon", "birds")
    p = Paint(canvas, a, y, depth=0.5 if far else 0.6 if subject == "splash" else None, near=0.25 if far else 0.0 if subject == "splash" else None)
    if subject not in FLYING + AFLOAT + ("lanterns",):
        if a["ground"] == "sea":
            draw_island(p, x, y, h)
        else:
            shadow = p.veil("shadow", soft=True)
            shadow.ellipse(x + (0.1 if p.left_lit else -0.1) * h, y, (0.52 if subject in ("sheep", "house") else 0.3) * h, 0.026 * h + 0.004, p("#1c2a1c"), opacity=0.3)
    SUBJECTS[subject](p, x, y, h, rng)


def draw_path(canvas: Canvas, a: dict, rng: np.random.Generator) -> None:
    """A path from the subject's foot to the viewer."""
    layer = on_ground(canvas, a, "path")
    p = Paint(canvas, a, a["foot"])
    t = np.linspace(0, 1, 30)
    end = a["x"] + float(rng.uniform(-0.2, 0.2))
    y = a["foot"] - 0.004 + (LOW - a["foot"]) * t
    deep = (y - a["foot"]) / (1 - a["foot"])
    x = a["x"] + (end - a["x"]) * deep + 0.05 * np.sin(deep * 5.0) * deep
    half = 0.025 + 0.085 * deep
    tone = "#e6ebf3" if a["ground"] == "snow" else "#d9bd8c"
    for wider, shade in ((0.014, 0.78), (0.0, 1.0)):
        edge = half + wider
        layer.polygon(np.concatenate([np.stack([x - edge, y], 1), np.stack([x + edge, y], 1)[::-1]]), p(tone, shade), to=p(tone, shade * 0.92), vertical=True, span=(a["foot"], 1.02))
    n = 26
    k = rng.integers(2, 30, n)
    layer.dots(x[k] + rng.uniform(-0.8, 0.8, n) * half[k], y[k], 0.003 + 0.008 * deep[k], np.tile(p(tone, 0.84), (n, 1)), 0.6)


def draw_fence(canvas: Canvas, a: dict, rng: np.random.Generator) -> None:
    """A fence across the land, behind the subject."""
    foot = a["horizon"] + 0.045
    p = Paint(canvas, a, foot)
    p.new("fence")
    tone = "#fbf7ee" if rng.uniform() < 0.6 else "#8a6244"
    xs = np.arange(-MARGIN - 0.02, 1 + MARGIN + 0.02, 0.055)
    y = foot + (skyline(a, xs) - a["horizon"]) * 0.6
    for v in (0.022, 0.045):
        p.layer.polygon(np.concatenate([np.stack([xs, y - v - 0.005], 1), np.stack([xs, y - v + 0.004], 1)[::-1]]), p(tone, 0.86))
    for i in range(len(xs)):
        p.body([[xs[i] - 0.0075, y[i]], [xs[i] - 0.0075, y[i] - 0.055], [xs[i], y[i] - 0.066], [xs[i] + 0.0075, y[i] - 0.055], [xs[i] + 0.0075, y[i]]], tone, 0.2)


def draw_distant(canvas: Canvas, a: dict, rng: np.random.Generator) -> None:
    """Small balloons and boats far away, and birds in the sky."""
    away = [x for x in (0.14, 0.36, 0.62, 0.86) if abs(x - a["x"]) > 0.2]
    if "balloons" in a["accents"]:
        for x, y, h in ((away[0], 0.4, 0.16), (away[-1], 0.26, 0.11)):
            colour = COLOURS["balloon"][int(rng.integers(0, 5))]
            balloon(Paint(canvas, {**a, "colour": colour}, y, x=x, depth=0.12, near=0.08), x + float(rng.uniform(-0.05, 0.05)), y, h, rng)
    if "boats" in a["accents"]:
        for x, h in ((away[-1], 0.12), (away[0], 0.085)):
            colour = COLOURS["sailboat"][int(rng.integers(0, 3))]
            y = a["horizon"] + 0.01 + 0.1 * h
            sailboat(Paint(canvas, {**a, "colour": colour}, y, x=x), x + float(rng.uniform(-0.06, 0.06)), y, h, rng)
    if "birds" in a["accents"]:
        dark = mix(palette.sky(a)[1] * 0.3, palette.light(a)[0] * 0.3, 0.5)
        tone = "#" + "".join(f"{int(c * 255):02x}" for c in dark)
        x0, y0, d = away[len(away) // 2], float(rng.uniform(0.12, 0.3)), 1.0 if a["wind"] == "right" else -1.0
        for _ in range(5):
            p = Paint(canvas, a, 0.3, depth=0.1, near=0.06)
            bird(p, x0 + float(rng.uniform(-0.14, 0.14)), y0 + float(rng.uniform(-0.08, 0.08)), 0.034, d, (tone, tone), 1.8, float(rng.uniform(0, 6.28)), 0.05)


def draw_surroundings(canvas: Canvas, a: dict, rng: np.random.Generator) -> None:
    """The accents of a scene, which stand behind its subject."""
    if "path" in a["accents"]:
        draw_path(canvas, a, rng)
    if "fence" in a["accents"]:
        draw_fence(canvas, a, rng)
    draw_distant(canvas, a, rng)



"""Sailboat, balloon, campfire, lanterns, splashing paint: foot at (x, y), height h."""

from __future__ import annotations

import numpy as np

from . import palette
from .canvas import mix
from .motion import bob, breeze, downwind, drift, flames, glide, spread
from .paint import Paint, box


def sailboat(p: Paint, x: float, y: float, h: float, rng: np.random.Generator) -> None:
    travel = breeze(p.a, 0.02, 0.045) * downwind(p.a)
    p.new("sailboat", moves=bob(p.a, x, y, float(rng.uniform(0, 6)), travel))
    p.fill([[x - 0.3 * h, y + 0.02 * h], [x + 0.3 * h, y + 0.02 * h], [x + 0.16 * h, y + 0.16 * h], [x - 0.2 * h, y + 0.16 * h]], "#20364c", opacity=0.35)
    p.stroke(x, y - 0.1 * h, x, y - 0.99 * h, 0.018 * h, "#5a4034")
    t = np.linspace(0, 1, 14)
    main = np.stack([x - 0.02 * h - 0.33 * h * t**1.4 - 0.03 * h * np.sin(np.pi * t), y - 0.95 * h + 0.77 * h * t], 1)
    sail = palette.PAINT[p.a["colour"]]
    p.body(np.concatenate([main, [[x - 0.02 * h, y - 0.18 * h]]]), sail, 0.22)
    for v in (0.45, 0.72):
        k = int(v * 13)
        p.layer.line(main[k, 0], main[k, 1], x - 0.02 * h, main[k, 1] + 0.01 * h, 0.006 * h, p(sail, 0.7), opacity=0.6)
    jib = np.stack([x + 0.02 * h + 0.25 * h * t + 0.04 * h * np.sin(np.pi * t), y - 0.86 * h + 0.68 * h * t], 1)
    p.body(np.concatenate([jib, [[x + 0.03 * h, y - 0.18 * h]]]), "#fffaf0", 0.2)
    p.fill([[x, y - 0.99 * h], [x, y - 0.94 * h], [x - 0.1 * h, y - 0.965 * h]], "#e04a3a")
    p.body([[x - 0.37 * h, y - 0.14 * h], [x + 0.38 * h, y - 0.15 * h], [x + 0.24 * h, y + 0.035 * h], [x - 0.27 * h, y + 0.035 * h]], "#8a4a34", 0.25)
    p.fill([[x - 0.37 * h, y - 0.14 * h], [x + 0.38 * h, y - 0.15 * h], [x + 0.345 * h, y - 0.105 * h], [x - 0.345 * h, y - 0.1 * h]], "#f6efe2")


def balloon(p: Paint, x: float, y: float, h: float, rng: np.random.Generator) -> None:
    p.new("balloon", moves=drift(p.a, 0.02, 0.045, rise=0.35))
    r, cy = 0.36 * h, y - 0.62 * h
    t = np.linspace(-1, 1, 40)
    # the envelope's half width from crown to mouth
    v = (t + 1) / 2
    half = r * np.where(t < 0.1, np.sqrt(np.clip(1 - ((t - 0.1) / 1.1) ** 2, 0, 1)), 1 - 0.72 * (np.maximum(t - 0.1, 0) / 0.9) ** 1.5)
    ys = cy - r * 1.02 + v * r * 2.25
    paint = palette.PAINT[p.a["colour"]]
    for i, edge in enumerate((1.0, 0.72, 0.4, 0.13)):
        shape = np.concatenate([np.stack([x - half * edge, ys], 1), np.stack([x + half * edge, ys], 1)[::-1]])
        p.body(shape, paint if i % 2 == 0 else "#fff6e4", 0.42)
    mouth, basket = ys[-1], y - 0.1 * h
    if p.dark:
        p.light(x, mouth - 0.12 * h, 0.24 * h, "#ffb050", 0.5 * p.glow, flicker=0.2)
    for side in (-1, 1):
        p.stroke(x + side * half[-1] * 0.9, mouth, x + side * 0.055 * h, basket, 0.009 * h, "#5c463a")
    p.body(box(x - 0.065 * h, basket, x + 0.065 * h, y), "#9a6a3c", 0.3)
    p.fill(box(x - 0.075 * h, basket - 0.004 * h, x + 0.075 * h, basket + 0.018 * h), "#6b452a")


def campfire(p: Paint, x: float, y: float, h: float, rng: np.random.Generator) -> None:
    p.new("logs")
    for k in range(9):  # a ring of stones
        t = 2 * np.pi * k / 9 + 0.2
        p.ball(x + 0.42 * h * np.cos(t), y - 0.03 * h + 0.085 * h * np.sin(t), 0.075 * h, 0.06 * h, "#8d8a8c", 0.35)
    for tilt in (-1, 1, 0.3):
        p.stroke(x - 0.3 * h, y - (0.06 + 0.07 * tilt) * h, x + 0.3 * h, y - (0.06 - 0.07 * tilt) * h, 0.075 * h, "#6a4430")
    t = np.linspace(0, 1, 16)
    for wide, tall, tone, tip in ((0.27, 0.9, "#f2601c", "#ff9a2a"), (0.19, 0.66, "#ffb02e", "#ffc84a"), (0.1, 0.4, "#fff0a8", "#fff6cc")):
        p.new("flames", bend=flames(x, y, 0.9 * h))
        for dx, k in ((-0.55, 0.62), (0.5, 0.7), (0.0, 1.0)):
            half = wide * h * k * np.sin(np.pi * t**0.62) ** 0.85 * (1 - 0.35 * t)
            middle = x + dx * wide * h * (1 - 0.3 * t) + 0.03 * h * np.sin(5 * t + dx)
            up = y - 0.03 * h - tall * k * h * t
            p.layer.polygon(np.concatenate([np.stack([middle - half, up], 1), np.stack([middle + half, up], 1)[::-1]]), palette.rgb(tip), to=palette.rgb(tone), vertical=True)
    n = 9
    sparks = p.veil("sparks", moves=glide(0.0, -0.12))
    sparks.dots(x + rng.uniform(-0.3, 0.3, n) * h, y - rng.uniform(0.5, 1.5, n) * h, rng.uniform(0.008, 0.016, n) * h + 0.001, np.tile(palette.rgb("#ffc860"), (n, 1)))
    night = p.a["time"] == "night"
    p.light(x, y - 0.35 * h, 1.3 * h, "#ff9a40", 0.85 if night else 0.45 if p.dark else 0.25, flicker=0.35)


def lanterns(p: Paint, x: float, y: float, h: float, rng: np.random.Generator) -> None:
    """Paper lanterns that rise into the sky; the largest stands lowest."""
    paper, hot = {"red": ("#e8452c", "#ffb060"), "yellow": ("#f7b23a", "#fff0b0")}[p.a["colour"]]
    places = [(0.0, -0.42, 1.0), (-0.52, -0.82, 0.62), (0.5, -0.92, 0.56), (0.14, -1.3, 0.4), (-0.3, -1.42, 0.32), (0.72, -1.5, 0.26)]
    v = breeze(p.a, 0.01, 0.02) * downwind(p.a)
    lit = p.dark
    for k, (dx, dy, scale) in enumerate(reversed(places)):
        cx, cy, s = x + dx * h, y + dy * h, 0.42 * h * scale
        p.new("lanterns", moves=glide(v * (0.6 + 0.4 * scale), -0.028 * (0.6 + 0.5 * scale)))
        t = np.linspace(0, 1, 14)
        half = s * (0.3 + 0.2 * np.sin(np.pi * (0.15 + 0.72 * t)) - 0.06 * t)
        up = cy - 0.6 * s + 1.2 * s * t
        shape = np.concatenate([np.stack([cx - half, up], 1), np.stack([cx + half, up], 1)[::-1]])
        top, low = (palette.rgb(paper), palette.rgb(hot)) if lit else (p(paper), p(hot))
        p.layer.polygon(shape, top, to=low, vertical=True)
        for side in (-0.5, 0.5):
            p.layer.line(cx + side * 0.4 * s, cy - 0.58 * s, cx + side * 0.5 * s, cy + 0.56 * s, 0.02 * s, mix(top, np.zeros(3), 0.25), opacity=0.6)
        p.layer.ellipse(cx, cy + 0.6 * s, 0.33 * s, 0.05 * s, mix(low, np.ones(3), 0.5))
        if lit:
            p.light(cx, cy + 0.1 * s, 1.1 * s, "#ffb04a", 0.6, flicker=0.15 + 0.02 * k)


def splash(p: Paint, x: float, y: float, h: float, rng: np.random.Generator) -> None:
    """Paint thrown at a sheet: a blot with arms, drops around it, and a second colour."""
    first = palette.PAINT[p.a["colour"]]
    others = [c for c in ("blue", "yellow", "pink", "green", "orange", "purple") if c != p.a["colour"]]
    second = palette.PAINT[others[int(rng.integers(0, len(others)))]]
    cy = y - h / 2
    t = np.linspace(0, 2 * np.pi, 241)[:-1]
    for name, tone, scale, ox, oy in (("second", second, 0.62, float(rng.uniform(-0.2, 0.2)), float(rng.uniform(-0.2, 0.2))), ("first", first, 1.0, 0.0, 0.0)):
        bx, by = x + ox * h, cy + oy * h
        arms = int(rng.integers(9, 13))
        at = (np.arange(arms) + rng.uniform(-0.3, 0.3, arms)) * 2 * np.pi / arms
        far = rng.uniform(0.35, 1.0, arms)
        gap = np.abs((t[:, None] - at + np.pi) % (2 * np.pi) - np.pi)
        bulge = 0.19 + (far * 0.32 * np.exp(-((gap / 0.085) ** 2))).sum(1) + (0.08 * np.exp(-((gap / 0.3) ** 2))).sum(1)
        p.new(f"{name} paint", moves=spread(bx, by, 0.35))
        p.layer.polygon(np.stack([bx + bulge * h * scale * np.cos(t), by + bulge * h * scale * np.sin(t)], 1), p(tone))
        tip = (0.26 + far * 0.32) * h * scale
        p.layer.dots(bx + tip * np.cos(at), by + tip * np.sin(at), (0.018 + 0.03 * far) * h * scale, np.tile(p(tone), (arms, 1)))
        p.layer.ellipse(bx - 0.06 * h * scale, by - 0.07 * h * scale, 0.07 * h * scale, 0.035 * h * scale, p(mix(palette.rgb(tone), np.ones(3), 0.6)), angle=-0.6, opacity=0.8)
        n = 26
        p.new(f"{name} drops", moves=spread(bx, by, 0.7, fall=0.03))
        angle, out = rng.uniform(0, 2 * np.pi, n), (0.3 + 0.5 * rng.uniform(0, 1, n) ** 1.3) * h * scale
        p.layer.dots(bx + out * np.cos(angle), by + out * np.sin(angle), (0.006 + 0.03 * rng.uniform(0, 1, n) ** 2.5) * h, np.tile(p(tone), (n, 1)))

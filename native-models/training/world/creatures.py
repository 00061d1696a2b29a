"""Simple animals and people: foot at (x, y), height h."""

from __future__ import annotations

import numpy as np

from . import palette
from .motion import bob, flap, shift, swing, turned, walk
from .movements import heading
from .paint import Paint, box


def way(p: Paint) -> float:
    """Where the creature looks and goes: towards the middle of the picture, or downwind from there."""
    return 1.0 if heading(p.a) == "right" else -1.0


def birds(p: Paint, x: float, y: float, h: float, rng: np.random.Generator) -> None:
    """Three gulls, crows or bluebirds on the wing; (x, y) is the middle of the flock."""
    tone = {"white": ("#fdfcf8", "#b9c0ca"), "black": ("#38343c", "#1f1c24"), "blue": ("#3f78d8", "#27509c")}[p.a["colour"]]
    d = way(p)
    for k, (dx, dy, scale) in enumerate(((0.0, -0.45, 1.0), (-0.75, -0.95, 0.66), (0.72, -0.98, 0.6))):
        bird(p, x + dx * h, y + dy * h, 0.62 * h * scale, d, tone, 1.3 + 0.25 * k, float(rng.uniform(0, 6.28)))


def bird(p: Paint, x: float, y: float, span: float, d: float, tone: tuple[str, str], rate: float, phase: float, speed: float = 0.07) -> None:
    p.new("birds", moves=flap(x, y, rate, phase, d * speed, -0.006))
    t = np.linspace(0, 1, 9)
    for side in (-1, 1):
        wx = x + side * span * t * (0.95 if side == d else 1.0)
        top = y - span * (0.62 * np.sin(np.pi * 0.62 * t) - 0.1 * t)
        thick = span * 0.24 * (1 - t) ** 0.7
        p.layer.polygon(np.concatenate([np.stack([wx, top], 1), np.stack([wx, top + thick], 1)[::-1]]), p(tone[0]), to=p(tone[1]) if side > 0 else None)
        p.fill(np.concatenate([np.stack([wx, top], 1)[6:], np.stack([wx, top + thick], 1)[6:][::-1]]), tone[1])
    p.ball(x, y + 0.06 * span, 0.36 * span, 0.125 * span, tone[0], 0.2)
    p.ball(x + d * 0.34 * span, y + 0.0 * span, 0.13 * span, 0.115 * span, tone[0], 0.1)
    p.fill([[x + d * 0.44 * span, y - 0.04 * span], [x + d * 0.6 * span, y + 0.02 * span], [x + d * 0.44 * span, y + 0.05 * span]], "#f2a53a")
    p.fill([[x - d * 0.3 * span, y + 0.02 * span], [x - d * 0.58 * span, y + 0.0 * span], [x - d * 0.55 * span, y + 0.12 * span], [x - d * 0.28 * span, y + 0.13 * span]], tone[1])


def sheep(p: Paint, x: float, y: float, h: float, rng: np.random.Generator) -> None:
    wool, face = {"white": ("#fbf7ee", "#4a403c"), "black": ("#4a4446", "#26211f")}[p.a["colour"]]
    d = way(p)
    p.new("sheep", moves=walk(d * 0.03, h))
    for dx in (-0.34, -0.16, 0.16, 0.34):
        p.fill(box(x + (dx - 0.04) * h, y - 0.32 * h, x + (dx + 0.04) * h, y), face, 0.9)
    for dx, dy, r in ((-0.4, 0.52, 0.2), (0.38, 0.52, 0.2), (-0.2, 0.4, 0.22), (0.2, 0.4, 0.22), (-0.22, 0.68, 0.22), (0.2, 0.68, 0.22), (0.0, 0.72, 0.22), (0.0, 0.52, 0.3)):
        p.layer.ellipse(x + dx * h, y - (dy - 0.03) * h, r * h, r * h * 0.92, p(wool, 0.84))
        p.layer.ellipse(x + dx * h, y - (dy + 0.03) * h, r * h * 0.94, r * h * 0.84, p(wool))
    hx, hy = x + d * 0.58 * h, y - 0.68 * h
    p.layer.ellipse(hx - d * 0.12 * h, hy - 0.06 * h, 0.14 * h, 0.055 * h, p(face, 0.9), angle=0.35 * d)
    p.ball(hx, hy, 0.14 * h, 0.19 * h, face, 0.2, angle=-0.35 * d)
    p.layer.ellipse(hx - d * 0.05 * h, hy - 0.15 * h, 0.14 * h, 0.1 * h, p(wool))
    p.layer.ellipse(hx + d * 0.03 * h, hy - 0.03 * h, 0.026 * h, 0.03 * h, p("#ffffff"))


def cat(p: Paint, x: float, y: float, h: float, rng: np.random.Generator) -> None:
    fur, light = {"black": ("#33303a", "#55505c"), "orange": ("#e08a3a", "#fbe6cc"), "grey": ("#8d929c", "#dfe2e6"), "white": ("#f6f2ea", "#ffffff")}[p.a["colour"]]
    d = way(p)
    t = np.linspace(0, 1, 12)
    rx, ry = x - d * 0.2 * h, y - 0.06 * h
    p.new("cat tail", moves=lambda s: turned(rx, ry, 0.14 * swing(s, 0.5, 0.3)))
    tail_x, tail_y = rx - d * (0.12 + 0.17 * np.sin(np.pi * 0.8 * t)) * h, ry - 0.52 * h * t
    half = 0.045 * h * np.sin(np.pi * (0.25 + 0.7 * t)) ** 0.5
    p.fill(np.concatenate([np.stack([tail_x - half, tail_y], 1), np.stack([tail_x + half, tail_y], 1)[::-1], [[rx + d * 0.1 * h, ry]]]), fur, 0.9)
    p.new("cat")
    p.ball(x, y - 0.24 * h, 0.25 * h, 0.27 * h, fur, 0.3)
    p.layer.ellipse(x + d * 0.02 * h, y - 0.24 * h, 0.1 * h, 0.2 * h, p(light), opacity=0.9)
    for dx in (-0.1, 0.1):
        p.ball(x + dx * h, y - 0.03 * h, 0.075 * h, 0.045 * h, fur, 0.1)
    hx, hy = x + d * 0.03 * h, y - 0.64 * h
    for side in (-1, 1):
        p.fill([[hx + side * 0.05 * h, hy - 0.1 * h], [hx + side * 0.19 * h, hy - 0.33 * h], [hx + side * 0.24 * h, hy - 0.02 * h]], fur)
        p.fill([[hx + side * 0.1 * h, hy - 0.14 * h], [hx + side * 0.175 * h, hy - 0.26 * h], [hx + side * 0.2 * h, hy - 0.09 * h]], "#e8a0a0", 0.9)
    p.ball(hx, hy, 0.25 * h, 0.215 * h, fur, 0.18)
    p.layer.ellipse(hx, hy + 0.09 * h, 0.12 * h, 0.085 * h, p(light))
    for side in (-1, 1):
        p.layer.ellipse(hx + side * 0.1 * h, hy - 0.02 * h, 0.048 * h, 0.056 * h, p("#c9e07a"))
        p.layer.ellipse(hx + side * 0.1 * h, hy - 0.02 * h, 0.02 * h, 0.05 * h, p("#1a1618"))
    p.fill([[hx - 0.03 * h, hy + 0.055 * h], [hx + 0.03 * h, hy + 0.055 * h], [hx, hy + 0.09 * h]], "#d87a84")


def rabbit(p: Paint, x: float, y: float, h: float, rng: np.random.Generator) -> None:
    fur = {"white": "#fbf6f0", "brown": "#a4714a", "grey": "#9a9ca4"}[p.a["colour"]]
    d = way(p)
    p.new("rabbit", moves=walk(d * 0.04, 4 * h, 1.2))
    p.layer.ellipse(x - d * 0.36 * h, y - 0.16 * h, 0.1 * h, 0.1 * h, p("#ffffff"))
    p.ball(x - d * 0.08 * h, y - 0.24 * h, 0.32 * h, 0.25 * h, fur, 0.25)
    p.ball(x - d * 0.2 * h, y - 0.13 * h, 0.19 * h, 0.14 * h, fur, 0.3)
    p.ball(x - d * 0.1 * h, y - 0.03 * h, 0.17 * h, 0.05 * h, fur, 0.12)
    p.ball(x + d * 0.17 * h, y - 0.04 * h, 0.1 * h, 0.045 * h, fur, 0.12)
    hx, hy = x + d * 0.2 * h, y - 0.52 * h
    for dx, tilt in ((-0.1, -0.32), (0.04, -0.06)):
        p.ball(hx + d * (dx - 0.05) * h, hy - 0.3 * h, 0.062 * h, 0.22 * h, fur, 0.15, angle=tilt * d)
        p.layer.ellipse(hx + d * (dx - 0.05) * h, hy - 0.29 * h, 0.03 * h, 0.16 * h, p("#f2b4b4"), angle=tilt * d)
    p.ball(hx, hy, 0.19 * h, 0.165 * h, fur, 0.2)
    p.layer.ellipse(hx + d * 0.07 * h, hy - 0.035 * h, 0.034 * h, 0.04 * h, p("#2a2022"))
    p.layer.ellipse(hx + d * 0.08 * h, hy - 0.05 * h, 0.011 * h, 0.012 * h, p("#ffffff"))
    p.layer.ellipse(hx + d * 0.18 * h, hy + 0.03 * h, 0.028 * h, 0.022 * h, p("#e08a94"))


def duck(p: Paint, x: float, y: float, h: float, rng: np.random.Generator) -> None:
    feather = {"yellow": "#f9cf3a", "white": "#fdfaf2"}[p.a["colour"]]
    d = way(p)
    p.new("duck", moves=bob(p.a, x, y, float(rng.uniform(0, 6)), d * 0.03))
    p.layer.ellipse(x, y + 0.02 * h, 0.56 * h, 0.07 * h, p("#ffffff"), opacity=0.3)
    t = np.linspace(0, np.pi, 20)
    p.fill([[x - d * 0.4 * h, y - 0.2 * h], [x - d * 0.72 * h, y - 0.48 * h], [x - d * 0.3 * h, y - 0.4 * h]], feather, 0.95)
    p.body(np.stack([x + 0.54 * h * np.cos(t), y - 0.46 * h * np.sin(t) ** 0.8], 1), feather, 0.25)
    p.layer.ellipse(x - d * 0.1 * h, y - 0.24 * h, 0.27 * h, 0.13 * h, p(feather, 0.86), angle=0.25 * d)
    hx, hy = x + d * 0.36 * h, y - 0.7 * h
    p.body([[hx - d * 0.16 * h, hy + 0.08 * h], [hx + d * 0.14 * h, hy + 0.08 * h], [hx + d * 0.17 * h, y - 0.2 * h], [hx - d * 0.26 * h, y - 0.3 * h]], feather, 0.15)
    p.ball(hx, hy, 0.21 * h, 0.2 * h, feather, 0.16)
    p.fill([[hx + d * 0.17 * h, hy - 0.05 * h], [hx + d * 0.42 * h, hy + 0.05 * h], [hx + d * 0.16 * h, hy + 0.1 * h]], "#f07a24")
    p.layer.ellipse(hx + d * 0.08 * h, hy - 0.04 * h, 0.032 * h, 0.038 * h, p("#241d1c"))


def person(p: Paint, x: float, y: float, h: float, rng: np.random.Generator) -> None:
    """Someone in a bright coat, walking; with an umbrella when it rains."""
    coat, d = palette.PAINT[p.a["colour"]], way(p)
    hair = ["#4a3024", "#2a2226", "#c98a3a", "#8a4a2c"][int(rng.integers(0, 4))]
    skin = ["#f2c6a0", "#d99a6c", "#9a6444"][int(rng.integers(0, 3))]
    umbrella = p.a["weather"] == "rain" or rng.uniform() < 0.12
    along = d * 0.045
    for side, phase in ((-1, 0.0), (1, np.pi)):
        hip = (x + side * 0.05 * h, y - 0.32 * h)
        p.new("person", moves=lambda s, hip=hip, phase=phase: shift(along * s, 0) @ turned(*hip, 0.22 * swing(s, 0.8, phase)))
        p.fill(box(hip[0] - 0.045 * h, hip[1], hip[0] + 0.045 * h, y - 0.02 * h), "#3f4458", 1.0 if side > 0 else 0.8)
        p.layer.ellipse(hip[0] + d * 0.025 * h, y - 0.022 * h, 0.07 * h, 0.03 * h, p("#2c2428"))
    p.new("person", moves=walk(along, h))
    p.layer.ellipse(x - d * 0.02 * h, y - 0.83 * h, 0.105 * h, 0.13 * h, p(hair, 0.9))
    p.body([[x - 0.075 * h, y - 0.74 * h], [x + 0.075 * h, y - 0.74 * h], [x + 0.17 * h, y - 0.26 * h], [x - 0.17 * h, y - 0.26 * h]], coat, 0.28)
    arm = 0.13 if umbrella else 0.03
    p.layer.line(x + d * 0.05 * h, y - 0.67 * h, x + d * (0.07 + arm) * h, y - (0.55 if umbrella else 0.42) * h, 0.075 * h, p(coat, 0.8))
    p.layer.ellipse(x + d * (0.07 + arm) * h, y - (0.55 if umbrella else 0.41) * h, 0.035 * h, 0.035 * h, p(skin))
    p.ball(x + d * 0.015 * h, y - 0.85 * h, 0.085 * h, 0.095 * h, skin, 0.15)
    t = np.linspace(np.pi, 2 * np.pi, 14)
    p.fill(np.stack([x - d * 0.005 * h + 0.1 * h * np.cos(t), y - 0.865 * h + 0.095 * h * np.sin(t)], 1), hair)
    p.layer.ellipse(x + d * 0.055 * h, y - 0.845 * h, 0.013 * h, 0.016 * h, p("#2a2022"))
    p.fill(box(x - 0.08 * h, y - 0.765 * h, x + 0.08 * h, y - 0.715 * h), "#fbf3e4")
    if umbrella:
        ux, uy = x + d * 0.2 * h, y - 1.0 * h
        p.stroke(ux, uy, ux, y - 0.5 * h, 0.018 * h, "#4a3a34")
        t = np.linspace(np.pi, 2 * np.pi, 20)
        p.body(np.stack([ux + 0.36 * h * np.cos(t), uy + 0.24 * h * np.sin(t)], 1), coat, 0.25)
        for k in (-0.5, 0.0, 0.5):
            p.layer.line(ux, uy - 0.24 * h, ux + k * 0.45 * h, uy, 0.008 * h, p(coat, 0.65))


def snowman(p: Paint, x: float, y: float, h: float, rng: np.random.Generator) -> None:
    scarf = palette.PAINT[p.a["colour"]]
    p.new("snowman")
    for side in (-1, 1):
        p.stroke(x + side * 0.15 * h, y - 0.5 * h, x + side * 0.38 * h, y - 0.66 * h, 0.022 * h, "#5a3c2c")
        p.stroke(x + side * 0.32 * h, y - 0.62 * h, x + side * 0.34 * h, y - 0.73 * h, 0.018 * h, "#5a3c2c")
    for dy, r in ((0.2, 0.24), (0.5, 0.18)):
        p.ball(x, y - dy * h, r * h, r * h * 0.94, "#fbfdff", 0.26)
    for dy in (0.44, 0.53):
        p.layer.ellipse(x, y - dy * h, 0.018 * h, 0.018 * h, p("#2a2428"))
    p.ball(x, y - 0.74 * h, 0.13 * h, 0.125 * h, "#fbfdff", 0.22)
    p.body(box(x - 0.13 * h, y - 0.66 * h, x + 0.13 * h, y - 0.6 * h), scarf, 0.25)
    p.body([[x + 0.04 * h, y - 0.63 * h], [x + 0.12 * h, y - 0.63 * h], [x + 0.13 * h, y - 0.42 * h], [x + 0.06 * h, y - 0.42 * h]], scarf, 0.35)
    for side in (-1, 1):
        p.layer.ellipse(x + side * 0.045 * h, y - 0.77 * h, 0.016 * h, 0.018 * h, p("#1f1b1e"))
    p.fill([[x, y - 0.755 * h], [x, y - 0.71 * h], [x + 0.13 * h, y - 0.72 * h]], "#f08030")
    p.body(box(x - 0.1 * h, y - 1.0 * h, x + 0.1 * h, y - 0.84 * h), "#3a3440", 0.3)
    p.fill(box(x - 0.16 * h, y - 0.86 * h, x + 0.16 * h, y - 0.825 * h), "#2c2832")
    p.fill(box(x - 0.1 * h, y - 0.89 * h, x + 0.1 * h, y - 0.86 * h), scarf)

"""Tree, pines, palm: foot at (x, y), height h."""

from __future__ import annotations

import numpy as np

from .motion import sway
from .paint import Paint, box

SWAY = (0.0, 0.0, 1.0)


def tree(p: Paint, x: float, y: float, h: float, rng: np.random.Generator) -> None:
    crown = {"green": "#3f9a3a", "orange": "#e27a24", "pink": "#f2a0c0"}[p.a["colour"]]
    bend = sway(p.a, y, h, float(rng.uniform(0, 6)))
    p.new("trunk", bend=bend)
    p.body([[x - 0.08 * h, y], [x - 0.045 * h, y - 0.1 * h], [x - 0.035 * h, y - 0.5 * h], [x + 0.035 * h, y - 0.5 * h], [x + 0.045 * h, y - 0.1 * h], [x + 0.08 * h, y]], "#6b4632", 0.35)
    for dx in (-1, 1):
        p.stroke(x, y - 0.36 * h, x + dx * 0.17 * h, y - 0.58 * h, 0.035 * h, "#5f3d2c")
    sun = -1 if p.left_lit else 1
    p.new("crown", bend=bend, classes=SWAY)
    blobs = [(-0.22, 0.55, 0.19), (0.22, 0.56, 0.19), (0.0, 0.52, 0.2), (-0.17, 0.74, 0.2), (0.17, 0.75, 0.19), (0.0, 0.83, 0.18)]
    n = 26
    around, out = rng.uniform(0, 6.28, n), rng.uniform(0.4, 1.0, n) ** 0.5
    for shade, lift, scale in ((0.72, 0.0, 1.0), (1.0, 0.05, 0.82), (1.18, 0.095, 0.42)):
        for i, (dx, dy, r) in enumerate(blobs):
            if scale < 0.5 and i == 2:
                continue
            p.layer.ellipse(x + (dx + lift * sun) * h, y - (dy + lift * 0.7) * h, r * h * scale, r * h * scale * 0.94, p(crown, shade))
    lx, ly = x + 0.36 * h * np.cos(around) * out, y - (0.66 + 0.28 * np.sin(around) * out) * h  # clumps of leaves
    tones = np.stack([p(crown, 0.86 + 0.34 * (k % 3) / 2) for k in range(n)])
    p.layer.dots(lx, ly, np.full(n, 0.018 * h) * rng.uniform(0.6, 1.3, n), tones, 0.8)


def pines(p: Paint, x: float, y: float, h: float, rng: np.random.Generator) -> None:
    snowy = p.a["ground"] == "snow" or p.a["weather"] == "snow"
    for dx, k in ((-0.42, 0.72), (0.4, 0.8), (0.0, 1.0)):
        tx, ty, th = x + dx * h, y - (1 - k) * 0.05 * h, h * k
        p.new("crown", bend=sway(p.a, ty, th, dx * 5 + 1, 0.035), classes=(0.0, 0.0, 0.7))
        p.fill(box(tx - 0.03 * th, ty - 0.16 * th, tx + 0.03 * th, ty), "#5a3c2c")
        for j in range(4):
            low, high, w = 0.1 + 0.2 * j, 0.42 + 0.195 * j, (0.25 - 0.052 * j) * th
            drop = 0.03 * th
            p.body([[tx - w, ty - low * th], [tx - 0.5 * w, ty - low * th - 0.01 * th], [tx - 0.4 * w, ty - low * th + drop], [tx, ty - low * th], [tx + 0.4 * w, ty - low * th + drop],
                    [tx + 0.5 * w, ty - low * th - 0.01 * th], [tx + w, ty - low * th], [tx, ty - high * th]], "#2f7a48", 0.5)
            if snowy:
                p.fill([[tx - w * 0.42, ty - (high - 0.13) * th], [tx, ty - high * th], [tx + w * 0.42, ty - (high - 0.13) * th], [tx, ty - (high - 0.09) * th]], "#f7fbff")


def palm(p: Paint, x: float, y: float, h: float, rng: np.random.Generator) -> None:
    lean = float(rng.choice([-1, 1])) * 0.14 * h
    bend = sway(p.a, y, h, float(rng.uniform(0, 6)), 0.06)
    p.new("trunk", bend=bend)
    v = np.linspace(0, 1, 12)
    middle, half = x - lean * 0.5 + lean * v**1.7, (0.045 - 0.022 * v) * h
    up = y - 0.72 * h * v
    p.body(np.concatenate([np.stack([middle - half, up], 1), np.stack([middle + half, up], 1)[::-1]]), "#8d6748", 0.4)
    for k in range(2, 11, 2):
        p.layer.line(middle[k] - half[k], up[k], middle[k] + half[k], up[k] - 0.008 * h, 0.01 * h, p("#6a4a34"))
    cx, cy = middle[-1], up[-1]
    p.new("crown", bend=bend, classes=SWAY)
    t = np.linspace(0, 1, 10)
    for k, angle in enumerate((2.95, 0.2, 2.35, 0.8, 1.75, 1.35, 3.5, -0.4)):
        length = (0.4 if k < 6 else 0.3) * h
        px = cx + np.cos(angle) * length * t
        py = cy - np.sin(angle) * length * t + 0.26 * h * t**2.2
        thick = 0.055 * h * np.sin(np.pi * np.clip(t * 0.93 + 0.05, 0, 1)) ** 0.8
        p.layer.polygon(np.concatenate([np.stack([px, py - thick * 0.35], 1), np.stack([px, py + thick], 1)[::-1]]), p("#3f9a4a", 1.15 - 0.06 * k))
    for dx in (-0.03, 0.03):
        p.ball(cx + dx * h, cy + 0.025 * h, 0.03 * h, 0.032 * h, "#7a4e2e")

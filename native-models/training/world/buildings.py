"""Windmill, house, lighthouse: foot at (x, y), height h, in picture units."""

from __future__ import annotations

import numpy as np

from . import palette
from .motion import breeze, downwind, glide, spin
from .paint import Paint, box

WALLS = ["#f7ecd6", "#fbf6ea", "#f3e0b4", "#e9d6c6", "#dfe6e4"]


def windmill(p: Paint, x: float, y: float, h: float, rng: np.random.Generator) -> None:
    top = y - h * 0.62
    tower = {"white": "#f1ece0", "brown": "#8a5f4c", "red": "#b8483c"}[p.a["colour"]]
    p.new("windmill")
    p.body([[x - 0.15 * h, y], [x - 0.085 * h, top], [x + 0.085 * h, top], [x + 0.15 * h, y]], tower, 0.38)
    for v in (0.15, 0.31, 0.47):  # boards or courses of stone
        half = (0.15 - 0.105 * v) * h
        p.layer.line(x - half, y - v * h, x + half, y - v * h, 0.006 * h, p(tower, 0.72), opacity=0.6)
    gallery = 0.128 * h
    p.body(box(x - gallery, y - 0.30 * h, x + gallery, y - 0.28 * h), "#5a4034", 0.3)
    for k, v in enumerate((0.36, 0.18)):
        p.layer.polygon(box(x - 0.026 * h, y - (v + 0.068) * h, x + 0.026 * h, y - v * h), p.lamp() if k == 0 or p.dark else p("#3a2a26"))
    p.fill(box(x - 0.037 * h, y - 0.13 * h, x + 0.037 * h, y), "#40281f")
    p.body([[x - 0.115 * h, top + 0.01 * h], [x - 0.06 * h, top - 0.09 * h], [x, top - 0.13 * h], [x + 0.06 * h, top - 0.09 * h], [x + 0.115 * h, top + 0.01 * h]], "#5a3a34", 0.4)
    if p.dark:
        p.light(x, y - 0.39 * h, 0.2 * h, "#ffc860", 0.35 * p.glow)
    hub = np.array([x, top - 0.03 * h])
    p.new("windmill sails", moves=spin(p.a, *hub))
    for k in range(4):
        t = p.a["turn"] + k * np.pi / 2
        along, across = np.array([np.sin(t), -np.cos(t)]), np.array([np.cos(t), np.sin(t)])
        at = lambda u, v: hub + along * u * h + across * v * h  # noqa: E731 - a point in the sail's own frame
        p.fill([at(0.09, 0.0), at(0.13, 0.085), at(0.42, 0.085), at(0.42, 0.0)], "#f3e9da")
        for u in (0.2, 0.275, 0.35):
            p.stroke(*at(u, 0.0), *at(u, 0.085), 0.007 * h, "#b49a86")
        p.stroke(*at(0.12, 0.043), *at(0.42, 0.043), 0.006 * h, "#b49a86")
        p.stroke(*at(-0.02, 0.0), *at(0.43, 0.0), 0.02 * h, "#43302c")
    p.layer.ellipse(*hub, 0.028 * h, 0.028 * h, p("#3a2a28"))


def house(p: Paint, x: float, y: float, h: float, rng: np.random.Generator) -> None:
    w, wall, eaves = h * 0.62, WALLS[int(rng.integers(0, len(WALLS)))], y - 0.5 * h
    gable, shutters, boxes, smoke = rng.uniform(0, 1, 4)
    roof = palette.PAINT[p.a["colour"]]
    if smoke < 0.45 and p.a["weather"] not in ("rain", "storm"):
        v = breeze(p.a, 0.03, 0.06) * downwind(p.a)
        puffs = p.veil("smoke", moves=glide(v, -0.035))
        for k in range(5):
            lean = np.sign(v) * 0.035 * k**1.4
            puffs.ellipse(x + (0.3 + lean) * h, y - (1.02 + 0.1 * k) * h, (0.05 + 0.016 * k) * h, (0.042 + 0.013 * k) * h, p("#f2f0ee"), opacity=0.5 - 0.08 * k)
    p.new("house")
    p.body(box(x + 0.24 * h, y - 1.0 * h, x + 0.36 * h, y - 0.6 * h), "#8a5a48", 0.3)
    p.fill(box(x + 0.225 * h, y - 1.01 * h, x + 0.375 * h, y - 0.965 * h), "#6d4437")
    p.body(box(x - w, eaves, x + w, y), wall, 0.18)
    p.fill(box(x - w, y - 0.055 * h, x + w, y), "#a89c90")
    ridge_y = y - 0.95 * h
    p.body([[x - w - 0.1 * h, eaves], [x - w * 0.62, ridge_y], [x + w * 0.62, ridge_y], [x + w + 0.1 * h, eaves]], roof, 0.28)
    for k in range(1, 4):  # rows of tiles
        t = k / 4
        half = w * 0.62 + (w * 0.38 + 0.1 * h) * t
        p.layer.line(x - half, ridge_y + 0.45 * h * t, x + half, ridge_y + 0.45 * h * t, 0.012 * h, p(roof, 0.72), opacity=0.55)
    p.fill(box(x - w - 0.1 * h, eaves, x + w + 0.1 * h, eaves + 0.035 * h), roof, 0.66)
    if gable < 0.5:
        p.fill([[x - 0.2 * h, eaves + 0.01 * h], [x, y - 0.86 * h], [x + 0.2 * h, eaves + 0.01 * h]], wall, 0.98)
        p.layer.line(x - 0.225 * h, eaves + 0.03 * h, x, y - 0.885 * h, 0.045 * h, p(roof, 0.75))
        p.layer.line(x + 0.225 * h, eaves + 0.03 * h, x, y - 0.885 * h, 0.045 * h, p(roof, 0.6))
        p.layer.ellipse(x, y - 0.63 * h, 0.068 * h, 0.068 * h, p("#fffdf5"))
        p.layer.ellipse(x, y - 0.63 * h, 0.05 * h, 0.05 * h, p.lamp())
    p.fill(box(x - 0.12 * h, y - 0.36 * h, x + 0.12 * h, y), "#fffdf5", 0.9)
    p.fill(box(x - 0.095 * h, y - 0.335 * h, x + 0.095 * h, y), "#7a4630")
    p.layer.ellipse(x + 0.06 * h, y - 0.16 * h, 0.014 * h, 0.014 * h, p("#f0c860"))
    for side in (-1, 1):
        wx = x + side * 0.37 * h
        if shutters < 0.55:
            for edge in (-1, 1):
                p.fill(box(wx + edge * 0.15 * h - 0.035 * h, y - 0.375 * h, wx + edge * 0.15 * h + 0.035 * h, y - 0.125 * h), roof, 0.85)
        p.fill(box(wx - 0.115 * h, y - 0.375 * h, wx + 0.115 * h, y - 0.125 * h), "#fffdf5")
        p.layer.polygon(box(wx - 0.09 * h, y - 0.35 * h, wx + 0.09 * h, y - 0.15 * h), p.lamp())
        p.stroke(wx, y - 0.35 * h, wx, y - 0.15 * h, 0.022 * h, "#fffdf5")
        p.stroke(wx - 0.09 * h, y - 0.25 * h, wx + 0.09 * h, y - 0.25 * h, 0.022 * h, "#fffdf5")
        if boxes < 0.5 and p.a["weather"] != "snow" and p.a["ground"] != "snow":
            at = wx + np.linspace(-0.1, 0.1, 6) * h
            p.layer.dots(at, np.full(6, y - 0.115 * h), np.full(6, 0.026 * h), np.stack([p("#5f9a48"), p("#f0566a")] * 3))
        if p.dark:
            p.light(wx, y - 0.25 * h, 0.24 * h, "#ffc860", 0.32 * p.glow)
    if p.a["ground"] == "snow" or p.a["weather"] == "snow":
        t = np.linspace(-1, 1, 40)
        lower = np.stack([x + t * (w * 0.62 + w * 0.38 * 0.3), ridge_y + (0.13 + 0.025 * np.cos(t * 19)) * h], 1)
        p.layer.polygon(np.concatenate([[[x - w * 0.63, ridge_y - 0.025 * h], [x + w * 0.63, ridge_y - 0.025 * h]], lower[::-1]]), p("#f7fbff"), to=p("#e3ebf5"), vertical=True)


def lighthouse(p: Paint, x: float, y: float, h: float, rng: np.random.Generator) -> None:
    paint = palette.PAINT[p.a["colour"]]
    if p.dark or p.a["weather"] == "fog":
        far = 1.4 if p.left_lit else -1.4
        beam = p.veil("beam", soft=True)
        beam.polygon([[x, y - 0.875 * h], [x + far, y - 0.875 * h - 0.25], [x + far, y - 0.875 * h + 0.07]], palette.rgb("#fff0b0"), opacity=0.22)
    p.new("lighthouse")
    half = lambda v: (0.125 - 0.05 * v) * h  # noqa: E731 - half width at height v of the tower
    for k in range(6):
        lo, hi = 0.8 * k / 6, 0.8 * (k + 1) / 6
        points = [[x - half(lo), y - lo * h], [x - half(hi), y - hi * h], [x + half(hi), y - hi * h], [x + half(lo), y - lo * h]]
        p.body(points, paint if k % 2 == 0 else "#fbf8f0", 0.3)
    p.fill(box(x - 0.032 * h, y - 0.11 * h, x + 0.032 * h, y), "#33302f")
    for v in (0.27, 0.53):
        p.layer.polygon(box(x - 0.016 * h, y - (v + 0.05) * h, x + 0.016 * h, y - v * h), p.lamp())
    p.fill(box(x - 0.115 * h, y - 0.825 * h, x + 0.115 * h, y - 0.795 * h), "#3b3f4a")
    p.layer.polygon(box(x - 0.062 * h, y - 0.915 * h, x + 0.062 * h, y - 0.825 * h), palette.rgb("#fff2a8") if p.dark else p("#ffe9a0"))
    p.stroke(x, y - 0.915 * h, x, y - 0.825 * h, 0.012 * h, "#3b3f4a")
    p.body([[x - 0.085 * h, y - 0.91 * h], [x, y - h], [x + 0.085 * h, y - 0.91 * h]], paint, 0.3)
    if p.dark:
        p.light(x, y - 0.87 * h, 0.22 * h, "#ffe9a0", 0.7 * max(p.glow, 0.75), flicker=0.25)

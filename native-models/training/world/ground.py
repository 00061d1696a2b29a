"""The ground from the horizon to the viewer's feet."""

from __future__ import annotations

import numpy as np

from . import palette
from .canvas import Canvas, mix

SWAY, RIPPLE, STILL = (0.0, 0.0, 1.0), (0.0, 1.0, 0.0), (0.0, 0.0, 0.0)


def skyline(a: dict, xs: np.ndarray) -> np.ndarray:
    """Height of the ground's edge at xs (picture units, y downwards)."""
    if a["ground"] == "sea":
        return np.full_like(xs, a["horizon"])
    return a["horizon"] - a["bump"] * np.cos((xs - a["bump_at"]) * 2.4)


def ground_depth(a: dict, y: float | np.ndarray) -> float | np.ndarray:
    """Nearness of a point of the ground at height y: 0.2 at the horizon, 1 at the lower edge."""
    return 0.2 + 0.8 * np.clip((y - a["horizon"]) / (1 - a["horizon"]), 0, 1)


def draw_ground(canvas: Canvas, a: dict, rng: np.random.Generator) -> None:
    """Fill the ground and dress it."""
    kind, (light, haze) = a["ground"], palette.LIGHT[a["time"]]
    air = palette.rgb(palette.SKIES[a["time"]][a["sky"]][3])
    far, near = (palette.rgb(c) * light for c in palette.GROUND[kind])
    far = mix(far, air, haze * (0.5 if kind != "sea" else 0.75))
    xs = np.linspace(-0.02, 1.02, 80)
    top = skyline(a, xs)
    points = np.concatenate([np.stack([xs, top], 1), [[1.02, 1.02], [-0.02, 1.02]]])
    row0 = max(int(np.floor(top.min() * canvas.side)) - 1, 0)
    depth = np.clip(ground_depth(a, canvas.ys), 0.2, 1).astype(np.float32)
    box = canvas._box(points.min(0), points.max(0))
    classes = {"meadow": (0.0, 0.0, 0.35), "flowers": (0.0, 0.0, 0.6), "sea": RIPPLE}.get(kind, STILL)
    canvas.polygon(points, far, np.broadcast_to(depth[box[1]:box[3]], (box[3] - box[1], box[2] - box[0])), to=near, vertical=True, classes=classes)
    {"meadow": draw_grass, "flowers": draw_flowers, "sea": draw_waves, "desert": draw_dunes, "snow": draw_dunes}[kind](canvas, a, rng, far, near)
    if kind in ("flowers", "meadow"):
        rise = np.clip((canvas.ys[row0:] - a["horizon"]) / (1 - a["horizon"]), 0, 1) ** 0.5
        canvas.classes[row0:, :, 2] *= 0.35 + 0.65 * rise


def _spread(rng: np.random.Generator, n: int, a: dict, lowest: float = 0.03) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """n points of the ground, far ones first: x, y and nearness 0..1."""
    near = np.sort(rng.uniform(0, 1, n) ** 1.25)
    y = a["horizon"] + lowest + (1.02 - a["horizon"] - lowest) * near
    return rng.uniform(-0.02, 1.02, n), y, near


def draw_grass(canvas: Canvas, a: dict, rng: np.random.Generator, far: np.ndarray, near: np.ndarray) -> None:
    """Soft swells of light, and tufts near the viewer."""
    xs = np.linspace(-0.02, 1.02, 60)
    for k in range(3):
        y0 = a["horizon"] + (1 - a["horizon"]) * (0.25 + 0.25 * k + rng.uniform(-0.05, 0.05))
        y = y0 - 0.035 * np.sin(xs * rng.uniform(3, 5) + rng.uniform(0, 6))
        shade = mix(near, far, 0.6 - 0.3 * k) * (0.97 if k % 2 else 1.05)
        canvas.polygon(np.concatenate([np.stack([xs, y], 1), [[1.02, 1.02], [-0.02, 1.02]]]), shade, None, to=near * 0.92, vertical=True, opacity=0.55, classes=None)
    x, y, n = _spread(rng, 70, a, 0.06)
    for i in range(len(x)):
        h, lean = 0.008 + 0.026 * n[i], rng.uniform(-0.5, 0.5)
        tone = near * (1.18 if i % 3 else 0.8)
        for side in (-0.5, 0.0, 0.5):
            tip = (x[i] + (lean + side) * h, y[i] - h)
            canvas.polygon([[x[i] + side * 0.3 * h - 0.08 * h, y[i]], tip, [x[i] + side * 0.3 * h + 0.08 * h, y[i]]], tone, None, opacity=0.8, classes=None)


def draw_flowers(canvas: Canvas, a: dict, rng: np.random.Generator, far: np.ndarray, near: np.ndarray) -> None:
    """A field of flowers: specks far away, petals near the viewer."""
    light, haze = palette.LIGHT[a["time"]]
    glow = np.clip(light * 1.08 + 0.06, 0, 1)
    inks = np.stack([palette.rgb(c) for c in palette.FLOWERS[a["flowers"]]]) * glow
    x, y, n = _spread(rng, 240, a, 0.02)
    ink = inks[rng.integers(0, len(inks), len(x))]
    radius = 0.0055 + 0.0165 * n**1.3 * rng.uniform(0.75, 1.2, len(x))
    # leaves below the blossoms
    canvas.dots(x + rng.uniform(-0.01, 0.01, len(x)), y + radius, radius * 1.1, np.tile(near * 0.78, (len(x), 1)), 0.7)
    small = radius < 0.011
    canvas.dots(x[small], y[small], radius[small], ink[small], 0.85)
    px, py, pr, pc = [], [], [], []
    heart = palette.rgb("#ffd84a" if a["flowers"] != "yellow" else "#8a4a1c") * glow
    for i in np.flatnonzero(~small):
        turn = rng.uniform(0, 6.28)
        for k in range(5):
            t = turn + k * 2 * np.pi / 5
            px.append(x[i] + np.cos(t) * radius[i] * 0.6)
            py.append(y[i] + np.sin(t) * radius[i] * 0.5)
            pr.append(radius[i] * 0.52)
            pc.append(ink[i] * (0.92 if k % 2 else 1.0))
        px.append(x[i]), py.append(y[i]), pr.append(radius[i] * 0.32), pc.append(heart)
    if px:
        canvas.dots(np.array(px), np.array(py), np.array(pr), np.array(pc), 0.85)


def draw_waves(canvas: Canvas, a: dict, rng: np.random.Generator, far: np.ndarray, near: np.ndarray) -> None:
    """Swells and glints in perspective, and the path of light below a low sun or moon."""
    air = palette.rgb(palette.SKIES[a["time"]][a["sky"]][2])
    crest = mix(far, air, 0.6)
    rows = 11
    for k in range(rows):
        t = ((k + 0.6) / rows) ** 1.7
        y = a["horizon"] + (1 - a["horizon"]) * t
        scale = 0.02 + 0.1 * t
        xs = np.linspace(-0.02, 1.02, 90)
        phase, amp = rng.uniform(0, 6.28), 0.0012 + 0.011 * t
        up = y - amp * (1 + np.sin(xs * 2 * np.pi / (scale * 3.2) + phase))
        low = y + amp * 0.9 * (0.9 + np.sin(xs * 2 * np.pi / (scale * 3.2) + phase - 0.7)) * 0.4
        canvas.polygon(np.concatenate([np.stack([xs, up], 1), np.stack([xs, np.maximum(low, up + 0.001)], 1)[::-1]]), mix(crest, near, 0.35 + 0.3 * t), None,
                       opacity=0.55, classes=None)
    if a["light"] is not None:
        glow = palette.rgb(palette.SUN[a["time"]])
        lx = a["light"][0]
        for _ in range(36):
            t = rng.uniform(0, 1) ** 1.4
            y = a["horizon"] + 0.004 + (1 - a["horizon"]) * t
            w = (0.012 + 0.045 * t) * rng.uniform(0.5, 1.2)
            x = lx + rng.normal() * (0.012 + 0.05 * t)
            strength = {"day": 0.45, "storm": 0.15}.get(a["time"], 0.6)
            canvas.ellipse(x, y, w, 0.002 + 0.005 * t, mix(glow, palette.rgb(palette.GLOW[a["time"]]), 0.4), None, opacity=strength, classes=None)


def draw_dunes(canvas: Canvas, a: dict, rng: np.random.Generator, far: np.ndarray, near: np.ndarray) -> None:
    """Overlapping ridges of sand or snow with a lit and a shaded side."""
    xs = np.linspace(-0.02, 1.02, 90)
    for k in range(3):
        t = 0.14 + 0.28 * k + rng.uniform(-0.04, 0.04)
        y0 = a["horizon"] + (1 - a["horizon"]) * t
        y = y0 - (0.02 + 0.03 * k) * np.sin(xs * rng.uniform(2.6, 4.2) + rng.uniform(0, 6.28))
        lit = mix(far, near, t) * (1.04 if a["ground"] == "desert" else 1.03)
        canvas.polygon(np.concatenate([np.stack([xs, y], 1), [[1.02, 1.02], [-0.02, 1.02]]]), np.clip(lit, 0, 1), None, to=mix(far, near, min(t + 0.5, 1)) * 0.95, vertical=True, classes=None)
        shade = np.clip(np.sin(xs * rng.uniform(5, 7) + rng.uniform(0, 6.28)), 0, 1) * (0.02 + 0.03 * k)
        canvas.polygon(np.concatenate([np.stack([xs, y], 1), np.stack([xs, y + shade], 1)[::-1]]), lit * 0.82, None, opacity=0.5, classes=None)

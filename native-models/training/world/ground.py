"""The ground from the horizon to the viewer's feet."""

from __future__ import annotations

import numpy as np

from . import palette
from .canvas import MARGIN, Canvas, Layer, mix, wide
from .motion import field_wave, ripple

LOW = 1 + MARGIN + 0.02  # below the margin


def skyline(a: dict, xs: np.ndarray) -> np.ndarray:
    """Height of the ground's edge at xs (picture units, y downwards)."""
    if a["ground"] == "sea":
        return np.full_like(xs, a["horizon"])
    return a["horizon"] - a["bump"] * np.cos((xs - a["bump_at"]) * 2.4)


def ground_depth(a: dict, y: float | np.ndarray) -> float | np.ndarray:
    """Nearness of a point of the ground at height y: 0.2 at the horizon, 1 at the lower edge."""
    return 0.2 + 0.8 * np.clip((y - a["horizon"]) / (1 - a["horizon"]), 0, 1)


def travel(a: dict) -> tuple[float, float]:
    """How strongly the ground moves under a travelling camera: a + b * y, 0.06 at the horizon, 1 at the lower edge."""
    b = 0.94 / (1 - a["horizon"])
    return 0.06 - b * a["horizon"], b


def standing(a: dict, foot: float) -> float:
    """The same for a thing that stands at height foot."""
    start, slope = travel(a)
    return start + slope * foot


def on_ground(canvas: Canvas, a: dict, name: str, **more) -> Layer:
    """A layer that lies on the ground."""
    return canvas.layer(name, (0.2, 0.8 / (1 - a["horizon"]), a["horizon"]), travel(a), **more)


def draw_ground(canvas: Canvas, a: dict, rng: np.random.Generator) -> None:
    """Fill the ground and dress it."""
    kind, (light, haze), air = a["ground"], palette.light(a), palette.air(a)
    if kind == "paper":
        draw_paper(canvas, a, rng)
        return
    far, near = (palette.rgb(c) * light for c in palette.GROUND[kind])
    if a["weather"] == "snow" and kind in ("meadow", "flowers"):
        far, near = (mix(c, palette.rgb("#eef3fa") * light, t) for c, t in ((far, 0.55), (near, 0.3)))
    far = mix(far, air, min(haze * (0.5 if kind != "sea" else 0.75), 0.8))
    xs = wide(120)
    classes = {"meadow": (0.0, 0.0, 0.35), "flowers": (0.0, 0.0, 0.6), "sea": (0.0, 1.0, 0.0)}.get(kind, (0.0, 0.0, 0.0))
    layer = on_ground(canvas, a, "water" if kind == "sea" else "ground", classes=classes, bend=ripple(a, a["horizon"]) if kind == "sea" else None)
    top = skyline(a, xs)
    layer.polygon(np.concatenate([np.stack([xs, top], 1), [[xs[-1], LOW], [xs[0], LOW]]]), far, to=near, vertical=True, span=(float(top.min()), 1.02))
    if kind in ("meadow", "flowers"):
        draw_swells(layer, a, rng, far, near)
        plants = on_ground(canvas, a, "grass" if kind == "meadow" else "flowers", classes=(0.0, 0.0, 0.8), bend=field_wave(a, a["horizon"]))
        (draw_grass if kind == "meadow" else draw_flowers)(plants, a, rng, near)
    else:
        {"sea": draw_waves, "desert": draw_dunes, "snow": draw_dunes}[kind](layer, a, rng, far, near)


def _spread(rng: np.random.Generator, n: int, a: dict, lowest: float = 0.03) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Points of the ground, n within the picture, far ones first: x, y and nearness (1 at the lower edge)."""
    deepest = (LOW - a["horizon"] - lowest) / (1.02 - a["horizon"] - lowest)
    near = np.sort(rng.uniform(0, 1, int(n * 1.5 * deepest)) ** 1.15) * deepest
    y = a["horizon"] + lowest + (1.02 - a["horizon"] - lowest) * near
    return rng.uniform(-MARGIN - 0.02, 1 + MARGIN + 0.02, len(near)), y, near


def draw_swells(layer: Layer, a: dict, rng: np.random.Generator, far: np.ndarray, near: np.ndarray) -> None:
    """Soft swells of light on the land."""
    xs = wide(90)
    for k in range(3):
        y0 = a["horizon"] + (1 - a["horizon"]) * (0.25 + 0.25 * k + rng.uniform(-0.05, 0.05))
        y = y0 - 0.035 * np.sin(xs * rng.uniform(3, 5) + rng.uniform(0, 6))
        shade = mix(near, far, 0.6 - 0.3 * k) * (0.97 if k % 2 else 1.05)
        points = np.concatenate([np.stack([xs, y], 1), [[xs[-1], LOW], [xs[0], LOW]]])
        layer.polygon(points, shade, to=near * 0.92, vertical=True, span=(float(y.min()), 1.02), opacity=0.55 if a["ground"] == "meadow" else 0.35)


def draw_grass(layer: Layer, a: dict, rng: np.random.Generator, near: np.ndarray) -> None:
    """Tufts near the viewer, and a few daisies."""
    x, y, n = _spread(rng, 80, a, 0.06)
    leans = rng.uniform(-0.5, 0.5, len(x))
    height = 0.008 + 0.028 * n
    blades = np.array([[-0.23, 0], [-0.6, -0.85], [-0.1, -0.3], [0, -1], [0.1, -0.3], [0.6, -0.8], [0.23, 0]])
    tips = np.array([0, 1, 0, 1, 0, 1, 0])
    tuft_x = x[:, None] + (blades[:, 0] + leans[:, None] * tips) * height[:, None]
    tuft_y = y[:, None] + blades[:, 1] * height[:, None]
    tones = np.where(np.arange(len(x))[:, None] % 3 > 0, near * 1.18, near * 0.8)
    layer.polygons(np.stack([tuft_x, tuft_y], -1), tones, 0.85)
    x, y, n = _spread(rng, 22, a, 0.08)
    glow = np.clip(palette.light(a)[0] * 1.05, 0, 1)
    radius = 0.003 + 0.006 * n
    layer.dots(x, y, radius, np.tile(palette.rgb("#fffaf0") * glow, (len(x), 1)), 0.8)
    layer.dots(x, y, radius * 0.4, np.tile(palette.rgb("#ffd23f") * glow, (len(x), 1)), 0.8)


def draw_flowers(layer: Layer, a: dict, rng: np.random.Generator, near: np.ndarray) -> None:
    """A field of flowers: specks far away, petals near the viewer."""
    glow = np.clip(palette.light(a)[0] * 1.08 + 0.06, 0, 1)
    inks = np.stack([palette.rgb(c) for c in palette.FLOWERS[a["flowers"]]]) * glow
    x, y, n = _spread(rng, 240, a, 0.02)
    count = len(x)
    ink = inks[rng.integers(0, len(inks), count)]
    radius = (0.0055 + 0.0165 * n**1.3) * rng.uniform(0.75, 1.2, count)
    turn = rng.uniform(0, 6.28, count)
    # leaves below the blossoms
    layer.dots(x + rng.uniform(-0.01, 0.01, count), y + radius, radius * 1.1, np.tile(near * 0.78, (count, 1)), 0.7)
    small = radius < 0.011
    layer.dots(x[small], y[small], radius[small], ink[small], 0.85)
    heart = palette.rgb("#ffd84a" if a["flowers"] != "yellow" else "#8a4a1c") * glow
    x, y, radius, ink, turn = x[~small], y[~small], radius[~small], ink[~small], turn[~small]
    angle = turn[:, None] + np.append(np.arange(5) * 2 * np.pi / 5, 0)
    out = np.array([1, 1, 1, 1, 1, 0.0])
    px, py = x[:, None] + np.cos(angle) * radius[:, None] * 0.6 * out, y[:, None] + np.sin(angle) * radius[:, None] * 0.5 * out
    pr = radius[:, None] * np.array([0.52] * 5 + [0.32])
    pc = ink[:, None] * np.array([0.92, 1, 0.92, 1, 0.92, 0.0])[:, None] + heart * (1 - out)[:, None]
    if len(x):
        layer.dots(px.ravel(), py.ravel(), pr.ravel(), pc.reshape(-1, 3), 0.85)


def draw_waves(layer: Layer, a: dict, rng: np.random.Generator, far: np.ndarray, near: np.ndarray) -> None:
    """Swells and glints in perspective, and the path of light below a low sun or moon."""
    crest = mix(far, palette.sky(a)[2], 0.6)
    rows = 13
    xs = wide(140)
    for k in range(rows):
        t = ((k + 0.6) / 11) ** 1.7
        y = a["horizon"] + (1 - a["horizon"]) * t
        scale = 0.02 + 0.1 * t
        phase, amp = rng.uniform(0, 6.28), 0.0012 + 0.011 * t
        up = y - amp * (1 + np.sin(xs * 2 * np.pi / (scale * 3.2) + phase))
        low = y + amp * 0.9 * (0.9 + np.sin(xs * 2 * np.pi / (scale * 3.2) + phase - 0.7)) * 0.4
        points = np.concatenate([np.stack([xs, up], 1), np.stack([xs, np.maximum(low, up + 0.001)], 1)[::-1]])
        layer.polygon(points, mix(crest, near, min(0.35 + 0.3 * t, 0.8)), opacity=0.55)
    if a["weather"] == "storm":  # white caps
        n = 40
        x, t = rng.uniform(-MARGIN, 1 + MARGIN, n), rng.uniform(0.08, 1.2, n)
        for i in range(n):
            y = a["horizon"] + (1 - a["horizon"]) * t[i]
            layer.ellipse(x[i], y, 0.012 + 0.03 * t[i], 0.002 + 0.004 * t[i], mix(crest, np.ones(3), 0.6), opacity=0.7)
    if a["light"] is not None:
        glow = mix(palette.rgb(palette.SUN[a["time"]]), palette.rgb(palette.GLOW[a["time"]]), 0.4)
        for _ in range(40):
            t = rng.uniform(0, 1) ** 1.4 * 1.2
            y = a["horizon"] + 0.004 + (1 - a["horizon"]) * t
            w = (0.012 + 0.045 * t) * rng.uniform(0.5, 1.2)
            x = a["light"][0] + rng.normal() * (0.012 + 0.05 * t)
            layer.ellipse(x, y, w, 0.002 + 0.005 * t, glow, opacity=0.45 if a["time"] == "day" else 0.6)


def draw_dunes(layer: Layer, a: dict, rng: np.random.Generator, far: np.ndarray, near: np.ndarray) -> None:
    """Overlapping ridges of sand or snow with a lit and a shaded side."""
    xs = wide(130)
    for k in range(3):
        t = 0.14 + 0.28 * k + rng.uniform(-0.04, 0.04)
        y0 = a["horizon"] + (1 - a["horizon"]) * t
        y = y0 - (0.02 + 0.03 * k) * np.sin(xs * rng.uniform(2.6, 4.2) + rng.uniform(0, 6.28))
        lit = mix(far, near, t) * (1.04 if a["ground"] == "desert" else 1.03)
        points = np.concatenate([np.stack([xs, y], 1), [[xs[-1], LOW], [xs[0], LOW]]])
        layer.polygon(points, np.clip(lit, 0, 1), to=mix(far, near, min(t + 0.5, 1)) * 0.95, vertical=True, span=(float(y.min()), 1.02))
        shade = np.clip(np.sin(xs * rng.uniform(5, 7) + rng.uniform(0, 6.28)), 0, 1) * (0.02 + 0.03 * k)
        layer.polygon(np.concatenate([np.stack([xs, y], 1), np.stack([xs, y + shade], 1)[::-1]]), lit * 0.82, opacity=0.5)


def draw_paper(canvas: Canvas, a: dict, rng: np.random.Generator) -> None:
    """A sheet of drawing paper that fills the picture."""
    light, shade = (palette.rgb(c) for c in palette.GROUND["paper"])
    sheet = canvas.layer("paper", 0.1)
    sheet.polygon([[-0.5, -0.5], [1.5, -0.5], [1.5, 1.5], [-0.5, 1.5]], light, to=shade, vertical=True)
    n = 60
    sheet.dots(rng.uniform(-0.3, 1.3, n), rng.uniform(-0.3, 1.3, n), rng.uniform(0.001, 0.003, n), np.tile(shade * 0.93, (n, 1)))

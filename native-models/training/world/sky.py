"""Sky, lights, clouds and distant land."""

from __future__ import annotations

import cv2
import numpy as np

from . import palette
from .canvas import Canvas, mix


def draw_sky(canvas: Canvas, a: dict, rng: np.random.Generator) -> None:
    """Gradient, stars, sun or moon, clouds: everything at infinity."""
    stops = np.stack([palette.rgb(c) for c in palette.SKIES[a["time"]][a["sky"]]])
    h = np.clip(np.arange(canvas.side, dtype=np.float32) / canvas.side / a["horizon"], 0, 1)
    column = np.stack([np.interp(h, [0, 0.35, 0.7, 1], stops[:, i]) for i in range(3)], 1).astype(np.float32)
    canvas.rgb[:] = column[:, None]
    canvas.classes[..., 0] = 0.25 if a["clouds"] != "clear" else 0.1
    if a["time"] == "night":
        n = 75
        x, y = rng.uniform(0, 1, n), a["horizon"] * rng.uniform(0, 1, n) ** 1.3
        bright = rng.uniform(0.35, 1, n) ** 1.5
        ink = column[np.minimum((y * canvas.side).astype(int), canvas.side - 1)]
        canvas.dots(x, y, 0.0015 + 0.003 * bright**2, ink + (np.array([1, 1, 0.95]) - ink) * bright[:, None])
    if a["light"] is not None:
        draw_light(canvas, a)
    if a["clouds"] != "clear":
        draw_clouds(canvas, a, rng)


def draw_light(canvas: Canvas, a: dict) -> None:
    """The sun's or the moon's disc with its halo."""
    x, y = a["light"]
    time = a["time"]
    glow = palette.rgb(palette.GLOW[time])
    canvas.glow(x, y, 0.5 if time in ("dusk", "dawn") else 0.38, glow, 0.75 if time != "night" else 0.5)
    radius = {"day": 0.055, "dusk": 0.07, "dawn": 0.06, "night": 0.052, "storm": 0.05}[time]
    disc = palette.rgb(palette.SUN[time])
    if a["moon"] == "crescent":
        t = np.linspace(-np.pi / 2, np.pi / 2, 30)
        outer = np.stack([np.cos(t), np.sin(t)], 1)
        inner = np.stack([np.cos(t) * 0.35, np.sin(t)], 1)[::-1]
        shape = np.concatenate([outer, inner])
        tilt = -0.5
        turn = np.array([[np.cos(tilt), np.sin(tilt)], [-np.sin(tilt), np.cos(tilt)]])
        canvas.polygon(shape @ turn * radius + np.array([x, y]), disc)
        return
    canvas.ellipse(x, y, radius, radius, disc)
    if time == "night":
        for dx, dy, r in ((-0.25, -0.2, 0.22), (0.3, 0.15, 0.28), (-0.1, 0.45, 0.16)):
            canvas.ellipse(x + dx * radius, y + dy * radius, r * radius, r * radius, disc * 0.92)


def draw_clouds(canvas: Canvas, a: dict, rng: np.random.Generator) -> None:
    """Heaped clouds by day, long streaks near the sun's rising and setting, a closed bank in a storm."""
    side = max(canvas.side // 2, 64)
    top, shade = (palette.rgb(c) for c in palette.CLOUDS[a["time"]])
    heaped = a["time"] in ("day", "storm")
    count = {"few": 3, "many": 6}[a["clouds"]] + (3 if a["time"] == "storm" else 0)
    body = np.zeros((side, side), np.uint8)
    under = np.zeros((side, side), np.uint8)

    def blob(layer: np.ndarray, x: float, y: float, rx: float, ry: float, value: int = 255) -> None:
        cv2.ellipse(layer, (round(x * side * 64), round(y * side * 64)), (round(rx * side * 64), round(ry * side * 64)), 0, 0, 360, value, -1,
                    cv2.LINE_AA, 6)

    for i in range(count):
        x = (i + rng.uniform(0.1, 0.9)) / count
        y = a["horizon"] * rng.uniform(0.08, 0.62)
        if a["time"] == "storm":
            y = a["horizon"] * rng.uniform(0.0, 0.35)
        w = rng.uniform(0.11, 0.2)
        if heaped:
            puff = np.zeros_like(body)
            for k in range(6):
                t = (k + 0.5) / 6 * 2 - 1
                r = w * (0.42 - 0.24 * t * t) * rng.uniform(0.8, 1.15)
                blob(puff, x + t * w, y - r * 0.35, r, r * 0.8)
                blob(under, x + t * w, y + r * 0.25, r * 1.05, r * 0.45)
            puff[max(int((y + w * 0.16) * side), 0):] = 0  # a flat base
            body = np.maximum(body, puff)
        else:
            for k in range(3):
                blob(body, x + rng.uniform(-0.6, 0.6) * w, y + rng.uniform(-0.02, 0.02), w * rng.uniform(0.6, 1.3), rng.uniform(0.008, 0.017), 215)
    soft = 0.006 if heaped else 0.012
    body_f = cv2.GaussianBlur(body.astype(np.float32) / 255, (0, 0), soft * side)
    under_f = cv2.GaussianBlur(under.astype(np.float32) / 255, (0, 0), 0.012 * side)
    if not heaped:
        body_f = cv2.GaussianBlur(body_f, (0, 0), sigmaX=0.03 * side, sigmaY=0.004 * side)
        under_f = cv2.GaussianBlur(np.roll(body_f, max(int(0.008 * side), 1), 0), (0, 0), 0.004 * side) * 0.6
    alpha = canvas.enlarge(body_f) * {"day": 0.95, "storm": 0.9, "night": 0.75}.get(a["time"], 0.9)
    colour = top + (shade - top) * canvas.enlarge(under_f)[..., None]
    fade = np.clip((a["horizon"] - canvas.ys) / 0.1, 0, 1)
    alpha = alpha * fade
    canvas.rgb += (colour - canvas.rgb) * alpha[..., None]
    canvas.depth = np.maximum(canvas.depth, alpha * 0.03)
    canvas.classes[..., 0] = np.maximum(canvas.classes[..., 0], np.clip(alpha * 1.2, 0, 1))


def ridge(rng: np.random.Generator, xs: np.ndarray, rough: bool) -> np.ndarray:
    """Height 0..1 of a skyline at xs 0..1."""
    if rough:
        n = int(rng.integers(3, 5))
        centres = (np.arange(n + 2) - 0.5 + rng.uniform(-0.25, 0.25, n + 2)) / n
        heights = rng.uniform(0.5, 1.0, n + 2)
        widths = rng.uniform(0.24, 0.38, n + 2) * 3 / n * 1.2
        h = np.max(heights[:, None] * (1 - np.abs(xs[None] - centres[:, None]) / widths[:, None]), 0)
        return np.clip(h, 0.05, 1)
    h = np.zeros_like(xs)
    for k in range(1, 5):
        h += np.sin(2 * np.pi * (k * 0.75 * xs + rng.uniform())) / k
    return (h - h.min()) / max(float(h.max() - h.min()), 1e-6)


def draw_far_land(canvas: Canvas, a: dict, rng: np.random.Generator) -> None:
    """Two ridges of hills or mountains that fade into the air."""
    if a["hills"] == "none":
        return
    light, haze = palette.LIGHT[a["time"]]
    air = palette.rgb(palette.SKIES[a["time"]][a["sky"]][3])
    rough = a["hills"] == "mountains"
    xs = np.linspace(-0.02, 1.02, 160)
    base = a["horizon"] + 0.08
    for layer in range(2):
        near = layer == 1
        height = (0.24 if rough else 0.13) * (0.55 if near else 1.0)
        body = palette.rgb("#6a7390" if rough else palette.HILLS[a["ground"]]) * light
        colour = mix(body, air, haze * (1.0 if near else 1.7))
        y = a["horizon"] - height * ridge(rng, xs, rough) * rng.uniform(0.85, 1.0) + 0.01
        depth = 0.16 if near else 0.09
        points = np.concatenate([np.stack([xs, y], 1), [[1.02, base], [-0.02, base]]])
        canvas.polygon(points, colour, depth, to=mix(colour, air, 0.55), vertical=True)
        if rough and not near:
            cap = a["horizon"] - height * 0.62
            wave = 0.016 * np.sin(xs * 90) + 0.01 * np.sin(xs * 47 + 1)
            lower = np.maximum(y, np.minimum(cap + wave, base))
            snow = mix(np.array([1, 1, 1], np.float32) * light, air, haze * 0.7)
            canvas.polygon(np.concatenate([np.stack([xs, np.minimum(y, lower)], 1), np.stack([xs, lower], 1)[::-1]]), snow, depth)

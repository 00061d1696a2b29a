"""Sky, lights, clouds and distant land."""

from __future__ import annotations

import cv2
import numpy as np

from . import palette
from .canvas import MARGIN, Canvas, mix, wide
from .motion import drift


def draw_sky(canvas: Canvas, a: dict, rng: np.random.Generator) -> None:
    """Gradient, stars, sun or moon, clouds: everything at infinity."""
    stops = palette.sky(a)
    sky = canvas.layer("sky", 0.0, classes=(0.25 if a["clouds"] != "clear" else 0.1, 0, 0))
    sky.rgba = paper_sky(canvas, a, stops) if a["style"] == "papercut" else soft_sky(canvas, a, stops)
    sky.touch((0, 0, canvas.full, canvas.full))
    n = 170
    x, y = rng.uniform(-MARGIN, 1 + MARGIN, n), a["horizon"] * (rng.uniform(0, 1, n) ** 1.3 * 1.35 - 0.35)
    bright = rng.uniform(0.35, 1, n) ** 1.5
    if a["time"] == "night" and a["weather"] in ("fair", "fog"):
        ink = gradient(stops, y / a["horizon"])
        sky.dots(x, y, 0.0015 + 0.003 * bright**2, ink + (np.array([1, 1, 0.95]) - ink) * bright[:, None])
    if a["light"] is not None:
        draw_light(canvas, a)
    if a["clouds"] != "clear":
        draw_clouds(canvas, a, rng)


def gradient(stops: np.ndarray, h: np.ndarray) -> np.ndarray:
    """The sky's colours [..., 3] at heights h, 0 at the zenith and 1 at the horizon."""
    h = np.clip(h, 0, 1)
    return np.stack([np.interp(h, [0, 0.35, 0.7, 1], stops[:, i]) for i in range(3)], -1).astype(np.float32)


def soft_sky(canvas: Canvas, a: dict, stops: np.ndarray) -> np.ndarray:
    """[full, full, 4]: the hour's colours and the glow of its light. Four times coarser is fine enough for both."""
    gx, gy = (axis.reshape(-1, 4).mean(1) for axis in (canvas.xs[0], canvas.ys[:, 0]))
    sky = np.ones((len(gy), len(gx), 4), np.float32)
    sky[..., :3] = gradient(stops, gy / a["horizon"])[:, None]
    if a["light"] is not None:
        time, veil = a["time"], 0.6 if a["weather"] == "fog" else 1.0
        lights = [(0.5 if time in ("dusk", "dawn") else 0.38, palette.GLOW[time], 0.8 if time != "night" else 0.5)]
        if time in ("dusk", "dawn"):
            lights.append((0.16, "#fff0c8", 0.5))
        for radius, colour, strength in lights:
            r2 = ((gx[None] - a["light"][0]) ** 2 + (gy[:, None] - a["light"][1]) ** 2) / radius**2
            light = strength * veil * np.exp(-np.sqrt(r2 + 0.02) * 2.2)
            sky[..., :3] += (1 - sky[..., :3]) * np.clip(light[..., None] * palette.rgb(colour), 0, 1)
    return cv2.resize(sky, (canvas.full, canvas.full), interpolation=cv2.INTER_LINEAR)


def paper_sky(canvas: Canvas, a: dict, stops: np.ndarray) -> np.ndarray:
    """[full, full, 4]: wavy sheets of paper, one colour each, and rings of paper around the light."""
    bands = 5
    edges = 0.022 * np.sin(canvas.xs * 7 + a["bump_at"] * 6) + 0.012 * np.sin(canvas.xs * 17)
    level = (canvas.ys / a["horizon"] + edges) * bands
    table = gradient(stops, (np.arange(bands) + 0.6) / bands)
    number = np.clip(level, 0, bands - 1e-3).astype(int)
    sky = np.ones((canvas.full, canvas.full, 4), np.float32)
    shade = 1 - 0.16 * np.exp(-(level - number) * 6) * (number > 0)  # the shadow of the sheet above
    sky[..., :3] = table[number] * shade[..., None]
    if a["light"] is not None:
        r = np.hypot(canvas.xs - a["light"][0], canvas.ys - a["light"][1])
        glow = palette.rgb(palette.GLOW[a["time"]])
        for radius in (0.26, 0.18, 0.115):
            inside = np.clip((radius - r) * canvas.side + 0.5, 0, 1)[..., None]
            sky[..., :3] += (glow - sky[..., :3]) * inside * 0.22
    return sky


def draw_light(canvas: Canvas, a: dict) -> None:
    """The sun's or the moon's disc."""
    x, y = a["light"]
    layer = canvas.layer("sun", 0.0)
    time, veil = a["time"], 0.6 if a["weather"] == "fog" else 1.0
    radius = {"day": 0.055, "dusk": 0.075, "dawn": 0.06, "night": 0.055}[time]
    disc = palette.rgb(palette.SUN[time])
    if a["moon"] == "crescent":
        t = np.linspace(-np.pi / 2, np.pi / 2, 30)
        outer = np.stack([np.cos(t), np.sin(t)], 1)
        inner = np.stack([np.cos(t) * 0.35, np.sin(t)], 1)[::-1]
        tilt = -0.5
        turn = np.array([[np.cos(tilt), np.sin(tilt)], [-np.sin(tilt), np.cos(tilt)]])
        layer.polygon(np.concatenate([outer, inner]) @ turn * radius + np.array([x, y]), disc, opacity=veil)
        return
    layer.ellipse(x, y, radius, radius, disc, opacity=veil)
    if time == "night":
        for dx, dy, r in ((-0.25, -0.2, 0.22), (0.3, 0.15, 0.28), (-0.1, 0.45, 0.16)):
            layer.ellipse(x + dx * radius, y + dy * radius, r * radius, r * radius, disc * 0.92, opacity=veil)


def draw_clouds(canvas: Canvas, a: dict, rng: np.random.Generator) -> None:
    """Heaped clouds by day, long streaks near the sun's rising and setting, a closed bank in bad weather."""
    closed = a["weather"] in ("storm", "rain", "snow")
    heaped = closed or a["time"] == "day"
    top, shade = (palette.rgb(c) for c in palette.CLOUDS["closed" if closed else a["time"]])
    if closed:
        pale = {"storm": 0.72, "rain": 1.0, "snow": 1.35}[a["weather"]]
        top, shade = (np.clip(c * pale * max(palette.BRIGHT[a["time"]], 0.4), 0, 1) for c in (top, shade))
        top, shade = mix(top, palette.sky(a)[2], 0.3), mix(shade, palette.sky(a)[1], 0.2)
    count = {"few": 4, "many": 8}[a["clouds"]] + (5 if closed else 0)
    unit = canvas.side // 2  # half resolution, over the picture and its margin above the horizon
    edge = int(MARGIN * unit) // 2 * 2
    shape = (edge + unit, unit + 2 * edge)
    body, under = np.zeros(shape, np.uint8), np.zeros(shape, np.uint8)

    def blob(layer: np.ndarray, x: float, y: float, rx: float, ry: float, value: int = 255) -> None:
        centre = (round((x * unit + edge) * 64), round((y * unit + edge) * 64))
        cv2.ellipse(layer, centre, (round(rx * unit * 64), round(ry * unit * 64)), 0, 0, 360, value, -1, cv2.LINE_AA, 6)

    for i in range(count):
        x = (i + rng.uniform(0.1, 0.9)) / count * (1 + 2 * MARGIN) - MARGIN
        y = a["horizon"] * (rng.uniform(-0.05, 0.3) if closed else rng.uniform(0.02, 0.62))
        w = rng.uniform(0.12, 0.22)
        if heaped:
            puff = np.zeros_like(body)
            for k in range(7):
                t = (k + 0.5) / 7 * 2 - 1
                r = w * (0.44 - 0.26 * t * t) * rng.uniform(0.75, 1.2)
                blob(puff, x + t * w, y - r * 0.35, r, r * 0.8)
                blob(under, x + t * w, y + r * 0.25, r * 1.05, r * 0.45)
            puff[max(int((y + w * 0.16) * unit) + edge, 0):] = 0  # a flat base
            body = np.maximum(body, puff)
        else:
            for _ in range(3):
                blob(body, x + rng.uniform(-0.6, 0.6) * w, y + rng.uniform(-0.02, 0.02), w * rng.uniform(0.6, 1.3), rng.uniform(0.008, 0.017), 215)
    body_f = cv2.GaussianBlur(body.astype(np.float32) / 255, (0, 0), (0.006 if heaped else 0.012) * unit)
    under_f = cv2.GaussianBlur(under.astype(np.float32) / 255, (0, 0), 0.012 * unit)
    if not heaped:
        body_f = cv2.GaussianBlur(body_f, (0, 0), sigmaX=0.03 * unit, sigmaY=0.004 * unit)
        under_f = cv2.GaussianBlur(np.roll(body_f, max(int(0.008 * unit), 1), 0), (0, 0), 0.004 * unit) * 0.6
    rows = ((np.arange(shape[0], dtype=np.float32) + 0.5 - edge) / unit)[:, None]
    body_f *= np.clip((a["horizon"] - rows) / 0.1, 0, 1) * {"day": 0.95, "night": 0.75}.get(a["time"], 0.9)
    cover = np.dstack([top + (shade - top) * under_f[..., None], np.ones_like(body_f)]) * body_f[..., None]
    clouds = canvas.layer("clouds", 0.03, classes=(1.0, 0, 0), moves=drift(a, 0.016, 0.034))
    cut = edge - canvas.pad // 2
    rows_kept = canvas.pad // 2 + min(int(a["horizon"] * unit) + 2, unit)
    part = np.ascontiguousarray(cover[cut:cut + rows_kept, cut:cut + canvas.full // 2])
    clouds.rgba[:2 * rows_kept] = cv2.resize(part, (canvas.full, 2 * rows_kept), interpolation=cv2.INTER_LINEAR)
    clouds.touch((0, 0, canvas.full, 2 * rows_kept))


def ridge(rng: np.random.Generator, xs: np.ndarray, rough: bool) -> np.ndarray:
    """Height 0..1 of a skyline at xs."""
    if rough:
        n = int(rng.integers(3, 5))
        count = int(n * (1 + 2 * MARGIN)) + 2
        centres = (np.arange(count) - 0.5 + rng.uniform(-0.25, 0.25, count)) / n - MARGIN
        heights = rng.uniform(0.5, 1.0, count)
        widths = rng.uniform(0.24, 0.38, count) * 3 / n * 1.2
        h = np.max(heights[:, None] * (1 - np.abs(xs[None] - centres[:, None]) / widths[:, None]), 0)
        return np.clip(h + 0.02 * np.sin(xs * 61) + 0.015 * np.sin(xs * 113), 0.05, 1)
    h = np.zeros_like(xs)
    for k in range(1, 4):
        h += np.sin(2 * np.pi * (k * 0.75 * xs + rng.uniform())) / k**1.3
    return np.clip((h + 1.7) / 3.4, 0, 1)


def draw_far_land(canvas: Canvas, a: dict, rng: np.random.Generator) -> None:
    """Two ridges of hills or mountains that fade into the air."""
    if a["hills"] == "none" or a["ground"] == "paper":
        return
    (light, haze), air = palette.light(a), palette.air(a)
    rough = a["hills"] == "mountains"
    xs = wide(220)
    base = a["horizon"] + 0.08
    close = [[xs[-1], base], [xs[0], base]]
    for k in range(2):
        near = k == 1
        layer = canvas.layer("near hills" if near else "far hills", 0.16 if near else 0.09, 0.05 if near else 0.02)
        height = (0.26 if rough else 0.17) * (0.55 if near else 1.0)
        body = palette.rgb("#66708f" if rough else palette.HILLS[a["ground"]]) * light
        if a["time"] == "dusk":
            body = mix(body, palette.rgb("#7a5488"), 0.5)
        colour = mix(body, air, min(haze * (0.7 if near else 1.25), 0.85))
        y = a["horizon"] - height * ridge(rng, xs, rough) * rng.uniform(0.85, 1.0) + 0.01
        layer.polygon(np.concatenate([np.stack([xs, y], 1), close]), colour, to=mix(colour, air, 0.5), vertical=True)
        if rough and not near:
            cap = a["horizon"] - height * 0.62
            wave = 0.016 * np.sin(xs * 90) + 0.01 * np.sin(xs * 47 + 1)
            lower = np.maximum(y, np.minimum(cap + wave, base))
            snow = mix(np.array([1, 1, 1], np.float32) * light, air, haze * 0.6)
            layer.polygon(np.concatenate([np.stack([xs, np.minimum(y, lower)], 1), np.stack([xs, lower], 1)[::-1]]), snow)
        if near and not rough and a["ground"] in ("meadow", "flowers", "snow"):  # a wood on the hills
            n = 90
            at = rng.uniform(-MARGIN, 1 + MARGIN, n)
            clump = 0.5 + 0.5 * np.sin(at * 9 + rng.uniform(0, 6.28))
            top = np.interp(at, xs, y)
            size = (0.006 + 0.010 * rng.uniform(0, 1, n)) * np.where(clump > 0.55, 1.0, 0.02)
            layer.dots(at, top + 0.004, size, np.tile(mix(colour * 0.72, air, 0.12), (n, 1)), 1.15)

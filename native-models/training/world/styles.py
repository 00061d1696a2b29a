"""Painted styles. Most of a style is put on each layer once, so that it moves with the things of a clip and does not flicker."""

from __future__ import annotations

from functools import lru_cache

import cv2
import numpy as np

from .canvas import MARGIN, Canvas, Layer, four

ROOM = 1 / 32  # what a style needs around a layer, and a picture around itself, in picture units
PIXELS = 64  # cells on a side of pixel art
BACKDROP = ("sky", "clouds", "far hills", "near hills", "ground", "water", "path", "paper")
INK = np.array([0.13, 0.11, 0.15], np.float32)
CREAM = np.array([0.98, 0.95, 0.88], np.float32)


def _reach(side: int) -> int:
    return int(np.ceil(MARGIN * side / 4)) * 4


@lru_cache(maxsize=16)
def noise(side: int, number: int, coarse: float) -> np.ndarray:
    """Smooth noise of mean 0 and deviation 1 over picture and margin; `coarse` waves across the picture."""
    rng = np.random.default_rng([71, number])
    full = side + 2 * _reach(side)
    out = np.zeros((full, full), np.float32)
    for octave in range(3):
        cells = max(int(coarse * 1.5 * 2**octave), 2)
        out += cv2.resize(rng.normal(size=(cells, cells)).astype(np.float32), (full, full), interpolation=cv2.INTER_CUBIC) / 1.7**octave
    return out / out.std()


@lru_cache(maxsize=4)
def strokes(side: int) -> tuple[np.ndarray, np.ndarray]:
    """Brush strokes over picture and margin: the way [full, full, 2] from each pixel to its stroke's middle, and its shade."""
    rng = np.random.default_rng(72)
    full = side + 2 * _reach(side)
    length, thick = 0.034 * side, max(round(0.0105 * side), 2)
    count = int(3.2 * full * full / (length * thick))
    lean = noise(side, 9, 3)
    x, y = rng.uniform(0, full, count), rng.uniform(0, full, count)
    angle = 0.9 * lean[y.astype(int), x.astype(int)] + rng.normal(0, 0.25, count)
    dx, dy = np.cos(angle) * length / 2, np.sin(angle) * length / 2
    shade = rng.normal(0, 1, count)
    canvas = np.zeros((full, full, 3), np.float32)
    rows, columns = np.mgrid[0:full, 0:full].astype(np.float32)
    canvas[..., 0], canvas[..., 1] = columns, rows
    for i in range(count):
        ends = ((int(x[i] - dx[i]), int(y[i] - dy[i])), (int(x[i] + dx[i]), int(y[i] + dy[i])))
        cv2.line(canvas, *ends, (float(x[i]), float(y[i]), float(shade[i])), thick)
    way = canvas[..., :2] - np.dstack([columns, rows])
    ridge = cv2.GaussianBlur(canvas[..., 2], (0, 0), 0.0012 * side + 0.3)
    return way, 0.6 * ridge + 0.9 * (ridge - np.roll(ridge, (1, 1), (0, 1)))


def _cut(canvas: Canvas, layer: Layer, whole: np.ndarray) -> np.ndarray:
    """The part of something over picture and margin that lies under a layer."""
    offset = _reach(canvas.side) - canvas.pad
    x0, y0, x1, y1 = layer.box
    return whole[offset + y0:offset + y1, offset + x0:offset + x1]


def _moved(rgba: np.ndarray, dx: np.ndarray, dy: np.ndarray) -> np.ndarray:
    rows, columns = np.mgrid[0:rgba.shape[0], 0:rgba.shape[1]].astype(np.float32)
    return cv2.remap(rgba, columns + dx, rows + dy, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)


def dress(layer: Layer, style: str) -> None:
    """Paint a cropped layer in a style."""
    if style in DRESSES and layer.depth is not None and layer.rgba.size:
        DRESSES[style](layer.canvas, layer)


def _tint(rgba: np.ndarray, tone: np.ndarray) -> None:
    """Multiply the colours [h, w, 4] by a tone [h, w] in place, and keep them premultiplied."""
    rgba *= cv2.merge((tone, tone, tone, np.ones_like(tone)))
    np.minimum(rgba, four(rgba[..., 3]), out=rgba)


def _towards(rgba: np.ndarray, colour: np.ndarray, share: np.ndarray) -> None:
    """Mix a share [h, w] of a colour into the premultiplied colours, in place."""
    cover = np.ascontiguousarray(rgba[..., 3])
    rgba *= cv2.merge((1 - share, 1 - share, 1 - share, np.ones_like(share)))
    share = share * cover
    rgba += cv2.merge([share * np.float32(c) for c in colour] + [np.zeros_like(share)])


def _grey(rgba: np.ndarray) -> np.ndarray:
    return cv2.transform(rgba, np.array([[1 / 3, 1 / 3, 1 / 3, 0]], np.float32))


def _watercolour(canvas: Canvas, layer: Layer) -> None:
    """Wobbling edges where pigment gathers, clouds of pigment, paper shining through."""
    side = canvas.side
    sky = layer.name == "sky"
    if not sky:
        wobble = (0.0035 if layer.name in BACKDROP else 0.002) * side
        layer.rgba = _moved(layer.rgba, *(wobble * _cut(canvas, layer, noise(side, k, 18)) for k in (1, 2)))
    blots = np.clip(0.5 + 0.5 * _cut(canvas, layer, noise(side, 3, 4)), 0, 1)
    bright = 0.25 + 0.75 * np.clip(1.6 * _grey(layer.rgba), 0, 1)  # dark washes hide the paper
    _towards(layer.rgba, np.ones(3), bright * (0.05 + (0.22 if sky else 0.15) * blots))  # where there is less pigment, more paper
    if sky:
        return
    k = max(int(0.012 * side) | 1, 3)
    cover = np.ascontiguousarray(layer.rgba[..., 3])
    rim = cover - cv2.blur(cover, (k, k), borderType=cv2.BORDER_REPLICATE)
    tone = 1.02 + 0.03 * _cut(canvas, layer, noise(side, 4, 40)) - 0.7 * np.clip(rim, 0, 1)
    _tint(layer.rgba, np.clip(tone, 0.3, 1.3))


def _oil(canvas: Canvas, layer: Layer) -> None:
    """Strokes of one colour each, broad in the backdrop and finer in things, with the light on their ridges."""
    way, ridge = strokes(canvas.side)
    share = 0.9 if layer.name in BACKDROP else 0.16
    way = _cut(canvas, layer, way) * np.float32(share)
    layer.rgba = _moved(layer.rgba, way[..., 0], way[..., 1])
    _tint(layer.rgba, 1 + np.float32(0.045) * _cut(canvas, layer, ridge))


def _papercut(canvas: Canvas, layer: Layer) -> None:
    """Sheets of paper: fibres, a bright cut edge, and a shadow on what lies below."""
    side = canvas.side
    _tint(layer.rgba, np.float32(1.03) + np.float32(0.012) * _cut(canvas, layer, noise(side, 5, 60)))
    if layer.name == "sky":
        return
    cover = np.ascontiguousarray(layer.rgba[..., 3])
    edge = max(round(0.004 * side), 1)
    _towards(layer.rgba, np.ones(3), np.clip(cover - _pushed(cover, edge, edge), 0, 1) * np.float32(0.3))
    k = max(int((0.018 if layer.name in BACKDROP else 0.012) * side) | 1, 3)
    drop = cv2.blur(_pushed(cover, round(0.005 * side), round(0.008 * side)), (k, k), borderType=cv2.BORDER_CONSTANT)
    layer.rgba[..., 3] = cover + (1 - cover) * drop * np.float32(0.2 if layer.name in ("flowers", "grass") else 0.42)


def _pushed(cover: np.ndarray, dx: int, dy: int) -> np.ndarray:
    """Moved right and down."""
    out = np.zeros_like(cover)
    out[dy:, dx:] = cover[:cover.shape[0] - dy, :cover.shape[1] - dx]
    return out


def _ink(canvas: Canvas, layer: Layer) -> None:
    """Pale washes inside drawn outlines."""
    side = canvas.side
    cover, grey = np.ascontiguousarray(layer.rgba[..., 3]), _grey(layer.rgba)
    _towards(layer.rgba, CREAM, 0.38 * np.clip(grey / np.maximum(cover, 1e-3) * 1.8, 0.2, 1))
    if layer.name in ("sky", "clouds", "sun"):
        return
    step = max(round(0.0022 * side), 1)
    lines = np.zeros_like(grey)
    for plane, weight in ((grey, 2.2), (cover, 1.5)):
        lines[step:] += weight * np.abs(plane[step:] - plane[:-step])
        lines[:, step:] += weight * np.abs(plane[:, step:] - plane[:, :-step])
    lines = np.clip((lines - 0.2) * (1 + 0.25 * _cut(canvas, layer, noise(side, 6, 30))), 0, 0.9)
    if layer.name in ("flowers", "grass", "water", "ground"):
        lines *= 0.5
    cover = np.maximum(cover, lines)
    layer.rgba *= four(1 - lines)
    layer.rgba += cv2.merge([lines * c for c in INK] + [np.zeros_like(lines)])
    layer.rgba[..., 3] = cover


DRESSES = {"watercolour": _watercolour, "oil": _oil, "papercut": _papercut, "ink": _ink}


@lru_cache(maxsize=8)
def _grain(size: int) -> np.ndarray:
    rng = np.random.default_rng(73)
    fine = cv2.resize(rng.normal(size=(160, 160)).astype(np.float32), (size, size), interpolation=cv2.INTER_AREA if size < 160 else cv2.INTER_CUBIC)
    return (fine / fine.std())[..., None]


def finish(rgb: np.ndarray, a: dict) -> np.ndarray:
    """What belongs to the sheet rather than to the things on it: the paper's grain, the grid of pixel art."""
    size, style = len(rgb), a["style"]
    if style in ("watercolour", "ink"):
        return rgb * (1 + 0.014 * _grain(size))
    if style == "pixel":
        small = cv2.resize(rgb, (PIXELS, PIXELS), interpolation=cv2.INTER_AREA)
        small = np.round(np.clip((small - 0.5) * 1.08 + 0.5, 0, 1) * 20) / 20
        return cv2.resize(small, (size, size), interpolation=cv2.INTER_NEAREST)
    return rgb

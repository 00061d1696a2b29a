"""A supersampled drawing surface that keeps the picture and its ground truth together.

Everything is given in picture units: x and y run 0..1 from the left and from the top, and lengths are fractions
of the picture's side. So one scene looks the same at any resolution.
"""

from __future__ import annotations

import cv2
import numpy as np

SHIFT = 6  # fractional bits of OpenCV's fixed-point coordinates
ONE = 1 << SHIFT

Colour = tuple[float, float, float] | np.ndarray


def mix(a: Colour, b: Colour, t: float) -> np.ndarray:
    """Linear blend of two colours, RGB 0..1; t = 0 gives a."""
    return np.asarray(a, np.float32) * (1 - t) + np.asarray(b, np.float32) * t


class Canvas:
    """Square surface of `size * supersample` pixels with float32 layers.

    rgb [S, S, 3] 0..1; depth [S, S] 0 far .. 1 near; drift, ripple, sway [S, S] 0..1: how far the pixel belongs to
    clouds, to water and to plants.
    """

    def __init__(self, size: int, supersample: int = 2) -> None:
        self.size = size
        self.side = size * supersample
        shape = (self.side, self.side)
        self.rgb = np.zeros((*shape, 3), np.float32)
        self.depth = np.zeros(shape, np.float32)
        self.classes = np.zeros((*shape, 3), np.float32)  # drift, ripple, sway
        axis = (np.arange(self.side, dtype=np.float32) + 0.5) / self.side
        self.xs, self.ys = axis[None, :], axis[:, None]

    # -- coverage masks -------------------------------------------------------------------------------------------
    def _box(self, low: np.ndarray, high: np.ndarray) -> tuple[int, int, int, int] | None:
        x0, y0 = np.maximum(np.floor(low * self.side).astype(int) - 1, 0)
        x1, y1 = np.minimum(np.ceil(high * self.side).astype(int) + 2, self.side)
        return None if x1 <= x0 or y1 <= y0 else (x0, y0, x1, y1)

    def _points(self, points: np.ndarray, box: tuple[int, int, int, int]) -> np.ndarray:
        # OpenCV puts the centre of pixel 0 at 0, the canvas puts it at half a pixel.
        return np.round((points * self.side - 0.5 - np.array(box[:2])) * ONE).astype(np.int32)

    def paint(self, box: tuple[int, int, int, int], alpha: np.ndarray, colour: np.ndarray, depth: float | np.ndarray | None,
              classes: tuple[float, float, float] | None) -> None:
        """Blend a colour (RGB, or an array that broadcasts to the box) over a box with coverage alpha 0..1."""
        x0, y0, x1, y1 = box
        a = alpha[..., None]
        target = self.rgb[y0:y1, x0:x1]
        target += (np.asarray(colour, np.float32) - target) * a
        if depth is not None:
            layer = self.depth[y0:y1, x0:x1]
            layer += (depth - layer) * alpha
        if classes is not None:
            layer = self.classes[y0:y1, x0:x1]
            layer += (np.asarray(classes, np.float32) - layer) * a

    def polygon(self, points: np.ndarray | list, colour: Colour, depth: float | np.ndarray | None = None, *, to: Colour | None = None,
                vertical: bool = False, opacity: float = 1.0, classes: tuple[float, float, float] | None = (0, 0, 0)) -> None:
        """Fill a polygon. With `to` the colour runs from left to right (or top to bottom) of its bounding box.

        depth None leaves the ground truth below as it is, and so does classes None.
        """
        points = np.asarray(points, np.float32)
        box = self._box(points.min(0), points.max(0))
        if box is None:
            return
        mask = np.zeros((box[3] - box[1], box[2] - box[0]), np.uint8)
        cv2.fillPoly(mask, [self._points(points, box)], 255, cv2.LINE_AA, SHIFT)
        fill = np.asarray(colour, np.float32)
        if to is not None:
            span = mask.shape[0] if vertical else mask.shape[1]
            ramp = np.linspace(0, 1, span, dtype=np.float32)
            ramp = ramp[:, None, None] if vertical else ramp[None, :, None]
            fill = fill * (1 - ramp) + np.asarray(to, np.float32) * ramp
        self.paint(box, mask.astype(np.float32) * (opacity / 255), fill, depth, classes)

    def ellipse(self, x: float, y: float, rx: float, ry: float, colour: Colour, depth: float | None = None, *, angle: float = 0.0,
                to: Colour | None = None, vertical: bool = False, opacity: float = 1.0,
                classes: tuple[float, float, float] | None = (0, 0, 0)) -> None:
        """Fill an ellipse with radii rx, ry, turned by angle (radians)."""
        t = np.linspace(0, 2 * np.pi, 40, endpoint=False)
        c, s = np.cos(angle), np.sin(angle)
        px, py = rx * np.cos(t), ry * np.sin(t)
        points = np.stack([x + px * c - py * s, y + px * s + py * c], 1)
        self.polygon(points, colour, depth, to=to, vertical=vertical, opacity=opacity, classes=classes)

    def line(self, x0: float, y0: float, x1: float, y1: float, width: float, colour: Colour, depth: float | None = None,
             opacity: float = 1.0) -> None:
        """A straight stroke with square ends."""
        d = np.array([x1 - x0, y1 - y0])
        n = np.array([-d[1], d[0]]) / max(float(np.hypot(*d)), 1e-6) * width / 2
        a, b = np.array([x0, y0]), np.array([x1, y1])
        self.polygon(np.stack([a + n, b + n, b - n, a - n]), colour, depth, opacity=opacity)

    def dots(self, x: np.ndarray, y: np.ndarray, radius: np.ndarray, colours: np.ndarray, squash: float = 1.0) -> None:
        """Many small discs at once, drawn in the order given; ground truth is left as it is. colours [n, 3]."""
        image = np.ascontiguousarray(np.clip(self.rgb * 255 + 0.5, 0, 255).astype(np.uint8))
        cx = np.round((x * self.side - 0.5) * ONE).astype(int)
        cy = np.round((y * self.side - 0.5) * ONE).astype(int)
        r = np.maximum(np.round(radius * self.side * ONE), ONE // 2).astype(int)
        ink = np.clip(colours * 255 + 0.5, 0, 255).astype(int)
        before = image.copy()
        for i in range(len(x)):
            centre, axes = (int(cx[i]), int(cy[i])), (int(r[i]), max(int(r[i] * squash), ONE // 2))
            cv2.ellipse(image, centre, axes, 0, 0, 360, ink[i].tolist(), -1, cv2.LINE_AA, SHIFT)
        changed = (image != before).any(-1)
        self.rgb[changed] = image[changed].astype(np.float32) / 255

    # -- soft light -----------------------------------------------------------------------------------------------
    def small_axes(self, step: int = 4) -> tuple[np.ndarray, np.ndarray]:
        """Coordinates of a grid `step` times coarser, for things too soft to need every pixel."""
        side = max(self.side // step, 32)
        axis = (np.arange(side, dtype=np.float32) + 0.5) / side
        return axis[None, :], axis[:, None]

    def enlarge(self, layer: np.ndarray) -> np.ndarray:
        """Bring a coarse layer to full size."""
        return cv2.resize(np.ascontiguousarray(layer), (self.side, self.side), interpolation=cv2.INTER_LINEAR)

    def glow(self, x: float, y: float, radius: float, colour: Colour, strength: float) -> None:
        """Screen a round light over the picture."""
        gx, gy = self.small_axes()
        r2 = ((gx - x) ** 2 + (gy - y) ** 2) / radius**2
        light = self.enlarge((strength * np.exp(-np.sqrt(r2 + 0.02) * 2.2)).astype(np.float32))[..., None]
        self.rgb += (1 - self.rgb) * np.clip(light * np.asarray(colour, np.float32), 0, 1)

    def finish(self) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """(rgb uint8 [n, n, 3], depth [n, n], classes [n, n, 3]) at the asked size."""
        def shrink(layer: np.ndarray) -> np.ndarray:
            if self.side == self.size:
                return layer
            return cv2.resize(layer, (self.size, self.size), interpolation=cv2.INTER_AREA)

        rgb = np.clip(shrink(np.clip(self.rgb, 0, 1)) * 255 + 0.5, 0, 255).astype(np.uint8)
        return rgb, np.clip(shrink(self.depth), 0, 1), np.clip(shrink(self.classes), 0, 1)

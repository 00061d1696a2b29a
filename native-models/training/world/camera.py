"""Camera moves as matrices on picture units, one for each nearness."""

from __future__ import annotations

import numpy as np

from .motion import scaled, shift, turned

PAN = {"slow": 0.09, "fast": 0.17}
TILT = {"slow": 0.07, "fast": 0.14}
ZOOM = {"slow": 1.15, "fast": 1.32}
ROLL = {"slow": 0.08, "fast": 0.16}
TRAVEL = {"slow": 0.12, "fast": 0.22}


def camera_matrix(a: dict, near: tuple[float, float], t: float) -> np.ndarray:
    """Where the camera's move puts the points of a layer when t (0..1) of the clip has passed.

    A turning or zooming camera moves all alike. A dolly moves things by their nearness a + b * y: sideways in proportion to
    it, and inwards as a plane of that nearness looks when one travels towards it.
    """
    move, _, way = a["camera"].partition(" ")
    speed = a["camera_speed"]
    if move == "pan":
        return shift(-PAN[speed] * t * (1 if way == "right" else -1), 0)
    if move == "tilt":
        return shift(0, -TILT[speed] * t * (1 if way == "down" else -1))
    if move == "zoom":
        k = ZOOM[speed] ** (t if way == "in" else -t)
        return scaled(0.5, 0.5, k, k)
    if move == "roll":
        return turned(0.5, 0.5, -ROLL[speed] * t * (1 if way == "right" else -1))
    if move == "dolly":
        start, slope = near
        if way in ("left", "right"):
            d = TRAVEL[speed] * t * (1 if way == "right" else -1)
            return np.array([[1, -d * slope, -d * start], [0, 1, 0], [0, 0, 1]], float)
        d = TRAVEL[speed] * t * (1 if way == "in" else -1)
        cx, cy = 0.5, a["horizon"]
        return np.array([[1, -cx * d * slope, -cx * d * start], [0, 1 - cy * d * slope, -cy * d * start], [0, -d * slope, 1 - d * start]], float)
    return np.eye(3)

"""How things move as a whole in the long run: what of their motion one picture lets foretell."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from .canvas import Canvas, Layer
from .compose import Truth
from .movements import MOVING

SECONDS = 10.0  # whole periods of what swings and steps
PIECES = 20  # none of them turns a thing by half a turn
LEAST_TRAVEL, LEAST_TURN = 0.004, 0.05


@dataclass(frozen=True)
class Travels:
    """Of each pixel, float32 [n, n]. thing: 1 where something moves as a whole; x, y: its speed in picture widths a second; turn: clockwise, in
    radians a second; blown: 1 where the wind decides which way. The four are 0 where there is no thing."""

    thing: np.ndarray
    x: np.ndarray
    y: np.ndarray
    turn: np.ndarray
    blown: np.ndarray


def travels(canvas: Canvas, truth: Truth) -> Travels:
    """Of the first moment. Clouds and fog are no things: they drift."""
    n = canvas.size
    found = Travels(*(np.zeros((n, n), np.float32) for _ in range(5)))
    for number in np.unique(truth.layer):
        layer = canvas.layers[number]
        if layer.moves is None or layer.classes[0] > 0:
            continue
        where = truth.layer == number
        turn = turn_of(layer)
        velocity = np.zeros(2) if turn else travel_of(layer, where)
        if not turn and np.hypot(*velocity) < LEAST_TRAVEL:
            continue
        found.thing[where], found.turn[where] = 1, turn
        found.x[where], found.y[where] = velocity
        found.blown[where] = MOVING.get(layer.name, ("", "", "none"))[2] == "wind" or layer.name == "lanterns"
    return found


def turn_of(layer: Layer) -> float:
    """Radians a second, clockwise; 0 for what only rocks."""
    assert layer.moves is not None
    poses = [layer.moves(SECONDS * k / PIECES)[:2, :2] for k in range(PIECES + 1)]
    steps = [b @ np.linalg.inv(a) for a, b in zip(poses, poses[1:], strict=False)]
    turn = sum(np.arctan2(m[1, 0] - m[0, 1], m[0, 0] + m[1, 1]) for m in steps) / SECONDS
    return float(turn) if abs(turn) >= LEAST_TURN else 0.0


def travel_of(layer: Layer, where: np.ndarray) -> np.ndarray:
    """Picture widths a second of the middle of the pixels that show it."""
    assert layer.moves is not None
    rows, columns = np.nonzero(where)
    middle = np.array([columns.mean() + 0.5, rows.mean() + 0.5]) / where.shape[0]
    return ((layer.moves(SECONDS) @ [*middle, 1])[:2] - middle) / SECONDS

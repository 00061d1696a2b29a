"""How things move by themselves: matrices and bends over time, the identity at time 0. Lengths in picture units, time in seconds."""

from __future__ import annotations

import numpy as np

from .canvas import Bend, Moves


def shift(dx: float, dy: float) -> np.ndarray:
    return np.array([[1, 0, dx], [0, 1, dy], [0, 0, 1]], float)


def turned(x: float, y: float, angle: float) -> np.ndarray:
    """Turn by an angle (radians, clockwise on the screen) around (x, y)."""
    c, s = np.cos(angle), np.sin(angle)
    return shift(x, y) @ np.array([[c, -s, 0], [s, c, 0], [0, 0, 1]]) @ shift(-x, -y)


def scaled(x: float, y: float, sx: float, sy: float) -> np.ndarray:
    return shift(x, y) @ np.diag([sx, sy, 1.0]) @ shift(-x, -y)


def breeze(a: dict, gentle: float, strong: float) -> float:
    """A value that goes with the wind's strength: 0 in still air."""
    return {"still": 0.0, "gentle": gentle, "strong": strong}[a["wind_speed"]]


def downwind(a: dict) -> float:
    return 1.0 if a["wind"] == "right" else -1.0


def drift(a: dict, gentle: float, strong: float, rise: float = 0.0) -> Moves:
    """Blown along by the wind, so far a second; rise: upwards, in parts of that."""
    v = breeze(a, gentle, strong)
    return lambda s: shift(downwind(a) * v * s, -rise * v * s)


def glide(vx: float, vy: float) -> Moves:
    """A constant speed."""
    return lambda s: shift(vx * s, vy * s)


def spin(a: dict, x: float, y: float) -> Moves:
    """A mill's sails: still, a slow or a quick turn."""
    v = breeze(a, 0.55, 1.2) * downwind(a)
    return lambda s: turned(x, y, v * s)


def swing(s: float, rate: float, phase: float) -> float:
    """A swinging that starts from 0 wherever it is in its period: -2..2."""
    return float(np.sin(2 * np.pi * rate * s + phase) - np.sin(phase))


def bob(a: dict, x: float, y: float, phase: float, travel: float) -> Moves:
    """Afloat: rocks and heaves, and sails along; travel: picture widths a second."""
    rough = 1.0 + breeze(a, 0.3, 1.0)
    return lambda s: shift(travel * s, 0.006 * rough * swing(s, 0.5, phase)) @ turned(x, y, 0.035 * rough * swing(s, 0.4, phase + 1.1))


def sway(a: dict, foot: float, height: float, phase: float, amount: float = 0.05) -> Bend:
    """A plant held at its foot: the higher, the further it swings."""
    reach = breeze(a, 0.45, 1.0) * amount * height

    def bend(x: np.ndarray, y: np.ndarray, s: float) -> tuple[np.ndarray, np.ndarray]:
        up = np.clip((foot - y) / height, 0, 1.3) ** 2
        return reach * up * swing(s, 0.55, phase), np.zeros_like(y)

    return bend


def field_wave(a: dict, horizon: float, amount: float = 0.008) -> Bend:
    """Wind over a field: waves of leaning plants, larger near the viewer."""
    reach, way = breeze(a, 0.5, 1.0) * amount, downwind(a)

    def bend(x: np.ndarray, y: np.ndarray, s: float) -> tuple[np.ndarray, np.ndarray]:
        near = np.clip((y - horizon) / (1 - horizon), 0, 1.2)
        phase = 9 * x * way + 5 * y
        return reach * near * (np.sin(phase - 4.2 * s) - np.sin(phase)), np.zeros_like(y)

    return bend


def ripple(a: dict, horizon: float, amount: float = 0.007) -> Bend:
    """Waves on water: they heave and push to and fro, larger near the viewer, and run with the wind."""
    reach, way = (0.5 + breeze(a, 0.25, 0.6)) * amount, downwind(a)

    def bend(x: np.ndarray, y: np.ndarray, s: float) -> tuple[np.ndarray, np.ndarray]:
        near = np.clip((y - horizon) / (1 - horizon), 0, 1.2)
        phase = 14 * x * way + 40 * np.sqrt(near + 0.02)
        return 1.4 * reach * near * (np.sin(phase - 3.6 * s) - np.sin(phase)), 0.8 * reach * near * (np.cos(phase - 3.6 * s) - np.cos(phase))

    return bend


def flames(x0: float, foot: float, height: float) -> Bend:
    """Fire: tongues that lick upwards and to the sides."""
    def bend(x: np.ndarray, y: np.ndarray, s: float) -> tuple[np.ndarray, np.ndarray]:
        up = np.clip((foot - y) / height, 0, 1.2) ** 1.4 * height
        phase = 6 * (foot - y) / height + 5 * (x - x0) / height
        return (0.06 * up * (np.sin(phase - 9 * s) - np.sin(phase)),
                0.06 * up * (np.sin(0.6 * phase + 1.3 - 11 * s) - np.sin(0.6 * phase + 1.3)))

    return bend


def flap(x: float, y: float, rate: float, phase: float, vx: float, vy: float) -> Moves:
    """A bird: wings beat (seen as a change of height) while it flies along."""
    def beat(s: float) -> float:
        return 0.72 + 0.38 * np.sin(2 * np.pi * rate * s + phase)

    return lambda s: shift(vx * s, vy * s) @ scaled(x, y, 1.0, beat(s) / beat(0.0))


def walk(vx: float, height: float, rate: float = 1.6) -> Moves:
    """Going along with a small bounce at each step."""
    return lambda s: shift(vx * s, -0.02 * height * abs(np.sin(np.pi * rate * s)))


def spread(x: float, y: float, rate: float, fall: float = 0.0) -> Moves:
    """Splashing outwards from (x, y), quickly at first; fall: what gravity adds, picture heights a second squared."""
    def matrix(s: float) -> np.ndarray:
        grown = 1 + rate * (1 - np.exp(-1.4 * s))
        return shift(0, fall * s * s / 2) @ scaled(x, y, grown, grown)

    return matrix

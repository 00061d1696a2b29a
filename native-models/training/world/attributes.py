"""Everything that decides a scene, from a seed."""

from __future__ import annotations

import numpy as np

from . import vocabulary as v
from .held_out import SPLITS, is_held_out

SCALE = {"windmill": 0.57, "house": 0.36, "lighthouse": 0.56, "sailboat": 0.46, "tree": 0.5, "pines": 0.46, "balloon": 0.48, "palm": 0.5, "campfire": 0.3,
         "lanterns": 0.52, "birds": 0.34, "sheep": 0.28, "cat": 0.34, "rabbit": 0.34, "duck": 0.26, "person": 0.42, "snowman": 0.42, "splash": 0.62}
FLYING = ("balloon", "birds", "splash")
AFLOAT = ("sailboat", "duck")
LITTLE = ("sheep", "cat", "rabbit", "duck", "person", "snowman", "campfire")  # never so small that they cannot be told


def choose(rng: np.random.Generator, options: list, weights: list[float] | None = None):
    """One of the options; weights need not sum to 1."""
    p = None if weights is None else np.asarray(weights, float) / sum(weights)
    return options[int(rng.choice(len(options), p=p))]


def sample_attributes(rng: np.random.Generator, split: str = "any", **fixed) -> dict:
    """The attributes of one scene; named arguments pin some (say time="dusk"). ValueError if none of the split has the pins."""
    if split not in SPLITS:
        raise ValueError(f"split must be one of {SPLITS}, not {split!r}")
    for _ in range(400):
        a = _what(rng, fixed)
        if split == "any" or is_held_out(a) == (split == "held_out"):
            return {**a, **_where(rng, a)}
    raise ValueError(f"no scene of the split {split!r} has {fixed}")


def _ground(rng: np.random.Generator, fixed: dict) -> str:
    """A ground, one that the pinned subject (if any) can stand on."""
    subject = fixed.get("subject")
    weights = {g: w * (1 if subject is None else v.SUBJECT_WEIGHTS[g].get(subject, 0)) for g, w in v.GROUND_WEIGHTS.items()}
    if not any(weights.values()):
        raise ValueError(f"unknown subject {subject!r}")
    return choose(rng, list(weights), list(weights.values()))


def _what(rng: np.random.Generator, fixed: dict) -> dict:
    """The attributes that have names."""
    a: dict = {}

    def put(key: str, value) -> None:
        a[key] = fixed.get(key, value)

    put("time", choose(rng, v.TIMES, v.TIME_WEIGHTS))
    put("weather", choose(rng, v.WEATHERS, v.WEATHER_WEIGHTS))
    put("ground", _ground(rng, fixed))
    subjects = v.SUBJECT_WEIGHTS[a["ground"]]
    put("subject", choose(rng, list(subjects), list(subjects.values())))
    if a["ground"] == "paper":
        put("time", "day")
        a["time"], a["weather"] = "day", "fair"
    elif a["ground"] == "desert" and "weather" not in fixed and a["weather"] == "snow":
        a["weather"] = "fair"
    put("colour", choose(rng, v.COLOURS[a["subject"]]))
    put("flowers", choose(rng, v.FLOWERS, [55, 17, 14, 14]))
    put("hills", choose(rng, v.HILLS, [36, 38, 26]))
    put("clouds", "many" if a["weather"] in ("storm", "rain") else choose(rng, ["clear", "few", "many"], [25, 45, 30]))
    put("moon", choose(rng, ["full", "crescent"], [60, 40]) if a["time"] == "night" else "none")
    put("side", "middle" if a["subject"] == "splash" else choose(rng, v.SIDES, [33, 34, 33]))
    put("size", choose(rng, ["small", "large"], [22, 78]))
    put("style", choose(rng, v.STYLES, v.STYLE_WEIGHTS))
    put("accents", _accents(rng, a))
    put("wind", choose(rng, v.DIRECTIONS))
    put("wind_speed", "strong" if a["weather"] == "storm" else choose(rng, v.SPEEDS, [15, 50, 35]))
    put("camera", choose(rng, v.CAMERAS, [24] + [6] * (len(v.CAMERAS) - 1)))
    put("camera_speed", choose(rng, v.CAMERA_SPEEDS))
    return a


def _accents(rng: np.random.Generator, a: dict) -> list[str]:
    draw = rng.uniform(0, 1, 5)
    land, sky = a["ground"] in ("meadow", "flowers", "snow"), a["weather"] in ("fair", "fog")
    house = a["subject"] in ("house", "windmill", "lighthouse")
    likely = {"birds": 0.2 * (sky and a["time"] != "night" and a["ground"] != "paper"), "fence": 0.14 * land, "path": 0.22 * (land and house),
              "balloons": 0.06 * (sky and a["subject"] != "balloon" and a["ground"] != "paper"), "boats": 0.14 * (a["ground"] == "sea")}
    return [k for (k, p), u in zip(likely.items(), draw) if u < p][:2]


def _where(rng: np.random.Generator, a: dict) -> dict:
    """Positions, in picture units."""
    g: dict = {"sky": int(rng.integers(0, 2)), "horizon": float(rng.uniform(0.6, 0.7))}
    g["bump"], g["bump_at"] = float(rng.uniform(0.0, 0.05)), float(rng.uniform(0, 1))
    g["x"] = {"left": 0.28, "middle": 0.5, "right": 0.72}[a["side"]] + float(rng.uniform(-0.04, 0.04))
    large = a["size"] == "large"
    g["height"] = SCALE.get(a["subject"], 0.4) * (float(rng.uniform(0.92, 1.08)) if large else float(rng.uniform(0.6, 0.7)) * (1.25 if a["subject"] in LITTLE else 1))
    g["foot"] = g["horizon"] + float(rng.uniform(0.06, 0.12)) * (1.0 if large else 0.6)
    if a["subject"] in LITTLE:
        g["foot"] += 0.07 if large else 0.03
    if a["subject"] == "sailboat":
        g["foot"] += 0.03
    if a["subject"] in ("balloon", "birds"):
        g["foot"] = float(rng.uniform(0.52, 0.6)) if large else float(rng.uniform(0.36, 0.52))
    if a["subject"] == "splash":
        g["foot"] = 0.5 + g["height"] / 2 + float(rng.uniform(-0.04, 0.04))
    g["turn"] = 0.35 + float(rng.uniform(-0.22, 0.22))
    # the light stands on the other side of the subject
    away = {"left": [0.62, 0.84], "right": [0.16, 0.38]}.get(a["side"], [0.13, 0.24] if rng.uniform() < 0.5 else [0.76, 0.87])
    lx = float(rng.uniform(*away))
    h = g["horizon"]
    ly = {"day": h * float(rng.uniform(0.18, 0.36)), "dusk": h - float(rng.uniform(0.07, 0.17)), "dawn": h - float(rng.uniform(0.12, 0.24)),
          "night": h * float(rng.uniform(0.2, 0.42))}[a["time"]]
    g["light"] = (lx, ly) if a["weather"] in ("fair", "fog") and a["ground"] != "paper" else None
    return g

"""Scenes: attributes from a seed, then the picture, its caption and its ground truth."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from .canvas import Canvas
from .captions import describe
from .ground import draw_ground, skyline
from .sky import draw_far_land, draw_sky
from .subjects import COLOURS, draw_subject

TIMES = ["day", "dusk", "dawn", "night", "storm"]
GROUNDS = ["meadow", "flowers", "sea", "desert", "snow"]
LAND_SUBJECTS = ["windmill", "house", "lighthouse", "tree", "pines", "balloon", "none"]


@dataclass
class Scene:
    """rgb uint8 [n, n, 3]; depth, drift, ripple, sway float32 [n, n] 0..1 (depth: 0 far .. 1 near)."""

    rgb: np.ndarray
    caption: str
    attributes: dict
    depth: np.ndarray
    drift: np.ndarray
    ripple: np.ndarray
    sway: np.ndarray


def choose(rng: np.random.Generator, options: list, weights: list[float] | None = None):
    """One of the options; weights need not sum to 1."""
    p = None if weights is None else np.asarray(weights, float) / sum(weights)
    return options[int(rng.choice(len(options), p=p))]


def sample_attributes(rng: np.random.Generator, **fixed) -> dict:
    """Everything that decides a scene. Named arguments pin an attribute (say time="dusk")."""
    a: dict = {"time": choose(rng, TIMES, [26, 28, 15, 19, 12]), "sky": int(rng.integers(0, 2)), "ground": choose(rng, GROUNDS, [22, 27, 24, 13, 14])}
    a.update({k: v for k, v in fixed.items() if k in a})
    if a["ground"] == "sea":
        a["subject"] = choose(rng, ["sailboat", "lighthouse", "balloon", "house", "tree", "none"], [44, 26, 10, 6, 5, 9])
    else:
        a["subject"] = choose(rng, LAND_SUBJECTS, [27, 17, 11, 15, 9 if a["ground"] != "desert" else 0, 14, 7])
    a["subject"] = fixed.get("subject", a["subject"])
    a["colour"] = choose(rng, COLOURS.get(a["subject"], ["none"]))
    a["flowers"] = choose(rng, ["mixed", "red", "yellow", "purple"], [55, 17, 14, 14])
    a["hills"] = choose(rng, ["none", "hills", "mountains"], [40, 36, 24])
    a["clouds"] = choose(rng, ["clear", "few", "many"], [25, 45, 30]) if a["time"] != "storm" else "many"
    a["side"] = choose(rng, ["left", "middle", "right"], [33, 34, 33])
    a["moon"] = choose(rng, ["full", "crescent"], [60, 40]) if a["time"] == "night" else "none"
    a["size"] = choose(rng, ["small", "large"], [30, 70])
    a.update({k: v for k, v in fixed.items() if k in a})

    a["horizon"] = float(rng.uniform(0.6, 0.7))
    a["bump"], a["bump_at"] = float(rng.uniform(0.0, 0.05)), float(rng.uniform(0, 1))
    a["x"] = {"left": 0.28, "middle": 0.5, "right": 0.72}[a["side"]] + float(rng.uniform(-0.04, 0.04))
    scale = {"windmill": 0.57, "house": 0.34, "lighthouse": 0.56, "sailboat": 0.46, "tree": 0.5, "pines": 0.46, "balloon": 0.48}.get(a["subject"], 0.4)
    a["height"] = scale * (float(rng.uniform(0.92, 1.08)) if a["size"] == "large" else float(rng.uniform(0.6, 0.68)))
    a["foot"] = a["horizon"] + float(rng.uniform(0.06, 0.12)) * (1.0 if a["size"] == "large" else 0.6)
    if a["subject"] == "sailboat":
        a["foot"] += 0.03
    if a["subject"] == "balloon":
        a["foot"] = float(rng.uniform(0.52, 0.6)) if a["size"] == "large" else float(rng.uniform(0.36, 0.52))
    a["turn"] = 0.35 + float(rng.uniform(-0.22, 0.22))
    # the light stands on the other side of the subject
    away = {"left": [0.62, 0.84], "right": [0.16, 0.38]}.get(a["side"], [0.13, 0.24] if rng.uniform() < 0.5 else [0.76, 0.87])
    lx = float(rng.uniform(*away))
    ly = {"day": a["horizon"] * float(rng.uniform(0.18, 0.36)), "dusk": a["horizon"] - float(rng.uniform(0.07, 0.17)),
          "dawn": a["horizon"] - float(rng.uniform(0.12, 0.24)), "night": a["horizon"] * float(rng.uniform(0.2, 0.42)), "storm": 0.0}[a["time"]]
    a["light"] = None if a["time"] == "storm" else (lx, ly)
    return a


def compose(attributes: dict, seed: int, size: int, supersample: int = 2) -> Canvas:
    """Draw the scene; the seed decides what the attributes leave open (skyline, flowers, clouds)."""
    canvas = Canvas(size, supersample)
    rngs = [np.random.default_rng([seed, k]) for k in range(4)]
    draw_sky(canvas, attributes, rngs[0])
    draw_far_land(canvas, attributes, rngs[1])
    draw_ground(canvas, attributes, rngs[2])
    draw_subject(canvas, attributes, rngs[3])
    return canvas


def render(seed: int, size: int, **fixed) -> Scene:
    """The scene of a seed at size x size pixels. Named arguments pin attributes (see sample_attributes)."""
    rng = np.random.default_rng([seed, 99])
    attributes = sample_attributes(rng, **fixed)
    rgb, depth, classes = compose(attributes, seed, size).finish()
    return Scene(rgb, describe(attributes, rng), attributes, depth, *(np.ascontiguousarray(classes[..., i]) for i in range(3)))


__all__ = ["Scene", "compose", "render", "sample_attributes", "skyline"]

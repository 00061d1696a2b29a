"""Colours of light and matter. RGB 0..1."""

from __future__ import annotations

import numpy as np


def rgb(hex_colour: str) -> np.ndarray:
    """'#rrggbb' as float RGB."""
    return np.array([int(hex_colour[i:i + 2], 16) / 255 for i in (1, 3, 5)], np.float32)


# Sky from the zenith to the horizon, at heights 0, 0.35, 0.7, 1 of the way down.
SKIES: dict[str, list[list[str]]] = {
    "day": [["#2f86e0", "#5aaaf0", "#97d0fa", "#d6f0ff"], ["#2a9fe0", "#5cbff0", "#a0def8", "#dcf6fb"]],
    "dusk": [["#4a3a80", "#8a5a86", "#dd8a68", "#ffcf80"], ["#40306f", "#a04f78", "#ee7d5a", "#ffc070"]],
    "dawn": [["#7c8fd0", "#a9b0e4", "#e6c6dc", "#ffe3cf"], ["#8aa4dc", "#b9c3ec", "#f2cfd8", "#ffeccd"]],
    "night": [["#050a20", "#0b1638", "#152a58", "#2a4778"], ["#0a0822", "#161340", "#272560", "#433f80"]],
    "storm": [["#2c3440", "#434c58", "#616a72", "#8a9296"], ["#33313f", "#4b4a5a", "#686a78", "#90949c"]],
}

# What the light does to a surface: its colour, and how far a surface fades into the air per unit of distance.
LIGHT = {
    "day": (np.array([1.0, 1.0, 0.98], np.float32), 0.35),
    "dusk": (np.array([0.92, 0.72, 0.66], np.float32), 0.42),
    "dawn": (np.array([0.96, 0.90, 0.96], np.float32), 0.45),
    "night": (np.array([0.36, 0.42, 0.62], np.float32), 0.30),
    "storm": (np.array([0.60, 0.64, 0.67], np.float32), 0.40),
}

CLOUDS = {
    "day": ("#ffffff", "#d5e6f5"), "dusk": ("#ffc9a8", "#b5708c"), "dawn": ("#fff3ee", "#d9c3dc"),
    "night": ("#3d4d7c", "#222f58"), "storm": ("#6d7680", "#363d48"),
}

SUN = {"day": "#fff6c8", "dusk": "#ffe9b8", "dawn": "#fff4dc", "night": "#f4f4ee", "storm": "#c8ccce"}
GLOW = {"day": "#fff8d8", "dusk": "#ffb070", "dawn": "#ffe4c4", "night": "#8fa8e0", "storm": "#9aa2a8"}

GROUND = {  # far, near
    "meadow": ("#8cc65a", "#3c8a34"), "flowers": ("#86bf58", "#37812f"), "sea": ("#4fa3cf", "#145a94"),
    "desert": ("#f2cf8c", "#d79a52"), "snow": ("#f4f8fd", "#cddcf0"),
}

HILLS = {"meadow": "#6f9a78", "flowers": "#6f9a78", "sea": "#6f8fa8", "desert": "#c08a68", "snow": "#a5b8d4"}

FLOWERS = {
    "mixed": ["#ff5a5f", "#ffd166", "#fffaf0", "#f278c8", "#ff8f5a"],
    "red": ["#e8272c", "#f4443c", "#d61c2c"],
    "yellow": ["#ffd21f", "#ffe04a", "#ffbf12"],
    "purple": ["#9a5fe0", "#b47af0", "#7d48cc"],
}

PAINT = {
    "red": "#d93636", "blue": "#2f68d8", "yellow": "#f4bd28", "green": "#2fa05a", "purple": "#8a4bc8", "orange": "#f08030",
    "white": "#fbf8f0", "pink": "#f6a5c4", "brown": "#7a5142",
}

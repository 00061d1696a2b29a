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
}
# Closed skies: their colours by day, how far they replace the hour's own, and what is left of the light.
CLOSED: dict[str, tuple[list[str], float, float]] = {
    "storm": (["#2c3440", "#434c58", "#616a72", "#8a9296"], 0.78, 0.66),
    "rain": (["#5a6a7a", "#758593", "#94a3ad", "#b4c0c6"], 0.68, 0.78),
    "snow": (["#94a6ba", "#a9b9ca", "#c2cedb", "#dfe6ee"], 0.6, 0.94),
    "fog": (["#a7b3bd", "#b9c3ca", "#cdd4d8", "#dfe3e3"], 0.5, 0.92),
}
BRIGHT = {"day": 1.0, "dusk": 0.74, "dawn": 0.96, "night": 0.4}

# What the light does to a surface: its colour, and how far a surface fades into the air per unit of distance.
LIGHT = {
    "day": (np.array([1.0, 1.0, 0.98], np.float32), 0.35),
    "dusk": (np.array([0.92, 0.72, 0.66], np.float32), 0.42),
    "dawn": (np.array([0.96, 0.90, 0.96], np.float32), 0.45),
    "night": (np.array([0.36, 0.42, 0.62], np.float32), 0.30),
}

CLOUDS = {
    "day": ("#ffffff", "#d5e6f5"), "dusk": ("#ffc9a8", "#b5708c"), "dawn": ("#fff3ee", "#d9c3dc"),
    "night": ("#3d4d7c", "#222f58"), "closed": ("#8b949d", "#4a525e"),
}

SUN = {"day": "#fff6c8", "dusk": "#ffe9b8", "dawn": "#fff4dc", "night": "#f4f4ee"}
GLOW = {"day": "#fff8d8", "dusk": "#ffb070", "dawn": "#ffe4c4", "night": "#8fa8e0"}

GROUND = {  # far, near
    "meadow": ("#8cc65a", "#3c8a34"), "flowers": ("#86bf58", "#37812f"), "sea": ("#4fa3cf", "#145a94"),
    "desert": ("#f2cf8c", "#d79a52"), "snow": ("#f4f8fd", "#cddcf0"), "paper": ("#fbf7ee", "#efe7d8"),
}

HILLS = {"meadow": "#6f9a78", "flowers": "#6f9a78", "sea": "#6f8fa8", "desert": "#c08a68", "snow": "#a5b8d4", "paper": "#cccccc"}

FLOWERS = {
    "mixed": ["#ff5a5f", "#ffd166", "#fffaf0", "#f278c8", "#ff8f5a"],
    "red": ["#e8272c", "#f4443c", "#d61c2c"],
    "yellow": ["#ffd21f", "#ffe04a", "#ffbf12"],
    "purple": ["#9a5fe0", "#b47af0", "#7d48cc"],
}

PAINT = {
    "red": "#d93636", "blue": "#2f68d8", "yellow": "#f4bd28", "green": "#2fa05a", "purple": "#8a4bc8", "orange": "#f08030",
    "white": "#fbf8f0", "pink": "#f6a5c4", "brown": "#8a5a42",
    "black": "#34323a", "grey": "#8d939c",
}


def sky(a: dict) -> np.ndarray:
    """The sky's four colours [4, 3] from the zenith to the horizon, by hour and weather."""
    stops = np.stack([rgb(c) for c in SKIES[a["time"]][a["sky"]]])
    if a["weather"] not in CLOSED:
        return stops
    grey, share, _ = CLOSED[a["weather"]]
    return stops + (np.stack([rgb(c) for c in grey]) * BRIGHT[a["time"]] - stops) * share


def light(a: dict) -> tuple[np.ndarray, float]:
    """The light's colour on surfaces, and how far they fade into the air."""
    colour, haze = LIGHT[a["time"]]
    if a["weather"] not in CLOSED:
        return colour, haze
    left = CLOSED[a["weather"]][2]
    grey = np.full(3, colour.mean(), np.float32) * np.array([0.97, 1.0, 1.04], np.float32)
    left = max(left, 0.9) if a["time"] == "night" else left
    return (colour * 0.5 + grey * 0.5) * left, haze * {"fog": 1.7, "snow": 1.25}.get(a["weather"], 1.0)


def air(a: dict) -> np.ndarray:
    """The colour that far things fade into."""
    return sky(a)[3]

"""What moves in a clip, said in words that captions and probes use."""

from __future__ import annotations

# layer's name: what it is called, how it moves, and whether that goes with the wind ("wind"), up, down, or nowhere ("none")
MOVING = {
    "windmill sails": ("windmill sails", "turn", "wind"), "clouds": ("clouds", "drift", "wind"), "water": ("waves", "ripple", "wind"),
    "grass": ("grass", "sway", "wind"), "flowers": ("flowers", "sway", "wind"), "crown": ("crown", "sway", "wind"), "smoke": ("smoke", "drift", "wind"),
    "balloon": ("balloon", "drift", "wind"), "fog": ("fog", "drift", "wind"), "sailboat": ("sailboat", "bob", "wind"), "duck": ("duck", "bob", "way"),
    "birds": ("birds", "fly", "way"), "rain": ("rain", "fall", "down"), "snow": ("snow", "fall", "down"), "flames": ("flames", "flicker", "up"),
    "lanterns": ("lanterns", "drift", "up"), "first paint": ("paint", "spread", "out"), "person": ("person", "walk", "way"), "sheep": ("sheep", "walk", "way"),
    "rabbit": ("rabbit", "hop", "way"), "cat tail": ("cat tail", "sway", "none"),
}
BLOWN = {"windmill sails", "clouds", "grass", "flowers", "crown", "balloon", "fog"}  # at rest in still air


def heading(a: dict) -> str:
    """Where creatures go: towards the middle of the picture, or downwind from there."""
    return {"left": "right", "right": "left"}.get(a["side"], a["wind"])


def movements(a: dict, layers: set[str]) -> list[dict]:
    """One entry for each kind of thing that moves: what, how, direction (left, right, up, down, out, none), speed."""
    found = []
    for name, (what, how, goes) in MOVING.items():
        if name not in layers or (name in BLOWN and a["wind_speed"] == "still"):
            continue
        direction = {"wind": a["wind"], "way": heading(a)}.get(goes, goes)
        if name == "birds" and a["subject"] != "birds":
            direction = a["wind"]
        speed = a["wind_speed"] if goes == "wind" and a["wind_speed"] != "still" else "gentle"
        found.append({"what": what, "how": how, "direction": direction, "speed": speed})
    return found

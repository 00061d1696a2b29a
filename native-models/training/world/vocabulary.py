"""Every value that an attribute of the world can take, and how often it is drawn."""

from __future__ import annotations

TIMES = ["day", "dusk", "dawn", "night"]
WEATHERS = ["fair", "rain", "snow", "fog", "storm"]
GROUNDS = ["meadow", "flowers", "sea", "desert", "snow", "paper"]
SUBJECTS = ["windmill", "house", "lighthouse", "sailboat", "tree", "pines", "balloon", "palm", "campfire", "lanterns", "birds", "sheep", "cat", "rabbit",
            "duck", "person", "snowman", "splash", "none"]
FLOWERS = ["mixed", "red", "yellow", "purple"]
HILLS = ["none", "hills", "mountains"]
SIDES = ["left", "middle", "right"]
STYLES = ["flat", "watercolour", "oil", "pixel", "papercut", "ink"]
ACCENTS = ["birds", "fence", "path", "balloons", "boats"]
DIRECTIONS = ["left", "right"]
SPEEDS = ["still", "gentle", "strong"]
CAMERAS = ["still", "pan left", "pan right", "tilt up", "tilt down", "zoom in", "zoom out", "roll left", "roll right", "dolly left", "dolly right",
           "dolly in", "dolly out"]
CAMERA_SPEEDS = ["slow", "fast"]

COLOURS = {
    "windmill": ["brown", "white", "red"], "house": ["red", "blue", "brown", "green"], "lighthouse": ["red", "blue"],
    "sailboat": ["white", "red", "yellow", "blue"], "tree": ["green", "orange", "pink"], "pines": ["green"],
    "balloon": ["red", "blue", "yellow", "green", "purple"], "palm": ["green"], "campfire": ["orange"], "lanterns": ["red", "yellow"],
    "birds": ["white", "black", "blue"], "sheep": ["white", "black"], "cat": ["black", "orange", "grey", "white"], "rabbit": ["white", "brown", "grey"],
    "duck": ["yellow", "white"], "person": ["red", "blue", "yellow", "green"], "snowman": ["red", "blue"],
    "splash": ["red", "blue", "yellow", "green", "purple", "pink"], "none": ["none"],
}

# How often each is drawn. Windmills and flowers come first: the paper's own example is one.
TIME_WEIGHTS = [33, 29, 17, 21]
WEATHER_WEIGHTS = [66, 10, 8, 7, 9]
STYLE_WEIGHTS = [50, 11, 12, 8, 10, 9]
GROUND_WEIGHTS = {"meadow": 22, "flowers": 28, "sea": 22, "desert": 11, "snow": 14, "paper": 3}
SUBJECT_WEIGHTS = {
    "meadow": {"windmill": 22, "house": 15, "lighthouse": 6, "tree": 13, "pines": 6, "balloon": 9, "campfire": 4, "lanterns": 3, "birds": 3, "sheep": 6,
               "cat": 4, "rabbit": 4, "person": 6, "none": 4},
    "flowers": {"windmill": 34, "house": 15, "lighthouse": 6, "tree": 10, "pines": 4, "balloon": 8, "birds": 3, "sheep": 3, "cat": 3, "rabbit": 4, "person": 5, "none": 5},
    "sea": {"sailboat": 38, "lighthouse": 20, "balloon": 8, "house": 5, "tree": 3, "palm": 6, "windmill": 3, "birds": 5, "duck": 8, "none": 5},
    "desert": {"palm": 20, "house": 13, "balloon": 14, "windmill": 14, "tree": 7, "lighthouse": 5, "campfire": 8, "lanterns": 4, "cat": 4, "person": 7, "none": 6},
    "snow": {"pines": 20, "house": 19, "windmill": 15, "snowman": 12, "lighthouse": 7, "tree": 6, "balloon": 5, "lanterns": 4, "rabbit": 4, "person": 5, "campfire": 4, "none": 4},
    "paper": {"splash": 1},
}

"""Captions: a small grammar with many ways to say the same thing."""

from __future__ import annotations

import numpy as np

SUBJECT = {
    "windmill": ["windmill", "old windmill", "old-fashioned windmill", "wooden windmill", "dutch windmill", "ancient windmill", "rustic windmill", "windmill", "stone windmill"],
    "house": ["house", "cottage", "little house", "small cottage", "farmhouse", "cabin", "cosy cottage", "hut", "home", "country house"],
    "lighthouse": ["lighthouse", "striped lighthouse", "tall lighthouse", "old lighthouse", "lonely lighthouse", "lighthouse", "beacon"],
    "sailboat": ["sailboat", "sailing boat", "boat", "little sailboat", "yacht", "sailing ship", "ship", "sailboat"],
    "tree": ["tree", "lone tree", "big tree", "old tree", "single tree", "oak tree", "leafy tree", "lonely tree"],
    "pines": ["pine trees", "pines", "three pine trees", "fir trees", "a group of pine trees", "evergreen trees", "a small pine forest", "christmas trees"],
    "balloon": ["hot-air balloon", "hot air balloon", "balloon", "striped balloon", "hot-air balloon floating in the sky", "balloon drifting by"],
}
COLOUR = {
    "windmill": {"brown": ["brown", "brown wooden", "dark wooden"], "white": ["white"], "red": ["red", "red brick"]},
    "tree": {"green": ["green"], "orange": ["autumn", "orange", "golden autumn"], "pink": ["pink", "blossoming cherry", "pink cherry blossom"]},
}
GROUND = {
    "meadow": ["on a green meadow", "in a meadow", "on a green hill", "in a grassy field", "on the grass", "in green fields", "in the countryside", "on a grassy hill"],
    "sea": ["by the sea", "on the sea", "on the ocean", "by the ocean", "over the sea", "with waves", "in the sea", "near the water", "at the coast", "over blue water"],
    "desert": ["in the desert", "on sand dunes", "among sand dunes", "in a sandy desert", "on golden sand", "surrounded by sand"],
    "snow": ["in the snow", "in a snowy field", "in winter", "on a snowy hill", "surrounded by snow", "in a snowy landscape", "on snow-covered ground"],
}
FLOWERS = {
    "mixed": ["flowers", "wildflowers", "colourful flowers", "colorful flowers", "wild flowers", "blossoms", "flowers", "blooming flowers"],
    "red": ["red flowers", "poppies", "red poppies", "red blossoms"],
    "yellow": ["yellow flowers", "sunflowers", "golden flowers"],
    "purple": ["purple flowers", "lavender", "violet flowers", "purple lavender"],
}
FIELD = ["surrounded by {}", "in a field of {}", "among {}", "in a meadow of {}", "with {} all around", "with {} in the foreground", "in a flower field of {}", "amid {}", "with {}"]
BARE_FIELD = {"mixed": ["in a flower field", "in a flower meadow", "in a blooming meadow"], "red": ["in a poppy field"], "yellow": ["in a sunflower field"], "purple": ["in a lavender field"]}
TIME = {
    "day": ["on a sunny day", "in daylight", "on a bright day", "under a blue sky", "at noon", "on a clear summer day", "bright sunshine", "in the sunshine", "sunny", "blue sky", "daytime", "in summer"],
    "dusk": ["at sunset", "at dusk", "warm dusk light", "golden hour", "in the evening", "warm evening light", "evening glow", "under an orange sky", "at golden hour", "sunset", "with the sun setting", "orange and purple sky", "warm sunset light"],
    "dawn": ["at dawn", "at sunrise", "in the early morning", "soft morning light", "under a pastel sky", "in the morning", "pale pink sky", "sunrise", "with the sun rising", "misty morning light"],
    "night": ["at night", "under the stars", "under a starry sky", "in the moonlight", "on a starry night", "by moonlight", "at midnight", "night sky full of stars", "moonlit"],
    "storm": ["on a stormy day", "before a storm", "under dark clouds", "under a grey sky", "in stormy weather", "on a gloomy day", "overcast", "in a thunderstorm", "rainy day", "on a cloudy grey day"],
}
HILLS = {"hills": ["hills in the distance", "distant hills", "with rolling hills behind", "hills on the horizon"],
         "mountains": ["mountains in the background", "snow-capped mountains", "with mountains behind", "in front of mountains", "high mountains in the distance", "below the mountains"]}
CLOUDS = {"clear": ["clear sky", "cloudless sky", "without clouds"], "few": ["a few clouds", "some clouds", "with light clouds"], "many": ["many clouds", "cloudy sky", "clouds drifting by", "with lots of clouds"]}
SIDE = {"left": ["on the left", "to the left"], "middle": ["in the middle", "in the centre", "in the center"], "right": ["on the right", "to the right"]}
BARE = {"meadow": ["a green meadow", "a meadow", "rolling grassland", "green fields"], "sea": ["the sea", "the ocean", "waves on the sea", "a calm sea", "a seascape", "ocean waves"],
        "desert": ["a desert", "sand dunes", "an empty desert", "a sandy desert"], "snow": ["a snowy landscape", "a snow field", "winter landscape", "snow"]}
MEDIUM = ["a picture of", "an illustration of", "a painting of", "a photo of", "a drawing of", "a beautiful view of", "a peaceful scene of", "image of", "a cinematic shot of"]
QUALITY = ["beautiful", "peaceful", "high quality", "detailed", "dreamy", "cinematic", "calm", "lovely colours", "vivid colors", "serene", "4k", "illustration"]


def one(rng: np.random.Generator, options: list[str]) -> str:
    return options[int(rng.integers(0, len(options)))]


def article(noun: str) -> str:
    """Put a or an before a singular noun; plurals and phrases that carry one stay as they are."""
    if noun.startswith(("a ", "an ", "the ", "three ")) or noun.split()[-1] in ("trees", "pines"):
        return noun
    return ("an " if noun[0] in "aeiou" else "a ") + noun


def subject_phrase(a: dict, rng: np.random.Generator) -> str:
    """The subject with or without its colour."""
    s, colour = a["subject"], a["colour"]
    noun = one(rng, SUBJECT[s])
    if s == "pines" or rng.uniform() < 0.4:
        return article(noun)
    if s == "house":
        return article(noun) + one(rng, [f" with a {colour} roof", f" with {colour} roof"])
    if s == "sailboat":
        return article(noun) + one(rng, [f" with a {colour} sail", f" with {colour} sails"])
    word = one(rng, COLOUR.get(s, {}).get(colour, [colour]))
    if s == "lighthouse":
        word = one(rng, [f"{colour} and white", f"{colour}-striped", colour])
    if s == "tree" and colour != "green":
        noun = one(rng, ["tree", "tree", "lone tree"])
    return article(f"{word} {noun}".replace("striped striped", "striped"))


def ground_phrase(a: dict, rng: np.random.Generator) -> str:
    g = a["ground"]
    if g == "flowers":
        return one(rng, BARE_FIELD[a["flowers"]]) if rng.uniform() < 0.2 else one(rng, FIELD).format(one(rng, FLOWERS[a["flowers"]]))
    return one(rng, GROUND[g])


def describe(a: dict, rng: np.random.Generator) -> str:
    """One caption of the scene, lower case. Parts are left out at random, so that short prompts work too."""
    if a["subject"] == "none":
        flowers = a["ground"] == "flowers"
        head = one(rng, ["a field of {}", "a meadow of {}", "{}", "a flower field of {}"]).format(one(rng, FLOWERS[a["flowers"]])) if flowers else one(rng, BARE[a["ground"]])
        parts = []
    else:
        head, parts = subject_phrase(a, rng), []
        if rng.uniform() < 0.15:
            head += " " + one(rng, SIDE[a["side"]])
        if rng.uniform() < 0.12:
            head += one(rng, [", close up", ", big"]) if a["size"] == "large" else one(rng, [" far away", " in the distance", ", tiny"])
        if rng.uniform() < 0.9:
            parts.append(ground_phrase(a, rng))
    if rng.uniform() < 0.9:
        parts.append(one(rng, TIME[a["time"]]))
    if a["hills"] != "none" and rng.uniform() < 0.5:
        parts.append(one(rng, HILLS[a["hills"]]))
    if a["time"] != "storm" and rng.uniform() < 0.2:
        parts.append(one(rng, CLOUDS[a["clouds"]]))
    if a["time"] == "night" and rng.uniform() < 0.35:
        parts.append(one(rng, {"full": ["full moon", "with a full moon", "big moon"], "crescent": ["crescent moon", "with a crescent moon", "half moon"]}[a["moon"]]))
    if len(parts) > 1 and rng.uniform() < 0.35:
        order = rng.permutation(len(parts))
        parts = [parts[i] for i in order]
    if rng.uniform() < 0.2:
        head = one(rng, MEDIUM) + " " + head
    text = head
    for part in parts:
        text += (" " if rng.uniform() < 0.5 and not part.startswith(("sunny", "overcast")) else ", ") + part
    if rng.uniform() < 0.15:
        text += ", " + one(rng, QUALITY)
    return text

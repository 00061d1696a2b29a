"""Captions: a small grammar with many ways to say the same thing."""

from __future__ import annotations

import numpy as np

from .wording import (ACCENTS, BARE, BARE_FIELD, CAMERA, CAMERA_SPEED, CLOUDS, COLOUR, DIM_TIME, FIELD, FLOWERS, GROUND, HILLS, KIN, MEDIUM, MOON, MOTION, MOTION_SPEED,
                      PLAIN, PLURAL, QUALITY, SIDE, STYLE_AFTER, STYLE_BEFORE, SUBJECT, TIME, WEATHER, WITH)


def one(rng: np.random.Generator, options: list[str]) -> str:
    return options[int(rng.integers(0, len(options)))]


def article(noun: str) -> str:
    """Put a or an before a singular noun; plurals and phrases that carry one stay as they are."""
    if noun.startswith(("a ", "an ", "the ", "three ")) or any(word in ("trees", "pines", "lanterns", "birds", "seagulls", "gulls", "crows", "ravens", "bluebirds") for word in noun.split()):
        return noun
    if noun.endswith("splashing paint"):
        return noun
    return ("an " if noun[0] in "aeiou" else "a ") + noun


def subject_phrase(a: dict, rng: np.random.Generator) -> str:
    """The subject with or without its colour."""
    s, colour = a["subject"], a["colour"]
    noun = one(rng, SUBJECT[s])
    if s in PLAIN or rng.uniform() < 0.35:
        return article(noun)
    if s in WITH:
        if s == "snowman" and " with " in noun:
            noun = "snowman"
        return f"{article(noun)} {one(rng, WITH[s]).format(colour)}"
    if colour in KIN.get(s, {}) and rng.uniform() < 0.4:
        return one(rng, KIN[s][colour])
    word = one(rng, COLOUR.get(s, {}).get(colour, [colour]))
    if s == "lighthouse":
        word = one(rng, [f"{colour} and white", f"{colour}-striped", colour])
    if s == "tree" and colour != "green":
        noun = one(rng, ["tree", "tree", "lone tree"])
    if s == "splash":
        return one(rng, [f"a splash of {word} paint", f"{word} paint splashing", f"a {word} paint splash", f"splashing {word} paint", f"a burst of {word} paint"])
    if s in PLURAL and noun.startswith(("a ", "three ")):
        return noun.replace("birds", f"{word} birds")
    return article(f"{word} {noun}".replace("striped striped", "striped"))


def ground_phrase(a: dict, rng: np.random.Generator) -> str:
    g = a["ground"]
    if g == "flowers":
        return one(rng, BARE_FIELD[a["flowers"]]) if rng.uniform() < 0.2 else one(rng, FIELD).format(one(rng, FLOWERS[a["flowers"]]))
    return one(rng, GROUND[g])


def _head(a: dict, rng: np.random.Generator) -> tuple[str, list[str]]:
    """What is to be seen, and where it is."""
    if a["subject"] == "none":
        if a["ground"] == "flowers":
            return one(rng, ["a field of {}", "a meadow of {}", "{}", "a flower field of {}"]).format(one(rng, FLOWERS[a["flowers"]])), []
        return one(rng, BARE[a["ground"]]), []
    head = subject_phrase(a, rng)
    if a["subject"] != "splash" and rng.uniform() < 0.15:
        head += " " + one(rng, SIDE[a["side"]])
    if rng.uniform() < 0.12:
        head += one(rng, [", close up", ", big"]) if a["size"] == "large" else one(rng, [" far away", " in the distance", ", tiny"])
    return head, [ground_phrase(a, rng)] if rng.uniform() < 0.9 else []


def _parts(a: dict, rng: np.random.Generator) -> list[str]:
    """When, in what weather, and before what."""
    if a["ground"] == "paper":
        return []
    parts, fair = [], a["weather"] == "fair"
    if rng.uniform() < (0.9 if fair else 0.8):
        parts.append(one(rng, (TIME if fair else DIM_TIME)[a["time"]]))
    if not fair and rng.uniform() < 0.9:
        parts.append(one(rng, WEATHER[a["weather"]]))
    if a["hills"] != "none" and rng.uniform() < 0.4:
        parts.append(one(rng, HILLS[a["hills"]]))
    if fair and rng.uniform() < 0.18:
        parts.append(one(rng, CLOUDS[a["clouds"]]))
    if a["time"] == "night" and a["light"] is not None and rng.uniform() < 0.35:
        parts.append(one(rng, MOON[a["moon"]]))
    parts += [one(rng, ACCENTS[k]) for k in a["accents"] if rng.uniform() < 0.6]
    return parts


def describe(a: dict, rng: np.random.Generator) -> str:
    """One caption of the scene, lower case. Parts are left out at random, so that short prompts work too."""
    head, parts = _head(a, rng)
    parts += _parts(a, rng)
    if len(parts) > 1 and rng.uniform() < 0.35:
        parts = [parts[i] for i in rng.permutation(len(parts))]
    style = rng.uniform()
    named = 0.3 if a["style"] == "flat" else 0.85  # a picture without a named style is mostly a flat one
    if style < named * 0.4:
        head = one(rng, STYLE_BEFORE[a["style"]]) + " " + head
    elif rng.uniform() < 0.15:
        head = one(rng, MEDIUM) + " " + head
    text = head
    for part in parts:
        text += (" " if rng.uniform() < 0.5 and part.startswith(("at ", "in ", "on ", "by ", "with ", "under ", "among ", "amid ", "surrounded", "before ", "near ", "over ", "while ", "below ")) else ", ") + part
    if named * 0.4 <= style < named:
        text += ", " + one(rng, STYLE_AFTER[a["style"]])
    if rng.uniform() < 0.15:
        text += ", " + one(rng, QUALITY)
    return text


def describe_clip(a: dict, rng: np.random.Generator) -> str:
    """The caption of a clip: the scene, then what moves, and the camera. `a` holds `motions` as `render_clip` gives them."""
    text = describe(a, rng)
    moving = [m for m in a["motions"] if m["what"] in MOTION]
    for i in rng.permutation(len(moving))[:2]:
        if rng.uniform() < 0.75:
            m = moving[i]
            way = f" to the {m['direction']}" if m["direction"] in ("left", "right") and m["how"] in ("drift", "fly", "walk", "hop") and rng.uniform() < 0.5 else ""
            pace = one(rng, MOTION_SPEED[m["speed"]])
            text += ", " + one(rng, MOTION[m["what"]]) + way + (" " + pace if pace else "")
    if rng.uniform() < (0.4 if a["camera"] == "still" else 0.85):
        pace = one(rng, CAMERA_SPEED[a["camera_speed"]]) if a["camera"] != "still" else ""
        text += ", " + one(rng, CAMERA[a["camera"]]) + (" " + pace if pace else "")
    return text

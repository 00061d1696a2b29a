"""Which attributes a caption names: only those can be asked back from a picture made of it."""

from __future__ import annotations

import re

from training.world.wording import (BARE, BARE_FIELD, COLOUR, DIM_TIME, FLOWERS, GROUND, KIN, PLAIN, SIDE, STYLE_AFTER, STYLE_BEFORE, SUBJECT, TIME, WEATHER, WITH)


def _says(caption: str, phrases: list[str]) -> bool:
    return any(phrase.removeprefix("a ") in caption for phrase in phrases)


def _colour_said(a: dict, caption: str) -> bool:
    subject, colour = a["subject"], a["colour"]
    if subject in WITH:
        return _says(caption, [phrase.format(colour) for phrase in WITH[subject]])
    if subject in PLAIN or subject == "none":
        return False
    words = "|".join(map(re.escape, COLOUR.get(subject, {}).get(colour, [colour])))
    nouns = "|".join(map(re.escape, ["paint"] if subject == "splash" else SUBJECT[subject]))
    return _says(caption, KIN.get(subject, {}).get(colour, [])) or re.search(rf"\b({words})[ -](\S+ ){{0,3}}({nouns})\b", caption) is not None


def named(attributes: dict, caption: str) -> dict[str, str]:
    """Of subject, colour, time, weather, ground, style and side: what the caption says, with the scene's own values."""
    a, subject = attributes, attributes["subject"]
    field = [*FLOWERS[a["flowers"]], *BARE_FIELD[a["flowers"]]]
    said = {
        "subject": subject != "none" and _says(caption, [*SUBJECT[subject], *[k for v in KIN.get(subject, {}).values() for k in v], "paint" if subject == "splash" else subject]),
        "colour": _colour_said(a, caption),
        "time": a["ground"] != "paper" and _says(caption, [*TIME[a["time"]], *DIM_TIME[a["time"]]]),
        "weather": a["weather"] != "fair" and _says(caption, WEATHER[a["weather"]]),
        "ground": _says(caption, field if a["ground"] == "flowers" else [*GROUND[a["ground"]], *(BARE.get(a["ground"], []) if subject == "none" else [])]),
        "style": _says(caption, [*STYLE_BEFORE[a["style"]], *STYLE_AFTER[a["style"]]]),
        "side": subject != "none" and _says(caption, SIDE[a["side"]]),
    }
    return {key: a[key] for key, yes in said.items() if yes}

"""Combinations of attributes that training never sees: what a network shows of them, it has put together by itself."""

from __future__ import annotations

from zlib import crc32

SPLITS = ["train", "held_out", "any"]


def is_held_out(attributes: dict) -> bool:
    """Whether a scene belongs to the held-out tenth: decided by subject, colour, time and ground alone, the same for ever."""
    key = "|".join(attributes[k] for k in ("subject", "colour", "time", "ground"))
    return crc32(key.encode()) % 10 == 0

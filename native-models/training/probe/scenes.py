"""Held-out scenes for the studio's own measurement: python -m training.probe.scenes ../test/fixtures/probe

held-out-stills.json and -clips.json: captions and what they name. The .webp beside each: the drawings, of clips their first
frames, eight in a row, 256 x 256.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path

import cv2
import numpy as np

from training.probe.clips import asked
from training.probe.named import named
from training.world.scene import render, render_clip

COLUMNS, SIZE = 8, 256
STILLS, CLIPS = 64, 16
Entry = tuple[np.ndarray, str, dict[str, str]]


def still(seed: int) -> Entry:
    scene = render(seed, SIZE, split="held_out")
    return scene.rgb, scene.caption, named(scene.attributes, scene.caption)


def clip(seed: int) -> Entry:
    shown = render_clip(seed, SIZE, 1, split="held_out")
    return shown.frames[0], shown.caption, asked(shown.attributes, shown.caption)


def write(path: Path, entries: list[Entry]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.with_suffix(".json").write_text(json.dumps([{"prompt": caption, "named": said} for _, caption, said in entries], indent=1) + "\n")
    rows = [np.concatenate([rgb for rgb, *_ in entries[i:i + COLUMNS]], 1) for i in range(0, len(entries), COLUMNS)]
    cv2.imwrite(str(path.with_suffix(".webp")), np.concatenate(rows)[..., ::-1], [cv2.IMWRITE_WEBP_QUALITY, 90])


def enough(entries: list[Entry], least: int, count: int) -> list[Entry]:
    """The first `count` whose captions name at least so much: one that asks for little proves little."""
    return [entry for entry in entries if len(entry[2]) >= least][:count]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("out", type=Path)
    options = parser.parse_args()
    cv2.setNumThreads(1)
    write(options.out / "held-out-stills", enough([still(4_000_000 + i) for i in range(2 * STILLS)], 3, STILLS))
    write(options.out / "held-out-clips", enough([clip(4_500_000 + i) for i in range(4 * CLIPS)], 2, CLIPS))


if __name__ == "__main__":
    main()

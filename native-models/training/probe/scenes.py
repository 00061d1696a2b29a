"""Held-out scenes for the studio's own measurement: python -m training.probe.scenes ../test/fixtures/probe

prompts.json: captions and the attributes they name. world.webp: the drawing of each, eight in a row, 256 x 256.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path

import cv2
import numpy as np

from training.probe.named import named
from training.world.scene import render

COUNT, COLUMNS, SIZE = 64, 8, 256
FIRST_SEED = 4_000_000


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("out", type=Path)
    options = parser.parse_args()
    cv2.setNumThreads(1)
    drawn, seed = [], FIRST_SEED
    while len(drawn) < COUNT:
        scene = render(seed, SIZE, split="held_out")
        seed += 1
        said = named(scene.attributes, scene.caption)
        if len(said) >= 3:  # a caption that asks for little proves little
            drawn.append((scene, said))
    captions = [{"prompt": scene.caption, "named": said} for scene, said in drawn]
    options.out.mkdir(parents=True, exist_ok=True)
    (options.out / "prompts.json").write_text(json.dumps(captions, indent=1) + "\n")
    rows = [np.concatenate([scene.rgb for scene, _ in drawn[i:i + COLUMNS]], 1) for i in range(0, COUNT, COLUMNS)]
    cv2.imwrite(str(options.out / "world.webp"), np.concatenate(rows)[..., ::-1], [cv2.IMWRITE_WEBP_QUALITY, 90])


if __name__ == "__main__":
    main()

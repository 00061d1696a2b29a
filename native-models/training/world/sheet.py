"""Contact sheet of scenes: python -m training.world.sheet out.png --count 40 --size 128 [--maps]."""

from __future__ import annotations

import argparse
import time

import cv2
import numpy as np

from .scene import render


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("out")
    parser.add_argument("--first", type=int, default=0)
    parser.add_argument("--count", type=int, default=40)
    parser.add_argument("--size", type=int, default=128)
    parser.add_argument("--columns", type=int, default=8)
    parser.add_argument("--maps", action="store_true", help="add depth and the classes (drift red, ripple blue, sway green) beside each picture")
    options = parser.parse_args()
    tiles, started = [], time.perf_counter()
    for seed in range(options.first, options.first + options.count):
        scene = render(seed, options.size)
        print(seed, scene.caption)
        tile = scene.rgb
        if options.maps:
            depth = np.repeat((scene.depth * 255).astype(np.uint8)[..., None], 3, 2)
            classes = (np.stack([scene.drift, scene.sway, scene.ripple], 2) * 255).astype(np.uint8)
            tile = np.concatenate([tile, depth, classes], 1)
        tiles.append(tile)
    print(f"{(time.perf_counter() - started) / options.count * 1000:.1f} ms a picture")
    while len(tiles) % options.columns:
        tiles.append(np.zeros_like(tiles[0]))
    rows = [np.concatenate(tiles[i:i + options.columns], 1) for i in range(0, len(tiles), options.columns)]
    cv2.imwrite(options.out, np.concatenate(rows)[..., ::-1])


if __name__ == "__main__":
    main()

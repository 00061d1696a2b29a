"""Draw the training set once: python -m training.t2i.data OUT --count 14000 --size 128.

Writes pictures.npy (uint8 [count, size, size, 3]) and scenes.pkl (attributes and seed of each; captions are written
anew at every epoch from the attributes, so a picture is met under many phrasings).
"""

from __future__ import annotations

import argparse
import pickle
import time
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

import cv2
import numpy as np

from training.world.scene import render


def draw(job: tuple[int, int]) -> tuple[np.ndarray, dict]:
    seed, size = job
    cv2.setNumThreads(1)
    scene = render(seed, size)
    return scene.rgb, {**scene.attributes, "seed": seed, "caption": scene.caption}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("out", type=Path)
    parser.add_argument("--first", type=int, default=0, help="first seed; held-out scenes use seeds from 1,000,000 on")
    parser.add_argument("--count", type=int, default=14000)
    parser.add_argument("--size", type=int, default=128)
    parser.add_argument("--workers", type=int, default=2)
    options = parser.parse_args()
    options.out.mkdir(parents=True, exist_ok=True)
    shape = (options.count, options.size, options.size, 3)
    pictures = np.lib.format.open_memmap(options.out / "pictures.npy", mode="w+", dtype=np.uint8, shape=shape)
    scenes, started = [], time.time()
    with ProcessPoolExecutor(options.workers) as pool:
        jobs = ((seed, options.size) for seed in range(options.first, options.first + options.count))
        for i, (rgb, attributes) in enumerate(pool.map(draw, jobs, chunksize=32)):
            pictures[i] = rgb
            scenes.append(attributes)
            if (i + 1) % 1000 == 0:
                print(f"{i + 1} pictures, {time.time() - started:.0f} s", flush=True)
    pictures.flush()
    (options.out / "scenes.pkl").write_bytes(pickle.dumps(scenes))


if __name__ == "__main__":
    main()

"""Draw the training set: python -m training.t2i.data OUT --count 12000 --size 256.

Writes shards OUT/pictures-NNN.npy (uint8 [1000, size, size, 3]) with OUT/scenes-NNN.pkl beside them (attributes and seed of
each; captions are written anew at every epoch from the attributes, so a picture is met under many phrasings). Shards that
are there already are left alone, so a stopped drawing goes on and a larger set grows from a smaller one.
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

SHARD = 1000


class Pictures:
    """All shards of a folder as one array [n, size, size, 3], read from disk as needed."""

    def __init__(self, folder: Path, count: int | None = None) -> None:
        self.shards = [np.load(path, mmap_mode="r") for path in sorted(folder.glob("pictures-*.npy"))]
        self.ends = np.cumsum([len(s) for s in self.shards])
        self.size, self.count = self.shards[0].shape[1], min(count or int(self.ends[-1]), int(self.ends[-1]))

    def __len__(self) -> int:
        return self.count

    def __getitem__(self, index: int) -> np.ndarray:
        shard = int(np.searchsorted(self.ends, index, side="right"))
        return self.shards[shard][index - (int(self.ends[shard - 1]) if shard else 0)]

    def take(self, indices: range | np.ndarray) -> np.ndarray:
        return np.stack([self[int(i)] for i in indices])


def scenes(folder: Path) -> list[dict]:
    """Attributes of every picture of a folder, in the pictures' order."""
    return [scene for path in sorted(folder.glob("scenes-*.pkl")) for scene in pickle.loads(path.read_bytes())]


def draw(job: tuple[int, int, str]) -> tuple[np.ndarray, dict]:
    seed, size, split = job
    cv2.setNumThreads(1)
    scene = render(seed, size, split=split)
    return scene.rgb, {**scene.attributes, "seed": seed, "caption": scene.caption}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("out", type=Path)
    parser.add_argument("--first", type=int, default=0, help="seed of the first picture")
    parser.add_argument("--count", type=int, default=12000)
    parser.add_argument("--size", type=int, default=256)
    parser.add_argument("--split", default="train", help="train or held_out")
    parser.add_argument("--workers", type=int, default=2)
    options = parser.parse_args()
    options.out.mkdir(parents=True, exist_ok=True)
    started = time.time()
    with ProcessPoolExecutor(options.workers) as pool:
        for shard in range(-(-options.count // SHARD)):
            first, path = options.first + shard * SHARD, options.out / f"pictures-{shard:03d}.npy"
            if path.exists():
                continue
            jobs = ((seed, options.size, options.split) for seed in range(first, min(first + SHARD, options.first + options.count)))
            drawn = list(pool.map(draw, jobs, chunksize=16))
            (options.out / f"scenes-{shard:03d}.pkl").write_bytes(pickle.dumps([attributes for _, attributes in drawn]))
            with path.with_suffix(".new").open("wb") as file:
                np.save(file, np.stack([rgb for rgb, _ in drawn]))
            path.with_suffix(".new").replace(path)
            print(f"{path.name}, {time.time() - started:.0f} s", flush=True)


if __name__ == "__main__":
    main()

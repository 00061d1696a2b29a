"""Draw a set of clips once: python -m training.i2v.clips OUT --count 2000.

Writes pictures.npy (uint8 [count, frames, size, size, 3]), drafts.npy (the first frame where camera and wind take it, alike), known.npy (uint8
[count, frames, size / 8, size / 8], how much of each latent the first frame knows) and clips.jsonl (attributes and seed of each; captions are phrased
anew whenever a clip is met). Half the clips are drawn at 8 frames a second, half at 4: sixteen frames of the latter reach
as far as thirty-two of the former, so that a model which sees sixteen at a time knows all 32 places. An interrupted run goes on
where it stopped.
"""

from __future__ import annotations

import argparse
import json
import time
from collections.abc import Iterable
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from zlib import crc32

import cv2
import numpy as np

from training.t2i.latents import means
from training.t2i.train_vae import to_tensor
from training.t2i.vae import AutoencoderKL
from training.world.scene import Clip, Draft, render_clip

RATES = (8, 4)
FASTEST = max(RATES)
FACTOR = 8  # pixels a latent
SECONDS = 4.0  # in which the camera does its whole move: 32 frames at the fastest rate


def clip_of(seed: int, size: int, frames: int, split: str) -> Clip:
    """A clip of the drawn world; its seed decides the frame rate too."""
    return render_clip(seed, size, frames, fps=rate_of(seed), split=split, span=SECONDS)


def rate_of(seed: int) -> int:
    return RATES[seed % len(RATES)]


def places_of(seed: int, frames: int) -> np.ndarray:
    """The numbers that the frames would have at the fastest rate."""
    return np.arange(frames) * (FASTEST // rate_of(seed))


def draw(job: tuple[int, int, int, str]) -> tuple[np.ndarray, Draft, dict]:
    cv2.setNumThreads(1)
    clip = clip_of(*job)
    return clip.frames, clip.draft, {"seed": job[0], "attributes": clip.attributes}


def shares(known: np.ndarray) -> np.ndarray:
    """bool [..., h, w] to float32 [..., h / 8, w / 8]: how much of each latent is known."""
    *rest, h, w = known.shape
    return known.reshape(*rest, h // FACTOR, FACTOR, w // FACTOR, FACTOR).mean((-3, -1), dtype=np.float32)


class ClipSet:
    """A drawn set, read from disk as it is needed."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.records = [json.loads(line) for line in (folder / "clips.jsonl").read_text().splitlines()]
        self.pictures, self.drafts, self.known = (
            np.load(folder / f"{name}.npy", mmap_mode="r")[: len(self.records)] for name in ("pictures", "drafts", "known"))

    def __len__(self) -> int:
        return len(self.records)

    def latents(self, vae: AutoencoderKL) -> np.ndarray:
        """Mean latents of every frame, float16 [n, f, c, h, w]: encoded once for these weights of the VAE."""
        return encoded(self.pictures, len(self), vae, self.folder / "latents")

    def draft_latents(self, vae: AutoencoderKL) -> np.ndarray:
        """The same of drafts."""
        return encoded(self.drafts, len(self), vae, self.folder / "draft-latents")


def encoded(clips: Iterable[np.ndarray], count: int, vae: AutoencoderKL, folder: Path) -> np.ndarray:
    """Mean latents of uint8 clips [f, s, s, 3] as float16 [count, f, c, h, w], kept in the folder under the VAE's checksum."""
    weights = crc32(b"".join(value.numpy().tobytes() for value in vae.state_dict().values()))
    path = folder / f"{weights:08x}-{count}.npy"
    if not path.exists():
        folder.mkdir(parents=True, exist_ok=True)
        started = time.time()
        np.save(folder / "new.npy", np.stack([means(vae, to_tensor(np.array(clip))).half().numpy() for clip in clips]))
        (folder / "new.npy").replace(path)
        print(f"{path}: encoded in {time.time() - started:.0f} s", flush=True)
    return np.load(path, mmap_mode="r")


def opened(path: Path, shape: tuple[int, ...], there: bool) -> np.ndarray:
    """An array on disk to be filled, or gone on with."""
    array = np.lib.format.open_memmap(path, mode="r+" if there else "w+", dtype=np.uint8, shape=None if there else shape)
    if array.shape != shape:
        raise SystemExit(f"{path} holds {array.shape}, asked for {shape}: choose another folder.")
    return array


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("out", type=Path)
    parser.add_argument("--first", type=int, default=0, help="first seed")
    parser.add_argument("--count", type=int, default=2000)
    parser.add_argument("--frames", type=int, default=16)
    parser.add_argument("--size", type=int, default=256)
    parser.add_argument("--split", default="train")
    parser.add_argument("--workers", type=int, default=1)
    options = parser.parse_args()
    options.out.mkdir(parents=True, exist_ok=True)
    notes = options.out / "clips.jsonl"
    shape = (options.count, options.frames, options.size, options.size, 3)
    known_shape = (*shape[:2], options.size // FACTOR, options.size // FACTOR)
    done = len(notes.read_text().splitlines()) if notes.exists() else 0
    pictures, drafts, known = (
        opened(options.out / f"{name}.npy", wanted, done > 0) for name, wanted in (("pictures", shape), ("drafts", shape), ("known", known_shape)))
    jobs = [(options.first + i, options.size, options.frames, options.split) for i in range(done, options.count)]
    started = time.time()
    with ProcessPoolExecutor(options.workers) as pool, notes.open("a" if done else "w") as out:
        for i, (frames, draft, record) in enumerate(pool.map(draw, jobs, chunksize=4), done):
            pictures[i], drafts[i], known[i] = frames, draft.frames, np.round(255 * shares(draft.known))
            print(json.dumps(record), file=out, flush=True)
            if (i + 1) % 100 == 0:
                print(f"{i + 1} clips, {time.time() - started:.0f} s", flush=True)


if __name__ == "__main__":
    main()

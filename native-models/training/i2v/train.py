"""Train the parts of image to video: python -m training.i2v.train CLIPS PACK RUN --pictures DATA --minutes 300.

CLIPS was drawn by training.i2v.clips, DATA by training.t2i.data, PACK is a text-to-image pack, whose networks stay as they are.
Motion modules, appearance encoder and ControlNet learn together, on clips and on pictures, which are clips of one frame. RUN/clips.pt
is gone on with when the command is given again.

`--without prior|appearance|control|joint` leaves one thing out, for the ablation table: give each its own RUN.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable
from pathlib import Path

import cv2
import numpy as np
import torch
from torch import Tensor

from training.processor import mixed, settle
from training.resumable import Resumable
from training.t2i.data import Pictures, scenes
from training.t2i.diffusion import alphas_cumprod
from training.t2i.muon import optimisers
from training.world.captions import describe, describe_clip

from .clip_model import ClipModel, clip_model
from .clips import ClipSet, encoded, places_of
from .objective import TIMESTEPS, Batch, denoising_loss
from .sample import for_tower

WITHOUT = ["prior", "appearance", "control", "joint"]
STRONGEST_PRIOR = 0.3
PICTURES = 0.3  # share of steps on pictures
SHAPES = [(2, 8, 0.75), (1, 16, 0.25)]  # clips, frames, share of the steps on clips


class Examples:
    """Draws batches of clips and of pictures. The first frame is the reference."""

    def __init__(self, model: ClipModel, clips: ClipSet, pictures: Pictures | None, records: list[dict], without: frozenset[str]) -> None:
        self.model, self.clips, self.pictures, self.records, self.without = model, clips, pictures, records, without
        self.rng = np.random.default_rng()
        self.latents = clips.latents(model.pack.vae)
        if pictures is not None:
            self.stills = encoded((self.still(i)[None] for i in range(len(pictures))), len(pictures), model.pack.vae, clips.folder / "stills")

    def still(self, index: int) -> np.ndarray:
        """A picture at the size of the clips."""
        picture, size = self.pictures[index], self.clips.pictures.shape[2]
        return picture if len(picture) == size else cv2.resize(picture, (size, size), interpolation=cv2.INTER_AREA)

    def draw(self) -> Batch:
        if self.pictures is not None and "joint" not in self.without and self.rng.uniform() < PICTURES:
            return self.picture_batch(16)
        shape = SHAPES[int(self.rng.choice(len(SHAPES), p=[share for *_, share in SHAPES]))]
        return self.clip_batch(*shape[:2])

    def picture_batch(self, count: int) -> Batch:
        chosen = self.rng.integers(0, len(self.pictures), count)
        clean = torch.from_numpy(np.stack([self.stills[i] for i in chosen]).astype(np.float32))
        captions = [describe(self.records[i], self.rng) for i in chosen]
        return self.batch(clean, [self.still(int(i)) for i in chosen], captions, np.arange(1))

    def clip_batch(self, count: int, frames: int) -> Batch:
        """Frames one or two apart, from any frame on; clips of one batch share the frame rate, and so the places."""
        rate = int(self.rng.integers(0, 2))
        alike = [i for i, record in enumerate(self.clips.records) if record["seed"] % 2 == rate]
        chosen = self.rng.choice(alike, count, replace=False)
        there = self.clips.pictures.shape[1]
        apart = int(self.rng.integers(1, max(1, (there - 1) // max(1, frames - 1)) + 1))
        first = int(self.rng.integers(0, there - (frames - 1) * apart))
        order = first + apart * np.arange(frames)
        places = places_of(int(self.clips.records[chosen[0]]["seed"]), there)[order]
        clean = torch.from_numpy(np.stack([self.latents[i][order] for i in chosen]).astype(np.float32))
        captions = [describe_clip(self.clips.records[i]["attributes"], self.rng) for i in chosen]
        return self.batch(clean, [self.clips.pictures[i, first] for i in chosen], captions, places - places[0])

    def batch(self, clean: Tensor, references: list[np.ndarray], captions: list[str], places: np.ndarray) -> Batch:
        count, size = len(references), self.model.parts.configs["tower"]["image_size"]
        strength = 0.0 if "prior" in self.without else torch.rand(count, 1, 1, 1, 1) * STRONGEST_PRIOR
        return Batch(
            clean=clean, shift=strength * clean[:, :1], top=torch.full((count,), TIMESTEPS), given=clean[:, :1].expand_as(clean),
            reference=torch.stack([for_tower(picture, size) for picture in references]), ids=torch.from_numpy(self.model.pack.words(captions)),
            places=torch.from_numpy(places), weights=torch.ones(count, 1, 1, 1, 1))


def train_clips(
    model: ClipModel, draw: Callable[[], Batch], path: Path, minutes: float, rate: float, device: str, without: frozenset[str] = frozenset(),
) -> None:
    """The training itself; shared with video to video."""
    parts, table = model.parts, alphas_cumprod().to(device)
    training = Resumable(path, torch.nn.ModuleDict({"parts": parts}), optimisers([parts], rate), minutes=minutes)
    while training.going():
        batch = draw().to(device)
        with mixed(device):
            loss, first = denoising_loss(model, batch, table, without)
        training.step(loss, {"first frame": first.item()})


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("clips", type=Path)
    parser.add_argument("pack", type=Path)
    parser.add_argument("run", type=Path)
    parser.add_argument("--pictures", type=Path)
    parser.add_argument("--minutes", type=float, default=300)
    parser.add_argument("--rate", type=float, default=1e-3)
    parser.add_argument("--start", type=Path, help="checkpoint of another run to go on from, say one on smaller clips")
    parser.add_argument("--without", choices=WITHOUT, action="append", default=[])
    parser.add_argument("--device", default="cpu")
    parser.add_argument("--threads", type=int, default=1)
    options = parser.parse_args()
    without = frozenset(options.without)
    settle(options.threads)
    model = clip_model(options.pack)
    pictures, records = (Pictures(options.pictures), scenes(options.pictures)) if options.pictures else (None, [])
    if options.start:
        model.parts.load_average(options.start)
    examples = Examples(model, ClipSet(options.clips), pictures, records, without)
    model.to(options.device)
    train_clips(model, examples.draw, options.run / "clips.pt", options.minutes, options.rate, options.device, without)


if __name__ == "__main__":
    main()

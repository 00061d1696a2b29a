"""Train the parts of video to video: python -m training.v2v.train CLIPS PACK RUN --start I2V_RUN/clips.pt --minutes 240.

CLIPS are drawn large and few (training.i2v.clips OUT --size 512 --frames 8 --count 400). Text-to-image's UNet stays as it is; motion
modules, appearance encoder and ControlNet go on from those of image to video and become others. What the network is given is the
clip blurred by an enlargement, mostly with a part erased or doubled in a few frames; what it must give is the clip as drawn. It
looks at the given frames through the ControlNet and in the noise it starts from (see i2v/objective.py), and at the other frames
through its motion modules.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import cv2
import numpy as np
import torch

from training.i2v.clip_model import ClipModel, clip_model
from training.i2v.clips import ClipSet, places_of
from training.i2v.objective import TIMESTEPS, Batch
from training.i2v.sample import for_tower, unit
from training.i2v.train import train_clips
from training.processor import settle
from training.t2i.diffusion import alphas_cumprod
from training.world.captions import describe_clip

from .errors import enlarged, plant

BROKEN, BLURRED = 0.8, 0.7  # shares of the clips
STARTS = (0.25, 0.95)  # strengths
MASK_WEIGHT = 4.0  # how much more a place inside the error counts


class BrokenClips:
    """Draws batches of clips with planted errors."""

    def __init__(self, model: ClipModel, clips: ClipSet, frames: int, count: int) -> None:
        self.model, self.clips, self.frames, self.count = model, clips, frames, count
        self.latents, self.table = clips.latents(model.pack.vae), alphas_cumprod()
        self.rng = np.random.default_rng()

    def draw(self) -> Batch:
        rate = int(self.rng.integers(0, 2))
        alike = [i for i, record in enumerate(self.clips.records) if record["seed"] % 2 == rate]
        chosen = self.rng.choice(alike, self.count, replace=False)
        first = int(self.rng.integers(0, self.clips.pictures.shape[1] - self.frames + 1))
        order = np.arange(first, first + self.frames)
        given, masks = zip(*(self.spoilt(self.clips.pictures[i, order]) for i in chosen), strict=True)
        clean = torch.from_numpy(np.stack([self.latents[i][order] for i in chosen]).astype(np.float32))
        start = (self.rng.uniform(*STARTS, self.count) * TIMESTEPS).astype(np.int64)
        a = self.table[torch.from_numpy(start)][:, None, None, None, None]
        device = next(self.model.parts.parameters()).device
        broken = self.model.encode(unit(np.stack(given)).to(device)).cpu()
        side = clean.shape[-1]
        weights = np.stack([[cv2.resize(m.astype(np.float32), (side, side), interpolation=cv2.INTER_AREA) for m in mask] for mask in masks])
        captions = [describe_clip(self.clips.records[i]["attributes"], self.rng) for i in chosen]
        size = self.model.parts.configs["tower"]["image_size"]
        places = places_of(int(self.clips.records[chosen[0]]["seed"]), self.clips.pictures.shape[1])[order]
        return Batch(
            clean=clean, shift=(a / (1 - a)).sqrt() * (broken - clean), top=torch.from_numpy(start + 1), given=broken,
            reference=torch.stack([for_tower(clip[0], size) for clip in given]), ids=torch.from_numpy(self.model.pack.words(captions)),
            places=torch.from_numpy(places - places[0]), weights=torch.from_numpy(1 + MASK_WEIGHT * weights)[:, :, None])

    def spoilt(self, frames: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """What is given for a clip, and where it has an error."""
        frames, mask = np.array(frames), np.zeros(frames.shape[:3], bool)
        if self.rng.uniform() < BROKEN:
            frames, mask, _ = plant(frames, self.rng)
        return (enlarged(frames) if self.rng.uniform() < BLURRED else frames), mask


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("clips", type=Path)
    parser.add_argument("pack", type=Path)
    parser.add_argument("run", type=Path)
    parser.add_argument("--start", type=Path, required=True, help="checkpoint of image to video to go on from")
    parser.add_argument("--minutes", type=float, default=240)
    parser.add_argument("--rate", type=float, default=5e-4)
    parser.add_argument("--frames", type=int, default=8)
    parser.add_argument("--batch", type=int, default=1)
    parser.add_argument("--device", default="cpu")
    parser.add_argument("--threads", type=int, default=1)
    options = parser.parse_args()
    settle(options.threads)
    model = clip_model(options.pack)
    model.parts.load_average(options.start)
    clips = BrokenClips(model, ClipSet(options.clips), options.frames, options.batch)
    train_clips(model.to(options.device), clips.draw, options.run / "clips.pt", options.minutes, options.rate, options.device)


if __name__ == "__main__":
    main()

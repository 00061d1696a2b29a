"""Clips from a picture and a prompt, as the studio's latent-clip stage makes them (same noise for the same seed).

python -m training.i2v.sample PACK OUT.png [--checkpoint RUN/clips.pt] [--seeds 5]

Without a checkpoint the pack's own parts are read. The sheet has a drawn held-out clip in every odd row, and the one made from its
draft and caption below it.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path

import cv2
import numpy as np
import torch
from PIL import Image
from torch import Tensor

from training.processor import mixed, settle
from training.resumable import average
from training.t2i.diffusion import alphas_cumprod, ddim, trailing
from training.world.scene import Draft

from .clip_model import ClipModel, clip_model
from .clips import clip_of, places_of, shares
from .export import read_parts
from .noise import gaussian_noise
from .settings import Settings

HELD_OUT = 1_000_000  # first seed of clips that are measured


def unit(pictures: np.ndarray) -> Tensor:
    """uint8 [..., h, w, 3] to RGB 0..1 [..., 3, h, w]."""
    return torch.from_numpy(np.array(pictures)).movedim(-1, -3).float() / 255


def for_tower(picture: np.ndarray, size: int) -> Tensor:
    """uint8 [h, w, 3] to RGB 0..1 [3, size, size], bicubic as the feature extractor does it."""
    return unit(np.asarray(Image.fromarray(picture).resize((size, size), Image.Resampling.BICUBIC)))


class Sampler:
    """A clip model at work on the CPU. `precision`: the context in which the UNet and its parts run."""

    def __init__(self, model: ClipModel, precision: Callable[[], AbstractContextManager] = nullcontext) -> None:
        self.model, self.precision, self.table = model, precision, alphas_cumprod()

    @torch.no_grad()
    def image_to_video(self, draft: Draft, prompt: str, places: np.ndarray, settings: Settings) -> Tensor:
        """A draft, whose first frame is the reference, and a prompt to latents of a clip [1, f, c, h, w]."""
        z = self.model.encode(unit(draft.frames)[None])
        known = torch.from_numpy(shares(draft.known))[None, :, None]
        start = noise_like(z, settings.seed) + settings.prior * z
        return self.run(start, 0, z, known, draft.frames[0], prompt, places, settings)

    @torch.no_grad()
    def video_to_video(self, frames: np.ndarray, prompt: str, places: np.ndarray, settings: Settings) -> Tensor:
        """Frames uint8 [f, h, w, 3] and a prompt to latents of the refined clip [1, f, c, h, w]."""
        z = self.model.encode(unit(frames)[None])
        first = first_step(settings.steps, settings.strength)
        a = self.table[trailing(settings.steps)[first]]
        start = a.sqrt() * z + (1 - a).sqrt() * noise_like(z, settings.seed)
        return self.run(start, first, z, torch.ones_like(z[:, :, :1]), frames[0], prompt, places, settings)

    def run(
        self, start: Tensor, first: int, given: Tensor, known: Tensor, reference: np.ndarray, prompt: str, places: np.ndarray, settings: Settings,
    ) -> Tensor:
        """Remove the noise under guidance. `given`, `known`: for the ControlNet; the unconditional half has neither text nor picture."""
        model, frames = self.model, start.shape[1]
        guided = settings.guidance > 1
        text = model.pack.states(["", prompt] if guided else [prompt])
        size = model.parts.configs["imageEncoder"]["image_size"]
        pixels = for_tower(reference, size)[None] * 2 - 1
        image = model.parts.tokens(torch.cat([torch.zeros_like(pixels), pixels]) if guided else pixels)
        hint = model.parts.control.see(given, known) if settings.control else None
        order = torch.from_numpy(places)

        def predict(x: Tensor, t: Tensor) -> Tensor:
            rows = len(text)
            repeated = None if hint is None else hint.repeat(rows, 1, 1, 1)
            with self.precision():
                v = model.predict(
                    x.expand(rows, -1, -1, -1, -1), t.expand(rows), text, image, repeated, order, control=settings.control, reference=settings.reference)
            v = v.float()
            return v if not guided else v[:1] + settings.guidance * (v[1:] - v[:1])

        return ddim(predict, start, settings.steps, first)

    def frames(self, latents: Tensor) -> np.ndarray:
        """Latents [1, f, c, h, w] to frames uint8 [f, h, w, 3]."""
        return (self.model.decode(latents)[0].movedim(-3, -1) * 255).round().byte().numpy()


def first_step(steps: int, strength: float) -> int:
    """Where a run begins that is to keep part of its pictures: of all steps the last int(steps * strength), at least one."""
    return steps - max(1, min(int(steps * strength), steps))


def noise_like(z: Tensor, seed: int) -> Tensor:
    """Noise for latents [1, f, c, h, w]; the studio draws [1, c, f, h, w]."""
    _, frames, channels, height, width = z.shape
    return gaussian_noise(seed, (1, channels, frames, height, width)).transpose(1, 2)


def load(pack: Path, checkpoint: Path | None, stage: str = "i2v", precision: Callable[[], AbstractContextManager] = mixed) -> Sampler:
    """A sampler with trained parts: from a run's checkpoint (of video to video the motion modules' changes, the rest from the pack), or else
    from the pack. In the precision of trainings, which takes half of the time."""
    if checkpoint is None:
        model = read_parts(pack, stage)
    elif stage == "i2v":
        model = clip_model(pack)
        model.parts.load_average(checkpoint)
    else:
        model = read_parts(pack)
        model.change_motion().load_state_dict({key.removeprefix("motion."): value for key, value in average(checkpoint).items()})
    model.parts.eval()
    return Sampler(model.to("cpu"), precision)


def rows(clips: list[np.ndarray]) -> np.ndarray:
    """One row a clip, uint8 BGR."""
    return np.concatenate([np.concatenate(list(clip), 1) for clip in clips])[..., ::-1]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("pack", type=Path)
    parser.add_argument("out")
    parser.add_argument("--checkpoint", type=Path)
    parser.add_argument("--seeds", type=int, default=5)
    parser.add_argument("--frames", type=int, default=8)
    parser.add_argument("--size", type=int, default=256)
    parser.add_argument("--threads", type=int, default=1)
    options = parser.parse_args()
    settle(options.threads)
    sampler, sheet = load(options.pack, options.checkpoint), []
    for seed in range(HELD_OUT, HELD_OUT + options.seeds):
        clip = clip_of(seed, options.size, options.frames, "held_out")
        print(clip.caption, flush=True)
        made = sampler.image_to_video(clip.draft, clip.caption, places_of(seed, options.frames), Settings())
        sheet += [clip.frames, sampler.frames(made)]
    cv2.imwrite(options.out, rows(sheet))


if __name__ == "__main__":
    main()

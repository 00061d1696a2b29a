"""Train the interpolation network of the pack starter-smooth.

    PYTHONPATH=native-models python -m training.interpolation.train --minutes 40
"""

import argparse
from collections.abc import Iterator

import numpy as np
import torch
from torch.nn import functional as F

from training.interpolation.model import from_config
from training.textures.dead_leaves import cached_pictures
from training.textures.moving_layers import Clip, clips, shape_masks
from training.textures.training_loop import RUNS, train

CONFIG = {"widths": [16, 24, 40, 64], "radii": [2, 2, 3], "repair": 32}


def batches(pictures: np.ndarray, masks: np.ndarray, seed: int) -> Iterator[tuple[Clip, int]]:
    """Mostly small frames at their own size; sometimes large ones, whose motion is looked for at half size."""
    rng = np.random.default_rng(seed)
    torch.manual_seed(seed)
    while True:
        scale = 2 if rng.random() < 0.2 else 1
        clip = clips(pictures, masks, rng, 3 if scale == 2 else 6, 192 if scale == 2 else 128, 26 if scale == 2 else 16)
        if rng.random() < 0.5:
            noise = float(rng.uniform(0, 0.015))
            clip.first = clip.first + torch.randn_like(clip.first) * noise
            clip.last = clip.last + torch.randn_like(clip.last) * noise
        if rng.random() < 0.3:  # light that changes a little
            light = 1 + torch.from_numpy(rng.normal(0, 0.02, (len(clip.t), 1, 1, 1)).astype(np.float32))
            clip.first, clip.last = clip.first * light, clip.last / light
        yield clip, scale


def pyramid_loss(a: torch.Tensor, b: torch.Tensor) -> torch.Tensor:
    """L1 over a Laplacian pyramid, which rewards edges in the right place."""
    loss = 0.0
    for level in range(3):
        small_a, small_b = F.avg_pool2d(a, 2), F.avg_pool2d(b, 2)
        up = lambda x: F.interpolate(x, scale_factor=2, mode="nearest")
        loss = loss + (2**level) * 0.5 * ((a - up(small_a)) - (b - up(small_b))).abs().mean()
        a, b = small_a, small_b
    return loss + 2 * (a - b).abs().mean()


def loss_of(model: torch.nn.Module, batch: tuple[Clip, int], progress: float) -> torch.Tensor:
    clip, scale = batch
    picture, flows, (at0, at1, to0, to1) = model(clip.first, clip.last, clip.t, scale, details=True)
    loss = pyramid_loss(picture, clip.middle) + (picture - clip.middle).abs().mean()
    # the better of the two warps must fit: keeps the flows honest where the repair could hide their errors
    best = torch.minimum((at0 - clip.middle).abs().mean(1), (at1 - clip.middle).abs().mean(1)).mean()
    loss = loss + 0.5 * best
    taught = 0.03 * (1 - 0.85 * progress)
    for flow, weight in zip(flows, (0.6, 0.8, 1.0), strict=True):
        factor = clip.motion.shape[-1] // flow.shape[-1]
        true = F.avg_pool2d(clip.motion, factor)
        # both as pixels of the whole frame
        distance = torch.sqrt(((flow * factor - true) ** 2).sum(1) + 0.01)
        loss = loss + taught * weight * distance.clamp(max=30).mean()
    return loss


def psnr(a: torch.Tensor, b: torch.Tensor) -> float:
    return -10 * torch.log10(F.mse_loss(a.clamp(0, 1), b)).item()


def main() -> None:
    options = argparse.ArgumentParser()
    options.add_argument("--minutes", type=float, default=40)
    options.add_argument("--peak", type=float, default=8e-4)
    options.add_argument("--resume", action="store_true")
    chosen = options.parse_args()
    torch.set_num_threads(1)
    pictures = cached_pictures(RUNS / "leaves-256.npy", 11, 420, 256)
    masks = shape_masks(3, 200)
    held = clips(pictures[:20], shape_masks(4, 20), np.random.default_rng(9), 12, 128, 14)

    @torch.no_grad()
    def check(model: torch.nn.Module) -> str:
        picture, flows, _ = model(held.first, held.last, held.t, 1, details=True)
        distance = (F.interpolate(flows[2], scale_factor=4) * 4 - held.motion).square().sum(1).sqrt().mean()
        mix = held.first * (1 - held.t) + held.last * held.t
        return f"PSNR {psnr(picture, held.middle):.2f} dB, blend {psnr(mix, held.middle):.2f} dB, motion off by {distance:.2f} px"

    train(
        "interpolation", from_config(CONFIG), batches(pictures[20:], masks, 1), loss_of, chosen.minutes, chosen.peak, chosen.resume, check
    )  # fmt: skip


if __name__ == "__main__":
    main()

"""Train the refiner of the pack starter-refiner.

    PYTHONPATH=native-models python -m training.refiner.train --minutes 20

The large picture is a crop of a dead-leaves picture; the small one is the large one mildly blurred, averaged over 2 x 2
pixels, and given a trace of noise and the rounding of 8-bit pictures.
"""

import argparse
from collections.abc import Iterator

import numpy as np
import torch
from torch.nn import functional as F

from training.refiner.model import from_config
from training.textures.dead_leaves import cached_pictures
from training.textures.training_loop import RUNS, train

CONFIG = {"channels": 32, "blocks": 4, "scale": 2}


def blur(x: torch.Tensor, sigma: float) -> torch.Tensor:
    """Gaussian blur of [n, 3, h, w] with mirrored borders."""
    radius = max(1, int(3 * sigma + 0.5))
    t = torch.arange(-radius, radius + 1, dtype=x.dtype)
    kernel = torch.exp(-(t * t) / (2 * sigma * sigma))
    kernel = (kernel / kernel.sum()).expand(x.shape[1], 1, -1)
    x = F.pad(x, (radius, radius, radius, radius), mode="reflect")
    x = F.conv2d(x, kernel[:, :, None, :], groups=x.shape[1])
    return F.conv2d(x, kernel[:, :, :, None], groups=x.shape[1])


def degrade(large: torch.Tensor, rng: np.random.Generator) -> torch.Tensor:
    """[n, 3, 2h, 2w] -> [n, 3, h, w] as footage shrinks: mild blur, area average, a little noise, 8 bits."""
    small = F.avg_pool2d(blur(large, float(rng.uniform(0.1, 1.15))), 2)
    if rng.random() < 0.4:
        small = small + torch.randn_like(small) * float(rng.uniform(0, 0.012))
    return (small.clamp(0, 1) * 255).round() / 255


def batches(pictures: np.ndarray, seed: int, count: int = 8, crop: int = 96) -> Iterator[tuple[torch.Tensor, torch.Tensor]]:
    rng = np.random.default_rng(seed)
    side = pictures.shape[-1]
    while True:
        large = []
        for _ in range(count):
            i, y, x = rng.integers(len(pictures)), *rng.integers(0, side - crop, 2)
            piece = pictures[i, :, y : y + crop, x : x + crop].astype(np.float32) / 255
            piece = np.rot90(piece, rng.integers(4), (1, 2))[:, :, :: rng.choice([-1, 1])]
            piece = piece[rng.permutation(3)]
            gain, level = rng.uniform(0.35, 1.0), rng.uniform(0, 1)
            piece = piece * gain + (1 - gain) * level
            large.append(torch.from_numpy(np.ascontiguousarray(piece, np.float32)))
        target = torch.stack(large)
        soft = rng.random()
        if soft < 0.5:  # photographs are softer than drawings: part of them lies out of focus
            target = blur(target, float(rng.uniform(0.35, 1.3)))
        yield degrade(target, rng), target


def loss_of(model: torch.nn.Module, batch: tuple[torch.Tensor, torch.Tensor], _progress: float) -> torch.Tensor:
    small, target = batch
    error = model(small)[..., 4:-4, 4:-4] - target[..., 4:-4, 4:-4]
    return torch.sqrt(error * error + 1e-5).mean()


def main() -> None:
    options = argparse.ArgumentParser()
    options.add_argument("--minutes", type=float, default=20)
    options.add_argument("--peak", type=float, default=1e-3)
    options.add_argument("--resume", action="store_true")
    chosen = options.parse_args()
    torch.set_num_threads(1)
    pictures = cached_pictures(RUNS / "leaves-256.npy", 11, 420, 256)
    held = next(batches(pictures[:20], 5, 24, 128))

    @torch.no_grad()
    def check(model: torch.nn.Module) -> str:
        psnr = lambda y: -10 * torch.log10(F.mse_loss(y.clamp(0, 1)[..., 4:-4, 4:-4], held[1][..., 4:-4, 4:-4])).item()
        bicubic = F.interpolate(held[0], scale_factor=2, mode="bicubic")
        return f"PSNR {psnr(model(held[0])):.2f} dB, bicubic {psnr(bicubic):.2f} dB"

    train("refiner", from_config(CONFIG), batches(pictures[20:], 1), loss_of, chosen.minutes, chosen.peak, chosen.resume, check)


if __name__ == "__main__":
    main()

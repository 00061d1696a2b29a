"""Train the refiner of the pack starter-refiner.

    PYTHONPATH=native-models python -m training.refiner.train --minutes 20

The loss is what is measured: decibels, frame by frame, of the picture brought to the size of the original; and where a
frame comes out worse than Lanczos would have made it, that counts twice more.
"""

import argparse

import torch
from PIL import Image
from torch.nn import functional as F

from training.feedforward import RUNS, train
from training.motion.data import cached_scenes
from training.processor import settle
from training.refiner.data import Batch, Footage, eight_bits, resized
from training.refiner.model import from_config
from training.textures.dead_leaves import cached_pictures

CONFIG = {"channels": 32, "blocks": 4, "scale": 2, "senses": 16, "taps": 7}
EDGE = 8


def log_error(made: torch.Tensor, batch: Batch) -> torch.Tensor:
    """Natural logarithm of the mean square error of every frame (its crops together), without the crops' rims."""
    error = (made - batch.large)[..., EDGE:-EDGE, EDGE:-EDGE].square().mean((1, 2, 3))
    return torch.log(error.unflatten(0, (-1, batch.together)).mean(1) + 2e-7)


def in_bytes(picture: torch.Tensor) -> torch.Tensor:
    """Rounded as the studio keeps pictures, and open to gradients as if it were not."""
    return picture + (eight_bits(picture) - picture).detach()


def errors(model: torch.nn.Module, batch: Batch) -> tuple[torch.Tensor, torch.Tensor]:
    """`log_error` of the model and of Lanczos."""
    side = batch.large.shape[-1]
    ours, plain = (
        in_bytes(resized(picture, side, Image.Resampling.LANCZOS))
        for picture in (model(batch.small, batch.together), batch.small)
    )
    return log_error(ours, batch), log_error(plain, batch)


def loss_of(model: torch.nn.Module, batch: Batch, _progress: float) -> torch.Tensor:
    ours, plain = errors(model, batch)
    return (ours + 2 * F.relu(ours - plain + 0.02)).mean()


def main() -> None:
    options = argparse.ArgumentParser()
    options.add_argument("--minutes", type=float, default=20)
    options.add_argument("--peak", type=float, default=1e-3)
    chosen = options.parse_args()
    settle()
    pictures = cached_pictures(RUNS / "leaves-256.npy", 11, 420, 256)
    scenes = cached_scenes(RUNS / "world-256.npy", 2_000_000, 1600)
    footage = Footage(pictures[20:], scenes[60:], 1)
    held = Footage(pictures[:20], scenes[:60], 2).batches()
    held = [next(held) for _ in range(16)]

    @torch.no_grad()
    def check(model: torch.nn.Module) -> str:
        gains = torch.cat([plain - ours for ours, plain in (errors(model, batch) for batch in held)]) * 4.343
        return f"over Lanczos {gains.mean():+.2f} dB, least {gains.min():+.2f}, worse in {(gains < 0).float().mean():.0%}"

    train("refiner", from_config(CONFIG), footage.batches(), loss_of, check, minutes=chosen.minutes, peak=chosen.peak)


if __name__ == "__main__":
    main()

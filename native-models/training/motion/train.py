"""Train the motion-field network of the pack starter-motion.

    PYTHONPATH=native-models python -m training.motion.train --minutes 20
"""

import argparse
from collections.abc import Iterator

import torch
from torch.nn import functional as F

from training.feedforward import RUNS, learnt, train
from training.motion.data import Source, cached_scenes
from training.motion.model import MotionFieldNet, from_config
from training.processor import settle
from training.textures.dead_leaves import cached_pictures
from training.textures.moving_layers import shape_masks

CONFIG = {"widths": [16, 32, 56, 80, 112]}
Batch = tuple[torch.Tensor, torch.Tensor]


def slopes(x: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
    return x[..., 1:] - x[..., :-1], x[..., 1:, :] - x[..., :-1, :]


def map_loss(logits: torch.Tensor, truth: torch.Tensor) -> torch.Tensor:
    """L1 on depth and on its slopes at four sizes (flat inside things, sharp at their edges); cross-entropy on classes."""
    depth, true = torch.sigmoid(logits[:, :1]), truth[:, :1]
    loss = (depth - true).abs().mean()
    for level in range(4):
        for a, b in zip(slopes(depth), slopes(true), strict=True):
            loss = loss + 0.5 * (a - b).abs().mean()
        depth, true = F.avg_pool2d(depth, 2), F.avg_pool2d(true, 2)
    return loss + 1.2 * F.binary_cross_entropy_with_logits(logits[:, 1:], truth[:, 1:])


def loss_of(model: MotionFieldNet, batch: Batch, _progress: float) -> torch.Tensor:
    picture, truth = batch
    return map_loss(model.logits(picture), truth)


def main() -> None:
    options = argparse.ArgumentParser()
    options.add_argument("--minutes", type=float, default=20)
    options.add_argument("--peak", type=float, default=2e-3)
    options.add_argument("--scenes", type=int, default=1600)
    options.add_argument("--full-size", action="store_true", help="go on from the first training at 256 x 256 alone, for the last minutes")
    chosen = options.parse_args()
    settle()
    scenes = cached_scenes(RUNS / "world-256.npy", 2_000_000, chosen.scenes)
    unseen = cached_scenes(RUNS / "world-held-256.npy", 2_900_000, 48, "held_out")
    leaves = cached_pictures(RUNS / "leaves-256.npy", 11, 420, 256)
    masks = shape_masks(3, 200, clouds=0.03)
    source = Source(scenes, leaves[20:], masks, 1)
    held = next(Source(unseen, leaves[:20], shape_masks(4, 30, clouds=0.03), 2).batches(24, 128))

    def batches() -> Iterator[Batch]:
        """Mostly small pictures, which are quick; the full size often enough to feel at home there."""
        small, large = source.batches(8, 96, fresh=3), source.batches(3, 256, fresh=1)
        while True:
            for _ in range(0 if chosen.full_size else 5):
                yield next(small)
            yield next(large)

    @torch.no_grad()
    def check(model: torch.nn.Module) -> str:
        error = (model(held[0]) - held[1]).abs().mean((0, 2, 3))
        return "mean error: " + ", ".join(f"{n} {e:.3f}" for n, e in zip(("depth", "drift", "ripple", "sway"), error, strict=True))

    model, name = from_config(CONFIG, learning=True), "motion"
    if chosen.full_size:
        model.load_state_dict(learnt(name))
        name = "motion-full"
    train(name, model, batches(), loss_of, check, minutes=chosen.minutes, peak=chosen.peak)


if __name__ == "__main__":
    main()

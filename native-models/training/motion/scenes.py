"""Train the network that tells how pictures of the drawn world move: python -m training.motion.scenes --minutes 20.

The same network as Starter Motion's, and from its weights on, but at home in the drawn world alone, where it is sure of clouds and crowns; and it
also foretells what goes its way, or turns, as a whole: sails, boats, birds, people. Leaves runs/motion-scenes.pt.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import torch
from torch.nn import functional as F

from training.feedforward import RUNS, train
from training.motion.data import SIZE
from training.motion.model import FASTEST, LAYERS, QUICKEST, THINGS, MotionFieldNet, from_config
from training.motion.train import Batch, map_loss
from training.processor import mixed, settle
from training.published import published
from training.world import styles
from training.world.attributes import sample_attributes
from training.world.compose import Moment, develop
from training.world.scene import draw
from training.world.travel import travels

NAME = "motion-scenes"
CONFIG = {"widths": [16, 32, 56, 80, 112], "things": True}
WIND = {"wind": "right", "wind_speed": "gentle"}  # what the maps of things are for
PLANES = [*LAYERS, *THINGS]
THING, X, Y, TURN, BLOWN = (PLANES.index(name) for name in THINGS)


def scene(seed: int, split: str) -> np.ndarray:
    """uint8 [12, 256, 256]: RGB, then PLANES."""
    attributes = sample_attributes(np.random.default_rng([seed, 99]), split, **WIND)
    canvas = draw(attributes, seed, SIZE, styles.ROOM)
    rgb, truth = develop(canvas, attributes, Moment())
    goes = travels(canvas, truth)
    signed = [0.5 + 0.5 * plane / top for plane, top in ((goes.x, FASTEST), (goes.y, FASTEST), (goes.turn, QUICKEST))]
    planes = [truth.depth, *truth.classes.transpose(2, 0, 1), goes.thing, *signed, goes.blown]
    return np.concatenate([rgb.transpose(2, 0, 1), np.clip(np.stack(planes) * 255 + 0.5, 0, 255).astype(np.uint8)])


def cached(path: Path, first_seed: int, count: int, split: str) -> np.ndarray:
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        np.save(path, np.stack([scene(first_seed + i, split) for i in range(count)]))
    return np.load(path, mmap_mode="r")


def altered(planes: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """[12, h, w] 0..1, in other colours, cropped, mirrored, and as soft as diffusion draws."""
    planes = planes.copy()
    if rng.random() < 0.5:
        planes = planes[:, :, ::-1].copy()
        goes_alone = planes[3 + BLOWN] < 0.5
        planes[3 + X] = np.where(goes_alone, 1 - planes[3 + X], planes[3 + X])
    if rng.random() < 0.5:
        side = int(SIZE * rng.uniform(0.7, 1))
        y, x = rng.integers(0, SIZE - side + 1, 2)
        piece = torch.from_numpy(planes[:, y : y + side, x : x + side].copy())[None]
        planes = F.interpolate(piece, size=(SIZE, SIZE), mode="bilinear", align_corners=False)[0].numpy()
        for plane in (X, Y):
            planes[3 + plane] = np.clip((planes[3 + plane] - 0.5) * SIZE / side + 0.5, 0, 1)
    rgb = planes[:3]
    grey = rgb.mean(0, keepdims=True)
    rgb = (grey + (rgb - grey) * rng.uniform(0.7, 1.25)) * rng.uniform(0.9, 1.1, (3, 1, 1)) * rng.uniform(0.8, 1.15) + rng.uniform(-0.05, 0.05)
    if rng.random() < 0.6:
        soft = torch.from_numpy(rgb.astype(np.float32))[None]
        radius = int(rng.integers(1, 3))
        blurred = F.avg_pool2d(F.pad(soft, [radius] * 4, mode="replicate"), 2 * radius + 1, 1)[0].numpy()
        rgb = rgb + (blurred - rgb) * rng.uniform(0.2, 1)
    planes[:3] = np.clip(rgb + rng.normal(0, rng.uniform(0, 0.02), rgb.shape), 0, 1)
    return planes


def batches(scenes: np.ndarray, seed: int) -> Iterator[Batch]:
    """Mostly at half the size, which is quick; the full size often enough to feel at home there."""
    rng = np.random.default_rng(seed)
    while True:
        for count, size in (*((12, SIZE // 2),) * 2, (4, SIZE)):
            drawn = [altered(scenes[i].astype(np.float32) / 255, rng) for i in rng.integers(len(scenes), size=count)]
            planes = torch.from_numpy(np.stack(drawn).astype(np.float32))
            planes = planes if size == SIZE else F.interpolate(planes, size=(size, size), mode="area")
            yield planes[:, :3], planes[:, 3:]


def loss_of(model: MotionFieldNet, batch: Batch, _progress: float) -> torch.Tensor:
    picture, truth = batch
    with mixed():
        logits = model.logits(picture)
    logits, maps = logits.float(), len(LAYERS)
    thing = truth[:, THING : THING + 1]
    goes = (torch.sigmoid(logits[:, X:BLOWN]) - truth[:, X:BLOWN]).abs()
    blown = F.binary_cross_entropy_with_logits(logits[:, BLOWN:], truth[:, BLOWN:], reduction="none")
    covered = thing.sum().clamp(min=1)
    loss = map_loss(logits[:, :maps], truth[:, :maps]) + 2 * F.binary_cross_entropy_with_logits(logits[:, THING : THING + 1], thing)
    return loss + (thing * (2 * goes.sum(1, keepdim=True) + 0.2 * blown)).sum() / covered


@torch.no_grad()
def errors(model: torch.nn.Module, held: Batch) -> str:
    """Mean errors; of things: how well what is found and what is there overlap (IoU), and errors where they are."""
    made, truth = model(held[0]), held[1]
    there, seen = truth[:, THING] > 0.5, made[:, THING] > 0.5
    error = (made - truth).abs()
    maps = ", ".join(f"{name} {error[:, k].mean():.3f}" for k, name in enumerate(LAYERS))
    things = ", ".join(f"{name} {error[:, k][there].mean():.3f}" for name, k in zip(THINGS[1:], (X, Y, TURN, BLOWN), strict=True))
    return f"mean error: {maps}; things: IoU {(there & seen).sum() / (there | seen).sum():.2f}, {things}"


def beginning() -> MotionFieldNet:
    """Starter Motion's network, with maps of things about which it knows nothing yet."""
    model = from_config(CONFIG)
    fresh = model.state_dict()
    for key, value in published("motion").state_dict().items():
        fresh[key][: len(value)].copy_(value)
    model.load_state_dict(fresh)
    return model


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--minutes", type=float, default=20)
    parser.add_argument("--scenes", type=int, default=2400)
    parser.add_argument("--threads", type=int, default=1)
    options = parser.parse_args()
    settle(options.threads)
    scenes = cached(RUNS / "scenes-256.npy", 2_000_000, options.scenes, "train")
    unseen = cached(RUNS / "scenes-held-256.npy", 2_900_000, 60, "held_out")
    held = unseen.astype(np.float32) / 255
    asked = torch.from_numpy(held[:, :3]), torch.from_numpy(held[:, 3:])
    train(NAME, beginning(), batches(scenes, 1), loss_of, lambda model: errors(model, asked), minutes=options.minutes, peak=6e-4)


if __name__ == "__main__":
    main()

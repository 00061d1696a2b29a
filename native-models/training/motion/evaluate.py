"""How well the published motion-field network reads pictures: depth order, what moves by itself, and what does not.

    PYTHONPATH=native-models python -m training.motion.evaluate [--quick] [--checkpoint FILE]

Truth comes from held-out scenes of the drawn world (combinations of attributes that training never sees). What the studio
makes of it on pictures that are not from the world, the camera's direction, borders and jerks, is measured on the finished
clips: `npm run evaluate -- --only i2v [--pictures DIR]`.
"""

import argparse

import numpy as np
import torch

from training.feedforward import RUNS, learnt
from training.motion.data import Source, cached_scenes
from training.motion.model import folded, from_config
from training.motion.pictures import MOVING, photographs
from training.motion.train import CONFIG
from training.published import published
from training.table import Row, markdown
from training.textures.dead_leaves import cached_pictures
from training.textures.moving_layers import shape_masks

NAME = "Starter Motion"
CLASSES = ("drift", "ripple", "sway")
# above these the studio lets a place move at half its reach or more (electron/pipeline/frames/ambient.ts)
MOVES = np.array([0.375, 0.5, 0.25])[:, None, None]


@torch.no_grad()
def read(model: torch.nn.Module, rgb: np.ndarray) -> np.ndarray:
    """[3, 256, 256] uint8 or 0..255 -> layers [4, 256, 256]."""
    return model(torch.from_numpy(np.ascontiguousarray(rgb, np.float32))[None] / 255)[0].numpy()


def ordered(depth: np.ndarray, truth: np.ndarray, rng: np.random.Generator, pairs: int = 2000) -> float:
    """Share of pairs of places, clearly apart in truth, that stand in the right order."""
    a, b = rng.integers(depth.size, size=(2, pairs))
    apart = truth.ravel()[a] - truth.ravel()[b]
    clear = np.abs(apart) > 0.1
    found = depth.ravel()[a] - depth.ravel()[b]
    return float((np.sign(found) == np.sign(apart))[clear].mean()) if clear.any() else float("nan")


def world_rows(model: torch.nn.Module, scenes: np.ndarray) -> list[Row]:
    rng = np.random.default_rng(3)
    orders, met, joined = [], np.zeros(3), np.zeros(3)
    for scene in scenes:
        layers = read(model, scene[:3])
        orders.append(ordered(layers[0], scene[3] / 255, rng))
        # thin clouds and haze count by how much, so the sum of the lesser over the sum of the greater
        found, truth = layers[1:], scene[4:] / 255
        met += np.minimum(found, truth).sum((1, 2))
        joined += np.maximum(found, truth).sum((1, 2))
    share = 100 * met / joined
    return [
        Row(NAME, "pairs of places in the right order of depth, held-out scenes", 100 * float(np.nanmean(orders)), "%", note="chance 50"),
        *(Row(NAME, f"overlap with the true {kind}, held-out scenes", float(value), "%") for kind, value in zip(CLASSES, share, strict=True)),
    ]


def disguise_row(model: torch.nn.Module, scenes: np.ndarray) -> Row:
    """Blue roofs, white walls, green boards: shapes with the colours of water, clouds and leaves."""
    source = Source(scenes, cached_pictures(RUNS / "leaves-256.npy", 11, 420, 256)[:20], shape_masks(4, 10), 6)
    taken, total = 0.0, 0.0
    for scene in scenes:
        picture = scene.astype(np.float32) / 255
        mask = source.disguise(picture) > 0.5
        moves = (read(model, picture[:3] * 255)[1:] > MOVES).any(0)
        taken, total = taken + float(moves[mask].sum()), total + float(mask.sum())
    return Row(NAME, "of things in the colours of water, clouds and leaves taken for them", 100 * taken / total, "%", note=f"{len(scenes)} held-out scenes")


def stillness_rows(model: torch.nn.Module) -> list[Row]:
    """How much the network would let move of photographs of things that cannot move by themselves."""
    shares: dict[str, list[float]] = {kind: [] for kind in CLASSES}
    for name, picture in photographs(256).items():
        moves = read(model, picture.transpose(2, 0, 1))[1:] > MOVES
        for kind, where in zip(CLASSES, moves, strict=True):
            if kind not in MOVING.get(name, set()):
                shares[kind].append(100 * float(where.mean()))
    return [
        Row(NAME, f"of photographs without it taken for {kind}", float(np.mean(found)), "%", note=f"{len(found)} photographs, most {max(found):.0f} %")
        for kind, found in shares.items() if found
    ]  # fmt: skip


def evaluate(quick: bool = False, model: torch.nn.Module | None = None) -> list[Row]:
    """Rows for the table, of the published network or of `model`."""
    chosen = model or published("motion")
    scenes = cached_scenes(RUNS / "world-held-256.npy", 2_900_000, 48, "held_out")[: 12 if quick else 48]
    return [*world_rows(chosen, scenes), disguise_row(chosen, scenes), *stillness_rows(chosen)]


def main() -> None:
    options = argparse.ArgumentParser()
    options.add_argument("--quick", action="store_true")
    options.add_argument("--training", help="measure what this training has left (motion, motion-full) instead of the published network")
    chosen = options.parse_args()
    torch.set_num_threads(1)
    model = None
    if chosen.training:
        trained = from_config(CONFIG, learning=True)
        trained.load_state_dict(learnt(chosen.training))
        model = folded(trained.eval(), CONFIG)
    print(markdown(evaluate(chosen.quick, model)))


if __name__ == "__main__":
    main()

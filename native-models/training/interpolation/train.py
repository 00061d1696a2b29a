"""Train the interpolation network of the pack starter-smooth, in four stages that go on from each other.

    PYTHONPATH=native-models python -m training.interpolation.train --minutes 42 14 18 10
    PYTHONPATH=native-models python -m training.interpolation.train --stages head --minutes 10 --without context --name no-context

`motion` teaches the light network that steadies (model.py), from nothing. `head` keeps its motion as it is and teaches
the EDSC head and the autoencoder. `joint` goes on with everything, `adversary` with a patch discriminator beside the distances.
Checkpoints: runs/interpolation-<stage>.pt, or -<name> for experiments.
"""

import argparse
from collections.abc import Callable, Iterator

import numpy as np
import torch
from torch import nn

from training.feedforward import RUNS, learnt, train
from training.interpolation import edsc, model
from training.interpolation.adversary import Adversary
from training.interpolation.footage import psnr, sharpness
from training.interpolation.losses import best_warp, misled, pyramid
from training.motion.data import cached_scenes
from training.processor import settle
from training.textures.dead_leaves import cached_pictures
from training.textures.moving_layers import Clip, clips, shape_masks

LIGHT = {"widths": [16, 24, 40, 64], "radii": [2, 2, 3], "repair": 32}
CONFIG = {"widths": [16, 24, 40, 64], "radii": [2, 2, 3], "head": 32, "codes": [24, 256, 8]}
STAGES = ("motion", "head", "joint", "adversary")
MOTION_PARTS = ("features2", "features4", "features8", "features16", "motion16", "motion8", "motion4", "blend1", "blend2", "blend_out")
PEAKS = {"motion": 8e-4, "head": 1e-3, "joint": 4e-4, "adversary": 1e-4}
Batch = tuple[Clip, int]


def batches(sources: list[np.ndarray], masks: np.ndarray, seed: int) -> Iterator[Batch]:
    """Mostly small frames at their own size; sometimes large ones, whose motion is looked for at half size."""
    rng = np.random.default_rng(seed)
    torch.manual_seed(seed)
    while True:
        pictures = sources[int(rng.random() < 0.2)]
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


def motion_loss(network: nn.Module, batch: Batch, progress: float) -> torch.Tensor:
    clip, scale = batch
    picture, found, warped = network(clip.first, clip.last, clip.t, scale, details=True)
    loss = pyramid(picture, clip.middle) + (picture - clip.middle).abs().mean() + 0.5 * best_warp(warped, clip.middle)
    return loss + 0.03 * (1 - 0.85 * progress) * misled(found.flows, clip.motion)


def head_loss(network: nn.Module, batch: Batch, progress: float, adversary: Adversary | None = None) -> torch.Tensor:
    clip, scale = batch
    picture, found, warped, off = network(clip.first, clip.last, clip.t, scale, details=True)
    loss = pyramid(picture, clip.middle) + (picture - clip.middle).abs().mean() + 0.02 * off
    # nothing to learn from while the motion is kept as it is
    loss = loss + 0.5 * best_warp(warped, clip.middle) + 0.005 * misled(found.flows, clip.motion)
    if adversary:
        # the judge first learns alone
        loss = loss + ADVERSARIAL * min(1.0, progress / 0.1) * adversary.loss(picture, clip.middle, *warped)
    return loss


ADVERSARIAL = 0.03


def network_of(stage: str, without: list[str]) -> nn.Module:
    """The network of a stage with what the stage before taught it."""
    if stage == "motion":
        return model.from_config(LIGHT)
    network = edsc.from_config(CONFIG)
    network.parts -= set(without)
    kept = learnt(f"interpolation-{STAGES[STAGES.index(stage) - 1]}")
    if stage == "head":
        kept = head_start(kept, network)
        for name in MOTION_PARTS:
            getattr(network, name).requires_grad_(False)
    network.load_state_dict(kept)
    return network


def head_start(light: dict[str, torch.Tensor], network: nn.Module) -> dict[str, torch.Tensor]:
    """The motion of the light network; its repair is what the head starts from."""
    started = network.state_dict()
    for key, value in light.items():
        key = key.replace("repair1.", "head1.").replace("repair2.conv.", "head2.").replace("repair_out.", "head_out.")
        if key in started:
            started[key][: len(value)] = value  # the head's last convolution has more channels: the kernels
    return started


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--stages", nargs="+", choices=STAGES, default=list(STAGES))
    options.add_argument("--minutes", type=float, nargs="+", default=[42, 14, 18, 10], help="one for each stage")
    options.add_argument("--without", nargs="+", choices=("kernels", "context", "adversary"), default=[])
    options.add_argument("--name", help="of an experiment's checkpoint, so that the stages' own stay")
    chosen = options.parse_args()
    settle()
    leaves = cached_pictures(RUNS / "leaves-256.npy", 11, 420, 256)
    drawn = cached_scenes(RUNS / "scenes-256.npy", 500_000, 1500)[:, :3]
    masks = shape_masks(3, 200)
    held = clips(leaves[:20], shape_masks(4, 20), np.random.default_rng(9), 12, 128, 14)

    @torch.no_grad()
    def check(network: nn.Module) -> str:
        picture = network(held.first, held.last, held.t)
        mix = held.first * (1 - held.t) + held.last * held.t
        figures = [psnr(picture, held.middle), psnr(mix, held.middle), sharpness(picture, held.middle)]
        return "PSNR {:.2f} dB, blend {:.2f} dB, sharpness {:.2f}".format(*figures)

    for stage, minutes in zip(chosen.stages, chosen.minutes, strict=True):
        loss: Callable[[nn.Module, Batch, float], torch.Tensor] = motion_loss if stage == "motion" else head_loss
        if stage == "adversary" and "adversary" not in chosen.without:
            adversary = Adversary()
            loss = lambda network, batch, progress, adversary=adversary: head_loss(network, batch, progress, adversary)
        network, name = network_of(stage, chosen.without), f"interpolation-{chosen.name or stage}"
        feed = batches([leaves[20:], drawn], masks, 1 + STAGES.index(stage))
        print(f"{name}: {sum(p.numel() for p in network.parameters()) / 1e6:.2f} M parameters", flush=True)
        train(name, network, feed, loss, check, minutes=minutes, peak=PEAKS[stage])


if __name__ == "__main__":
    main()

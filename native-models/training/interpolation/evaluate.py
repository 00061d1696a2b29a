"""How good the interpolation network is, beside the mix of both frames and FFmpeg's minterpolate.

    PYTHONPATH=native-models python -m training.interpolation.evaluate [--checkpoints NAME ...]

Moving photographs and drawings at 384 x 384, 5 to 15 pixels between keyframes, at t = 1/3 and 2/3. Without arguments
the published pack; with names of checkpoints (runs/interpolation-NAME.pt) a line for each, as an ablation table;
NAME:kernels or NAME:context for one that was trained without that part.
"""

import argparse
import json
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import torch
from safetensors.torch import load_file

from training.feedforward import PACKS, learnt
from training.interpolation import edsc, footage, model
from training.interpolation.minterpolate import ffmpeg, minterpolated
from training.interpolation.motion import padded
from training.interpolation.train import CONFIG, LIGHT
from training.table import Row

KINDS = ("photographs", "drawings")
TIMES = (1 / 3, 2 / 3)
Drawer = Callable[[footage.Footage], tuple[footage.Picture, ...]]
"""Footage -> the frames at `TIMES`."""


@dataclass
class Score:
    """Means over clips and times."""

    psnr: float
    sharpness: float
    """Gradient energy beside the true frame's."""
    flicker: float
    """How differently a clip's frames change from the true ones, beside the mix of neighbours."""


def clips(kind: str, count: int, side: int = 384) -> dict[str, footage.Footage]:
    pictures = footage.photographs() if kind == "photographs" else footage.drawings()
    names = list(pictures)
    found = {}
    for index, name in enumerate(names[:count]):
        for motion, frame in footage.motions(pictures[name], pictures[names[index - 1]], side).items():
            found[f"{name}, {motion}"] = frame
    return found


def mixed(frame: footage.Footage) -> tuple[footage.Picture, ...]:
    first, last = footage.eight_bits(frame(0)), footage.eight_bits(frame(1))
    return tuple(first * (1 - t) + last * t for t in TIMES)


def drawer(network: torch.nn.Module) -> Drawer:
    @torch.no_grad()
    def draw(frame: footage.Footage) -> tuple[footage.Picture, ...]:
        first, last = footage.eight_bits(frame(0)), footage.eight_bits(frame(1))
        return tuple(footage.eight_bits(padded(network, first, last, torch.full((1, 1, 1, 1), t))) for t in TIMES)

    return draw


def change(frames: list[footage.Picture], true: list[footage.Picture]) -> float:
    """How far the change from frame to frame is from the true change."""
    steps = [((frames[i + 1] - frames[i]) - (true[i + 1] - true[i]))[..., 8:-8, 8:-8].abs().mean().item() for i in range(len(true) - 1)]
    return float(np.mean(steps))


def measure(draw: Drawer, found: dict[str, footage.Footage]) -> tuple[Score, dict[str, float]]:
    """The means, and the PSNR of each clip."""
    each: dict[str, float] = {}
    sharp, changes, plain = [], [], []
    for name, frame in found.items():
        ends, true = [footage.eight_bits(frame(t)) for t in (0, 1)], [frame(t) for t in TIMES]
        made = draw(frame)
        each[name] = float(np.mean([footage.psnr(a, b) for a, b in zip(made, true, strict=True)]))
        sharp += [footage.sharpness(a, b) for a, b in zip(made, true, strict=True)]
        whole = [ends[0], *true, ends[1]]
        changes.append(change([ends[0], *made, ends[1]], whole))
        plain.append(change([ends[0], *mixed(frame), ends[1]], whole))
    return Score(float(np.mean(list(each.values()))), float(np.mean(sharp)), float(np.mean(changes) / np.mean(plain))), each


def published() -> torch.nn.Module:
    """The pack's network: float16 weights, float32 arithmetic."""
    folder = PACKS / "starter-smooth" / "net"
    config = json.loads((folder / "config.json").read_text())
    network = (edsc if "head" in config else model).from_config(config)
    network.load_state_dict({key: value.float() for key, value in load_file(folder / "model.safetensors").items()})
    return network.eval()


def checkpoint(name: str) -> torch.nn.Module:
    """runs/interpolation-NAME.pt; NAME:PART leaves a part of the head out, as its training did."""
    name, *without = name.split(":")
    kept = learnt(f"interpolation-{name}")
    network = edsc.from_config(CONFIG) if "head1.weight" in kept else model.from_config(LIGHT)
    network.load_state_dict(kept)
    if isinstance(network, edsc.EDSCInterpolationNet):
        network.parts -= set(without)
    return network.eval()


def evaluate(quick: bool = False) -> list[Row]:
    """The table's rows: photographs where scikit-image is installed, drawings always."""
    torch.set_num_threads(1)
    program, rows = ffmpeg(), []
    ours = drawer(published())
    for kind in KINDS:
        found = clips(kind, 1 if quick else 4)
        if not found:
            continue
        score, each = measure(ours, found)
        plain, _ = measure(mixed, found)
        note = f"{score.psnr:.2f} dB; least clip {min(each.values()):.2f} dB"
        rows.append(Row("Starter Smooth", f"PSNR over blending, moving {kind}", score.psnr - plain.psnr, "dB", 6, ">=", note))
        if program:
            theirs, _ = measure(lambda frame: minterpolated(frame, program), found)
            note = f"minterpolate {theirs.psnr:.2f} dB"
            rows.append(Row("Starter Smooth", f"PSNR over minterpolate, moving {kind}", score.psnr - theirs.psnr, "dB", 1.5, ">=", note))
        rows.append(Row("Starter Smooth", f"sharpness beside the true frames, {kind}", score.sharpness))
        rows.append(Row("Starter Smooth", f"flicker beside blending's, {kind}", score.flicker, sense="<="))
    return rows


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--checkpoints", nargs="+", default=[])
    options.add_argument("--pictures", type=int, default=4, help="of each kind")
    options.add_argument("--kinds", nargs="+", choices=KINDS, default=list(KINDS))
    chosen = options.parse_args()
    torch.set_num_threads(1)
    program = ffmpeg()
    drawers: dict[str, Drawer] = {"blending": mixed}
    if program:
        drawers["minterpolate"] = lambda frame: minterpolated(frame, program)
    drawers["published"] = drawer(published())
    drawers |= {name: drawer(checkpoint(name)) for name in chosen.checkpoints}
    print("| network | footage | PSNR, dB | sharpness | flicker | least clip, dB |\n|---|---|---|---|---|---|")
    for kind in chosen.kinds:
        found = clips(kind, chosen.pictures)
        for name, draw in drawers.items() if found else ():
            score, each = measure(draw, found)
            print(f"| {name} | {kind} | {score.psnr:.2f} | {score.sharpness:.2f} | {score.flicker:.2f} | {min(each.values()):.2f} |", flush=True)


if __name__ == "__main__":
    main()

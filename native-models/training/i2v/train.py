"""Train the parts of image to video: python -m training.i2v.train CLIPS PACK RUN --pictures DATA --minutes 300.

CLIPS was drawn by training.i2v.clips, DATA by training.t2i.data, PACK is a text-to-image pack, whose networks stay as they are.
First the text encoder learns the words of motion (words.py; not with --start). Then motion modules, LoRA, appearance encoder and ControlNet learn together: on clips, on pictures, which are clips of one frame, and on clips
to repair, so that video to video needs no more than motion modules of its own. RUN/clips.pt is gone on with when the command is given again.

`--without prior|appearance|control|joint` leaves one thing out, for the ablation table: give each its own RUN.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable
from pathlib import Path

from torch import nn

from training.processor import mixed, settle
from training.resumable import Resumable
from training.t2i.data import Pictures, scenes
from training.t2i.diffusion import alphas_cumprod
from training.t2i.muon import optimisers

from .clip_model import ClipModel, clip_model
from .clips import ClipSet
from .examples import Examples
from .objective import Batch, denoising_loss
from .words import teach_words

WITHOUT = ["prior", "appearance", "control", "joint"]


def train_clips(
    model: ClipModel, learning: nn.ModuleDict, draw: Callable[[], Batch], path: Path, minutes: float, rate: float, device: str,
    without: frozenset[str] = frozenset(),
) -> None:
    """The training itself of what is learning in the model; shared with video to video."""
    table = alphas_cumprod().to(device)
    training = Resumable(path, learning, optimisers([learning], rate), minutes=minutes)
    while training.going():
        batch = draw().to(device)
        with mixed(device):
            loss, first = denoising_loss(model, batch, table, without)
        training.step(loss, {"first frame": first.item()})


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("clips", type=Path)
    parser.add_argument("pack", type=Path)
    parser.add_argument("run", type=Path)
    parser.add_argument("--pictures", type=Path)
    parser.add_argument("--minutes", type=float, default=300)
    parser.add_argument("--rate", type=float, default=1e-3)
    parser.add_argument("--start", type=Path, help="checkpoint of another run to go on from, say one on smaller clips")
    parser.add_argument("--without", choices=WITHOUT, action="append", default=[])
    parser.add_argument("--device", default="cpu")
    parser.add_argument("--threads", type=int, default=1)
    options = parser.parse_args()
    without = frozenset(options.without)
    settle(options.threads)
    model = clip_model(options.pack)
    pictures, records = (Pictures(options.pictures), scenes(options.pictures)) if options.pictures else (None, [])
    if options.start:
        model.parts.load_average(options.start)
    clips = ClipSet(options.clips)
    examples = Examples(model, clips, pictures, records, without)
    model.to(options.device)
    if not options.start:
        teach_words(model, clips, options.run / "words.pt", options.device)
    learning = nn.ModuleDict({"parts": model.parts})
    train_clips(model, learning, examples.draw, options.run / "clips.pt", options.minutes, options.rate, options.device, without)


if __name__ == "__main__":
    main()

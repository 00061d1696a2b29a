"""Train video to video: python -m training.v2v.train CLIPS PACK RUN --minutes 60.

CLIPS are drawn large and few (training.i2v.clips OUT --size 512 --frames 8 --count 400). Everything goes on from the PACK's image to video,
which has learned to repair clips along with its own task (i2v/examples.py); here its motion modules learn at twice the size, by a LoRA.
What the network is given is the clip blurred by an enlargement, mostly with a part erased or doubled in a few frames; what it must give
is the clip as drawn. It looks at the given frames through the ControlNet and in the noise it starts from (i2v/objective.py), and at the
other frames through its motion modules.
"""

from __future__ import annotations

import argparse
from pathlib import Path

from torch import nn

from training.i2v.clips import ClipSet
from training.i2v.examples import Examples
from training.i2v.export import read_parts
from training.i2v.train import train_clips
from training.processor import settle


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("clips", type=Path)
    parser.add_argument("pack", type=Path)
    parser.add_argument("run", type=Path)
    parser.add_argument("--minutes", type=float, default=60)
    parser.add_argument("--rate", type=float, default=1e-3)
    parser.add_argument("--frames", type=int, default=8)
    parser.add_argument("--batch", type=int, default=1)
    parser.add_argument("--device", default="cpu")
    parser.add_argument("--threads", type=int, default=1)
    options = parser.parse_args()
    settle(options.threads)
    model = read_parts(options.pack)
    model.parts.requires_grad_(False)
    learning = nn.ModuleDict({"motion": model.change_motion()})
    examples, path = Examples(model, ClipSet(options.clips)), options.run / "clips.pt"
    draw = lambda: examples.repairs(options.batch, options.frames)
    train_clips(model.to(options.device), learning.to(options.device), draw, path, options.minutes, options.rate, options.device)


if __name__ == "__main__":
    main()

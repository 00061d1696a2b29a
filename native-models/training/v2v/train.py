"""Train video to video: python -m training.v2v.train CLIPS PACK RUN --start I2V_RUN/clips.pt --minutes 240.

CLIPS are drawn large and few (training.i2v.clips OUT --size 512 --frames 8 --count 400). Everything goes on from image to video, which
has learned to repair clips along with its own task (i2v/examples.py); here the motion modules alone become others, at twice the size.
What the network is given is the clip blurred by an enlargement, mostly with a part erased or doubled in a few frames; what it must give
is the clip as drawn. It looks at the given frames through the ControlNet and in the noise it starts from (i2v/objective.py), and at the
other frames through its motion modules.
"""

from __future__ import annotations

import argparse
from pathlib import Path

from training.i2v.clip_model import clip_model
from training.i2v.clips import ClipSet
from training.i2v.examples import Examples
from training.i2v.train import train_clips
from training.processor import settle


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("clips", type=Path)
    parser.add_argument("pack", type=Path)
    parser.add_argument("run", type=Path)
    parser.add_argument("--start", type=Path, required=True, help="checkpoint of image to video to go on from")
    parser.add_argument("--minutes", type=float, default=240)
    parser.add_argument("--rate", type=float, default=5e-4)
    parser.add_argument("--frames", type=int, default=8)
    parser.add_argument("--batch", type=int, default=1)
    parser.add_argument("--device", default="cpu")
    parser.add_argument("--threads", type=int, default=1)
    options = parser.parse_args()
    settle(options.threads)
    model = clip_model(options.pack)
    model.parts.load_average(options.start).requires_grad_(False)
    model.parts.motion.requires_grad_(True)
    examples = Examples(model, ClipSet(options.clips))
    path = options.run / "clips.pt"
    train_clips(model.to(options.device), lambda: examples.repairs(options.batch, options.frames), path, options.minutes, options.rate, options.device)


if __name__ == "__main__":
    main()

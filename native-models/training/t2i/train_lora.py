"""Go on with text to image by a LoRA, once parts for clips are trained around its UNet: python -m training.t2i.train_lora DATA RUN PACK.

The PACK's UNet and text encoder stay as they are; what stills gain is not at the clips' cost. Needs RUN/vae.pt, the pack's own. Resumes
RUN/lora.pt; `python -m training.i2v.export RUN/lora.pt PACK --stage t2i` puts it into the pack.
"""

from __future__ import annotations

import argparse
import os
from pathlib import Path

import torch
from torch import nn

from training.lora import Lora, spatial_layers
from training.processor import settle
from training.resumable import Resumable

from .data import scenes
from .diffusion import alphas_cumprod
from .latents import encode
from .muon import optimisers
from .sample import Pack
from .train_unet import Batches, lesson, naming


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=Path)
    parser.add_argument("run", type=Path)
    parser.add_argument("pack", type=Path)
    parser.add_argument("--minutes", type=float, default=60, help="of all sessions together")
    parser.add_argument("--batch", type=int, default=16)
    parser.add_argument("--rate", type=float, default=1e-3)
    parser.add_argument("--threads", type=int, default=1)
    options = parser.parse_args()
    settle(options.threads)
    torch.manual_seed(os.getpid())
    pack = Pack(options.pack)
    unet, text = pack.unet.to(memory_format=torch.channels_last), pack.text
    unet.requires_grad_(False), text.requires_grad_(False)
    layers = spatial_layers(unet, text)
    lora, namer = Lora(layers), naming(text)
    lora.attach(layers)
    tools = [*optimisers([lora], options.rate), torch.optim.AdamW(namer.parameters(), 2e-3, weight_decay=0.01)]
    run = Resumable(options.run / "lora.pt", nn.ModuleDict({"lora": lora, "namer": namer}), tools, minutes=options.minutes)
    source = Batches(encode(options.data, options.run), scenes(options.data), pack.words, options.batch, os.getpid())
    table = alphas_cumprod()
    while run.going():
        run.step(*lesson(unet, text, namer, source, table))


if __name__ == "__main__":
    main()

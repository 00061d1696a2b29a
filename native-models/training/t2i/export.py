"""Write the pack's folders from a run: python -m training.t2i.export RUN PACK.

Upstream layout: tokenizer/ is there already, text_encoder/, unet/, vae/ and scheduler/ are written here, weights as float16.
upscaler/ is written when the run holds one.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path

import torch
from safetensors.torch import save_file
from torch import Tensor

from . import unet, vae
from .diffusion import SCHEDULER
from .text import Words, text_config


def write(folder: Path, config: dict, state: dict[str, Tensor], weights: str) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "config.json").write_text(json.dumps(config, indent=2) + "\n")
    half = {k: v.half().contiguous() for k, v in sorted(state.items()) if v.is_floating_point()}
    assert all(torch.isfinite(v).all() for v in half.values()), "a weight does not fit float16"
    save_file(half, folder / weights, {"format": "pt"})
    print(f"{folder.name}/{weights}: {(folder / weights).stat().st_size / 1e6:.2f} MB")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("run", type=Path)
    parser.add_argument("pack", type=Path)
    options = parser.parse_args()
    diffusers_name = "diffusion_pytorch_model.safetensors"
    write(options.pack / "vae", vae.CONFIG, torch.load(options.run / "vae.pt")["model"], diffusers_name)
    average = torch.load(options.run / "unet.pt")["average"]
    part = lambda name: {k[len(name) + 1:]: v for k, v in average.items() if k.startswith(name + ".")}  # noqa: E731
    write(options.pack / "unet", unet.CONFIG, part("unet"), diffusers_name)
    # transformers 5 dropped the prefix that published CLIP text encoders carry
    text = {k if k.startswith("text_model.") else f"text_model.{k}": v for k, v in part("text").items()}
    vocabulary = Words(options.pack / "tokenizer").tokenizer.get_vocab_size()
    write(options.pack / "text_encoder", text_config(vocabulary), text, "model.safetensors")
    (options.pack / "scheduler").mkdir(exist_ok=True)
    (options.pack / "scheduler" / "scheduler_config.json").write_text(json.dumps(SCHEDULER, indent=2) + "\n")
    upscaler = options.run / "upscaler.pt"
    if upscaler.exists():
        saved = torch.load(upscaler)
        write(options.pack / "upscaler", saved["config"], saved["average"], "model.safetensors")


if __name__ == "__main__":
    main()

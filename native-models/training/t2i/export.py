"""Write the pack's folders from a run: python -m training.t2i.export RUN PACK.

Upstream layout: tokenizer/, text_encoder/, unet/, vae/ and scheduler/, weights as float16.
upscaler/ is written when the run holds one. pack.json's list of the UNet's files follows.
"""

from __future__ import annotations

import argparse
import json
import shutil
from pathlib import Path

import torch
from safetensors.torch import save_file
from torch import Tensor

from training.resumable import average

from . import unet, vae
from .diffusion import SCHEDULER
from .text import Words, text_config

LARGEST = 15_000_000  # bytes of one file


def shards(state: dict[str, Tensor]) -> list[dict[str, Tensor]]:
    """The tensors in order, in as few parts as stay under LARGEST."""
    parts: list[dict[str, Tensor]] = [{}]
    for key, value in state.items():
        if sum(v.nbytes for v in parts[-1].values()) + value.nbytes > LARGEST:
            parts.append({})
        parts[-1][key] = value
    return parts


def write(folder: Path, config: dict, state: dict[str, Tensor], weights: str) -> list[str]:
    """config.json and float16 weights, in numbered parts as diffusers names them where one file would be too large; their names."""
    folder.mkdir(parents=True, exist_ok=True)
    stem, end = weights.rsplit(".", 1)
    for old in folder.glob(f"{stem}*.{end}"):
        old.unlink()
    (folder / "config.json").write_text(json.dumps(config, indent=2) + "\n")
    half = {k: v.half().contiguous() for k, v in sorted(state.items()) if v.is_floating_point()}
    assert all(torch.isfinite(v).all() for v in half.values()), "a weight does not fit float16"
    parts = shards(half)
    names = [weights if len(parts) == 1 else f"{stem}-{i:05d}-of-{len(parts):05d}.{end}" for i in range(1, len(parts) + 1)]
    for name, part in zip(names, parts, strict=True):
        save_file(part, folder / name, {"format": "pt"})
        (folder / name).chmod(0o644)
        print(f"{folder.name}/{name}: {(folder / name).stat().st_size / 1e6:.2f} MB")
    return names


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("run", type=Path)
    parser.add_argument("pack", type=Path)
    options = parser.parse_args()
    diffusers_name = "diffusion_pytorch_model.safetensors"
    write(options.pack / "vae", vae.CONFIG, torch.load(options.run / "vae.pt")["model"], diffusers_name)
    weights = average(options.run / "unet.pt")
    part = lambda name: {k[len(name) + 1:]: v for k, v in weights.items() if k.startswith(name + ".")}  # noqa: E731
    parts = write(options.pack / "unet", unet.CONFIG, part("unet"), diffusers_name)
    # transformers 5 dropped the prefix that published CLIP text encoders carry
    text = {k if k.startswith("text_model.") else f"text_model.{k}": v for k, v in part("text").items()}
    shutil.copytree(options.run / "tokenizer", options.pack / "tokenizer", dirs_exist_ok=True)
    vocabulary = Words(options.run / "tokenizer").tokenizer.get_vocab_size()
    write(options.pack / "text_encoder", text_config(vocabulary), text, "model.safetensors")
    (options.pack / "scheduler").mkdir(exist_ok=True)
    (options.pack / "scheduler" / "scheduler_config.json").write_text(json.dumps(SCHEDULER, indent=2) + "\n")
    upscaler = options.run / "upscaler.pt"
    if upscaler.exists():
        saved = torch.load(upscaler)
        write(options.pack / "upscaler", saved["config"], saved["average"], "model.safetensors")
    manifest = options.pack / "pack.json"
    if manifest.exists():
        pack = json.loads(manifest.read_text())
        pack["components"]["unet"]["weights"] = [f"unet/{name}" for name in parts]
        manifest.write_text(json.dumps(pack, indent=2, ensure_ascii=False) + "\n")


if __name__ == "__main__":
    main()

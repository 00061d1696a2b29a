"""Tensors for checking other implementations: python -m training.t2i.fixtures PACK OUT.

Writes OUT/networks.safetensors: what each network of the pack answers to fixed inputs, in float32 arithmetic on the
float16 weights: token ids -> text states, one UNet call, one VAE decode, one upscaler call, and a whole run of the sampler
(4 steps, guidance 4).
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path

import torch
from safetensors.torch import save_file

from .sample import Pack

PROMPT = "An old-fashioned windmill surrounded by flowers, warm dusk light"


@torch.no_grad()
def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("pack", type=Path)
    parser.add_argument("out", type=Path)
    options = parser.parse_args()
    torch.manual_seed(5)
    pack = Pack(options.pack)
    pack.shape = (pack.shape[0], 16, 16)  # small: what is checked is arithmetic
    ids = torch.from_numpy(pack.words([PROMPT, ""]))
    states = pack.text(ids).last_hidden_state
    x, t = torch.randn(2, *pack.shape), torch.tensor([999, 250])
    latents = torch.randn(1, *pack.shape)
    picture = torch.rand(1, 3, 24, 32)
    start = torch.randn(*pack.shape, generator=torch.Generator().manual_seed(1))[None]
    found = pack.latents([PROMPT], seed=1, steps=4, guidance=4.0)
    tensors = {
        "text.ids": ids.int(), "text.states": states, "unet.sample": x, "unet.timestep": t.int(), "unet.out": pack.unet(x, t, states),
        "vae.latents": latents, "vae.picture": pack.vae.decode(latents), "vae.source": pack.vae.decode(latents).clamp(-1, 1),
        "vae.mean": pack.vae.encode(pack.vae.decode(latents).clamp(-1, 1))[0], "sampler.start": start, "sampler.latents": found,
        "sampler.picture": pack.pictures(found),
    }
    if pack.upscaler is not None:
        tensors |= {"upscaler.in": picture, "upscaler.out": pack.upscaler(picture)}
    options.out.mkdir(parents=True, exist_ok=True)
    path = options.out / "networks.safetensors"
    save_file({k: v.contiguous() for k, v in tensors.items()}, path, {"prompt": PROMPT, "sampler": json.dumps({"steps": 4, "guidanceScale": 4})})
    print(f"{path}: {path.stat().st_size / 1e6:.2f} MB")


if __name__ == "__main__":
    main()

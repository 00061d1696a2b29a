"""Sharpen the VAE's decoder: python -m training.t2i.train_decoder DATA RUN --minutes 30.

The encoder stays as it is, so latents already encoded stay valid and the UNet can be trained before, after or meanwhile. The
decoder learns from latents with a little noise (a UNet's are not exact either), and a critic that judges patches keeps
edges and textures crisp where L1 alone would average them. Writes the decoder into RUN/vae.pt.
"""

from __future__ import annotations

import argparse
import time
from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F
from torch import Tensor, nn

from training.processor import mixed, settle
from training.resumable import Resumable

from .data import Pictures
from .latents import encode
from .train_vae import HELD_OUT, edges, optimisers, quality, to_tensor
from .vae import AutoencoderKL


class Critic(nn.Module):
    """PatchGAN: for every place of a picture [b, 3, h, w], whether what is around it looks drawn (above 0) or decoded."""

    def __init__(self) -> None:
        super().__init__()
        widths = [3, 24, 48, 96]
        self.layers = nn.ModuleList(nn.Conv2d(a, b, 4, stride=2, padding=1) for a, b in zip(widths, widths[1:]))
        self.norms = nn.ModuleList(nn.GroupNorm(8, b) for b in widths[1:])
        self.out = nn.Conv2d(widths[-1], 1, 3, padding=1)

    def forward(self, x: Tensor) -> Tensor:
        for layer, norm in zip(self.layers, self.norms):
            x = F.leaky_relu(norm(layer(x)), 0.2)
        return self.out(x)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=Path)
    parser.add_argument("run", type=Path)
    parser.add_argument("--minutes", type=float, default=30, help="of all sessions together")
    parser.add_argument("--rate", type=float, default=3e-3)
    parser.add_argument("--adversarial", type=float, default=0.02, help="weight of the critic's say, once it has had a tenth of the time to learn")
    parser.add_argument("--noise", type=float, default=0.1)
    options = parser.parse_args()
    settle()
    torch.manual_seed(0)
    rng = np.random.default_rng(int(time.time()))
    pictures, latents = Pictures(options.data), encode(options.data, options.run)[0]
    held_out = to_tensor(pictures.take(range(len(pictures) - HELD_OUT, len(pictures))))
    # Channels last and bfloat16 together: three and a half times as quick.
    model, critic, result = AutoencoderKL().to(memory_format=torch.channels_last), Critic(), options.run / "vae.pt"
    model.load_state_dict(torch.load(result)["model"])
    print(f"{len(pictures)} pictures, {quality(model, held_out)}", flush=True)
    parts = nn.ModuleDict({"decoder": model.decoder, "post_quant_conv": model.post_quant_conv})
    run = Resumable(options.run / "decoder-training.pt", parts, optimisers(list(parts.parameters()), options.rate), minutes=options.minutes, decay=0.99,
                    cooldown=0.5)
    judge = torch.optim.AdamW(critic.parameters(), 4e-4, betas=(0.5, 0.9), weight_decay=0.0)
    while run.going():
        chosen = rng.integers(0, len(pictures) - HELD_OUT, 3)
        x, z = to_tensor(pictures.take(chosen)), torch.from_numpy(latents[chosen].astype(np.float32))
        with mixed():
            y = model.decode((z + options.noise * torch.randn_like(z)).contiguous(memory_format=torch.channels_last))
        y = y.float()
        judge.zero_grad()
        verdict = F.relu(1 - critic(x)).mean() + F.relu(1 + critic(y.detach())).mean()
        verdict.backward()
        judge.step()
        pixel, edge, blamed = (y - x).abs().mean(), edges(y, x), -critic(y).mean()
        weight = options.adversarial * min(1.0, max(0.0, run.progress() / 0.1 - 1))
        run.step(pixel + 0.8 * edge + weight * blamed, {"pixel": float(pixel.detach()), "edge": float(edge.detach()), "critic": float(verdict.detach())})
    model.load_state_dict({**model.state_dict(), **run.average})
    torch.save({"model": model.state_dict()}, result)
    print(quality(model, held_out))


if __name__ == "__main__":
    main()

"""Train the VAE: python -m training.t2i.train_vae DATA RUN --minutes 75.

Starts on crops of half the size, so that more pictures are seen, and ends on whole pictures, so that the group norms'
statistics are those of use. At the end, or when stopped, it writes RUN/vae.pt with latents of mean 0 and deviation 1. A run
that has RUN/vae.pt but no RUN/vae-training.pt starts from those weights. Latents encoded by an older VAE are removed.
"""

from __future__ import annotations

import argparse
import shutil
import time
from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F
from torch import Tensor, nn

from training.processor import settle
from training.resumable import Resumable

from .data import Pictures
from .layers import parameter_count
from .muon import Muon
from .vae import AutoencoderKL

HELD_OUT = 16  # the last pictures of the set


def to_tensor(pictures: np.ndarray) -> Tensor:
    """uint8 [n, h, w, 3] to [n, 3, h, w] in -1..1."""
    return torch.from_numpy(pictures).permute(0, 3, 1, 2).float() / 127.5 - 1


def batches(pictures: Pictures, rng: np.random.Generator, batch: int, crop: int) -> Tensor:
    """[batch, 3, crop, crop] in -1..1, mirrored half of the time."""
    out = np.empty((batch, crop, crop, 3), np.uint8)
    for i, index in enumerate(rng.integers(0, len(pictures) - HELD_OUT, batch)):
        y, x = rng.integers(0, (pictures.size - crop) // 16 + 1, 2) * 16
        patch = pictures[int(index)][y:y + crop, x:x + crop]
        out[i] = patch[:, ::-1] if rng.uniform() < 0.5 else patch
    return to_tensor(out)


def edges(a: Tensor, b: Tensor, scales: int = 3) -> Tensor:
    """Mean difference of the two pictures' gradients, at full size and halved: keeps edges where plain L1 would blur them."""
    d, total = a - b, a.new_zeros(())
    for _ in range(scales):
        total = total + (d[..., 1:, :] - d[..., :-1, :]).abs().mean() + (d[..., 1:] - d[..., :-1]).abs().mean()
        d = F.avg_pool2d(d, 2)
    return total / scales


def sharpness(x: Tensor) -> Tensor:
    """Mean squared gradient of each picture, [n]."""
    return (x[..., 1:, :] - x[..., :-1, :]).pow(2).mean((1, 2, 3)) + (x[..., 1:] - x[..., :-1]).pow(2).mean((1, 2, 3))


@torch.no_grad()
def quality(model: AutoencoderKL, held_out: Tensor) -> str:
    """Mean PSNR of whole pictures through mean latents, and their gradient energy relative to the originals'."""
    back = torch.cat([model.decode(model.encode(x)[0]).clamp(-1, 1) for x in held_out.split(4)])
    psnr = -10 * torch.log10(((back - held_out) / 2).pow(2).mean((1, 2, 3)))
    return f"PSNR {float(psnr.mean()):.2f} dB, gradient energy {float((sharpness(back) / sharpness(held_out)).mean()):.3f}"


@torch.no_grad()
def latent_moments(model: AutoencoderKL, pictures: Pictures, count: int) -> tuple[Tensor, Tensor]:
    chosen = np.linspace(0, len(pictures) - 1, count).astype(int)
    z = torch.cat([model.encode(to_tensor(pictures.take(part)))[0] for part in np.split(chosen, count // 8)])
    return z.mean((0, 2, 3)), z.std((0, 2, 3))


def optimisers(parameters: list[nn.Parameter], rate: float) -> list[torch.optim.Optimizer]:
    """Muon for matrices and kernels, the first and last too; AdamW for norms and biases."""
    matrices, others = [p for p in parameters if p.ndim >= 2], [p for p in parameters if p.ndim < 2]
    return [Muon(matrices, rate, weight_decay=0.0), torch.optim.AdamW(others, rate, betas=(0.9, 0.98), weight_decay=0.0)]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=Path)
    parser.add_argument("run", type=Path)
    parser.add_argument("--minutes", type=float, default=75, help="of all sessions together")
    parser.add_argument("--crop-share", type=float, default=0.7, help="part of the time spent on crops")
    parser.add_argument("--rate", type=float, default=4e-3)
    parser.add_argument("--kl", type=float, default=2e-6)
    parser.add_argument("--noise", type=float, default=0.05)
    options = parser.parse_args()
    settle()
    torch.manual_seed(0)
    rng = np.random.default_rng(int(time.time()))
    pictures = Pictures(options.data)
    held_out = to_tensor(pictures.take(range(len(pictures) - HELD_OUT, len(pictures))))
    model, result = AutoencoderKL().to(memory_format=torch.channels_last), options.run / "vae.pt"
    if result.exists():
        model.load_state_dict(torch.load(result)["model"])
    else:
        model.start()
    print(f"{parameter_count(model)} parameters, {len(pictures)} pictures, {quality(model, held_out)}", flush=True)
    run = Resumable(options.run / "vae-training.pt", nn.ModuleDict({"vae": model}), optimisers(list(model.parameters()), options.rate),
                    minutes=options.minutes, decay=0.99, cooldown=0.4, show_every=100)
    if run.progress() >= 1 and result.exists():
        print("nothing left to do")
        return
    while run.going():
        whole = run.progress() > options.crop_share
        x = batches(pictures, rng, 1 if whole else 3, pictures.size if whole else pictures.size // 2)  # small batches: steps matter more
        x = x.contiguous(memory_format=torch.channels_last)
        mean, logvar = model.encode(x)
        # Noise in proportion to the latents' own spread: the UNet will not be more exact than that either.
        spread = options.noise * mean.detach().std((0, 2, 3), keepdim=True)
        y = model.decode(mean + torch.randn_like(mean) * (logvar.exp() + spread**2).sqrt())
        pixel, edge = F.huber_loss(y, x, delta=0.3), edges(y, x)
        run.step(3 * pixel + 0.3 * edge + options.kl * 0.5 * (mean.pow(2) + logvar.exp() - 1 - logvar).mean(), {"pixel": float(pixel.detach()), "edge": float(edge.detach())})
    model.load_state_dict({k.removeprefix("vae."): w for k, w in run.average.items()})
    model.standardise(*latent_moments(model, pictures, 256))
    torch.save({"model": model.state_dict()}, result)
    for stale in options.run.glob("latents*"):
        shutil.rmtree(stale)
    print(f"{quality(model, held_out)}, latents {latent_moments(model, pictures, 64)}")


if __name__ == "__main__":
    main()

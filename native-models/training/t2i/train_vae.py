"""Train the VAE: python -m training.t2i.train_vae DATA RUN --minutes 10 [--decoder-only].

Starts on 64-pixel crops, which are four times cheaper, and ends on whole pictures, so that the group norms' statistics
are those of use. With --decoder-only the encoder stays as it is, so that latents already encoded (RUN/latents.npy) stay valid,
and the decoder learns from those. Resumes from RUN/vae.pt, saved every two minutes.
"""

from __future__ import annotations

import argparse
import time
from pathlib import Path

import numpy as np
import torch
from torch import Tensor

from .layers import parameter_count
from .muon import Muon
from .vae import AutoencoderKL


def batches(pictures: np.ndarray, rng: np.random.Generator, batch: int, crop: int) -> Tensor:
    """[batch, 3, crop, crop] in -1..1, mirrored half of the time."""
    side = pictures.shape[1]
    out = np.empty((batch, crop, crop, 3), np.float32)
    for i, index in enumerate(rng.integers(0, len(pictures), batch)):
        y, x = rng.integers(0, (side - crop) // 8 + 1, 2) * 8
        patch = pictures[index, y:y + crop, x:x + crop]
        out[i] = patch[:, ::-1] if rng.uniform() < 0.5 else patch
    return torch.from_numpy(out).permute(0, 3, 1, 2) / 127.5 - 1


def edges(a: Tensor, b: Tensor) -> Tensor:
    """Mean difference of the two pictures' gradients: keeps edges where plain L1 would blur them."""
    d = a - b
    return (d[..., 1:, :] - d[..., :-1, :]).abs().mean() + (d[..., 1:] - d[..., :-1]).abs().mean()


@torch.no_grad()
def quality(model: AutoencoderKL, held_out: Tensor) -> float:
    """Mean PSNR in dB of whole pictures through mean latents."""
    back = model.decode(model.encode(held_out)[0]).clamp(-1, 1)
    return float((-10 * torch.log10(((back - held_out) / 2).pow(2).mean((1, 2, 3)))).mean())


@torch.no_grad()
def latent_moments(model: AutoencoderKL, pictures: np.ndarray, count: int = 256) -> tuple[Tensor, Tensor]:
    z = [model.encode(torch.from_numpy(pictures[i:i + 16]).float().permute(0, 3, 1, 2) / 127.5 - 1)[0] for i in range(0, count, 16)]
    z = torch.cat(z)
    return z.mean((0, 2, 3)), z.std((0, 2, 3))


def split(parameters: list[torch.nn.Parameter], rate: float) -> list[torch.optim.Optimizer]:
    """Muon for matrices and kernels, AdamW for norms and biases."""
    matrices = [p for p in parameters if p.ndim >= 2]
    return [Muon(matrices, rate, weight_decay=0.0), torch.optim.AdamW([p for p in parameters if p.ndim < 2], rate, betas=(0.9, 0.98), weight_decay=0.0)]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=Path)
    parser.add_argument("run", type=Path)
    parser.add_argument("--minutes", type=float, default=10)
    parser.add_argument("--crop-share", type=float, default=0.6, help="part of the time spent on crops")
    parser.add_argument("--rate", type=float, default=4e-3)
    parser.add_argument("--kl", type=float, default=2e-6)
    parser.add_argument("--noise", type=float, default=0.1)
    parser.add_argument("--count", type=int, help="use only the first pictures of the set")
    parser.add_argument("--decoder-only", action="store_true")
    options = parser.parse_args()
    torch.set_num_threads(1)
    torch.manual_seed(0)
    rng = np.random.default_rng(int(time.time()))
    options.run.mkdir(parents=True, exist_ok=True)
    pictures = np.load(options.data / "pictures.npy", mmap_mode="r")[:options.count]
    held_out = torch.from_numpy(np.array(pictures[-16:])).float().permute(0, 3, 1, 2) / 127.5 - 1
    pictures = pictures[:-16]
    model = AutoencoderKL()
    checkpoint = options.run / "vae.pt"
    if checkpoint.exists():
        model.load_state_dict(torch.load(checkpoint)["model"])
    print(f"{parameter_count(model)} parameters, PSNR {quality(model, held_out):.2f} dB", flush=True)
    trained = [*model.decoder.parameters(), *model.post_quant_conv.parameters()] if options.decoder_only else list(model.parameters())
    latents = np.load(options.run / "latents.npy") if options.decoder_only else None
    tools = split(trained, options.rate)
    average = {k: v.clone() for k, v in model.state_dict().items()}
    started = saved = time.time()
    step = seen = 0
    while (spent := (time.time() - started) / 60 / options.minutes) < 1:
        for group in (g for tool in tools for g in tool.param_groups):  # short warm-up, then a half cosine to a twentieth
            group["lr"] = options.rate * min(1, (step + 1) / 60) * (0.05 + 0.95 * (0.5 + 0.5 * np.cos(np.pi * spent)))
        whole = spent > options.crop_share
        if options.decoder_only:
            chosen = np.sort(rng.integers(0, len(pictures), 4))
            x = torch.from_numpy(pictures[chosen]).float().permute(0, 3, 1, 2) / 127.5 - 1
            mean = torch.from_numpy(latents[chosen].astype(np.float32))
            logvar = torch.full_like(mean, -12.0)
        else:
            x = batches(pictures, rng, 4 if whole else 8, 128 if whole else 64)
            mean, logvar = model.encode(x)
        # Noise of a tenth of the latents' own spread: the UNet will not be more exact than that either.
        spread = options.noise * mean.detach().std((0, 2, 3), keepdim=True)
        z = mean + torch.randn_like(mean) * (logvar.exp() + spread**2).sqrt()
        y = model.decode(z)
        loss = (y - x).abs().mean() + 0.6 * edges(y, x)
        if not options.decoder_only:
            loss = loss + options.kl * 0.5 * (mean.pow(2) + logvar.exp() - 1 - logvar).mean()
        for tool in tools:
            tool.zero_grad()
        loss.backward()
        torch.nn.utils.clip_grad_norm_(trained, 1.0)
        for tool in tools:
            tool.step()
        step, seen = step + 1, seen + len(x)
        decay = min(0.99, step / (step + 50))
        with torch.no_grad():
            for k, v in model.state_dict().items():
                average[k].lerp_(v, 1 - decay)
        if step % 100 == 0:
            print(f"{spent * options.minutes:.1f} min, step {step}, {seen} seen, loss {float(loss.detach()):.4f}, std {float((0.5 * logvar).exp().mean()):.3f}", flush=True)
        if time.time() - saved > 120:
            torch.save({"model": average}, checkpoint)
            saved = time.time()
    model.load_state_dict(average)
    if not options.decoder_only:
        model.standardise(*latent_moments(model, pictures))
    torch.save({"model": model.state_dict()}, checkpoint)
    print(f"done: {seen} seen, PSNR {quality(model, held_out):.2f} dB, latents {latent_moments(model, pictures, 64)}")


if __name__ == "__main__":
    main()

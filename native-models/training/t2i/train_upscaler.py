"""Train the pack's upscaler: python -m training.t2i.train_upscaler DATA512 DATA1024 RUN --minutes 20 [--start REFINER.safetensors].

One x2 network is used twice, 256 to 1024. So most pairs are the VAE's own pictures (latents with a little noise, decoded)
against clean ones at twice the size; the rest are drawn pictures at 256 and 512, shrunk after a slight blur, part of them
through the network itself, against clean ones. L1 on pixels, on gradients, and a small adversarial term that
keeps edges crisp. Resumes from RUN/upscaler.pt.
"""

from __future__ import annotations

import argparse
import time
from pathlib import Path

import cv2
import numpy as np
import torch
import torch.nn.functional as F
from safetensors.torch import load_file
from torch import Tensor, nn

from training.processor import settle
from training.refiner.model import from_config

from .data import Pictures
from .train_vae import edges
from .vae import AutoencoderKL

CONFIG = {"_class_name": "Refiner", "channels": 32, "blocks": 4, "scale": 2}


def shrink(pictures: np.ndarray, times: int) -> np.ndarray:
    """Area averages, uint8 [n, h, w, 3]."""
    side = pictures.shape[1] // times
    return np.stack([cv2.resize(p, (side, side), interpolation=cv2.INTER_AREA) for p in pictures])


def tensor(pictures: np.ndarray) -> Tensor:
    return torch.from_numpy(np.ascontiguousarray(pictures)).permute(0, 3, 1, 2).float() / 255


@torch.no_grad()
def through_vae(run: Path, small: np.ndarray, noise: float) -> np.ndarray:
    """Pictures of 256 after encoding, a little latent noise, decoding."""
    vae = AutoencoderKL()
    vae.load_state_dict(torch.load(run / "vae.pt")["model"])
    out = []
    for i in range(0, len(small), 8):
        z = vae.encode(tensor(small[i:i + 8]) * 2 - 1)[0]
        z = z + noise * torch.randn_like(z) * torch.rand(len(z), 1, 1, 1)
        back = (vae.decode(z) / 2 + 0.5).clamp(0, 1)
        out.append((back.permute(0, 2, 3, 1).numpy() * 255).round().astype(np.uint8))
    return np.concatenate(out)


class Pairs:
    """Random crops of (input, target at twice the size)."""

    def __init__(self, sets: list[tuple[np.ndarray, np.ndarray]], shares: list[float], seed: int) -> None:
        self.sets, self.shares, self.rng = sets, shares, np.random.default_rng(seed)

    def draw(self, batch: int, crop: int, kind: int | None = None) -> tuple[Tensor, Tensor, int]:
        kind = int(self.rng.choice(len(self.sets), p=self.shares)) if kind is None else kind
        small, large = self.sets[kind]
        xs, ys = [], []
        for _ in range(batch):
            i, (y, x) = self.rng.integers(len(small)), self.rng.integers(0, small.shape[1] - crop + 1, 2)
            a, b = small[i, y:y + crop, x:x + crop], large[i, 2 * y:2 * (y + crop), 2 * x:2 * (x + crop)]
            if self.rng.uniform() < 0.5:
                a, b = a[:, ::-1], b[:, ::-1]
            xs.append(a), ys.append(b)
        x, y = tensor(np.stack(xs)), tensor(np.stack(ys))
        if kind > 0:  # softness as the step before leaves it
            sigma = float(self.rng.uniform(0.0, 0.9))
            if sigma > 0.25:
                t = torch.arange(-2, 3).float()
                k = torch.exp(-t * t / (2 * sigma**2))
                k = (k / k.sum()).view(1, 1, 1, 5).expand(3, 1, 1, 5)
                x = F.conv2d(F.conv2d(F.pad(x, (2, 2, 2, 2), "reflect"), k, groups=3), k.mT, groups=3)
        return x, y, kind


class Critic(nn.Module):
    """Says for every patch whether it looks drawn or made; sees the enlargement's input too."""

    def __init__(self) -> None:
        super().__init__()
        widths = [6, 24, 48, 64]
        self.layers = nn.ModuleList(nn.Conv2d(a, b, 4, stride=2, padding=1) for a, b in zip(widths, widths[1:]))
        self.out = nn.Conv2d(widths[-1], 1, 3, padding=1)

    def forward(self, x: Tensor) -> Tensor:
        for layer in self.layers:
            x = F.leaky_relu(layer(x), 0.2)
        return self.out(x)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data512", type=Path)
    parser.add_argument("data1024", type=Path)
    parser.add_argument("run", type=Path)
    parser.add_argument("--minutes", type=float, default=20)
    parser.add_argument("--start", type=Path, help="begin from a refiner's weights (the pack starter-refiner's)")
    parser.add_argument("--rate", type=float, default=8e-4)
    parser.add_argument("--adversarial", type=float, default=0.004, help="weight of the critic's say, from a third of the time on")
    options = parser.parse_args()
    settle()
    big, huge = (p.take(range(len(p))) for p in (Pictures(options.data512), Pictures(options.data1024)))
    small = shrink(big, 2)
    made = np.concatenate([through_vae(options.run, small, n) for n in (0.1, 0.25)])
    sets = [(made, np.concatenate([big, big])), (small, big), (shrink(huge, 2), huge)]
    pairs = Pairs(sets, [0.6, 0.2, 0.2], int(time.time()))
    model, critic = from_config(CONFIG), Critic()
    checkpoint = options.run / "upscaler.pt"
    if options.start:
        model.load_state_dict({k: v.float() for k, v in load_file(options.start).items()}, strict=False)  # a refiner may have more parts
    average = {k: v.clone() for k, v in model.state_dict().items()}
    if checkpoint.exists():
        saved = torch.load(checkpoint)
        model.load_state_dict(saved["model"])
        critic.load_state_dict(saved["critic"])
        average = saved["average"]
    tool = torch.optim.AdamW(model.parameters(), options.rate, betas=(0.9, 0.99), weight_decay=0.0)
    judge = torch.optim.AdamW(critic.parameters(), 3e-4, betas=(0.5, 0.9), weight_decay=0.0)
    started = saved_at = time.time()
    step, log = 0, []

    def save() -> None:
        torch.save({"config": CONFIG, "model": model.state_dict(), "average": average, "critic": critic.state_dict()}, checkpoint)

    while (spent := (time.time() - started) / 60 / options.minutes) < 1:
        for group in tool.param_groups:
            group["lr"] = options.rate * min(1, (step + 1) / 50) * (0.05 + 0.95 * (0.5 + 0.5 * np.cos(np.pi * spent)))
        x, target, kind = pairs.draw(8, 40)
        if kind > 0 and spent > 0.3 and pairs.rng.uniform() < 0.4:  # its own enlargement as input
            with torch.no_grad():
                x = model(F.avg_pool2d(x, 2)).clamp(0, 1)
        y = model(x)
        cut = (..., slice(4, -4), slice(4, -4))
        error = (y - target)[cut]
        pixel = torch.sqrt(error * error + 1e-6).mean()
        loss = pixel + 0.5 * edges(y[cut], target[cut], scales=1)
        if spent > 0.33 and options.adversarial > 0:
            wide = F.interpolate(x, scale_factor=2, mode="bilinear")
            real, fake = critic(torch.cat([target, wide], 1)), critic(torch.cat([y.detach(), wide], 1))
            verdict = F.softplus(-real).mean() + F.softplus(fake).mean()
            judge.zero_grad()
            verdict.backward()
            judge.step()
            weight = options.adversarial * min(1, (spent - 0.33) / 0.1)
            loss = loss + weight * F.softplus(-critic(torch.cat([y, wide], 1))).mean()
        tool.zero_grad()
        loss.backward()
        torch.nn.utils.clip_grad_norm_(model.parameters(), 0.5)
        tool.step()
        step += 1
        log.append((kind, float(pixel.detach())))
        decay = min(0.995, step / (step + 20))
        with torch.no_grad():
            for k, v in model.state_dict().items():
                average[k].lerp_(v, 1 - decay)
        if step % 100 == 0:
            recent = [np.mean([v for k, v in log[-300:] if k == i] or [np.nan]) for i in range(3)]
            print(f"{spent * options.minutes:.1f} min, step {step}, L1 from the VAE {recent[0]:.4f}, from 256 {recent[1]:.4f}, from 512 {recent[2]:.4f}", flush=True)
        if time.time() - saved_at > 150:
            save()
            saved_at = time.time()
    save()
    print(f"done, {step} steps")


if __name__ == "__main__":
    main()

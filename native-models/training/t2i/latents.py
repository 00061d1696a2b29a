"""Latents of the training pictures, encoded once."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F
from torch import Tensor

from training.processor import mixed

from .train_vae import to_tensor
from .vae import AutoencoderKL


@torch.no_grad()
def means(vae: AutoencoderKL, pictures: Tensor) -> Tensor:
    """Mean latents [n, c, h / 8, w / 8] of RGB -1..1 [n, 3, h, w].

    In bfloat16, which is off by less than a hundredth of the latents' own spread, and few at a time: what lies between should fit a
    processor's cache. Six times as quick on one core as eight at a time in single precision.
    """
    vae.to(memory_format=torch.channels_last)
    with mixed():
        return torch.cat([vae.encode(few.contiguous(memory_format=torch.channels_last))[0].float() for few in pictures.split(4)])


def encode(data: Path, run: Path, half: bool = False) -> np.ndarray:
    """Mean latents of every picture and of its mirror image, float16 [2, n, 8, 32, 32]; shards not yet encoded are.

    With `half`, of the pictures shrunk to half their size: [2, n, 8, 16, 16].
    """
    vae = AutoencoderKL()
    vae.load_state_dict(torch.load(run / "vae.pt")["model"])
    folder = run / ("latents-half" if half else "latents")
    folder.mkdir(exist_ok=True)
    out = []
    for path in sorted(data.glob("pictures-*.npy")):
        kept = folder / path.name.removeprefix("pictures-")
        if not kept.exists():
            pictures, both = np.load(path, mmap_mode="r"), []
            for i in range(0, len(pictures), 4):
                x = to_tensor(np.array(pictures[i:i + 4]))
                x = F.avg_pool2d(x, 2) if half else x
                both.append(torch.stack([means(vae, x), means(vae, x.flip(-1))]).half().numpy())
            np.save(kept, np.concatenate(both, 1))
            print(f"encoded {path.name}", flush=True)
        out.append(np.load(kept))
    return np.concatenate(out, 1)

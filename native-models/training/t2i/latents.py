"""Latents of the training pictures, encoded once."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F

from .train_vae import to_tensor
from .vae import AutoencoderKL


@torch.no_grad()
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
            for i in range(len(pictures)):  # one by one: what lies between fits a processor's cache, six times as quick as eight
                x = to_tensor(np.array(pictures[i:i + 1]))
                x = F.avg_pool2d(x, 2) if half else x
                both.append(torch.stack([vae.encode(x)[0], vae.encode(x.flip(-1))[0]]).half().numpy())
            np.save(kept, np.concatenate(both, 1))
            print(f"encoded {path.name}", flush=True)
        out.append(np.load(kept))
    return np.concatenate(out, 1)

"""Seeded Gaussian noise: the numbers that the studio draws for the same seed (electron/pipeline/diffusion/noise.ts)."""

from __future__ import annotations

import numpy as np
import torch
from torch import Tensor

MULTIPLIERS = (np.uint64(0xD2511F53), np.uint64(0xCD9E8D57))
WEYL = (0x9E3779B9, 0xBB67AE85)
LOW, HIGH = np.uint64(0xFFFFFFFF), np.uint64(32)


def philox(blocks: int, stream: int, seed: int) -> np.ndarray:
    """Philox4x32-10 (Salmon et al., SC 2011): uint64 [blocks, 4] of 32-bit words; counter (block, 0, stream, 0), key (seed, 0)."""
    a = np.arange(blocks, dtype=np.uint64)
    b, c, d = np.zeros_like(a), np.full_like(a, stream), np.zeros_like(a)
    keys = [seed, 0]
    for _ in range(10):
        first, second = a * MULTIPLIERS[0], c * MULTIPLIERS[1]
        a, b, c, d = (second >> HIGH) ^ b ^ np.uint64(keys[0]), second & LOW, (first >> HIGH) ^ d ^ np.uint64(keys[1]), first & LOW
        keys = [(key + step) & 0xFFFFFFFF for key, step in zip(keys, WEYL)]
    return np.stack([a, b, c, d], 1)


def gaussian_noise(seed: int, shape: tuple[int, ...], stream: int = 0) -> Tensor:
    """float32 of any shape, mean 0 and variance 1: Box-Muller on pairs of words, in doubles."""
    length = int(np.prod(shape))
    words = philox(-(-length // 4), stream, seed).astype(np.float64).reshape(-1, 2)
    radius, angle = np.sqrt(-2 * np.log((words[:, 0] + 1) / 2**32)), 2 * np.pi * words[:, 1] / 2**32
    noise = np.stack([radius * np.cos(angle), radius * np.sin(angle)], 1).reshape(-1)[:length]
    return torch.from_numpy(noise.astype(np.float32).reshape(shape))

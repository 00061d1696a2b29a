"""Moving pictures whose every moment is known, for measuring interpolation: pans, zooms with turns, two-layer parallax.

Photographs come from scikit-image where it is installed. They are measured on and never trained on.
"""

import math
from collections.abc import Callable

import numpy as np
import torch
from torch.nn import functional as F

from training.textures.dead_leaves import make_pictures

Picture = torch.Tensor
"""[1, 3, h, w], RGB 0..1."""
Footage = Callable[[float], Picture]
"""The frame at a time; neighbouring keyframes are 1 apart, and 0..1 is the gap that is measured."""


def photographs() -> dict[str, Picture]:
    """By name; empty without scikit-image."""
    try:
        import skimage.data as data
    except ImportError:
        return {}
    names = ("astronaut", "chelsea", "coffee", "rocket")
    return {name: torch.from_numpy(getattr(data, name)().copy()).permute(2, 0, 1)[None].float() / 255 for name in names}


def drawings(count: int = 4) -> dict[str, Picture]:
    """Dead-leaves pictures that no training has seen."""
    pictures = make_pictures(4242, count, 512)
    return {f"drawing {i}": torch.from_numpy(pictures[i : i + 1]).float() / 255 for i in range(count)}


def moved(x: Picture, side: int, shift: tuple[float, float], turn: float = 0.0, zoom: float = 1.0) -> Picture:
    """A side x side view of the picture's middle, moved by `shift` pixels, turned (radians) and enlarged; bicubic."""
    h, w = x.shape[2:]
    axis = torch.arange(side, dtype=torch.float32) + 0.5 - side / 2
    gy, gx = torch.meshgrid(axis - shift[1], axis - shift[0], indexing="ij")
    c, s = math.cos(turn) / zoom, math.sin(turn) / zoom
    grid = torch.stack(((c * gx + s * gy) * 2 / w, (-s * gx + c * gy) * 2 / h), -1)[None]
    return F.grid_sample(x, grid, mode="bicubic", padding_mode="reflection", align_corners=False).clamp(0, 1)


def eight_bits(x: Picture) -> Picture:
    return (x.clamp(0, 1) * 255).round() / 255


def motions(picture: Picture, other: Picture, side: int) -> dict[str, Footage]:
    """Footage by name: 5 to 15 pixels between keyframes; in `parallax` a disc of `other` slides over the picture."""
    axis = torch.linspace(-1, 1, side)
    gy, gx = torch.meshgrid(axis, axis, indexing="ij")

    def parallax(t: float) -> Picture:
        far, near = moved(picture, side, (-9 * (t - 0.5), 2 * (t - 0.5))), moved(other, side, (14 * (t - 0.5), 4 * (t - 0.5)))
        x = (gx * side / 2 - 14 * (t - 0.5)) / (side / 2)
        y = (gy * side / 2 - 4 * (t - 0.5)) / (side / 2)
        mask = torch.sigmoid((0.45 - torch.sqrt(x * x + (1.4 * y) ** 2)) * side / 2)
        return far * (1 - mask) + near * mask

    footage = {f"pan {p}": (lambda t, p=p: moved(picture, side, (p * (t - 0.5), 0.4 * p * (t - 0.5)))) for p in (5, 10, 14)}
    footage["zoom and turn"] = lambda t: moved(picture, side, (3 * t, 0), 0.05 * (t - 0.5), math.exp(0.06 * (t - 0.5)))
    footage["parallax"] = parallax
    return footage


def psnr(a: Picture, b: Picture, edge: int = 8) -> float:
    """dB, without the outermost `edge` pixels, which may come from outside the frame."""
    error = F.mse_loss(a.clamp(0, 1)[..., edge:-edge, edge:-edge], b[..., edge:-edge, edge:-edge]).item()
    return -10 * math.log10(error + 1e-12)


def sharpness(a: Picture, b: Picture, edge: int = 8) -> float:
    """Gradient energy of `a` as a share of the true frame's: below 1 is softer, above 1 is noise or ringing."""

    def energy(x: Picture) -> float:
        x = x.clamp(0, 1)[..., edge:-edge, edge:-edge]
        return float(np.mean([(x[..., 1:, :] - x[..., :-1, :]).square().mean(), (x[..., 1:] - x[..., :-1]).square().mean()]))

    return energy(a) / energy(b)

"""Distances between a drawn frame and the true one, and between found and true motion."""

import torch
from torch.nn import functional as F


def pyramid(a: torch.Tensor, b: torch.Tensor) -> torch.Tensor:
    """L1 over a Laplacian pyramid, which rewards edges in the right place."""
    loss = 0.0
    for level in range(3):
        small_a, small_b = F.avg_pool2d(a, 2), F.avg_pool2d(b, 2)
        up = lambda x: F.interpolate(x, scale_factor=2, mode="nearest")
        loss = loss + (2**level) * 0.5 * ((a - up(small_a)) - (b - up(small_b))).abs().mean()
        a, b = small_a, small_b
    return loss + 2 * (a - b).abs().mean()


def best_warp(warped: tuple[torch.Tensor, torch.Tensor], true: torch.Tensor) -> torch.Tensor:
    """The better of the two warped frames must fit: keeps the flows honest where a repair could hide their errors."""
    return torch.minimum(*((x - true).abs().mean(1) for x in warped)).mean()


def misled(flows: tuple[torch.Tensor, ...], true: torch.Tensor) -> torch.Tensor:
    """How far the motion at each level (coarse to fine) is from the true one, in pixels of the whole frame."""
    loss = 0.0
    for flow, weight in zip(flows, (0.6, 0.8, 1.0), strict=True):
        factor = true.shape[-1] // flow.shape[-1]
        distance = torch.sqrt(((flow * factor - F.avg_pool2d(true, factor)) ** 2).sum(1) + 0.01)
        loss = loss + weight * distance.clamp(max=30).mean()
    return loss

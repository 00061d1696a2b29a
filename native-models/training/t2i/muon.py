"""Muon for matrices, AdamW for the rest.

Muon (K. Jordan and others, 2024, https://kellerjordan.github.io/posts/muon/) replaces a matrix's momentum by the nearest
orthogonal matrix, found with a Newton-Schulz iteration; scaled as in Moonlight (arXiv 2502.16982) so that one learning rate
serves both kinds. On small budgets it needs fewer steps than AdamW, and matrices of one shape are done in one batch.
"""

from __future__ import annotations

from collections import defaultdict

import torch
from torch import Tensor, nn

from training.processor import HAS_BFLOAT16

COARSE = torch.bfloat16 if HAS_BFLOAT16 else torch.float32  # a direction needs no more

A, B, C = 3.4445, -4.7750, 2.0315
STEPS = 5


def orthogonalise(g: Tensor) -> Tensor:
    """[n, rows, columns] to nearly orthogonal matrices with the same row and column spaces: x <- (A + B s + C s^2) x with s = x x^T."""
    tall = g.shape[-2] > g.shape[-1]
    x = g.mT if tall else g
    x = x / (x.norm(dim=(-2, -1), keepdim=True) + 1e-7)
    x = of_wide(x) if x.shape[-1] > 3 * x.shape[-2] else of_others(x)
    return x.mT if tall else x


def of_others(x: Tensor) -> Tensor:
    """The iteration as it stands."""
    x = x.to(COARSE)
    for _ in range(STEPS):
        s = x @ x.mT
        x = A * x + (B * s + C * s @ s) @ x
    return x.float()


def of_wide(x: Tensor) -> Tensor:
    """The iteration only ever multiplies from the left, so it is carried out on the small square matrices: s is updated in place of x, the
    factors are gathered, and x is multiplied once at the end. In single precision: in bfloat16 it comes apart."""
    s, gathered = x @ x.mT, None
    eye = torch.eye(s.shape[-1], dtype=s.dtype)
    for step in range(STEPS):
        factor = A * eye + B * s + C * s @ s
        gathered = factor if gathered is None else factor @ gathered
        if step + 1 < STEPS:
            s = factor @ s @ factor
    return gathered @ x


class Muon(torch.optim.Optimizer):
    """Every parameter must have at least two dimensions; the trailing ones are flattened."""

    def __init__(self, params: list[nn.Parameter], lr: float, momentum: float = 0.95, weight_decay: float = 0.01) -> None:
        super().__init__(params, {"lr": lr, "momentum": momentum, "weight_decay": weight_decay})

    @torch.no_grad()
    def step(self, closure: None = None) -> None:
        for group in self.param_groups:
            shapes: dict[tuple[int, int], list[nn.Parameter]] = defaultdict(list)
            for p in group["params"]:
                if p.grad is not None:
                    shapes[(p.shape[0], p[0].numel())].append(p)
            for (rows, columns), ps in shapes.items():
                updates = []
                for p in ps:
                    state = self.state[p]
                    if "momentum" not in state:
                        state["momentum"] = torch.zeros_like(p)
                    state["momentum"].lerp_(p.grad, 1 - group["momentum"])
                    updates.append(p.grad.lerp(state["momentum"], group["momentum"]).reshape(rows, columns))
                directions = orthogonalise(torch.stack(updates))
                scale = group["lr"] * 0.2 * max(rows, columns) ** 0.5
                for p, direction in zip(ps, directions):
                    p.mul_(1 - group["lr"] * group["weight_decay"])
                    p.add_(direction.reshape(p.shape), alpha=-scale)


def optimisers(modules: list[nn.Module], rate: float, weight_decay: float = 0.01) -> list[torch.optim.Optimizer]:
    """Muon for hidden matrices and kernels; AdamW for embeddings, first and last layers, norms and biases."""
    matrices, others = [], []
    for module in modules:
        for name, p in module.named_parameters():
            edge = any(part in name for part in ("embedding", "conv_in", "conv_out.")) and "time_embedding" not in name
            (others if p.ndim < 2 or edge else matrices).append(p)
    return [Muon(matrices, rate, weight_decay=weight_decay), torch.optim.AdamW(others, rate, betas=(0.9, 0.98), weight_decay=0.0)]

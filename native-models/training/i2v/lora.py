"""A LoRA over the UNet's kernels and matrices, by PEFT's names: how its spatial layers learn that things move.

The UNet itself stays as it is, so that one copy of it draws stills and clips.
"""

from __future__ import annotations

import torch
from torch import Tensor, nn
from torch.nn.utils import parametrize

RANK = 32


class LowRank(nn.Module):
    """A change of a weight [out, in, ...] of rank r: `up` [out, r] times `down` [r, in * ...]. Nothing at first."""

    def __init__(self, weight: Tensor) -> None:
        super().__init__()
        out, inside = weight.shape[0], weight[0].numel()
        rank = min(RANK, out, inside)
        self.down = nn.Parameter(torch.randn(rank, inside) / inside**0.5)
        self.up = nn.Parameter(torch.zeros(out, rank))

    def forward(self, weight: Tensor) -> Tensor:
        return weight + (self.up @ self.down).view_as(weight)


def changeable(unet: nn.Module) -> dict[str, nn.Module]:
    """Kernels of 3 x 3 and the matrices of all transformers, by their paths."""
    return {
        path: module for path, module in unet.named_modules()
        if isinstance(module, nn.Conv2d) and module.kernel_size == (3, 3) or isinstance(module, nn.Linear) and ".transformer_blocks." in path}


class Lora(nn.Module):
    """One change for each such layer. Dots are no part of a module's name, so that slashes stand for them."""

    def __init__(self, unet: nn.Module) -> None:
        super().__init__()
        self.layers = nn.ModuleDict({path.replace(".", "/"): LowRank(module.weight) for path, module in changeable(unet).items()})
        self.shapes = {path: module.weight.shape for path, module in changeable(unet).items()}

    def attach(self, unet: nn.Module) -> None:
        """From now on the UNet runs with the changes; its own tensors stay what they are."""
        for path, module in changeable(unet).items():
            parametrize.register_parametrization(module, "weight", self.layers[path.replace(".", "/")])

    def tensors(self) -> dict[str, Tensor]:
        """As a published file has them; alpha is the rank."""
        found = {}
        for path, (out, _, *kernel) in self.shapes.items():
            layer = self.layers[path.replace(".", "/")]
            rank = len(layer.down)
            found[f"unet.{path}.lora_A.weight"] = layer.down.detach().reshape(rank, *self.shapes[path][1:])
            found[f"unet.{path}.lora_B.weight"] = layer.up.detach().reshape(out, rank, *[1 for _ in kernel])
        return found

    @torch.no_grad()
    def load_tensors(self, tensors: dict[str, Tensor]) -> None:
        for path in self.shapes:
            layer = self.layers[path.replace(".", "/")]
            layer.down.copy_(tensors[f"unet.{path}.lora_A.weight"].reshape(layer.down.shape))
            layer.up.copy_(tensors[f"unet.{path}.lora_B.weight"].reshape(layer.up.shape))

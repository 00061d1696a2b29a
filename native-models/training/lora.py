"""LoRAs by PEFT's names. One over the UNet's kernels and matrices is how its spatial layers learn that things move, together with the text
encoder's, which learns the words for it; another one draws stills better; one over the motion modules is how these become video to
video's own. The networks stay as they are, so that one copy of them draws stills and both kinds of clips.
"""

from __future__ import annotations

import torch
from torch import Tensor, nn
from torch.nn.utils import parametrize

RANK = 32
Layers = dict[str, nn.Module]  # what is changed, by its path in the pack


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


def spatial_layers(unet: nn.Module, text: nn.Module) -> Layers:
    """The UNet's kernels of 3 x 3 and matrices of transformers, and the text encoder's matrices."""
    found = {}
    for path, module in unet.named_modules():
        if isinstance(module, nn.Conv2d) and module.kernel_size == (3, 3) or isinstance(module, nn.Linear) and ".transformer_blocks." in path:
            found[f"unet.{path}"] = module
    for path, module in text.named_modules():
        if isinstance(module, nn.Linear):
            found[f"text_encoder.text_model.{path.removeprefix('text_model.')}"] = module
    return found


def motion_layers(motion: nn.Module) -> Layers:
    """The matrices of an adapter's motion modules."""
    return {f"unet.{path}": module for path, module in motion.named_modules() if isinstance(module, nn.Linear)}


class Lora(nn.Module):
    """One change for each layer. Dots are no part of a module's name, so that slashes stand for them."""

    def __init__(self, layers: Layers) -> None:
        super().__init__()
        self.shapes = {path: module.weight.shape for path, module in layers.items()}
        self.layers = nn.ModuleDict({path.replace(".", "/"): LowRank(module.weight) for path, module in layers.items()})

    def attach(self, layers: Layers) -> None:
        """From now on the networks run with the changes; their own tensors stay what they are."""
        for path, module in layers.items():
            parametrize.register_parametrization(module, "weight", self.layers[path.replace(".", "/")])

    def tensors(self) -> dict[str, Tensor]:
        """As a published file has them; alpha is the rank."""
        found = {}
        for path, shape in self.shapes.items():
            layer = self.layers[path.replace(".", "/")]
            rank = len(layer.down)
            found[f"{path}.lora_A.weight"] = layer.down.detach().reshape(rank, *shape[1:])
            found[f"{path}.lora_B.weight"] = layer.up.detach().reshape(shape[0], rank, *[1 for _ in shape[2:]])
        return found

    @torch.no_grad()
    def load_tensors(self, tensors: dict[str, Tensor]) -> None:
        for path in self.shapes:
            layer = self.layers[path.replace(".", "/")]
            layer.down.copy_(tensors[f"{path}.lora_A.weight"].reshape(layer.down.shape))
            layer.up.copy_(tensors[f"{path}.lora_B.weight"].reshape(layer.up.shape))

"""The feed-forward networks of starter-refiner and starter-motion as the packs publish them."""

import json
from types import ModuleType

import torch
from safetensors.torch import load_file

from training.feedforward import PACKS
from training.motion import model as motion
from training.refiner import model as refiner

NETWORKS: dict[str, tuple[ModuleType, str]] = {"motion": (motion, "starter-motion"), "refiner": (refiner, "starter-refiner")}


def published(name: str) -> torch.nn.Module:
    """The network of a pack as its files say: float16 weights, float32 arithmetic."""
    module, pack = NETWORKS[name]
    net = PACKS / pack / "net"
    model = module.from_config(json.loads((net / "config.json").read_text()))
    model.load_state_dict({key: value.float() for key, value in load_file(net / "model.safetensors").items()})
    return model.eval()

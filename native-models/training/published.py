"""The feed-forward networks of the packs as they are published."""

import json
from types import ModuleType

import torch
from safetensors.torch import load_file

from training.feedforward import PACKS
from training.motion import model as motion
from training.refiner import model as refiner

NETWORKS: dict[str, tuple[ModuleType, str, str]] = {
    "motion": (motion, "starter-motion", "net"), "refiner": (refiner, "starter-refiner", "net"), "scenes": (motion, "starter-scenes", "motion")}
"""Module, pack, and the folder in it."""


def published(name: str) -> torch.nn.Module:
    """The network of a pack as its files say: float16 weights, float32 arithmetic."""
    module, pack, folder = NETWORKS[name]
    net = PACKS / pack / folder
    model = module.from_config(json.loads((net / "config.json").read_text()))
    model.load_state_dict({key: value.float() for key, value in load_file(net / "model.safetensors").items()})
    return model.eval()

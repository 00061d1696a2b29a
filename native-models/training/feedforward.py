"""What the feed-forward networks share: the way they are trained, what a training leaves, and the published form of the weights."""

from __future__ import annotations

import copy
import json
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import torch
from safetensors.torch import save_file
from torch import Tensor, nn

from training.resumable import Resumable, average

RUNS = Path(__file__).resolve().parent / "runs"
PACKS = Path(__file__).resolve().parents[1] / "packs"

Loss = Callable[[nn.Module, object, float], Tensor]
"""Of the network, a batch, and the progress 0..1."""


def learnt(name: str) -> dict[str, Tensor]:
    """The averaged weights that the training `name` has left, by the network's own keys."""
    return {key.removeprefix("net."): value for key, value in average(RUNS / f"{name}.pt").items()}


def train(
    name: str, model: nn.Module, batches: Iterator, loss_of: Loss, check: Callable[[nn.Module], str], *, minutes: float, peak: float,
) -> None:
    """AdamW for `minutes`, all sessions together; what `check` says of the averaged network is printed every minute."""
    learning = [p for p in model.parameters() if p.requires_grad]
    optimiser = torch.optim.AdamW(learning, lr=peak, betas=(0.9, 0.99), weight_decay=1e-4)
    run = Resumable(RUNS / f"{name}.pt", nn.ModuleDict({"net": model}), [optimiser], minutes=minutes, decay=0.998, cooldown=0.95)
    shown = time.time()
    while run.going():
        run.step(loss_of(model, next(batches), run.progress()))
        if time.time() - shown > 60:
            shown = time.time()
            steady = copy.deepcopy(model).eval()
            steady.load_state_dict({key.removeprefix("net."): value for key, value in run.average.items()})
            print(check(steady), flush=True)


def publish(model: nn.Module, config: dict, folder: Path) -> None:
    """Write config.json and model.safetensors (float16, the module's own keys) into a folder of a pack."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "config.json").write_text(json.dumps(config, indent=2) + "\n")
    weights = {key: value.detach().to(torch.float16).contiguous() for key, value in model.state_dict().items()}
    save_file(weights, folder / "model.safetensors", metadata={"format": "pt"})
    (folder / "model.safetensors").chmod(0o644)

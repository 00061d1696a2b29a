"""What the trainings of the feed-forward networks share: a schedule bound to the clock, an average of the weights,
checkpoints, and the published form of the weights."""

import json
import math
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import torch
from safetensors.torch import save_file
from torch import nn

RUNS = Path(__file__).resolve().parents[1] / "runs"
PACKS = Path(__file__).resolve().parents[2] / "packs"


class Clock:
    """Progress 0..1 of a training that lasts `minutes`; the learning rate rises briefly, then falls as a cosine."""

    def __init__(self, minutes: float, peak: float):
        self.start, self.seconds, self.peak = time.time(), minutes * 60, peak

    def progress(self) -> float:
        return min(1.0, (time.time() - self.start) / self.seconds)

    def rate(self) -> float:
        p = self.progress()
        return self.peak * min(1.0, p / 0.02 + 0.02) * (0.5 + 0.5 * math.cos(math.pi * p)) + self.peak * 0.005


@torch.no_grad()
def follow(average: nn.Module, model: nn.Module, decay: float) -> None:
    """Move `average` a little towards `model` (exponential moving average of all parameters)."""
    for a, p in zip(average.parameters(), model.parameters(), strict=True):
        a.lerp_(p, 1 - decay)
    for a, b in zip(average.buffers(), model.buffers(), strict=True):
        a.copy_(b)


def publish(model: nn.Module, config: dict, pack: str) -> None:
    """Write a pack's net/config.json and net/model.safetensors (float16, the module's own keys)."""
    folder = PACKS / pack / "net"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "config.json").write_text(json.dumps(config, indent=2) + "\n")
    weights = {key: value.detach().to(torch.float16).contiguous() for key, value in model.state_dict().items()}
    save_file(weights, folder / "model.safetensors", metadata={"format": "pt"})
    (folder / "model.safetensors").chmod(0o644)


def train(
    name: str,
    model: nn.Module,
    batches: Iterator,
    loss_of: Callable[[nn.Module, object, float], torch.Tensor],
    minutes: float,
    peak: float,
    resume: bool,
    check: Callable[[nn.Module], str],
) -> nn.Module:
    """Adam for `minutes` by the clock; returns the averaged model and keeps runs/<name>.pt every five minutes."""
    import copy

    RUNS.mkdir(parents=True, exist_ok=True)
    path = RUNS / f"{name}.pt"
    average = copy.deepcopy(model).requires_grad_(False).eval()
    if resume and path.exists():
        kept = torch.load(path, weights_only=True)
        model.load_state_dict(kept["average"])
        average.load_state_dict(kept["average"])
        print(f"resumed {path.name}: {kept['note']}", flush=True)
    optimiser = torch.optim.AdamW(model.parameters(), lr=peak, betas=(0.9, 0.99), weight_decay=1e-4)
    clock, step, shown, saved, losses = Clock(minutes, peak), 0, time.time(), time.time(), []
    while clock.progress() < 1:
        for group in optimiser.param_groups:
            group["lr"] = clock.rate()
        loss = loss_of(model, next(batches), clock.progress())
        optimiser.zero_grad(set_to_none=True)
        loss.backward()
        nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimiser.step()
        step += 1
        follow(average, model, min(0.998, 1 - 1 / (step / 4 + 2)))
        losses.append(loss.item())
        now = time.time()
        if now - shown > 60:
            shown = now
            print(f"{(now - clock.start) / 60:6.1f} min  step {step}  loss {sum(losses) / len(losses):.5f}  {check(average)}", flush=True)
            losses.clear()
        if now - saved > 240 or clock.progress() >= 1:
            saved = now
            note = f"step {step}"
            torch.save({"average": average.state_dict(), "note": note}, path.with_suffix(".tmp"))
            path.with_suffix(".tmp").replace(path)
    return average

"""A training loop that can be stopped and started again, also on another day: weights, averages, the optimisers' state and the
minutes spent are kept, and the learning rate follows those minutes.

    run = Resumable(folder / "unet.pt", nn.ModuleDict({"unet": unet, "text": text}), optimisers, minutes=240)
    while run.going():
        run.step(loss, {"naming": naming})
"""

from __future__ import annotations

import signal
import time
from pathlib import Path

import torch
from torch import Tensor, nn

SAVE_SECONDS = 240


def average(path: Path) -> dict[str, Tensor]:
    """The averaged weights of a checkpoint."""
    return torch.load(path)["average"]


class Resumable:
    """The loop's state. `average` is the exponential moving average of every weight, by the modules' state-dict keys.

    `minutes` counts all sessions together. The rate each optimiser was built with is its peak: reached after the first hundredth,
    held, then falling to zero over the last `cooldown` share. Means of what is shown go to the log and to PATH.csv.
    """

    def __init__(self, path: Path, modules: nn.ModuleDict, optimisers: list[torch.optim.Optimizer], *, minutes: float,
                 decay: float = 0.999, cooldown: float = 0.3, clip: float = 1.0, show_every: int = 50) -> None:
        self.path, self.modules, self.optimisers = path, modules, optimisers
        self.minutes, self.decay, self.cooldown, self.clip, self.show_every = minutes, decay, cooldown, clip, show_every
        self.peaks = [[group["lr"] for group in tool.param_groups] for tool in optimisers]
        self.average = {k: v.clone() for k, v in modules.state_dict().items()}
        self.steps, self.before = 0, 0.0
        self.recent: list[dict[str, float]] = []
        path.parent.mkdir(parents=True, exist_ok=True)
        if path.exists():
            self._load()
        self.last = self.saved_at = time.time()
        self.stopped = False
        signal.signal(signal.SIGTERM, self._stop)

    def _stop(self, *_: object) -> None:
        self.stopped = True

    def _load(self) -> None:
        state = torch.load(self.path)
        self.modules.load_state_dict(state["model"])
        self.average, self.steps, self.before = state["average"], state["steps"], state["minutes"]
        for tool, saved in zip(self.optimisers, state["optimisers"], strict=True):
            tool.load_state_dict(saved)
        print(f"going on from {self.path.name}: {self.steps} steps, {self.before:.0f} minutes", flush=True)

    def save(self) -> None:
        """Write the checkpoint; a half-written one never replaces a whole one."""
        state = {"model": self.modules.state_dict(), "average": self.average, "steps": self.steps, "minutes": self.spent(),
                 "optimisers": [tool.state_dict() for tool in self.optimisers]}
        torch.save(state, self.path.with_suffix(".new"))
        self.path.with_suffix(".new").replace(self.path)
        self.saved_at = time.time()

    def spent(self) -> float:
        """Minutes trained, all sessions together. A pause of the whole process counts as one minute at most."""
        return self.before + min(1.0, (time.time() - self.last) / 60)

    def progress(self) -> float:
        """0 at the start, 1 at the end."""
        return min(1.0, self.spent() / self.minutes)

    def going(self) -> bool:
        """Set the learning rates; False, with everything saved, when the minutes are over or after SIGTERM."""
        done = self.progress()
        if done >= 1 or self.stopped:
            self.save()
            return False
        share = min(1.0, done / 0.01 + 0.02) * min(1.0, (1 - done) / self.cooldown if self.cooldown else 1.0)
        for tool, peaks in zip(self.optimisers, self.peaks, strict=True):
            for group, peak in zip(tool.param_groups, peaks, strict=True):
                group["lr"] = peak * share
        return True

    def step(self, loss: Tensor, shown: dict[str, float] | None = None) -> None:
        """One update of all optimisers from this loss, then of the average."""
        self.before, self.last = self.spent(), time.time()
        for tool in self.optimisers:
            tool.zero_grad()
        loss.backward()
        torch.nn.utils.clip_grad_norm_(self.modules.parameters(), self.clip)
        for tool in self.optimisers:
            tool.step()
        self.steps += 1
        decay = min(self.decay, self.steps / (self.steps + 20))
        with torch.no_grad():
            for k, v in self.modules.state_dict().items():
                if v.is_floating_point():
                    self.average[k].lerp_(v, 1 - decay)
        self.recent.append({"loss": float(loss.detach()), **(shown or {})})
        if len(self.recent) == self.show_every:
            self._show()
        if time.time() - self.saved_at > SAVE_SECONDS:
            self.save()

    def _show(self) -> None:
        means = {k: sum(r[k] for r in self.recent) / len(self.recent) for k in self.recent[0]}
        self.recent.clear()
        print(f"{self.spent():.1f} min, step {self.steps}, " + ", ".join(f"{k} {v:.4f}" for k, v in means.items()), flush=True)
        table = self.path.with_suffix(".csv")
        if not table.exists():
            table.write_text(",".join(["minutes", "step", *means]) + "\n")
        with table.open("a") as file:
            file.write(",".join([f"{self.spent():.2f}", str(self.steps), *(f"{v:.5f}" for v in means.values())]) + "\n")

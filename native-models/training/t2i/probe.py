"""Does the pack draw what the prompt says? python -m training.t2i.probe DATA PACK --count 96.

A small classifier learns time, ground and subject from drawn pictures as the VAE returns them, and then judges pictures made
from prompts that name all three. Its own accuracy on held-out drawn pictures is printed first: it is the ceiling.
"""

from __future__ import annotations

import argparse
import pickle
import time
from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F
from torch import Tensor, nn

from training.world.captions import FIELD, FLOWERS, GROUND, SUBJECT, TIME, article
from training.world.scene import GROUNDS, LAND_SUBJECTS, TIMES

from .sample import Pack

SUBJECTS = [*LAND_SUBJECTS, "sailboat"]
HEADS = {"time": TIMES, "ground": GROUNDS, "subject": SUBJECTS}


class Judge(nn.Module):
    """[n, 3, 64, 64] in 0..1 to the logits of each head."""

    def __init__(self) -> None:
        super().__init__()
        widths = [3, 24, 48, 96, 96]
        self.convs = nn.ModuleList(nn.Conv2d(a, b, 3, stride=2, padding=1) for a, b in zip(widths, widths[1:]))
        self.norms = nn.ModuleList(nn.GroupNorm(8, b) for b in widths[1:])
        self.heads = nn.ModuleDict({k: nn.Linear(96 * 16, len(v)) for k, v in HEADS.items()})

    def forward(self, x: Tensor) -> dict[str, Tensor]:
        for conv, norm in zip(self.convs, self.norms):
            x = F.relu(norm(conv(x)))
        return {k: head(x.flatten(1)) for k, head in self.heads.items()}


def prompts(count: int, seed: int) -> tuple[list[str], list[dict]]:
    """Prompts that name subject, ground and time, in the captions' many wordings."""
    rng = np.random.default_rng(seed)
    pick = lambda options: options[int(rng.integers(len(options)))]  # noqa: E731
    texts, wanted = [], []
    for _ in range(count):
        ground, when = pick(GROUNDS), pick(TIMES)
        subject = pick(["sailboat", "lighthouse", "balloon"]) if ground == "sea" else pick(LAND_SUBJECTS[:-1])
        place = pick(FIELD).format(pick(FLOWERS["mixed"])) if ground == "flowers" else pick(GROUND[ground])
        texts.append(f"{article(pick(SUBJECT[subject]))} {place}, {pick(TIME[when])}")
        wanted.append({"time": when, "ground": ground, "subject": subject})
    return texts, wanted


def labels(scenes: list[dict]) -> dict[str, Tensor]:
    return {k: torch.tensor([options.index(s[k]) for s in scenes]) for k, options in HEADS.items()}


@torch.no_grad()
def right(judge: Judge, pictures: Tensor, truth: dict[str, Tensor]) -> dict[str, float]:
    small = F.interpolate(pictures, size=(64, 64), mode="area")
    return {k: float((v.argmax(1) == truth[k]).float().mean()) for k, v in judge(small).items()}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=Path)
    parser.add_argument("pack", type=Path)
    parser.add_argument("--count", type=int, default=96)
    parser.add_argument("--examples", type=int, default=3000)
    parser.add_argument("--guidance", type=float, default=4.0)
    parser.add_argument("--judge", type=Path, help="keep the classifier here and reuse it")
    options = parser.parse_args()
    torch.set_num_threads(1)
    torch.manual_seed(0)
    pack, judge = Pack(options.pack), Judge()
    if options.judge and options.judge.exists():
        judge.load_state_dict(torch.load(options.judge))
    else:
        pictures = np.load(options.data / "pictures.npy", mmap_mode="r")
        scenes = pickle.loads((options.data / "scenes.pkl").read_bytes())[:options.examples]
        small = []
        with torch.no_grad():
            for i in range(0, options.examples, 16):
                x = torch.from_numpy(np.array(pictures[i:min(i + 16, options.examples)])).permute(0, 3, 1, 2).float() / 127.5 - 1
                small.append(F.interpolate(pack.pictures(pack.vae.encode(x)[0]), size=(64, 64), mode="area"))
        small, truth = torch.cat(small), labels(scenes)
        kept = options.examples - 300
        tool = torch.optim.AdamW(judge.parameters(), 2e-3, weight_decay=0.01)
        started, epochs = time.time(), 10
        for epoch in range(epochs):
            for chosen in torch.randperm(kept).split(48):
                for group in tool.param_groups:
                    group["lr"] = 2e-3 * (1 - epoch / epochs)
                x = small[chosen]
                x = (x if torch.rand(()) < 0.5 else x.flip(-1)) + 0.02 * torch.randn_like(x)
                loss = sum(F.cross_entropy(v, truth[k][chosen]) for k, v in judge(x).items())
                tool.zero_grad()
                loss.backward()
                tool.step()
        print(f"classifier: {time.time() - started:.0f} s, held-out accuracy {right(judge, small[kept:], {k: v[kept:] for k, v in truth.items()})}")
        if options.judge:
            torch.save(judge.state_dict(), options.judge)
    texts, wanted = prompts(options.count, 11)
    made = torch.cat([pack.pictures(pack.latents(texts[i:i + 16], 100 + i, guidance=options.guidance)) for i in range(0, options.count, 16)])
    print(f"{options.count} pictures made from prompts, guidance {options.guidance}: {right(judge, made, labels(wanted))}")


if __name__ == "__main__":
    main()

"""The judge of pictures: what is in one, its colour, the hour, the weather, the ground, the style and the side.

    python -m training.probe.stills ../test/fixtures/probe DATA --minutes 5               # trains, checks on held-out scenes, writes stills.onnx and .json
    python -m training.probe.stills ../test/fixtures/probe DATA --minutes 3 --resume      # goes on from there, with smaller steps

Learned from drawn scenes alone, of combinations that are not held out; no network that makes pictures has a part in it.
"""

from __future__ import annotations

import argparse
import time
from pathlib import Path

import numpy as np
import torch
from torch import Tensor
from torch.nn import functional as F

from training.probe.network import Heads, Probe, load, save
from training.t2i.data import Pictures, scenes
from training.world.scene import render
from training.world.vocabulary import COLOURS, GROUNDS, SIDES, STYLES, SUBJECTS, TIMES, WEATHERS

SIZE = 128
HEADS: Heads = {
    "subject": SUBJECTS, "colour": sorted({c for colours in COLOURS.values() for c in colours}), "time": TIMES, "weather": WEATHERS,
    "ground": GROUNDS, "style": STYLES, "side": SIDES,
}


def truth(attributes: list[dict]) -> dict[str, Tensor]:
    """Class numbers by head, [n]."""
    return {head: torch.tensor([values.index(a[head]) for a in attributes]) for head, values in HEADS.items()}


def shrunk(pictures: np.ndarray) -> Tensor:
    """uint8 [n, h, w, 3] of any size -> [n, 3, 128, 128] in 0..1, by area."""
    x = torch.from_numpy(pictures).permute(0, 3, 1, 2).float() / 255
    return x if x.shape[-1] == SIZE else F.interpolate(x, size=(SIZE, SIZE), mode="area")


def roughened(x: Tensor) -> Tensor:
    """Pictures as a network might return them: a little softer, noisier, brighter or darker, shifted by some pixels. Not often
    so soft that brush strokes and pixels, by which styles are told, are lost."""
    if torch.rand(()) < 0.3:
        size = int(torch.randint(88, SIZE, ()))
        x = F.interpolate(F.interpolate(x, size=size, mode="area"), size=SIZE, mode="bilinear", align_corners=False)
    dy, dx = torch.randint(-4, 5, (2,)).tolist()
    x = F.pad(x, (4, 4, 4, 4), mode="replicate")[..., 4 + dy:4 + dy + SIZE, 4 + dx:4 + dx + SIZE]
    gain, lift = 1 + 0.08 * torch.randn(len(x), 1, 1, 1), 0.03 * torch.randn(len(x), 1, 1, 1)
    return (x * gain + lift + 0.02 * torch.rand(()) * torch.randn_like(x)).clamp(0, 1)


def flipped(x: Tensor, wanted: dict[str, Tensor]) -> tuple[Tensor, dict[str, Tensor]]:
    """Mirrored, left and right with it."""
    return x.flip(-1), {**wanted, "side": 2 - wanted["side"]}


@torch.no_grad()
def right(probe: Probe, x: Tensor, wanted: dict[str, Tensor]) -> dict[str, float]:
    """Share of right answers of each head, over scenes where the question makes sense."""
    answers = {head: logits.argmax(1) for head, logits in probe.split(torch.cat([probe(part) for part in x.split(64)])).items()}
    something = wanted["subject"] != SUBJECTS.index("none")
    asked = {"colour": something, "side": something & (wanted["subject"] != SUBJECTS.index("splash"))}
    everywhere = torch.ones_like(something)
    return {head: float((answer == wanted[head])[asked.get(head, everywhere)].float().mean()) for head, answer in answers.items()}


def chance(wanted: dict[str, Tensor]) -> dict[str, float]:
    """How often one is right who always says what is most common."""
    return {head: float(values.bincount().max() / len(values)) for head, values in wanted.items()}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("out", type=Path)
    parser.add_argument("data", type=Path, help="shards of training.t2i.data, of the training split")
    parser.add_argument("--minutes", type=float, default=10, help="of processor time")
    parser.add_argument("--count", type=int, default=8000)
    parser.add_argument("--held-out", type=int, default=300)
    parser.add_argument("--resume", action="store_true", help="from the probe that is there")
    options = parser.parse_args()
    torch.set_num_threads(1)
    torch.manual_seed(0)
    pictures, attributes = Pictures(options.data, options.count), scenes(options.data)[:options.count]
    x = torch.cat([(shrunk(pictures.take(range(i, min(i + 100, len(pictures))))) * 255).to(torch.uint8) for i in range(0, len(pictures), 100)])
    wanted = truth(attributes)
    held = [render(3_000_000 + i, SIZE, split="held_out") for i in range(options.held_out)]
    held_x, held_wanted = shrunk(np.stack([s.rgb for s in held])), truth([s.attributes for s in held])
    probe = load(options.out / "stills") if options.resume else Probe(HEADS, 3, SIZE)
    peak = 6e-4 if options.resume else 2e-3
    tool = torch.optim.AdamW(probe.parameters(), peak, weight_decay=0.02)
    often = wanted["style"].bincount().float()[wanted["style"]] ** -0.7  # flat is half of all, and would be the answer to every doubt
    print(f"{len(x)} scenes, {probe.learned() / 1e6:.2f} M parameters", flush=True)
    started, step, said = time.process_time(), 0, 0.0
    while (done := (time.process_time() - started) / 60 / options.minutes) < 1:
        for group in tool.param_groups:
            group["lr"] = peak * min(1, step / 50) * (1 - done)
        chosen = torch.multinomial(often, 48)
        batch, asked = roughened(x[chosen].float() / 255), {head: values[chosen] for head, values in wanted.items()}
        if step % 2:
            batch, asked = flipped(batch, asked)
        probe.train()
        loss = sum(F.cross_entropy(logits, asked[head], label_smoothing=0.05) for head, logits in probe.split(probe(batch)).items())
        tool.zero_grad()
        loss.backward()
        tool.step()
        step += 1
        if done - said > 0.1:
            said = done
            print(f"{done:.0%} step {step} loss {loss.item():.3f} {right(probe.eval(), held_x, held_wanted)}", flush=True)
    facts = {"accuracy": right(probe.eval(), held_x, held_wanted), "chance": chance(held_wanted), "scenes": len(x), "steps": step, "heldOut": len(held)}
    save(probe, options.out / "stills", facts)
    print(facts)


if __name__ == "__main__":
    main()

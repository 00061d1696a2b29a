"""The judge of clips: which way the camera moves, and what moves by itself.

    python -m training.probe.clips ../test/fixtures/probe CLIPS --minutes 8     # CLIPS: a folder of training.i2v.clips, training split

It sees eight grey frames from the whole length of a clip, what all have in common taken out, so that it judges what changes rather
than what is shown; clips frozen to one frame are among its lessons and count as still.
"""

from __future__ import annotations

import argparse
import json
import time
from functools import cache
from pathlib import Path

import numpy as np
import torch
from torch import Tensor
from torch.nn import functional as F

from training.probe.network import Heads, Probe, load, save
from training.world.movements import MOVING
from training.world.scene import render_clip
from training.world.vocabulary import CAMERAS
from training.world.wording import CAMERA, MOTION

FIXTURES = Path(__file__).resolve().parents[3] / "test" / "fixtures" / "probe"
SIZE, FRAMES = 128, 8
THINGS = sorted({what for what, _, _ in MOVING.values()} & set(MOTION))
STILL, MOVES = "still", "moves"
HEADS: Heads = {"camera": CAMERAS, **{what: [STILL, MOVES] for what in THINGS}}
# What becomes of the camera's move in a mirror, and when a clip runs backwards.
MIRRORED = [CAMERAS.index(c.replace("left", "#").replace("right", "left").replace("#", "right")) for c in CAMERAS]
BACKWARDS = [CAMERAS.index({"in": f"{m} out", "out": f"{m} in", "left": f"{m} right", "right": f"{m} left", "up": f"{m} down", "down": f"{m} up"}[w] if w else m)
             for m, _, w in (c.partition(" ") for c in CAMERAS)]


def truth(attributes: dict) -> list[int]:
    """The class of each head."""
    moving = {m["what"] for m in attributes["motions"]}
    return [CAMERAS.index(attributes["camera"]), *(int(what in moving) for what in THINGS)]


def asked(attributes: dict, caption: str) -> dict[str, str]:
    """What a caption says of motion: the camera's move, and the things that it names as moving."""
    said = {m["what"]: MOVES for m in attributes["motions"] if m["what"] in THINGS and any(phrase in caption for phrase in MOTION[m["what"]])}
    if any(phrase in caption for phrase in CAMERA[attributes["camera"]]):
        said["camera"] = attributes["camera"]
    return said


def looked_at(frames: np.ndarray, first: int = 0, last: int | None = None) -> Tensor:
    """uint8 [f, s, s, 3] -> [8, 128, 128] grey in 0..1: eight frames spread evenly from `first` to `last`."""
    chosen = np.linspace(first, len(frames) - 1 if last is None else last, FRAMES).round().astype(int)
    grey = torch.from_numpy(frames[chosen].astype(np.float32).mean(-1) / 255)[None]
    return (grey if grey.shape[-1] == SIZE else F.interpolate(grey, size=(SIZE, SIZE), mode="area"))[0]


def parts(grey: Tensor) -> Tensor:
    """[n, 8, 128, 128] -> [n, 9, 128, 128]: what each frame has beyond the mean of all, then the mean."""
    mean = grey.mean(1, keepdim=True)
    return torch.cat([grey - mean, mean], 1)


@cache
def published() -> Probe:
    return load(FIXTURES / "clips")


@torch.no_grad()
def seen(frames: np.ndarray, places: np.ndarray | None = None) -> dict[str, str]:
    """What the published judge sees in frames uint8 [f, s, s, 3]; when they were taken (`places`) makes no difference to it."""
    del places
    probe = published()
    return {head: HEADS[head][int(logits.argmax())] for head, logits in probe.split(probe(parts(looked_at(frames)[None]))).items()}


def batch(clips: np.ndarray, wanted: Tensor, rng: np.random.Generator, count: int) -> tuple[Tensor, Tensor]:
    """Clips of many lengths, mirrored, backwards, frozen and made rough; with what is then to be seen."""
    greys, answers = [], []
    for i in rng.integers(0, len(clips), count):
        frames, answer = clips[i], wanted[i].clone()
        span = int(rng.integers(FRAMES - 1, len(frames)))
        first = int(rng.integers(0, len(frames) - span))
        grey = looked_at(frames, first, first + span)
        if rng.uniform() < 0.5:
            grey, answer[0] = grey.flip(-1), MIRRORED[int(answer[0])]
        if rng.uniform() < 0.5:
            grey, answer[0] = grey.flip(0), BACKWARDS[int(answer[0])]
        if rng.uniform() < 0.12:
            grey, answer = grey[:1].expand_as(grey), torch.zeros_like(answer)
        greys.append(grey)
        answers.append(answer)
    x = torch.stack(greys) * torch.from_numpy(rng.uniform(0.85, 1.15, (count, 1, 1, 1)).astype(np.float32))
    if rng.uniform() < 0.3:
        x = F.avg_pool2d(x, 3, 1, 1)
    return x + float(rng.uniform(0, 0.02)) * torch.randn_like(x), torch.stack(answers)


@torch.no_grad()
def settle(probe: Probe, clips: np.ndarray, wanted: Tensor) -> None:
    """Most things are at rest in most clips, so that a probe in doubt says so. Shifts each answer to where "moves" is said in one of
    twenty clips in which the thing does not move, frozen ones among them; changes the last layer's bias alone."""
    greys = torch.stack([looked_at(clip) for clip in clips])
    frozen = greys[:, :1].expand_as(greys)
    logits = probe.eval().split(torch.cat([probe(parts(p)) for p in torch.cat([greys, frozen]).split(32)]))
    moving = torch.cat([wanted, torch.zeros_like(wanted)]) == 1
    start = len(CAMERAS)
    for k, what in enumerate(THINGS):
        surer = logits[what][:, 1] - logits[what][:, 0]
        probe.last.bias[start + 2 * k + 1] -= torch.quantile(surer[~moving[:, k + 1]], 0.95)


@torch.no_grad()
def right(probe: Probe, x: Tensor, wanted: Tensor) -> dict[str, float]:
    """Share of right answers by head; of things where one moves, and where everything is frozen."""
    said = [logits.argmax(1) for logits in probe.split(torch.cat([probe(parts(p)) for p in x.split(32)])).values()]
    frozen = [logits.argmax(1) for logits in probe.split(probe(parts(x[:64, :1].expand(-1, FRAMES, -1, -1)))).values()]
    found = {"camera": float((said[0] == wanted[:, 0]).float().mean()), "camera, frozen": float((frozen[0] == 0).float().mean())}
    for k, what in enumerate(THINGS, 1):
        moves = wanted[:, k] == 1
        if moves.any():
            found[what] = float((said[k] == 1)[moves].float().mean())
    found["things, frozen"] = float(torch.stack([f == 0 for f in frozen[1:]]).float().mean())
    return found


@torch.no_grad()
def chance(probe: Probe, x: Tensor, wanted: Tensor) -> dict[str, float]:
    """What an answer is worth: of the camera, how often the commonest move is right; of things, how often they are said to
    move in clips frozen to one frame."""
    frozen = probe.split(torch.cat([probe(parts(p[:, :1].expand(-1, FRAMES, -1, -1))) for p in x.split(32)]))
    return {"camera": float(wanted[:, 0].bincount().max() / len(wanted)), **{what: float(frozen[what].argmax(1).float().mean()) for what in THINGS}}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("out", type=Path)
    parser.add_argument("clips", type=Path)
    parser.add_argument("--minutes", type=float, default=8, help="of processor time")
    parser.add_argument("--held-out", type=int, default=120)
    options = parser.parse_args()
    torch.set_num_threads(1)
    torch.manual_seed(0)
    rng = np.random.default_rng(0)
    notes = [json.loads(line) for line in (options.clips / "clips.jsonl").read_text().splitlines()]
    clips, wanted = np.load(options.clips / "pictures.npy", mmap_mode="r")[: len(notes)], torch.tensor([truth(n["attributes"]) for n in notes])
    held = [render_clip(5_000_000 + i, SIZE, 16, fps=8 >> i % 2, split="held_out", span=4.0) for i in range(options.held_out)]
    held_x, held_wanted = torch.stack([looked_at(c.frames) for c in held]), torch.tensor([truth(c.attributes) for c in held])
    probe = Probe(HEADS, FRAMES + 1, SIZE)
    tool = torch.optim.AdamW(probe.parameters(), 2e-3, weight_decay=0.03)
    print(f"{len(clips)} clips, {probe.learned() / 1e6:.2f} M parameters", flush=True)
    started, step, said = time.process_time(), 0, 0.0
    while (done := (time.process_time() - started) / 60 / options.minutes) < 1:
        for group in tool.param_groups:
            group["lr"] = 2e-3 * min(1, step / 50) * (1 - done)
        x, answers = batch(clips, wanted, rng, 32)
        logits = probe.train().split(probe(parts(x)))
        things = [F.cross_entropy(logits[what], answers[:, k]) for k, what in enumerate(THINGS, 1)]
        loss = F.cross_entropy(logits["camera"], answers[:, 0], label_smoothing=0.05) + 2 * sum(things) / len(things)
        tool.zero_grad()
        loss.backward()
        tool.step()
        step += 1
        if done - said > 0.1:
            said = done
            print(f"{done:.0%} step {step} loss {loss.item():.3f} {right(probe.eval(), held_x, held_wanted)}", flush=True)
    settle(probe, clips, wanted)
    facts = {"accuracy": right(probe.eval(), held_x, held_wanted), "chance": chance(probe, held_x, held_wanted), "clips": len(clips), "steps": step, "heldOut": len(held)}
    save(probe, options.out / "clips", facts)
    print(facts)


if __name__ == "__main__":
    main()

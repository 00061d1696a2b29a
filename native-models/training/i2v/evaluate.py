"""Measure image to video on held-out scenes: PYTHONPATH=native-models python -m training.i2v.evaluate [--ablation RUNS] [--quick].

Every clip is made from the first frame and the caption of a drawn clip whose combination of attributes training never saw. Without
`--ablation` the pack is measured. With it, RUNS holds one run of training.i2v.train a variant (`full`, `without-prior`,
`without-appearance`, `without-control`, `without-joint`, all of the same length), and each is measured as it was trained.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import torch

from training.probe.clips import asked, seen
from training.table import Row, markdown
from training.textures.training_loop import PACKS
from training.world.scene import Clip

from .clips import clip_of, places_of
from .measures import flicker, gradient_energy, layout, psnr, seen_flow
from .sample import HELD_OUT, Sampler, Settings, load

NAME, PACK = "Starter Scenes, image to video", PACKS / "starter-scenes"
SIZE, FRAMES, CLIPS = 256, 8, 48
# What a variant does without, as settings of the sampler; joint training leaves no trace there.
VARIANTS = {"full": {}, "without-prior": {"prior": 0.0}, "without-appearance": {"reference": 0.0}, "without-control": {"control": 0.0}, "without-joint": {}}


@dataclass(frozen=True)
class Example:
    """A drawn clip, and the frames' places."""

    seed: int
    clip: Clip
    places: np.ndarray


@dataclass(frozen=True)
class Scores:
    """Means over the clips. Flicker and sharpness are shares of the drawn clips'."""

    first_frame: float  # PSNR to the reference, dB
    ceiling: float  # the same of the VAE alone
    layout: float  # of the last frame against the drawn one, -1..1
    motion: float  # % of the moves that the caption asks for and the probe sees
    drawn_motion: float  # % of them that it sees in the drawn clips
    true_flicker: float  # by the drawn clip's own flow
    seen_flicker: float  # by the flow estimated in each clip
    sharpness: float


def held_out(count: int) -> Iterator[Example]:
    for seed in range(HELD_OUT, HELD_OUT + count):
        yield Example(seed, clip_of(seed, SIZE, FRAMES, "held_out"), places_of(seed, FRAMES))


def measure(sampler: Sampler, examples: list[Example], settings: Settings) -> Scores:
    found: dict[str, list[float]] = {key: [] for key in ("first", "ceiling", "layout", "right", "drawn", "true", "seen", "sharp")}
    for example in examples:
        clip, places = example.clip, example.places
        made = sampler.frames(sampler.image_to_video(clip.frames[0], clip.caption, places, replace(settings, seed=example.seed)))
        returned = sampler.frames(sampler.model.encode(torch.from_numpy(clip.frames[:1]).movedim(-1, -3)[None].float() / 255))[0]
        found["first"].append(psnr(made[0], clip.frames[0]))
        found["ceiling"].append(psnr(returned, clip.frames[0]))
        found["layout"].append(layout(made[-1], clip.frames[-1]))
        found["true"].append(flicker(made, clip.flow, clip.valid) / max(flicker(clip.frames, clip.flow, clip.valid), 0.1))
        found["seen"].append(flicker(made, *seen_flow(made)) / max(flicker(clip.frames, *seen_flow(clip.frames)), 0.1))
        found["sharp"].append(gradient_energy(made) / gradient_energy(clip.frames))
        wanted = asked(clip.attributes, clip.caption)
        for frames, key in ((made, "right"), (clip.frames, "drawn")):
            judged = seen(frames, places)
            found[key] += [100.0 * (judged[head] == value) for head, value in wanted.items()]
    mean = {key: float(np.mean(values)) if values else float("nan") for key, values in found.items()}
    return Scores(mean["first"], mean["ceiling"], mean["layout"], mean["right"], mean["drawn"], mean["true"], mean["seen"], mean["sharp"])


def rows_of(scores: Scores, name: str, targets: bool) -> list[Row]:
    def row(measure: str, value: float, unit: str, target: float | None = None, sense: str = ">=", note: str = "") -> Row:
        return Row(name, measure, value, unit, target if targets else None, "<=" if sense == "<=" else ">=", note)

    return [
        row("first frame against the reference", scores.first_frame, "dB", 28, note=f"the VAE alone: {scores.ceiling:.1f} dB"),
        row("asked motion seen by the probe", scores.motion, "%", 80, note=f"in drawn clips {scores.drawn_motion:.0f} %"),
        row("flicker along the true flow, of the drawn clips'", scores.true_flicker, "x", 1.3, "<="),
        row("flicker along the flow seen, of the drawn clips'", scores.seen_flicker, "x"),
        row("layout of the last frame, correlation", scores.layout, ""),
        row("gradient energy, of the drawn clips'", scores.sharpness, "x"),
    ]


def evaluate(quick: bool = False) -> list[Row]:
    """The published pack; nothing while it makes no clips."""
    if not (PACK / "motion_adapter").exists():
        return []
    torch.set_num_threads(1)
    return rows_of(measure(load(PACK, None), list(held_out(8 if quick else CLIPS)), Settings(guidance=2.5)), NAME, True)


def ablation(runs: Path, pack: Path, count: int) -> list[Row]:
    """One block of rows a variant that has a run."""
    torch.set_num_threads(1)
    examples, table = list(held_out(count)), []
    for variant, change in VARIANTS.items():
        checkpoint = runs / variant / "clips.pt"
        if checkpoint.exists():
            table += rows_of(measure(load(pack, checkpoint), examples, replace(Settings(guidance=2.5), **change)), f"{NAME}, {variant}", variant == "full")
    return table


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--ablation", type=Path, help="folder with a run for each variant")
    parser.add_argument("--pack", type=Path, default=PACK)
    parser.add_argument("--quick", action="store_true", help="8 clips instead of 48")
    options = parser.parse_args()
    table = ablation(options.ablation, options.pack, 8 if options.quick else CLIPS) if options.ablation else evaluate(options.quick)
    print(markdown(table) if table else f"{PACK} has no parts for clips.")


if __name__ == "__main__":
    main()

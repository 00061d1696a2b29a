"""Measure image to video on held-out scenes: PYTHONPATH=native-models python -m training.i2v.evaluate [--checkpoint RUN/clips.pt] [--ablation RUNS].

Every clip is made from the draft (the first frame, moved by the true camera and wind) and the caption of a drawn clip whose combination of
attributes training never saw; what the studio makes of the first frame alone is measured by `npm run evaluate`. Without
`--ablation` the pack is measured. With it, RUNS holds one run of training.i2v.train a variant (`full`, `without-prior`,
`without-appearance`, `without-control`, `without-joint`, all of the same length), and each is measured as it was trained.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from training.feedforward import PACKS
from training.probe.clips import asked, seen
from training.processor import settle
from training.table import Row, markdown
from training.world.scene import Clip

from .clips import clip_of, places_of, shares
from .detail import with_detail
from .measures import flicker, gradient_energy, layout, psnr, seen_flow
from .sample import HELD_OUT, Sampler, load, unit
from .settings import Settings, published

NAME, PACK = "Starter Scenes, image to video", PACKS / "starter-scenes"
SIZE, FRAMES, CLIPS = 256, 16, 32
# What a variant does without, as settings of the sampler; joint training leaves no trace there.
VARIANTS = {"full": {}, "without-prior": {"prior": 0.0}, "without-appearance": {"reference": 0.0}, "without-control": {"control": 0.0}, "without-joint": {}}


@dataclass(frozen=True)
class Example:
    """A drawn clip, and the frames' places."""

    seed: int
    clip: Clip
    places: np.ndarray


@dataclass(frozen=True)
class Motion:
    """Of the moves that captions ask for, how many the probe sees, in percent: in the clips made, in the drawn ones (what it can see
    at best), in the drafts (what needs no diffusion), and in clips that are one still picture (what it would grant to no motion at all)."""

    made: float
    drawn: float
    draft: float
    still: float


@dataclass(frozen=True)
class Scores:
    """Means over the clips. Flicker and sharpness are shares of the drawn clips' means: some clips stand still."""

    first_frame: float  # PSNR to the reference, dB
    drawn_first: float  # the same before detail is given back
    ceiling: float  # the same of the VAE alone
    layout: float  # of the last frame against the drawn one, -1..1
    motion: dict[str, Motion]  # of the camera, and of things
    true_flicker: float  # by the drawn clip's own flow
    seen_flicker: float  # by the flow estimated in each clip
    sharpness: float


def held_out(count: int) -> Iterator[Example]:
    for seed in range(HELD_OUT, HELD_OUT + count):
        yield Example(seed, clip_of(seed, SIZE, FRAMES, "held_out"), places_of(seed, FRAMES))


def measure(sampler: Sampler, examples: list[Example], settings: Settings, detail: bool) -> Scores:
    """`detail`: as the studio gives it back; without, what the networks drew."""
    found: dict[str, list[float]] = {key: [] for key in ("first", "drawn", "ceiling", "layout")}
    shares_of: dict[str, list[tuple[float, float]]] = {"true": [], "seen": [], "sharp": []}
    judged: dict[str, list[list[bool]]] = {"camera": [], "things": []}
    for example in examples:
        clip, places = example.clip, example.places
        drawn = sampler.frames(sampler.image_to_video(clip.draft, clip.caption, places, replace(settings, seed=example.seed)))
        returned = sampler.frames(sampler.model.encode(unit(clip.draft.frames)[None]))
        made = with_detail(drawn, returned, clip.draft.frames, shares(clip.draft.known)) if detail else drawn
        found["first"].append(psnr(made[0], clip.frames[0]))
        found["drawn"].append(psnr(drawn[0], clip.frames[0]))
        found["ceiling"].append(psnr(returned[0], clip.frames[0]))
        found["layout"].append(layout(made[-1], clip.frames[-1]))
        shares_of["true"].append((flicker(made, clip.flow, clip.valid), flicker(clip.frames, clip.flow, clip.valid)))
        shares_of["seen"].append((flicker(made, *seen_flow(made)), flicker(clip.frames, *seen_flow(clip.frames))))
        shares_of["sharp"].append((gradient_energy(made), gradient_energy(clip.frames)))
        looks = [seen(frames, places) for frames in (made, clip.frames, clip.draft.frames, np.repeat(clip.frames[:1], len(places), 0))]
        for head, value in asked(clip.attributes, clip.caption).items():
            judged["camera" if head == "camera" else "things"].append([look[head] == value for look in looks])
    mean = {key: float(np.mean(values)) for key, values in found.items()}
    true, seen_share, sharp = (float(np.divide(*np.array(pairs).mean(0))) for pairs in shares_of.values())
    motion = {kind: Motion(*(100 * np.array(answers).mean(0))) for kind, answers in judged.items() if answers}
    return Scores(mean["first"], mean["drawn"], mean["ceiling"], mean["layout"], motion, true, seen_share, sharp)


def rows_of(scores: Scores, name: str, targets: bool) -> list[Row]:
    def row(measure: str, value: float, unit: str, target: float | None = None, sense: str = ">=", note: str = "") -> Row:
        return Row(name, measure, value, unit, target if targets else None, "<=" if sense == "<=" else ">=", note)

    return [
        row("first frame against the reference, as drawn", scores.drawn_first, "dB", 28, note=f"the VAE alone: {scores.ceiling:.1f} dB"),
        row("first frame against the reference", scores.first_frame, "dB"),
        *(row(f"asked motion of {kind} seen by the probe", m.made, "%", 80, note=f"in drawn clips {m.drawn:.0f} %, in drafts {m.draft:.0f} %, in stills {m.still:.0f} %")
          for kind, m in scores.motion.items()),
        row("flicker along the true flow, of the drawn clips'", scores.true_flicker, "x", 1.3, "<="),
        row("flicker along the flow seen, of the drawn clips'", scores.seen_flicker, "x"),
        row("layout of the last frame, correlation", scores.layout, ""),
        row("gradient energy, of the drawn clips'", scores.sharpness, "x"),
    ]


def evaluate(quick: bool = False) -> list[Row]:
    """The published pack; nothing while it makes no clips."""
    if not (PACK / "motion_adapter").exists():
        return []
    return rows_of(measure(load(PACK, None), list(held_out(8 if quick else CLIPS)), published(PACK, "i2v"), detail=True), NAME, True)


def ablation(runs: Path, pack: Path, count: int) -> list[Row]:
    """One block of rows a variant that has a run."""
    examples, table = list(held_out(count)), []
    for variant, change in VARIANTS.items():
        checkpoint = runs / variant / "clips.pt"
        if checkpoint.exists():
            table += rows_of(measure(load(pack, checkpoint), examples, replace(Settings(), **change), detail=False), f"{NAME}, {variant}", variant == "full")
    return table


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--ablation", type=Path, help="folder with a run for each variant")
    parser.add_argument("--checkpoint", type=Path, help="a training's instead of the pack's parts")
    parser.add_argument("--pack", type=Path, default=PACK)
    parser.add_argument("--clips", type=int, default=CLIPS)
    parser.add_argument("--threads", type=int, default=1)
    options = parser.parse_args()
    settle(options.threads)
    if options.ablation:
        table = ablation(options.ablation, options.pack, options.clips)
    else:
        settings = Settings() if options.checkpoint else published(options.pack, "i2v")
        table = rows_of(measure(load(options.pack, options.checkpoint), list(held_out(options.clips)), settings, detail=True), NAME, True)
    print(markdown(table))


if __name__ == "__main__":
    main()

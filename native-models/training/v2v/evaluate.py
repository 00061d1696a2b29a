"""Measure video to video on held-out scenes: PYTHONPATH=native-models python -m training.v2v.evaluate [--checkpoint RUN/clips.pt].

Each clip gets a planted error (a part erased or doubled in a few frames) and the blur of an enlargement. It counts as repaired when
inside the error the result is at least half way back from the spoilt frames to the drawn ones, in squared error, both seen through
the VAE, so that neither its losses nor the blur count.
"""

from __future__ import annotations

import argparse
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from training.feedforward import PACKS
from training.i2v.clips import clip_of, places_of
from training.i2v.errors import KINDS, enlarged, plant
from training.i2v.measures import flicker, psnr
from training.i2v.sample import HELD_OUT, Sampler, load, unit
from training.i2v.settings import Settings, published
from training.processor import settle
from training.table import Row, markdown

NAME, PACK = "Starter Scenes, video to video", PACKS / "starter-scenes"
SIZE, FRAMES, CLIPS = 512, 8, 40
REPAIRED = 0.5


@dataclass(frozen=True)
class Outcome:
    kind: str
    left: float  # share of the error's squared difference that is left
    gained: float  # PSNR outside the error over the blurred frames, dB
    flicker: tuple[float, float]  # of the result and of the drawn clip


def through(sampler: Sampler, frames: np.ndarray) -> np.ndarray:
    """What the VAE makes of frames."""
    return sampler.frames(sampler.model.encode(unit(frames)[None]))


def outcome(sampler: Sampler, seed: int, size: int, settings: Settings) -> Outcome:
    clip = clip_of(seed, size, FRAMES, "held_out")
    planted = plant(clip.frames, np.random.default_rng(seed), KINDS[seed % len(KINDS)])
    given = enlarged(planted.frames)
    made = sampler.frames(sampler.video_to_video(given, clip.caption, places_of(seed, FRAMES), settings))
    clean, spoilt, mask = through(sampler, clip.frames), through(sampler, given), planted.mask
    share = squared(made, clean, mask) / max(squared(spoilt, clean, mask), 1e-6)
    gain = psnr(made[~mask], clip.frames[~mask]) - psnr(given[~mask], clip.frames[~mask])
    return Outcome(planted.kind, share, gain, (flicker(made, clip.flow, clip.valid), flicker(clip.frames, clip.flow, clip.valid)))


def squared(a: np.ndarray, b: np.ndarray, mask: np.ndarray) -> float:
    return float(np.square(a[mask].astype(np.float64) - b[mask]).mean())


def measure(sampler: Sampler, settings: Settings, count: int, size: int = SIZE) -> list[Row]:
    found = [outcome(sampler, seed, size, settings) for seed in range(HELD_OUT, HELD_OUT + count)]

    def repaired(kinds: list[str]) -> float:
        return 100.0 * float(np.mean([o.left <= REPAIRED for o in found if o.kind in kinds]))

    notes = ", ".join(f"{kind} {repaired([kind]):.0f} %" for kind in KINDS)
    return [
        Row(NAME, "planted errors repaired", repaired(KINDS), "%", 70, note=f"{notes}; {count} clips"),
        Row(NAME, "PSNR outside the error over the frames given", float(np.mean([o.gained for o in found])), "dB"),
        Row(NAME, "flicker along the true flow, of the drawn clips'", float(np.divide(*np.mean([o.flicker for o in found], 0))), "x", None, "<="),
    ]


def evaluate(quick: bool = False) -> list[Row]:
    """The published pack; nothing while it makes no clips from clips."""
    if not (PACK / "motion_lora").exists():
        return []
    return measure(load(PACK, None, "v2v"), published(PACK, "v2v"), 8 if quick else CLIPS)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--checkpoint", type=Path, help="a training's instead of the pack's parts")
    parser.add_argument("--pack", type=Path, default=PACK)
    parser.add_argument("--size", type=int, default=SIZE)
    parser.add_argument("--clips", type=int, default=CLIPS)
    parser.add_argument("--threads", type=int, default=1)
    options = parser.parse_args()
    settle(options.threads)
    sampler = load(options.pack, options.checkpoint, "v2v")
    settings = Settings() if options.checkpoint else published(options.pack, "v2v")
    print(markdown(measure(sampler, settings, options.clips, options.size)))


if __name__ == "__main__":
    main()

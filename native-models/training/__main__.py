"""A starter pack from nothing, in one command: python -m training PACK [--hours 20].

Draws the data, trains every network of the pack, writes it and its checksums. What is there already is kept, so that a stopped run goes on
where it was; delete its files in training/runs to begin anew.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

RUNS = Path("training/runs")
Step = tuple[str, list[object], float]
"""Module below `training`, its arguments, and its share of the hours (0: takes what it takes; otherwise `--minutes` is added)."""


def refiner() -> Iterator[Step]:
    yield "refiner.train", [], 1
    yield "publish_feedforward", ["refiner"], 0


def smooth() -> Iterator[Step]:
    for stage, share in {"motion": 0.5, "head": 0.17, "joint": 0.21, "adversary": 0.12}.items():
        yield "interpolation.train", ["--stages", stage], share
    yield "interpolation.publish", [], 0


def motion() -> Iterator[Step]:
    yield "motion.train", [], 0.85
    yield "motion.train", ["--peak", 5e-4, "--full-size"], 0.15
    yield "publish_feedforward", ["motion"], 0


def scenes() -> Iterator[Step]:
    """Text to image, then image to video around its UNet, then video to video from that."""
    pack, run, clips = "packs/starter-scenes", RUNS / "t2i2", RUNS / "i2v"
    world, large, larger = run / "world", run / "world-512", run / "world-1024"
    yield "t2i.data", [world, "--count", 12000], 0
    yield "t2i.data", [large, "--count", 320, "--size", 512, "--first", 500_000], 0
    yield "t2i.data", [larger, "--count", 80, "--size", 1024, "--first", 600_000], 0
    if not (run / "tokenizer").exists():
        yield "t2i.text", [run], 0
    yield "t2i.train_vae", [world, run], 0.05
    yield "t2i.train_unet", [world, run], 0.25
    yield "t2i.train_decoder", [world, run], 0.03
    yield "t2i.train_upscaler", [large, larger, run, "--start", "packs/starter-refiner/net/model.safetensors"], 0.02
    yield "t2i.export", [run, pack], 0
    yield "publish", [pack], 0
    yield "i2v.clips", [clips / "clips-128", "--count", 1500, "--size", 128], 0
    yield "i2v.clips", [clips / "clips-256", "--count", 1200, "--first", 4_000_000], 0
    yield "i2v.train", [clips / "clips-128", pack, clips / "half", "--pictures", world], 0.28
    yield "i2v.train", [clips / "clips-256", pack, clips / "full", "--pictures", world, "--start", clips / "half/clips.pt"], 0.25
    yield "motion.scenes", [], 0.02
    yield "publish_feedforward", ["scenes"], 0
    yield "i2v.export", [clips / "full/clips.pt", pack], 0
    yield "i2v.clips", [RUNS / "v2v/clips", "--size", 512, "--frames", 8, "--count", 400, "--first", 500_000], 0
    yield "v2v.train", [RUNS / "v2v/clips", pack, RUNS / "v2v"], 0.1
    yield "i2v.export", [RUNS / "v2v/clips.pt", pack, "--stage", "v2v", "--edge", 512], 0


PACKS = {"starter-scenes": (scenes, 20.0), "starter-motion": (motion, 1.2), "starter-refiner": (refiner, 1.0), "starter-smooth": (smooth, 1.5)}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("pack", choices=PACKS)
    parser.add_argument("--hours", type=float, help="of training on one core of a quiet machine; drawing the data comes on top")
    parser.add_argument("--dry-run", action="store_true", help="only print what would be run")
    options = parser.parse_args()
    steps, hours = PACKS[options.pack]
    hours = options.hours or hours
    for module, arguments, share in steps():
        minutes = ["--minutes", f"{60 * hours * share:.1f}"] if share else []
        words = ["-m", f"training.{module}", *map(str, arguments), *minutes]
        print("python", *words, flush=True)
        if not options.dry_run:
            subprocess.run([sys.executable, *words], check=True)


if __name__ == "__main__":
    main()

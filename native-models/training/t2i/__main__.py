"""Starter Scenes from nothing, in one command: python -m training.t2i [PACK] [--hours 6].

Draws the data, trains every network and writes the pack. What is there already is kept: a stopped run goes on where it was.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
from pathlib import Path

RUN = Path("training/runs/t2i2")
SHARES = {"train_vae": 0.17, "train_unet": 0.65, "train_decoder": 0.1, "train_upscaler": 0.08}  # of the hours


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("pack", nargs="?", default="packs/starter-scenes")
    parser.add_argument("--hours", type=float, default=6, help="of training; drawing the data takes about half an hour more")
    parser.add_argument("--pictures", type=int, default=12000)
    options = parser.parse_args()
    minutes = {name: f"--minutes={share * 60 * options.hours:.0f}" for name, share in SHARES.items()}

    def python(module: str, *words: object) -> None:
        print(f"\n{module}", flush=True)
        subprocess.run([sys.executable, "-m", f"training.{module}", *map(str, words)], check=True)

    world, large, larger = RUN / "world", RUN / "world-512", RUN / "world-1024"
    python("t2i.data", world, "--count", options.pictures)
    python("t2i.data", large, "--count", 320, "--size", 512, "--first", 500_000)
    python("t2i.data", larger, "--count", 80, "--size", 1024, "--first", 600_000)
    if not (RUN / "tokenizer").exists():
        python("t2i.text", RUN)
    python("t2i.train_vae", world, RUN, minutes["train_vae"])
    python("t2i.train_unet", world, RUN, minutes["train_unet"])
    python("t2i.train_decoder", world, RUN, minutes["train_decoder"])
    python("t2i.train_upscaler", large, larger, RUN, minutes["train_upscaler"], "--start", "packs/starter-refiner/net/model.safetensors")
    python("t2i.export", RUN, options.pack)
    python("publish", options.pack)


if __name__ == "__main__":
    main()

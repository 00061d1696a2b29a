"""Does the world keep its promises? python -m training.world.check [--clips 12] [--size 128]; ends with an error if not.

The same seed gives the same bytes, alone or as a clip's first frame; the true flow brings the next frame onto this one
wherever it is said to be valid; training never draws a held-out combination.
"""

from __future__ import annotations

import argparse

import cv2
import numpy as np

from .attributes import sample_attributes
from .held_out import is_held_out
from .scene import render, render_clip
from .vocabulary import CAMERAS, STYLES

WARPED_DB = {"pixel": 24.0}  # the grid of pixel art stays where it is while things move across it
LEAST_DB = 31.0
ROUNDING = 2  # sums over a larger canvas are rounded otherwise


def psnr(a: np.ndarray, b: np.ndarray, where: np.ndarray) -> float:
    """Over the pixels of a mask [n, n]; pictures of 0..255."""
    error = ((a.astype(np.float32) - b.astype(np.float32)) ** 2)[where].mean()
    return float(10 * np.log10(255**2 / max(float(error), 1e-9)))


def fetched(frame: np.ndarray, flow: np.ndarray) -> np.ndarray:
    """What the next frame shows where the flow [2, n, n] leads."""
    n = frame.shape[0]
    rows, columns = np.mgrid[0:n, 0:n].astype(np.float32)
    return cv2.remap(frame, columns + flow[0], rows + flow[1], cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)


def check_flow(clips: int, size: int) -> None:
    kept: dict[str, list[float]] = {}
    for k in range(clips):
        style, camera = STYLES[k % len(STYLES)], CAMERAS[k % len(CAMERAS)]
        clip = render_clip(7000 + k, size, 8, style=style, camera=camera)
        picture = render(7000 + k, size, style=style, camera=camera).rgb
        apart = np.abs(clip.frames[0].astype(int) - picture).max(-1)
        if apart.max() > ROUNDING or (apart > 0).mean() > 0.002:
            raise SystemExit(f"seed {7000 + k}: the clip does not start with the picture")
        warped, still, share = [], [], []
        for t in range(len(clip.flow)):
            valid = clip.valid[t]
            share.append(valid.mean())
            if valid.any():
                warped.append(psnr(clip.frames[t], fetched(clip.frames[t + 1], clip.flow[t]), valid))
                still.append(psnr(clip.frames[t], clip.frames[t + 1], valid))
        length = np.hypot(*clip.flow.transpose(1, 0, 2, 3))
        print(f"{7000 + k} {style:12}{camera:12}{clip.attributes['subject']:11} warped {np.mean(warped):5.1f} dB, not warped {np.mean(still):5.1f} dB, "
              f"valid {np.mean(share):4.0%}, longest flow {length.max():4.1f} px")
        kept.setdefault(style, []).append(float(np.mean(warped)))
    for style, values in kept.items():
        if min(values) < WARPED_DB.get(style, LEAST_DB):
            raise SystemExit(f"{style}: the flow does not explain the motion ({min(values):.1f} dB)")


def check_split(seeds: int) -> None:
    for split, wanted in (("train", False), ("held_out", True)):
        wrong = sum(is_held_out(sample_attributes(np.random.default_rng([s, 99]), split)) != wanted for s in range(seeds))
        if wrong:
            raise SystemExit(f"{wrong} of {seeds} {split} seeds are of the other split")
    print(f"{seeds} seeds of each split are where they belong")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--clips", type=int, default=26)
    parser.add_argument("--size", type=int, default=128)
    options = parser.parse_args()
    for seed in range(12):
        if render(seed, options.size).rgb.tobytes() != render(seed, options.size).rgb.tobytes():
            raise SystemExit(f"seed {seed} is not drawn the same twice")
    print("12 seeds are drawn the same twice")
    check_split(1500)
    check_flow(options.clips, options.size)


if __name__ == "__main__":
    main()

"""Loss curves as a small picture: python -m training.curve RUN.csv OUT.png [--columns loss naming].

RUN.csv is what `training.resumable` writes beside its checkpoint: minutes, step, and means of what was shown.
"""

from __future__ import annotations

import argparse
import csv
from pathlib import Path

import cv2
import numpy as np

WIDTH, HEIGHT, LEFT, BELOW, TOP = 640, 320, 64, 36, 28
COLOURS = [(180, 90, 30), (60, 60, 200), (70, 140, 40), (160, 60, 160)]  # BGR
INK, GRID = (60, 60, 60), (225, 225, 225)


def smooth(values: np.ndarray, window: int) -> np.ndarray:
    """Running means, shorter at the ends."""
    kernel = np.ones(window)
    return np.convolve(values, kernel, "same") / np.convolve(np.ones_like(values), kernel, "same")


def curve(minutes: np.ndarray, series: dict[str, np.ndarray]) -> np.ndarray:
    """uint8 BGR picture [320, 640, 3]; the loss axis is logarithmic."""
    picture = np.full((HEIGHT, WIDTH, 3), 255, np.uint8)
    everything = np.concatenate(list(series.values()))
    low, high = np.log10(everything.min() * 0.95), np.log10(everything.max() * 1.05)
    across = lambda m: LEFT + (WIDTH - LEFT - 16) * m / minutes[-1]  # noqa: E731
    down = lambda v: TOP + (HEIGHT - TOP - BELOW) * (high - np.log10(v)) / (high - low)  # noqa: E731
    text = lambda words, x, y, colour: cv2.putText(picture, words, (int(x), int(y)), cv2.FONT_HERSHEY_DUPLEX, 0.42, colour, 1, cv2.LINE_AA)  # noqa: E731
    for value in np.logspace(low, high, 5):
        cv2.line(picture, (LEFT, int(down(value))), (WIDTH - 16, int(down(value))), GRID, 1)
        text(f"{value:.3g}", 8, down(value) + 4, INK)
    for minute in np.linspace(0, minutes[-1], 6):
        text(f"{minute:.0f}", across(minute) - 8, HEIGHT - 16, INK)
    text("minutes", WIDTH - 66, HEIGHT - 3, INK)
    for i, (name, values) in enumerate(series.items()):
        points = np.stack([across(minutes), down(smooth(values, 1 + len(values) // 60))], 1).round().astype(np.int32)
        cv2.polylines(picture, [points], False, COLOURS[i % len(COLOURS)], 2, cv2.LINE_AA)
        text(name, LEFT + 90 * i, 16, COLOURS[i % len(COLOURS)])
    return picture


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("table", type=Path)
    parser.add_argument("out")
    parser.add_argument("--columns", nargs="+", default=["loss"])
    options = parser.parse_args()
    with options.table.open() as file:
        rows = list(csv.DictReader(file))
    series = {name: np.array([float(row[name]) for row in rows]) for name in options.columns}
    cv2.imwrite(options.out, curve(np.array([float(row["minutes"]) for row in rows]), series))


if __name__ == "__main__":
    main()

"""Contact sheets: python -m training.world.sheet out.png --count 40 --size 128 [--maps | --clips] [--split held_out]."""

from __future__ import annotations

import argparse
import time

import cv2
import numpy as np

from .held_out import SPLITS
from .scene import Scene, render, render_clip


def with_maps(scene: Scene) -> np.ndarray:
    """The picture, its depth, its classes (drift red, sway green, ripple blue), side by side."""
    depth = np.repeat((scene.depth * 255).astype(np.uint8)[..., None], 3, 2)
    classes = (np.stack([scene.drift, scene.sway, scene.ripple], 2) * 255).astype(np.uint8)
    return np.concatenate([scene.rgb, depth, classes], 1)


def flow_colours(flow: np.ndarray, valid: np.ndarray, full: float) -> np.ndarray:
    """Direction as hue, length as brightness (full length: full brightness), invalid pixels grey."""
    length, angle = np.hypot(*flow), np.arctan2(flow[1], flow[0])
    hsv = np.stack([(angle / np.pi * 90) % 180, np.full_like(length, 220), np.clip(length / full, 0, 1) * 255], -1).astype(np.uint8)
    return np.where(valid[..., None], cv2.cvtColor(hsv, cv2.COLOR_HSV2RGB), 70)


def clip_row(seed: int, size: int, split: str) -> tuple[np.ndarray, str]:
    """Four frames of a clip with arrows of the flow, then flow and depth."""
    clip = render_clip(seed, size, 16, split=split)
    tiles = []
    for t in (0, 5, 10, 15):
        frame = clip.frames[t].copy()
        if t < 15:
            step = size // 12
            for y in range(step // 2, size, step):
                for x in range(step // 2, size, step):
                    dx, dy = clip.flow[t, :, y, x]
                    if clip.valid[t, y, x] and np.hypot(dx, dy) > 0.1:
                        cv2.arrowedLine(frame, (x, y), (round(x + 4 * float(dx)), round(y + 4 * float(dy))), (255, 255, 255), 1, cv2.LINE_AA, 0, 0.3)
        tiles.append(frame)
    tiles.append(flow_colours(clip.flow[5], clip.valid[5], 0.02 * size).astype(np.uint8))
    tiles.append(np.repeat((clip.depth[5] * 255).astype(np.uint8)[..., None], 3, 2))
    return np.concatenate(tiles, 1), clip.caption


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("out")
    parser.add_argument("--first", type=int, default=0)
    parser.add_argument("--count", type=int, default=40)
    parser.add_argument("--size", type=int, default=128)
    parser.add_argument("--columns", type=int, default=8)
    parser.add_argument("--split", choices=SPLITS, default="train")
    parser.add_argument("--maps", action="store_true", help="add depth and the classes (drift red, ripple blue, sway green) beside each picture")
    parser.add_argument("--clips", action="store_true", help="four frames of each clip with its flow as arrows (four times as long), flow as colour, depth")
    options = parser.parse_args()
    tiles, started = [], time.perf_counter()
    for seed in range(options.first, options.first + options.count):
        if options.clips:
            tile, caption = clip_row(seed, options.size, options.split)
        else:
            scene = render(seed, options.size, split=options.split)
            tile, caption = with_maps(scene) if options.maps else scene.rgb, scene.caption
        print(seed, caption)
        tiles.append(tile)
    print(f"{(time.perf_counter() - started) / options.count * 1000:.1f} ms each")
    while len(tiles) % options.columns:
        tiles.append(np.zeros_like(tiles[0]))
    rows = [np.concatenate(tiles[i:i + options.columns], 1) for i in range(0, len(tiles), options.columns)]
    cv2.imwrite(options.out, np.concatenate(rows)[..., ::-1])


if __name__ == "__main__":
    main()

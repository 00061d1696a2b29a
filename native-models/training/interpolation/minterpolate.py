"""FFmpeg's motion-compensated interpolation, the yardstick that needs no network."""

import os
import shutil
import subprocess
from pathlib import Path

import numpy as np
import torch

from training.interpolation.footage import Footage, Picture

FILTER = "minterpolate=fps=24:mi_mode=mci:mc_mode=aobmc:me_mode=bidir:vsbmc=1:scd=none"
"""With its scene-cut detection, keyframes that differ much are repeated instead; off, the filter does its best."""


def ffmpeg() -> str | None:
    """FFMPEG_PATH, then the one that the project's packages bring, then the system's."""
    brought = sorted(Path(__file__).resolve().parents[3].glob("node_modules/@ffmpeg-binary/*/ffmpeg"))
    return os.environ.get("FFMPEG_PATH") or (str(brought[0]) if brought else shutil.which("ffmpeg"))


def minterpolated(footage: Footage, program: str) -> tuple[Picture, Picture]:
    """The frames at 1/3 and 2/3 that the filter makes of keyframes at -1, 0, 1, 2 and 3 (it looks beyond the gap)."""
    keys = [(footage(float(t))[0].clamp(0, 1) * 255).round().byte().permute(1, 2, 0).numpy() for t in range(-1, 4)]
    height, width = keys[0].shape[:2]
    raw = ["-f", "rawvideo", "-pix_fmt", "rgb24"]
    command = [program, "-v", "error", *raw, "-s", f"{width}x{height}", "-r", "8", "-i", "-", "-vf", FILTER, *raw, "-"]
    out = subprocess.run(command, input=np.stack(keys).tobytes(), stdout=subprocess.PIPE, check=True).stdout
    frames = np.frombuffer(out, np.uint8).reshape(-1, height, width, 3)
    # Every third frame is a keyframe: the fourth is the one at 0.
    first, second = (torch.from_numpy(frames[3 + k].copy()).permute(2, 0, 1)[None].float() / 255 for k in (1, 2))
    return first, second

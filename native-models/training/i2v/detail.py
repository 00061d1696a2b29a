"""The detail that a VAE takes, given back as the studio does it (electron/pipeline/pictures/detail.ts)."""

from __future__ import annotations

import cv2
import numpy as np

AGREES, DIFFERS = 8.0, 24.0  # levels, mean over the neighbourhood and the channels
NEIGHBOURHOOD = 7  # pixels


def with_detail(drawn: np.ndarray, returned: np.ndarray, shown: np.ndarray, known: np.ndarray) -> np.ndarray:
    """uint8 frames [f, h, w, 3]: what was drawn, what was shown as the VAE returns it, and itself; known 0..1 [f, h / 8, w / 8]."""
    made = []
    for frame, back, picture, share in zip(drawn.astype(np.float32), returned.astype(np.float32), shown.astype(np.float32), known, strict=True):
        change = frame - back
        mean = cv2.blur(np.abs(change).mean(-1), (NEIGHBOURHOOD, NEIGHBOURHOOD), borderType=cv2.BORDER_REFLECT)
        t = np.clip((mean - AGREES) / (DIFFERS - AGREES), 0, 1)
        kept = (1 - t * t * (3 - 2 * t)) * cv2.resize(share, frame.shape[1::-1], interpolation=cv2.INTER_NEAREST)
        made.append(kept[..., None] * (picture + change) + (1 - kept[..., None]) * frame)
    return np.clip(np.round(np.stack(made)), 0, 255).astype(np.uint8)

"""What is measured of a clip: how true its first frame is, how sharp it is, and how much it flickers."""

from __future__ import annotations

import cv2
import numpy as np


def psnr(a: np.ndarray, b: np.ndarray) -> float:
    """dB between two uint8 pictures."""
    error = np.square(a.astype(np.float64) - b).mean()
    return float(10 * np.log10(255**2 / max(error, 1e-6)))


def layout(a: np.ndarray, b: np.ndarray) -> float:
    """Correlation of two pictures of 16 x 16 grey levels, -1..1: whether things are where they were."""
    small = [cv2.resize(cv2.cvtColor(p, cv2.COLOR_RGB2GRAY), (16, 16), interpolation=cv2.INTER_AREA).ravel().astype(np.float64) for p in (a, b)]
    return float(np.corrcoef(*small)[0, 1]) if min(s.std() for s in small) > 0 else 0.0


def gradient_energy(frames: np.ndarray) -> float:
    """Mean squared difference of neighbouring grey levels: what blur takes away."""
    grey = frames.astype(np.float64).mean(-1)
    return float(np.square(np.diff(grey, axis=-1)).mean() + np.square(np.diff(grey, axis=-2)).mean())


def warped(picture: np.ndarray, flow: np.ndarray) -> np.ndarray:
    """`picture` looked up where its pixels went: flow [2, h, w] in pixels."""
    h, w = flow.shape[1:]
    x, y = np.meshgrid(np.arange(w, dtype=np.float32), np.arange(h, dtype=np.float32))
    return cv2.remap(picture, x + flow[0], y + flow[1], cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)


def flicker(frames: np.ndarray, flow: np.ndarray, valid: np.ndarray) -> float:
    """Mean absolute difference (0..255) between a frame and the next one brought back by flow [f-1, 2, h, w], where that is known."""
    errors = [np.abs(frames[i].astype(np.float64) - warped(frames[i + 1], flow[i])).mean(-1)[valid[i]] for i in range(len(flow)) if valid[i].any()]
    return float(np.concatenate(errors).mean()) if errors else 0.0


def seen_flow(frames: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Flow estimated from the frames themselves (DIS), and where going there and back agrees within a pixel."""
    search = cv2.DISOpticalFlow_create(cv2.DISOPTICAL_FLOW_PRESET_MEDIUM)
    grey = [cv2.cvtColor(f, cv2.COLOR_RGB2GRAY) for f in frames]
    flows, valid = [], []
    for a, b in zip(grey, grey[1:]):
        there, back = search.calc(a, b, None).transpose(2, 0, 1), search.calc(b, a, None).transpose(2, 0, 1)
        returned = there + np.stack([warped(channel, there) for channel in back])
        flows.append(there), valid.append(np.hypot(*returned) < 1)
    return np.stack(flows), np.stack(valid)

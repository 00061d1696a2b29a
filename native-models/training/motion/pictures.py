"""Photographs to measure on; nothing is trained on them."""

import numpy as np
from PIL import Image

Picture = np.ndarray  # [size, size, 3], uint8, RGB

# of scikit-image's: what in them may move by itself; nothing in the others
MOVING = {"rocket": {"drift"}, "grass": {"sway"}}
NAMES = ("astronaut", "chelsea", "coffee", "rocket", "brick", "grass", "gravel", "coins", "text", "page", "retina", "moon", "clock", "camera")


def squared(picture: np.ndarray, size: int) -> Picture:
    """The middle of a picture, grey ones in three channels, at `size`."""
    rgb = picture if picture.ndim == 3 else np.stack([picture] * 3, -1)
    image = Image.fromarray(np.asarray(rgb[..., :3], np.uint8))
    edge = min(image.size)
    left, top = (image.width - edge) // 2, (image.height - edge) // 2
    return np.asarray(image.crop((left, top, left + edge, top + edge)).resize((size, size), Image.Resampling.LANCZOS))


def photographs(size: int) -> dict[str, Picture]:
    """scikit-image's sample photographs by name; empty when it is not installed."""
    try:
        from skimage import data
    except ImportError:
        return {}
    return {name: squared(getattr(data, name)(), size) for name in NAMES}

"""Footage to learn refining from: crops of drawn pictures as cameras, films and codecs leave them, and shrunk.

What is wanted back is the large picture as it was, grain included: the shrunk one must not be smoothed where it is only
rough. Crops come in groups from one picture with one treatment, as the parts of a frame do.
"""

import io
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import torch
from PIL import Image
from torch.nn import functional as F

SMALL = 48
# size of the large picture over that of the small one: the paper preset's 1048 / 600 is close to 7 / 4
LARGE = (72, 84, 84, 84, 96)


@dataclass
class Batch:
    """`small` [n, 3, 48, 48] and `large` [n, 3, side, side], RGB 0..1; every `together` in a row belong to one frame."""

    small: torch.Tensor
    large: torch.Tensor
    together: int


def blur(x: torch.Tensor, sigma: float) -> torch.Tensor:
    """Gaussian blur of [n, c, h, w] with mirrored borders; `sigma` in pixels."""
    radius = max(1, int(3 * sigma + 0.5))
    t = torch.arange(-radius, radius + 1, dtype=x.dtype)
    kernel = torch.exp(-(t * t) / (2 * sigma * sigma))
    kernel = (kernel / kernel.sum()).expand(x.shape[1], 1, -1)
    x = F.pad(x, (radius, radius, radius, radius), mode="reflect")
    x = F.conv2d(x, kernel[:, :, None, :], groups=x.shape[1])
    return F.conv2d(x, kernel[:, :, :, None], groups=x.shape[1])


def eight_bits(x: torch.Tensor) -> torch.Tensor:
    return (x.clamp(0, 1) * 255).round() / 255


_matrices: dict[tuple[int, int, int], torch.Tensor] = {}


def resized(x: torch.Tensor, side: int, how: Image.Resampling) -> torch.Tensor:
    """Pillow's resampling of [n, c, s, s] to [n, c, side, side], without its clamping and open to gradients."""
    key = (x.shape[-1], side, int(how))
    if key not in _matrices:
        one = Image.fromarray(np.eye(key[0], dtype=np.float32))
        _matrices[key] = torch.from_numpy(np.asarray(one.resize((key[0], side), how)).copy())
    m = _matrices[key]
    return m @ x @ m.T


def area_averaged(x: torch.Tensor, side: int) -> torch.Tensor:
    """[n, c, s, s] -> [n, c, side, side], each pixel the exact mean over the area it covers.

    Pillow's BOX is not that: it takes whole pixels, so that edges jitter by up to a quarter of one.
    """
    key = (x.shape[-1], side, -1)
    if key not in _matrices:
        edges = torch.arange(side + 1) * (key[0] / side)
        pixel = torch.arange(key[0])
        covered = torch.minimum(edges[1:, None], pixel + 1) - torch.maximum(edges[:-1, None], pixel)
        _matrices[key] = covered.clamp(min=0) * (side / key[0])
    m = _matrices[key]
    return m @ x @ m.T


def jpeg(x: torch.Tensor, quality: int) -> torch.Tensor:
    """[n, 3, h, w] as a codec leaves it: blocks, ringing, coarse colours."""
    out = []
    for picture in (x.clamp(0, 1) * 255).round().to(torch.uint8).permute(0, 2, 3, 1).numpy():
        packed = io.BytesIO()
        Image.fromarray(picture).save(packed, "JPEG", quality=quality)
        out.append(np.asarray(Image.open(packed)))
    return torch.from_numpy(np.stack(out)).permute(0, 3, 1, 2).float() / 255


def rough_texture(rng: np.random.Generator, size: int) -> np.ndarray:
    """Tileable grey texture [size, size], mean 0, deviation 1, as fine as pixels show: sand, cloth, or fur with a direction."""
    fy, fx = np.fft.fftfreq(size)[:, None], np.fft.rfftfreq(size)[None, :]
    angle, stretch = rng.uniform(0, np.pi), np.exp(rng.choice([0.0, rng.uniform(0.5, 2)]))
    along, across = (fx * np.cos(angle) + fy * np.sin(angle)) * stretch, (fy * np.cos(angle) - fx * np.sin(angle)) / stretch
    radius = np.sqrt(along**2 + across**2) + 1 / size
    spectrum = radius ** -rng.uniform(0.2, 1.4) * np.exp(-((radius / rng.uniform(0.15, 0.8)) ** 2))
    phase = rng.normal(size=spectrum.shape) + 1j * rng.normal(size=spectrum.shape)
    texture = np.fft.irfft2(spectrum * phase, (size, size))
    if rng.random() < 0.5:  # hairs stand out one by one
        texture = np.sign(texture) * np.abs(texture / texture.std()) ** rng.uniform(1, 2)
    return ((texture - texture.mean()) / texture.std()).astype(np.float32)


class Footage:
    """Endless batches from 8-bit `pictures` [n, 3, h, w], some of them from `scenes` [n, 3 or more, h, w]."""

    def __init__(self, pictures: np.ndarray, scenes: np.ndarray, seed: int):
        self.pictures, self.scenes = pictures, scenes
        self.rng = np.random.default_rng(seed)
        self.noise = torch.Generator().manual_seed(seed)
        self.textures = np.stack([rough_texture(self.rng, 256) for _ in range(60)])

    def white(self, like: torch.Tensor) -> torch.Tensor:
        return torch.randn(like.shape, generator=self.noise)

    def crops(self, count: int, side: int) -> torch.Tensor:
        """[count, 3, side, side] of one picture, its colours and contrast changed, often with fine texture over it."""
        rng = self.rng
        source = self.scenes if rng.random() < 0.2 else self.pictures
        picture = source[rng.integers(len(source)), :3].astype(np.float32) / 255
        gain, level = rng.uniform(0.3, 1.0), rng.uniform(0, 1)
        picture = picture[rng.permutation(3)] * gain + (1 - gain) * level
        if rng.random() < 0.45:  # fur, sand, cloth: all over, or where another texture is strong
            strength = np.exp(rng.uniform(np.log(0.01), np.log(0.12)))
            texture, where = self.textures[rng.integers(len(self.textures), size=2)]
            cover = 1.0 if rng.random() < 0.5 else np.clip(where, 0, 2)
            picture = picture + strength * texture * cover * rng.uniform(0.6, 1.3, (3, 1, 1))
        if rng.random() < 0.5:
            picture = picture.transpose(0, 2, 1)
        picture = picture[:, :: rng.choice([-1, 1]), :: rng.choice([-1, 1])]
        corners = rng.integers(0, picture.shape[-1] - side, (count, 2))
        pieces = [picture[:, y : y + side, x : x + side] for y, x in corners]
        return torch.from_numpy(np.stack(pieces).astype(np.float32))

    def filmed(self, x: torch.Tensor) -> torch.Tensor:
        """Softness of a lens, grain of a film or sensor, blocks of a codec."""
        rng = self.rng
        soft = rng.random()
        if soft < 0.6:  # in focus, and out of it
            x = blur(x, float(rng.uniform(0.3, 1.3) if soft < 0.47 else rng.uniform(1.3, 4)))
        if rng.random() < 0.4:
            grain = self.white(x if rng.random() < 0.5 else x[:, :1])
            if rng.random() < 0.5:
                grain = blur(grain, float(rng.uniform(0.4, 1.0)))
                grain = grain / grain.std()
            x = x + grain * float(np.exp(rng.uniform(np.log(0.004), np.log(0.06))))
        if rng.random() < 0.2:
            x = jpeg(x, int(rng.integers(40, 96)))
        return x.clamp(0, 1)

    def shrunk(self, x: torch.Tensor) -> torch.Tensor:
        """A mild blur, the average over the area, sometimes a little noise or a codec, and 8 bits."""
        rng = self.rng
        x = blur(x, float(rng.uniform(0.05, 1.1) * x.shape[-1] / 84))
        # some programs average whole pixels
        small = area_averaged(x, SMALL) if rng.random() < 0.85 else resized(x, SMALL, Image.Resampling.BOX)
        extra = rng.random()
        if extra < 0.12:
            small = small + self.white(small) * float(rng.uniform(0, 0.012))
        elif extra < 0.24:
            small = jpeg(small, int(rng.integers(75, 98)))
        return eight_bits(small)

    def batches(self, groups: int = 4, together: int = 2) -> Iterator[Batch]:
        while True:
            side = int(self.rng.choice(LARGE))
            large = [self.filmed(self.crops(together, side)) for _ in range(groups)]
            yield Batch(torch.cat([self.shrunk(x) for x in large]), torch.cat(large), together)

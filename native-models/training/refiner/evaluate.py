"""Measure the published refiner against Lanczos on footage that is not from the drawn world.

    PYTHONPATH=native-models python -m training.refiner.evaluate [--quick] [--photographs]

Clips are slow moves over held-out dead-leaves pictures (drawn from seeds that training does not use) or, with
`--photographs` and scikit-image installed, over its sample photographs. They are shrunk 1.75 times by the average over the
area after a mild blur, as they are and noisy, grainy or packed by a codec first; the truth is the footage before it was shrunk.
"""

import argparse
import math
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import torch
from PIL import Image
from torch.nn import functional as F

from training.motion.pictures import photographs
from training.processor import settle
from training.published import published
from training.refiner.data import area_averaged, blur, eight_bits, jpeg, resized
from training.table import Row, markdown
from training.textures.dead_leaves import make_pictures

NAME = "Starter Refiner"
LARGE, SMALL, EDGE = 336, 192, 8
BLURS = (0.1, 0.4, 0.7, 1.0)


@dataclass(frozen=True)
class Clip:
    """`frames` [n, 3, 336, 336] as filmed; `sigma` is the blur before shrinking, in pixels."""

    name: str
    frames: torch.Tensor
    sigma: float


def moved(picture: torch.Tensor, step: int) -> torch.Tensor:
    """A view of the picture's middle, [1, 3, 336, 336], `step` steps of 1.3 and 0.7 pixels and a little turn away; bicubic."""
    h, w = picture.shape[2:]
    axis = torch.arange(LARGE, dtype=torch.float32) + 0.5 - LARGE / 2
    gy, gx = torch.meshgrid(axis - 0.7 * step, axis - 1.3 * step, indexing="ij")
    c, s = math.cos(0.004 * step), math.sin(0.004 * step)
    grid = torch.stack(((c * gx + s * gy) * 2 / w, (c * gy - s * gx) * 2 / h), -1)[None]
    return F.grid_sample(picture, grid, mode="bicubic", padding_mode="reflection", align_corners=False).clamp(0, 1)


def clips(name: str, picture: torch.Tensor, frames: int) -> Iterator[Clip]:
    """The same view as lenses, films, sensors and codecs give it."""
    still = torch.cat([moved(picture, step) for step in range(frames)])
    for sigma in BLURS:
        yield Clip(f"{name}, blur {sigma}", still, sigma)
    chance = torch.Generator().manual_seed(7)
    white = torch.randn(still.shape, generator=chance)
    yield Clip(f"{name}, noisy", (still + 0.03 * white).clamp(0, 1), 0.5)
    grain = blur(white[:, :1], 0.7)
    yield Clip(f"{name}, grainy", (still + 0.04 * grain / grain.std()).clamp(0, 1), 0.5)
    yield Clip(f"{name}, JPEG", jpeg(still, 60), 0.5)
    yield Clip(f"{name}, smooth", blur(still, 2.5), 0.5)


def enlarged(small: torch.Tensor) -> torch.Tensor:
    """By Lanczos to the footage's size, then in bytes as the studio keeps pictures; from twice the size it is made smaller."""
    return eight_bits(resized(small, LARGE, Image.Resampling.LANCZOS))


def psnr(made: torch.Tensor, truth: torch.Tensor) -> float:
    error = (made - truth)[..., EDGE:-EDGE, EDGE:-EDGE].square().mean((1, 2, 3))
    return float((-10 * torch.log10(error + 1e-10)).mean())


def flicker(made: torch.Tensor, truth: torch.Tensor) -> float:
    """Change from frame to frame that the footage does not have."""
    return float(((made[1:] - made[:-1]) - (truth[1:] - truth[:-1])).abs().mean())


@torch.no_grad()
def score(model: torch.nn.Module, clip: Clip) -> tuple[float, float]:
    """Decibels over Lanczos, and temporal error as a share of Lanczos's."""
    small = eight_bits(area_averaged(blur(clip.frames, clip.sigma), SMALL))
    ours, plain = enlarged(torch.cat([model(frame[None]) for frame in small])), enlarged(small)
    return psnr(ours, clip.frames) - psnr(plain, clip.frames), flicker(ours, clip.frames) / flicker(plain, clip.frames)


def pictures(of: str, count: int) -> dict[str, torch.Tensor]:
    """[1, 3, 400, 400], RGB 0..1, by name; photographs only where scikit-image is installed."""
    if of == "photographs":
        found = {name: p.transpose(2, 0, 1) for name, p in list(photographs(400).items())[:count]}
    else:
        found = {f"leaves {i}": p for i, p in enumerate(make_pictures(4242, count, 400))}
    return {name: torch.from_numpy(p[None].copy()).float() / 255 for name, p in found.items()}


def evaluate(quick: bool = False, of: str = "drawings") -> list[Row]:
    """Rows for the table; `of` is "drawings" or "photographs". `quick` looks at fewer and shorter clips."""
    model, found = published("refiner"), []
    for name, picture in pictures(of, 2 if quick else 12).items():
        found += [(clip.name, *score(model, clip)) for clip in clips(name, picture, 2 if quick else 3)]
    if not found:
        return []
    worst = min(found, key=lambda entry: entry[1])
    gains, errors = np.array([gain for _, gain, _ in found]), np.array([error for _, _, error in found])
    kinds = ", ".join(f"{kind} {np.mean([g for n, g, _ in found if n.endswith(kind)]):+.2f}" for kind in ("noisy", "grainy", "JPEG", "smooth"))
    mild = [gain for name, gain, _ in found if "blur" in name]
    return [
        Row(NAME, f"PSNR over Lanczos x1.75, mean, {of}", float(np.mean(mild)), "dB", 0.7, note=f"{len(mild)} clips; beside them {kinds} dB"),
        Row(NAME, f"PSNR over Lanczos x1.75, worst clip, {of}", float(gains.min()), "dB", 0, note=f"of {len(found)}: {worst[0]}"),
        Row(NAME, f"temporal error against Lanczos, mean, {of}", float(errors.mean()), "x", 1, "<=", f"most {errors.max():.2f}"),
    ]


def main() -> None:
    options = argparse.ArgumentParser()
    options.add_argument("--quick", action="store_true")
    options.add_argument("--photographs", action="store_true")
    chosen = options.parse_args()
    settle()
    print(markdown(evaluate(chosen.quick, "photographs" if chosen.photographs else "drawings")))


if __name__ == "__main__":
    main()

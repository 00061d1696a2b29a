"""Measure the published refiner and interpolation packs against what needs no network.

    PYTHONPATH=native-models python native-models/training/evaluate_feedforward.py [refiner interpolation]

Held-out drawings always; photographs too when scikit-image is installed (they are measured on, never trained on).
Refiner: footage shrunk 1.75 times by area after a mild blur, against Lanczos. Interpolation: pans, zooms with turns and
two-layer parallax at 384 x 384, 5 to 15 pixels between neighbours, against the mix of the neighbours.
"""

import math
import sys
from collections.abc import Callable

import numpy as np
import torch
from PIL import Image
from torch.nn import functional as F

from training.publish_feedforward import published
from training.refiner.train import blur
from training.textures.dead_leaves import make_pictures

Picture = torch.Tensor


def photographs() -> dict[str, Picture]:
    """[1, 3, h, w] RGB 0..1 by name; empty without scikit-image."""
    try:
        import skimage.data as data
    except ImportError:
        return {}
    names = ("astronaut", "chelsea", "coffee", "rocket")
    return {name: torch.from_numpy(getattr(data, name)()).permute(2, 0, 1)[None].float() / 255 for name in names}


def drawings(count: int = 4) -> dict[str, Picture]:
    pictures = make_pictures(4242, count, 512)
    return {f"drawing {i}": torch.from_numpy(pictures[i : i + 1]).float() / 255 for i in range(count)}


def resize(x: Picture, width: int, height: int, filter: Image.Resampling) -> Picture:
    planes = [np.asarray(Image.fromarray(plane).resize((width, height), filter)) for plane in x[0].numpy()]
    return torch.from_numpy(np.stack(planes))[None]


def psnr(a: Picture, b: Picture) -> float:
    edge = 8
    error = F.mse_loss(a.clamp(0, 1)[..., edge:-edge, edge:-edge], b[..., edge:-edge, edge:-edge]).item()
    return -10 * math.log10(error + 1e-12)


def moved(x: Picture, side: int, shift: tuple[float, float], turn: float = 0.0, zoom: float = 1.0) -> Picture:
    """A side x side view of the picture's middle, moved by `shift` pixels, turned (radians) and enlarged; bicubic."""
    h, w = x.shape[2:]
    axis = torch.arange(side, dtype=torch.float32) + 0.5 - side / 2
    gy, gx = torch.meshgrid(axis - shift[1], axis - shift[0], indexing="ij")
    c, s = math.cos(turn) / zoom, math.sin(turn) / zoom
    grid = torch.stack(((c * gx + s * gy) * 2 / w, (-s * gx + c * gy) * 2 / h), -1)[None]
    return F.grid_sample(x, grid, mode="bicubic", padding_mode="reflection", align_corners=False).clamp(0, 1)


def eight_bits(x: Picture) -> Picture:
    return (x.clamp(0, 1) * 255).round() / 255


@torch.no_grad()
def evaluate_refiner(pictures: dict[str, Picture]) -> None:
    model = published("refiner")
    gains, flicker = [], []
    for name, picture in pictures.items():
        h, w = (size // 14 * 14 for size in picture.shape[2:])
        large = picture[..., :h, :w]
        shown = []
        for sigma in (0.4, 0.7, 1.0):
            small = eight_bits(resize(blur(large, sigma), w * 4 // 7, h * 4 // 7, Image.Resampling.BOX))
            ours = resize(model(small).clamp(0, 1), w, h, Image.Resampling.LANCZOS)
            plain = resize(small, w, h, Image.Resampling.LANCZOS)
            shown.append(f"blur {sigma}: {psnr(plain, large):.2f} -> {psnr(ours, large):.2f}")
            gains.append(psnr(ours, large) - psnr(plain, large))
        # Change from frame to frame that the true footage does not have
        errors = [[], []]
        before = None
        for step in range(4):
            frame = moved(picture, 280, (1.3 * step, 0.7 * step))
            small = eight_bits(resize(blur(frame, 0.6), 160, 160, Image.Resampling.BOX))
            made = [resize(y, 280, 280, Image.Resampling.LANCZOS) for y in (model(small).clamp(0, 1), small)]
            if before is not None:
                for k in range(2):
                    errors[k].append(((made[k] - before[0][k]) - (frame - before[1])).abs().mean().item())
            before = (made, frame)
        ours, plain = np.mean(errors[0]), np.mean(errors[1])
        flicker.append(ours / plain)
        print(f"  {name}: PSNR Lanczos -> refiner, dB: {'; '.join(shown)}; temporal error {plain:.4f} -> {ours:.4f}")
    print(f"  mean gain {np.mean(gains):.2f} dB, least {np.min(gains):.2f} dB; temporal error x {np.mean(flicker):.2f}")


def motions(picture: Picture, other: Picture, side: int) -> dict[str, Callable[[float], Picture]]:
    """Named clips: time 0..1 -> frame."""
    axis = torch.linspace(-1, 1, side)
    gy, gx = torch.meshgrid(axis, axis, indexing="ij")

    def parallax(t: float) -> Picture:
        far, near = moved(picture, side, (-9 * (t - 0.5), 2 * (t - 0.5))), moved(other, side, (14 * (t - 0.5), 4 * (t - 0.5)))
        x = (gx * side / 2 - 14 * (t - 0.5)) / (side / 2)
        y = (gy * side / 2 - 4 * (t - 0.5)) / (side / 2)
        mask = torch.sigmoid((0.45 - torch.sqrt(x * x + (1.4 * y) ** 2)) * side / 2)
        return far * (1 - mask) + near * mask

    clips = {f"pan {p}": (lambda t, p=p: moved(picture, side, (p * (t - 0.5), 0.4 * p * (t - 0.5)))) for p in (5, 10, 14)}
    clips["zoom and turn"] = lambda t: moved(picture, side, (3 * t, 0), 0.05 * (t - 0.5), math.exp(0.06 * (t - 0.5)))
    clips["parallax"] = parallax
    return clips


@torch.no_grad()
def evaluate_interpolation(pictures: dict[str, Picture], side: int = 384) -> None:
    model = published("interpolation")
    names, gains = list(pictures), []
    for index, name in enumerate(names):
        shown = []
        for motion, frame in motions(pictures[name], pictures[names[index - 1]], side).items():
            first, last = eight_bits(frame(0)), eight_bits(frame(1))
            scores = []
            for t in (1 / 3, 2 / 3):
                middle = frame(t)
                ours = model.padded(first, last, torch.full((1, 1, 1, 1), t))
                scores.append((psnr(first * (1 - t) + last * t, middle), psnr(ours, middle)))
            plain, ours = np.mean(scores, 0)
            shown.append(f"{motion} {plain:.2f} -> {ours:.2f}")
            gains.append(ours - plain)
        print(f"  {name}: PSNR mix -> network, dB: {'; '.join(shown)}")
    print(f"  mean gain {np.mean(gains):.2f} dB, least {np.min(gains):.2f} dB")


def main() -> None:
    torch.set_num_threads(1)
    chosen = sys.argv[1:] or ["refiner", "interpolation"]
    sets = {"drawings": drawings(), "photographs": photographs()}
    for network in chosen:
        for kind, pictures in sets.items():
            if pictures:
                print(f"{network}, {kind}")
                (evaluate_refiner if network == "refiner" else evaluate_interpolation)(pictures)


if __name__ == "__main__":
    main()

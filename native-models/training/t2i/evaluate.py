"""Does Starter Scenes draw what it is asked for, and sharply? python -m training.t2i.evaluate [--pack PACK] [--sheet OUT.png].

64 captions of held-out scenes (test/fixtures/probe) are drawn. A classifier that had no part in the training says which of the
attributes that a caption names are in the picture. Sharpness is gradient energy against the VAE's own pictures of the drawings
that the captions belong to: more than those the VAE cannot give.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path

import cv2
import numpy as np
import torch
from torch import Tensor

from training.probe.network import load
from training.probe.stills import shrunk
from training.processor import settle
from training.table import Row, markdown

from .sample import Pack, sheet
from .train_vae import sharpness, to_tensor

ROOT = Path(__file__).resolve().parents[3]
PROBE = ROOT / "test" / "fixtures" / "probe"
TILE, COLUMNS = 256, 8
NAME = "T2I, Starter Scenes"


def held_out() -> tuple[list[dict], np.ndarray]:
    """Captions with what they name, and the drawings they belong to, uint8 [n, 256, 256, 3]."""
    captions = json.loads((PROBE / "held-out-stills.json").read_text())
    world = cv2.imread(str(PROBE / "held-out-stills.webp"))[..., ::-1]
    tiles = [world[TILE * (i // COLUMNS):, TILE * (i % COLUMNS):][:TILE, :TILE] for i in range(len(captions))]
    return captions, np.ascontiguousarray(np.stack(tiles))


@torch.no_grad()
def present(pictures: Tensor, captions: list[dict]) -> dict[str, tuple[int, int]]:
    """Of each attribute: how often it was seen in the picture, and how often it was named. Pictures [n, 3, h, w] in 0..1."""
    probe = load(PROBE / "stills")
    x = shrunk((pictures.permute(0, 2, 3, 1) * 255).round().to(torch.uint8).numpy())
    answers = {head: logits.argmax(1).tolist() for head, logits in probe.split(probe(x)).items()}
    counts: dict[str, tuple[int, int]] = {}
    for i, caption in enumerate(captions):
        for head, value in caption["named"].items():
            seen, asked = counts.get(head, (0, 0))
            counts[head] = (seen + (probe.heads[head][answers[head][i]] == value), asked + 1)
    return counts


def chance(captions: list[dict]) -> float:
    """Percent right of one who always says what is named most often."""
    values: dict[str, list[str]] = {}
    for caption in captions:
        for head, value in caption["named"].items():
            values.setdefault(head, []).append(value)
    return 100 * sum(max(map(v.count, v)) for v in values.values()) / sum(map(len, values.values()))


@torch.no_grad()
def measure(pack: Pack, count: int, guidance: float, steps: int, eta: float) -> tuple[list[Row], Tensor]:
    """The rows, and the pictures made [count, 3, h, w]."""
    captions, drawings = held_out()
    captions, drawings = captions[:count], drawings[:count]
    prompts = [c["prompt"] for c in captions]
    made = torch.cat([pack.pictures(pack.latents(prompts[i:i + 8], 100 + i, steps, guidance, eta)) for i in range(0, count, 8)])
    drawings = np.stack([cv2.resize(d, (made.shape[-1], made.shape[-2]), interpolation=cv2.INTER_AREA) for d in drawings])
    back = torch.cat([pack.pictures(pack.vae.encode(to_tensor(drawings[i:i + 8]))[0]) for i in range(0, count, 8)])
    real = torch.from_numpy(drawings).permute(0, 3, 1, 2).float() / 255
    counts, ceiling = present(made, captions), present(back, captions)
    share = lambda found: 100 * sum(s for s, _ in found.values()) / sum(n for _, n in found.values())  # noqa: E731
    note = ", ".join(f"{head} {seen}/{asked}" for head, (seen, asked) in counts.items())
    psnr = float((-10 * torch.log10((back - real).pow(2).mean((1, 2, 3)))).mean())
    return [
        Row(NAME, "named attributes present", share(counts), "%", 92, note=f"{note}; chance {chance(captions):.0f} %, the VAE's pictures of the drawings {share(ceiling):.0f} %"),
        Row(NAME, "gradient energy against the VAE's own pictures", float(sharpness(made).mean() / sharpness(back).mean()), "×", 0.9),
        Row(NAME, "the VAE's pictures, PSNR to the drawings", psnr, "dB", note=f"gradient energy {float(sharpness(back).mean() / sharpness(real).mean()):.2f} ×"),
    ], made


def evaluate(quick: bool = False) -> list[Row]:
    """The rows of the published pack."""
    pack = Pack(ROOT / "native-models" / "packs" / "starter-scenes")
    return measure(pack, 16 if quick else 64, pack.guidance, pack.steps, pack.eta)[0]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pack", type=Path, default=ROOT / "native-models" / "packs" / "starter-scenes")
    parser.add_argument("--count", type=int, default=64)
    parser.add_argument("--guidance", type=float)
    parser.add_argument("--steps", type=int)
    parser.add_argument("--eta", type=float)
    parser.add_argument("--sheet", help="where to put the pictures")
    parser.add_argument("--threads", type=int, default=1)
    options = parser.parse_args()
    settle(options.threads)
    pack = Pack(options.pack)
    rows, made = measure(pack, options.count, options.guidance or pack.guidance, options.steps or pack.steps, pack.eta if options.eta is None else options.eta)
    print(markdown(rows))
    if options.sheet:
        cv2.imwrite(options.sheet, sheet(made, COLUMNS))


if __name__ == "__main__":
    main()

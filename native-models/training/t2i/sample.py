"""Pictures from prompts, with a pack's own files: python -m training.t2i.sample PACK OUT.png [--upscale] ["a prompt" ...].

Without prompts it draws a sheet of held-out ones. Everything is read back from the pack, so this is what the studio sees.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path

import cv2
import numpy as np
import torch
from safetensors.torch import load_file
from torch import Tensor

from training.refiner.model import from_config

from .diffusion import ddim
from .text import Words, build_text_encoder
from .unet import UNet2DConditionModel
from .vae import AutoencoderKL

PROMPTS = [
    "an old-fashioned windmill surrounded by flowers, warm dusk light", "a lighthouse by the sea at night, full moon", "a red hot-air balloon over mountains on a sunny day",
    "a sailboat with a red sail at sunset", "a cosy cottage in the snow, early morning", "a cherry blossom tree on a green meadow", "pine trees in the snow under a starry sky",
    "a house with a blue roof in a field of lavender", "a lonely tree in the desert at golden hour", "stormy sea with a small boat", "a white windmill on a green hill, blue sky with clouds",
    "field of red poppies at sunrise", "a purple balloon drifting over the ocean at dawn", "an autumn tree under dark clouds", "a cabin at night with mountains in the background",
    "sunflowers and a windmill on a clear summer day",
]


class Pack:
    """The networks of a pack folder, in float32."""

    def __init__(self, folder: Path) -> None:
        def part(name: str) -> tuple[dict, dict[str, Tensor]]:
            state = {k: v.float() for file in sorted((folder / name).glob("*.safetensors")) for k, v in load_file(file).items()}
            return json.loads((folder / name / "config.json").read_text()), state

        self.words = Words(folder / "tokenizer")
        config, state = part("text_encoder")
        self.text = build_text_encoder(config)
        prefixed = any(k.startswith("text_model.") for k in self.text.state_dict())
        state = state if prefixed else {k.removeprefix("text_model."): v for k, v in state.items()}
        missing, unexpected = self.text.load_state_dict(state, strict=False)
        assert not unexpected and all("position_ids" in k for k in missing), (missing, unexpected)
        config, state = part("unet")
        self.shape = (config["in_channels"], config["sample_size"], config["sample_size"])
        self.unet = UNet2DConditionModel(config)
        self.unet.load_state_dict(state)
        config, state = part("vae")
        self.vae = AutoencoderKL(config)
        self.vae.load_state_dict(state)
        manifest = folder / "pack.json"
        defaults = json.loads(manifest.read_text())["defaults"] if manifest.exists() else {}
        self.steps, self.guidance, self.eta = defaults.get("steps", 24), defaults.get("guidanceScale", 4.0), defaults.get("eta", 0.0)
        self.upscaler = None
        if (folder / "upscaler").exists():
            config, state = part("upscaler")
            self.upscaler = from_config(config)
            self.upscaler.load_state_dict(state)

    @torch.no_grad()
    def states(self, prompts: list[str]) -> Tensor:
        """[n, 77, hidden] text states."""
        return self.text(torch.from_numpy(self.words(prompts))).last_hidden_state

    @torch.no_grad()
    def latents(self, prompts: list[str], seed: int = 1, steps: int = 24, guidance: float = 4.0, eta: float = 0.0) -> Tensor:
        """[n, channels, side, side] as the UNet's config says; one seed per prompt, counted up from `seed`."""
        context = torch.cat([self.states([""] * len(prompts)), self.states(prompts)])
        sources = [torch.Generator().manual_seed(seed + i) for i in range(len(prompts))]

        def draw() -> Tensor:
            return torch.stack([torch.randn(*self.shape, generator=source) for source in sources])

        def predict(x: Tensor, t: Tensor) -> Tensor:
            free, told = self.unet(torch.cat([x, x]), torch.cat([t, t]), context).chunk(2)
            return free + guidance * (told - free)

        return ddim(predict, draw(), steps, eta=eta, draw=draw)

    @torch.no_grad()
    def pictures(self, latents: Tensor) -> Tensor:
        """[n, 3, h, w], RGB 0..1."""
        return (self.vae.decode(latents) / 2 + 0.5).clamp(0, 1)

    @torch.no_grad()
    def enlarge(self, pictures: Tensor, side: int = 1024) -> Tensor:
        """Doubled with the pack's upscaler until they are `side` high."""
        while pictures.shape[-2] < side:
            pictures = self.upscaler(pictures).clamp(0, 1)
        return pictures


def sheet(pictures: Tensor, columns: int) -> np.ndarray:
    """uint8 BGR grid."""
    tiles = (pictures.permute(0, 2, 3, 1).numpy() * 255).round().astype(np.uint8)
    tiles = np.concatenate([tiles, np.zeros((-len(tiles) % columns, *tiles.shape[1:]), np.uint8)])
    return np.concatenate([np.concatenate(list(tiles[i:i + columns]), 1) for i in range(0, len(tiles), columns)])[..., ::-1]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("pack", type=Path)
    parser.add_argument("out")
    parser.add_argument("prompts", nargs="*")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--steps", type=int)
    parser.add_argument("--guidance", type=float)
    parser.add_argument("--eta", type=float)
    parser.add_argument("--columns", type=int, default=8)
    parser.add_argument("--upscale", action="store_true", help="bring every picture to 1024 with the pack's upscaler")
    options = parser.parse_intermixed_args()
    torch.set_num_threads(1)
    pack = Pack(options.pack)
    eta = pack.eta if options.eta is None else options.eta
    latents = pack.latents(options.prompts or PROMPTS, options.seed, options.steps or pack.steps, options.guidance or pack.guidance, eta)
    pictures = pack.pictures(latents)
    if options.upscale:
        pictures = torch.cat([pack.enlarge(p[None]) for p in pictures])
    cv2.imwrite(options.out, sheet(pictures, min(options.columns, len(pictures))))


if __name__ == "__main__":
    main()

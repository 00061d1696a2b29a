"""A tiny random pack that makes clips, and what it answers: python -m training.i2v.fixtures OUT.

OUT/pack is a whole pack (text to image, and parts for i2v and v2v), OUT/expected.safetensors holds inputs and results of both
stages as PyTorch computes them: clean latents [1, c, f, h, w] and frames. The studio's stages must give the same.
"""

from __future__ import annotations

import argparse
import json
from contextlib import nullcontext
from dataclasses import replace
from pathlib import Path

import numpy as np
import torch
from safetensors.torch import save_file
from torch import nn

from training.publish import inventory
from training.t2i import unet, vae
from training.t2i.diffusion import SCHEDULER
from training.t2i.export import write
from training.t2i.text import build_text_encoder, save_tokenizer, train_tokenizer
from training.world.scene import Draft

from .appearance import vision_config
from .clip_model import clip_model
from .export import DIFFUSERS, MOTION_LORA, TRANSFORMERS, list_parts, write_lora, write_parts
from .sample import Sampler, load
from .settings import Settings

PROMPT = "a small boat, the camera pans left"
EDGE, FRAMES = 32, 3
SETTINGS = Settings(steps=4, guidance=3.0, prior=0.2, reference=0.8, control=0.9, strength=0.5, seed=11)
TEXT = {
    "_class_name": "CLIPTextModel", "architectures": ["CLIPTextModel"], "model_type": "clip_text_model", "hidden_size": 32, "intermediate_size": 64,
    "num_hidden_layers": 1, "num_attention_heads": 2, "max_position_embeddings": 77, "hidden_act": "quick_gelu", "layer_norm_eps": 1e-5,
    "projection_dim": 32,
}
UNET = {**unet.CONFIG, "block_out_channels": [8, 16], "down_block_types": ["DownBlock2D", "CrossAttnDownBlock2D"], "in_channels": 4, "out_channels": 4,
        "up_block_types": ["CrossAttnUpBlock2D", "UpBlock2D"], "cross_attention_dim": 32, "norm_num_groups": 4, "sample_size": EDGE // 8}
VAE = {**vae.CONFIG, "block_out_channels": [4, 8, 8, 16], "down_block_types": ["DownEncoderBlock2D"] * 4, "latent_channels": 4, "sample_size": EDGE,
       "up_block_types": ["UpDecoderBlock2D"] * 4}


@torch.no_grad()
def shake(module: nn.Module) -> nn.Module:
    """No weight stays zero, so that every path matters."""
    for p in module.parameters():
        p.add_(torch.randn_like(p) * (0.5 * p.std() if p.numel() > 1 and p.std() > 0 else 0.1))
    return module


def write_pack(folder: Path) -> None:
    """A text-to-image pack with random weights."""
    tokenizer = train_tokenizer(["a small boat", "the camera pans left"], 530)
    save_tokenizer(tokenizer, folder / "tokenizer")
    for extra in ("vocab.json", "merges.txt", "special_tokens_map.json", "tokenizer_config.json"):
        (folder / "tokenizer" / extra).unlink()
    size = tokenizer.get_vocab_size()
    config = {**TEXT, "vocab_size": size, "bos_token_id": size - 2, "eos_token_id": size - 1, "pad_token_id": size - 1}
    text = shake(build_text_encoder(config)).state_dict()
    write(folder / "text_encoder", config, {k if k.startswith("text_model.") else f"text_model.{k}": v for k, v in text.items()}, TRANSFORMERS)
    write(folder / "unet", UNET, shake(unet.UNet2DConditionModel(UNET)).state_dict(), DIFFUSERS)
    write(folder / "vae", VAE, shake(vae.AutoencoderKL(VAE)).state_dict(), DIFFUSERS)
    (folder / "scheduler").mkdir(exist_ok=True)
    (folder / "scheduler" / "scheduler_config.json").write_text(json.dumps(SCHEDULER, indent=2) + "\n")
    component = {role: {"architecture": architecture, "config": f"{name}/config.json", "weights": [f"{name}/{weights}"]} for role, architecture, name, weights in (
        ("textEncoder", "CLIPTextModel", "text_encoder", TRANSFORMERS), ("unet", "UNet2DConditionModel", "unet", DIFFUSERS),
        ("vae", "AutoencoderKL", "vae", DIFFUSERS))}
    manifest = {
        "format": 1, "id": "tiny-scenes", "name": "Tiny Scenes", "version": "1", "licence": {"name": "MIT", "text": "Random numbers."},
        "source": "training/i2v/fixtures.py", "summary": "Random weights.", "stages": ["t2i"], "method": "latent-diffusion", "components": component,
        "tokenizer": "tokenizer/tokenizer.json", "scheduler": "scheduler/scheduler_config.json",
        "defaults": {"width": EDGE, "height": EDGE, "steps": 4, "guidanceScale": 3}, "limits": {}, "files": inventory(folder)}
    (folder / "pack.json").write_text(json.dumps(manifest, indent=2) + "\n")


def clip_sampler(folder: Path, stage: str) -> Sampler:
    """Random parts into the pack, and back from it."""
    model = clip_model(folder, vision_config(16, 32, 2))
    if stage == "i2v":
        write_parts(folder, shake(model.parts))
    else:
        write_lora(folder / MOTION_LORA[0], shake(model.change_motion()).tensors())
    list_parts(folder, stage, {"controlFrames": "all", "steps": 2, "guidanceScale": 2})
    return load(folder, None, stage, nullcontext)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("out", type=Path)
    options = parser.parse_args()
    torch.manual_seed(3)
    folder = options.out / "pack"
    write_pack(folder)
    frames, places = np.random.default_rng(4).integers(0, 256, (FRAMES, EDGE, EDGE, 3), np.uint8), np.arange(FRAMES)
    image, video = clip_sampler(folder, "i2v"), clip_sampler(folder, "v2v")
    draft = Draft(np.repeat(frames[:1], FRAMES, 0), np.ones((FRAMES, EDGE, EDGE), bool))  # nothing moves: the pack has no part for that
    made = image.image_to_video(draft, PROMPT, places, SETTINGS)
    free = image.image_to_video(draft, PROMPT, places, replace(SETTINGS, guidance=1.0, control=0.0, reference=0.0))
    refined = video.video_to_video(frames, PROMPT, places, SETTINGS)
    tensors = {
        "given": torch.from_numpy(frames), "i2v.latents": made.transpose(1, 2), "i2v.frames": torch.from_numpy(image.frames(made)),
        "plain.latents": free.transpose(1, 2), "v2v.latents": refined.transpose(1, 2), "v2v.frames": torch.from_numpy(video.frames(refined)),
    }
    settings = {key: str(getattr(SETTINGS, key)) for key in ("steps", "guidance", "prior", "reference", "control", "strength", "seed")}
    save_file({key: value.contiguous() for key, value in tensors.items()}, options.out / "expected.safetensors", {"prompt": PROMPT, **settings})


if __name__ == "__main__":
    main()

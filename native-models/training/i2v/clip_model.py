"""Text-to-image's UNet inflated to clips: the UNet itself stays as it is, everything that is trained is attached to it."""

from __future__ import annotations

import json
from pathlib import Path

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from training.lora import Lora, motion_layers, spatial_layers
from training.resumable import average
from training.t2i.sample import Pack
from training.t2i.unet import UNet2DConditionModel

from .appearance import Context, IPAdapter, build_tower, vision_config
from .control import SparseControlNetModel, control_config
from .motion import MotionAdapter, motion_config


class ClipParts(nn.Module):
    """What a clip model adds to a text-to-image pack: the trained half."""

    def __init__(self, unet_config: dict, unet: UNet2DConditionModel, text: nn.Module, vision: dict | None = None) -> None:
        super().__init__()
        self.configs = {"motionAdapter": motion_config(unet_config), "control": control_config(unet_config), "imageEncoder": vision or vision_config()}
        self.motion = MotionAdapter(self.configs["motionAdapter"])
        self.control = SparseControlNetModel(self.configs["control"])
        self.control.start_from(unet)
        self.tower = build_tower(self.configs["imageEncoder"])
        self.lora = Lora(spatial_layers(unet, text))
        self.adapter = IPAdapter(unet, unet_config["cross_attention_dim"], self.configs["imageEncoder"]["hidden_size"])

    def load_average(self, checkpoint: Path) -> ClipParts:
        """The averaged weights of a training."""
        self.load_state_dict({key.removeprefix("parts."): value for key, value in average(checkpoint).items()})
        return self

    def tokens(self, pixels: Tensor) -> Tensor:
        """Pictures for the tower [n, 3, s, s] in -1..1 to image tokens [n, t, c]; zeros stand for no picture."""
        states = self.tower.vision_model(pixels, output_hidden_states=True).hidden_states[-2]
        return self.adapter.image_proj(states)


class ClipModel:
    """A frozen text-to-image pack and the parts around it."""

    def __init__(self, pack: Pack, parts: ClipParts) -> None:
        self.pack, self.parts = pack, parts
        for network in (pack.unet, pack.vae, pack.text):
            network.requires_grad_(False).eval()
        parts.lora.attach(spatial_layers(pack.unet, pack.text))
        parts.adapter.attach(pack.unet)

    def to(self, device: str) -> ClipModel:
        for network in (self.pack.unet, self.pack.vae, self.pack.text, self.parts):
            network.to(device, memory_format=torch.channels_last)
        return self

    def change_motion(self) -> Lora:
        """A fresh LoRA over the motion modules, attached to them: video to video's own part."""
        layers = motion_layers(self.parts.motion)
        lora = Lora(layers)
        lora.attach(layers)
        return lora

    @torch.no_grad()
    def encode(self, pictures: Tensor) -> Tensor:
        """RGB 0..1 [b, f, 3, H, W] to latents [b, f, c, h, w]: means of the posterior."""
        flat = pictures.flatten(0, 1) * 2 - 1
        return torch.cat([self.pack.vae.encode(part)[0] for part in flat.split(16)]).unflatten(0, pictures.shape[:2])

    @torch.no_grad()
    def decode(self, latents: Tensor) -> Tensor:
        """Latents [b, f, c, h, w] to RGB 0..1 [b, f, 3, H, W]."""
        flat = latents.flatten(0, 1)
        return torch.cat([self.pack.pictures(part) for part in flat.split(16)]).unflatten(0, latents.shape[:2])

    def predict(
        self, x: Tensor, t: Tensor, text: Tensor, image: Tensor | None, hint: Tensor | None, places: Tensor, *,
        control: Tensor | float = 1.0, reference: float = 1.0,
    ) -> Tensor:
        """Noisy latents [b, f, c, h, w], timesteps [b], text states [b, 77, c], image tokens [b, t, c], features of the control's `see`, and the
        frames' places in the clip [f] to velocities like x. `control` scales the ControlNet: a number, or one a clip [b]."""
        unet, motion, frames = self.pack.unet, self.parts.motion, x.shape[1]
        flat, times = x.flatten(0, 1), t.repeat_interleave(frames)
        text = text.repeat_interleave(frames, 0)
        context = Context(text, None if image is None else image.repeat_interleave(frames, 0), reference)
        time = unet.time_embedding(times)
        h = unet.conv_in(flat)
        skips = [h]
        for block, path in zip(unet.down_blocks, motion.down_blocks, strict=True):
            for i, module in enumerate(path.motion_modules):
                h = module(block.step(i, h, time, context), places)
                skips.append(h)
            if hasattr(block, "downsamplers"):
                h = block.downsamplers[0](h)
                skips.append(h)
        h = unet.mid_block(h, time, context)
        if hint is not None:
            scale = control.repeat_interleave(frames)[:, None, None, None] if isinstance(control, Tensor) else control
            residuals, middle = self.parts.control(times, text, hint, places)
            skips = [skip + scale * residual for skip, residual in zip(skips, residuals, strict=True)]
            h = h + scale * middle
        for block, path in zip(unet.up_blocks, motion.up_blocks, strict=True):
            for i, module in enumerate(path.motion_modules):
                h = module(block.step(i, torch.cat([h, skips.pop()], 1), time, context), places)
            if hasattr(block, "upsamplers"):
                h = block.upsamplers[0](h, skips[-1].shape[-2:])
        return unet.conv_out(F.silu(unet.conv_norm_out(h))).unflatten(0, (-1, frames))


def clip_model(folder: Path, vision: dict | None = None) -> ClipModel:
    """A text-to-image pack with fresh parts. `vision`: config.json of the picture tower."""
    pack = Pack(folder)
    return ClipModel(pack, ClipParts(json.loads((folder / "unet/config.json").read_text()), pack.unet, pack.text, vision))

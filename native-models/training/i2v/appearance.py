"""The appearance encoder: a small CLIP picture tower and an IP-Adapter Plus (resampler and decoupled cross-attention), by
their published names."""

from __future__ import annotations

from typing import NamedTuple

import torch
from torch import Tensor, nn
from transformers import CLIPVisionConfig, CLIPVisionModelWithProjection

from training.processor import attention
from training.t2i.unet import Attention, UNet2DConditionModel

HEAD = 64  # width of a head in every published resampler
EXTRACTOR_MEAN = EXTRACTOR_STD = 0.5


class Context(NamedTuple):
    """What cross-attention sees: text [n, 77, c], image tokens [n, t, c] or None, and how much those count."""

    text: Tensor
    image: Tensor | None
    scale: float


def vision_config(size: int = 128, width: int = 128, layers: int = 3) -> dict:
    """config.json of the picture tower: 64 patches of 1/8 of the edge."""
    return {
        "architectures": ["CLIPVisionModelWithProjection"], "model_type": "clip_vision_model", "hidden_size": width, "intermediate_size": 3 * width,
        "num_hidden_layers": layers, "num_attention_heads": max(1, width // 32), "image_size": size, "patch_size": size // 8, "projection_dim": width,
        "hidden_act": "quick_gelu", "layer_norm_eps": 1e-5, "num_channels": 3, "attention_dropout": 0.0,
    }


def extractor_config(size: int) -> dict:
    """preprocessor_config.json: the whole picture, bicubic to the tower's size, to -1..1."""
    edge = {"height": size, "width": size}
    return {
        "image_processor_type": "CLIPImageProcessor", "do_resize": True, "size": edge, "resample": 3, "do_center_crop": False, "crop_size": edge,
        "do_rescale": True, "rescale_factor": 1 / 255, "do_normalize": True, "image_mean": [EXTRACTOR_MEAN] * 3, "image_std": [EXTRACTOR_STD] * 3,
    }


def build_tower(config: dict) -> CLIPVisionModelWithProjection:
    return CLIPVisionModelWithProjection(CLIPVisionConfig(**{k: v for k, v in config.items() if k != "architectures"}))


class ResamplerAttention(nn.Module):
    """The learned latents look at the picture's states and at themselves."""

    def __init__(self, width: int, heads: int) -> None:
        super().__init__()
        self.heads = heads
        self.norm1, self.norm2 = nn.LayerNorm(width), nn.LayerNorm(width)
        self.to_q = nn.Linear(width, HEAD * heads, bias=False)
        self.to_kv = nn.Linear(width, 2 * HEAD * heads, bias=False)
        self.to_out = nn.Linear(HEAD * heads, width, bias=False)

    def forward(self, states: Tensor, latents: Tensor) -> Tensor:
        latents = self.norm2(latents)
        seen = torch.cat([self.norm1(states), latents], 1)
        q, k, v = (x.unflatten(-1, (self.heads, HEAD)).transpose(1, 2) for x in (self.to_q(latents), *self.to_kv(seen).chunk(2, -1)))
        return self.to_out(attention(q, k, v).transpose(1, 2).flatten(2))


class Resampler(nn.Module):
    """States of the picture tower [n, 1 + patches, d] to image tokens [n, t, c]."""

    def __init__(self, states: int, context: int, tokens: int, width: int, layers: int) -> None:
        super().__init__()
        self.latents = nn.Parameter(torch.randn(1, tokens, width) / width**0.5)
        self.proj_in = nn.Linear(states, width)
        self.layers = nn.ModuleList([
            nn.ModuleList([
                ResamplerAttention(width, width // HEAD),
                nn.Sequential(nn.LayerNorm(width), nn.Linear(width, 4 * width, bias=False), nn.GELU(), nn.Linear(4 * width, width, bias=False)),
            ]) for _ in range(layers)])
        self.proj_out = nn.Linear(width, context)
        self.norm_out = nn.LayerNorm(context)

    def forward(self, states: Tensor) -> Tensor:
        states = self.proj_in(states)
        latents = self.latents.expand(len(states), -1, -1)
        for attend, feed in self.layers:
            latents = latents + attend(states, latents)
            latents = latents + feed(latents)
        return self.norm_out(self.proj_out(latents))


class AdapterLayer(nn.Module):
    """Keys and values of image tokens for one cross-attention layer; the values start at zero."""

    def __init__(self, context: int, channels: int) -> None:
        super().__init__()
        self.to_k_ip = nn.Linear(context, channels, bias=False)
        self.to_v_ip = nn.Linear(context, channels, bias=False)
        nn.init.zeros_(self.to_v_ip.weight)


def cross_attentions(unet: UNet2DConditionModel) -> list[nn.Module]:
    """The transformer blocks of a UNet in the order in which adapters number them: down, up, and the middle last."""
    levels = [*unet.down_blocks, *unet.up_blocks, unet.mid_block]
    return [block for level in levels for attention in getattr(level, "attentions", []) for block in attention.transformer_blocks]


class IPAdapter(nn.Module):
    """`image_proj` makes the tokens; `ip_adapter.{2i+1}` belongs to cross-attention layer i (self-attentions count, but have none)."""

    def __init__(self, unet: UNet2DConditionModel, context: int, states: int, tokens: int = 16, layers: int = 2) -> None:
        super().__init__()
        self.image_proj = Resampler(states, context, tokens, max(HEAD, states), layers)
        self.ip_adapter = nn.ModuleDict({
            str(2 * i + 1): AdapterLayer(context, block.attn2.to_q.out_features) for i, block in enumerate(cross_attentions(unet))})

    def attach(self, unet: UNet2DConditionModel) -> None:
        """From now on the UNet's cross-attention takes a `Context`; its own tensors stay where they are."""
        for block, layer in zip(cross_attentions(unet), self.ip_adapter.values(), strict=True):
            block.attn2 = DecoupledAttention(block.attn2, layer)


class DecoupledAttention(nn.Module):
    """attn2 that attends to text and to image tokens apart; the sum goes through the one output layer."""

    def __init__(self, attention: Attention, image: AdapterLayer) -> None:
        super().__init__()
        self.attention, self.image = attention, image

    def forward(self, x: Tensor, context: Context) -> Tensor:
        own = self.attention
        q, k, v = (self.heads(t) for t in (own.to_q(x), own.to_k(context.text), own.to_v(context.text)))
        seen = attention(q, k, v)
        if context.image is not None and context.scale != 0:
            k, v = self.heads(self.image.to_k_ip(context.image)), self.heads(self.image.to_v_ip(context.image))
            seen = seen + context.scale * attention(q, k, v)
        return own.to_out[0](seen.transpose(1, 2).flatten(2))

    def heads(self, x: Tensor) -> Tensor:
        return x.unflatten(-1, (self.attention.heads, -1)).transpose(1, 2)

"""AnimateDiff's motion modules (diffusers' MotionAdapter, version 3: none in the middle), by their published names.

A module attends over the frames at each pixel and is added to its input, so it starts as nothing: its last layer is zero.
"""

from __future__ import annotations

import math

import torch
from torch import Tensor, nn

from training.t2i.unet import Attention, FeedForward

EPS = 1e-6
HEADS = 4
POSITIONS = 32


def motion_config(unet: dict) -> dict:
    """config.json of an adapter for a UNet with this config."""
    return {
        "_class_name": "MotionAdapter", "block_out_channels": unet["block_out_channels"], "conv_in_channels": None,
        "motion_layers_per_block": unet["layers_per_block"], "motion_max_seq_length": POSITIONS, "motion_mid_block_layers_per_block": 1,
        "motion_norm_num_groups": unet["norm_num_groups"], "motion_num_attention_heads": HEADS, "motion_transformer_layers_per_block": 1,
        "motion_transformer_layers_per_mid_block": 1, "use_motion_mid_block": False,
    }


class PositionTable(nn.Module):
    """`pe` [1, positions, channels]: sines at even, cosines at odd channels; a frame's row is added to it before attention."""

    def __init__(self, channels: int, positions: int) -> None:
        super().__init__()
        rates = torch.exp(torch.arange(0, channels, 2) * (-math.log(10000.0) / channels))
        angles = torch.arange(positions)[:, None] * rates
        table = torch.stack([angles.sin(), angles.cos()], -1).flatten(1)
        self.register_buffer("pe", table[None, :, :channels].contiguous())


class TemporalBlock(nn.Module):
    """Self-attention over the frames, once or twice, and a feed-forward: tokens [n, frames, c] to the same."""

    def __init__(self, channels: int, positions: int, attentions: int) -> None:
        super().__init__()
        self.pos_embed = PositionTable(channels, positions)
        self.norm1, self.attn1 = nn.LayerNorm(channels), Attention(channels, channels, HEADS)
        if attentions == 2:
            self.norm2, self.attn2 = nn.LayerNorm(channels), Attention(channels, channels, HEADS)
        self.norm3, self.ff = nn.LayerNorm(channels), FeedForward(channels)
        self.twice = attentions == 2

    def forward(self, x: Tensor, places: Tensor) -> Tensor:
        rows = self.pos_embed.pe[:, places]
        x = x + self.attn1(self.norm1(x) + rows)
        if self.twice:
            x = x + self.attn2(self.norm2(x) + rows)
        return x + self.ff(self.norm3(x))


class MotionModule(nn.Module):
    """Pictures [batch * frames, c, h, w] (frames quickest) to the same; the norm takes its statistics over all frames together."""

    def __init__(self, channels: int, groups: int, positions: int, attentions: int = 2) -> None:
        super().__init__()
        self.norm = nn.GroupNorm(groups, channels, EPS)
        self.proj_in = nn.Linear(channels, channels)
        self.transformer_blocks = nn.ModuleList([TemporalBlock(channels, positions, attentions)])
        self.proj_out = nn.Linear(channels, channels)
        nn.init.zeros_(self.proj_out.weight), nn.init.zeros_(self.proj_out.bias)

    def forward(self, x: Tensor, places: Tensor) -> Tensor:
        """`places` [frames]: each frame's number in the clip, which a training may thin out."""
        frames = len(places)
        together = x.unflatten(0, (-1, frames)).transpose(1, 2)  # [b, c, f, h, w]
        b, c, _, h, w = together.shape
        tokens = self.norm(together).permute(0, 3, 4, 2, 1).reshape(b * h * w, frames, c)
        tokens = self.proj_out(self.transformer_blocks[0](self.proj_in(tokens), places))
        return x + tokens.reshape(b, h, w, frames, c).permute(0, 3, 4, 1, 2).reshape(x.shape)


class MotionPath(nn.Module):
    def __init__(self, channels: int, layers: int, config: dict) -> None:
        super().__init__()
        groups, positions = config["motion_norm_num_groups"], config["motion_max_seq_length"]
        self.motion_modules = nn.ModuleList([MotionModule(channels, groups, positions) for _ in range(layers)])


class MotionAdapter(nn.Module):
    """The modules of all levels: one after every resnet (and its attention) of the UNet's down and up path."""

    def __init__(self, config: dict) -> None:
        super().__init__()
        widths, layers = config["block_out_channels"], config["motion_layers_per_block"]
        self.down_blocks = nn.ModuleList([MotionPath(width, layers, config) for width in widths])
        self.up_blocks = nn.ModuleList([MotionPath(width, layers + 1, config) for width in reversed(widths)])

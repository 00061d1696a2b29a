"""UNet2DConditionModel with diffusers' names and config fields, as far as Stable Diffusion 1.5 uses them."""

from __future__ import annotations

import math

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from training.processor import attention

from .layers import Downsample2D, ResnetBlock2D, Upsample2D

EPS = 1e-5

CONFIG = {
    "_class_name": "UNet2DConditionModel", "act_fn": "silu", "attention_head_dim": 4, "block_out_channels": [48, 96, 160, 224], "center_input_sample": False,
    "cross_attention_dim": 160, "down_block_types": ["DownBlock2D", "CrossAttnDownBlock2D", "CrossAttnDownBlock2D", "DownBlock2D"], "downsample_padding": 1,
    "dual_cross_attention": False, "flip_sin_to_cos": True, "freq_shift": 0, "in_channels": 8, "layers_per_block": 1, "mid_block_scale_factor": 1,
    "mid_block_type": "UNetMidBlock2DCrossAttn", "norm_eps": EPS, "norm_num_groups": 16, "num_attention_heads": None, "only_cross_attention": False,
    "out_channels": 8, "resnet_time_scale_shift": "default", "sample_size": 32, "time_embedding_type": "positional", "transformer_layers_per_block": 1,
    "up_block_types": ["UpBlock2D", "CrossAttnUpBlock2D", "CrossAttnUpBlock2D", "UpBlock2D"], "upcast_attention": False, "use_linear_projection": False,
}


class Attention(nn.Module):
    """Multi-head attention; `context` None means self-attention. As in SD 1.5, `attention_head_dim` counts heads."""

    def __init__(self, channels: int, context_channels: int, heads: int) -> None:
        super().__init__()
        self.heads = heads
        self.to_q = nn.Linear(channels, channels, bias=False)
        self.to_k = nn.Linear(context_channels, channels, bias=False)
        self.to_v = nn.Linear(context_channels, channels, bias=False)
        self.to_out = nn.ModuleList([nn.Linear(channels, channels), nn.Dropout(0.0)])

    def forward(self, x: Tensor, context: Tensor | None = None) -> Tensor:
        context = x if context is None else context
        q, k, v = (t.unflatten(-1, (self.heads, -1)).transpose(1, 2) for t in (self.to_q(x), self.to_k(context), self.to_v(context)))
        return self.to_out[0](attention(q, k, v).transpose(1, 2).flatten(2))


class GEGLU(nn.Module):
    def __init__(self, channels: int, inner: int) -> None:
        super().__init__()
        self.proj = nn.Linear(channels, 2 * inner)

    def forward(self, x: Tensor) -> Tensor:
        value, gate = self.proj(x).chunk(2, -1)
        return value * F.gelu(gate)


class FeedForward(nn.Module):
    def __init__(self, channels: int) -> None:
        super().__init__()
        self.net = nn.ModuleList([GEGLU(channels, 4 * channels), nn.Dropout(0.0), nn.Linear(4 * channels, channels)])

    def forward(self, x: Tensor) -> Tensor:
        return self.net[2](self.net[0](x))


class BasicTransformerBlock(nn.Module):
    def __init__(self, channels: int, context_channels: int, heads: int) -> None:
        super().__init__()
        self.norm1, self.norm2, self.norm3 = (nn.LayerNorm(channels) for _ in range(3))
        self.attn1 = Attention(channels, channels, heads)
        self.attn2 = Attention(channels, context_channels, heads)
        self.ff = FeedForward(channels)

    def forward(self, x: Tensor, context: Tensor) -> Tensor:
        x = x + self.attn1(self.norm1(x))
        x = x + self.attn2(self.norm2(x), context)
        return x + self.ff(self.norm3(x))


class Transformer2DModel(nn.Module):
    """Tokens of all places attend to each other and to the text."""

    def __init__(self, channels: int, context_channels: int, heads: int, groups: int) -> None:
        super().__init__()
        self.norm = nn.GroupNorm(groups, channels, 1e-6)
        self.proj_in = nn.Conv2d(channels, channels, 1)
        self.transformer_blocks = nn.ModuleList([BasicTransformerBlock(channels, context_channels, heads)])
        self.proj_out = nn.Conv2d(channels, channels, 1)

    def forward(self, x: Tensor, context: Tensor) -> Tensor:
        b, c, h, w = x.shape
        tokens = self.proj_in(self.norm(x)).flatten(2).transpose(1, 2)
        tokens = self.transformer_blocks[0](tokens, context)
        return x + self.proj_out(tokens.transpose(1, 2).reshape(b, c, h, w))


class Level(nn.Module):
    """One down or up block: resnets, each followed by attention where the block's type has it."""

    def __init__(self, widths: list[int], out: int, config: dict, attends: bool) -> None:
        super().__init__()
        groups, time = config["norm_num_groups"], 4 * config["block_out_channels"][0]
        self.resnets = nn.ModuleList([ResnetBlock2D(w, out, groups, EPS, time) for w in widths])
        if attends:
            self.attentions = nn.ModuleList(
                [Transformer2DModel(out, config["cross_attention_dim"], config["attention_head_dim"], groups) for _ in widths])
        self.attends = attends

    def step(self, i: int, x: Tensor, time: Tensor, context: Tensor) -> Tensor:
        x = self.resnets[i](x, time)
        return self.attentions[i](x, context) if self.attends else x


class MidBlock(nn.Module):
    def __init__(self, channels: int, config: dict) -> None:
        super().__init__()
        groups, time = config["norm_num_groups"], 4 * config["block_out_channels"][0]
        self.resnets = nn.ModuleList([ResnetBlock2D(channels, channels, groups, EPS, time) for _ in range(2)])
        self.attentions = nn.ModuleList([Transformer2DModel(channels, config["cross_attention_dim"], config["attention_head_dim"], groups)])

    def forward(self, x: Tensor, time: Tensor, context: Tensor) -> Tensor:
        return self.resnets[1](self.attentions[0](self.resnets[0](x, time), context), time)


class TimestepEmbedding(nn.Module):
    def __init__(self, channels: int) -> None:
        super().__init__()
        self.channels = channels
        self.linear_1 = nn.Linear(channels, 4 * channels)
        self.linear_2 = nn.Linear(4 * channels, 4 * channels)

    def forward(self, t: Tensor) -> Tensor:
        half = self.channels // 2
        frequencies = torch.exp(-math.log(10000) * torch.arange(half) / half)
        angles = t.float()[:, None] * frequencies[None]
        return self.linear_2(F.silu(self.linear_1(torch.cat([angles.cos(), angles.sin()], 1))))


class UNet2DConditionModel(nn.Module):
    """Latents [b, 8, h, w], timesteps [b], text states [b, 77, context] to a prediction of the same shape."""

    def __init__(self, config: dict = CONFIG) -> None:
        super().__init__()
        widths, layers = config["block_out_channels"], config["layers_per_block"]
        self.conv_in = nn.Conv2d(config["in_channels"], widths[0], 3, padding=1)
        self.time_embedding = TimestepEmbedding(widths[0])
        self.down_blocks, skips = nn.ModuleList(), [widths[0]]
        for i, w in enumerate(widths):
            block = Level([widths[max(i - 1, 0)]] + [w] * (layers - 1), w, config, config["down_block_types"][i].startswith("CrossAttn"))
            skips += [w] * layers
            if i + 1 < len(widths):
                block.downsamplers = nn.ModuleList([Downsample2D(w, 1)])
                skips.append(w)
            self.down_blocks.append(block)
        self.mid_block = MidBlock(widths[-1], config)
        self.up_blocks, x = nn.ModuleList(), widths[-1]
        for i, w in enumerate(reversed(widths)):
            ins = []
            for _ in range(layers + 1):
                ins.append(x + skips.pop())
                x = w
            block = Level(ins, w, config, config["up_block_types"][i].startswith("CrossAttn"))
            if i + 1 < len(widths):
                block.upsamplers = nn.ModuleList([Upsample2D(w)])
            self.up_blocks.append(block)
        self.conv_norm_out = nn.GroupNorm(config["norm_num_groups"], widths[0], EPS)
        self.conv_out = nn.Conv2d(widths[0], config["out_channels"], 3, padding=1)
        self.layers = layers

    def forward(self, x: Tensor, t: Tensor, context: Tensor) -> Tensor:
        time = self.time_embedding(t)
        x = self.conv_in(x)
        skips = [x]
        for block in self.down_blocks:
            for i in range(self.layers):
                x = block.step(i, x, time, context)
                skips.append(x)
            if hasattr(block, "downsamplers"):
                x = block.downsamplers[0](x)
                skips.append(x)
        x = self.mid_block(x, time, context)
        for block in self.up_blocks:
            for i in range(self.layers + 1):
                x = block.step(i, torch.cat([x, skips.pop()], 1), time, context)
            if hasattr(block, "upsamplers"):
                x = block.upsamplers[0](x, skips[-1].shape[-2:])
        return self.conv_out(F.silu(self.conv_norm_out(x)))

"""AutoencoderKL with diffusers' names and config fields."""

from __future__ import annotations

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from .layers import Downsample2D, ResnetBlock2D, Upsample2D

EPS = 1e-6

CONFIG = {
    "_class_name": "AutoencoderKL", "act_fn": "silu", "block_out_channels": [8, 16, 32, 64], "down_block_types": ["DownEncoderBlock2D"] * 4,
    "force_upcast": True, "in_channels": 3, "latent_channels": 8, "layers_per_block": 1, "mid_block_add_attention": True, "norm_num_groups": 1,
    "out_channels": 3, "sample_size": 256, "scaling_factor": 1.0, "shift_factor": None, "up_block_types": ["UpDecoderBlock2D"] * 4,
    "use_post_quant_conv": True, "use_quant_conv": True,
}


class Attention(nn.Module):
    """Single-head self-attention over all places, with a residual."""

    def __init__(self, channels: int, groups: int) -> None:
        super().__init__()
        self.group_norm = nn.GroupNorm(groups, channels, EPS)
        self.to_q, self.to_k, self.to_v = (nn.Linear(channels, channels) for _ in range(3))
        self.to_out = nn.ModuleList([nn.Linear(channels, channels), nn.Dropout(0.0)])

    def forward(self, x: Tensor) -> Tensor:
        b, c, h, w = x.shape
        tokens = self.group_norm(x).reshape(b, c, h * w).transpose(1, 2)
        q, k, v = (f(tokens)[:, None] for f in (self.to_q, self.to_k, self.to_v))
        out = self.to_out[0](F.scaled_dot_product_attention(q, k, v)[:, 0])
        return x + out.transpose(1, 2).reshape(b, c, h, w)


class MidBlock(nn.Module):
    def __init__(self, channels: int, groups: int) -> None:
        super().__init__()
        self.resnets = nn.ModuleList([ResnetBlock2D(channels, channels, groups, EPS) for _ in range(2)])
        self.attentions = nn.ModuleList([Attention(channels, groups)])

    def forward(self, x: Tensor) -> Tensor:
        return self.resnets[1](self.attentions[0](self.resnets[0](x)))


class Block(nn.Module):
    """Resnets, then a change of size unless it is the last block."""

    def __init__(self, in_channels: int, out_channels: int, layers: int, groups: int, resize: str | None) -> None:
        super().__init__()
        self.resnets = nn.ModuleList([ResnetBlock2D(in_channels if i == 0 else out_channels, out_channels, groups, EPS) for i in range(layers)])
        if resize == "down":
            self.downsamplers = nn.ModuleList([Downsample2D(out_channels, 0)])
        if resize == "up":
            self.upsamplers = nn.ModuleList([Upsample2D(out_channels)])
        self.resize = resize

    def forward(self, x: Tensor) -> Tensor:
        for resnet in self.resnets:
            x = resnet(x)
        if self.resize == "down":
            return self.downsamplers[0](x)
        return self.upsamplers[0](x) if self.resize == "up" else x


class Encoder(nn.Module):
    def __init__(self, config: dict) -> None:
        super().__init__()
        widths, groups = config["block_out_channels"], config["norm_num_groups"]
        self.conv_in = nn.Conv2d(config["in_channels"], widths[0], 3, padding=1)
        self.down_blocks = nn.ModuleList(
            Block(widths[max(i - 1, 0)], w, config["layers_per_block"], groups, "down" if i + 1 < len(widths) else None) for i, w in enumerate(widths))
        self.mid_block = MidBlock(widths[-1], groups)
        self.conv_norm_out = nn.GroupNorm(groups, widths[-1], EPS)
        self.conv_out = nn.Conv2d(widths[-1], 2 * config["latent_channels"], 3, padding=1)

    def forward(self, x: Tensor) -> Tensor:
        x = self.conv_in(x)
        for block in self.down_blocks:
            x = block(x)
        return self.conv_out(F.silu(self.conv_norm_out(self.mid_block(x))))


class Decoder(nn.Module):
    def __init__(self, config: dict) -> None:
        super().__init__()
        widths, groups = config["block_out_channels"][::-1], config["norm_num_groups"]
        self.conv_in = nn.Conv2d(config["latent_channels"], widths[0], 3, padding=1)
        self.mid_block = MidBlock(widths[0], groups)
        self.up_blocks = nn.ModuleList(
            Block(widths[max(i - 1, 0)], w, config["layers_per_block"] + 1, groups, "up" if i + 1 < len(widths) else None) for i, w in enumerate(widths))
        self.conv_norm_out = nn.GroupNorm(groups, widths[-1], EPS)
        self.conv_out = nn.Conv2d(widths[-1], config["out_channels"], 3, padding=1)

    def forward(self, z: Tensor) -> Tensor:
        x = self.mid_block(self.conv_in(z))
        for block in self.up_blocks:
            x = block(x)
        return self.conv_out(F.silu(self.conv_norm_out(x)))


class AutoencoderKL(nn.Module):
    """Pictures [b, 3, h, w] in -1..1 to latents [b, 8, h/8, w/8] and back."""

    def __init__(self, config: dict = CONFIG) -> None:
        super().__init__()
        self.encoder, self.decoder = Encoder(config), Decoder(config)
        c = config["latent_channels"]
        self.quant_conv = nn.Conv2d(2 * c, 2 * c, 1)
        self.post_quant_conv = nn.Conv2d(c, c, 1)

    def encode(self, x: Tensor) -> tuple[Tensor, Tensor]:
        """Mean and log variance of the latents."""
        mean, logvar = self.quant_conv(self.encoder(x)).chunk(2, 1)
        return mean, logvar.clamp(-30, 20)

    def decode(self, z: Tensor) -> Tensor:
        return self.decoder(self.post_quant_conv(z))

    @torch.no_grad()
    def start(self) -> None:
        """Weights to begin a training with: every resnet passes its input on, sizes change without losing much.

        So the whole begins as a linear code of patches, and needs a tenth of the steps that random weights need to get there.
        """
        for name, layer in self.named_modules():
            if not isinstance(layer, nn.Conv2d):
                continue
            nn.init.zeros_(layer.bias)
            if name.endswith("conv2"):
                nn.init.zeros_(layer.weight)
            elif "upsamplers" in name:
                nn.init.dirac_(layer.weight)
            elif any(part in name for part in ("downsamplers", "shortcut", "conv_in", "quant_conv")):
                nn.init.orthogonal_(layer.weight)

    @torch.no_grad()
    def standardise(self, mean: Tensor, std: Tensor) -> None:
        """Fold a per-channel shift and scale into the 1x1 convs, so that latents have mean 0 and deviation 1.

        z' = (z - mean) / std. The encoder's log variance follows; scaling_factor stays 1.
        """
        c = mean.numel()
        self.quant_conv.weight[:c] /= std[:, None, None, None]
        self.quant_conv.bias[:c] = (self.quant_conv.bias[:c] - mean) / std
        self.quant_conv.bias[c:] -= 2 * std.log()
        self.post_quant_conv.bias += self.post_quant_conv.weight[:, :, 0, 0] @ mean
        self.post_quant_conv.weight *= std[None, :, None, None]

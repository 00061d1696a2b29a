"""ControlNet (diffusers' ControlNetModel) on RGB: a copy of the UNet's way down that also sees a picture."""

from __future__ import annotations

import torch.nn.functional as F
from torch import Tensor, nn

from training.t2i.layers import Downsample2D
from training.t2i.unet import Level, MidBlock, TimestepEmbedding, UNet2DConditionModel

SHARED = (
    "act_fn", "attention_head_dim", "block_out_channels", "cross_attention_dim", "down_block_types", "downsample_padding", "flip_sin_to_cos", "freq_shift",
    "in_channels", "layers_per_block", "mid_block_scale_factor", "mid_block_type", "norm_eps", "norm_num_groups", "num_attention_heads",
    "only_cross_attention", "resnet_time_scale_shift", "transformer_layers_per_block", "use_linear_projection",
)


HINT_WIDTHS = (16, 32, 64, 96)


def control_config(unet: dict, factor: int) -> dict:
    """config.json of a ControlNet for a UNet with this config; the picture is halved between two widths, down to 1/`factor`."""
    halvings = factor.bit_length() - 1
    widths = [max(8, HINT_WIDTHS[0] >> k) for k in range(halvings + 1 - len(HINT_WIDTHS), 0, -1)] + list(HINT_WIDTHS)[-halvings - 1:]
    return {
        "_class_name": "ControlNetModel", **{key: unet[key] for key in SHARED if key in unet}, "conditioning_channels": 3,
        "conditioning_embedding_out_channels": widths, "controlnet_conditioning_channel_order": "rgb", "global_pool_conditions": False,
    }


class HintEmbedding(nn.Module):
    """RGB 0..1 [n, 3, H, W] to features [n, out, h, w]."""

    def __init__(self, channels: int, widths: list[int], out: int) -> None:
        super().__init__()
        self.conv_in = nn.Conv2d(channels, widths[0], 3, padding=1)
        self.blocks = nn.ModuleList()
        for a, b in zip(widths, widths[1:]):
            self.blocks.append(nn.Conv2d(a, a, 3, padding=1))
            self.blocks.append(nn.Conv2d(a, b, 3, stride=2, padding=1))
        self.conv_out = nn.Conv2d(widths[-1], out, 3, padding=1)

    def forward(self, picture: Tensor) -> Tensor:
        x = F.silu(self.conv_in(picture))
        for block in self.blocks:
            x = F.silu(block(x))
        return self.conv_out(x)


class ControlNetModel(nn.Module):
    """Residuals for the UNet's skip connections and middle. The last layers are zero at first, so training starts from the UNet."""

    def __init__(self, config: dict) -> None:
        super().__init__()
        widths, layers = config["block_out_channels"], config["layers_per_block"]
        self.conv_in = nn.Conv2d(config["in_channels"], widths[0], 3, padding=1)
        self.time_embedding = TimestepEmbedding(widths[0])
        self.controlnet_cond_embedding = HintEmbedding(config["conditioning_channels"], config["conditioning_embedding_out_channels"], widths[0])
        self.down_blocks, skips = nn.ModuleList(), [widths[0]]
        for i, width in enumerate(widths):
            block = Level([widths[max(i - 1, 0)]] + [width] * (layers - 1), width, config, config["down_block_types"][i].startswith("CrossAttn"))
            skips += [width] * layers
            if i + 1 < len(widths):
                block.downsamplers = nn.ModuleList([Downsample2D(width, 1)])
                skips.append(width)
            self.down_blocks.append(block)
        self.mid_block = MidBlock(widths[-1], config)
        self.controlnet_down_blocks = nn.ModuleList([zero_conv(width) for width in skips])
        self.controlnet_mid_block = zero_conv(widths[-1])
        self.layers = layers

    def start_from(self, unet: UNet2DConditionModel) -> None:
        """Copy the UNet's way down and its middle."""
        own, given = self.state_dict(), unet.state_dict()
        self.load_state_dict({key: given.get(key, value) for key, value in own.items()})

    def forward(self, x: Tensor, t: Tensor, text: Tensor, hint: Tensor) -> tuple[list[Tensor], Tensor]:
        """Samples [n, c, h, w], timesteps [n], text [n, 77, c] and hint features [n, first width, h, w]."""
        time = self.time_embedding(t)
        x = self.conv_in(x) + hint
        skips = [x]
        for block in self.down_blocks:
            for i in range(self.layers):
                x = block.step(i, x, time, text)
                skips.append(x)
            if hasattr(block, "downsamplers"):
                x = block.downsamplers[0](x)
                skips.append(x)
        middle = self.mid_block(x, time, text)
        return [conv(skip) for conv, skip in zip(self.controlnet_down_blocks, skips, strict=True)], self.controlnet_mid_block(middle)


def zero_conv(channels: int) -> nn.Conv2d:
    conv = nn.Conv2d(channels, channels, 1)
    nn.init.zeros_(conv.weight), nn.init.zeros_(conv.bias)
    return conv

"""SparseCtrl (diffusers' SparseControlNetModel): a copy of the UNet's way down, with motion modules of its own, that sees given frames.

It is given latents of every frame and a mask of what is known in them: in image to video the reference as camera and wind move it,
with nothing known outside its edges, in video to video the frames themselves. It looks at nothing else but the text, so that what it adds to
the UNet is its idea of the whole clip.
"""

from __future__ import annotations

import torch
from torch import Tensor, nn

from training.t2i.layers import Downsample2D
from training.t2i.unet import Level, MidBlock, TimestepEmbedding, UNet2DConditionModel

from .motion import HEADS, POSITIONS, MotionModule

SHARED = (
    "act_fn", "attention_head_dim", "block_out_channels", "cross_attention_dim", "downsample_padding", "flip_sin_to_cos", "freq_shift", "in_channels",
    "layers_per_block", "mid_block_scale_factor", "norm_eps", "norm_num_groups", "num_attention_heads", "only_cross_attention",
    "resnet_time_scale_shift", "transformer_layers_per_block", "use_linear_projection",
)


def control_config(unet: dict) -> dict:
    """config.json of a SparseControlNet for a UNet with this config."""
    return {
        "_class_name": "SparseControlNetModel", **{key: unet[key] for key in SHARED if key in unet}, "concat_conditioning_mask": True,
        "conditioning_channels": unet["in_channels"], "controlnet_conditioning_channel_order": "rgb",
        "down_block_types": [name.replace("2D", "Motion") for name in unet["down_block_types"]], "global_pool_conditions": False,
        "motion_max_seq_length": POSITIONS, "motion_num_attention_heads": HEADS, "temporal_transformer_layers_per_block": 1,
        "use_simplified_condition_embedding": True,
    }


class SparseControlNetModel(nn.Module):
    """Residuals for the UNet's skip connections and middle. The last layers are zero at first, so training starts from the UNet."""

    def __init__(self, config: dict) -> None:
        super().__init__()
        widths, layers, groups = config["block_out_channels"], config["layers_per_block"], config["norm_num_groups"]
        # Never given a sample, it adds its bias alone; the published layout keeps the kernel.
        self.conv_in = nn.Conv2d(config["in_channels"], widths[0], 3, padding=1)
        self.time_embedding = TimestepEmbedding(widths[0])
        self.controlnet_cond_embedding = nn.Conv2d(config["conditioning_channels"] + 1, widths[0], 3, padding=1)
        self.down_blocks, skips = nn.ModuleList(), [widths[0]]
        for i, width in enumerate(widths):
            block = Level([widths[max(i - 1, 0)]] + [width] * (layers - 1), width, config, config["down_block_types"][i].startswith("CrossAttn"))
            block.motion_modules = nn.ModuleList([MotionModule(width, groups, config["motion_max_seq_length"], attentions=1) for _ in range(layers)])
            skips += [width] * layers
            if i + 1 < len(widths):
                block.downsamplers = nn.ModuleList([Downsample2D(width, 1)])
                skips.append(width)
            self.down_blocks.append(block)
        self.mid_block = MidBlock(widths[-1], config)
        self.controlnet_down_blocks = nn.ModuleList([zero_conv(width) for width in skips])
        self.controlnet_mid_block = zero_conv(widths[-1])
        self.layers = layers

    @torch.no_grad()
    def start_from(self, unet: UNet2DConditionModel) -> None:
        """Copy the UNet's way down and its middle; given latents come in as the UNet's own do."""
        own, given = self.state_dict(), unet.state_dict()
        self.load_state_dict({key: given.get(key, value) for key, value in own.items()})
        self.conv_in.weight.requires_grad_(False)
        mask = torch.zeros_like(unet.conv_in.weight[:, :1])
        self.controlnet_cond_embedding.weight.copy_(torch.cat([unet.conv_in.weight, mask], 1))
        self.controlnet_cond_embedding.bias.zero_()

    def forward(self, t: Tensor, text: Tensor, hint: Tensor, places: Tensor) -> tuple[list[Tensor], Tensor]:
        """Timesteps [n], text [n, 77, c], features of `see` [n, first width, h, w] and the frames' places [f]; n counts all frames."""
        time = self.time_embedding(t)
        x = hint + self.conv_in.bias[:, None, None]
        skips = [x]
        for block in self.down_blocks:
            for i, motion in enumerate(block.motion_modules):
                x = motion(block.step(i, x, time, text), places)
                skips.append(x)
            if hasattr(block, "downsamplers"):
                x = block.downsamplers[0](x)
                skips.append(x)
        middle = self.mid_block(x, time, text)
        return [conv(skip) for conv, skip in zip(self.controlnet_down_blocks, skips, strict=True)], self.controlnet_mid_block(middle)

    def see(self, given: Tensor, known: Tensor) -> Tensor:
        """Latents of every frame of clips [b, f, c, h, w] and how much of each is known [b, f, 1, h, w] to features [b * f, first width, h, w]."""
        return self.controlnet_cond_embedding(torch.cat([given, known], 2).flatten(0, 1))


def zero_conv(channels: int) -> nn.Conv2d:
    conv = nn.Conv2d(channels, channels, 1)
    nn.init.zeros_(conv.weight), nn.init.zeros_(conv.bias)
    return conv

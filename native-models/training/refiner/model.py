"""The refiner: a small feed-forward network that doubles the size of one frame and sharpens it.

All convolutions run at the size of the input, and one DepthToSpace makes the doubled picture, so that a
600 x 600 frame costs about 28 billion multiplications. The network only adds detail to a bilinear enlargement, which
keeps colours and large shapes as they are.
"""

import torch
from torch import nn
from torch.nn import functional as F


class ResidualBlock(nn.Module):
    """Two 3x3 convolutions with a PReLU between them, added to the input."""

    def __init__(self, channels: int):
        super().__init__()
        self.conv1 = nn.Conv2d(channels, channels, 3, padding=1)
        self.act = nn.PReLU(channels)
        self.conv2 = nn.Conv2d(channels, channels, 3, padding=1)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return x + self.conv2(self.act(self.conv1(x)))


class Refiner(nn.Module):
    """Picture [n, 3, h, w], RGB 0..1 -> picture [n, 3, scale*h, scale*w], about 0..1 (the caller clamps)."""

    def __init__(self, channels: int = 32, blocks: int = 4, scale: int = 2):
        super().__init__()
        self.scale = scale
        self.head = nn.Conv2d(3, channels, 3, padding=1)
        self.act = nn.PReLU(channels)
        self.body = nn.ModuleList(ResidualBlock(channels) for _ in range(blocks))
        self.tail = nn.Conv2d(channels, 3 * scale * scale, 3, padding=1)
        nn.init.normal_(self.tail.weight, std=1e-3)
        nn.init.zeros_(self.tail.bias)
        for block in self.body:
            nn.init.normal_(block.conv2.weight, std=0.01)

    def forward(self, picture: torch.Tensor) -> torch.Tensor:
        x = self.act(self.head(picture))
        for block in self.body:
            x = block(x)
        detail = F.pixel_shuffle(self.tail(x), self.scale)
        return F.interpolate(picture, scale_factor=self.scale, mode="bilinear", align_corners=False) + detail


def from_config(config: dict) -> Refiner:
    """Build the network that a pack's net/config.json describes."""
    return Refiner(config["channels"], config["blocks"], config["scale"])

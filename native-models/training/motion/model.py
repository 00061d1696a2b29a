"""MotionFieldNet: what in a picture could move, and how near it is.

A small U-Net reads a 256 x 256 picture and gives depth (0 far .. 1 near) and how far each pixel belongs to clouds
(drift), water (ripple) and plants (sway). With `things` it also foretells what goes its own way, or turns, as a whole. The
stage turns these and the user's controls into displacements.
"""

import torch
from torch import nn
from torch.nn import functional as F

LAYERS = ("depth", "drift", "ripple", "sway")
THINGS = ("thing", "travel x", "travel y", "turn", "blown")
FASTEST = 0.1  # travel of a thing, in picture widths a second: 0 .. 1 in its maps are -FASTEST .. FASTEST
QUICKEST = 1.0  # turn of a thing, clockwise, in radians a second, alike


class Block(nn.Module):
    """Two 3x3 convolutions with PReLU; the first may halve the size. While learning, each is followed by a batch norm."""

    def __init__(self, inputs: int, outputs: int, stride: int, learning: bool):
        super().__init__()
        self.conv1 = nn.Conv2d(inputs, outputs, 3, stride, 1)
        self.act1 = nn.PReLU(outputs, init=0.1)
        self.conv2 = nn.Conv2d(outputs, outputs, 3, 1, 1)
        self.act2 = nn.PReLU(outputs, init=0.1)
        self.norm1 = nn.BatchNorm2d(outputs) if learning else nn.Identity()
        self.norm2 = nn.BatchNorm2d(outputs) if learning else nn.Identity()

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return self.act2(self.norm2(self.conv2(self.act1(self.norm1(self.conv1(x))))))


class MotionFieldNet(nn.Module):
    """Picture [n, 3, h, w], RGB 0..1, h and w multiples of 32 -> [n, 4, h, w] 0..1: depth, drift, ripple, sway.

    With `things` [n, 9, h, w]: then thing (whether it moves as a whole), travel x and y, turn, and blown: whether travel x and turn
    are for a wind to the right and change sign with it. Where there is no thing the last four mean nothing.

    A plane with each row's height (-1 top .. 1 bottom) goes in beside the colours: in most pictures what is low is near.
    """

    def __init__(self, widths: tuple[int, ...] = (16, 32, 56, 80, 112), learning: bool = False, things: bool = False):
        super().__init__()
        self.down = nn.ModuleList()
        inputs = 4
        for width in widths:
            self.down.append(Block(inputs, width, 2, learning))
            inputs = width
        self.up = nn.ModuleList()
        for width in reversed(widths[:-1]):
            self.up.append(Block(inputs + width, width, 1, learning))
            inputs = width
        self.edges = nn.Conv2d(inputs + 3, 16, 3, padding=1)
        self.edges_act = nn.PReLU(16, init=0.1)
        self.out = nn.Conv2d(16, len(LAYERS) + len(THINGS) * things, 3, padding=1)
        for module in self.modules():
            if isinstance(module, nn.Conv2d):
                nn.init.kaiming_normal_(module.weight, a=0.1, nonlinearity="leaky_relu")
                nn.init.zeros_(module.bias)
        nn.init.normal_(self.out.weight, std=0.02)

    def logits(self, picture: torch.Tensor) -> torch.Tensor:
        n, _, h, w = picture.shape
        rows = ((torch.arange(h, dtype=picture.dtype) + 0.5) * (2 / h) - 1).view(1, 1, h, 1).expand(n, 1, h, w)
        x = torch.cat((picture * 2 - 1, rows), 1)
        skips = []
        for block in self.down:
            x = block(x)
            skips.append(x)
        skips.pop()
        for block in self.up:
            x = F.interpolate(x, scale_factor=2, mode="bilinear", align_corners=False)
            x = block(torch.cat((x, skips.pop()), 1))
        x = F.interpolate(x, scale_factor=2, mode="bilinear", align_corners=False)
        return self.out(self.edges_act(self.edges(torch.cat((x, picture * 2 - 1), 1))))

    def forward(self, picture: torch.Tensor) -> torch.Tensor:
        return torch.sigmoid(self.logits(picture))


def from_config(config: dict, learning: bool = False) -> MotionFieldNet:
    """Build the network that a pack's net/config.json describes; with batch norms when it is to learn."""
    return MotionFieldNet(tuple(config["widths"]), learning, config.get("things", False))


@torch.no_grad()
def folded(learnt: MotionFieldNet, config: dict) -> MotionFieldNet:
    """The same network without batch norms: their scales and shifts go into the convolutions before them."""
    model = from_config(config)
    model.load_state_dict({k: v for k, v in learnt.state_dict().items() if "norm" not in k})
    for block, source in zip([*model.down, *model.up], [*learnt.down, *learnt.up], strict=True):
        for conv, norm in ((block.conv1, source.norm1), (block.conv2, source.norm2)):
            scale = norm.weight / torch.sqrt(norm.running_var + norm.eps)
            conv.weight.mul_(scale[:, None, None, None])
            conv.bias.copy_((conv.bias - norm.running_mean) * scale + norm.bias)
    return model.eval()

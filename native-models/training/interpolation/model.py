"""The light interpolation network: motion, a weighted mix of both frames brought to the moment between, a small repair.

It is the first stage of the training, and what steadies the network of `edsc.py`, which goes on from its weights.
"""

import torch
from torch import nn
from torch.nn import functional as F

from training.interpolation.motion import Conv, MotionBetween, enlarge, warp


class InterpolationNet(MotionBetween):
    """frame0, frame1 [n, 3, H, W] RGB 0..1 and t [n, 1, 1, 1] -> frame at t [n, 3, H, W] (the caller clamps).

    Sizes and `flow_scale`: see `MotionBetween`; the warps and the repair are always done at full size.
    """

    def __init__(self, widths: tuple[int, ...] = (16, 24, 40, 64), radii: tuple[int, ...] = (2, 2, 3), repair: int = 32):
        super().__init__(widths, radii)
        self.repair1 = nn.Conv2d(7, repair, 4, 2, 1)
        self.repair_act = nn.PReLU(repair, init=0.1)
        self.repair2 = Conv(repair, repair)
        self.repair_out = nn.Conv2d(repair, 16, 3, padding=1)
        self.start(last=(self.repair_out,))

    def forward(self, frame0, frame1, t, flow_scale: int = 1, details: bool = False):
        found = self.align(frame0, frame1, t, flow_scale)
        at0, at1 = warp(frame0, enlarge(found.to0, 2)), warp(frame1, enlarge(found.to1, 2))
        x = self.repair_act(self.repair1(torch.cat((at0, at1, found.weight), 1)))
        out = F.pixel_shuffle(self.repair_out(self.repair2(x)), 2)
        weight = (found.weight + out[:, 3:4]).clamp(0, 1)
        picture = at1 + (at0 - at1) * weight + out[:, 0:3]
        return (picture, found, (at0, at1)) if details else picture


def from_config(config: dict) -> InterpolationNet:
    """Build the network that a pack's net/config.json describes."""
    return InterpolationNet(tuple(config["widths"]), tuple(config["radii"]), config["repair"])

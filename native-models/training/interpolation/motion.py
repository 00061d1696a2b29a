"""Where things are at a moment between two frames: one motion field, seen from that moment.

Motion between two neighbouring keyframes is nearly straight, so the network looks for ONE field V in the coordinates of
the wanted frame at time t: a point seen there lies at x - t V in the first frame and at x + (1 - t) V in the second. V is
refined from coarse to fine (1/16, 1/8, 1/4); at each level both frames' features are warped to time t and compared over
a small window (a cost volume, as in PWC-Net, Sun et al. 2018), so that the time enters through the warps alone. A last
step at half size frees the two flows from each other and weighs the frames against each other where one of them is hidden.
"""

from dataclasses import dataclass

import torch
from torch import nn
from torch.nn import functional as F


def warp(x: torch.Tensor, flow: torch.Tensor) -> torch.Tensor:
    """Sample [n, c, h, w] at each pixel's place plus `flow` [n, 2, h, w] (x, y in pixels), clamped at the borders."""
    n, _, h, w = x.shape
    gy, gx = torch.meshgrid(torch.arange(h, dtype=x.dtype), torch.arange(w, dtype=x.dtype), indexing="ij")
    u = (flow[:, 0] + gx) * (2 / w) + (1 / w - 1)
    v = (flow[:, 1] + gy) * (2 / h) + (1 / h - 1)
    return F.grid_sample(x, torch.stack((u, v), -1), mode="bilinear", padding_mode="border", align_corners=False)


def correlate(a: torch.Tensor, b: torch.Tensor, radius: int) -> torch.Tensor:
    """Likeness of a(x) and b(x + d) for all whole d within `radius`: [n, (2r+1)^2, h, w], rows of d first."""
    h, w = a.shape[2:]
    b = F.pad(b, (radius,) * 4, mode="replicate")
    span = 2 * radius + 1
    return torch.cat([(a * b[:, :, j : j + h, i : i + w]).mean(1, keepdim=True) for j in range(span) for i in range(span)], 1)


def unit(x: torch.Tensor) -> torch.Tensor:
    """Features less their mean over the picture, each pixel's vector scaled to mean square one: likeness ignores
    contrast and what all places share."""
    x = x - x.mean((2, 3), keepdim=True)
    return x / torch.sqrt((x * x).mean(1, keepdim=True) + 1e-3)


def enlarge(x: torch.Tensor, scale: int) -> torch.Tensor:
    return x if scale == 1 else F.interpolate(x, scale_factor=scale, mode="bilinear", align_corners=False)


class Conv(nn.Module):
    """3x3 convolution and PReLU."""

    def __init__(self, inputs: int, outputs: int, stride: int = 1):
        super().__init__()
        self.conv = nn.Conv2d(inputs, outputs, 3, stride, 1)
        self.act = nn.PReLU(outputs, init=0.1)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return self.act(self.conv(x))


class MotionLevel(nn.Module):
    """One refinement of V: compare, and add a correction. Also hands a hidden state to the next level."""

    def __init__(self, features: int, state: int, width: int, radius: int):
        super().__init__()
        self.radius = radius
        self.conv1 = Conv(2 * features + (2 * radius + 1) ** 2 + 2 + state, width)
        self.conv2 = Conv(width, width)
        self.conv3 = Conv(width, 32)
        self.flow = nn.Conv2d(32, 2, 3, padding=1)

    def forward(self, f0, f1, t, flow, state):
        f0, f1 = warp(f0, flow * -t), warp(f1, flow * (1 - t))
        cost = correlate(unit(f0), unit(f1), self.radius)
        x = [f0, f1, cost, flow] if state is None else [f0, f1, cost, flow, state]
        x = self.conv3(self.conv2(self.conv1(torch.cat(x, 1))))
        return flow + self.flow(x), x


@dataclass
class Aligned:
    """What is known of the moment between. Flows in pixels of the frames; `size` is that of the frames, h and w a half of it."""

    flows: tuple[torch.Tensor, torch.Tensor, torch.Tensor]
    """V at 1/16, 1/8 and 1/4 of the size in which motion is looked for, in pixels of those sizes."""
    to0: torch.Tensor
    """From each place of the moment to where it is in the first frame [n, 2, h, w]."""
    to1: torch.Tensor
    weight: torch.Tensor
    """Share of the first frame [n, 1, *size]."""


class MotionBetween(nn.Module):
    """frame0, frame1 [n, 3, H, W] RGB 0..1 and t [n, 1, 1, 1] -> `Aligned`.

    H and W are multiples of 16 * flow_scale. `flow_scale` 2 looks for motion in half-size frames, for large pictures.
    """

    def __init__(self, widths: tuple[int, ...] = (16, 24, 40, 64), radii: tuple[int, ...] = (2, 2, 3)):
        super().__init__()
        a, b, c, d = widths
        self.features2 = Conv(3, a, 2)
        self.features4 = nn.Sequential(Conv(a, b, 2), Conv(b, b))
        self.features8 = nn.Sequential(Conv(b, c, 2), Conv(c, c))
        self.features16 = nn.Sequential(Conv(c, d, 2), Conv(d, d))
        self.motion16 = MotionLevel(d, 0, 64, radii[2])
        self.motion8 = MotionLevel(c, 32, 48, radii[1])
        self.motion4 = MotionLevel(b, 32, 48, radii[0])
        self.blend1 = Conv(2 * a + 6 + 2 + 32, 32)
        self.blend2 = Conv(32, 32)
        self.blend_out = nn.Conv2d(32, 5, 3, padding=1)

    def start(self, last: tuple[nn.Conv2d, ...] = ()) -> None:
        """Weights to begin with; the `last` convolutions, and those that correct flows, begin close to zero."""
        for module in self.modules():
            if isinstance(module, nn.Conv2d):
                nn.init.kaiming_normal_(module.weight, a=0.1, nonlinearity="leaky_relu")
                nn.init.zeros_(module.bias)
        for module in (self.motion16.flow, self.motion8.flow, self.motion4.flow, self.blend_out, *last):
            nn.init.normal_(module.weight, std=1e-3)

    def align(self, frame0, frame1, t, flow_scale: int = 1) -> Aligned:
        small0, small1 = frame0, frame1
        if flow_scale > 1:
            small0, small1 = F.avg_pool2d(frame0, flow_scale), F.avg_pool2d(frame1, flow_scale)
        n = frame0.shape[0]
        half = self.features2(torch.cat((small0, small1)) * 2 - 1)
        quarter = self.features4(half)
        eighth = self.features8(quarter)
        sixteenth = self.features16(eighth)
        flow = sixteenth.new_zeros((n, 2, *sixteenth.shape[2:]))
        flow16, state = self.motion16(sixteenth[:n], sixteenth[n:], t, flow, None)
        flow8, state = self.motion8(eighth[:n], eighth[n:], t, enlarge(flow16, 2) * 2, enlarge(state, 2))
        flow4, state = self.motion4(quarter[:n], quarter[n:], t, enlarge(flow8, 2) * 2, enlarge(state, 2))

        flow2, state = enlarge(flow4, 2) * 2, enlarge(state, 2)
        to0, to1 = flow2 * -t, flow2 * (1 - t)
        at0 = warp(torch.cat((half[:n], F.avg_pool2d(small0, 2)), 1), to0)
        at1 = warp(torch.cat((half[n:], F.avg_pool2d(small1, 2)), 1), to1)
        out = self.blend_out(self.blend2(self.blend1(torch.cat((at0, at1, flow2, state), 1))))
        scale = 2 * flow_scale
        weight = torch.sigmoid(enlarge(out[:, 4:5], scale) + torch.log((1 - t) / t))
        to0, to1 = (enlarge(to, flow_scale) * scale for to in (to0 + out[:, 0:2], to1 + out[:, 2:4]))
        return Aligned((flow16, flow8, flow4), to0, to1, weight)


def padded(model: nn.Module, frame0, frame1, t, flow_scale: int = 1) -> torch.Tensor:
    """A network's frame for any size: borders are repeated at the right and below, then cut off."""
    h, w = frame0.shape[2:]
    m = 16 * flow_scale
    pad = (0, -w % m, 0, -h % m)
    out = model(F.pad(frame0, pad, mode="replicate"), F.pad(frame1, pad, mode="replicate"), t, flow_scale)
    return out[:, :, :h, :w]

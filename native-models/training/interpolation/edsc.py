"""The interpolation network of the pack starter-smooth: an EDSC head on a VQ-GAN-like autoencoder, steadied by motion.

EDSC, enhanced deformable separable convolution (Cheng and Chen 2020), makes every pixel from a neighbourhood in BOTH
frames, by kernels that are separable and its own, at places that offsets move, under masks. Here the neighbourhood lies
where the motion of `motion.py` points, so three taps an axis are enough, and the moment t enters through that motion alone.

A kernel along an axis is given by a sharpness and an offset. The frames are brought to the moment by bilinear samples,
which blur by how far between two pixels they fall, f (1 - f); with a sharpness of 1/2 the taps undo that as a cubic
convolution does (Keys 1981), and the network says where more or less is wanted. The offset (up to one pixel) moves the
middle tap. Both are only weights of the neighbours, so the deformed sample needs no second look into the frames.
"""

import torch
from torch import nn
from torch.nn import functional as F

from training.interpolation.motion import MotionBetween, enlarge, warp
from training.interpolation.vq import VQAutoencoder


def kernels(flows: torch.Tensor, sharpness: torch.Tensor, offsets: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
    """Weights of the neighbour before and after along each axis; the middle has what is left of one. All [n, axes, h, w]."""
    part = flows - flows.floor()
    outer = -part * (1 - part) * (sharpness + 0.5)
    return outer + F.relu(-offsets), outer + F.relu(offsets)


def separable(x: torch.Tensor, before: torch.Tensor, after: torch.Tensor) -> torch.Tensor:
    """Convolve [n, 3, h, w] with each pixel's own kernels [n, 2, h, w] (x, y): along the rows, then along the columns."""
    for axis in (0, 1):
        pad = (1, 1, 0, 0) if axis == 0 else (0, 0, 1, 1)
        wide, size = F.pad(x, pad, mode="replicate"), x.shape[3 - axis]
        low, high = wide.narrow(3 - axis, 0, size), wide.narrow(3 - axis, 2, size)
        x = x + (low - x) * before[:, axis : axis + 1] + (high - x) * after[:, axis : axis + 1]
    return x


class EDSCInterpolationNet(MotionBetween):
    """frame0, frame1 [n, 3, H, W] RGB 0..1 and t [n, 1, 1, 1] -> frame at t [n, 3, H, W] (the caller clamps).

    H and W are multiples of 16 * flow_scale. `head` is the width of the features at half the size; `codes` the channels,
    words and word size of the autoencoder. Experiments take something out of `parts`.
    """

    def __init__(self, widths: tuple[int, ...], radii: tuple[int, ...], head: int, codes: tuple[int, int, int]):
        super().__init__(widths, radii)
        self.parts = {"kernels", "context"}
        self.head1 = nn.Conv2d(7, head, 4, 2, 1)
        self.head2 = nn.Conv2d(head, head, 3, padding=1)
        self.context = VQAutoencoder(head, *codes)
        # 4 x 4 for the mask and the colours to add, at full size; then each axis' sharpness and offset, of both frames
        self.head_out = nn.Conv2d(head, 16 + 4 + 4, 3, padding=1)
        self.start(last=(self.head_out, self.context.up))

    def forward(self, frame0, frame1, t, flow_scale: int = 1, details: bool = False):
        found = self.align(frame0, frame1, t, flow_scale)
        at0, at1 = warp(frame0, enlarge(found.to0, 2)), warp(frame1, enlarge(found.to1, 2))
        x = F.leaky_relu(self.head1(torch.cat((at0, at1, found.weight), 1)), 0.1)
        x = F.leaky_relu(self.head2(x), 0.1)
        off = x.new_zeros(())
        if "context" in self.parts:
            context, off = self.context(x)
            x = x + context
        fine, sharpness, offsets = self.head_out(x).split((16, 4, 4), 1)
        before, after = kernels(torch.cat((found.to0, found.to1), 1), sharpness, torch.tanh(offsets))
        before, after = enlarge(before, 2), enlarge(after, 2)
        if "kernels" not in self.parts:
            before, after = before * 0, after * 0
        made0, made1 = separable(at0, before[:, :2], after[:, :2]), separable(at1, before[:, 2:], after[:, 2:])
        out = F.pixel_shuffle(fine, 2)
        mask = (found.weight + out[:, 3:4]).clamp(0, 1)
        picture = made1 + (made0 - made1) * mask + out[:, 0:3]
        return (picture, found, (at0, at1), off) if details else picture


def from_config(config: dict) -> EDSCInterpolationNet:
    """Build the network that a pack's net/config.json describes."""
    return EDSCInterpolationNet(tuple(config["widths"]), tuple(config["radii"]), config["head"], tuple(config["codes"]))

"""The patch discriminator of the adversarial stage, and its hinge losses (Lim and Ye 2017; patches: Isola et al. 2017)."""

import torch
from torch import nn
from torch.nn import functional as F
from torch.nn.utils import spectral_norm


class PatchDiscriminator(nn.Module):
    """Is a frame [n, 3, h, w] drawn or true, given both frames brought to its moment? A score a patch of 22 pixels."""

    def __init__(self, width: int = 24):
        super().__init__()

        def conv(inputs: int, outputs: int, kernel: int, stride: int) -> nn.Module:
            return spectral_norm(nn.Conv2d(inputs, outputs, kernel, stride, 1))

        self.layers = nn.Sequential(
            conv(9, width, 4, 2), nn.LeakyReLU(0.2), conv(width, 2 * width, 4, 2), nn.LeakyReLU(0.2), conv(2 * width, 1, 4, 1)
        )  # fmt: skip

    def forward(self, picture: torch.Tensor, at0: torch.Tensor, at1: torch.Tensor) -> torch.Tensor:
        return self.layers(torch.cat((picture, at0, at1), 1) * 2 - 1)


class Adversary:
    """Learns to tell true frames from drawn ones, and says how to drawn ones could pass."""

    def __init__(self, rate: float = 4e-4):
        self.judge = PatchDiscriminator()
        self.optimiser = torch.optim.Adam(self.judge.parameters(), lr=rate, betas=(0.5, 0.9))

    def loss(self, drawn: torch.Tensor, true: torch.Tensor, at0: torch.Tensor, at1: torch.Tensor) -> torch.Tensor:
        """One step of the judge; then what the drawing network should lower."""
        at0, at1, plain = at0.detach(), at1.detach(), drawn.detach()
        self.judge.requires_grad_(True)
        off = F.relu(1 - self.judge(true, at0, at1)).mean() + F.relu(1 + self.judge(plain, at0, at1)).mean()
        self.optimiser.zero_grad(set_to_none=True)
        off.backward()
        self.optimiser.step()
        self.judge.requires_grad_(False)
        return -self.judge(drawn, at0, at1).mean()

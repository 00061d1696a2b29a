"""A small VQ-GAN-like autoencoder (Esser et al. 2021): what is seen near a place, in the words of a learnt book.

It sees the features of both frames at the moment between, at a quarter of their size, and says what should be drawn
where neither frame can tell. A patch discriminator trains it (`adversary.py`).
"""

import torch
from torch import nn
from torch.nn import functional as F

from training.interpolation.motion import enlarge


class Quantizer(nn.Module):
    """Each pixel's vector becomes the nearest of the book's; gradients pass as if nothing had happened.

    The book follows the vectors that choose it as a moving average (van den Oord et al. 2017); words that nobody chooses
    are exchanged for vectors of the present batch.
    """

    def __init__(self, words: int, size: int):
        super().__init__()
        self.register_buffer("codebook", torch.randn(words, size))
        self.register_buffer("uses", torch.ones(words), persistent=False)

    def nearest(self, rows: torch.Tensor) -> torch.Tensor:
        return (rows @ self.codebook.T * 2 - self.codebook.square().sum(1)).argmax(1)

    def forward(self, x: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
        """[n, c, h, w] -> the same in words of the book, and how far off they were (the commitment)."""
        n, c, h, w = x.shape
        rows = x.movedim(1, 3).reshape(-1, c)
        chosen = self.nearest(rows)
        words = self.codebook[chosen]
        if self.training:
            self._follow(rows.detach(), chosen)
        off = F.mse_loss(rows, words)
        return (rows + (words - rows).detach()).reshape(n, h, w, c).movedim(3, 1), off

    @torch.no_grad()
    def _follow(self, rows: torch.Tensor, chosen: torch.Tensor) -> None:
        count = len(self.codebook)
        uses = torch.bincount(chosen, minlength=count).float()
        sums = torch.zeros_like(self.codebook).index_add_(0, chosen, rows)
        share = (0.05 * (uses > 0))[:, None]
        self.codebook += share * (sums / uses.clamp(min=1)[:, None] - self.codebook)
        self.uses.mul_(0.99).add_(uses, alpha=0.01)
        idle = self.uses < 0.02
        if idle.any():
            self.codebook[idle] = rows[torch.randint(len(rows), (int(idle.sum()),))]
            self.uses[idle] = 1.0


class VQAutoencoder(nn.Module):
    """Features [n, width, h, w] (h and w multiples of 4) -> a correction of them, and the commitment."""

    def __init__(self, width: int, channels: int, words: int, size: int):
        super().__init__()
        self.down1 = nn.Conv2d(width, channels, 3, 2, 1)
        self.down2 = nn.Conv2d(channels, channels, 3, 2, 1)
        self.encode = nn.Conv2d(channels, size, 1)
        self.quantizer = Quantizer(words, size)
        self.decode = nn.Conv2d(size, channels, 3, padding=1)
        self.up = nn.Conv2d(channels, width, 3, padding=1)

    def forward(self, x: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
        x = F.leaky_relu(self.down2(F.leaky_relu(self.down1(x), 0.1)), 0.1)
        x, off = self.quantizer(self.encode(x))
        x = F.leaky_relu(self.decode(x), 0.1)
        return enlarge(self.up(enlarge(x, 2)), 2), off

"""The refiner: a small feed-forward network that doubles the size of one frame and sharpens it.

All convolutions run at the size of the input, and one DepthToSpace makes the doubled picture, so that a
600 x 600 frame costs about 28 billion multiplications. The network only adds detail to a bilinear enlargement, which
keeps colours and large shapes as they are. Beside the layers that judge what they see lies one plain filter; it starts as
what Lanczos has over bilinear, so that learning starts from Lanczos, and smooth footage needs nothing else.

How much sharpening is right depends on how soft the footage is, and 21 pixels of a cat's fur do not tell. So the network
also judges the picture as a whole: from the mean strength of a few small filters' answers it derives one gain a feature.
Neighbouring frames are judged alike, so nothing flickers.
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


class Judgement(nn.Module):
    """Picture [n, 3, h, w] -> gains [n, channels], about 1: how soft and how grainy the whole picture is.

    With `together`, so many pictures in a row are crops of one and are judged as one.
    """

    def __init__(self, senses: int, channels: int):
        super().__init__()
        self.filters = nn.Conv2d(3, senses, 5, stride=2, bias=False)
        self.inner = nn.Linear(2 * senses, 32)
        self.outer = nn.Linear(32, channels)
        # no answer to a flat colour: edges and grain alone are to be judged
        nn.init.normal_(self.filters.weight, std=0.3)
        with torch.no_grad():
            self.filters.weight.sub_(self.filters.weight.mean((2, 3), keepdim=True))
        nn.init.normal_(self.outer.weight, std=0.02)
        nn.init.zeros_(self.outer.bias)

    def forward(self, picture: torch.Tensor, together: int = 1) -> torch.Tensor:
        answers = self.filters(picture)
        strengths = torch.cat((answers.abs().mean((2, 3)), (answers * answers).mean((2, 3))), 1)
        if together > 1:
            strengths = strengths.unflatten(0, (-1, together)).mean(1).repeat_interleave(together, 0)
        return 1 + self.outer(F.relu(self.inner(torch.log(strengths + 1e-6))))


def lanczos_over_bilinear(scale: int, taps: int) -> torch.Tensor:
    """[3 * scale^2, 3, taps, taps]: filters that, shuffled to pixels, turn a bilinear enlargement into a Lanczos one."""
    at = torch.arange(taps) - taps // 2
    rows = []
    for phase in range(scale):
        distance = at - ((phase + 0.5) / scale - 0.5)
        lanczos = torch.where(distance.abs() < 3, torch.sinc(distance) * torch.sinc(distance / 3), torch.zeros(taps))
        rows.append((lanczos / lanczos.sum(), (1 - distance.abs()).clamp(min=0)))
    filters = torch.zeros(3, scale, scale, 3, taps, taps)
    for y, (sharp_y, soft_y) in enumerate(rows):
        for x, (sharp_x, soft_x) in enumerate(rows):
            for c in range(3):
                filters[c, y, x, c] = torch.outer(sharp_y, sharp_x) - torch.outer(soft_y, soft_x)
    return filters.flatten(0, 2)


class Refiner(nn.Module):
    """Picture [n, 3, h, w], RGB 0..1 -> picture [n, 3, scale*h, scale*w], about 0..1 (the caller clamps)."""

    def __init__(self, channels: int = 32, blocks: int = 4, scale: int = 2, senses: int = 0, taps: int = 0):
        super().__init__()
        self.scale = scale
        self.head = nn.Conv2d(3, channels, 3, padding=1)
        self.act = nn.PReLU(channels)
        self.body = nn.ModuleList(ResidualBlock(channels) for _ in range(blocks))
        self.judge = Judgement(senses, channels) if senses else None
        self.plain = nn.Conv2d(3, 3 * scale * scale, taps, padding=taps // 2, bias=False) if taps else None
        self.tail = nn.Conv2d(channels, 3 * scale * scale, 3, padding=1)
        nn.init.normal_(self.tail.weight, std=1e-3)
        nn.init.zeros_(self.tail.bias)
        if self.plain:
            with torch.no_grad():
                self.plain.weight.copy_(lanczos_over_bilinear(scale, taps))
        for block in self.body:
            nn.init.normal_(block.conv2.weight, std=0.01)

    def forward(self, picture: torch.Tensor, together: int = 1) -> torch.Tensor:
        x = self.act(self.head(picture))
        for block in self.body:
            x = block(x)
        if self.judge:
            x = x * self.judge(picture, together)[:, :, None, None]
        detail = self.tail(x)
        if self.plain:
            detail = detail + self.plain(picture)
        detail = F.pixel_shuffle(detail, self.scale)
        return F.interpolate(picture, scale_factor=self.scale, mode="bilinear", align_corners=False) + detail


def from_config(config: dict) -> Refiner:
    """Build the network that a pack's net/config.json describes."""
    return Refiner(config["channels"], config["blocks"], config["scale"], config.get("senses", 0), config.get("taps", 0))

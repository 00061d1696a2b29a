"""Short clips whose motion is known: layers of dead-leaves pictures that slide, turn, grow, bend and cover each other."""

from dataclasses import dataclass

import numpy as np
import torch
from PIL import Image
from torch.nn import functional as F

from training.textures.dead_leaves import leaf_map, noise_texture


@dataclass
class Clip:
    """Three moments of `count` clips. Frames [n, 3, h, w]; `t` [n, 1, 1, 1]; `motion` [n, 2, h, w] is V (pixels from
    the first frame to the last) of what is seen at each place of the middle frame."""

    first: torch.Tensor
    middle: torch.Tensor
    last: torch.Tensor
    t: torch.Tensor
    motion: torch.Tensor


def shape_masks(seed: int, count: int, size: int = 256, clouds: float = 0.25) -> np.ndarray:
    """[count, size, size] of 8-bit masks with smooth edges: heaps of leaves, single leaves and a share of `clouds`."""
    rng = np.random.default_rng(seed)
    masks = np.empty((count, size, size), np.uint8)
    for i in range(count):
        if rng.random() >= clouds:
            leaves = leaf_map(rng, size * 2, rng.uniform(20, 90), int(rng.integers(1, 9)))
            mask = (leaves > 0).astype(np.float32)
            mask = mask.reshape(size, 2, size, 2).mean((1, 3))
        else:
            noise = np.asarray(Image.fromarray(noise_texture(rng)[:size, :size].astype(np.float32)).resize((32, 32), Image.Resampling.BOX))
            noise = np.asarray(Image.fromarray(noise).resize((size, size), Image.Resampling.BICUBIC))
            mask = np.clip((noise - np.quantile(noise, 0.65)) * rng.uniform(2, 20) / noise.std() + 0.5, 0, 1)
        masks[i] = (mask * 255).astype(np.uint8)
    return masks


def _motions(rng: np.random.Generator, layers: int, reach: float, side: int) -> np.ndarray:
    """[layers, 4] of shift x, shift y (pixels), turn (radians) and growth (log): the camera's, plus each layer's own."""
    size = reach * rng.random() ** 0.7
    angle = rng.uniform(0, 2 * np.pi)
    turning = 1.6 * reach / side
    camera = np.array([
        size * np.cos(angle), size * np.sin(angle),
        rng.choice([0, 0, 1]) * rng.uniform(-1, 1) * turning, rng.choice([0, 0, 1]) * rng.uniform(-1, 1) * turning,
    ])  # fmt: skip
    own = np.zeros((layers, 4))
    for layer in range(1, layers):
        kind = rng.random()
        if kind < 0.4:  # parallax: the same direction, another speed
            own[layer, :2] = camera[:2] * rng.uniform(-0.9, 1.2)
        else:
            angle, speed = rng.uniform(0, 2 * np.pi), reach * rng.random() ** 1.5
            own[layer, :2] = speed * np.cos(angle), speed * np.sin(angle)
            own[layer, 2:] = rng.normal(0, 0.25, 2) * turning * rng.choice([0, 1])
    return camera + own


def clips(
    pictures: np.ndarray, masks: np.ndarray, rng: np.random.Generator, count: int, side: int, reach: float, layers: int = 3
) -> Clip:
    """Draw `count` clips of `side` pixels with motions up to about `reach` pixels for the camera (more for layers)."""
    t = rng.choice([0.5, 1 / 3, 2 / 3, rng.uniform(0.15, 0.85)], count).astype(np.float32)
    moments = torch.from_numpy(np.stack([np.zeros_like(t), t, np.ones_like(t)], 1))  # [n, 3]
    axis = (torch.arange(side, dtype=torch.float32) + 0.5) - side / 2
    y, x = torch.meshgrid(axis, axis, indexing="ij")
    pixels = torch.stack((x, y))  # [2, h, w], from the centre
    size = pictures.shape[-1]
    moved = torch.from_numpy(np.stack([_motions(rng, layers, reach, side) for _ in range(count)]).astype(np.float32))

    frames = torch.zeros(count, 3, 3, side, side)  # [n, moment, rgb, h, w]
    motion = torch.zeros(count, 2, side, side)
    for layer in range(layers):
        shown = torch.from_numpy((rng.random(count) < (1.0 if layer == 0 else 0.55)).astype(np.float32))
        chosen = torch.from_numpy(np.stack([pictures[i] for i in rng.integers(len(pictures), size=count)])).float() / 255
        gain = torch.from_numpy(rng.uniform(0.3, 1.0, (count, 1, 1, 1)).astype(np.float32))
        level = torch.from_numpy(rng.uniform(0, 1, (count, 3, 1, 1)).astype(np.float32))
        chosen = chosen[:, rng.permutation(3)] * gain + (1 - gain) * level
        if layer:
            cover = torch.from_numpy(np.stack([masks[i] for i in rng.integers(len(masks), size=count)])).float()[:, None] / 255
        else:
            cover = torch.ones(count, 1, size, size)
        sheet = torch.cat((chosen, cover), 1)
        m = moved[:, layer]
        shift, turn, grow = m[:, None, :2] * (moments[..., None] - 0.5), m[:, None, 2] * (moments - 0.5), m[:, None, 3] * (moments - 0.5)
        bend = torch.zeros(count, 2, side, side)
        if layer == 0:
            soft = torch.from_numpy(rng.normal(0, 1, (count, 2, 4, 4)).astype(np.float32)) * reach * 0.25
            bend = F.interpolate(soft, size=(side, side), mode="bicubic", align_corners=True)
            bend = bend * torch.from_numpy((rng.random((count, 1, 1, 1)) < 0.3).astype(np.float32))
        # where each pixel of each moment lies on the layer: undo the shift, then the turn and growth
        place = pixels[None, None] - shift[..., None, None] - bend[:, None] * (moments - 0.5)[..., None, None, None]
        c, s = torch.cos(turn) * torch.exp(-grow), torch.sin(turn) * torch.exp(-grow)
        c, s = c[..., None, None], s[..., None, None]
        place = torch.stack((c * place[:, :, 0] + s * place[:, :, 1], -s * place[:, :, 0] + c * place[:, :, 1]), 2)
        # V at the middle moment: the layer's point carried from the first moment to the last
        there = place[:, 1]

        def carried(k: int) -> torch.Tensor:
            c, s = (torch.cos(turn[:, k]) * torch.exp(grow[:, k]))[:, None, None], (torch.sin(turn[:, k]) * torch.exp(grow[:, k]))[:, None, None]
            return torch.stack((c * there[:, 0] - s * there[:, 1], s * there[:, 0] + c * there[:, 1]), 1) + shift[:, k, :, None, None]

        field = carried(2) - carried(0) + bend
        zoom = torch.from_numpy(rng.uniform(0.55, 1.25, count).astype(np.float32))
        spin = torch.from_numpy(rng.uniform(0, 2 * np.pi, count).astype(np.float32))
        where = torch.from_numpy(rng.uniform(-0.25, 0.25, (count, 2)).astype(np.float32)) * size
        c, s = (torch.cos(spin) * zoom)[:, None, None, None], (torch.sin(spin) * zoom)[:, None, None, None]
        grid = torch.stack((c * place[:, :, 0] - s * place[:, :, 1], s * place[:, :, 0] + c * place[:, :, 1]), -1)
        grid = ((grid + where[:, None, None, None]) * (2 / size)).reshape(count, 3 * side, side, 2)
        drawn = F.grid_sample(sheet, grid, mode="bicubic", padding_mode="reflection", align_corners=False)
        drawn = drawn.reshape(count, 4, 3, side, side).transpose(1, 2)
        alpha = (drawn[:, :, 3:] * shown[:, None, None, None, None]).clamp(0, 1)
        frames = frames + (drawn[:, :, :3] - frames) * alpha
        motion = motion + (field - motion) * (alpha[:, 1] > 0.5).float()
    frames = frames.clamp(0, 1)
    return Clip(frames[:, 0], frames[:, 1], frames[:, 2], moments[:, 1].reshape(-1, 1, 1, 1), motion)

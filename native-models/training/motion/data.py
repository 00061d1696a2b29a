"""Pictures with known depth and motion classes: the drawn world, made rough enough to stand in for photographs.

Most pictures are scenes of `training.world`; the others are put together here from dead-leaves pictures and noise:
a sky or none, a ground that comes nearer downwards, and textured things standing on it. Both get things pasted over,
textures laid over, other colours, blur, noise, crops and mirror images. Some of what is pasted has the colours of water,
sky or leaves, as blue roofs, white cars and green walls have: colour alone must not say what moves.
"""

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import torch
from PIL import Image, ImageDraw
from torch.nn import functional as F

from training.textures.dead_leaves import texture_bank
from training.world.scene import render

SIZE = 256


def cached_scenes(path: Path, first_seed: int, count: int, split: str = "train") -> np.ndarray:
    """[count, 7, 256, 256] of 8-bit RGB, depth, drift, ripple, sway; kept in `path` (.npy) between runs."""
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        out = np.empty((count, 7, SIZE, SIZE), np.uint8)
        for i in range(count):
            scene = render(first_seed + i, SIZE, split=split)
            out[i, :3] = scene.rgb.transpose(2, 0, 1)
            for k, plane in enumerate((scene.depth, scene.drift, scene.ripple, scene.sway)):
                out[i, 3 + k] = np.clip(plane * 255 + 0.5, 0, 255).astype(np.uint8)
        np.save(path, out)
    return np.load(path, mmap_mode="r")


class Source:
    """Draws training pictures; all are [7, 256, 256] float32: RGB, depth, drift, ripple, sway."""

    def __init__(self, scenes: np.ndarray, leaves: np.ndarray, masks: np.ndarray, seed: int):
        self.scenes, self.leaves, self.masks = scenes, leaves, masks
        self.rng = np.random.default_rng(seed)
        self.bank = texture_bank(self.rng, 40)

    def leaf_picture(self) -> np.ndarray:
        """A dead-leaves picture [3, 256, 256], often with only part of its contrast, as surfaces have."""
        picture = self.leaves[self.rng.integers(len(self.leaves))].astype(np.float32) / 255
        contrast = self.rng.uniform(0.1, 1.0)
        tone = self.rng.uniform(0.05, 0.95, (3, 1, 1)) * 0.5 + self.rng.uniform(0.05, 0.5)
        return picture[self.rng.permutation(3)] * contrast + (1 - contrast) * tone

    def grain(self) -> np.ndarray:
        y, x = self.rng.integers(SIZE, size=2)
        return self.bank[self.rng.integers(len(self.bank)), y : y + SIZE, x : x + SIZE].astype(np.float32)

    def composed(self) -> np.ndarray:
        """A picture put together from leaves: sky or backdrop, ground, nothing else yet."""
        rng = self.rng
        out = np.zeros((7, SIZE, SIZE), np.float32)
        rows = np.linspace(0, 1, SIZE, dtype=np.float32)[:, None]
        kind = rng.random()
        if kind < 0.55:  # outdoors
            horizon = rng.uniform(0.15, 0.8)
            line = horizon + 0.05 * rng.normal() * self.grain()[:1] * rng.choice([0, 1])
            top, low = rng.uniform(0.05, 0.95, (2, 3, 1, 1))
            top[2] = max(top[2, 0, 0], rng.uniform(0.2, 1))
            sky = top + (low - top) * np.clip(rows / horizon, 0, 1)[None]
            cloud = np.clip((self.smooth_noise() - rng.uniform(-0.5, 1.5)) * rng.uniform(0.3, 2), 0, 1)
            sky = sky + (rng.uniform(0.6, 1.0) - sky) * cloud * rng.uniform(0.4, 1)
            ground = np.clip((rows - line) * SIZE * 0.5, 0, 1)
            down = np.clip((rows - horizon) / (1 - horizon), 0, 1)
            water = rng.random() < 0.25
            if water:
                tone = rng.uniform(0.05, 0.6, (3, 1, 1)) + sky.mean((1, 2), keepdims=True) * 0.3
                strips = self.smooth_noise(stretch=rng.uniform(3, 10))
                surface = tone + strips * rng.uniform(0.02, 0.12)
            else:
                surface = self.leaf_picture()
            out[:3] = sky * (1 - ground) + surface * ground
            out[3] = ground * (0.08 + 0.92 * down)
            out[4] = (0.25 + 0.75 * cloud) * (1 - ground)
            out[5] = ground * water
        else:  # a wall, a table, a room: nothing that moves by itself
            out[:3] = self.leaf_picture()
            if rng.random() < 0.5:
                out[:3] = out[:3].mean((1, 2), keepdims=True) + rng.normal(0, 0.3, (3, 1, 1)) * (rows - 0.5) + 0.03 * self.grain()
            start, end = rng.uniform(0.0, 0.35), rng.uniform(0.3, 1.0)
            bend = rng.uniform(0, 0.6)
            out[3] = start + (end - start) * np.clip((rows - bend) / (1 - bend), 0, 1)
        return out

    def smooth_noise(self, stretch: float = 1.0) -> np.ndarray:
        small = torch.from_numpy(self.rng.normal(size=(1, 1, int(10 * stretch), 10)).astype(np.float32))
        fine = torch.from_numpy(self.rng.normal(size=(1, 1, int(30 * stretch), 30)).astype(np.float32))
        grow = lambda x: F.interpolate(x, size=(SIZE, SIZE), mode="bicubic", align_corners=False)[0, 0].numpy()
        return grow(small) + 0.4 * grow(fine)

    def paste(self, picture: np.ndarray) -> None:
        """Put a textured thing over the picture: one depth, nearer than what it covers, and no class."""
        rng = self.rng
        mask = self.masks[rng.integers(len(self.masks))].astype(np.float32) / 255
        mask = np.roll(mask, tuple(rng.integers(-90, 90, 2)), (0, 1))
        covered = mask > 0.5
        if not 0.01 < covered.mean() < 0.6:
            return
        foot = np.nonzero(covered.any(1))[0].max() / SIZE
        near = max(float((picture[3] * mask).sum() / mask.sum()) + rng.uniform(0.1, 0.35), 0.25 + 0.5 * foot * rng.uniform(0.6, 1))
        picture[:3] += (self.leaf_picture() - picture[:3]) * mask
        picture[3] += (min(near, 1.0) - picture[3]) * mask
        picture[4:] *= 1 - mask

    def disguise(self, picture: np.ndarray) -> np.ndarray:
        """Put a hard-edged thing over the picture that has the colour of something that moves, and does not.

        Returns where it lies, [256, 256] 0..1; nowhere when there was nothing to take a colour from.
        """
        rng = self.rng
        other = self.scenes[rng.integers(len(self.scenes))]
        where = other[4 + rng.integers(3)] > 128
        if where.sum() < 100:
            return np.zeros((SIZE, SIZE), np.float32)
        tones = other[:3, where][:, rng.integers(where.sum(), size=2)].astype(np.float32) / 255
        rows = np.linspace(-1, 1, SIZE, dtype=np.float32)[:, None] * np.ones((1, SIZE), np.float32)
        slope = rows if rng.random() < 0.6 else rows.T
        fill = tones.mean(1)[:, None, None] + (tones[:, :1, None] - tones.mean(1)[:, None, None]) * slope * rng.uniform(0, 1.5)
        kind = rng.random()
        if kind < 0.3:  # tiles, boards, folds
            fill = fill + rng.uniform(0.01, 0.08) * np.sin((rows if rng.random() < 0.7 else rows.T) * rng.uniform(30, 200))
        elif kind < 0.6:
            fill = fill + rng.uniform(0.01, 0.06) * self.grain()
        x, y = rng.uniform(0.05, 0.95), rng.uniform(0.25, 1.0)
        w, h = np.exp(rng.uniform(np.log(0.06), np.log(0.45), 2))
        lean, taper = rng.uniform(-0.3, 0.3) * w, rng.choice([0, 1, rng.uniform(0, 1)]) * w
        corners = [(x - w + taper + lean, y - h), (x + w - taper + lean, y - h), (x + w, y), (x - w, y)]
        shape = Image.new("L", (2 * SIZE, 2 * SIZE), 0)
        pen = ImageDraw.Draw(shape)
        if rng.random() < 0.25:
            pen.ellipse([2 * SIZE * (x - w), 2 * SIZE * (y - h), 2 * SIZE * (x + w), 2 * SIZE * y], fill=255)
        else:
            pen.polygon([(2 * SIZE * a, 2 * SIZE * b) for a, b in corners], fill=255)
        mask = np.asarray(shape.resize((SIZE, SIZE), Image.Resampling.BOX)).astype(np.float32) / 255
        behind = float((picture[3] * mask).sum() / (mask.sum() + 1e-6))
        near = max(behind, 0.2 + 0.5 * min(y, 1) * rng.uniform(0.6, 1))
        picture[:3] += (np.clip(fill, 0, 1) - picture[:3]) * mask
        picture[3] += (min(near + 0.05, 1.0) - picture[3]) * mask
        picture[4:] *= 1 - mask
        return mask

    def picture(self) -> np.ndarray:
        rng = self.rng
        if rng.random() < 0.72:
            picture = self.scenes[rng.integers(len(self.scenes))].astype(np.float32) / 255
            if rng.random() < 0.35:  # texture on the land, less on the sky
                strength = rng.uniform(0.02, 0.15)
                picture[:3] += strength * self.grain() * (0.1 + 0.9 * (picture[3] > 0.03)) * rng.uniform(0.6, 1.4, (3, 1, 1))
            if rng.random() < 0.2:  # another surface on land that is neither water nor sky
                land = ((picture[3] > 0.03) & (picture[5] < 0.5)).astype(np.float32) * rng.uniform(0.3, 0.9)
                picture[:3] += (self.leaf_picture() - picture[:3]) * land
        else:
            picture = self.composed()
        for _ in range(rng.choice([0, 0, 0, 0, 1, 2])):
            self.paste(picture)
        for _ in range(rng.choice([0, 0, 0, 1, 2, 3])):
            self.disguise(picture)
        return self.altered(picture)

    def altered(self, picture: np.ndarray) -> np.ndarray:
        """Mirror, crop, colours, blur and noise."""
        rng = self.rng
        if rng.random() < 0.5:
            picture = picture[:, :, ::-1]
        if rng.random() < 0.6:
            h, w = (int(SIZE * rng.uniform(0.5, 1)) for _ in range(2))
            y, x = rng.integers(0, SIZE - h + 1), rng.integers(0, SIZE - w + 1)
            piece = torch.from_numpy(np.ascontiguousarray(picture[:, y : y + h, x : x + w]))[None]
            picture = F.interpolate(piece, size=(SIZE, SIZE), mode="bilinear", align_corners=False)[0].numpy()
        picture = np.ascontiguousarray(picture)
        if rng.random() < 0.3:
            return picture
        rgb = picture[:3]
        grey = rgb.mean(0, keepdims=True)
        rgb = grey + (rgb - grey) * rng.choice([0.0, *[rng.uniform(0.3, 1.3)] * 9])
        rgb = np.clip(rgb * rng.uniform(0.8, 1.2, (3, 1, 1)) * rng.uniform(0.6, 1.2) + rng.uniform(-0.1, 0.1), 0, 1)
        rgb = rgb ** rng.uniform(0.6, 1.6)
        if rng.random() < 0.3:
            small = F.avg_pool2d(torch.from_numpy(rgb.astype(np.float32))[None], 2)
            rgb = F.interpolate(small, scale_factor=2, mode="bilinear", align_corners=False)[0].numpy()
        picture[:3] = np.clip(rgb + rng.normal(0, rng.uniform(0, 0.03), rgb.shape), 0, 1)
        return picture

    def batches(self, count: int, size: int, fresh: int | None = None) -> Iterator[tuple[torch.Tensor, torch.Tensor]]:
        """Endless batches: pictures [count, 3, size, size] and truth [count, 4, size, size].

        With `fresh`, only so many pictures are new in each batch; the others come from the last few hundred, mirrored
        and tinted anew, because drawing a picture costs more than learning from it.
        """

        def draw(number: int) -> torch.Tensor:
            batch = torch.from_numpy(np.stack([self.picture() for _ in range(number)]).astype(np.float32))
            return batch if size == SIZE else F.interpolate(batch, size=(size, size), mode="area")

        pool = draw(count)
        while True:
            drawn = draw(fresh or count)
            pool = torch.cat((drawn, pool))[: count if fresh is None else 400]
            kept = pool[torch.from_numpy(self.rng.choice(len(pool), count, replace=False))] if fresh else pool
            if self.rng.random() < 0.5:
                kept = kept.flip(3)
            tint = torch.from_numpy(self.rng.uniform(0.85, 1.15, (count, 3, 1, 1)).astype(np.float32))
            yield (kept[:, :3] * tint).clamp(0, 1), kept[:, 3:].clamp(0, 1)

"""What clip models learn from: pictures, clips from the first frame's draft, and clips that are to be repaired."""

from __future__ import annotations

from functools import cached_property

import cv2
import numpy as np
import torch
from torch import Tensor

from training.t2i.data import Pictures
from training.t2i.diffusion import alphas_cumprod
from training.world.captions import describe, describe_clip

from .clip_model import ClipModel
from .clips import ClipSet, encoded, places_of
from .errors import enlarged, plant
from .objective import TIMESTEPS, Batch
from .sample import for_tower, unit

STRONGEST_PRIOR = 0.3
PICTURES, REPAIRS = 0.25, 0.2  # shares of the steps
SHAPES = [(4, 4, 0.5), (2, 8, 0.3), (1, 16, 0.2)]  # clips, frames, share of the steps on clips
BROKEN, BLURRED = 0.8, 0.7  # shares of the clips to repair
STARTS = (0.25, 0.95)  # strengths
MASK_WEIGHT = 4.0  # how much more a place inside an error counts


class Examples:
    """Draws batches. In all of them the first frame is what the picture tower sees."""

    def __init__(self, model: ClipModel, clips: ClipSet, pictures: Pictures | None = None, records: list[dict] | None = None,
                 without: frozenset[str] = frozenset()) -> None:
        self.model, self.clips, self.pictures, self.records, self.without = model, clips, pictures, records or [], without
        self.rng = np.random.default_rng()
        self.latents, self.table = clips.latents(model.pack.vae), alphas_cumprod()
        self.tower_size = model.parts.configs["imageEncoder"]["image_size"]
        if pictures is not None:
            self.stills = encoded((self.still(i)[None] for i in range(len(pictures))), len(pictures), model.pack.vae, clips.folder / "stills")

    @cached_property
    def drafts(self) -> np.ndarray:
        return self.clips.draft_latents(self.model.pack.vae)

    def draw(self) -> Batch:
        """A batch of any kind."""
        kind = self.rng.uniform()
        if kind < PICTURES and self.pictures is not None and "joint" not in self.without:
            return self.pictures_alone(16)
        shape = SHAPES[int(self.rng.choice(len(SHAPES), p=[share for *_, share in SHAPES]))][:2]
        return self.repairs(*shape) if kind > 1 - REPAIRS else self.from_first_frame(*shape)

    def pictures_alone(self, count: int) -> Batch:
        """Clips of one frame."""
        chosen = self.rng.integers(0, len(self.stills), count)
        clean = torch.from_numpy(np.stack([self.stills[i] for i in chosen]).astype(np.float32))
        captions = [describe(self.records[i], self.rng) for i in chosen]
        return self.to_move(clean, clean, torch.ones_like(clean[:, :, :1]), [self.still(int(i)) for i in chosen], captions, torch.zeros(1, dtype=torch.long))

    def from_first_frame(self, count: int, frames: int) -> Batch:
        """Clips of which camera and wind are known: their drafts begin with the first frame."""
        chosen, order, places = self.choose(count, frames, first=0)
        known = torch.from_numpy(np.stack([self.clips.known[i, order] for i in chosen]).astype(np.float32) / 255)[:, :, None]
        references = [self.clips.pictures[i, 0] for i in chosen]
        return self.to_move(part(self.latents, chosen, order), part(self.drafts, chosen, order), known, references, self.captions(chosen), places)

    def to_move(self, clean: Tensor, draft: Tensor, known: Tensor, references: list[np.ndarray], captions: list[str], places: Tensor) -> Batch:
        """The noise, too, leans towards the draft."""
        count = len(references)
        strength = 0.0 if "prior" in self.without else torch.rand(count, 1, 1, 1, 1) * STRONGEST_PRIOR
        return Batch(
            clean=clean, shift=strength * draft, top=torch.full((count,), TIMESTEPS), given=draft, known=known,
            reference=self.for_tower(references), ids=torch.from_numpy(self.model.pack.words(captions)), places=places,
            weights=torch.ones(count, 1, 1, 1, 1))

    def repairs(self, count: int, frames: int) -> Batch:
        """Shown every frame as it came out: mostly blurred by an enlargement, mostly with a planted error."""
        chosen, order, places = self.choose(count, frames)
        clean = part(self.latents, chosen, order)
        given, masks = zip(*(self.spoilt(self.clips.pictures[i, order]) for i in chosen), strict=True)
        device = next(self.model.parts.parameters()).device
        broken = self.model.encode(unit(np.stack(given)).to(device)).cpu()
        start = (self.rng.uniform(*STARTS, count) * TIMESTEPS).astype(np.int64)
        a = self.table[torch.from_numpy(start)][:, None, None, None, None]
        side = clean.shape[-1]
        weights = np.stack([[cv2.resize(m.astype(np.float32), (side, side), interpolation=cv2.INTER_AREA) for m in mask] for mask in masks])
        return Batch(
            clean=clean, shift=(a / (1 - a)).sqrt() * (broken - clean), top=torch.from_numpy(start + 1), given=broken, known=torch.ones_like(broken[:, :, :1]),
            reference=self.for_tower([clip[0] for clip in given]), ids=torch.from_numpy(self.model.pack.words(self.captions(chosen))),
            places=places, weights=torch.from_numpy(1 + MASK_WEIGHT * weights)[:, :, None])

    def spoilt(self, frames: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """What is given for a clip, and where it has an error."""
        frames, mask = np.array(frames), np.zeros(frames.shape[:3], bool)
        if self.rng.uniform() < BROKEN:
            frames, mask, _ = plant(frames, self.rng)
        return (enlarged(frames) if self.rng.uniform() < BLURRED else frames), mask

    def choose(self, count: int, frames: int, first: int | None = None) -> tuple[np.ndarray, np.ndarray, Tensor]:
        """Clips of one frame rate, which frames of them (one or more apart, from any on unless it is said), and their places from the first one's."""
        rate, there = int(self.rng.integers(0, 2)), self.clips.pictures.shape[1]
        chosen = self.rng.choice([i for i, record in enumerate(self.clips.records) if record["seed"] % 2 == rate], count, replace=False)
        apart = int(self.rng.integers(1, max(1, (there - 1) // max(1, frames - 1)) + 1))
        begin = int(self.rng.integers(0, there - (frames - 1) * apart)) if first is None else first
        order = begin + apart * np.arange(frames)
        places = places_of(int(self.clips.records[chosen[0]]["seed"]), there)[order]
        return chosen, order, torch.from_numpy(places - places[0])

    def captions(self, chosen: np.ndarray) -> list[str]:
        return [describe_clip(self.clips.records[i]["attributes"], self.rng) for i in chosen]

    def for_tower(self, pictures: list[np.ndarray]) -> Tensor:
        return torch.stack([for_tower(picture, self.tower_size) for picture in pictures])

    def still(self, index: int) -> np.ndarray:
        """A picture at the size of the clips."""
        picture, size = self.pictures[index], self.clips.pictures.shape[2]
        return picture if len(picture) == size else cv2.resize(picture, (size, size), interpolation=cv2.INTER_AREA)


def part(latents: np.ndarray, clips: np.ndarray, frames: np.ndarray) -> Tensor:
    """Some frames of some clips [b, f, c, h, w]."""
    return torch.from_numpy(np.stack([latents[i][frames] for i in clips]).astype(np.float32))

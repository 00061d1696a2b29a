"""The words of motion. Text to image never read them; the last states of its text encoder, which every layer of the UNet looks at, say what
is to be seen and hardly change with "zooming in". Here a LoRA makes them say what is to happen, too.
"""

from __future__ import annotations

from copy import deepcopy
from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F
from torch import nn

from training.probe.clips import MOVES, THINGS, asked
from training.resumable import Resumable
from training.t2i.muon import optimisers
from training.world.captions import describe, describe_clip
from training.world.vocabulary import CAMERAS

from .clip_model import ClipModel
from .clips import ClipSet

MINUTES, RATE, CAPTIONS = 8, 4e-3, 32
LOOKED_AT = (40, 76)  # of 77 states: two that follow any caption
KEPT, KEPT_IN_MOTION = 1.0, 0.1  # how much states of still and of moving captions must stay what they were


def teach_words(model: ClipModel, clips: ClipSet, path: Path, device: str) -> None:
    """Trains the text encoder's part of the LoRA; afterwards it stays as it is."""
    rng, unchanged = np.random.default_rng(), deepcopy(model.pack.text)  # the LoRA is nothing yet
    namer = nn.Linear(len(LOOKED_AT) * model.pack.text.config.hidden_size, len(CAMERAS) + len(THINGS)).to(device)
    own = nn.ModuleDict({name: layer for name, layer in model.parts.lora.layers.items() if name.startswith("text_encoder/")})
    modules = nn.ModuleDict({"namer": namer, "layers": own})
    training = Resumable(path, modules, optimisers([namer, own], RATE), minutes=MINUTES)
    while training.going():
        records = [clips.records[i]["attributes"] for i in rng.integers(0, len(clips), CAPTIONS)]
        moving = [describe_clip(record, rng) for record in records]
        ids = torch.from_numpy(model.pack.words(moving + [describe(record, rng) for record in records])).to(device)
        with torch.no_grad():
            before = unchanged(ids).last_hidden_state
        states = model.pack.text(ids).last_hidden_state
        change = (states - before).square().mean((1, 2))
        kept = KEPT_IN_MOTION * change[:CAPTIONS].mean() + KEPT * change[CAPTIONS:].mean()
        camera, things = namer(states[:CAPTIONS, list(LOOKED_AT)].flatten(1)).split([len(CAMERAS), len(THINGS)], 1)
        said = [asked(record, caption) for record, caption in zip(records, moving, strict=True)]
        cameras = torch.tensor([CAMERAS.index(s["camera"]) if "camera" in s else -100 for s in said], device=device)
        moves = torch.tensor([[float(s.get(what) == MOVES) for what in THINGS] for s in said], device=device)
        named = F.cross_entropy(camera, cameras, ignore_index=-100)
        moved = F.binary_cross_entropy_with_logits(things, moves)
        training.step(named + 4 * moved + kept, {"camera": named.item(), "things": moved.item(), "changed": change.mean().item()})
    own.load_state_dict({key.removeprefix("layers."): value for key, value in training.average.items() if key.startswith("layers.")})

"""What clip models learn: the velocity back from noise whose mean leans towards a picture.

Both stages start sampling from noise that knows something. Image to video shifts it by strength * z of the draft (the latent noise
prior); video to video starts from its own frames, noised up to a timestep s, which is the clean clip with the noise

    noise' = noise + sqrt(a_s / (1 - a_s)) * (z_given - z_clean).

A deterministic sampler carries such noise on unchanged, so at every later step the network meets clean latents under the same
shifted noise. Training draws exactly that: x_t = sqrt(a_t) z_clean + sqrt(1 - a_t) noise', with the velocity as its target.
"""

from __future__ import annotations

from typing import NamedTuple

import torch
from torch import Tensor

from training.t2i.diffusion import noised

from .clip_model import ClipModel

DROPOUT = 0.1
TIMESTEPS = 1000


class Batch(NamedTuple):
    """Clips of f frames; pictures are clips of one frame. Latents c, h, w."""

    clean: Tensor  # [b, f, c, h, w]: latents of what is to be made
    shift: Tensor  # [b, f, c, h, w]: what the noise's mean is moved by
    top: Tensor  # [b]: timesteps are drawn below it
    given: Tensor  # like `clean`: what the ControlNet is shown
    known: Tensor  # [b, f, 1, h, w]: how much of that is known, 0..1
    reference: Tensor  # [b, 3, s, s]: RGB 0..1 for the picture tower
    ids: Tensor  # [b, 77]
    places: Tensor  # [f]
    weights: Tensor  # [b, f or 1, 1, h or 1, w or 1]: how much a place counts

    def to(self, device: str) -> Batch:
        return Batch(*(part.to(device) for part in self))


def stratified(count: int) -> Tensor:
    """`count` numbers in 0..1, one in each equal share, in any order."""
    return ((torch.arange(count) + torch.rand(count)) / count)[torch.randperm(count)]


def denoising_loss(model: ClipModel, batch: Batch, table: Tensor, without: frozenset[str] = frozenset()) -> tuple[Tensor, Tensor]:
    """The weighted squared error of the velocity, and that of the first frame, for the log.

    For guidance a tenth of the clips come without text, a tenth without text and picture, and another tenth without ControlNet.
    `without` names parts that are left out altogether, for ablations.
    """
    b, frames = batch.clean.shape[:2]
    device = batch.clean.device
    t = (stratified(b).to(device) * batch.top).long()
    noise = torch.randn_like(batch.clean) + batch.shift
    noisy, target = noised(batch.clean.flatten(0, 1), noise.flatten(0, 1), t.repeat_interleave(frames), table)
    kept = torch.rand(3, b, device=device) >= DROPOUT
    with torch.no_grad():
        empty = torch.from_numpy(model.pack.words([""])).to(device)
        ids = torch.where((kept[0] & kept[1])[:, None], batch.ids, empty)
        text = model.pack.text(ids).last_hidden_state
    image = None if "appearance" in without else model.parts.tokens((batch.reference * 2 - 1) * kept[1][:, None, None, None])
    hint = None if "control" in without else model.parts.control.see(batch.given, batch.known)
    found = model.predict(noisy.unflatten(0, (b, frames)), t, text, image, hint, batch.places, control=kept[2].float())
    errors = (found - target.unflatten(0, (b, frames))).square()
    return (errors * batch.weights).mean() / batch.weights.expand_as(errors).mean(), errors.detach()[:, 0].mean()

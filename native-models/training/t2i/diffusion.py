"""Noise schedule, velocity target and the DDIM sampler, as diffusers' DDIMScheduler computes them."""

from __future__ import annotations

from typing import Callable

import torch
from torch import Tensor

SCHEDULER = {
    "_class_name": "DDIMScheduler", "beta_end": 0.012, "beta_schedule": "scaled_linear", "beta_start": 0.00085, "clip_sample": False,
    "clip_sample_range": 1.0, "dynamic_thresholding_ratio": 0.995, "num_train_timesteps": 1000, "prediction_type": "v_prediction",
    "rescale_betas_zero_snr": True, "sample_max_value": 1.0, "set_alpha_to_one": False, "steps_offset": 1, "thresholding": False,
    "timestep_spacing": "trailing", "trained_betas": None,
}


def alphas_cumprod() -> Tensor:
    """[1000] signal shares, rescaled to end at exactly zero signal (arXiv 2305.08891, algorithm 1)."""
    s = SCHEDULER
    betas = torch.linspace(s["beta_start"] ** 0.5, s["beta_end"] ** 0.5, s["num_train_timesteps"], dtype=torch.float64) ** 2
    root = torch.cumprod(1 - betas, 0).sqrt()
    first, last = root[0].clone(), root[-1].clone()
    root = (root - last) * first / (first - last)
    return (root**2).float()


def noised(x0: Tensor, noise: Tensor, t: Tensor, table: Tensor) -> tuple[Tensor, Tensor]:
    """Noisy latents and the velocity that leads back."""
    a = table[t].view(-1, 1, 1, 1)
    return a.sqrt() * x0 + (1 - a).sqrt() * noise, a.sqrt() * noise - (1 - a).sqrt() * x0


def trailing(steps: int) -> Tensor:
    """[steps] timesteps, evenly spaced down from the last."""
    return torch.arange(1000, 0, -1000 / steps).round().long() - 1


@torch.no_grad()
def ddim(
    predict: Callable[[Tensor, Tensor], Tensor], x: Tensor, steps: int, first: int = 0, *, eta: float = 0.0, draw: Callable[[], Tensor] | None = None,
) -> Tensor:
    """From noise to latents with trailing timesteps, from step `first` on; predict(x, t) gives the (guided) velocity.

    eta: the share of fresh noise, which `draw` gives in the shape of x.
    """
    table, times = alphas_cumprod(), trailing(steps)
    for i, t in enumerate(times[first:], first):
        a = table[t]
        after = table[times[i + 1]] if i + 1 < len(times) else table[0]
        v = predict(x, t.expand(len(x)))
        x0 = a.sqrt() * x - (1 - a).sqrt() * v
        noise = a.sqrt() * v + (1 - a).sqrt() * x
        deviation = eta * ((1 - after) / (1 - a) * (1 - a / after)).sqrt()
        x = after.sqrt() * x0 + (1 - after - deviation**2).clamp(min=0).sqrt() * noise
        if eta > 0:
            x = x + deviation * draw()
    return x

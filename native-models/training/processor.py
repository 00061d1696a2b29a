"""How a training uses an ordinary processor.

Where the processor multiplies bfloat16 itself, a step of the UNet takes little over half of the time in mixed precision; elsewhere
single precision stays, since emulated bfloat16 is slower.
"""

from __future__ import annotations

import ctypes
import sys

import torch
from torch import Tensor

HAS_BFLOAT16 = bool(torch.cpu.get_capabilities().get("avx512_bf16"))


def settle(threads: int = 1) -> None:
    """Call first. Products of matrices go through oneDNN where it has bfloat16 kernels: four times as quick as MKL there, and as exact."""
    torch.set_flush_denormal(True)  # before there are threads: numbers below 1e-38 are computed many times slower, and attention has many
    keep_freed_memory()
    torch.set_num_threads(threads)
    torch.backends.nnpack.set_flags(False)  # else it warns of some processors at every convolution
    if HAS_BFLOAT16:
        torch.backends.mkldnn.matmul.fp32_precision = "bf16"


def keep_freed_memory() -> None:
    """Freed memory stays with the process (Linux; nothing elsewhere): fetching new pages for every large tensor takes longer than adding
    two of them."""
    tune = getattr(ctypes.CDLL(None), "mallopt", None) if sys.platform == "linux" else None
    if tune:
        trim_threshold, top_pad, mmap_max = -1, -2, -4  # M_... of malloc.h
        tune(mmap_max, 0), tune(trim_threshold, 2**31 - 1), tune(top_pad, 2**28)


def mixed(device: str = "cpu") -> torch.autocast:
    """The context in which networks are run while they learn."""
    return torch.autocast(device, torch.bfloat16, enabled=device != "cpu" or HAS_BFLOAT16)


def attention(q: Tensor, k: Tensor, v: Tensor) -> Tensor:
    """Scaled dot-product attention of [..., tokens, channels].

    Learning on a processor it is written out: with some hundred tokens PyTorch's own form spends a quarter of the UNet's step on its way back.
    """
    if q.device.type != "cpu" or not torch.is_grad_enabled():
        return torch.nn.functional.scaled_dot_product_attention(q, k, v)
    scores = (q * q.shape[-1] ** -0.5) @ k.transpose(-1, -2)
    return scores.softmax(-1).to(v.dtype) @ v

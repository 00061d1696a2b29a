"""One denoising step of the mid-size UNet with motion in PyTorch, to hold beside `npm run bench -- networks`.

    pip install torch diffusers transformers
    node test/bench/write-mid-size.ts /tmp/mid-size
    python test/bench/pytorch_step.py /tmp/mid-size BATCH FRAMES SIDE

Prints the quickest of three steps after the first, seconds, and the largest memory of the process, MB. fp32, two threads.
"""

import resource
import sys
import time

import torch
from diffusers import MotionAdapter, UNet2DConditionModel, UNetMotionModel

folder, batch, frames, side = sys.argv[1], *map(int, sys.argv[2:5])
torch.set_num_threads(2)
unet = UNet2DConditionModel.from_pretrained(f"{folder}/unet", torch_dtype=torch.float32)
adapter = MotionAdapter.from_pretrained(f"{folder}/motion_adapter", torch_dtype=torch.float32)
model = UNetMotionModel.from_unet2d(unet, adapter).eval()
del unet, adapter
sample = torch.randn(batch, 4, frames, side, side)
text = torch.randn(batch, 77, 768).repeat_interleave(frames, 0)
seconds = []
with torch.no_grad():
    for _ in range(4):
        start = time.perf_counter()
        model(sample, torch.tensor([500.0]), text)
        seconds.append(time.perf_counter() - start)
peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
print(f"{min(seconds[1:]):.2f} s, {peak} MB")

"""Train UNet and text encoder together: python -m training.t2i.train_unet DATA RUN PACK --minutes 60.

Needs RUN/vae.pt and PACK/tokenizer. Latents are encoded once into RUN/latents.npy. Captions are phrased anew each time,
and a share of them is emptied for classifier-free guidance. Two helps make so short a training learn the subjects, which are
a small part of each picture: places inside the subject's box count more, and the text states also learn to name the scene's
attributes (the heads for that are thrown away). Resumes from RUN/unet.pt, saved every four minutes.
"""

from __future__ import annotations

import argparse
import os
import pickle
import time
from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F
from torch import Tensor, nn

from training.world.captions import describe
from training.world.scene import GROUNDS, LAND_SUBJECTS, TIMES
from training.world.subjects import COLOURS

from .diffusion import alphas_cumprod, noised
from .layers import parameter_count
from .muon import Muon
from .text import Words, build_text_encoder, text_config
from .unet import UNet2DConditionModel
from .vae import AutoencoderKL

DROPOUT = 0.11
SUBJECT_WEIGHT = 3.0  # how much more a place inside the subject's box counts
HALF_WIDTH = {"windmill": 0.46, "house": 0.72, "lighthouse": 0.2, "sailboat": 0.4, "tree": 0.42, "pines": 0.66, "balloon": 0.4}
NAMED = {"time": TIMES, "ground": GROUNDS, "subject": [*LAND_SUBJECTS, "sailboat"], "hills": ["none", "hills", "mountains"],
         "colour": sorted({c for options in COLOURS.values() for c in options} | {"none"}), "flowers": ["mixed", "red", "yellow", "purple"]}


@torch.no_grad()
def encode(data: Path, run: Path) -> np.ndarray:
    """Mean latents of every picture, float16 [n, 4, h/8, w/8]."""
    path = run / "latents.npy"
    if not path.exists():
        vae = AutoencoderKL()
        vae.load_state_dict(torch.load(run / "vae.pt")["model"])
        pictures, out = np.load(data / "pictures.npy", mmap_mode="r"), []
        for i in range(0, len(pictures), 16):
            x = torch.from_numpy(np.array(pictures[i:i + 16])).float().permute(0, 3, 1, 2) / 127.5 - 1
            out.append(vae.encode(x)[0].half().numpy())
        np.save(path, np.concatenate(out))
    return np.load(path)


def optimisers(modules: list[nn.Module], rate: float) -> list[torch.optim.Optimizer]:
    """Muon for hidden matrices; AdamW for embeddings, first and last layers, norms and biases."""
    matrices, others = [], []
    for module in modules:
        for name, p in module.named_parameters():
            edge = any(part in name for part in ("embedding", "conv_in", "conv_out.")) and "time_embedding" not in name
            (others if p.ndim < 2 or edge else matrices).append(p)
    return [Muon(matrices, rate), torch.optim.AdamW(others, rate, betas=(0.9, 0.98), weight_decay=0.0)]


def schedule(spent: float) -> float:
    """Warm-up over 1 %, constant, then linear to zero over the last two fifths."""
    return min(1.0, spent / 0.01 + 0.02) * min(1.0, max(0.0, (1 - spent) / 0.4))


def subject_weights(scene: dict, side: int) -> np.ndarray:
    """[side, side]: 1, and more inside the subject's box."""
    weights = np.ones((side, side), np.float32)
    if scene["subject"] != "none":
        half, top = HALF_WIDTH[scene["subject"]] * scene["height"], scene["foot"] - 1.12 * scene["height"]
        x0, x1 = np.clip([(scene["x"] - half) * side, (scene["x"] + half) * side], 0, side)
        y0, y1 = np.clip([top * side, (scene["foot"] + 0.02) * side], 0, side)
        weights[int(y0):int(np.ceil(y1)), int(x0):int(np.ceil(x1))] += SUBJECT_WEIGHT
    return weights


def turns(scene: dict) -> int:
    """How often a scene comes up in an epoch: windmills, with their thin sails, are the hardest to learn."""
    return 1 + (scene["subject"] == "windmill") + (scene["subject"] == "windmill" and scene["ground"] == "flowers")


class Batches:
    """Latents with freshly phrased captions, in shuffled epochs."""

    def __init__(self, latents: np.ndarray, scenes: list[dict], words: Words, batch: int, seed: int) -> None:
        self.latents, self.scenes, self.words, self.batch = latents, scenes, words, batch
        self.rng, self.order = np.random.default_rng(seed), np.array([], np.int64)

    def draw(self) -> tuple[Tensor, Tensor, Tensor, Tensor]:
        """Latents, token ids, weights [b, 1, h, w], and the attributes' numbers [b, len(NAMED)] (-100 where nothing was said)."""
        if len(self.order) < self.batch:
            self.order = np.concatenate([self.order, self.rng.permutation(np.repeat(np.arange(len(self.latents)), [turns(s) for s in self.scenes]))])
        chosen, self.order = self.order[:self.batch], self.order[self.batch:]
        texts = ["" if self.rng.uniform() < DROPOUT else describe(self.scenes[i], self.rng) for i in chosen]
        weights = np.stack([subject_weights(self.scenes[i], self.latents.shape[-1]) for i in chosen])[:, None]
        names = [[-100 if not text else options.index(self.scenes[i][k]) for k, options in NAMED.items()] for i, text in zip(chosen, texts)]
        return torch.from_numpy(self.latents[chosen].astype(np.float32)), torch.from_numpy(self.words(texts)), torch.from_numpy(weights), torch.tensor(names)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=Path)
    parser.add_argument("run", type=Path)
    parser.add_argument("pack", type=Path)
    parser.add_argument("--minutes", type=float, default=60)
    parser.add_argument("--batch", type=int, default=32)
    parser.add_argument("--rate", type=float, default=2e-3)
    parser.add_argument("--again", action="store_true", help="start the learning-rate schedule anew from the saved weights")
    options = parser.parse_args()
    torch.set_num_threads(1)
    torch.manual_seed(os.getpid())
    words = Words(options.pack / "tokenizer")
    latents = encode(options.data, options.run)
    scenes = pickle.loads((options.data / "scenes.pkl").read_bytes())[:len(latents)]
    kept = len(latents) - 256  # the last ones are held out
    batches = Batches(latents[:kept], scenes[:kept], words, options.batch, os.getpid())
    unet, text = UNet2DConditionModel(), build_text_encoder(text_config(words.tokenizer.get_vocab_size()))
    nn.init.zeros_(unet.conv_out.weight), nn.init.zeros_(unet.conv_out.bias)
    both = nn.ModuleDict({"unet": unet, "text": text})
    tools = optimisers([unet, text], options.rate)
    namer = nn.Linear(2 * text.config.hidden_size, sum(len(v) for v in NAMED.values()))
    naming = torch.optim.AdamW(namer.parameters(), 2e-3, weight_decay=0.01)
    average = {k: v.clone() for k, v in both.state_dict().items()}
    checkpoint, step, before = options.run / "unet.pt", 0, 0.0
    if checkpoint.exists():
        state = torch.load(checkpoint)
        both.load_state_dict(state["model"])
        average, step, before = state["average"], state["step"], state["minutes"]
        for tool, saved in zip(tools, state["optimisers"]):
            tool.load_state_dict(saved)
        before = 0.0 if options.again else before
    print(f"UNet {parameter_count(unet)}, text encoder {parameter_count(text)} parameters, {kept} latents, from step {step}", flush=True)
    table = alphas_cumprod()
    started = saved_at = time.time()
    losses: list[tuple[float, float, float]] = []  # whole picture, subject's box, naming

    def save(minutes: float) -> None:
        state = {"model": both.state_dict(), "average": average, "step": step, "minutes": minutes, "optimisers": [t.state_dict() for t in tools]}
        torch.save(state, checkpoint.with_suffix(".new"))
        checkpoint.with_suffix(".new").replace(checkpoint)

    while (minutes := before + (time.time() - started) / 60) < options.minutes:
        for tool in tools:
            for group in tool.param_groups:
                group["lr"] = options.rate * schedule(minutes / options.minutes)
        x0, ids, weights, names = batches.draw()
        # Evenly spread over the schedule, a little denser where shapes are decided.
        t = (((torch.arange(len(x0)) + torch.rand(len(x0))) / len(x0)) ** 0.8 * 1000).long()
        noise = torch.randn_like(x0)
        xt, target = noised(x0, noise, t, table)
        states = text(ids).last_hidden_state
        errors = (unet(xt, t, states) - target).pow(2)
        # The middle and the last place: both lie behind the caption's end and have seen all of it.
        guesses = namer(torch.cat([states[:, 40], states[:, -1]], 1)).split([len(v) for v in NAMED.values()], 1)
        named = sum(F.cross_entropy(guess, names[:, k], ignore_index=-100) for k, guess in enumerate(guesses))
        for tool in (*tools, naming):
            tool.zero_grad()
        ((errors * weights).mean() / weights.mean() + 0.02 * named).backward()
        torch.nn.utils.clip_grad_norm_(both.parameters(), 1.0)
        for tool in (*tools, naming):
            tool.step()
        step += 1
        losses.append((float(errors.detach().mean()), float(((errors.detach() * (weights > 1)).sum() / ((weights > 1).sum() * 4)).mean()), float(named.detach())))
        decay = min(0.998, step / (step + 20))
        with torch.no_grad():
            for k, v in both.state_dict().items():
                if v.is_floating_point():
                    average[k].lerp_(v, 1 - decay)
        if step % 50 == 0:
            print(f"{minutes:.1f} min, step {step}, {step * options.batch} seen, loss, in the subject's box, naming: {np.round(np.mean(losses[-50:], 0), 4)}", flush=True)
        if time.time() - saved_at > 240:
            save(minutes)
            saved_at = time.time()
    save(minutes)
    print(f"done after {minutes:.1f} minutes, {step} steps")


if __name__ == "__main__":
    main()

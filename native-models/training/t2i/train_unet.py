"""Train UNet and text encoder together: python -m training.t2i.train_unet DATA RUN --minutes 240.

Needs RUN/vae.pt and RUN/tokenizer. Latents of every picture and of its mirror image are encoded once into RUN/latents/.
Captions are phrased anew each time, and a share of them is emptied for classifier-free guidance. Two helps make so short a
training learn the subjects, which are a small part of each picture: places inside the subject's box count more, and the text
states also learn to name the scene's attributes (the heads for that are thrown away). The first part of the time goes to
pictures of half the size, which cost a quarter: what words mean is learned there. Goes on from RUN/unet.pt, or, where a run's files
are gone, from a published pack (`--start PACK`), whose tokenizer and VAE then become the run's.
"""

from __future__ import annotations

import argparse
import os
import shutil
from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F
from torch import Tensor, nn

from training.processor import mixed, settle
from training.resumable import Resumable
from training.world import vocabulary as v
from training.world.captions import describe

from .data import scenes
from .diffusion import alphas_cumprod, noised
from .latents import encode
from .layers import parameter_count
from .muon import optimisers
from .sample import Pack
from .text import Words, build_text_encoder, text_config
from .unet import UNet2DConditionModel

DROPOUT = 0.12
SUBJECT_WEIGHT = 2.0  # how much more a place inside the subject's box counts
WIDTH = {"lighthouse": 0.4, "person": 0.6, "windmill": 0.95, "house": 1.4, "pines": 1.3, "birds": 1.8, "sheep": 1.4, "duck": 1.3, "lanterns": 1.6}  # boxes, in heights
NAMED = {"time": v.TIMES, "weather": v.WEATHERS, "ground": v.GROUNDS, "subject": v.SUBJECTS, "colour": sorted({c for options in v.COLOURS.values() for c in options}),
         "flowers": v.FLOWERS, "hills": v.HILLS, "style": v.STYLES, "side": v.SIDES}
MIRRORED = {"left": "right", "right": "left", "middle": "middle"}


def mirrored(scene: dict) -> dict:
    """The attributes of a scene's mirror image, as far as captions and the subject's box go."""
    return {**scene, "side": MIRRORED[scene["side"]], "x": 1 - scene["x"], "wind": MIRRORED[scene["wind"]]}


def subject_weights(scene: dict, side: int) -> np.ndarray:
    """[side, side]: 1, and more inside the subject's box."""
    weights = np.ones((side, side), np.float32)
    if scene["subject"] != "none":
        half, top = WIDTH.get(scene["subject"], 0.9) / 2 * scene["height"], scene["foot"] - 1.12 * scene["height"]
        x0, x1 = np.clip([(scene["x"] - half) * side, (scene["x"] + half) * side], 0, side)
        y0, y1 = np.clip([top * side, (scene["foot"] + 0.02) * side], 0, side)
        weights[int(y0):int(np.ceil(y1)), int(x0):int(np.ceil(x1))] += SUBJECT_WEIGHT
    return weights


class Batches:
    """Latents with freshly phrased captions, in shuffled epochs; half of the pictures are mirrored."""

    def __init__(self, latents: np.ndarray, described: list[dict], words: Words, batch: int, seed: int) -> None:
        self.latents, self.scenes, self.words, self.batch = latents, described, words, batch
        self.rng, self.order = np.random.default_rng(seed), np.array([], np.int64)

    def draw(self) -> tuple[Tensor, Tensor, Tensor, Tensor]:
        """Latents, token ids, weights [b, 1, h, w], and the attributes' numbers [b, len(NAMED)] (-100 where nothing was said)."""
        if len(self.order) < self.batch:
            self.order = np.concatenate([self.order, self.rng.permutation(self.latents.shape[1])])
        chosen, self.order = self.order[:self.batch], self.order[self.batch:]
        flips = self.rng.integers(0, 2, self.batch)
        drawn = [mirrored(self.scenes[i]) if flip else self.scenes[i] for i, flip in zip(chosen, flips)]
        texts = ["" if self.rng.uniform() < DROPOUT else describe(scene, self.rng) for scene in drawn]
        weights = np.stack([subject_weights(scene, self.latents.shape[-1]) for scene in drawn])[:, None]
        names = [[options.index(scene[k]) if text else -100 for k, options in NAMED.items()] for scene, text in zip(drawn, texts)]
        return torch.from_numpy(self.latents[flips, chosen].astype(np.float32)), torch.from_numpy(self.words(texts)), torch.from_numpy(weights), torch.tensor(names)


def naming(text: nn.Module) -> nn.Linear:
    """From two text states to what every attribute of the scene is."""
    return nn.Linear(2 * text.config.hidden_size, sum(len(options) for options in NAMED.values()))


def lesson(unet: nn.Module, text: nn.Module, namer: nn.Linear, source: Batches, table: Tensor) -> tuple[Tensor, dict[str, float]]:
    """The loss of one batch, and what to show of it: errors of the whole and inside the subjects' boxes, and of naming."""
    x0, ids, weights, names = source.draw()
    # Evenly spread over the schedule, a little denser where shapes are decided.
    t = (((torch.arange(len(x0)) + torch.rand(len(x0))) / len(x0)) ** 0.8 * 1000).long()
    xt, target = noised(x0, torch.randn_like(x0), t, table)
    xt = xt.contiguous(memory_format=torch.channels_last)
    with mixed():
        states = text(ids).last_hidden_state
        guess = unet(xt, t, states)
    states, errors = states.float(), (guess.float() - target).pow(2).mean(1, keepdim=True)
    # The middle and the last place: both lie behind the caption's end and have seen all of it.
    guesses = namer(torch.cat([states[:, 40], states[:, -1]], 1)).split([len(options) for options in NAMED.values()], 1)
    named = torch.stack([F.cross_entropy(guess, names[:, k], ignore_index=-100) for k, guess in enumerate(guesses)]).sum()
    shown = {"whole": float(errors.detach().mean()), "subject": float(errors.detach()[weights > 1].mean()), "naming": float(named.detach())}
    return (errors * weights).mean() / weights.mean() + 0.02 * named, shown


def take_up(pack: Path, run: Path) -> Pack:
    """Tokenizer and VAE of a published pack as the run's own; the networks to go on with."""
    published = Pack(pack)
    shutil.copytree(pack / "tokenizer", run / "tokenizer", dirs_exist_ok=True)
    torch.save({"model": published.vae.state_dict()}, run / "vae.pt")
    return published


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=Path)
    parser.add_argument("run", type=Path)
    parser.add_argument("--minutes", type=float, default=240, help="of all sessions together")
    parser.add_argument("--batch", type=int, default=16, help="pictures a step; four times as many of half the size")
    parser.add_argument("--half-share", type=float, default=0.3, help="part of the time spent on pictures of half the size")
    parser.add_argument("--rate", type=float, default=2e-3)
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--steps", type=int, help="stop after so many steps; for trying things out")
    parser.add_argument("--start", type=Path, help="a pack to go on from, when RUN has no unet.pt yet")
    options = parser.parse_args()
    settle(options.threads)
    torch.manual_seed(os.getpid())
    started = take_up(options.start, options.run) if options.start and not (options.run / "unet.pt").exists() else None
    words = Words(options.run / "tokenizer")
    described = scenes(options.data)

    def batches(half: bool) -> Batches:
        return Batches(encode(options.data, options.run, half), described, words, options.batch * (4 if half else 1), os.getpid())

    # Convolutions on a processor are a sixth faster with channels last.
    unet, text = UNet2DConditionModel().to(memory_format=torch.channels_last), build_text_encoder(text_config(words.tokenizer.get_vocab_size()))
    nn.init.zeros_(unet.conv_out.weight), nn.init.zeros_(unet.conv_out.bias)
    if started:
        unet.load_state_dict(started.unet.state_dict()), text.load_state_dict(started.text.state_dict())
    namer = naming(text)
    tools = [*optimisers([unet, text], options.rate), torch.optim.AdamW(namer.parameters(), 2e-3, weight_decay=0.01)]
    run = Resumable(options.run / "unet.pt", nn.ModuleDict({"unet": unet, "text": text, "namer": namer}), tools, minutes=options.minutes)
    print(f"UNet {parameter_count(unet)}, text encoder {parameter_count(text)} parameters, {len(described)} pictures", flush=True)
    table, half = alphas_cumprod(), run.progress() < options.half_share
    source = batches(half)
    while run.going() and run.steps != options.steps:
        if half and run.progress() >= options.half_share:
            half, source = False, batches(False)
        run.step(*lesson(unet, text, namer, source, table))


if __name__ == "__main__":
    main()

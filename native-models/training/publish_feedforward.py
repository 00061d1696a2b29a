"""Write the starter packs of the feed-forward networks from their newest checkpoints.

    PYTHONPATH=native-models python native-models/training/publish_feedforward.py [motion refiner interpolation]

Fills net/ and the checksums of each pack, and writes small inputs and outputs (float32 arithmetic on the published
float16 weights) to test/fixtures, against which the TypeScript graphs are tested.
"""

import subprocess
import sys
from pathlib import Path

import numpy as np
import torch
from safetensors.torch import load_file, save_file

from training.interpolation import model as interpolation
from training.interpolation.train import CONFIG as INTERPOLATION_CONFIG
from training.motion import model as motion
from training.motion.train import CONFIG as MOTION_CONFIG
from training.refiner import model as refiner
from training.refiner.train import CONFIG as REFINER_CONFIG
from training.textures.dead_leaves import make_pictures
from training.textures.moving_layers import clips, shape_masks
from training.textures.training_loop import PACKS, RUNS, publish

FIXTURES = Path(__file__).resolve().parents[2] / "test" / "fixtures"
NETWORKS = {
    "motion": (motion, MOTION_CONFIG, "starter-motion"),
    "refiner": (refiner, REFINER_CONFIG, "starter-refiner"),
    "interpolation": (interpolation, INTERPOLATION_CONFIG, "starter-smooth"),
}


def published(name: str) -> torch.nn.Module:
    """The network of a pack as it is published: float16 weights, float32 arithmetic."""
    module, config, pack = NETWORKS[name]
    model = module.from_config(config)
    model.load_state_dict({key: value.float() for key, value in load_file(PACKS / pack / "net" / "model.safetensors").items()})
    return model.eval()


def as_bytes(picture: torch.Tensor) -> torch.Tensor:
    """[1, 3, h, w], RGB 0..1 -> bytes [h, w, 3], as the TypeScript graphs take pictures."""
    return (picture[0].clamp(0, 1) * 255).round().to(torch.uint8).permute(1, 2, 0).contiguous()


def as_planes(picture: torch.Tensor) -> torch.Tensor:
    return picture.permute(2, 0, 1)[None].float() / 255


@torch.no_grad()
def examples(name: str, model: torch.nn.Module) -> dict[str, torch.Tensor]:
    """Tensors `<case>.<input or output>`: pictures as bytes, outputs as float32."""
    picture = as_bytes(torch.from_numpy(make_pictures(77, 1, 128)).float() / 255)
    if name == "motion":
        cases = {"square": picture, "wide": picture[:64, :96]}
        return {f"{k}.{part}": x for k, v in cases.items() for part, x in (("picture", v), ("layers", model(as_planes(v))[0]))}
    if name == "refiner":
        cases = {"odd": picture[:37, :53], "even": picture[30:78, 40:104]}
        return {f"{k}.{part}": x for k, v in cases.items() for part, x in (("picture", v), ("refined", model(as_planes(v))[0]))}
    clip = clips(picture.permute(2, 0, 1)[None].numpy(), shape_masks(5, 4, 128), np.random.default_rng(3), 1, 96, 8)
    whole = (as_bytes(clip.first), as_bytes(clip.last))
    cases = {"odd": (whole[0][:75, :91], whole[1][:75, :91], 1 / 3, 1), "even": (*whole, 2 / 3, 1), "half": (whole[0][8:], whole[1][8:], 0.5, 2)}
    out = {}
    for case, (first, last, t, scale) in cases.items():
        time = torch.full((1, 1, 1, 1), t)
        frame = model.padded(as_planes(first), as_planes(last), time, scale)[0]
        out |= {f"{case}.frame0": first, f"{case}.frame1": last, f"{case}.timestep": time.reshape(1), f"{case}.frame": frame}
    return out


def main() -> None:
    for name in sys.argv[1:] or list(NETWORKS):
        module, config, pack = NETWORKS[name]
        kept = torch.load(RUNS / f"{name}.pt", weights_only=True)
        model = module.from_config(config, learning=True) if name == "motion" else module.from_config(config)
        model.load_state_dict(kept["average"])
        if name == "motion":
            model = motion.folded(model.eval(), config)
        publish(model, config, pack)
        folder = FIXTURES / pack
        folder.mkdir(parents=True, exist_ok=True)
        save_file({key: value.clone(memory_format=torch.contiguous_format) for key, value in examples(name, published(name)).items()}, folder / "examples.safetensors")
        (folder / "examples.safetensors").chmod(0o644)
        subprocess.run([sys.executable, Path(__file__).with_name("publish.py"), PACKS / pack], check=True)


if __name__ == "__main__":
    main()

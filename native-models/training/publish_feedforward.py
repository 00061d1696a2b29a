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


@torch.no_grad()
def examples(name: str, model: torch.nn.Module) -> dict[str, torch.Tensor]:
    """Tensors `<case>.<input or output>`."""
    picture = torch.from_numpy(make_pictures(77, 1, 128)).float() / 255
    if name == "motion":
        return {"plain.picture": picture, "plain.fields": model(picture), "wide.picture": picture[..., :64, :96].contiguous(), "wide.fields": model(picture[..., :64, :96])}
    if name == "refiner":
        odd = picture[..., :37, :53].contiguous()
        even = picture[..., 30:78, 40:104].contiguous()
        return {"odd.picture": odd, "odd.refined": model(odd), "even.picture": even, "even.refined": model(even)}
    clip = clips((picture.numpy() * 255).astype(np.uint8), shape_masks(5, 4, 128), np.random.default_rng(3), 1, 96, 8)
    first, last = clip.first[..., :75, :].contiguous(), clip.last[..., :75, :].contiguous()
    third = torch.full((1, 1, 1, 1), 1 / 3)
    return {
        "odd.frame0": first, "odd.frame1": last, "odd.t": third, "odd.middle": model.padded(first, last, third),
        "even.frame0": clip.first, "even.frame1": clip.last, "even.t": 1 - third,
        "even.middle": model.padded(clip.first, clip.last, 1 - third), "even.middleHalfFlow": model.padded(clip.first, clip.last, 1 - third, 2),
    }  # fmt: skip


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
        save_file({key: value.contiguous() for key, value in examples(name, published(name)).items()}, folder / "examples.safetensors")
        (folder / "examples.safetensors").chmod(0o644)
        subprocess.run([sys.executable, Path(__file__).with_name("publish.py"), PACKS / pack], check=True)


if __name__ == "__main__":
    main()

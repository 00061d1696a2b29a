"""Write the networks of starter-refiner and starter-motion, and starter-scenes' own that moves pictures, from their newest checkpoints.

    PYTHONPATH=native-models python native-models/training/publish_feedforward.py [motion refiner scenes]

Fills net/ (motion/ of starter-scenes) and the checksums of each pack, and writes small inputs and outputs (float32 arithmetic on the published
float16 weights) to test/fixtures, against which the TypeScript graphs are tested.
"""

import subprocess
import sys
from pathlib import Path

import torch
from safetensors.torch import save_file

from training.feedforward import PACKS, learnt, publish
from training.motion import model as motion
from training.motion.scenes import CONFIG as SCENES_CONFIG
from training.motion.scenes import NAME as SCENES
from training.motion.train import CONFIG as MOTION_CONFIG
from training.published import NETWORKS, published
from training.refiner.train import CONFIG as REFINER_CONFIG
from training.textures.dead_leaves import make_pictures

FIXTURES = Path(__file__).resolve().parents[2] / "test" / "fixtures"
CONFIGS = {"motion": MOTION_CONFIG, "refiner": REFINER_CONFIG, "scenes": SCENES_CONFIG}
RUN_NAMES = {"motion": "motion-full", "refiner": "refiner", "scenes": SCENES}


def as_planes(picture: torch.Tensor) -> torch.Tensor:
    """Bytes [h, w, 3], as the TypeScript graphs take pictures -> [1, 3, h, w], RGB 0..1."""
    return picture.permute(2, 0, 1)[None].float() / 255


@torch.no_grad()
def examples(name: str, model: torch.nn.Module) -> dict[str, torch.Tensor]:
    """Tensors `<case>.<input or output>`: pictures as bytes, outputs as float32."""
    picture = torch.from_numpy(make_pictures(77, 1, 128))[0].permute(1, 2, 0)
    if name == "motion":
        output, cases = "layers", {"square": picture, "wide": picture[:64, :96]}
    elif name == "scenes":
        output, cases = "layers", {"scene": picture[:32, :64]}
    else:
        output, cases = "refined", {"odd": picture[:37, :53], "even": picture[30:78, 40:104]}
    out = {}
    for case, part in cases.items():
        out |= {f"{case}.picture": part, f"{case}.{output}": model(as_planes(part))[0]}
    return {key: value.clone(memory_format=torch.contiguous_format) for key, value in out.items()}


def main() -> None:
    for name in sys.argv[1:] or list(NETWORKS):
        (module, pack, net), config = NETWORKS[name], CONFIGS[name]
        model = module.from_config(config, learning=True) if name == "motion" else module.from_config(config)
        model.load_state_dict(learnt(RUN_NAMES[name]))
        if name == "motion":
            model = motion.folded(model.eval(), config)
        publish(model, config, PACKS / pack / net)
        folder = FIXTURES / pack
        folder.mkdir(parents=True, exist_ok=True)
        save_file(examples(name, published(name)), folder / "examples.safetensors")
        (folder / "examples.safetensors").chmod(0o644)
        subprocess.run([sys.executable, Path(__file__).with_name("publish.py"), PACKS / pack], check=True)


if __name__ == "__main__":
    main()

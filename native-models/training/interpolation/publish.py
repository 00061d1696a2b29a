"""Write the pack starter-smooth from a checkpoint, and the tensors against which the TypeScript graph is tested.

    PYTHONPATH=native-models python -m training.interpolation.publish [STAGE]

Fills net/ and the checksums of the pack, and test/fixtures/starter-smooth/examples.safetensors: tensors
`<case>.<input or output>`, pictures as bytes, outputs as float32 (float32 arithmetic on the published float16 weights).
"""

import subprocess
import sys
from pathlib import Path

import numpy as np
import torch
from safetensors.torch import save_file

from training.feedforward import PACKS, learnt, publish
from training.interpolation import edsc
from training.interpolation.evaluate import published
from training.interpolation.motion import padded
from training.interpolation.train import CONFIG
from training.textures.dead_leaves import make_pictures
from training.textures.moving_layers import clips, shape_masks

PACK = "starter-smooth"
FIXTURE = Path(__file__).resolve().parents[3] / "test" / "fixtures" / PACK / "examples.safetensors"


def as_bytes(picture: torch.Tensor) -> torch.Tensor:
    """[1, 3, h, w], RGB 0..1 -> bytes [h, w, 3], as the TypeScript graphs take pictures."""
    return (picture[0].clamp(0, 1) * 255).round().to(torch.uint8).permute(1, 2, 0).contiguous()


def as_planes(picture: torch.Tensor) -> torch.Tensor:
    return picture.permute(2, 0, 1)[None].float() / 255


@torch.no_grad()
def examples(network: torch.nn.Module) -> dict[str, torch.Tensor]:
    picture = torch.from_numpy(make_pictures(77, 1, 128))
    clip = clips(picture.numpy(), shape_masks(5, 4, 128), np.random.default_rng(3), 1, 80, 8)
    whole = (as_bytes(clip.first), as_bytes(clip.last))
    cases = {"odd": (*(x[:59, :75] for x in whole), 1 / 3, 1), "even": (*(x[:64, :64] for x in whole), 2 / 3, 1), "half": (*(x[:64, 8:] for x in whole), 0.5, 2)}
    out = {}
    for case, (first, last, t, scale) in cases.items():
        time = torch.full((1, 1, 1, 1), t)
        frame = padded(network, as_planes(first), as_planes(last), time, scale)[0]
        out |= {f"{case}.frame0": first, f"{case}.frame1": last, f"{case}.timestep": time.reshape(1), f"{case}.frame": frame}
    return {key: value.clone(memory_format=torch.contiguous_format) for key, value in out.items()}


def main() -> None:
    stage = sys.argv[1] if len(sys.argv) > 1 else "adversary"
    network = edsc.from_config(CONFIG)
    network.load_state_dict(learnt(f"interpolation-{stage}"))
    publish(network.eval(), CONFIG, PACKS / PACK / "net")
    FIXTURE.parent.mkdir(parents=True, exist_ok=True)
    save_file(examples(published()), FIXTURE)
    FIXTURE.chmod(0o644)
    subprocess.run([sys.executable, Path(__file__).parents[1] / "publish.py", PACKS / PACK], check=True)


if __name__ == "__main__":
    main()

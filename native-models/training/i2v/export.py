"""Put trained parts into a text-to-image pack: python -m training.i2v.export RUN/clips.pt PACK [--stage v2v].

Upstream layout, weights as float16: motion_adapter/, controlnet/, image_encoder/, ip_adapter/, lora/ and feature_extractor/. Video to video
shares them all, and changes the motion modules by a LoRA (motion_lora/). pack.json lists the parts of both under
`stageOverrides`: stills are drawn without. The network that moves the reference before the ControlNet is shown it, motion/, is written by
publish_feedforward; here it gets its warp, which has nothing to learn.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path

from safetensors.torch import load_file, save_file
from torch import Tensor

from training.publish import inventory
from training.resumable import average
from training.t2i.export import write

from .appearance import extractor_config
from .clip_model import ClipModel, ClipParts, clip_model
from .settings import Settings

DIFFUSERS, TRANSFORMERS, ADAPTER = "diffusion_pytorch_model.safetensors", "model.safetensors", "ip-adapter-plus.safetensors"
LORA = "pytorch_lora_weights.safetensors"
EXTRACTOR = "feature_extractor/preprocessor_config.json"
# role in the pack: folder, weights, architecture
ROLES = {
    "motionAdapter": ("motion_adapter", DIFFUSERS, "MotionAdapter"),
    "control": ("controlnet", DIFFUSERS, "SparseControlNetModel"),
    "imageEncoder": ("image_encoder", TRANSFORMERS, "CLIPVisionModelWithProjection"),
    "ipAdapter": ("ip_adapter", ADAPTER, "IPAdapter"),
    "lora": ("lora", LORA, "LoRA"),
}
MOTION = {  # role: architecture, config, weights, all in motion/
    "motion": ("MotionFieldNet", "config.json", ["model.safetensors"]),
    "warp": ("PictureWarp", "warp.json", []),
}
MOTION_LORA = ("motion_lora", LORA, "LoRA")  # lora2 of video to video


def write_lora(folder: Path, tensors: dict[str, Tensor], weights: str = LORA) -> None:
    """A file without a config."""
    folder.mkdir(exist_ok=True)
    save_file({key: value.half().contiguous() for key, value in sorted(tensors.items())}, folder / weights, {"format": "pt"})


def write_parts(pack: Path, parts: ClipParts) -> None:
    """Weights and configs of image to video's parts into the pack's folder."""
    tensors = {
        "motionAdapter": parts.motion.state_dict(), "control": parts.control.state_dict(), "imageEncoder": parts.tower.state_dict(),
        "ipAdapter": parts.adapter.state_dict(), "lora": parts.lora.tensors()}
    for role, (name, weights, _) in ROLES.items():
        if role in parts.configs:
            write(pack / name, parts.configs[role], tensors[role], weights)
        else:
            write_lora(pack / name, tensors[role], weights)
    extractor = pack / EXTRACTOR
    extractor.parent.mkdir(exist_ok=True)
    extractor.write_text(json.dumps(extractor_config(parts.configs["imageEncoder"]["image_size"]), indent=2) + "\n")


def read_parts(folder: Path, stage: str = "i2v") -> ClipModel:
    """The other way round, so that what is measured is what was published."""
    def weights(name: str, file: str) -> dict[str, Tensor]:
        return {key: value.float() for key, value in load_file(folder / name / file).items()}

    model = clip_model(folder, json.loads((folder / ROLES["imageEncoder"][0] / "config.json").read_text()))
    parts = model.parts
    own = {"motionAdapter": parts.motion, "control": parts.control, "imageEncoder": parts.tower, "ipAdapter": parts.adapter}
    for role, module in own.items():
        module.load_state_dict(weights(*ROLES[role][:2]))
    parts.lora.load_tensors(weights(*ROLES["lora"][:2]))
    if stage == "v2v":
        model.change_motion().load_tensors(weights(*MOTION_LORA[:2]))
    return model


def list_parts(pack: Path, stage: str, defaults: dict) -> None:
    """Components, stage, defaults of the stage and checksums into pack.json."""
    path = pack / "pack.json"
    manifest = json.loads(path.read_text())
    components = {}
    roles = ROLES if stage == "i2v" else {**ROLES, "lora2": MOTION_LORA}
    for role, (folder, weights, architecture) in roles.items():
        config = {"config": f"{folder}/config.json"} if (pack / folder / "config.json").exists() else {}
        components[role] = {"architecture": architecture, **config, "weights": [f"{folder}/{weights}"]}
    if stage == "i2v" and (pack / "motion").exists():
        (pack / "motion" / "warp.json").write_text(json.dumps({"sampling": "bicubic"}, indent=2) + "\n")
        for role, (architecture, config, weights) in MOTION.items():
            components[role] = {"architecture": architecture, "config": f"motion/{config}", "weights": [f"motion/{name}" for name in weights]}
    manifest.setdefault("stageOverrides", {})[stage] = {"components": components, "defaults": {"controlFrames": "all", **defaults}}
    manifest["stages"] = [s for s in ("t2i", "i2v", "v2v") if s in {*manifest["stages"], stage}]
    manifest["featureExtractor"] = EXTRACTOR
    manifest["files"] = inventory(pack)
    path.write_text(json.dumps(manifest, indent=2, ensure_ascii=False) + "\n")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("checkpoint", type=Path)
    parser.add_argument("pack", type=Path)
    parser.add_argument("--stage", choices=["i2v", "v2v"], default="i2v")
    parser.add_argument("--edge", type=int, default=256, help="pixels at which the parts were trained")
    options = parser.parse_args()
    if options.stage == "i2v":
        write_parts(options.pack, clip_model(options.pack).parts.load_average(options.checkpoint))
    else:
        lora = clip_model(options.pack).change_motion()
        lora.load_state_dict({key.removeprefix("motion."): value for key, value in average(options.checkpoint).items()})
        write_lora(options.pack / MOTION_LORA[0], lora.tensors())
    list_parts(options.pack, options.stage, {"width": options.edge, "height": options.edge, "eta": 0, **Settings().parameters(options.stage)})


if __name__ == "__main__":
    main()

"""Put trained parts into a text-to-image pack: python -m training.i2v.export RUN/clips.pt PACK [--stage v2v|t2i].

Upstream layout, weights as float16: motion_adapter/, controlnet/, image_encoder/, ip_adapter/, lora/ and feature_extractor/. Video to video
shares them all, and changes the motion modules by a LoRA (motion_lora/). pack.json lists the parts of both under
`stageOverrides`: stills are drawn without, or by a LoRA of their own (stills_lora/). The network that moves the reference before the ControlNet is shown it, motion/, is written by
publish_feedforward; here it gets its warp, which has nothing to learn.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path

from safetensors.torch import load_file, save_file
from torch import Tensor

from training.lora import Lora, spatial_layers
from training.publish import inventory
from training.resumable import average
from training.t2i.export import write
from training.t2i.sample import Pack

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
STILLS_LORA = ("stills_lora", LORA, "LoRA")  # lora of text to image, by training.t2i.train_lora


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


def stills_lora(folder: Path) -> Lora:
    pack = Pack(folder)
    return Lora(spatial_layers(pack.unet, pack.text))


def list_parts(pack: Path, stage: str, defaults: dict) -> None:
    """Components, stage, defaults of the stage and checksums into pack.json."""
    path = pack / "pack.json"
    manifest = json.loads(path.read_text())
    components = {}
    roles = {"i2v": ROLES, "v2v": {**ROLES, "lora2": MOTION_LORA}, "t2i": {"lora": STILLS_LORA}}[stage]
    for role, (folder, weights, architecture) in roles.items():
        config = {"config": f"{folder}/config.json"} if (pack / folder / "config.json").exists() else {}
        components[role] = {"architecture": architecture, **config, "weights": [f"{folder}/{weights}"]}
    if stage == "i2v" and (pack / "motion").exists():
        (pack / "motion" / "warp.json").write_text(json.dumps({"sampling": "bicubic"}, indent=2) + "\n")
        for role, (architecture, config, weights) in MOTION.items():
            components[role] = {"architecture": architecture, "config": f"motion/{config}", "weights": [f"motion/{name}" for name in weights]}
    manifest.setdefault("stageOverrides", {})[stage] = {"components": components, "defaults": defaults}
    manifest["stages"] = [s for s in ("t2i", "i2v", "v2v") if s in {*manifest["stages"], stage}]
    if stage != "t2i":
        manifest["featureExtractor"] = EXTRACTOR
    manifest["files"] = inventory(pack)
    path.write_text(json.dumps(manifest, indent=2, ensure_ascii=False) + "\n")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("checkpoint", type=Path)
    parser.add_argument("pack", type=Path)
    parser.add_argument("--stage", choices=["t2i", "i2v", "v2v"], default="i2v")
    parser.add_argument("--edge", type=int, default=256, help="pixels at which the parts were trained")
    options = parser.parse_args()
    defaults = {}
    if options.stage == "t2i":
        write_lora(options.pack / STILLS_LORA[0], trained(stills_lora(options.pack), options.checkpoint, "lora."))
    elif options.stage == "i2v":
        write_parts(options.pack, clip_model(options.pack).parts.load_average(options.checkpoint))
    else:
        write_lora(options.pack / MOTION_LORA[0], trained(clip_model(options.pack).change_motion(), options.checkpoint, "motion."))
    if options.stage != "t2i":
        defaults = {"width": options.edge, "height": options.edge, "eta": 0, "controlFrames": "all", **Settings().parameters(options.stage)}
    list_parts(options.pack, options.stage, defaults)


def trained(lora: Lora, checkpoint: Path, prefix: str) -> dict[str, Tensor]:
    """A LoRA's averaged weights, as they are published."""
    lora.load_state_dict({key.removeprefix(prefix): value for key, value in average(checkpoint).items() if key.startswith(prefix)})
    return lora.tensors()


if __name__ == "__main__":
    main()

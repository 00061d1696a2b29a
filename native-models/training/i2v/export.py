"""Put trained parts into a text-to-image pack: python -m training.i2v.export RUN/clips.pt PACK [--stage v2v].

Upstream layout, weights as float16: motion_adapter/, controlnet/, image_encoder/, ip_adapter/, lora/ and feature_extractor/. Video to video
has motion modules of its own beside them (motion_adapter_v2v/) and shares the rest. pack.json lists the parts of both under
`stageOverrides`: stills are drawn without. Image to video also gets motion/, the network and the warp of Starter Motion, which move the reference
before the ControlNet is shown it.
"""

from __future__ import annotations

import argparse
import json
import shutil
from pathlib import Path

from safetensors.torch import load_file, save_file
from torch import Tensor

from training.feedforward import PACKS
from training.publish import inventory
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
OWN = {"i2v": tuple(ROLES), "v2v": ("motionAdapter",)}  # what a stage does not own it takes from image to video


def folder_of(role: str, stage: str) -> str:
    return ROLES[role][0] + ("_v2v" if stage == "v2v" and role in OWN["v2v"] else "")


def write_parts(pack: Path, parts: ClipParts, stage: str) -> None:
    """Weights and configs of the parts that are the stage's own, into the pack's folder."""
    tensors = {
        "motionAdapter": parts.motion.state_dict(), "control": parts.control.state_dict(), "imageEncoder": parts.tower.state_dict(),
        "ipAdapter": parts.adapter.state_dict(), "lora": parts.lora.tensors()}
    for role in OWN[stage]:
        folder, weights = pack / folder_of(role, stage), ROLES[role][1]
        if role in parts.configs:
            write(folder, parts.configs[role], tensors[role], weights)
        else:
            folder.mkdir(exist_ok=True)
            save_file({key: value.half().contiguous() for key, value in sorted(tensors[role].items())}, folder / weights, {"format": "pt"})
    extractor = pack / EXTRACTOR
    extractor.parent.mkdir(exist_ok=True)
    extractor.write_text(json.dumps(extractor_config(parts.configs["imageEncoder"]["image_size"]), indent=2) + "\n")


def read_parts(folder: Path, stage: str = "i2v") -> ClipModel:
    """The other way round, so that what is measured is what was published."""
    def weights(role: str) -> dict[str, Tensor]:
        return {key: value.float() for key, value in load_file(folder / folder_of(role, stage) / ROLES[role][1]).items()}

    model = clip_model(folder, json.loads((folder / folder_of("imageEncoder", stage) / "config.json").read_text()))
    parts = model.parts
    parts.motion.load_state_dict(weights("motionAdapter"))
    parts.control.load_state_dict(weights("control"))
    parts.tower.load_state_dict(weights("imageEncoder"))
    parts.adapter.load_state_dict(weights("ipAdapter"))
    parts.lora.load_tensors(weights("lora"))
    return model


def copy_motion(pack: Path, starter_motion: Path) -> None:
    """What moves the reference, from the pack that is made for it."""
    (pack / "motion").mkdir(exist_ok=True)
    for _, config, weights in MOTION.values():
        for name in (config, *weights):
            shutil.copy(starter_motion / "net" / name, pack / "motion" / name)


def list_parts(pack: Path, stage: str, defaults: dict) -> None:
    """Components, stage, defaults of the stage and checksums into pack.json."""
    path = pack / "pack.json"
    manifest = json.loads(path.read_text())
    components = {}
    for role, (_, weights, architecture) in ROLES.items():
        folder = folder_of(role, stage)
        config = {"config": f"{folder}/config.json"} if (pack / folder / "config.json").exists() else {}
        components[role] = {"architecture": architecture, **config, "weights": [f"{folder}/{weights}"]}
    if stage == "i2v" and (pack / "motion").exists():
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
    parser.add_argument("--motion", type=Path, default=PACKS / "starter-motion", help="pack whose network moves the reference")
    parser.add_argument("--edge", type=int, default=256, help="pixels at which the parts were trained")
    options = parser.parse_args()
    parts = clip_model(options.pack).parts.load_average(options.checkpoint)
    write_parts(options.pack, parts, options.stage)
    copy_motion(options.pack, options.motion)
    list_parts(options.pack, options.stage, {"width": options.edge, "height": options.edge, "eta": 0, **Settings().parameters(options.stage)})


if __name__ == "__main__":
    main()

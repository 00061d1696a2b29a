"""How clips are sampled."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from pathlib import Path

PARAMETERS = {
    "steps": "steps", "guidance": "guidanceScale", "prior": "noisePrior", "reference": "referenceStrength", "control": "controlStrength", "strength": "strength"}
OTHER_STAGE = {"i2v": "strength", "v2v": "prior"}


@dataclass(frozen=True)
class Settings:
    """What the Inspector offers for clips. The defaults are what the parts are trained for, and become the pack's."""

    steps: int = 20
    guidance: float = 2.5
    prior: float = 0.1
    reference: float = 1.0
    control: float = 1.0
    strength: float = 0.5
    seed: int = 1

    def parameters(self, stage: str) -> dict[str, float]:
        """The same by the names of the studio's parameters, without the seed."""
        return {PARAMETERS[key]: value for key, value in asdict(self).items() if key in PARAMETERS and key != OTHER_STAGE[stage]}


def published(pack: Path, stage: str) -> Settings:
    """The settings that a pack names for a stage."""
    overrides = json.loads((pack / "pack.json").read_text()).get("stageOverrides", {})
    if stage not in overrides:
        raise FileNotFoundError(f"{pack} has no parts for {stage}: train and export them first, or name a --checkpoint.")
    defaults = overrides[stage]["defaults"]
    return Settings(**{key: defaults[name] for key, name in PARAMETERS.items() if name in defaults})

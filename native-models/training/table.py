"""Rows of an evaluation table: what every `training/<network>/evaluate.py` returns and `training/evaluate.py` prints."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from typing import Any, Literal


@dataclass(frozen=True)
class Row:
    """One figure. `target` is what was asked for (None where nothing was), `sense` which side of it is good."""

    subject: str
    measure: str
    value: float
    unit: str = ""
    target: float | None = None
    sense: Literal[">=", "<="] = ">="
    note: str = ""

    @property
    def reached(self) -> bool | None:
        if self.target is None:
            return None
        return self.value >= self.target if self.sense == ">=" else self.value <= self.target

    def as_json(self) -> dict[str, Any]:
        return {**asdict(self), "reached": self.reached}


def shown(value: float, unit: str) -> str:
    """The number as people read it: shares as whole percents, the rest with three figures."""
    if unit == "%":
        return f"{value:.1f} %"
    return f"{value:.3g} {unit}".strip() if abs(value) < 100 else f"{value:.0f} {unit}".strip()


def markdown(rows: Iterable[Row]) -> str:
    """A Markdown table, one line a row."""
    lines = ["| network | measure | value | target | reached | note |", "|---|---|---|---|---|---|"]
    for row in rows:
        target = "" if row.target is None else f"{'≥' if row.sense == '>=' else '≤'} {shown(row.target, row.unit)}"
        reached = {None: "", True: "yes", False: "no"}[row.reached]
        lines.append(f"| {row.subject} | {row.measure} | {shown(row.value, row.unit)} | {target} | {reached} | {row.note} |")
    return "\n".join(lines)

"""One table of every network as it stands in training/runs or in the packs.

    cd native-models && PYTHONPATH=. python training/evaluate.py [refiner interpolation motion t2i i2v v2v] [--quick] [--json FILE]

Each network measures itself (`training/<network>/evaluate.py`); those whose weights are not there yet are named below the table. The packs that ship are measured where people use them: `npm run evaluate`.
"""

from __future__ import annotations

import argparse
import importlib
import json
import sys
from pathlib import Path

from training.processor import settle
from training.table import Row, markdown

NETWORKS = ["t2i", "i2v", "motion", "v2v", "refiner", "interpolation"]


def measured(network: str, quick: bool) -> list[Row]:
    """The rows of one network; none where its weights have not been made yet."""
    try:
        return importlib.import_module(f"training.{network}.evaluate").evaluate(quick)
    except FileNotFoundError:
        return []


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("networks", nargs="*", help=f"any of {', '.join(NETWORKS)}; all by default")
    parser.add_argument("--quick", action="store_true", help="fewer pictures and clips")
    parser.add_argument("--json", type=Path)
    options = parser.parse_args()
    unknown = set(options.networks) - set(NETWORKS)
    if unknown:
        parser.error(f"there is no network called {', '.join(sorted(unknown))}; known: {', '.join(NETWORKS)}")
    settle()
    rows, missing = [], []
    for network in options.networks or NETWORKS:
        print(f"{network} …", file=sys.stderr, flush=True)
        found = measured(network, options.quick)
        rows += found
        if not found:
            missing.append(network)
    print(markdown(rows))
    if missing:
        print(f"\nNot made yet: {', '.join(missing)}.")
    if options.json:
        options.json.write_text(json.dumps([row.as_json() for row in rows], indent=1) + "\n")


if __name__ == "__main__":
    main()

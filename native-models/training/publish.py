"""Write the checksums of a pack: python publish.py PACK_DIR [--check].

Fills `files` of PACK_DIR/pack.json with {path: {bytes, sha256}} of every file in the folder but pack.json itself, and
leaves the other fields as they were written by hand. With --check nothing is written; the exit code says whether the
folder matches.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import sys
from pathlib import Path


def inventory(folder: Path) -> dict[str, dict[str, int | str]]:
    """Size and SHA-256 of every file below the folder, by POSIX path, sorted."""
    found = {}
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder).as_posix()
        if path.is_file() and name != "pack.json" and not any(part.startswith(".") for part in path.relative_to(folder).parts):
            found[name] = {"bytes": path.stat().st_size, "sha256": hashlib.sha256(path.read_bytes()).hexdigest()}
    return found


def named_files(pack: dict) -> list[str]:
    """Every file that the pack's own fields point at."""
    names = [pack[key] for key in ("tokenizer", "scheduler") if key in pack]
    for component in pack["components"].values():
        names += [component["config"], *component["weights"]]
    return names


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("pack", type=Path)
    parser.add_argument("--check", action="store_true")
    options = parser.parse_args()
    path = options.pack / "pack.json"
    pack = json.loads(path.read_text())
    files = inventory(options.pack)
    missing = [name for name in named_files(pack) if name not in files]
    if missing:
        sys.exit(f"{path}: names files that are not there: {', '.join(missing)}")
    if options.check:
        sys.exit(None if pack.get("files") == files else f"{path}: `files` does not match the folder; run publish.py without --check")
    pack["files"] = files
    path.write_text(json.dumps(pack, indent=2, ensure_ascii=False) + "\n")
    print(f"{pack['id']}: {len(files)} files, {sum(f['bytes'] for f in files.values()) / 1e6:.2f} MB")


if __name__ == "__main__":
    main()

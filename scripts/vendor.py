"""Checks and updates the browser files of others that the pages bring along.

``python -m scripts.vendor check`` compares each file with its SHA-256 in the manifests, without any
network. ``update NAME VERSION`` asks npm for a package, copies its files and rewrites the hashes;
only a maintainer runs it.
"""

import hashlib
import re
import subprocess
import sys
import tarfile
import tempfile
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

MANIFESTS = (
    Path("src/api/board/static/vendor/manifest.toml"),
    Path("tests/ui/vendor/manifest.toml"),
)


def files(manifest: Path) -> list[dict[str, Any]]:
    """Return the entries of a manifest."""
    found: list[dict[str, Any]] = tomllib.loads(manifest.read_text())["file"]
    return found


def place(manifest: Path, entry: dict[str, Any]) -> Path:
    """Return where a file of a package stands."""
    folder = manifest.parent / f"{entry['name']}-{entry['version']}"
    return folder / Path(entry["path"]).name


def complaints() -> Iterator[str]:
    """Yield what differs from the manifests, and what no manifest names."""
    for manifest in MANIFESTS:
        known = {place(manifest, each): each for each in files(manifest)}
        for path, entry in known.items():
            content = path.read_bytes() if path.exists() else b""
            if hashlib.sha256(content).hexdigest() != entry["sha256"]:
                yield f"{path}: not as {entry['name']} {entry['version']} was published"
        for path in manifest.parent.rglob("*"):
            if path.is_file() and path != manifest and path not in known:
                yield f"{path}: no manifest names it"


def update(name: str, version: str) -> None:
    """Put a version of a package in the place of the one that is there."""
    for manifest in MANIFESTS:
        entries = [each for each in files(manifest) if each["name"] == name]
        if entries:
            _replace(manifest, entries, version)


def _replace(manifest: Path, entries: list[dict[str, Any]], version: str) -> None:
    text = manifest.read_text()
    with tempfile.TemporaryDirectory() as folder:
        wanted = f"{entries[0]['name']}@{version}"
        done = subprocess.run(
            ["npm", "pack", wanted], cwd=folder, check=True, capture_output=True, text=True
        )
        with tarfile.open(Path(folder) / done.stdout.split()[-1]) as archive:
            archive.extractall(folder, filter="data")
        for entry in entries:
            content = (Path(folder) / "package" / entry["path"]).read_bytes()
            place(manifest, entry).unlink(missing_ok=True)
            target = place(manifest, {**entry, "version": version})
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(content)
            text = text.replace(entry["sha256"], hashlib.sha256(content).hexdigest())
    pattern = rf'(name = "{re.escape(entries[0]["name"])}"\nversion = )"[^"]+"'
    manifest.write_text(re.sub(pattern, rf'\g<1>"{version}"', text))


def main() -> None:
    """Check, or update a package."""
    match sys.argv[1:]:
        case ["check"]:
            found = list(complaints())
            print(*found, sep="\n")
            sys.exit(bool(found))
        case ["update", name, version]:
            update(name, version)
        case _:
            sys.exit("python -m scripts.vendor check | update NAME VERSION")


if __name__ == "__main__":
    main()

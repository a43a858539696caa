"""Checks what may be committed: a lock with hashes and without addresses, and no other lock."""

import re
import sys
from pathlib import Path

PIN = re.compile(r"^[a-z0-9][^\s=]*==", re.MULTILINE | re.IGNORECASE)
HASHED = re.compile(rf"{PIN.pattern}[^\n]*\\\n +--hash=sha256:", re.MULTILINE | re.IGNORECASE)
HOSTS = re.compile(r"https?://|--(extra-)?index-url|--find-links|file:", re.IGNORECASE)


def complaints() -> list[str]:
    """Return what is wrong with the lock files."""
    lock = Path("requirements.lock").read_text()
    pins, hashed = PIN.findall(lock), HASHED.findall(lock)
    others = [name for name in ("uv.lock", "pylock.toml") if Path(name).exists()]
    found = [f"{name}: must not be committed" for name in others]
    if HOSTS.search(lock):
        found.append("requirements.lock: names an address")
    if len(hashed) != len(pins):
        found.append(f"requirements.lock: {len(pins) - len(hashed)} requirements without a hash")
    return found


if __name__ == "__main__":
    print(*complaints(), sep="\n")
    sys.exit(bool(complaints()))

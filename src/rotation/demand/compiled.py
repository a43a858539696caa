"""Compiled functions that keep their types for readers and checkers.

What numba compiles is kept on disk, in a folder of its own for each state of this package: numba
looks at the file of a function alone, not at those it calls into, and cannot read what was kept
before a record was renamed. So an upgrade starts with an empty folder.
"""

import hashlib
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar, cast

from numba import config, njit

Function = TypeVar("Function", bound=Callable[..., Any])  # Any: whatever it takes
_PACKAGE = Path(__file__).parent


def jitted(function: Function) -> Function:
    """Return a function that numba compiles at its first call and keeps on disk."""
    return cast("Function", njit(cache=True)(function))


def inlined(function: Function) -> Function:
    """Return a compiled function that is written into whoever calls it."""
    return cast("Function", njit(cache=True, inline="always")(function))


def state_of(package: Path) -> str:
    """Return a digest of the sources of a package, equal as long as none of them changes."""
    digest = hashlib.sha256()
    for path in sorted(package.rglob("*.py")):
        digest.update(f"{path.relative_to(package)}\0".encode() + path.read_bytes() + b"\0")
    return digest.hexdigest()[:16]


def cache_folder(chosen: str, package: Path) -> Path | None:
    """Return the folder for what is compiled: below the chosen one, the package, or the home.

    ``chosen``: NUMBA_CACHE_DIR or nothing. None where nothing can be written: numba decides.
    """
    homes = [Path(chosen)] if chosen else [package / "__pycache__", Path("~/.cache/rotation")]
    for each in homes:
        base = each.expanduser()
        nearest = next(each for each in (base, *base.parents) if each.exists())
        if os.access(nearest, os.W_OK):
            return base / f"compiled-{state_of(package)}"
    return None


if folder := cache_folder(config.CACHE_DIR, _PACKAGE):  # type: ignore[attr-defined]  # numba makes it at import
    config.CACHE_DIR = str(folder)  # type: ignore[attr-defined]  # see above

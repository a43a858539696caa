"""The two builds that are compared: this checkout, and an older one taken from git beside it."""

import os
import re
import subprocess
import sys
import tempfile
import tomllib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.metadata import distributions
from pathlib import Path

HERE = Path(__file__).parents[2]
_WARM = """
from importlib.util import find_spec
from importlib import import_module
names = ("rotation.demand.dispatch", "rotation.demand.answers")
import_module(next(name for name in names if find_spec(name))).warm()
"""
"""Compiles the queueing engines once, under the name of either layout."""


@dataclass(frozen=True)
class Build:
    """A checkout whose code is run by this interpreter.

    ``packages`` is where the libraries are that it needs and this checkout no longer does.
    """

    name: str
    root: Path
    packages: Path | None = None

    def environment(self, **more: str) -> dict[str, str]:
        """Return the environment in which its code is found before any other."""
        paths = [self.root / each for each in ("src", "tests", ".")]
        paths += [self.packages] if self.packages else []
        kept = {name: value for name, value in os.environ.items() if not _is_ours(name)}
        return {**kept, "PYTHONPATH": os.pathsep.join(map(str, paths)), **more}

    def prepare(self) -> None:
        """Compile everything that a first start would compile."""
        if self.packages and (missing := _missing(self.root)):
            pip = [sys.executable, "-m", "pip", "install", "--quiet", "--target"]
            subprocess.run([*pip, str(self.packages), *missing], check=True)
        source = str(self.root / "src")
        subprocess.run([sys.executable, "-m", "compileall", "-q", source], check=True)
        subprocess.run([sys.executable, "-c", _WARM], env=self.environment(), check=True)


def _is_ours(name: str) -> bool:
    return name.startswith("ROTATION_") or name in {"PYTHONPATH", "PYTHONDONTWRITEBYTECODE"}


def _missing(root: Path) -> list[str]:
    """Return the requirements of a checkout that are not installed."""
    project = tomllib.loads((root / "pyproject.toml").read_text())["project"]
    names = {each: re.split(r"[^\w.-]", each)[0] for each in project["dependencies"]}
    here = {each.name.lower().replace("_", "-") for each in distributions()}
    return [each for each, name in names.items() if name.lower().replace("_", "-") not in here]


@contextmanager
def compared(commit: str) -> Iterator[tuple[Build, Build]]:
    """Yield (older, this) build; the older one is a worktree that is removed in the end."""
    with tempfile.TemporaryDirectory(prefix="rotation-against-") as folder:
        root = Path(folder) / "build"
        git = ["git", "-C", str(HERE), "worktree"]
        subprocess.run([*git, "add", "--quiet", "--detach", str(root), commit], check=True)
        try:
            builds = Build(commit, root, Path(folder) / "packages"), Build("this", HERE)
            for each in builds:
                each.prepare()
            yield builds
        finally:
            subprocess.run([*git, "remove", "--force", str(root)], check=True)

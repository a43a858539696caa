"""The worked examples of CONTRIBUTING.md, written into a copy of the house."""

import re
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[2]
COPIED = ("src", "tests", "migrations", "scripts", "docs")
FILES = ("pyproject.toml", "README.md")
_BLOCK = re.compile(
    r"^```(?P<kind>python|diff) file=(?P<file>\S+)\n(?P<text>.*?)^```$", re.MULTILINE | re.DOTALL
)


@dataclass(frozen=True)
class Example:
    """A fenced block: a new file (``python``) or a change of one that is there (``diff``)."""

    kind: str
    file: str
    text: str

    def write(self, house: Path) -> None:
        """Put it into a house; AssertionError when a file is there, or not as the diff says."""
        path = house / self.file
        if self.kind == "python":
            assert not path.exists(), f"{self.file} is no example any more: it exists"
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(self.text)
            return
        lines = self.text.splitlines(keepends=True)
        before = "".join(each[1:] for each in lines if each[0] in " -")
        after = "".join(each[1:] for each in lines if each[0] in " +")
        text = path.read_text()
        assert text.count(before) == 1, f"{self.file} has these lines not once:\n{before}"
        path.write_text(text.replace(before, after))


def examples() -> Iterator[Example]:
    """Yield the examples in the order of the page."""
    for block in _BLOCK.finditer((ROOT / "CONTRIBUTING.md").read_text()):
        yield Example(block["kind"], block["file"], block["text"])


def copy(house: Path) -> None:
    """Copy what the examples are written into and checked by."""
    for folder in COPIED:
        shutil.copytree(ROOT / folder, house / folder, ignore=shutil.ignore_patterns("__pycache__"))
    for file in FILES:
        shutil.copy(ROOT / file, house)

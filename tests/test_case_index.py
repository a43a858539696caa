"""The index of cases: every test and every input that it names is there."""

import ast
import re
from functools import cache
from pathlib import Path

import pytest

from support.paths import DATA

TESTS = DATA.parent
NAMED = re.compile(r"`(\w[\w/]*\.py)::(test_\w+)`(?: \(((?:`[^`]+`(?:, )?)+)\))?")
Row = tuple[str, ...]


def rows() -> list[Row]:
    """Return the rows of the index: case, right value, held by, neighbours."""
    lines = (DATA / "cases" / "README.md").read_text("utf-8").splitlines()
    cells = [tuple(each.strip() for each in line.strip("|").split(" | ")) for line in lines]
    return [each for each in cells if len(each) == 4 and each[0] not in {"case", "---"}]


ROWS = rows()


@cache
def functions(file: Path) -> set[str]:
    """Return the names of the functions of a file."""
    parts = ast.parse(file.read_text("utf-8")).body
    return {each.name for each in parts if isinstance(each, ast.FunctionDef)}


def tried(cell: str) -> set[tuple[str, str]]:
    """Return (test, input) of a cell; a test that names no input is one by itself."""
    found = set()
    for file, name, inputs in NAMED.findall(cell):
        given = re.findall(r"`([^`]+)`", inputs) or [""]
        found |= {(f"{file}::{name}", each) for each in given}
    return found


@pytest.mark.parametrize("row", ROWS, ids=[each[0] for each in ROWS])
def test_what_a_row_names_is_there(row: Row) -> None:
    held, neighbours = tried(row[2]), tried(row[3])
    assert held
    assert len(neighbours - held) >= 2
    assert row[2].count("::") + row[3].count("::") == len(NAMED.findall(row[2] + row[3]))
    for test, given in held | neighbours:
        file, _, name = test.partition("::")
        assert name in functions(TESTS / file), test
        # What a test tries may stand above it, where several share it.
        assert given in (TESTS / file).read_text("utf-8"), given


def test_every_file_has_a_row() -> None:
    files = {each.stem for kind in ("calendars", "logs") for each in (DATA / kind).glob("[0-9]*")}
    named = {each.strip() for row in ROWS for each in row[0].split(",")}
    assert len(files) == 35
    assert files <= named
    assert len(ROWS) == 19 + 7 + 7 + 3 + 8

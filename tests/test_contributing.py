"""The worked examples of CONTRIBUTING.md work as they stand there, in a copy of the house."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from scripts import budgets

from support.worked_examples import copy, examples

BATTERIES = (
    "tests/solver/test_every_constraint.py",
    "tests/architecture/test_jobs.py",
    "tests/architecture/test_routes.py",
)
"""What every rule, job and route is held to; of the first and the last only the new ones."""
NEW = (
    "not postgresql"  # each engine is held to by its own tests; this is about the page
    " and (unsocial or test_jobs or registered or size or members or parley or organisations)"
)


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the house with every example in it."""
    made = tmp_path_factory.mktemp("house")
    copy(made)
    written = list(examples())
    assert {each.kind for each in written} == {"python", "diff"}
    for each in written:
        each.write(made)
    return made


def run(house: Path, *command: str) -> str:
    """Run a Python module in the house, whose source comes before ours; return what it printed."""
    path = os.pathsep.join((str(house / "src"), str(house)))
    done = subprocess.run(
        [sys.executable, "-m", *command],
        cwd=house,
        env={**os.environ, "PYTHONPATH": path, "PYTHONDONTWRITEBYTECODE": "1"},
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def test_the_tests_of_the_examples_and_the_batteries_pass(house: Path) -> None:
    own = [each.file for each in examples() if each.file.startswith("tests/")]
    assert len(own) == 5
    said = run(house, "pytest", "-p", "no:cacheprovider", *own, *BATTERIES, "-k", NEW)
    passed = re.search(r"(\d+) passed", said)
    assert passed
    assert int(passed[1]) >= len(own) + len(BATTERIES)


def test_the_examples_keep_the_rules_of_the_house(
    house: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    files = [each.file for each in examples() if each.kind == "python"]
    run(house, "ruff", "check", "--no-cache", *files)
    run(house, "ruff", "format", "--no-cache", "--check", *files)
    run(house, "scripts.names")
    run(house, "scripts.catalogues")
    monkeypatch.chdir(house)
    assert [each for file in files for each in budgets.complaints(Path(file))] == []


def test_the_rule_of_the_example_reaches_the_readme(house: Path) -> None:
    run(house, "scripts.tables")
    assert "| `unsocial-shifts-per-week` | Nobody works" in (house / "README.md").read_text()

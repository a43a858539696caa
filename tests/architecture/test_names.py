"""A name says one thing: what the check of names refuses, and that the house keeps it."""

from pathlib import Path

import pytest
from scripts import names


def complaints(folder: Path, **files: str) -> list[str]:
    """Return what the check says of a source tree of these modules."""
    for name, text in files.items():
        path = folder / "src" / "rotation" / f"{name}.py"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return list(names.complaints(folder))


def test_the_house_keeps_its_names() -> None:
    assert list(names.complaints()) == []


def test_what_wraps_by_design_is_there_twice() -> None:
    places = names.classes(names.sources(("src",)))
    assert {name for name, found in places.items() if len(found) > 1} == names.WRAPPED


def test_a_class_name_twice_is_refused(tmp_path: Path) -> None:
    (said,) = complaints(tmp_path, one="class Rest:\n    pass\n", two="class Rest:\n    pass\n")
    assert said == "class Rest stands twice: src/rotation/one.py:1, src/rotation/two.py:1"


def test_an_inner_class_counts(tmp_path: Path) -> None:
    inner = "class Rota:\n    class Rest:\n        pass\n"
    assert len(complaints(tmp_path, one="class Rest:\n    pass\n", two=inner)) == 1


@pytest.mark.parametrize(
    "text",
    [
        "def found():\n    pass\n",
        "async def _asked():\n    pass\n",
        "class Wanted:\n    pass\n",
        "_TOLD_ = 1\n",
        "shown: int = 1\n",
        "first, held = 1, 2\n",
        "if True:\n    thing = 1\n",
    ],
)
def test_an_empty_word_at_the_top_of_a_module_is_refused(tmp_path: Path, text: str) -> None:
    (said,) = complaints(tmp_path, one=text)
    assert said.endswith("a name that says nothing")


@pytest.mark.parametrize(
    "text",
    [
        "def found_rows():\n    found = 1\n    return found\n",
        "from somewhere import found\n",
        "WANTED_STAFF = 1\n",
    ],
)
def test_a_word_inside_a_name_or_a_function_is_fine(tmp_path: Path, text: str) -> None:
    assert complaints(tmp_path, one=text) == []


@pytest.mark.parametrize("comment", ["# fmt: " + "skip", "#fmt:" + "skip", "# fmt: " + "off"])
def test_a_list_kept_from_the_formatter_is_refused(tmp_path: Path, comment: str) -> None:
    (said,) = complaints(tmp_path, one=f"A = [1]  {comment}\n")
    assert said == "src/rotation/one.py:1: kept from the formatter"

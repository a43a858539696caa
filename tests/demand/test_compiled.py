"""What was compiled by another build is never read."""

from pathlib import Path

import pytest

from rotation.demand.compiled import cache_folder, state_of


@pytest.fixture
def package(tmp_path: Path) -> Path:
    """A package of two files, one of them in a folder."""
    (tmp_path / "inner").mkdir()
    (tmp_path / "kernel.py").write_text("LARGE = 1\n")
    (tmp_path / "inner" / "arrays.py").write_text("RECORD = 2\n")
    return tmp_path


def test_a_change_in_any_file_changes_the_folder(package: Path) -> None:
    before = cache_folder("", package)
    assert before == cache_folder("", package)
    (package / "inner" / "arrays.py").write_text("RECORD = 3\n")
    assert cache_folder("", package) != before


def test_a_file_that_is_renamed_changes_the_folder(package: Path) -> None:
    before = state_of(package)
    (package / "kernel.py").rename(package / "kernels.py")
    assert state_of(package) != before


def test_the_folder_lies_below_the_chosen_one(package: Path, tmp_path: Path) -> None:
    chosen = tmp_path / "kept"
    folder = cache_folder(str(chosen), package)
    assert folder
    assert folder.parent == chosen

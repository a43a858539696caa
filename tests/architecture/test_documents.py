"""The pages for contributors are true: the map, the twelve questions, the hooks, the links."""

import re
from pathlib import Path

import pytest
from scripts import map as house_map

from rotation.chat.platforms import PLATFORMS

ARCHITECTURE = Path("docs/architecture.md")
PAGES = ("README.md", "CONTRIBUTING.md", *map(str, sorted(Path("docs").rglob("*.md"))))
_LINK = re.compile(r"\]\((?!https?:|#|mailto:)([^)#]+)(?:#[^)]*)?\)")


def test_the_map_is_what_the_imports_are() -> None:
    text = ARCHITECTURE.read_text()
    assert house_map.filled(text) == text


def test_an_arrow_that_follows_from_two_others_is_left_out() -> None:
    every = {("a", "b"), ("b", "c"), ("a", "c"), ("a", "d")}
    assert house_map.reduced(every) == {("a", "b"), ("b", "c"), ("a", "d")}


def test_a_long_way_round_leaves_an_arrow_out_too() -> None:
    every = {("a", "b"), ("b", "c"), ("c", "d"), ("a", "d")}
    assert house_map.reduced(every) == every - {("a", "d")}


def test_a_page_without_the_marks_is_refused() -> None:
    with pytest.raises(ValueError, match="no marks"):
        house_map.filled("# Architecture\n")


def test_the_newcomers_twelve_questions_have_files_as_answers() -> None:
    section = ARCHITECTURE.read_text().partition("## Twelve questions")[2].partition("\n## ")[0]
    rows = re.findall(r"^\| .+\? \| `(\S+)` \|$", section, re.MULTILINE)
    assert len(rows) == 12
    assert len(set(rows)) == 12
    assert [each for each in rows if not Path(each).is_file()] == []


def test_every_path_that_the_architecture_names_is_there() -> None:
    ways = ARCHITECTURE.read_text().partition("## The ways of the data")[2].partition("\n## ")[0]
    named = re.findall(r"`((?:api|rota|solver|demand|chat)/[a-z_/]+(?:\.py)?)", ways)
    assert len(named) > 10
    roots = (Path("src/rotation"), Path("src"))
    assert [each for each in named if not any((root / each).exists() for root in roots)] == []


@pytest.mark.parametrize("page", PAGES)
def test_a_page_links_to_what_is_there(page: str) -> None:
    here = Path(page).parent
    links = _LINK.findall(Path(page).read_text())
    assert [each for each in links if not (here / each).exists()] == []


def test_the_hooks_before_a_commit_are_what_make_check_runs() -> None:
    recipe = re.search(r"^check:.*\n((?:\t.*\n)+)", Path("Makefile").read_text(), re.MULTILINE)
    assert recipe
    checks = re.findall(r"^\t\$\(BIN\)/(.+)$", recipe[1], re.MULTILINE)
    hooks = re.findall(r"entry: \.venv/bin/(.+?), ", Path(".pre-commit-config.yaml").read_text())
    assert checks
    assert hooks == checks


def test_the_hooks_fetch_nothing() -> None:
    config = Path(".pre-commit-config.yaml").read_text()
    assert re.findall(r"repo: *(\S+)", config) == ["local"]
    assert "://" not in config


def test_every_chat_platform_has_a_page_and_a_row_in_the_readme() -> None:
    readme = Path("README.md").read_text()
    for each in PLATFORMS:
        assert Path(f"docs/chat/{each}.md").is_file(), each
        assert f"](docs/chat/{each}.md)" in readme, each

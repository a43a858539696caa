"""The files of the pages: contrasts of colours, addresses that change with content, vendoring."""

import gzip
import re
from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from scripts import vendor

from api.board import static_files
from support.organisation import TestOrganisation

CSS = (static_files.FOLDER / "app.css").read_text()
TEMPLATES = static_files.FOLDER.parent / "templates"
TEXTS = [
    ("text", "surface"),
    ("text-2", "surface"),
    ("text-3", "surface"),
    ("text-3", "bg"),
    ("on-ink", "ink"),
    ("link", "surface"),
    ("link", "bg"),
    ("m-tx", "m-bg"),
    ("a-tx", "a-bg"),
    ("e-tx", "e-bg"),
    ("bad-tx", "bad-bg"),
    ("bad-tx", "surface"),
    ("warn-tx", "surface"),
    ("warn-tx", "warn-bg"),
    ("ok-tx", "surface"),
    ("ok-tx", "ok-bg"),
    ("h-2t", "h-2"),
    ("h-1t", "h-1"),
    ("h0t", "h0"),
    ("h1t", "h1"),
    ("h2t", "h2"),
    ("text-2", "bg"),
]
MARKS = [
    ("m-bar", "surface"),
    ("a-bar", "surface"),
    ("e-bar", "surface"),
    ("bad-bar", "surface"),
    ("focus", "surface"),
    ("data", "surface"),
    ("data-2", "surface"),
    ("text-3", "surface"),
]


def token(name: str, theme: str) -> str:
    """Return a colour of the stylesheet in six digits."""
    found = re.search(rf"--{name}: light-dark\(#(\w+), #(\w+)\)", CSS)
    assert found, name
    colour = found[2 if theme == "dark" else 1]
    return colour if len(colour) == 6 else "".join(2 * each for each in colour)


def luminance(colour: str) -> float:
    """Return the relative luminance of WCAG."""
    parts = [int(colour[at : at + 2], 16) / 255 for at in (0, 2, 4)]
    red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str, theme: str) -> float:
    """Return the contrast of two tokens."""
    low, high = sorted(luminance(token(each, theme)) for each in (one, other))
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_texts_and_marks_stand_out(theme: str) -> None:
    assert {pair: c for pair in TEXTS if (c := contrast(*pair, theme)) < 4.5} == {}
    assert {pair: c for pair in MARKS if (c := contrast(*pair, theme)) < 3} == {}


def test_files_of_others_are_as_published() -> None:
    assert list(vendor.complaints()) == []


def test_templates_escape_everything_and_hold_no_code() -> None:
    found = {
        path.name
        for path in TEMPLATES.glob("*.j2")
        if re.search(r"\|\s*safe\b|Markup|<style|style=|\bon\w+=\"|<script>", path.read_text())
    }
    assert found == set()
    assert [
        path.name for path in TEMPLATES.glob("*.j2") if path.read_text().count("\n") > 150
    ] == []


def test_a_file_is_kept_for_a_year_under_its_digest(home: TestOrganisation) -> None:
    one = TestClient(home.app)
    answer = one.get(static_files.address("app.css"))
    assert answer.headers["cache-control"].endswith("immutable")
    assert answer.headers["content-type"].startswith("text/css")
    assert answer.text == CSS
    for name in ("app.css", "app.0000000000.css", "..%2f..%2fapp.py", "manifest.toml"):
        assert one.get(f"/static/{name}").status_code == 404


def test_the_scripts_and_styles_stay_small() -> None:
    packed = [len(gzip.compress(p.read_bytes(), 9)) for p in static_files.FOLDER.rglob("*.js")]
    assert sum(packed) < 35_000
    assert len(gzip.compress(CSS.encode(), 9)) < 12_000
    assert Path(static_files.FOLDER / "vendor" / "manifest.toml").exists()

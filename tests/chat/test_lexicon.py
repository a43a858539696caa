"""The words of every language are whole, and no text of them is too much."""

import tomllib
from datetime import datetime
from importlib import resources
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rotation.chat.lexicon import LANGUAGES, lexicon, plain
from rotation.chat.question import understood

NOW = datetime(2026, 11, 24, 10, 0, tzinfo=ZoneInfo("Europe/Paris"))
PHRASES = sorted({each for language in LANGUAGES for each in lexicon(language).phrases})
WRITTEN = (
    "9-12",
    "24.12.",
    "31/2",
    "18h30",
    "at 7",
    "2026-12-05T18:00",
    "99999",
    "0",
    "24:00",
    "1st",
    "7.30 Uhr",
    "12am",
    "9000-12-31",
    "2026-W53",
    "-",
    "&",
    "29 feb",
    "9999 days ago",
)


def test_every_phrase_is_written_as_texts_are_compared() -> None:
    assert [each for each in PHRASES if plain(each).replace("'", " ") != each] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_has_seven_days_and_twelve_months(language: str) -> None:
    file = resources.files("rotation.chat") / "lexicon" / f"{language}.toml"
    table = tomllib.loads(file.read_text("utf-8"))
    assert (len(table["weekdays"]), len(table["months"]), len(table["numbers"])) == (7, 12, 12)
    assert {"today_parts", "named_days", "days", "parts", "clock"} <= table.keys()


@given(
    st.lists(st.sampled_from(PHRASES) | st.sampled_from(WRITTEN) | st.text(max_size=5), max_size=14)
)
def test_any_words_in_any_order_are_some_question(words: list[str]) -> None:
    found = understood(" ".join(words), NOW, {"x": "X", "tel": "Téléphone"})
    assert found.span is None or found.span.start < found.span.end


@pytest.mark.parametrize(
    "text", ["9-" * 5000, "a week " * 3000, "half " * 4000, "1.1." * 4000, "x" * 60000]
)
def test_a_long_text_is_some_question(text: str) -> None:
    assert understood(text, NOW, {}).kind

"""Sentences are said in three languages, and no value in them is trusted."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from rotation.words import best_language, say


def test_a_sentence_without_translation_is_said_in_english() -> None:
    assert say("{a} of {b}", a=1, b=2).said_in("fr") == "1 of 2"


def test_braces_in_a_value_stay_as_they_are() -> None:
    assert str(say("Hello {name}", name="{evil.__class__}")) == "Hello {evil.__class__}"
    assert str(say("{0} is no template")) == "{0} is no template"


def test_values_are_shown_the_way_of_the_reader() -> None:
    instant = datetime(2026, 11, 24, 16, 30, tzinfo=UTC)
    sentence = say("{at}, {rest} of rest", at=instant, rest=timedelta(hours=10, minutes=5))
    assert str(sentence) == "Tue 24 Nov 16:30, 10:05 of rest"
    assert sentence.said_in("nl", ZoneInfo("Europe/Paris")) == "di 24 nov 17:30, 10:05 of rest"


@pytest.mark.parametrize(
    ("accept", "language"),
    [
        ("fr-BE, en;q=0.5", "fr"),
        ("de, nl;q=0.2, en;q=0.9", "en"),
        ("de", None),
        ("", None),
        ("fr;q=0, nl;q=0.1", "nl"),
        ("fr;q=abc, nl", "nl"),
    ],
)
def test_the_language_is_the_best_one_offered(accept: str, language: str | None) -> None:
    assert best_language(accept) == language


def test_a_number_has_the_decimal_sign_of_its_language() -> None:
    template = "{member} would do less unsocial work than a fair share of {share} points"
    said = say(template, member="Ann", share=8.9)
    assert "8.9 points" in said.said_in("en")
    assert "8,9 points" in said.said_in("fr")
    assert "8,9 punten" in said.said_in("nl")

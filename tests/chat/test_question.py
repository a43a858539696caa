"""A text in English, French or Dutch becomes the question that is meant."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rotation.chat.question import ChatQuestion, understood
from rotation.timespan import Span

PARIS = ZoneInfo("Europe/Paris")
NOW = datetime(2026, 11, 24, 10, 0, tzinfo=PARIS)
"""A Tuesday."""
CHANNELS = {"whatsapp": "WhatsApp", "insta-dm": "Instagram DM", "insta": "Instagram"}


def asked(text: str, now: datetime = NOW) -> ChatQuestion:
    return understood(text, now, CHANNELS)


def span(first: str, last: str) -> Span:
    start, end = (datetime.fromisoformat(each).replace(tzinfo=PARIS) for each in (first, last))
    return Span(start, end)


def test_the_three_examples_are_understood() -> None:
    first = asked("who's on tomorrow evening for WhatsApp?")
    assert (first.kind, first.language, first.channel) == ("during", "en", "whatsapp")
    assert first.span == span("2026-11-25T17:00", "2026-11-25T23:00")
    second = asked("qui est d'astreinte samedi ?")
    assert (second.kind, second.language) == ("during", "fr")
    assert second.span == span("2026-11-28T00:00", "2026-11-29T00:00")
    assert asked("wie heeft nu dienst?") == ChatQuestion("now", "nl")


@pytest.mark.parametrize(
    ("text", "kind", "language"),
    [
        ("", "now", None),
        ("who is on duty", "now", "en"),
        ("Qui est de service maintenant ?", "now", "fr"),
        ("who is next?", "next", "en"),
        ("qui est le suivant ?", "next", "fr"),
        ("wie is de volgende?", "next", "nl"),
        ("when am I on?", "mine", "en"),
        ("quand est-ce que je travaille ?", "mine", "fr"),
        ("wanneer heb ik dienst?", "mine", "nl"),
        ("help", "help", None),
        ("aide", "help", None),
    ],
)
def test_what_is_asked_and_in_which_language(text: str, kind: str, language: str | None) -> None:
    found = asked(text)
    assert (found.kind, found.language) == (kind, language)


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("tonight", "2026-11-24T17:00", "2026-11-24T23:00"),
        ("qui ce soir ?", "2026-11-24T17:00", "2026-11-24T23:00"),
        ("wie vanavond?", "2026-11-24T17:00", "2026-11-24T23:00"),
        ("morgenochtend", "2026-11-25T06:00", "2026-11-25T12:00"),
        ("demain après-midi", "2026-11-25T12:00", "2026-11-25T17:00"),
        ("après-demain", "2026-11-26T00:00", "2026-11-27T00:00"),
        ("overmorgen", "2026-11-26T00:00", "2026-11-27T00:00"),
        ("friday night", "2026-11-27T23:00", "2026-11-28T06:00"),
        ("vrijdagnacht", "2026-11-27T23:00", "2026-11-28T06:00"),
        ("wie heeft zaterdagmiddag dienst?", "2026-11-28T12:00", "2026-11-28T17:00"),
        ("next monday", "2026-11-30T00:00", "2026-12-01T00:00"),
        ("lundi prochain", "2026-11-30T00:00", "2026-12-01T00:00"),
        ("this weekend", "2026-11-28T00:00", "2026-11-30T00:00"),
        ("ce week-end", "2026-11-28T00:00", "2026-11-30T00:00"),
        ("2026-12-24", "2026-12-24T00:00", "2026-12-25T00:00"),
        ("on 24 December", "2026-12-24T00:00", "2026-12-25T00:00"),
        ("on December 1st in the evening", "2026-12-01T17:00", "2026-12-01T23:00"),
        ("le 1er janvier", "2027-01-01T00:00", "2027-01-02T00:00"),
        ("le 15 août", "2027-08-15T00:00", "2027-08-16T00:00"),
        ("5 maart", "2027-03-05T00:00", "2027-03-06T00:00"),
        ("le 3/1", "2027-01-03T00:00", "2027-01-04T00:00"),
    ],
)
def test_days_and_parts_of_days(text: str, first: str, last: str) -> None:
    assert asked(text).span == span(first, last)


@pytest.mark.parametrize(
    ("text", "at"),
    [
        ("at 18:30", "2026-11-24T18:30"),
        ("tomorrow at 7pm", "2026-11-25T19:00"),
        ("à 18h", "2026-11-24T18:00"),
        ("samedi à 18h30", "2026-11-28T18:30"),
        ("zaterdag om 18u", "2026-11-28T18:00"),
        ("om 9 uur", "2026-11-24T09:00"),
        ("après-demain à 18 h 30", "2026-11-26T18:30"),
        ("demain à midi", "2026-11-25T12:00"),
        ("at noon", "2026-11-24T12:00"),
        ("at midnight", "2026-11-25T00:00"),
        ("om middernacht", "2026-11-25T00:00"),
        ("who is on at 9", "2026-11-24T09:00"),
        ("24 december om 21", "2026-12-24T21:00"),
        ("le 24/12 à 9 heures", "2026-12-24T09:00"),
        ("12 am", "2026-11-24T00:00"),
    ],
)
def test_times(text: str, at: str) -> None:
    found = asked(text)
    assert found.kind == "at"
    assert found.at == datetime.fromisoformat(at).replace(tzinfo=PARIS)


def test_a_day_of_a_clock_change_has_its_own_length() -> None:
    """Saturday 24 October 2026 to Sunday: the night of the longer day."""
    before = datetime(2026, 10, 24, 10, tzinfo=PARIS)
    found = asked("tomorrow", before)
    assert found.span
    assert found.span.minutes == 25 * 60


def test_the_longest_name_of_a_channel_is_meant() -> None:
    assert asked("who is on for Instagram DM").channel == "insta-dm"
    assert asked("who is on for instagram").channel == "insta"
    assert asked("who is on for instagrams").channel is None


def test_a_language_that_people_speak_can_be_asked_for() -> None:
    assert asked("who speaks French now?").speaks == "fr"


@given(st.text(max_size=600))
def test_any_text_is_some_question(text: str) -> None:
    assert asked(text).kind in {"now", "at", "during", "next", "mine", "help"}

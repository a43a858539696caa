"""What the product says in a chat is understood when it is sent back to it."""

from datetime import UTC, datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rotation.chat import sentence
from rotation.chat.lexicon import LANGUAGES
from rotation.chat.question import ChatQuestion, Vocabulary, understood
from rotation.rota.on_duty.snapshot import NAMES, Disclosure, PersonOnDuty, Snapshot
from rotation.rota.timeline import DutySpan
from rotation.timespan import Span, at_wall
from rotation.words import say

ZONES = ("Europe/Paris", "Europe/London", "America/New_York", "Asia/Kolkata", "Australia/Lord_Howe")
CHANNELS = {"whatsapp": "WhatsApp", "insta": "Instagram", "tel": "Téléphone"}
NOW = datetime(2026, 11, 24, 10, 0, tzinfo=ZoneInfo("Europe/Paris"))
ANN = UUID(int=1)

languages = st.sampled_from(LANGUAGES)
zones = st.sampled_from(ZONES).map(ZoneInfo)
minutes = st.integers(0, 60 * 24 * 800)
channels = st.sampled_from([None, *CHANNELS])


def wall(day: datetime, after: int, zone: ZoneInfo) -> datetime:
    """Return the first instant of a wall time so many minutes after a midnight."""
    return at_wall(day + timedelta(minutes=after), zone, shift_forward=True)


@st.composite
def questions(draw: st.DrawFn) -> tuple[datetime, ChatQuestion]:
    """A wall clock and a question of an instant or a span, up to two years ahead."""
    zone = draw(zones)
    now = wall(datetime(2026, 1, 1), draw(minutes), zone).astimezone(zone)
    midnight = datetime.combine(now.date(), datetime.min.time())
    start = wall(midnight, draw(minutes), zone)
    channel, speaks = draw(channels), draw(st.sampled_from([None, "nl", "fr", "de", "it"]))
    if draw(st.booleans()):
        return now, ChatQuestion("at", at=start, channel=channel, speaks=speaks)
    shift = draw(st.sampled_from([60, 300, 1440, 2880, 10080]) | st.integers(1, 30000))
    end = wall(start.astimezone(zone).replace(tzinfo=None), shift, zone)
    span = Span(start, max(end, start + timedelta(hours=3)))
    return now, ChatQuestion("during", span=span, channel=channel, speaks=speaks)


@given(questions(), languages)
def test_what_an_answer_says_it_understood_is_understood_again(
    asked: tuple[datetime, ChatQuestion], language: str
) -> None:
    now, question = asked
    zone = now.tzinfo
    said = sentence.with_understanding(say("X."), question, now, CHANNELS, language)
    text = said.said_in(language, zone)
    found = understood(text, now, CHANNELS)
    assert found.unread == (), text
    assert (found.kind, found.channel) == (question.kind, question.channel), text
    assert found.speaks == question.speaks, text
    wanted = question.span or Span(question.at or now, (question.at or now) + timedelta(1))
    shown = found.span or Span(found.at or now, (found.at or now) + timedelta(1))
    assert shown.start.astimezone(zone).replace(fold=0) == wanted.start.astimezone(zone).replace(
        fold=0
    ), text
    assert shown.end.astimezone(zone).replace(fold=0) == wanted.end.astimezone(zone).replace(
        fold=0
    ), text


@given(st.integers(-300, 300), st.integers(0, 1439), languages, st.booleans())
def test_every_date_and_time_the_product_prints_is_read(
    days: int,
    minute: int,
    language: str,
    is_instant: bool,  # noqa: FBT001  # hypothesis draws it
) -> None:
    zone = ZoneInfo("Europe/Paris")
    day = NOW.date() + timedelta(days)
    at = wall(datetime.combine(day, datetime.min.time()), minute, zone).astimezone(zone)
    text = say("{value}", value=at if is_instant else day).said_in(language, zone)
    found = understood(text, NOW, CHANNELS)
    if is_instant:
        assert found.at == at.astimezone(UTC), text
    else:
        assert found.span, text
        assert found.span.start.astimezone(zone).date() == day, text


SHAPES = (
    "Next: {names} from {at}.",
    "{names} on duty until {at}.",
    "{names} on duty {at}.",
    "Nobody is on duty {at}.",
    "Nobody is on duty. Next: {names} from {at}.",
    "You are on duty until {at}.",
)


@given(st.integers(1, 300 * 1440), languages, st.sampled_from(SHAPES))
def test_the_instant_of_every_sentence_is_read_back(after: int, language: str, shape: str) -> None:
    zone = ZoneInfo("Europe/Paris")
    at = wall(datetime(2026, 11, 24, 10, 0), after, zone).astimezone(zone)
    template = shape.replace("{at}", "{until}") if "until" in shape else shape
    template = template.replace("{at}", "{start}") if "from" in shape else template
    text = say(template, names=("Emma", "Bob"), at=at, until=at, start=at).said_in(language, zone)
    found = understood(text, NOW, CHANNELS)
    shown = found.at or (found.span.end if found.span else None)
    assert shown == at.astimezone(UTC), text


def snapshot(*spans: DutySpan) -> Snapshot:
    people = {ANN: PersonOnDuty(ANN, "Ann")}
    return Snapshot(ZoneInfo("Europe/Paris"), spans, people, frozenset(CHANNELS))


def duty(first: str, last: str) -> DutySpan:
    zone = ZoneInfo("Europe/Paris")
    start, end = (datetime.fromisoformat(each).replace(tzinfo=zone) for each in (first, last))
    return DutySpan(
        slot=UUID(int=2),
        member=ANN,
        start=start.astimezone(UTC),
        end=end.astimezone(UTC),
        timezone=zone.key,
        week="2026-W48",
        day=start.date(),
        shift_id=UUID(int=3),
    )


FRIDAY = duty("2026-11-27T17:00", "2026-11-27T22:00")


@pytest.mark.parametrize(
    ("text", "language", "said"),
    [
        ("is Ann on friday?", "en", "Ann: Fri 27 Nov 17:00–22:00. (Understood: Fri 27 Nov, Ann.)"),
        (
            "arbeitet Ann am Freitag",
            "de",
            "Ann: Fr. 27. Nov. 17:00–22:00. (Verstanden: Fr. 27. Nov., Ann.)",
        ),
        ("werkt Ann zaterdag?", "nl", "Ann heeft dan geen dienst. (Begrepen: za 28 nov, Ann.)"),
        (
            "when does Ann work next",
            "en",
            "Next duty of Ann: Fri 27 Nov 17:00 to Fri 27 Nov 22:00. (Understood: Ann.)",
        ),
        (
            "who is on friday at 18:00 for insta",
            "en",
            "Ann on duty Fri 27 Nov 18:00. (Understood: Fri 27 Nov 18:00, Instagram.)",
        ),
        (
            "qui est là vendredi soir ?",
            "fr",
            "De service ven. 27 nov. : Ann 17:00–22:00. (Compris : ven. 27 nov. 17:00–23:00.)",
        ),
        (
            "next week",
            "en",
            "Nobody is on duty from Mon 30 Nov to Sun 6 Dec. (Understood: Mon 30 Nov – Sun 6 Dec.)",
        ),
        (
            "can someone take my shift on friday",
            "en",
            (
                "Nothing has been changed. Ask for a swap of that shift, and those who can take it"
                " are asked. (Understood: Fri 27 Nov.)"
            ),
        ),
        (
            "who is on for tiktok",
            "en",
            (
                "Nobody is on duty. Next: Ann from Fri 27 Nov 17:00."
                " (Understood: now. Not understood: “tiktok”.)"
            ),
        ),
        ("2028-02-29", "en", "Nobody is on duty on Tue 29 Feb. (Understood: Tue 29 Feb 2028.)"),
        ("1 dec 2029", "en", "Nobody is on duty on Sat 1 Dec. (Understood: Sat 1 Dec 2029.)"),
    ],
)
def test_answers_say_what_was_understood(text: str, language: str, said: str) -> None:
    asked = understood(text, NOW, CHANNELS, Vocabulary({ANN: "Ann"}))
    answer = sentence.answer(snapshot(FRIDAY), asked, NOW)
    whole = sentence.with_understanding(answer, asked, NOW, CHANNELS, language)
    assert whole.said_in(language, ZoneInfo("Europe/Paris")) == said


def test_the_asker_is_told_of_the_span_they_ask_for() -> None:
    asked = understood("am I on this weekend?", NOW, CHANNELS)
    assert str(sentence.answer(snapshot(FRIDAY), asked, NOW, ANN)) == "You have no duty then."
    asked = understood("am I on friday?", NOW, CHANNELS)
    said = sentence.answer(snapshot(FRIDAY), asked, NOW, ANN)
    assert said.said_in("de") == "Sie: Fr. 27. Nov. 17:00–22:00."


def test_a_chat_that_sees_roles_learns_nothing_of_a_member() -> None:
    asked = understood("is Ann on friday?", NOW, CHANNELS, Vocabulary({ANN: "Ann"}))
    said = sentence.answer(snapshot(FRIDAY), asked, NOW, told=Disclosure("role"))
    assert str(said) == "People are not named here."
    assert NAMES.privacy == "name"

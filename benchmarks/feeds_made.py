"""Made-up rotas around clock changes, with hostile names, as calendars."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from random import Random
from uuid import UUID

from rotation.demand.shift_patterns import ShiftPattern
from rotation.rota.case import shift_generation
from rotation.rota.feeds.icalendar import Event, FeedSettings, member_uid, team_uid
from rotation.rota.shifts import Seat, Shifts, all_slots
from rotation.rota.timeline import DutySpan, Override, duty_spans
from rotation.timespan import Week, zone

CHANGES = (
    ("Europe/Paris", date(2027, 3, 28)),
    ("Europe/Paris", date(2026, 10, 25)),
    ("Europe/Amsterdam", date(2026, 10, 25)),
    ("America/New_York", date(2027, 3, 14)),
    ("America/New_York", date(2026, 11, 1)),
    ("Australia/Lord_Howe", date(2026, 10, 4)),
    ("Australia/Lord_Howe", date(2027, 4, 4)),
    ("Africa/Cairo", date(2027, 4, 30)),
    ("America/Santiago", date(2026, 9, 6)),
)
TIMES = (
    ("22:00", "06:00"),
    ("06:00", "14:00"),
    ("17:00", "22:00"),
    ("02:30", "05:00"),
    ("00:30", "02:15"),
    ("00:00", "24:00"),
)
PIECES = (
    "\U0001f469‍\U0001f4bb",
    "שלום",
    "مرحبا",
    "ëe\u0308",
    "e\u0301\u0323",
    "\r\nBEGIN:VEVENT\r\n",
    "\r\nEND:VCALENDAR",
    "\\n",
    "\\",
    "\\;",
    '"',
    "'",
    ";,:",
    "a" * 70,
    "日本語" * 9,
    "Zoë O'Brien",
    "\t",
    "\x07",
    "\u2028",
    "=",
    "^n",
    "%0D%0A",
    " ",
    "\U0001f642" * 20,
    "x",
)


@dataclass(frozen=True)
class Made:
    """A calendar and its events, as they are meant."""

    calendar: FeedSettings
    events: tuple[Event, ...]


def rotas(count: int, seed: int) -> Iterator[Made]:
    """Yield so many, always the same for a seed."""
    for number in range(count):
        yield _rota(Random(f"{seed}/{number}"))


def _rota(chance: Random) -> Made:
    name, day = chance.choice(CHANGES)
    people = [UUID(int=chance.getrandbits(128)) for _ in range(3)]
    names = {each: _text(chance) for each in people}
    team, task = f"t{_text(chance)}", f"w{_text(chance)}"
    whose = chance.choice([None, *people])
    spans = _duties(chance, (name, day), people)
    events = tuple(
        _event(chance, each, (names[each.member], team, task), whose)
        for each in spans
        if whose in {None, each.member}
    )
    calendar = FeedSettings(
        f"n{_text(chance)}",
        chance.choice([None, "teal"]),
        chance.choice([None, 0, 45]),
        chance.random() < 0.5,
        chance.choice(["en", "fr", "nl"]),
    )
    return Made(calendar, events)


def _duties(chance: Random, change: tuple[str, date], people: list[UUID]) -> list[DutySpan]:
    name, day = change
    around = tuple({each.isoweekday() for each in (day - timedelta(days=1), day)})
    patterns = [
        ShiftPattern(UUID(int=chance.getrandbits(128)), _text(chance), around, *times, target=1)
        for times in chance.sample(TIMES, 2)
    ]
    shifts, _ = shift_generation.shifts(
        patterns, [Week.of(day)], shift_generation.TeamDates(zone(name)), {}
    )
    seated: Shifts = tuple(each.seated(Seat(1, chance.choice(people))) for each in shifts)
    placed = all_slots(seated)
    stands = chance.choice(placed)
    begin = stands.start + timedelta(minutes=15 * chance.randint(0, 8))
    parts = Override(
        UUID(int=chance.getrandbits(128)),
        begin,
        begin + timedelta(minutes=90),
        chance.choice(people),
        stands.id,
    )
    return duty_spans(placed, [parts] if chance.random() < 0.5 else [], name)


def _event(chance: Random, span: DutySpan, said: tuple[str, str, str], whose: UUID | None) -> Event:
    who, team, task = said
    there = zone(span.timezone)
    start, end = (each.astimezone(there) for each in (span.start, span.end))
    uid = member_uid(span.slot, whose, span.name) if whose else team_uid(span.slot, span.name)
    return Event(
        uid=uid,
        start=span.start,
        end=span.end,
        timezone=span.timezone,
        local_start=f"{start:%H:%M}",
        local_end=f"{end:%H:%M}",
        summary_name=who,
        task=task,
        team=team,
        detail=span.pattern,
        sequence=chance.choice([0, 1, 7, 2**31 - 1]),
        changed_at=datetime(2026, 9, 1, tzinfo=UTC) + timedelta(seconds=chance.randint(0, 10**7)),
        cancelled=chance.random() < 0.2,
    )


def _text(chance: Random) -> str:
    return "".join(chance.choice(PIECES) for _ in range(chance.randint(0, 5)))

"""Who is on duty agrees, minute by minute, with a referee that looks at the clock on the wall."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from functools import cache
from uuid import UUID

import pytest

from rotation.demand.shift_patterns import ShiftPattern
from rotation.rota.case import shift_generation
from rotation.rota.case.shift_generation import TeamDates
from rotation.rota.on_duty.snapshot import DutyFilter, PersonOnDuty, Snapshot
from rotation.rota.shifts import Seat, Shift, all_slots
from rotation.rota.timeline import DutySpan, Override, duty_spans, on_duty
from rotation.timespan import DAY, Week, at_wall, zone
from support.oracles.clock_walk import Promise, at_work, walk

CHANGES = [
    ("Europe/Paris", date(2027, 3, 28)),
    ("Europe/Paris", date(2026, 10, 25)),
    ("Europe/Amsterdam", date(2026, 10, 25)),
    ("America/New_York", date(2027, 3, 14)),
    ("America/New_York", date(2026, 11, 1)),
    ("Australia/Lord_Howe", date(2026, 10, 4)),
    ("Australia/Lord_Howe", date(2027, 4, 4)),
    ("Africa/Cairo", date(2027, 4, 30)),
    ("America/Santiago", date(2026, 9, 6)),
]
TIMES = [
    ("22:00", "06:00"),
    ("06:00", "14:00"),
    ("14:00", "22:00"),
    ("02:30", "05:00"),
    ("00:30", "02:15"),
]
every_change = pytest.mark.parametrize(
    ("name", "day"), CHANGES, ids=[f"{name} {day}" for name, day in CHANGES]
)


@cache
def week_of(name: str, day: date) -> tuple[list[Shift], list[Promise]]:
    """Return a week round the clock, each shift a member of its own, and what was promised."""
    patterns = [
        ShiftPattern(UUID(int=n), f"{n}", (1, 2, 3, 4, 5, 6, 7), start, end, target=1)
        for n, (start, end) in enumerate(TIMES, 1)
    ]
    found, _ = shift_generation.shifts(patterns, [Week.of(day)], TeamDates(zone(name)), {})
    seated, promised = [], []
    for n, shift in enumerate(found):
        who, (start, end) = UUID(int=1000 + n), TIMES[int(shift.pattern) - 1]
        seated.append(replace(shift, seats=(Seat(1, who),)))
        promised.append(Promise(str(who), shift.day, start, end))
    return seated, promised


@cache
def minutes_of(name: str, day: date) -> list[tuple[datetime, datetime]]:
    """Return the minutes of the week of a clock change, and of the night after it."""
    monday = datetime.combine(Week.of(day).monday, datetime.min.time(), UTC)
    return list(walk(monday - DAY, monday + 9 * DAY, zone(name)))


def spans_of(shifts: list[Shift], name: str, *overrides: Override) -> list[DutySpan]:
    return duty_spans(all_slots(shifts), overrides, name)


def by_minute(
    spans: list[DutySpan], minutes: list[tuple[datetime, datetime]]
) -> dict[datetime, set[str]]:
    """Return who is on duty in each minute, asking for the spans near it only."""
    found: dict[datetime, set[str]] = {}
    for hour in range(0, len(minutes), 60):
        part = minutes[hour : hour + 60]
        near = [s for s in spans if s.start <= part[-1][0] and s.end > part[0][0]]
        found |= {at: {str(each.member) for each in on_duty(near, at)} for at, _ in part}
    return found


@every_change
def test_a_week_round_the_clock_has_no_gap_and_nobody_too_many(name: str, day: date) -> None:
    shifts, promised = week_of(name, day)
    minutes = minutes_of(name, day)
    assert by_minute(spans_of(shifts, name), minutes) == at_work(promised, minutes)


@every_change
def test_a_stand_in_over_the_clock_change_is_there_by_the_minute(name: str, day: date) -> None:
    """From 23:30 the evening before to 04:00: whoever has the night keeps the rest."""
    shifts, promised = week_of(name, day)
    minutes = minutes_of(name, day)
    night = next(each for each in shifts if each.day == day - DAY and each.local_start == "22:00")
    tz = zone(name)
    start = at_wall(datetime.combine(day - DAY, datetime.min.time()) + timedelta(hours=23.5), tz)
    end = at_wall(datetime.combine(day, datetime.min.time()) + timedelta(hours=4), tz, is_end=True)
    stand_in = Override(UUID(int=9), start, end, UUID(int=5), all_slots([night])[0].id)
    expected = at_work(promised, minutes)
    for at, _ in minutes:
        if start <= at < end:
            expected[at] = expected[at] - {str(night.members[0])} | {str(UUID(int=5))}
    assert by_minute(spans_of(shifts, name, stand_in), minutes) == expected


@every_change
def test_the_answer_holds_until_it_says_and_not_longer(name: str, day: date) -> None:
    shifts, promised = week_of(name, day)
    minutes = minutes_of(name, day)
    spans = tuple(spans_of(shifts, name))
    people = {each.member: PersonOnDuty(each.member, str(each.member)) for each in spans}
    known = Snapshot(zone(name), spans, people, frozenset())
    truth = at_work(promised, minutes)
    at, last = minutes[0][0], minutes[-1][0]
    while at < last:
        answer = known.answer(at, DutyFilter())
        assert {str(each.person.id) for each in answer.on_duty} == truth[at]
        if answer.until is None or answer.until >= last:
            break
        change = answer.until
        assert truth[change] != truth[change - timedelta(minutes=1)]
        inside = [minute for minute, _ in minutes if at <= minute < change]
        assert all(truth[minute] == truth[at] for minute in inside)
        at = change

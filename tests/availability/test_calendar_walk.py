"""Three hundred made-up calendars against a referee that walks minute by minute."""

import itertools
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import cache

from hypothesis import given, settings
from hypothesis import strategies as st

from rotation.availability import busy
from rotation.timespan import zone
from support.oracles.calendar_walk import (
    DAY,
    MINUTE,
    WEEKDAYS,
    Clock,
    Happening,
    Repeats,
    busy_minutes,
)

CHANGES = {
    "Europe/Paris": date(2027, 3, 28),
    "Europe/London": date(2027, 10, 31),
    "America/New_York": date(2027, 3, 14),
    "America/St_Johns": date(2026, 11, 1),
    "Australia/Lord_Howe": date(2027, 4, 4),
    "Africa/Cairo": date(2027, 4, 30),
    "America/Santiago": date(2026, 9, 6),
    "Pacific/Chatham": date(2027, 4, 4),
}
"""Eight zones, and a day on which each changes its clock: four gaps and four folds."""
AROUND = 12 * DAY


@dataclass(frozen=True)
class Case:
    """A calendar of a zone, as its events and as text."""

    in_zone: str
    events: list[Happening]
    text: str


@cache
def clock_of(in_zone: str) -> tuple[Clock, datetime, datetime]:
    """Return the clock of a zone around its change, and the span that is compared."""
    at = datetime.combine(CHANGES[in_zone], datetime.min.time(), UTC)
    return Clock(zone(in_zone), at - 70 * DAY, at + 40 * DAY), at - AROUND, at + AROUND


@st.composite
def cases(draw: st.DrawFn) -> Case:
    """Return a calendar with events near a change of the clock."""
    in_zone = draw(st.sampled_from(sorted(CHANGES)))
    events, text = list[Happening](), list[str]()
    for number in range(draw(st.integers(1, 3))):
        event = draw(happenings(CHANGES[in_zone]))
        if draw(st.booleans()) and event.rule:
            event = draw(with_exceptions(event, clock_of(in_zone)[0]))
        events.append(event)
        text += _lines(event, number, in_zone, draw(st.sampled_from(["local", "utc", "day"])))
    body = "\r\n".join(["BEGIN:VCALENDAR", "VERSION:2.0", *text, "END:VCALENDAR", ""])
    return Case(in_zone, events, body)


@st.composite
def happenings(draw: st.DrawFn, change: date) -> Happening:
    """Return an event or a series near a day."""
    day = change - DAY * draw(st.integers(-3, 60))
    quarter = draw(st.sampled_from(range(0, 24 * 60, 15)))
    start = datetime.combine(day, datetime.min.time()) + quarter * MINUTE
    lasts = draw(st.sampled_from([(0, 60), (0, 15), (0, 480), (1, 0), (1, 90), (0, 1500)]))
    return Happening(start, *lasts, rule=draw(st.none() | rules(start)))


@st.composite
def rules(draw: st.DrawFn, start: datetime) -> Repeats:
    """Return a rule that names the day of a start."""
    frequency = draw(st.sampled_from(["DAILY", "WEEKLY", "MONTHLY", "YEARLY"]))
    weekday = WEEKDAYS[start.weekday()]
    others = draw(st.sets(st.sampled_from(WEEKDAYS), max_size=3))
    weekdays: tuple[tuple[int, str], ...] = ()
    month_days: tuple[int, ...] = ()
    if frequency == "WEEKLY" or (frequency == "DAILY" and draw(st.booleans())):
        weekdays = tuple((0, each) for each in sorted({*others, weekday}))
    elif frequency == "MONTHLY" and draw(st.booleans()):
        weekdays = (((start.day + 6) // 7, weekday), (-1, draw(st.sampled_from(WEEKDAYS))))
    elif frequency == "MONTHLY":
        month_days = (start.day, draw(st.sampled_from([1, 15, 31, -1, -2])))
    months = (start.month, 1 + start.month % 12) if draw(st.booleans()) else ()
    if frequency == "YEARLY":
        months = ()
    end = draw(st.sampled_from(["never", "count", "day", "instant"]))
    until: date | datetime | None = None
    if end == "day":
        until = start.date() + DAY * draw(st.integers(0, 90))
    elif end == "instant":
        until = (start + DAY * draw(st.integers(0, 90))).replace(tzinfo=UTC)
    count = draw(st.integers(1, 40)) if end == "count" else None
    interval = 1 if frequency == "YEARLY" else draw(st.integers(1, 3))
    return Repeats(frequency, interval, count, until, weekdays, month_days, months)


@st.composite
def with_exceptions(draw: st.DrawFn, event: Happening, clock: Clock) -> Happening:
    """Return a series some of whose dates are taken out, moved or cancelled."""
    bare = Happening(event.start, 0, 1, event.rule)
    minutes = busy_minutes([bare], clock)
    days = sorted({each.date() for each in minutes})[:40]
    dates = [event.start + (day - days[0]) for day in days]
    dates = [each for each in dates if clock.instant(each) in minutes]
    without = draw(st.sets(st.sampled_from(dates), max_size=2)) if dates else set()
    left = [each for each in dates if each not in without]
    moved: dict[datetime, Happening | None] = {}
    for date_of_it in draw(st.sets(st.sampled_from(left), max_size=2)) if left else ():
        later = date_of_it + draw(st.sampled_from([30 * MINUTE, 2 * DAY, -3 * DAY]))
        moved[date_of_it] = draw(st.sampled_from([None, Happening(later, 0, 45)]))
    return Happening(event.start, event.days, event.minutes, event.rule, tuple(without), moved)


def _lines(event: Happening, number: int, in_zone: str, way: str) -> Iterator[str]:
    """Yield an event as text; ``way`` is how its exceptions name their dates."""
    yield from ("BEGIN:VEVENT", f"UID:{number}", f"DTSTART;TZID={in_zone}:{_wall(event.start)}")
    yield f"DURATION:P{event.days}DT{event.minutes}M"
    if event.rule:
        yield f"RRULE:{_rule(event.rule)}"
    for each in event.without:
        yield f"EXDATE{_date(each, in_zone, way)}"
    yield "END:VEVENT"
    for date_of_it, instead in event.moved.items():
        start = instead.start if instead else date_of_it
        yield from ("BEGIN:VEVENT", f"UID:{number}")
        yield f"RECURRENCE-ID{_date(date_of_it, in_zone, way)}"
        yield f"DTSTART;TZID={in_zone}:{_wall(start)}"
        yield f"DURATION:PT{instead.minutes if instead else 0}M"
        yield from ([] if instead else ["STATUS:CANCELLED"])
        yield "END:VEVENT"


def _date(wall: datetime, in_zone: str, way: str) -> str:
    if way == "day":
        return f";VALUE=DATE:{wall:%Y%m%d}"
    if way == "utc":
        return f":{_wall(clock_of(in_zone)[0].instant(wall) or wall)}Z"
    return f";TZID={in_zone}:{_wall(wall)}"


def _rule(rule: Repeats) -> str:
    parts = [f"FREQ={rule.frequency}", f"INTERVAL={rule.interval}"]
    if rule.count is not None:
        parts.append(f"COUNT={rule.count}")
    if isinstance(rule.until, datetime):
        parts.append(f"UNTIL={_wall(rule.until)}Z")
    elif rule.until is not None:
        parts.append(f"UNTIL={rule.until:%Y%m%d}")
    if rule.weekdays:
        parts.append("BYDAY=" + ",".join(f"{at or ''}{day}" for at, day in rule.weekdays))
    for name, values in (("BYMONTHDAY", rule.month_days), ("BYMONTH", rule.months)):
        if values:
            parts.append(f"{name}={','.join(map(str, values))}")
    return ";".join(parts)


def _wall(moment: datetime) -> str:
    return f"{moment:%Y%m%dT%H%M%S}"


@settings(max_examples=300)
@given(cases())
def test_a_calendar_is_busy_in_the_minutes_the_referee_finds(case: Case) -> None:
    clock, first, last = clock_of(case.in_zone)
    now = first + busy.BEHIND
    spans = busy.read(case.text.encode(), zone("Asia/Tokyo"), now).spans
    found = {
        minute
        for each in spans
        for minute in _every_minute(max(each.start, first), min(each.end, last))
    }
    assert found == busy_minutes(case.events, clock, first, last), case.text


def _every_minute(start: datetime, end: datetime) -> Iterator[datetime]:
    steps = itertools.count()
    return itertools.takewhile(lambda at: at < end, (start + step * MINUTE for step in steps))


def test_the_referee_knows_gaps_and_folds() -> None:
    spring, autumn = (datetime(2027, *each, tzinfo=UTC) for each in ((3, 28), (10, 31)))
    paris = zone("Europe/Paris")
    gap = Clock(paris, spring, spring + DAY).instant(datetime(2027, 3, 28, 2, 30))
    fold = Clock(paris, autumn, autumn + DAY).instant(datetime(2027, 10, 31, 2, 30))
    assert gap == datetime(2027, 3, 28, 1, 30, tzinfo=UTC)
    assert fold == datetime(2027, 10, 31, 0, 30, tzinfo=UTC)

"""A naive referee of repeating events: walks the minutes of a zone and the days of a rule.

It shares nothing with the product: a zone is what its clock shows minute by minute, a rule is a
question asked of every day since its first.
"""

import calendar
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)
EVER = (datetime.min.replace(tzinfo=UTC), datetime.max.replace(tzinfo=UTC))
WEEKDAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")


@dataclass(frozen=True)
class Repeats:
    """A rule; ``until`` is a local day or an instant, ``weekdays`` are (ordinal or 0, name)."""

    frequency: str
    interval: int = 1
    count: int | None = None
    until: date | datetime | None = None
    weekdays: tuple[tuple[int, str], ...] = ()
    month_days: tuple[int, ...] = ()
    months: tuple[int, ...] = ()


@dataclass(frozen=True)
class Happening:
    """An event at a wall time; it lasts civil days and then minutes; ``day``: without a time."""

    start: datetime
    days: int = 0
    minutes: int = 0
    rule: Repeats | None = None
    without: tuple[datetime, ...] = ()
    moved: Mapping[datetime, "Happening | None"] = field(default_factory=dict)
    """What stands for a date of the series; None: it is cancelled."""


class Clock:
    """What the clock of a zone shows in each minute of a span."""

    def __init__(self, zone: ZoneInfo, first: datetime, last: datetime) -> None:
        """Walk from the first instant to the last, both in UTC and on the minute."""
        self._at: dict[datetime, datetime] = {}
        before: timedelta | None = None
        old, gap, fold = 0 * MINUTE, 0 * MINUTE, 0 * MINUTE
        at = first
        while at <= last:
            shown = at.astimezone(zone)
            offset = shown.utcoffset() or 0 * MINUTE
            wall = shown.replace(tzinfo=None)
            if before is not None and offset > before:
                gap, old = offset - before, before
            if before is not None and offset < before:
                fold = before - offset
            if fold > 0 * MINUTE:  # shown for the second time: the first one counts
                fold -= MINUTE
            else:
                self._at.setdefault(wall, at)
            if gap > 0 * MINUTE:  # what is skipped is as much later as the clock skips
                self._at.setdefault((at + old).replace(tzinfo=None), at)
                gap -= MINUTE
            before = offset
            at += MINUTE

    def instant(self, wall: datetime) -> datetime | None:
        """Return when a wall time is, or None when it is not within the span."""
        return self._at.get(wall)


def busy_minutes(
    events: list[Happening],
    clock: Clock,
    first: datetime = EVER[0],
    end: datetime = EVER[1],
) -> set[datetime]:
    """Return the minutes of a span in which an event is going on."""
    found: set[datetime] = set()
    for event in events:
        for date_of_it in _dates(event, clock):
            if date_of_it in event.without:
                continue
            instead = event.moved.get(date_of_it, event)
            if instead is None:
                continue
            start = date_of_it if instead is event else instead.start
            found |= set(_minutes(start, instead, clock, first, end))
    return found


def _minutes(
    start: datetime, event: Happening, clock: Clock, first: datetime, end: datetime
) -> Iterator[datetime]:
    begins, ends = clock.instant(start), clock.instant(start + event.days * DAY)
    if begins is None or ends is None:
        return
    at, last = max(begins, first), min(ends + event.minutes * MINUTE, end)
    while at < last:
        yield at
        at += MINUTE


def _dates(event: Happening, clock: Clock) -> Iterator[datetime]:
    """Yield the wall times of an event: its first, then those its rule names, day after day."""
    yield event.start
    rule, so_far = event.rule, 1
    if rule is None:
        return
    for ahead in range(1, 500):
        wall = event.start + ahead * DAY
        if not _names(rule, event.start.date(), wall.date()):
            continue
        so_far += 1
        if rule.count is not None and so_far > rule.count:
            return
        if _is_over(rule, wall, clock):
            return
        yield wall


def _is_over(rule: Repeats, wall: datetime, clock: Clock) -> bool:
    if isinstance(rule.until, datetime):
        at = clock.instant(wall)
        return at is not None and at > rule.until.astimezone(UTC)
    return rule.until is not None and wall.date() > rule.until


def _names(rule: Repeats, first: date, day: date) -> bool:
    """Tell whether a rule that begins on a day names another one."""
    months = 12 * (day.year - first.year) + day.month - first.month
    weeks = ((day - day.weekday() * DAY) - (first - first.weekday() * DAY)).days // 7
    passed = {
        "DAILY": (day - first).days,
        "WEEKLY": weeks,
        "MONTHLY": months,
        "YEARLY": day.year - first.year,
    }[rule.frequency]
    if passed % rule.interval:
        return False
    if rule.months and day.month not in rule.months:
        return False
    length = calendar.monthrange(day.year, day.month)[1]
    if rule.month_days and not {day.day, day.day - length - 1} & set(rule.month_days):
        return False
    if rule.weekdays:
        return any(_is_weekday(day, length, *each) for each in rule.weekdays)
    if rule.month_days or rule.frequency == "DAILY":
        return True
    if rule.frequency == "WEEKLY":
        return day.weekday() == first.weekday()
    same_month = rule.frequency == "MONTHLY" or rule.months or day.month == first.month
    return bool(same_month) and day.day == first.day


def _is_weekday(day: date, length: int, ordinal: int, name: str) -> bool:
    if WEEKDAYS[day.weekday()] != name:
        return False
    return ordinal in {0, (day.day + 6) // 7, -((length - day.day) // 7 + 1)}

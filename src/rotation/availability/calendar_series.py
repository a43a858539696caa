"""The events of one UID: a series, and the events that stand in place of some of its dates."""

from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta, tzinfo

from rotation.availability.calendar_events import (
    BusyEvent,
    Dates,
    SeriesOverride,
    event_of,
    is_free_time,
)
from rotation.availability.calendar_reading import Reading, uid_of
from rotation.availability.ics import Component
from rotation.availability.moments import DAY, CalendarMoment, Length
from rotation.availability.recurrence import RecurrenceRule, TooManyStepsError
from rotation.words import say

_FARTHEST_SHIFT = timedelta(days=366)
_Read = tuple[Reading, BusyEvent]
Times = tuple[datetime, datetime]
"""When something begins and is over, in UTC; at once, where it takes no time."""


@dataclass
class Series:
    """The series of one UID, with its overrides.

    Of two events that stand for the same, the later revision holds; both where they are equal.
    """

    masters: list[_Read] = field(default_factory=list)
    overrides: dict[object, list[_Read]] = field(default_factory=dict)
    _known: dict[object, "_Instead"] = field(default_factory=dict)

    def add(self, reading: Reading, event: BusyEvent) -> None:
        """Take in an event."""
        into = self.masters
        if event.override is not None:
            into = self.overrides.setdefault(event.override.key, [])
        newest = into[0][1].sequence if into else event.sequence
        if event.sequence > newest:
            into.clear()
        if event.sequence >= newest:
            into.append((reading, event))

    def times(self) -> Iterator[Times]:
        """Yield the times its events take in the window, and some beside it."""
        for each in self.overrides.values():
            for _, event in each:
                if not event.is_free:
                    yield _times(event.start.wall, event.length, event.in_zone)
        for reading, event in self.masters:
            yield from self._times_of(event, reading)

    def _times_of(self, event: BusyEvent, reading: Reading) -> Iterator[Times]:
        instead = self._instead(event)
        if event.is_free and not instead.moved:
            return
        gone = event.without | instead.of
        for wall, lasting in _dates(event, reading, instead.shift).items():
            start = wall.replace(tzinfo=event.in_zone).astimezone(UTC)
            if gone.are_some and gone.have(wall, start):
                continue
            if instead.moved and (moved := instead.moved_at(wall)):
                yield from moved.times(wall, event.in_zone)
            elif not event.is_free:
                yield start, lasting.after(wall, event.in_zone)

    def _instead(self, master: BusyEvent) -> "_Instead":
        """Return the dates of a series for which other events stand, and how they move others."""
        if not self.overrides:
            return _NOTHING_INSTEAD
        key = (id(master.in_zone), master.start.is_day, master.start.wall.time())
        if key not in self._known:
            self._known[key] = _Instead.of_series(self, master)
        return self._known[key]


@dataclass(frozen=True)
class _Instead:
    """The dates of a series that others stand for; ``moved`` ordered by the date they begin at."""

    of: Dates
    moved: list["_Moved"]
    begins: list[datetime]
    shift: timedelta

    @classmethod
    def of_series(cls, series: Series, master: BusyEvent) -> "_Instead":
        """Return what the overrides of a series mean for one of its events."""
        instants, days, moved = set[datetime](), set[datetime](), list[_Moved]()
        for _, event in (each for some in series.overrides.values() for each in some):
            override = event.override
            if override is None or override.of is None:
                continue
            if override.of.is_day or master.start.is_day:
                days.add(_midnight(_local(override, override.of, master.in_zone)))
            else:
                instants.add(override.of.instant(override.in_zone or master.in_zone))
            if override.onwards:
                moved += _Moved.by(event, _local(override, override.of, master.in_zone), master)
        moved.sort(key=lambda each: each.since)
        shift = max((abs(each.shift) for each in moved), default=timedelta(0))
        gone = Dates(frozenset(instants), frozenset(days))
        return cls(gone, moved, [each.since for each in moved], shift)

    def moved_at(self, wall: datetime) -> "_Moved | None":
        """Return what moves the date at a wall time, if anything does."""
        at = bisect_right(self.begins, wall)
        return self.moved[at - 1] if at else None


_NOTHING_INSTEAD = _Instead(Dates(), [], [], timedelta(0))


@dataclass(frozen=True)
class _Moved:
    """An event that moves the dates of its series from a wall time on."""

    event: BusyEvent
    since: datetime
    shift: timedelta

    @classmethod
    def by(cls, event: BusyEvent, since: datetime, master: BusyEvent) -> "Iterator[_Moved]":
        """Yield how an event that stands for all later dates too moves them, if not too far."""
        if event.override and event.override.of and event.override.of.is_day:
            since = datetime.combine(since.date(), master.start.wall.time())
        start = event.start.instant(event.in_zone).astimezone(master.in_zone)
        shift = start.replace(tzinfo=None, fold=0) - since
        if abs(shift) <= _FARTHEST_SHIFT:
            yield cls(event, since, shift)

    def times(self, wall: datetime, in_zone: tzinfo) -> Iterator[Times]:
        """Yield the time that a moved date takes."""
        if not self.event.is_free:
            yield _times(wall + self.shift, self.event.length, in_zone)


def by_uid(readings: Iterable[Reading]) -> Iterator[Series]:
    """Yield the series of calendars, each made when its turn comes; without a UID: one event.

    When the budget of the rules is spent, what repeats is left out and told without being made.
    """
    found: dict[object, list[tuple[Reading, Component]]] = {}
    for reading in readings:
        for component in reading.calendar.of("VEVENT"):
            found.setdefault(uid_of(component) or component.line, []).append((reading, component))
    for components in found.values():
        series = Series()
        for reading, component in components:
            if reading.steps.are_spent and (rule := _rule_ahead(component, reading)):
                _tell_too_often(component, rule, reading)
            elif event := event_of(component, reading):
                series.add(reading, event)
        yield series


def _rule_ahead(component: Component, reading: Reading) -> str | None:
    """Return the rule of an event that takes time; None when it ended before the window."""
    given = component.first("RRULE")
    if given is None or is_free_time(component, reading):
        return None
    until = given.value.upper().partition("UNTIL=")[2][:8]
    is_over = until.isdecimal() and until < f"{reading.window.start - 3 * DAY:%Y%m%d}"
    return None if is_over else given.value[:80]


def _tell_too_often(component: Component, rule: str, reading: Reading) -> None:
    said = say("An event repeats too often to be read: {rule}.", rule=rule)
    reading.leave_out(component, component.line, said)


def _dates(event: BusyEvent, reading: Reading, shift: timedelta) -> dict[datetime, Length]:
    """Return the length of each date of a series, by its wall time, as far as it may matter."""
    if not event.rules and not event.more:
        return {event.start.wall: event.length}
    lasting = [event.length, *(each for _, each in event.more)]
    reach = max(each.days * DAY + each.elapsed for each in lasting) + shift + 2 * DAY
    since = reading.window.start.replace(tzinfo=None)
    since = datetime.min if since - datetime.min < reach else since - reach  # noqa: DTZ901 - a wall time
    last = reading.window.end.replace(tzinfo=None) + shift + 2 * DAY
    found = dict.fromkeys(_walls(event, event.rules, (since, last), reading), event.length)
    found |= {wall: each for wall, each in event.more if since <= wall <= last}
    if since <= event.start.wall <= last:
        found.setdefault(event.start.wall, event.length)
    for wall in _walls(event, event.exceptions, (since, last), reading):
        found.pop(wall, None)
    return found


def _walls(
    event: BusyEvent,
    rules: Iterable[RecurrenceRule],
    bounds: tuple[datetime, datetime],
    reading: Reading,
) -> Iterator[datetime]:
    """Yield the dates of rules; one that takes too long to walk is left out and told."""
    since, last = bounds
    for rule in rules:
        end = last if rule.until is None else min(last, rule.until.wall + 2 * DAY)
        if end < since:
            continue
        try:
            walls = [
                wall
                for wall in rule.walls(since, end, reading.steps)
                if _is_within(wall, rule, event)
            ]
        except TooManyStepsError:
            _tell_too_often(event.component, rule.text, reading)
        else:
            yield from walls


def _is_within(wall: datetime, rule: RecurrenceRule, event: BusyEvent) -> bool:
    """Tell whether a date lies before the end of its rule: a day of the zone, or a time in it."""
    until = rule.until
    if until is None:
        return True
    if until.is_day or event.start.is_day:
        return wall.date() <= until.wall.date()
    if until.offset is None:
        return wall <= until.wall
    return wall.replace(tzinfo=event.in_zone).astimezone(UTC) <= until.instant(UTC)


def _local(override: SeriesOverride, of: CalendarMoment, in_zone: tzinfo) -> datetime:
    """Return the date an event stands for as a wall time of its series."""
    if of.is_day or override.in_zone is None:
        return of.wall
    return of.instant(override.in_zone).astimezone(in_zone).replace(tzinfo=None, fold=0)


def _midnight(wall: datetime) -> datetime:
    return wall.replace(hour=0, minute=0, second=0)


def _times(wall: datetime, lasting: Length, in_zone: tzinfo) -> Times:
    return wall.replace(tzinfo=in_zone).astimezone(UTC), lasting.after(wall, in_zone)

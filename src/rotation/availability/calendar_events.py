"""One event of a calendar as far as it takes time: when it starts, how long it lasts, its dates.

What of an event cannot be read is told; so is what is taken where it says two things at once.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta, tzinfo

from rotation.availability import recurrence
from rotation.availability.calendar_reading import Reading, uid_of
from rotation.availability.ics import Component, Property
from rotation.availability.moments import DAY, NOTHING, CalendarMoment, Length, length, moment
from rotation.availability.recurrence import RecurrenceRule, TooManyStepsError, UnreadableRuleError
from rotation.words import Sentence, say


@dataclass(frozen=True)
class Dates:
    """The dates of a series that are meant: the one at an instant, or those of a day."""

    instants: frozenset[datetime] = frozenset()
    days: frozenset[datetime] = frozenset()

    @property
    def are_some(self) -> bool:
        """Tell whether there are any."""
        return bool(self.instants or self.days)

    def have(self, wall: datetime, instant: datetime) -> bool:
        """Tell whether the date at a wall time and instant is one of them."""
        return instant in self.instants or wall.replace(hour=0, minute=0, second=0) in self.days

    def __or__(self, other: "Dates") -> "Dates":
        return Dates(self.instants | other.instants, self.days | other.days)


@dataclass(frozen=True)
class SeriesOverride:
    """The date of its series that an event stands for; None when that cannot be read.

    ``in_zone`` None: in the zone of the series. ``onwards``: it stands for the later ones too.
    """

    of: CalendarMoment | None
    in_zone: tzinfo | None = None
    onwards: bool = False

    @property
    def key(self) -> object:
        """Return what is equal for two events that stand for the same date."""
        if self.of is None or self.of.is_day or self.in_zone is None:
            return self.of and self.of.wall
        return self.of.instant(self.in_zone)


@dataclass(frozen=True)
class BusyEvent:
    """An event; ``is_free``: it takes no time.

    ``more`` are further starts of a series, each with its length, ``without`` the dates that are
    left out of it.
    """

    component: Component
    start: CalendarMoment
    in_zone: tzinfo
    length: Length
    is_free: bool
    override: SeriesOverride | None = None
    rules: tuple[RecurrenceRule, ...] = ()
    exceptions: tuple[RecurrenceRule, ...] = ()
    more: tuple[tuple[datetime, Length], ...] = ()
    without: Dates = Dates()

    @property
    def sequence(self) -> int:
        """Return the number of its revision, 0 when it has none that can be read."""
        text = _text(self.component, "SEQUENCE")
        return int(text) if text.isdecimal() and len(text) < 19 else 0


class _UnreadableError(Exception):
    """An event cannot be read, for a reason that stands in one of its lines."""

    def __init__(self, line: int, reason: Sentence) -> None:
        self.line, self.reason = line, reason


def event_of(component: Component, reading: Reading) -> BusyEvent | None:
    """Return an event, or None when it cannot be read, which is told."""
    try:
        return _event(component, reading)
    except _UnreadableError as wrong:
        reading.leave_out(component, wrong.line, wrong.reason)
        return None


def _event(component: Component, reading: Reading) -> BusyEvent:
    given, line = component.first("DTSTART"), component.line
    if not component.is_whole:
        said = say("The event has no end line: some of its lines may be lost.")
        raise _UnreadableError(line, said)
    if given is None:
        raise _UnreadableError(line, say("The event has no start."))
    for name in ("DTSTART", "DTEND"):
        if len(every := component.every(name)) > 1:
            said = say("The event has {name} more than once: the first is taken.", name=name)
            reading.assume(component, every[1].line, said)
    start = _certain(given)
    in_zone = reading.zone_of(given, start, uid_of(component))
    is_free = is_free_time(component, reading)
    lasting = Length() if is_free else _length(component, start, in_zone, reading)
    event = BusyEvent(component, start, in_zone, lasting, is_free)
    if replaced := component.first("RECURRENCE-ID"):
        return replace(event, override=_override(event, replaced, reading))
    return _repeated(event, reading)


def is_free_time(component: Component, reading: Reading) -> bool:
    """Tell whether an event leaves its member free; what says so first, decides."""
    method = reading.calendar.first("METHOD")
    if method and method.value.upper() == "CANCEL":
        return True
    if _text(component, "STATUS") == "CANCELLED":
        return True
    for name in ("TRANSP", "X-MICROSOFT-CDO-BUSYSTATUS", "X-MICROSOFT-CDO-INTENDEDSTATUS"):
        if said := _text(component, name):
            return said in {"TRANSPARENT", "FREE"}
    return False


def _length(
    component: Component, start: CalendarMoment, in_zone: tzinfo, reading: Reading
) -> Length:
    """Return how long an event lasts."""
    given, lasting = component.first("DTEND"), component.first("DURATION")
    if given is not None:
        end = _certain(given)
        if lasting is not None:
            said = say("The event has an end and a duration: the end is taken.")
            reading.assume(component, given.line, said)
        return _between(_Ends(component, given, start, in_zone, end), reading)
    if lasting is None:
        return Length(days=int(start.is_day))
    found = length(lasting.value)
    if found is None:
        said = say("This is no duration that can be read: {text}.", text=lasting.value[:64])
        raise _UnreadableError(lasting.line, said)
    return Length(days=1) if start.is_day and found == Length() else found


@dataclass(frozen=True)
class _Ends:
    """Both ends of an event as they were read."""

    component: Component
    given: Property
    start: CalendarMoment
    in_zone: tzinfo
    end: CalendarMoment


def _between(ends: _Ends, reading: Reading) -> Length:
    """Return how long it is to an end: days between days, elapsed time otherwise.

    By RFC 5545 §3.8.5.3 all dates of a series last as long as the first, where it has an end.
    """
    component, start, end = ends.component, ends.start, ends.end
    if start.is_day and end.is_day:
        days = (end.wall - start.wall) // DAY
        if days >= 0:
            return Length(days=max(1, days))
    else:
        zone = reading.zone_of(ends.given, end, uid_of(component))
        zone = ends.in_zone if end.is_day else zone
        begins, is_over = start.instant(ends.in_zone), end.instant(zone)
        wall = end.wall - start.wall
        if start.is_day or end.is_day:
            said = say("The event has a day and a time as its ends: the day is from 00:00.")
            reading.assume(component, ends.given.line, said)
            if end.is_day and is_over <= begins and not wall + DAY <= NOTHING:
                is_over = (end.wall + DAY).replace(tzinfo=zone).astimezone(UTC)
        elif is_over <= begins and end.offset is None:
            is_over = _after_change(begins, end, zone, wall)
        if is_over < begins and end.wall.date() == start.wall.date() and not end.is_day:
            is_over += DAY
            said = say("The event ends before it starts: it is taken to end on the next day.")
            reading.assume(component, ends.given.line, said)
        if is_over >= begins:
            return Length(elapsed=is_over - begins)
    raise _UnreadableError(ends.given.line, say("The event ends before it starts."))


def _after_change(begins: datetime, end: CalendarMoment, zone: tzinfo, wall: timedelta) -> datetime:
    """Return when an event is over that a change of the clock seems to end at its start.

    The second time an end is shown, where the clock is set back; where it is set forward over
    the start, the end moves on with it.
    """
    second = end.instant(zone, fold=1)
    if wall <= NOTHING:
        return second if second > begins else end.instant(zone)
    return second if second > begins else begins + wall


def _override(event: BusyEvent, given: Property, reading: Reading) -> SeriesOverride:
    of = _moment(given.value, given)
    if of is None:
        said = say("The date it stands for cannot be read: the event counts beside its series.")
        reading.assume(event.component, given.line, said)
        return SeriesOverride(None)
    has_zone = of.offset is not None or given.parameters.get("TZID")
    zone = reading.zone_of(given, of, uid_of(event.component)) if has_zone else None
    return SeriesOverride(of, zone, given.parameters.get("RANGE", "").upper() == "THISANDFUTURE")


def _repeated(event: BusyEvent, reading: Reading) -> BusyEvent:
    """Return an event with its rules and its further and left out dates."""
    component = event.component
    if not component.properties.keys() & {"RRULE", "RDATE", "EXDATE"}:
        return event
    rules = tuple(_rules(event, "RRULE", reading))
    if rules and not event.is_free and not any(_names_first(rule, reading) for rule in rules):
        said = say("The rule does not name the first day of the event: that day counts as well.")
        reading.assume(component, component.line, said)
    return BusyEvent(
        component,
        event.start,
        event.in_zone,
        event.length,
        event.is_free,
        rules=rules,
        exceptions=tuple(_rules(event, "EXRULE", reading)),
        more=tuple(_more(event, reading)),
        without=_without(event, reading),
    )


def _rules(event: BusyEvent, name: str, reading: Reading) -> Iterator[RecurrenceRule]:
    for given in event.component.every(name):
        try:
            yield recurrence.parse(given.value, event.start.wall)
        except UnreadableRuleError:
            said = say("This repetition cannot be read: {rule}.", rule=given.value[:80])
            reading.leave_out(event.component, given.line, said)


def _names_first(rule: RecurrenceRule, reading: Reading) -> bool:
    try:
        return rule.names_first(reading.steps)
    except TooManyStepsError:
        return True  # it is told where the rule is walked


def _more(event: BusyEvent, reading: Reading) -> Iterator[tuple[datetime, Length]]:
    """Yield the dates a series has beside those of its rules, as wall times of its zone."""
    for given in event.component.every("RDATE"):
        for text in given.value.split(","):
            first, _, rest = text.partition("/")
            found = _moment(first, given)
            lasting = _period(found, rest, given, event, reading) if found else None
            if found is None or lasting is None:
                reading.leave_out(event.component, given.line, _no_time(text))
                continue
            wall = _wall(found, given, event, reading)
            if found.is_day and not event.start.is_day:
                wall = datetime.combine(wall.date(), event.start.wall.time())
            yield wall, lasting


def _period(
    start: CalendarMoment, rest: str, given: Property, event: BusyEvent, reading: Reading
) -> Length | None:
    """Return how long a further date lasts; None when that cannot be read."""
    if not rest:
        return event.length
    if found := length(rest):
        return found
    end = moment(rest)
    zone = reading.zone_of(given, start, uid_of(event.component))
    if end is None or end.instant(zone) < start.instant(zone):
        return None
    return Length(elapsed=end.instant(zone) - start.instant(zone))


def _without(event: BusyEvent, reading: Reading) -> Dates:
    instants, days = set[datetime](), set[datetime]()
    for given in event.component.every("EXDATE"):
        for text in given.value.split(","):
            found = _moment(text, given)
            if found is None:
                reading.leave_out(event.component, given.line, _no_time(text))
            elif found.is_day or event.start.is_day:
                wall = _wall(found, given, event, reading)
                days.add(wall.replace(hour=0, minute=0, second=0))
            else:
                instants.add(found.instant(_zone_of_date(found, given, event, reading)))
    return Dates(frozenset(instants), frozenset(days))


def _zone_of_date(
    found: CalendarMoment, given: Property, event: BusyEvent, reading: Reading
) -> tzinfo:
    """Return the zone of a date of a series: its own, or that of the event where it has none."""
    if found.offset is None and not given.parameters.get("TZID"):
        return event.in_zone
    return reading.zone_of(given, found, uid_of(event.component))


def _wall(found: CalendarMoment, given: Property, event: BusyEvent, reading: Reading) -> datetime:
    """Return a date of a series as a wall time of the event's zone."""
    if found.is_day:
        return found.wall
    zone = _zone_of_date(found, given, event, reading)
    if zone is event.in_zone:
        return found.wall
    return found.instant(zone).astimezone(event.in_zone).replace(tzinfo=None, fold=0)


def _moment(text: str, given: Property) -> CalendarMoment | None:
    return moment(text, as_day=given.parameters.get("VALUE", "").upper() == "DATE")


def _certain(given: Property) -> CalendarMoment:
    found = _moment(given.value, given)
    if found is None:
        raise _UnreadableError(given.line, _no_time(given.value))
    return found


def _no_time(text: str) -> Sentence:
    return say("This is no time that can be read: {text}.", text=text[:64])


def _text(component: Component, name: str) -> str:
    given = component.first(name)
    return given.value.upper() if given else ""

"""The dates of a rule such as FREQ=MONTHLY;BYDAY=1MO (RFC 5545 §3.3.10, skips by RFC 7529).

Libraries look for the next date of a rule as far as the year 9999: one line of a stranger, such
as every 30 February, holds a processor for seconds. So rules are walked here, a period at a time,
within bounds and against a budget that all rules of a calendar share.
"""

import itertools
import re
from calendar import monthrange
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import cached_property, lru_cache

from rotation.availability.moments import DAY, CalendarMoment, moment

MOST_STEPS, MOST_STEPS_OF_RULE = 200_000, 60_000
"""Days that are looked at and dates that are found, at about a microsecond each."""
_FREQUENCIES = ("YEARLY", "MONTHLY", "WEEKLY", "DAILY", "HOURLY", "MINUTELY", "SECONDLY")
_SECONDS = {"HOURLY": 3600, "MINUTELY": 60, "SECONDLY": 1}
_CLOCK = ("BYHOUR", "BYMINUTE", "BYSECOND")
_WEEKDAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
_RANGES = {
    "BYMONTH": (1, 12),
    "BYWEEKNO": (-53, 53),
    "BYYEARDAY": (-366, 366),
    "BYMONTHDAY": (-31, 31),
    "BYHOUR": (0, 23),
    "BYMINUTE": (0, 59),
    "BYSECOND": (0, 59),
    "BYSETPOS": (-366, 366),
}
_PARTS = {"FREQ", "INTERVAL", "COUNT", "UNTIL", "WKST", "RSCALE", "SKIP", "BYDAY", *_RANGES}
_WHOLE = re.compile(r"[+-]?\d{1,18}", re.ASCII)
_BY_DAY = re.compile(r"([+-]?\d{1,2})?(MO|TU|WE|TH|FR|SA|SU)", re.ASCII)
_MOST_VALUES = 400
_LONGEST_KEPT = 200
_Weekdays = tuple[tuple[int, int], ...]


class UnreadableRuleError(ValueError):
    """A text is no rule, or one of a kind that is not read."""


class TooManyStepsError(Exception):
    """Walking the rules would take longer than they may."""


class Steps:
    """The budget of the rules of a calendar."""

    def __init__(self) -> None:
        """Nothing is spent yet."""
        self._left, self._of_rule = MOST_STEPS, 0

    @property
    def are_spent(self) -> bool:
        """Tell whether no rule can take a step any more."""
        return self._left <= 0

    def of_next_rule(self) -> None:
        """Begin with another rule; TooManyStepsError when nothing is left."""
        self._of_rule = min(self._left, MOST_STEPS_OF_RULE)

    def spend(self, steps: int = 1) -> None:
        """Take steps; TooManyStepsError when there are none left."""
        self._left -= steps
        self._of_rule -= steps
        if self._of_rule < 0:
            raise TooManyStepsError


@dataclass(frozen=True)
class RecurrenceRule:
    """A rule, with what it leaves to its first date, a wall time.

    ``numbers`` are its BY-parts but BYDAY, ``days`` that: (ordinal or 0, weekday).
    """

    first: datetime
    frequency: str
    interval: int = 1
    count: int | None = None
    until: CalendarMoment | None = None
    numbers: Mapping[str, tuple[int, ...]] = field(default_factory=dict)
    days: _Weekdays = ()
    week_start: int = 0
    skip: str = "OMIT"
    text: str = ""

    def walls(self, since: datetime, last: datetime, steps: Steps) -> Iterator[datetime]:
        """Yield the wall times of the rule that lie in [since, last], in order.

        An UNTIL is the caller's to apply: what it means depends on a zone. The first date counts
        though the rule may not name it. TooManyStepsError when it takes long.
        """
        first = self.first
        steps.of_next_rule()
        left = self.count
        if left is not None:
            left -= 1
        if since <= first <= last:
            yield first
        previous = first
        for wall in self._all(since, last, steps):
            if wall <= previous:
                continue
            if wall > last or (left is not None and left <= 0):
                return
            if left is not None:
                left -= 1
            if wall >= since:
                yield wall
            previous = wall

    def names_first(self, steps: Steps) -> bool:
        """Tell whether the first date is one of the rule's own; errors as in walls()."""
        if self.text and "BY" not in self.text.upper():
            return True  # it takes all that it names from its first date
        steps.of_next_rule()
        return self.first in self._all(self.first, self.first, steps)

    def _all(self, since: datetime, last: datetime, steps: Steps) -> Iterator[datetime]:
        """Yield the wall times of every period, from one before ``since`` until one begins late."""
        skipped = self._periods_before(since) if self.count is None else 0
        finer = self.frequency in _SECONDS
        for number in itertools.count(skipped):
            begin = self._begin_of(number)
            if begin is None or begin > last:
                return
            steps.spend()
            days = [begin.date()] if finer else self._days(begin.date(), steps)
            if finer and not self._is_named(begin.date()):
                continue
            yield from self._times(begin, days, steps)

    def _periods_before(self, since: datetime) -> int:
        """Return how many whole periods lie before, with some to spare at the end."""
        first = self.first
        match self.frequency:
            case "YEARLY":
                whole = since.year - first.year
            case "MONTHLY":
                whole = 12 * (since.year - first.year) + since.month - first.month
            case "WEEKLY" | "DAILY":
                whole = (since - first).days // (7 if self.frequency == "WEEKLY" else 1)
            case _:
                whole = (since - first) // timedelta(seconds=_SECONDS[self.frequency])
        return max(0, whole // self.interval - 2)

    def _begin_of(self, number: int) -> datetime | None:
        """Return the first instant of a period as a wall time; None behind the last year."""
        first, step = self.first, number * self.interval
        try:
            match self.frequency:
                case "YEARLY":
                    return datetime(first.year + step, 1, 1)  # noqa: DTZ001 - a wall time
                case "MONTHLY":
                    years, month = divmod(first.month - 1 + step, 12)
                    return datetime(first.year + years, month + 1, 1)  # noqa: DTZ001 - a wall time
                case "WEEKLY":
                    monday = first.date() - (first.weekday() - self.week_start) % 7 * DAY
                    return datetime.combine(monday + 7 * step * DAY, datetime.min.time())
                case "DAILY":
                    return datetime.combine(first.date() + step * DAY, datetime.min.time())
            return first + timedelta(seconds=step * _SECONDS[self.frequency])
        except (ValueError, OverflowError):
            return None

    def _days(self, begin: date, steps: Steps) -> list[date]:
        """Return the days of a period that the rule names, in order."""
        match self.frequency:
            case "YEARLY":
                months = sorted(set(self.numbers.get("BYMONTH", range(1, 13))))
                if {"BYWEEKNO", "BYYEARDAY"} & self.numbers.keys():
                    months = list(range(1, 13))
                within = [day for month in months for day in _month(begin.year, month)]
            case "MONTHLY":
                within, months = _month(begin.year, begin.month), [begin.month]
            case "WEEKLY":
                within, months = _span_of_days(begin, 7), []
                if self.days:
                    named = {weekday for _, weekday in self.days}
                    within = [day for day in within if day.weekday() in named]
            case _:
                within, months = [begin], []
        steps.spend(len(within))
        found = [day for day in within if self._is_named(day)]
        if self.skip == "OMIT" or not months:
            return found
        return sorted({*found, *self._moved(begin.year, months)})

    def _moved(self, year: int, months: list[int]) -> Iterator[date]:
        """Yield where days go that a month does not have (RFC 7529 §4.1)."""
        for month in months:
            if "BYMONTH" in self.numbers and month not in self.numbers["BYMONTH"]:
                continue
            days = _month(year, month)
            if any(day > len(days) for day in self.numbers.get("BYMONTHDAY", ())):
                yield days[-1] + DAY * (self.skip == "FORWARD")

    def _is_named(self, day: date) -> bool:
        """Tell whether every part of the rule that speaks of days allows a day."""
        for part, values in self.numbers.items():
            match part:
                case "BYMONTH":
                    if day.month not in values:
                        return False
                case "BYMONTHDAY":
                    if not {day.day, day.day - monthrange(day.year, day.month)[1] - 1} & {*values}:
                        return False
                case "BYYEARDAY":
                    at, size = day.timetuple().tm_yday, 365 + _is_leap(day.year)
                    if not {at, at - size - 1} & {*values}:
                        return False
                case "BYWEEKNO":
                    week, weeks = _week(day, self.week_start)
                    if not {week, week - weeks - 1} & {*values}:
                        return False
        return not self.days or any(self._is_weekday(day, *each) for each in self.days)

    def _is_weekday(self, day: date, ordinal: int, weekday: int) -> bool:
        if day.weekday() != weekday:
            return False
        if not ordinal or self.frequency not in {"YEARLY", "MONTHLY"}:
            return True
        if self.frequency == "YEARLY" and "BYMONTH" not in self.numbers:
            at, size = day.timetuple().tm_yday, 365 + _is_leap(day.year)
        else:
            at, size = day.day, monthrange(day.year, day.month)[1]
        return ordinal == ((at - 1) // 7 + 1 if ordinal > 0 else -((size - at) // 7 + 1))

    def _times(self, begin: datetime, days: list[date], steps: Steps) -> Iterator[datetime]:
        """Yield the times of a period's days, those at the set positions if there are any."""
        times = self._clock_times(begin) if self.frequency in _SECONDS else self._daily_times
        steps.spend(len(times) * len(days))
        found = [
            datetime(day.year, day.month, day.day, hour, minute, second)  # noqa: DTZ001
            for day in days
            for hour, minute, second in times
        ]
        places = self.numbers.get("BYSETPOS")
        if places is None:
            yield from found
            return
        size = len(found)
        chosen = {at - 1 if at > 0 else size + at for at in places}
        yield from (found[at] for at in sorted(chosen) if 0 <= at < size)

    @cached_property
    def _daily_times(self) -> list[tuple[int, int, int]]:
        """Return the times of day of a rule that counts days or more."""
        hours, minutes, seconds = (self.numbers[part] for part in _CLOCK)
        return list(itertools.product(hours, minutes, seconds))

    def _clock_times(self, begin: datetime) -> list[tuple[int, int, int]]:
        """Return the times of day of a period that is shorter than a day."""
        own = 1 + _FREQUENCIES.index(self.frequency) - _FREQUENCIES.index("HOURLY")
        each_part: list[Sequence[int]] = []
        for place, at in enumerate((begin.hour, begin.minute, begin.second)):
            values = self.numbers.get(_CLOCK[place])
            if place < own:
                values = (at,) if values is None or at in values else ()
            each_part.append(values or ())
        hours, minutes, seconds = each_part
        return list(itertools.product(hours, minutes, seconds))


def parse(text: str, first: datetime) -> RecurrenceRule:
    """Return the rule of a text and a first date; UnreadableRuleError when it is none that is read.

    Parts that are empty or of a program's own are passed over, as is a count below zero, by which
    some programs mean a rule without end.
    """
    read = _parts if len(text) <= _LONGEST_KEPT else _parts.__wrapped__
    frequency, interval, count, until, numbers, days, week_start, skip = read(text)
    numbers, days = _completed(frequency, dict(numbers), days, first)
    return RecurrenceRule(
        first, frequency, interval, count, until, numbers, days, week_start, skip, text[:80]
    )


_Parts = tuple[
    str,
    int,
    int | None,
    CalendarMoment | None,
    Mapping[str, tuple[int, ...]],
    _Weekdays,
    int,
    str,
]


@lru_cache(512)
def _parts(text: str) -> _Parts:
    """Return the parts of a rule; kept, as the events of a calendar repeat few rules."""
    given: dict[str, str] = {}
    for part in "".join(text.split()).upper().split(";"):
        name, _, value = part.partition("=")
        if not value.strip(",") or name.startswith("X-"):
            continue
        given.setdefault(name, value)
    unknown = given.keys() - _PARTS
    frequency, skip = given.get("FREQ", ""), given.get("SKIP", "OMIT")
    is_other = given.get("RSCALE", "GREGORIAN") != "GREGORIAN"
    if unknown or is_other or frequency not in _FREQUENCIES:
        raise UnreadableRuleError(text)
    if skip not in {"OMIT", "BACKWARD", "FORWARD"}:
        raise UnreadableRuleError(text)
    until = moment(given["UNTIL"]) if "UNTIL" in given else None
    interval = _number(given["INTERVAL"], 1, 10**18) if "INTERVAL" in given else 1
    count = _number(given["COUNT"], -(10**18), 10**18) if "COUNT" in given else None
    if count == 0 or ("UNTIL" in given and until is None):
        raise UnreadableRuleError(text)
    numbers = {name: _numbers(given[name], *_RANGES[name]) for name in given if name in _RANGES}
    start = given.get("WKST", "MO")
    return (
        frequency,
        interval,
        None if count is None or count < 0 else count,
        until,
        numbers,
        _weekdays(given.get("BYDAY", "")),
        _WEEKDAYS.index(start) if start in _WEEKDAYS else 0,
        skip,
    )


def _completed(
    frequency: str, numbers: dict[str, tuple[int, ...]], days: _Weekdays, first: datetime
) -> tuple[dict[str, tuple[int, ...]], _Weekdays]:
    """Return the parts of a rule with what it leaves to its first date."""
    named = numbers.keys() & {"BYWEEKNO", "BYYEARDAY", "BYMONTHDAY"}
    if not named and not days:
        if frequency == "YEARLY":
            numbers.setdefault("BYMONTH", (first.month,))
        if frequency in {"YEARLY", "MONTHLY"}:
            numbers["BYMONTHDAY"] = (first.day,)
        elif frequency == "WEEKLY":
            days = ((0, first.weekday()),)
    elif named == {"BYWEEKNO"} and not days:
        days = ((0, first.weekday()),)
    for place, at in enumerate((first.hour, first.minute, first.second)):
        if _FREQUENCIES.index(frequency) < _FREQUENCIES.index("HOURLY") + place:
            numbers.setdefault(_CLOCK[place], (at,))
    return numbers, days


def _numbers(text: str, least: int, most: int) -> tuple[int, ...]:
    values = [each for each in text.split(",") if each]
    found = {_number(each, least, most) for each in values[: _MOST_VALUES + 1]}
    if len(values) > _MOST_VALUES or (least < 0 and 0 in found):
        raise UnreadableRuleError(text[:80])
    return tuple(sorted(found))


def _number(text: str, least: int, most: int) -> int:
    if not _WHOLE.fullmatch(text) or not least <= int(text) <= most:
        raise UnreadableRuleError(text[:80])
    return int(text)


def _weekdays(text: str) -> _Weekdays:
    found: set[tuple[int, int]] = set()
    values = [each for each in text.split(",") if each]
    for each in values[: _MOST_VALUES + 1]:
        day = _BY_DAY.fullmatch(each)
        if not day or not -53 <= int(day[1] or 0) <= 53 or (day[1] and int(day[1]) == 0):
            raise UnreadableRuleError(text[:80])
        found.add((int(day[1] or 0), _WEEKDAYS.index(day[2])))
    if len(values) > _MOST_VALUES:
        raise UnreadableRuleError(text[:80])
    return tuple(sorted(found))


def _week(day: date, week_start: int) -> tuple[int, int]:
    """Return the number of the week a day lies in, and how many its year has (ISO 8601)."""
    fourth = day + (3 - (day.weekday() - week_start) % 7) * DAY
    number = (fourth.timetuple().tm_yday - 1) // 7 + 1
    last = date(fourth.year, 12, 28)
    last += (3 - (last.weekday() - week_start) % 7) * DAY
    return number, (last.timetuple().tm_yday - 1) // 7 + 1


def _month(year: int, month: int) -> list[date]:
    return _span_of_days(date(year, month, 1), monthrange(year, month)[1])


def _span_of_days(begin: date, days: int) -> list[date]:
    return [begin + DAY * number for number in range(days)]


def _is_leap(year: int) -> bool:
    return year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)

"""How much work the repeating events of a calendar would be, told before any of it is done.

The expanding library walks a rule from its first occurrence, and one that never matches (30
February, or every second year from an odd one) to the year 9999. So each rule is weighed first:
steps to walk and occurrences in the window, at prices measured on one core.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from recurring_ical_events import EventAdapter

from rotation.errors import Impossible
from rotation.timespan import DAY, Span
from rotation.words import say

MOST = 5_000
"""Busy times that are kept of a calendar."""
AHEAD = timedelta(days=400)
MOST_OCCURRENCES = 2 * MOST
_MOST_MICROSECONDS = 5_000_000
_DAYS = {"DAILY": 1, "WEEKLY": 7, "MONTHLY": 28, "YEARLY": 365}
_PRICES = {"DAILY": 3, "WEEKLY": 4, "MONTHLY": 5, "YEARLY": 30}
"""Microseconds to walk one period of a rule; measured 2.9 for a week, 3.4 a month, 24 a year."""
_PRICE_OF_YIELD = 3
_MOST_COUNT, _MOST_TIMES = 1_000, 24
_MOST_VALUES = 62
"""Values of one BY-part: each day of a month from both ends. Every value is looked at for every
day that is walked, so a long list, though it repeats one value, would cost without end."""
_LAST = date(9999, 12, 31)
_ORDINAL = re.compile(r"[+-]?\d+[A-Z]{2}", re.ASCII)


@dataclass(frozen=True)
class RecurrenceRule:
    """One RRULE, as far as it is weighed; ``parts`` are its BY-parts."""

    frequency: str
    interval: int
    count: int | None
    until: date | None
    parts: Mapping[str, Sequence[str]]

    @classmethod
    def parse(cls, text: str) -> "RecurrenceRule":
        """Return the rule of a text; ValueError or KeyError when it is none."""
        given = dict(each.split("=", 1) for each in text.upper().strip(";").split(";"))
        until = given.get("UNTIL")
        return cls(
            given["FREQ"],
            int(given.get("INTERVAL", "1")),
            int(given["COUNT"]) if "COUNT" in given else None,
            datetime.strptime(until[:8], "%Y%m%d").date() if until else None,  # noqa: DTZ007 - a date
            {name: each.split(",") for name, each in given.items() if name.startswith("BY")},
        )

    @property
    def times(self) -> int:
        """Return how many times of day it names."""
        found = 1
        for part in ("BYHOUR", "BYMINUTE", "BYSECOND"):
            found *= max(1, len(self.parts.get(part, ())))
        return found

    @property
    def per_period(self) -> int:
        """Return at most how many days of a period it names."""
        size = {name: len(each) for name, each in self.parts.items()}
        days = [each for each in self.parts.get("BYDAY", ()) if not _ORDINAL.fullmatch(each)]
        by_day = size.get("BYDAY", 0) + 4 * len(days)
        match self.frequency:
            case "DAILY":
                most = 1
            case "WEEKLY":
                most = max(1, size.get("BYDAY", 0))
            case "MONTHLY":
                most = max(1, by_day, size.get("BYMONTHDAY", 0))
            case _:
                months = size.get("BYMONTH", 0)
                wide = {"BYYEARDAY", "BYWEEKNO", "BYEASTER"} & size.keys() or (days and not months)
                within = max(1, by_day, size.get("BYMONTHDAY", 0))
                most = 366 if wide else (months or 12) * within
        return min(most, size.get("BYSETPOS", most))

    @property
    def is_sure(self) -> bool:
        """Tell whether it matches again and again for certain, so that walking it ends early."""
        days = {*self.parts} - {"BYHOUR", "BYMINUTE", "BYSECOND"}
        if "BYSETPOS" in days:
            places = all(abs(int(each)) == 1 for each in self.parts["BYSETPOS"])
            return places and "BYDAY" in days and days <= {"BYDAY", "BYSETPOS"}
        everywhere = any(1 <= abs(int(each)) <= 28 for each in self.parts.get("BYMONTHDAY", ()))
        match self.frequency:
            case "DAILY":
                return not days or (self.interval == 1 and days <= {"BYDAY", "BYMONTH"})
            case "WEEKLY":
                return days <= {"BYDAY"} or (self.interval <= 3 and days <= {"BYDAY", "BYMONTH"})
            case "MONTHLY":
                return days <= {"BYDAY"} or (days == {"BYMONTHDAY"} and everywhere)
            case _:
                simple = days <= {"BYMONTH", "BYDAY"}
                return simple or (days <= {"BYMONTH", "BYMONTHDAY"} and everywhere)


def check(events: Iterable[EventAdapter], window: Span) -> None:
    """Raise Impossible when expanding the events in a window would be too large or too slow."""
    adapters = list(events)
    occurrences = sum(each.is_in_span(window.start, window.end) for each in adapters)
    back, forth = timedelta(0), timedelta(0)
    for each in adapters:
        if each.rrules or each.this_and_future:
            earlier, later = each.extend_query_span_by
            back, forth = max(back, earlier), max(forth, later)
    reach = (window.end - window.start + back + forth) // DAY + 1
    last = window.end.date() + min(forth, _LAST - window.end.date())
    microseconds = 0
    if occurrences > MOST_OCCURRENCES:
        raise too_many()
    for each in adapters:
        occurrences += len(each.rdates)
        if occurrences > MOST_OCCURRENCES:
            raise too_many()
        for text in each.rrules:
            rule = RecurrenceRule.parse(text)
            _refuse_nonsense(rule, text)
            found, price = _weight(rule, _day(each.start), last, reach)
            occurrences, microseconds = occurrences + found, microseconds + price
            if occurrences > MOST_OCCURRENCES or microseconds > _MOST_MICROSECONDS:
                raise _too_often(text)


def _weight(rule: RecurrenceRule, first: date, last: date, reach: int) -> tuple[int, int]:
    """Return at most how many occurrences a rule has in ``reach`` days, and its price."""
    if rule.frequency not in _DAYS:
        count = rule.count or 0
        return count, count * _PRICE_OF_YIELD
    period = _DAYS[rule.frequency] * rule.interval
    end = min(rule.until or last, last) if rule.is_sure else _LAST
    steps = max(0, (end - first).days) // period + 2
    each = rule.per_period * rule.times
    walked = max(0, (last - first).days) // period + 2
    found = (reach // period + 2) * each
    if rule.count is not None:
        found, walked = min(found, rule.count), min(walked, rule.count)
    return found, steps * _PRICES[rule.frequency] + walked * each * _PRICE_OF_YIELD


def _refuse_nonsense(rule: RecurrenceRule, text: str) -> None:
    count = 0 if rule.count is None else abs(rule.count)
    fine = rule.frequency not in _DAYS
    if any(len(each) > _MOST_VALUES for each in rule.parts.values()):
        raise _too_often(text)
    if rule.interval < 1 or rule.times > _MOST_TIMES:
        raise _too_often(text)
    if fine and (not 1 <= count <= _MOST_COUNT or rule.parts):
        raise _too_often(text)


def too_many() -> Impossible:
    """Return the error for more busy times than are kept."""
    said = say(
        "A calendar has at most {most} busy times in {days} days.", most=MOST, days=AHEAD // DAY
    )
    return Impossible(said, field="")


def _too_often(text: str) -> Impossible:
    rule = text[:80]
    return Impossible(say("An event repeats too often to be read: {rule}.", rule=rule), field="")


def _day(moment: date) -> date:
    return moment.date() if isinstance(moment, datetime) else moment

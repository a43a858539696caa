"""Work by member and period: hours, shifts, weekends, burden, wishes granted.

Everything is counted once, in the period in which it begins, so that periods add up: a duty with
its elapsed hours and its burden, a shift with its first part, a weekend with its first duty.
"""

import math
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Literal
from uuid import UUID
from zoneinfo import ZoneInfo

from rotation.rota.timeline import DutySpan
from rotation.timespan import DAY, Span, Week, start_of_day

_HUNDREDTH = timedelta(seconds=36)
By = Literal["month", "week", "all"]


@dataclass(frozen=True)
class ReportPeriod:
    """A part of what is reported: a month or ISO week of the team's zone, or all of it."""

    label: str
    span: Span


@dataclass(frozen=True)
class WorkedTime:
    """The work of a member; ``asked`` counts the wishes that could be granted or not."""

    time: timedelta = timedelta()
    shifts: int = 0
    weekends: int = 0
    burden: float = 0.0
    asked: int = 0
    granted: int = 0

    def __add__(self, other: "WorkedTime") -> "WorkedTime":
        """Return both together."""
        return WorkedTime(
            self.time + other.time,
            self.shifts + other.shifts,
            self.weekends + other.weekends,
            self.burden + other.burden,
            self.asked + other.asked,
            self.granted + other.granted,
        )


def total(found: Iterable[WorkedTime]) -> WorkedTime:
    """Return all together."""
    return sum(found, WorkedTime())


def hundredths(times: Sequence[timedelta]) -> list[int]:
    """Return times in hundredths of an hour that add up to their sum, rounded.

    Each is rounded down, and those with the largest remainders get what is missing.
    """
    exact = [each / _HUNDREDTH for each in times]
    found = [math.floor(each) for each in exact]
    missing = round(sum(times, timedelta()) / _HUNDREDTH) - sum(found)
    largest = sorted(range(len(exact)), key=lambda at: (found[at] - exact[at], at))
    for at in largest[:missing]:
        found[at] += 1
    return found


def periods(span: Span, by: By, in_zone: ZoneInfo) -> list[ReportPeriod]:
    """Return the months or weeks of a span, the first and the last as far as they lie in it."""
    first = span.start.astimezone(in_zone).date()
    last = (span.end - timedelta.resolution).astimezone(in_zone).date()
    if by == "all":
        return [ReportPeriod(f"{first}/{last}", span)]
    found = []
    for label, day in _begins(first, last, by):
        end = next_month(day) if by == "month" else day + 7 * DAY
        part = Span(start_of_day(day, in_zone), start_of_day(end, in_zone)).within(span)
        if part is not None:
            found.append(ReportPeriod(label, part))
    return found


def figures(
    duties: Iterable[DutySpan],
    wishes: Mapping[UUID, Iterable[tuple[Span, bool]]],
    parts: Sequence[ReportPeriod],
) -> list[dict[UUID, WorkedTime]]:
    """Return, by period and member, what was worked and which wishes were granted.

    Parts adjoin each other; what begins outside them does not count.
    """
    starts = [each.span.start for each in parts]
    found: list[dict[UUID, WorkedTime]] = [defaultdict(WorkedTime) for _ in parts]
    whole = Span(parts[0].span.start, parts[-1].span.end)

    def count(member: UUID, at: datetime, more: WorkedTime) -> None:
        if at in whole:
            found[bisect_right(starts, at) - 1][member] += more

    for duty, more in _counted(each for each in duties if each.start in whole):
        count(duty.member, duty.start, more)
    for member, asked in wishes.items():
        for wish, was_granted in asked:
            count(member, wish.start, WorkedTime(asked=1, granted=int(was_granted)))
    return [dict(each) for each in found]


def _counted(duties: Iterable[DutySpan]) -> Iterator[tuple[DutySpan, WorkedTime]]:
    """Yield what each duty adds; a further part of a shift or of a weekend adds no other one."""
    shifts: set[tuple[UUID, UUID]] = set()
    weekends: set[tuple[UUID, Week]] = set()
    for each in sorted(duties, key=lambda duty: (duty.start, str(duty.slot), duty.name)):
        shift, weekend = (each.member, each.shift_id), (each.member, Week.of(each.day))
        at_weekend = each.day.isoweekday() >= 6
        yield (
            each,
            WorkedTime(
                time=each.end - each.start,
                shifts=int(shift not in shifts),
                weekends=int(at_weekend and weekend not in weekends),
                burden=each.burden,
            ),
        )
        shifts.add(shift)
        if at_weekend:
            weekends.add(weekend)


def _begins(first: date, last: date, by: By) -> Iterator[tuple[str, date]]:
    day = first.replace(day=1) if by == "month" else Week.of(first).monday
    while day <= last:
        yield (f"{day:%Y-%m}" if by == "month" else str(Week.of(day))), day
        day = next_month(day) if by == "month" else day + 7 * DAY


def next_month(day: date) -> date:
    """Return the first day of the month after a day's."""
    return (day.replace(day=1) + 31 * DAY).replace(day=1)

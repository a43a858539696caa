"""Labour law read minute by minute: a naive referee that shares nothing with the product.

A worker is the set of minutes they were at work. Every law is a question with the numbers of the
statute written out; true means that somebody should check.
"""

import itertools
from collections import Counter
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

EPOCH = datetime(2020, 1, 6, tzinfo=UTC)
DAY = 1440

Run = tuple[int, int]
"""First minute, and first minute after the last one."""


class Worker:
    """Minutes at work, on the clock of a zone, and the Monday of the week that is looked at."""

    def __init__(self, stretches: list[tuple[datetime, datetime]], zone: str, monday: date) -> None:
        self.zone, self.monday = ZoneInfo(zone), monday
        self.minutes: set[int] = set()
        for start, end in stretches:
            at = minute(start)
            while at < minute(end):
                self.minutes.add(at)
                at += 1

    def local(self, at: int) -> datetime:
        """Return a minute on the wall."""
        return (EPOCH + timedelta(minutes=at)).astimezone(self.zone)

    def midnight(self, day: date) -> int:
        """Return the first minute of a local date."""
        at = minute(datetime(day.year, day.month, day.day, tzinfo=UTC)) - DAY
        while self.local(at).date() != day:
            at += 15
        return at

    def runs(self) -> list[Run]:
        """Return the stretches of work without a pause."""
        found: list[Run] = []
        for at in sorted(self.minutes):
            if found and found[-1][1] == at:
                found[-1] = (found[-1][0], at + 1)
            else:
                found.append((at, at + 1))
        return found

    def rests(self) -> list[Run]:
        """Return the pauses between stretches."""
        runs = self.runs()
        return [(one[1], two[0]) for one, two in itertools.pairwise(runs)]

    def free(self) -> list[Run]:
        """Return the pauses, and the endless ones before and after all work."""
        runs, ages = self.runs(), 10_000_000
        return [(-ages, runs[0][0]), *self.rests(), (runs[-1][1], ages)]

    def week(self, back: int = 0) -> Run:
        """Return the minutes of the week that is looked at, or of one before it."""
        first = self.monday - timedelta(weeks=back)
        return self.midnight(first), self.midnight(first + timedelta(days=7))

    def worked_in(self, span: Run) -> int:
        """Return how many minutes of a span are worked."""
        return sum(span[0] <= at < span[1] for at in self.minutes)

    def worked_in_weeks(self, weeks: int) -> int:
        """Return how many minutes of some weeks, up to the one looked at, are worked."""
        return self.worked_in((self.week(weeks - 1)[0], self.week()[1]))

    def by_day(self) -> Counter[date]:
        """Return the minutes worked by local date."""
        return Counter(self.local(at).date() for at in self.minutes)

    def start_days(self) -> list[date]:
        """Return the local dates on which stretches start."""
        return sorted({self.local(start).date() for start, _ in self.runs()})

    def in_window(self, run: Run, start: int, end: int) -> int:
        """Return how many minutes of a stretch lie between two hours of the wall."""
        hours = [self.local(at).hour for at in range(*run)]
        inside = (start <= h < end if start < end else h >= start or h < end for h in hours)
        return sum(inside)

    def nights(self, start: int, end: int, least: int) -> list[Run]:
        """Return the stretches with enough minutes in the hours of the night."""
        return [run for run in self.runs() if self.in_window(run, start, end) >= least]


def minute(instant: datetime) -> int:
    """Return the minutes since a Monday long ago."""
    return (instant - EPOCH) // timedelta(minutes=1)


def length(run: Run) -> int:
    """Return the minutes of a run."""
    return run[1] - run[0]


def rest_below(hours: int) -> Callable[[Worker], bool]:
    """Return the question whether a rest is shorter."""
    return lambda who: any(length(each) < hours * 60 for each in who.rests())


def no_weekly_rest(hours: int, inside: int) -> Callable[[Worker], bool]:
    """Return the question whether the week lacks a rest, enough of it inside the week."""

    def missing(who: Worker) -> bool:
        first, last = who.week()
        return not any(
            length(each) >= hours * 60 and min(each[1], last) - max(each[0], first) >= inside * 60
            for each in who.free()
        )

    return missing


def over_a_day(hours: int) -> Callable[[Worker], bool]:
    """Return the question whether more is worked on a local date."""
    return lambda who: any(each > hours * 60 for each in who.by_day().values())


def over_weeks(hours: int, weeks: int) -> Callable[[Worker], bool]:
    """Return the question whether more is worked a week on average."""
    return lambda who: who.worked_in_weeks(weeks) > hours * 60 * weeks


def pause_after(minutes: int) -> Callable[[Worker], bool]:
    """Return the question whether a stretch is longer."""
    return lambda who: any(length(each) > minutes for each in who.runs())


def night_over(hours: int, start: int, end: int, least: int) -> Callable[[Worker], bool]:
    """Return the question whether a night shift is longer."""
    return lambda who: any(length(each) > hours * 60 for each in who.nights(start, end, least))


def nights_average(hours: int, start: int, end: int, least: int) -> Callable[[Worker], bool]:
    """Return the question whether night shifts are longer on average."""

    def over(who: Worker) -> bool:
        nights = who.nights(start, end, least)
        return sum(map(length, nights)) > hours * 60 * len(nights)

    return over


def sundays_below(least: int, weeks: int) -> Callable[[Worker], bool]:
    """Return the question whether fewer Sundays are free."""

    def few(who: Worker) -> bool:
        worked = who.by_day()
        sundays = [who.monday + timedelta(days=6 - 7 * back) for back in range(weeks)]
        return sum(not worked[day] for day in sundays) < least

    return few


def works_on_sunday(who: Worker) -> bool:
    """Tell whether a minute of a Sunday is worked."""
    return any(day.isoweekday() == 7 for day in who.by_day())


def seven_days(who: Worker) -> bool:
    """Tell whether work starts on more than six days of the week."""
    return sum(0 <= (day - who.monday).days < 7 for day in who.start_days()) > 6


def two_short_rests(who: Worker) -> bool:
    """Tell whether two rests below eleven hours end within seven days."""
    ends = [who.local(end).date() for start, end in who.rests() if end - start < 11 * 60]
    return any((two - one).days < 7 for one, two in itertools.pairwise(ends))


def no_36_hours_in_seven_days(who: Worker) -> bool:
    """Tell whether after starting a stretch, 7 × 24 hours hold no rest of 36 hours."""
    return any(
        not any(
            min(rest[1], start + 7 * DAY) - max(rest[0], start) >= 36 * 60 for rest in who.free()
        )
        for start, _ in who.runs()
    )


def too_little_rest(who: Worker, usual: int, longer: int, part: int) -> bool:
    """Tell whether after starting a stretch, neither of two periods holds its rest.

    That is, in hours, ``usual`` in 7 × 24, or ``longer`` in 14 × 24 of parts of ``part`` or more.
    """

    def within(start: int, days: int) -> list[int]:
        ends = start + days * DAY
        return [min(rest[1], ends) - max(rest[0], start) for rest in who.free()]

    return any(
        max(within(start, 7)) < usual * 60
        and sum(each for each in within(start, 14) if each >= part * 60) < longer * 60
        for start, _ in who.runs()
    )


def early_after_a_night(who: Worker) -> bool:
    """Tell whether less than 14 hours follow a night shift that ends after two."""
    late = [run for run in who.nights(0, 6, 61) if who.in_window(run, 2, 6)]
    return any(0 <= rest[1] - run[1] < 14 * 60 for run in late for rest in who.rests())


def early_after_three_nights(who: Worker) -> bool:
    """Tell whether less than 46 hours follow the last of three nights or more in a row."""
    days = {who.local(run[0]).date(): run for run in who.nights(0, 6, 61)}
    for day, run in days.items():
        row = all(day - timedelta(days=back) in days for back in range(3))
        if row and day + timedelta(days=1) not in days:
            after = [start for start, _ in who.runs() if start >= run[1]]
            if after and after[0] - run[1] < 46 * 60:
                return True
    return False


def eight_nights(who: Worker) -> bool:
    """Tell whether eight nights follow each other."""
    days = {who.local(run[0]).date() for run in who.nights(0, 6, 61)}
    return any(all(day + timedelta(days=at) in days for at in range(8)) for day in days)


def long_days_in_six(who: Worker) -> bool:
    """Tell whether a stretch of more than 8 hours lies in a week of more than five days."""
    return any(length(run) > 480 for run in who.runs()) and len(who.start_days()) > 5


def told_in_time(start: datetime, zone: str, days: int, week: int, free: set[date]) -> datetime:
    """Return the last minute to tell of a shift so many working days ahead, going back from it.

    ``week``: how many days of a week count, from Monday on.
    """
    at, counted = start, 0
    while counted < days * DAY:
        at -= timedelta(minutes=1)
        day = at.astimezone(ZoneInfo(zone)).date()
        counted += day.isoweekday() <= week and day not in free
    return at

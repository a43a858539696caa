"""Charts by the quarter of an hour: people against need and messages, a forecast with its band."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from rotation.demand.questions.prediction import IntervalAnswer
from rotation.rota.shifts import Shift
from rotation.timespan import start_of_day

QUARTER = timedelta(minutes=15)
WIDTH, HEIGHT, LEFT = 960.0, 96.0, 30.0


@dataclass(frozen=True)
class Quarter:
    """A quarter of an hour: people on, people needed, messages expected, their share in time."""

    at: str
    staffed: float
    needed: int
    messages: float
    share: float | None
    x: float

    @property
    def is_short(self) -> bool:
        """Tell whether fewer are on than the shifts ask for."""
        return self.staffed < self.needed - 1e-9


@dataclass(frozen=True)
class DayQuarters:
    """The quarters of a day in which somebody is needed, on or written to; its chart."""

    day: date
    quarters: Sequence[Quarter]
    most_people: int
    most_messages: float
    marks: Sequence[tuple[float, str]]

    @property
    def step(self) -> float:
        """Return the width of a quarter."""
        return (WIDTH - LEFT) / max(1, len(self.quarters))

    def line(self, name: str) -> str:
        """Return the path of people staffed or needed, in steps."""
        found = []
        for each in self.quarters:
            y = self.y(getattr(each, name))
            found.append(f"{each.x} {y} H{round(each.x + self.step, 1)}")
        return "M" + " L".join(found) if found else ""

    def y(self, people: float) -> float:
        """Return where a number of people stands."""
        return round(4 + (HEIGHT - 8) * (1 - people / max(1, self.most_people)), 1)

    def bar(self, messages: float) -> float:
        """Return how high the bar of some messages is."""
        return round(0.6 * (HEIGHT - 8) * messages / (self.most_messages or 1.0), 1)

    @property
    def share(self) -> float | None:
        """Return the share of the day's messages that is answered in time."""
        told = [each for each in self.quarters if each.share is not None]
        volume = sum(each.messages for each in told)
        return sum(e.messages * (e.share or 0) for e in told) / volume if volume else None


def week_quarters(
    shifts: Sequence[Shift],
    intervals: Sequence[IntervalAnswer],
    of: Sequence[date],
    tz: ZoneInfo,
) -> list[DayQuarters]:
    """Return the days of a week by quarters of an hour, from a prediction with its intervals."""
    told = {each.start: each for each in intervals}
    rows = {day: _quarters(shifts, told, day, tz) for day in of}
    people = [max(q[1], q[2]) for row in rows.values() for q in row]
    messages = max((q[3] for row in rows.values() for q in row), default=0.0)
    most = max(1, -(-int(max(people, default=1) * 100) // 100))
    return [_day(day, row, most, messages) for day, row in rows.items()]


def _day(day: date, row: Sequence[tuple[Any, ...]], most: int, messages: float) -> DayQuarters:
    step = (WIDTH - LEFT) / max(1, len(row))
    quarters = [
        Quarter(f"{at:%H:%M}", staffed, needed, volume, share, round(LEFT + place * step, 1))
        for place, (at, staffed, needed, volume, share) in enumerate(row)
    ]
    marks = [(each.x, each.at[:2]) for each in quarters if each.at.endswith(":00")]
    every = 1 if len(marks) <= 14 else 2
    return DayQuarters(day, quarters, most, messages, marks[::every])


def _quarters(
    shifts: Sequence[Shift], told: Mapping[datetime, IntervalAnswer], day: date, tz: ZoneInfo
) -> list[tuple[Any, ...]]:
    """Return the quarters of a local day from the first to the last that has anything."""
    at, end = start_of_day(day, tz), start_of_day(day + timedelta(days=1), tz)
    found = []
    while at < end:
        needed = sum(each.target for each in shifts if each.start <= at < each.end)
        answer = told.get(at)
        found.append((at.astimezone(tz), *_people(shifts, answer, at), needed, answer))
        at += QUARTER
    rows = [
        (at, staffed, needed, *_replies(answer, inside=bool(needed or staffed)))
        for at, staffed, needed, answer in found
    ]
    busy = [place for place, each in enumerate(rows) if each[1] or each[2] or each[3]]
    return rows[busy[0] : busy[-1] + 1] if busy else []


def _people(shifts: Sequence[Shift], answer: IntervalAnswer | None, at: datetime) -> tuple[float]:
    """Return how many are on: as the prediction has it, with people beside the rota."""
    if answer is not None:
        return (answer.agents,)
    return (float(sum(len(each.members) for each in shifts if each.start <= at < each.end)),)


def _replies(answer: IntervalAnswer | None, *, inside: bool) -> tuple[float, float | None]:
    """Return the messages expected in an interval and their share in time."""
    if answer is None or not inside:
        return 0.0, None
    volume = sum(each.volume for each in answer.channels)
    known = [
        (each.volume, share) for each in answer.channels if (share := each.within_share) is not None
    ]
    shared = sum(each for each, _ in known)
    if not shared:
        return volume, None
    return volume, sum(each * share for each, share in known) / shared


@dataclass(frozen=True)
class Band:
    """A forecast over the hours of a week: the mean, and one week in ten below and above.

    ``days`` are what a day is expected to bring, and its busiest hour with the band of that hour:
    bounds of hours do not add up to those of a day.
    """

    channel: str
    area: str
    line: str
    most: float
    days: Sequence[tuple[date, float, Any]]
    total: float


def band(channel: str, intervals: Sequence[Any], days: Sequence[date], tz: ZoneInfo) -> Band:
    """Return the chart of a channel's forecast by the hour, and its numbers by the day."""
    most = max((each.p90 for each in intervals), default=0.0) or 1.0
    step = WIDTH / max(1, len(intervals))

    def points(values: Sequence[float]) -> list[str]:
        return [
            f"{round(at * step, 1)} {round(HEIGHT - (HEIGHT - 6) * each / most, 1)}"
            for at, each in enumerate(values)
        ]

    upper, lower = points([e.p90 for e in intervals]), points([e.p10 for e in intervals])
    mean = points([each.mean for each in intervals])
    area = "M" + " L".join([*upper, *reversed(lower)]) + "Z" if upper else ""
    by_day = {day: [e for e in intervals if e.start.astimezone(tz).date() == day] for day in days}
    sums = [
        (day, sum(each.mean for each in mine), max(mine, key=lambda each: each.mean))
        for day, mine in by_day.items()
        if mine
    ]
    total = sum(each.mean for each in intervals)
    return Band(channel, area, "M" + " L".join(mean) if mean else "", most, sums, total)

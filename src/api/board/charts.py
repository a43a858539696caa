"""Charts as numbers for templates: what stands in an SVG or a table is worked out here."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from api.board.reading import Reader, first_name
from rotation.demand.questions.prediction import PredictionAnswer
from rotation.rota.checks.review import Share
from rotation.rota.shifts import Shift
from rotation.timespan import start_of_day

HOUR = timedelta(hours=1)


@dataclass(frozen=True)
class Hour:
    """An hour of the staffing table: people more or fewer than needed; None: no shift then."""

    label: str
    spare: int | None
    staffed: int = 0
    needed: int = 0

    @property
    def shade(self) -> str:
        """Return the class of its colour."""
        if self.spare is None:
            return "oo"
        steps = {-2: "n2", -1: "n1", 0: "z", 1: "p1", 2: "p2"}
        return steps[max(-2, min(2, self.spare))]


@dataclass(frozen=True)
class Heat:
    """People against need by day and hour."""

    hours: tuple[str, ...]
    days: tuple[tuple[date, tuple[Hour, ...]], ...]

    @property
    def shown(self) -> set[str]:
        """Return the shades that occur, for the legend."""
        return {each.shade for _, row in self.days for each in row}


def heat(shifts: Sequence[Shift], days: Sequence[date], tz: ZoneInfo) -> Heat:
    """Return people against need for every hour in which the week has a shift on some day."""
    rows = {day: _row(shifts, day, tz) for day in days}
    used = sorted({at for row in rows.values() for at, each in row.items() if each.needed})
    if not used:
        return Heat((), ())
    hours = range(used[0], used[-1] + 1)
    none = Hour("", None)
    table = tuple((day, tuple(row.get(at, none) for at in hours)) for day, row in rows.items())
    return Heat(tuple(str(at % 24) for at in hours), table)


def mean_heat(shifts: Sequence[Shift], tz: ZoneInfo) -> list[tuple[int, list[float | None]]]:
    """Return, by weekday, the mean of people against need for each hour; None: never a shift."""
    sums: dict[tuple[int, int], list[int]] = {}
    for day in sorted({each.day for each in shifts}):
        for at, hour in _row(shifts, day, tz).items():
            sums.setdefault((day.isoweekday(), at), []).append(hour.spare or 0)
    if not sums:
        return []
    first, last = min(at for _, at in sums), max(at for _, at in sums)
    return [
        (day, [_mean(sums.get((day, at))) for at in range(first, last + 1)]) for day in range(1, 8)
    ]


def _mean(values: Sequence[int] | None) -> float | None:
    return sum(values) / len(values) if values else None


def first_hour(shifts: Sequence[Shift], tz: ZoneInfo) -> int:
    """Return the first hour of a day in which some shift is on."""
    return min((each.start.astimezone(tz).hour for each in shifts), default=0)


def _row(shifts: Sequence[Shift], day: date, tz: ZoneInfo) -> dict[int, Hour]:
    midnight, found = start_of_day(day, tz), {}
    mine = [each for each in shifts if each.day == day]
    for at in range(36):
        start = midnight + at * HOUR
        here = [each for each in mine if each.start < start + HOUR and start < each.end]
        if here:
            need, have = _least(here, start)
            found[at] = Hour(str(at % 24), have - need, have, need)
    return found


def _least(shifts: Sequence[Shift], start: datetime) -> tuple[int, int]:
    """Return need and people at the quarter of an hour that is worst off."""
    quarters = (start + timedelta(minutes=15 * at) for at in range(4))
    found = []
    for quarter in quarters:
        on = [each for each in shifts if each.start <= quarter < each.end]
        if on:
            found.append((sum(e.target for e in on), sum(len(e.members) for e in on)))
    return min(found, key=lambda each: each[1] - each[0], default=(0, 0))


@dataclass(frozen=True)
class Replies:
    """The forecast of a channel's replies: the share in time with its band, on a line of 200."""

    channel: str
    within_minutes: float
    share: float | None
    low: float
    high: float
    target: float
    mean_wait: float | None
    slow_wait: float | None

    @property
    def is_below(self) -> bool:
        """Tell whether fewer are in time than the target asks."""
        return self.share is not None and self.share < self.target

    def x(self, share: float) -> float:
        """Return where a share stands on the line, which begins at 40 %."""
        return round(200 * max(0.0, min(1.0, (share - 0.4) / 0.6)), 1)


def replies(prediction: PredictionAnswer | None) -> list[Replies]:
    """Return the forecast of each channel, in the team's order."""
    return [
        Replies(
            each.channel,
            each.within_minutes,
            each.within_share,
            each.within_share or 0.0 if each.low is None else each.low,
            each.within_share or 0.0 if each.high is None else each.high,
            each.target_share,
            each.mean_wait_minutes,
            each.p90_wait_minutes,
        )
        for each in (prediction.channels if prediction else ())
    ]


@dataclass(frozen=True)
class Bar:
    """A person's unsocial load against their fair share, on a line of 120 around 60."""

    name: str
    label: str
    value: float
    x: float
    width: float


def fairness(shares: Sequence[Share], reader: Reader) -> list[Bar]:
    """Return the load of each person against their fair share, the heaviest first."""
    values = {each.name: round(each.burden - each.fair_share, 1) for each in shares}
    return bars(values, reader)


def bars(values: Mapping[str, float], reader: Reader) -> list[Bar]:
    """Return bars to both sides of nought, the largest first."""
    most = max((abs(each) for each in values.values()), default=0) or 1
    found = []
    for name, value in sorted(values.items(), key=lambda each: (-each[1], each[0])):
        width = round(abs(value) / most * 56, 1)
        x = 60.0 if value >= 0 else round(60 - width, 1)
        found.append(Bar(first_name(name), reader.signed(value), value, x, width))
    return found


def line(values: Sequence[float], width: float = 300, height: float = 44) -> str:
    """Return the path of a falling curve, such as the points of a run over time."""
    if len(values) < 2:
        return ""
    low, high = min(values), max(values)
    step = width / (len(values) - 1)
    span = (high - low) or 1
    points = [
        f"{round(at * step, 1)} {round(3 + (height - 8) * (1 - (each - low) / span), 1)}"
        for at, each in enumerate(values)
    ]
    return "M" + " L".join(points)

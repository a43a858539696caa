"""Badges and reply windows of platforms as frozen values: what counts, what a rota makes of it."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

Clock = Literal["calendar", "business"]


@dataclass(frozen=True)
class BadgeRule:
    """The badge rule of a platform: what it asks of a page, over some days in a row.

    ``rate`` of the messages of the days are to be answered; the ``statistic`` of the response time
    is at most ``minutes``. ``clock`` business: time away does not count, of a page that is away
    for at most ``away_hours`` at a time (None: for as long as it likes).
    """

    rate: float = 0.9
    minutes: float = 15.0
    days: int = 7
    statistic: Literal["p90", "median"] = "p90"
    clock: Clock = "business"
    away_hours: float | None = None

    @property
    def needed(self) -> float:
        """Return which share has to be answered within the minutes.

        A 90 % point within them means 90 % of all, a median one half.
        """
        return 0.9 if self.statistic == "p90" else 0.5


@dataclass(frozen=True)
class Platform:
    """A platform: its badge rule, and for how long it takes a plain reply, in minutes."""

    badge: BadgeRule | None = None
    reply_window_minutes: float | None = None


@dataclass(frozen=True)
class LatePeriod:
    """Hours in a row whose messages are answered too late for a platform, and how many of them."""

    start: datetime
    end: datetime
    late: float


@dataclass(frozen=True)
class BadgeAnswer:
    """The lowest value of a platform's badge over the days, and the dates that cause it.

    ``within_share``: of the messages of the worst ``days`` in a row; ``needed``: as many to keep
    it. ``hours``: those of these days in which most are too late, while the badge is not kept.
    """

    channel: str
    kept: bool
    within_share: float
    needed: float
    minutes: float
    last_day: date
    caused_by: tuple[date, ...]
    days: int = 7
    hours: tuple[LatePeriod, ...] = ()


@dataclass(frozen=True)
class WindowAnswer:
    """Messages taken up later than a platform takes a plain reply, in ``minutes`` by the calendar.

    ``missed``: messages of the whole time asked about; ``hours``: when most of them come in.
    """

    channel: str
    minutes: float
    missed: float
    missed_share: float
    hours: tuple[LatePeriod, ...] = ()

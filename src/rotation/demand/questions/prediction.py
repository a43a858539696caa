"""Staffing questions and answers as frozen values: JSON in, JSON out, no calculation.

Times are minutes (fractions allowed), instants UTC, arrivals expected work items per interval.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Literal

import msgspec

from rotation.demand.platforms.badges import BadgeAnswer, BadgeRule, Clock, WindowAnswer
from rotation.json_value import Json

State = Literal["open", "check_in", "closed"]
FEWEST_ON_A_DAY = 0.5
"""On a day with fewer expected messages than this no floor is looked at."""
FLOOR_TOLERANCE = 0.01
"""What the engines may differ by before a day counts as below its floor."""
Engine = Literal["auto", "exact", "simulation", "erlang_c"]


@dataclass(frozen=True)
class OpenWindow:
    """A stretch of a channel: open (runs the business clock), check-in or closed."""

    start: datetime
    end: datetime
    state: State = "open"


@dataclass(frozen=True)
class ChannelLoad:
    """The load of a channel: what comes in and how fast it should be answered.

    ``priority``: the smallest goes first. ``reply_window_minutes``: after so long a platform takes
    no plain reply any more. ``arrivals`` are expected items per interval from the start of the
    question; those outside every window belong to others and are neither queued nor counted.
    ``floor``: the share that no open day should fall below.
    """

    slug: str
    arrivals: tuple[float, ...]
    share: float = 0.8
    within_minutes: float = 60.0
    clock: Clock = "calendar"
    measured_at: Literal["pick_up", "reply_sent"] = "pick_up"
    handling_minutes: float = 5.0
    handling_cv: float = 1.0
    writing_minutes: float | None = None
    writing_cv: float | None = None
    windows: tuple[OpenWindow, ...] = ()
    priority: int = 0
    reply_window_minutes: float | None = None
    badge: BadgeRule | None = None
    floor: float | None = None


@dataclass(frozen=True)
class PlannedDuty:
    """A member answers some channels (none named: all) for a stretch."""

    member: str
    start: datetime
    end: datetime
    channels: tuple[str, ...] = ()


@dataclass(frozen=True)
class ExtraHeads:
    """People who answer beside the rota for a stretch."""

    start: datetime
    end: datetime
    heads: int


@dataclass(frozen=True)
class Stretch:
    """A stretch of time, such as a shift."""

    start: datetime
    end: datetime


@dataclass(frozen=True)
class PredictionQuestion:
    """The question which replies a staffing gives.

    ``day_cv`` and ``week_cv`` are the uncertainty of the forecast; ``backlog`` are items waiting at
    the start, by channel. Staff, base and windows may go on after the end: they answer what came in
    before it. ``stretches``, such as shifts, are answered apart. ``include`` asks for more:
    ``intervals``, ``clocks``, ``erlang_c``. ``forecast`` names what the arrivals are from.
    """

    start: datetime
    end: datetime
    zone: str
    channels: tuple[ChannelLoad, ...]
    staff: tuple[PlannedDuty, ...] = ()
    base: tuple[ExtraHeads, ...] = ()
    interval_minutes: float = 15.0
    work_order: Literal["earliest_due", "fcfs", "priority"] = "earliest_due"
    closing: Literal["finish_in_hand"] = "finish_in_hand"
    shrinkage: float = 0.0
    day_cv: float = 0.0
    week_cv: float = 0.0
    backlog: dict[str, float] = field(default_factory=dict)
    regime: Literal["dated", "typical"] = "dated"
    engine: Engine = "auto"
    seed: int = 1
    include: tuple[str, ...] = ()
    stretches: tuple[Stretch, ...] = ()
    forecast: str = ""


@dataclass(frozen=True)
class ChannelAnswer:
    """The service level of a channel; shares 0 to 1, ``low`` and ``high`` the 10 and 90 % points.

    ``engine`` says which engine the figures are from. ``window_missed_share``: taken up later than
    the platform's reply window. Null where nothing can be said; an unstable typical week has no
    shares at all.
    """

    channel: str
    target_share: float
    within_minutes: float
    volume: float
    within_share: float | None = None
    low: float | None = None
    high: float | None = None
    target_met_probability: float | None = None
    mean_wait_minutes: float | None = None
    p90_wait_minutes: float | None = None
    window_missed_share: float | None = None
    calendar_share: float | None = None
    business_share: float | None = None
    erlang_c_share: float | None = None
    engine: str = "exact"
    standard_error: float | None = None
    floor_share: float | None = None


@dataclass(frozen=True)
class DayChannel:
    """The service level of a channel on a day, or during a stretch of one.

    ``is_open``: all its hours of the day are open ones, so that the floor holds for it.
    """

    channel: str
    volume: float
    within_share: float | None = None
    low: float | None = None
    high: float | None = None
    is_open: bool = True


@dataclass(frozen=True)
class StretchAnswer:
    """The service levels of the channels during a stretch that was asked for."""

    start: datetime
    end: datetime
    channels: tuple[DayChannel, ...]


@dataclass(frozen=True)
class DayAnswer:
    """The service levels of the channels on a local date."""

    date: date
    channels: tuple[DayChannel, ...]


@dataclass(frozen=True)
class DayShare:
    """The share of a channel on an open day that is below its floor."""

    date: date
    channel: str
    within_share: float
    floor_share: float


@dataclass(frozen=True)
class IntervalChannel:
    """The service level of a channel in an interval."""

    channel: str
    volume: float
    within_share: float | None


@dataclass(frozen=True)
class IntervalAnswer:
    """An interval: mean number of agents on, the share of their time spent handling, replies."""

    start: datetime
    agents: float
    occupancy: float | None
    channels: tuple[IntervalChannel, ...]


@dataclass(frozen=True)
class Waiting:
    """The number of items that wait: on average, and the 50 and 90 % points."""

    mean: float
    p50: int
    p90: int


@dataclass(frozen=True)
class Moment:
    """The number of items that wait when the first agent comes on or the last has gone."""

    at: datetime
    waiting: Waiting


@dataclass(frozen=True)
class Worst:
    """A stretch in which many replies come late: how many, and of which channel."""

    start: datetime
    end: datetime
    channel: str
    late: float
    within_share: float


@dataclass(frozen=True)
class PredictionAnswer:
    """The replies a staffing gives, for the forecast in the question and no other.

    ``stable`` False: more comes in than can be answered; ``overloaded`` names the channels for
    whose people it is too much. ``converged`` False: a typical week did not come to rest, and has
    no shares. ``correction`` is what the simulation found beyond the exact engine, by channel.
    """

    channels: tuple[ChannelAnswer, ...]
    days: tuple[DayAnswer, ...]
    engine: str
    stable: bool = True
    overloaded: tuple[str, ...] = ()
    converged: bool = True
    backlog_growth_per_week: float = 0.0
    backlog_at_end: Waiting | None = None
    occupancy: float | None = None
    agent_hours: float = 0.0
    all_targets_met_probability: float | None = None
    intervals: tuple[IntervalAnswer, ...] = ()
    openings: tuple[Moment, ...] = ()
    closings: tuple[Moment, ...] = ()
    worst_intervals: tuple[Worst, ...] = ()
    badge: tuple[BadgeAnswer, ...] = ()
    reply_windows: tuple[WindowAnswer, ...] = ()
    stretches: tuple[StretchAnswer, ...] = ()
    correction: dict[str, float] = field(default_factory=dict)
    seconds: float = 0.0


def _plain(value: Any) -> Any:  # Any: a number of numpy, which says itself what it is worth
    """Return a number of numpy as Python's own."""
    return value.item()


def to_json(value: Any) -> Json:  # Any: a frozen value
    """Return a value of this file as plain JSON values."""
    plain: Json = msgspec.to_builtins(value, enc_hook=_plain)
    return plain


def question_from_json(plain: Json) -> PredictionQuestion:
    """Return the question of plain JSON values."""
    return msgspec.convert(plain, PredictionQuestion)


def answer_from_json(plain: Json) -> PredictionAnswer:
    """Return the answer of plain JSON values."""
    return msgspec.convert(plain, PredictionAnswer)


def kept_answer(plain: Mapping[str, Any] | None) -> PredictionAnswer | None:
    """Return the prediction that is kept with a rota; None where none has been made yet."""
    return answer_from_json(dict(plain)) if plain and "channels" in plain else None


def below_floor(answer: PredictionAnswer | None) -> tuple[DayShare, ...]:
    """Return the open days of a prediction on which a channel falls below its floor.

    Days on which next to nothing comes in are left out.
    """
    if answer is None:
        return ()
    floors = {each.channel: each.floor_share for each in answer.channels}
    return tuple(
        DayShare(day.date, each.channel, each.within_share, floor)
        for day in answer.days
        for each in day.channels
        if (floor := floors.get(each.channel)) is not None
        and each.within_share is not None
        and each.is_open
        and each.volume >= FEWEST_ON_A_DAY
        and each.within_share < floor - FLOOR_TOLERANCE
    )

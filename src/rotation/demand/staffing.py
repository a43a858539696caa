"""Staffing questions and answers as frozen values: JSON in, JSON out, no calculation.

Times are minutes (fractions allowed), instants UTC, arrivals expected work items per interval.
"""

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Literal

import msgspec

Json = dict[str, Any]  # Any: JSON as it came in
Clock = Literal["calendar", "business"]
State = Literal["open", "check_in", "closed"]
Engine = Literal["auto", "exact", "simulation", "erlang_c"]


@dataclass(frozen=True)
class Window:
    """A stretch of a channel: open (runs the business clock), check-in or closed."""

    start: datetime
    end: datetime
    state: State = "open"


@dataclass(frozen=True)
class ChannelLoad:
    """What comes in on a channel and how fast it should be answered.

    ``arrivals`` are expected items per interval from the start of the question; those outside every
    window belong to others and are neither queued nor counted.
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
    windows: tuple[Window, ...] = ()


@dataclass(frozen=True)
class Duty:
    """A member answers some channels (none named: all) for a stretch."""

    member: str
    start: datetime
    end: datetime
    channels: tuple[str, ...] = ()


@dataclass(frozen=True)
class Heads:
    """People who answer beside the rota for a stretch."""

    start: datetime
    end: datetime
    heads: int


@dataclass(frozen=True)
class Question:
    """Which replies a staffing gives.

    ``day_cv`` and ``week_cv`` are the uncertainty of the forecast; ``backlog`` are items waiting at
    the start, by channel.
    """

    start: datetime
    end: datetime
    zone: str
    channels: tuple[ChannelLoad, ...]
    staff: tuple[Duty, ...] = ()
    base: tuple[Heads, ...] = ()
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


@dataclass(frozen=True)
class ChannelAnswer:
    """What a channel gets; shares are 0 to 1, ``low`` and ``high`` the 10 and 90 % points."""

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


@dataclass(frozen=True)
class DayChannel:
    """What a channel gets on a day."""

    channel: str
    volume: float
    within_share: float | None = None
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True)
class DayAnswer:
    """What the channels get on a local date."""

    date: date
    channels: tuple[DayChannel, ...]


@dataclass(frozen=True)
class Answer:
    """The replies a staffing gives, for the forecast in the question and no other.

    ``stable`` False: more comes in than can be answered.
    """

    channels: tuple[ChannelAnswer, ...]
    days: tuple[DayAnswer, ...]
    engine: str
    stable: bool = True
    converged: bool = True
    backlog_growth_per_week: float = 0.0
    occupancy: float | None = None
    statement: str = "for the stated forecast"


def to_json(value: Question | Answer) -> Json:
    """Return a question or an answer as plain JSON values."""
    plain: Json = msgspec.to_builtins(value)
    return plain


def question_from_json(plain: Json) -> Question:
    """Return the question of plain JSON values."""
    return msgspec.convert(plain, Question)


def answer_from_json(plain: Json) -> Answer:
    """Return the answer of plain JSON values."""
    return msgspec.convert(plain, Answer)

"""A staffing question laid out in minutes: what comes in when, who is on, which clocks run."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from statistics import NormalDist

import numpy as np
from numpy.typing import NDArray

from rotation.demand.questions.prediction import ChannelLoad, PlannedDuty, PredictionQuestion, State
from rotation.demand.queueing.deadlines import Deadline, Reals, Staff, Wholes
from rotation.demand.queueing.markov_chain import ArrivalCourse
from rotation.demand.queueing.presence import Presence, head_counts
from rotation.timespan import DAY, start_of_day, zone

Spans = tuple[tuple[float, float], ...]
STEP = 15.0
"""Longest segment in minutes: with it a share of an hour is right to 0.0001."""
_BREAK = 3.0
"""A break shorter than so many handling times loses time, but hands nothing over."""
_QUANTILES = 32
_MOST_AHEAD = 7 * 1440.0


@dataclass(frozen=True)
class GridSegment:
    """A member is on from ``start`` to ``end`` for some channels (none named: all)."""

    member: str
    start: float
    end: float
    channels: tuple[str, ...] = ()


@dataclass(frozen=True)
class MinuteGrid:
    """A question in minutes from its start.

    By channel and segment: ``rates`` (items a minute), whether its windows name it, and whether
    they name it as other than open (``shut``). ``lost`` is the share of paid time that is lost:
    shrinkage and short breaks.
    """

    question: PredictionQuestion
    end: float
    edges: Reals
    rates: Reals
    named: NDArray[np.bool_]
    shut: NDArray[np.bool_]
    days: Wholes
    dates: tuple[date, ...]
    people: tuple[GridSegment, ...]
    heads: tuple[Presence, ...]
    staff: Staff
    lost: float

    @property
    def lengths(self) -> Reals:
        """Return the minutes of each segment."""
        return np.diff(self.edges)

    @property
    def volumes(self) -> Reals:
        """Return the expected items of each channel."""
        found: Reals = self.rates @ self.lengths
        return found

    @property
    def handling(self) -> float:
        """Return the mean handling time of all channels, stretched by the time that is lost."""
        return _pooled(self.question.channels, self.volumes) / (1 - self.lost)

    def course(self) -> ArrivalCourse:
        """Return the grid as the exact chain takes it: everybody answers everything, in order."""
        asked = self.question
        return ArrivalCourse(
            edges=self.edges,
            rates=self.rates.sum(axis=0),
            days=self.days,
            staff=self.staff,
            handling=self.handling,
            backlog=round(sum(asked.backlog.values())) if asked.regime == "dated" else 0,
            day_cv=asked.day_cv,
            week_cv=asked.week_cv,
        )

    def deadline(self, channel: ChannelLoad, clock: str | None = None) -> Deadline:
        """Return by when an item of a channel has to be answered, on its clock or another."""
        business = (clock or channel.clock) == "business"
        written = writing(channel) if channel.measured_at == "reply_sent" else (0.0,)
        return Deadline(channel.within_minutes, self.open(channel) if business else None, written)

    def open(self, channel: ChannelLoad) -> Spans:
        """Return when a channel's business clock runs; without windows: when somebody is on."""
        if not channel.windows:
            return merged(self.staff.on())
        spans = [
            (self.minute(each.start), self.minute(each.end))
            for each in channel.windows
            if each.state == "open"
        ]
        return merged(_inside(spans, self.staff.horizon, repeats=self.staff.repeats))

    def minute(self, at: datetime) -> float:
        """Return the minutes from the start to an instant."""
        return minutes_between(self.question.start, at)

    def instant(self, minute: float) -> datetime:
        """Return the instant so many minutes after the start."""
        return self.question.start + timedelta(minutes=minute)


def build_grid(question: PredictionQuestion) -> MinuteGrid:
    """Return a question in minutes."""
    end, repeats = minutes_between(question.start, question.end), question.regime == "typical"
    dates, starts = _days(question)
    first = _Intervals(question, end)
    people, breaks = _people(question, end, _pooled(question.channels, first.volumes()))
    heads = [
        Presence(
            minutes_between(question.start, each.start),
            minutes_between(question.start, each.end),
            each.heads,
        )
        for each in question.base
        if each.heads
    ]
    heads = [Presence(max(0.0, each.start), each.end, each.heads) for each in heads if each.end > 0]
    cuts = {*np.arange(0, end, min(STEP, question.interval_minutes)), *starts, *first.bounds()}
    stays = [Presence(start, stop) for _, start, stop in _stays(people)]
    staff = head_counts(stays, heads, cuts, end, repeats=repeats)
    edges = np.append(staff.edges[staff.edges < end - 1e-9], end)
    middles = (edges[:-1] + edges[1:]) / 2
    named = first.named(middles)
    lost = 1 - (1 - question.shrinkage) * (1 - breaks)
    days = np.searchsorted(starts, middles, side="right").astype(np.int64) - 1
    rates, shut = first.rates(middles) * named, first.shut(middles)
    return MinuteGrid(
        question, end, edges, rates, named, shut, days, dates, people, tuple(heads), staff, lost
    )


def minutes_between(first: datetime, last: datetime) -> float:
    """Return the minutes from one instant to another."""
    return (last - first) / timedelta(minutes=1)


def writing(channel: ChannelLoad) -> tuple[float, ...]:
    """Return equally likely writing times of a first reply: quantiles of a lognormal law."""
    mean = channel.writing_minutes if channel.writing_minutes is not None else None
    cv = channel.writing_cv if mean is not None else channel.handling_cv
    mean = channel.handling_minutes if mean is None else mean
    if not mean or not cv:
        return (mean,)
    variance = float(np.log1p(cv * cv))
    normal = NormalDist(float(np.log(mean)) - variance / 2, variance**0.5)
    return tuple(float(np.exp(normal.inv_cdf((at + 0.5) / _QUANTILES))) for at in range(_QUANTILES))


def merged(spans: Iterable[tuple[float, float]]) -> Spans:
    """Return spans sorted and disjoint; adjoining ones become one."""
    found: list[tuple[float, float]] = []
    for start, end in sorted(spans):
        if found and start <= found[-1][1] + 1e-9:
            found[-1] = found[-1][0], max(found[-1][1], end)
        elif end > start:
            found.append((start, end))
    return tuple(found)


class _Intervals:
    """What comes in by interval, where the windows of the channels allow it."""

    def __init__(self, question: PredictionQuestion, end: float) -> None:
        self._question, self._end = question, end
        self._repeats = question.regime == "typical"
        self._windows = [self._spans(each) for each in question.channels]

    def bounds(self) -> set[float]:
        """Return where windows begin and end."""
        return {edge for spans in self._windows for span in spans for edge in span}

    def rates(self, at: Reals) -> Reals:
        """Return items a minute by channel and moment."""
        width = self._question.interval_minutes
        count = max(1, int(np.ceil(self._end / width - 1e-9)))
        given = np.zeros((len(self._question.channels), count))
        for row, each in zip(given, self._question.channels, strict=True):
            values = each.arrivals[:count]
            row[: len(values)] = values
        found: Reals = given[:, np.minimum((at / width).astype(np.int64), count - 1)] / width
        return found

    def named(self, at: Reals) -> NDArray[np.bool_]:
        """Tell by channel and moment whether a window names it; without windows all are."""
        found = np.zeros((len(self._windows), len(at)), np.bool_)
        for row, channel, spans in zip(found, self._question.channels, self._windows, strict=True):
            row[:] = not channel.windows
            for start, end in spans:
                row[(at >= start) & (at < end)] = True
        return found

    def shut(self, at: Reals) -> NDArray[np.bool_]:
        """Tell by channel and moment whether a window names it that is not open."""
        found = np.zeros((len(self._windows), len(at)), np.bool_)
        for row, channel, spans in zip(found, self._question.channels, self._windows, strict=True):
            for start, end in (
                spans if any(each.state != "open" for each in channel.windows) else ()
            ):
                row[(at >= start) & (at < end)] = True
            for start, end in self._spans(channel, "open"):
                row[(at >= start) & (at < end)] = False
        return found

    def volumes(self) -> Reals:
        """Return roughly how much comes in by channel."""
        moments = np.arange(0.5, self._end, 5.0)
        found: Reals = (self.rates(moments) * self.named(moments)).sum(axis=1)
        return found

    def _spans(self, channel: ChannelLoad, state: State | None = None) -> Spans:
        start = self._question.start
        spans = [
            (minutes_between(start, each.start), minutes_between(start, each.end))
            for each in channel.windows
            if state in {None, each.state}
        ]
        return _inside(spans, self._end, repeats=self._repeats)


def _inside(spans: Sequence[tuple[float, float]], end: float, *, repeats: bool) -> Spans:
    """Return the parts between 0 and the end; what is over it comes in again at the start."""
    parts = [(max(0.0, start), min(last, end)) for start, last in spans]
    if repeats:
        parts += [(max(0.0, start - end), last - end) for start, last in spans if last > end]
    return tuple((start, last) for start, last in parts if start < last)


def _days(question: PredictionQuestion) -> tuple[tuple[date, ...], list[float]]:
    """Return the local dates of a question, and the minute each begins."""
    tz = zone(question.zone)
    dates, starts = [], []
    day = question.start.astimezone(tz).date()
    while (begins := start_of_day(day, tz)) < question.end:
        dates.append(day)
        starts.append(max(0.0, minutes_between(question.start, begins)))
        day += DAY
    return tuple(dates), starts


def _pooled(channels: Sequence[ChannelLoad], volumes: Reals) -> float:
    """Return the mean handling time weighted by volume; without any the plain mean."""
    means = np.array([each.handling_minutes for each in channels] or [1.0])
    total = volumes.sum()
    return float(means @ volumes / total) if total > 0 else float(means.mean())


def _people(
    question: PredictionQuestion, end: float, handling: float
) -> tuple[tuple[GridSegment, ...], float]:
    """Return who is on, without short breaks, and the share of their time these breaks are."""
    repeats = question.regime == "typical"
    last = end if repeats else end + _MOST_AHEAD
    by_member: dict[str, list[PlannedDuty]] = {}
    for each in question.staff:
        by_member.setdefault(each.member, []).append(each)
    found: list[GridSegment] = []
    lost = 0.0
    for name, duties in by_member.items():
        own: list[GridSegment] = []
        for duty in sorted(duties, key=lambda each: (each.start, each.end)):
            start = max(0.0, minutes_between(question.start, duty.start))
            stop = min(minutes_between(question.start, duty.end), end * 2 if repeats else last)
            if start >= stop or (repeats and start >= end):
                continue
            gap = start - own[-1].end if own else np.inf
            if 0 < gap < _BREAK * handling:
                lost += gap
                own.append(GridSegment(name, own[-1].end, start, own[-1].channels))
            own.append(GridSegment(name, start, stop, duty.channels))
        found += own
    whole = sum(each.end - each.start for each in found)
    return tuple(found), lost / whole if whole else 0.0


def _stays(people: Iterable[GridSegment]) -> Iterable[tuple[str, float, float]]:
    """Yield the stretches each member is on, whatever for."""
    by_member: dict[str, list[tuple[float, float]]] = {}
    for each in people:
        by_member.setdefault(each.member, []).append((each.start, each.end))
    for name, spans in by_member.items():
        for start, end in merged(spans):
            yield name, start, end

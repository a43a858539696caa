"""The last word on a rota: the simulation of its named members, with the chain as its control."""

from collections.abc import Mapping
from dataclasses import replace

import numpy as np

from rotation.demand.prediction.minute_grid import GridSegment, MinuteGrid
from rotation.demand.questions.prediction import (
    ChannelAnswer,
    ChannelLoad,
    DayAnswer,
    DayChannel,
    PredictionAnswer,
)
from rotation.demand.queueing.presence import Presence
from rotation.demand.simulation import estimate
from rotation.demand.simulation.estimate import Estimate, Stop
from rotation.demand.simulation.problem import (
    ArrivalSegment,
    SimulatedChannel,
    SimulatedMember,
    SimulationProblem,
    Spread,
)

_STEPS = (15.0, 10.0, 5.0, 1.0)
_STOP = Stop(standard_error=0.003, work=2.0)


def refine_by_simulation(grid: MinuteGrid, answer: PredictionAnswer) -> PredictionAnswer:
    """Return an answer of the chain with the shares, days and chances of the simulation.

    ``correction`` keeps what the simulation has beyond the chain, so that edits can be shown with
    it at once; stretches, and shares by either clock, are those of the chain, moved by it.
    """
    known = {each.channel: each.within_share for each in answer.channels}
    control = {slug: share for slug, share in known.items() if share is not None}
    stop = replace(_STOP, seed=grid.question.seed)
    found = estimate.estimate(problem_of(grid), control, stop, _by_day(answer))
    if not found.stable:
        return answer
    channels = tuple(
        _channel(before, after)
        for before, after in zip(answer.channels, found.channels, strict=True)
    )
    correction = {
        each.channel: round(each.within_share - control[each.channel], 4)
        for each in channels
        if each.within_share is not None and each.channel in control
    }
    return replace(
        answer,
        channels=tuple(
            replace(
                each,
                calendar_share=_more(each.calendar_share, correction.get(each.channel)),
                business_share=_more(each.business_share, correction.get(each.channel)),
            )
            for each in channels
        ),
        days=_days(answer, found),
        stretches=tuple(
            replace(each, channels=tuple(_moved(own, correction) for own in each.channels))
            for each in answer.stretches
        ),
        engine="simulation",
        all_targets_met_probability=round(found.all_targets_met_probability, 3),
        correction=correction,
    )


def _by_day(answer: PredictionAnswer) -> dict[estimate.Day, float]:
    return {
        (number, each.channel): each.within_share
        for number, day in enumerate(answer.days)
        for each in day.channels
        if each.within_share is not None
    }


def problem_of(grid: MinuteGrid) -> SimulationProblem:
    """Return a question as the simulation takes it."""
    asked, step = grid.question, _step(grid)
    repeats = grid.staff.repeats
    count = round(grid.end / step)
    middles = (np.arange(count) + 0.5) * step
    place = np.searchsorted(grid.edges, middles, side="right") - 1
    rates = grid.rates[:, place]
    return SimulationProblem(
        horizon=grid.staff.horizon,
        channels=tuple(
            _loaded(grid, each, tuple(map(float, row)))
            for each, row in zip(asked.channels, rates, strict=True)
        ),
        members=(*_members(grid), *_heads(grid)),
        interval=step,
        regime="typical" if repeats else "dated",
        order=asked.work_order,
        days=tuple(sorted({float(grid.edges[:-1][grid.days == day].min()) for day in grid.days})),
        day_cv=asked.day_cv,
        week_cv=asked.week_cv,
    )


def _step(grid: MinuteGrid) -> float:
    """Return the longest step at which nothing that comes in changes in between."""
    changes = np.flatnonzero((np.diff(grid.rates, axis=1) != 0).any(axis=0)) + 1
    moments = np.append(grid.edges[changes], grid.end)
    for step in _STEPS:
        if np.allclose(moments / step, np.round(moments / step), atol=1e-9):
            return step
    return _STEPS[-1]


def _loaded(grid: MinuteGrid, channel: ChannelLoad, rates: tuple[float, ...]) -> SimulatedChannel:
    stretch = 1 / (1 - grid.lost)
    backlog = round(grid.question.backlog.get(channel.slug, 0))
    written = None
    if channel.writing_minutes is not None:
        written = Spread(channel.writing_minutes, channel.writing_cv or 0.0)
    elif channel.measured_at == "reply_sent":
        written = Spread(channel.handling_minutes, channel.handling_cv)
    return SimulatedChannel(
        slug=channel.slug,
        rates=rates,
        within=channel.within_minutes,
        share=channel.share,
        open=grid.open(channel) if channel.clock == "business" else None,
        measured_at=channel.measured_at,
        handling=Spread(channel.handling_minutes * stretch, channel.handling_cv),
        writing=written,
        priority=channel.priority,
        backlog=(0.0,) * (backlog if grid.question.regime == "dated" else 0),
    )


def _members(grid: MinuteGrid) -> list[SimulatedMember]:
    by_name: dict[str, list[GridSegment]] = {}
    for each in grid.people:
        by_name.setdefault(each.member, []).append(each)
    return [
        SimulatedMember(
            name,
            tuple(ArrivalSegment(each.start, each.end, each.channels) for each in own),
        )
        for name, own in by_name.items()
    ]


def _heads(grid: MinuteGrid) -> tuple[SimulatedMember, ...]:
    """Return people for those beside the rota: who is longest on stays longest."""
    edges = sorted({0.0, *(edge for each in grid.heads for edge in (each.start, each.end))})
    members: list[SimulatedMember] = []
    on: list[float] = []
    for now in edges:
        count = _on(grid.heads, now)
        while len(on) > count:
            segment = ArrivalSegment(on.pop(), now)
            members.append(SimulatedMember(f"beside {len(members) + 1}", (segment,)))
        on.extend([now] * (count - len(on)))
    return tuple(members)


def _on(heads: tuple[Presence, ...], at: float) -> int:
    return sum(each.heads for each in heads if each.start <= at < each.end)


def _channel(before: ChannelAnswer, after: estimate.ChannelEstimate) -> ChannelAnswer:
    if after.share is None:
        return before
    return replace(
        before,
        within_share=_rounded(after.share),
        low=_rounded(_least(after.low, after.share)),
        high=_rounded(_most(after.high, after.share)),
        target_met_probability=round(after.target_met_probability, 3),
        mean_wait_minutes=None if after.mean_wait is None else round(after.mean_wait, 1),
        p90_wait_minutes=None if after.p90_wait is None else round(after.p90_wait, 1),
        engine="simulation",
        standard_error=round(after.standard_error or 0.0, 5),
    )


def _days(answer: PredictionAnswer, found: Estimate) -> tuple[DayAnswer, ...]:
    """Return the days of the chain with the figures of the simulation where it has any."""
    by_day = {(each.day, each.slug): each for each in found.days}
    days = []
    for number, day in enumerate(answer.days):
        channels = []
        for each in day.channels:
            new = by_day.get((number, each.channel))
            if new is None or new.share is None:
                channels.append(each)
                continue
            channels.append(
                DayChannel(
                    each.channel,
                    each.volume,
                    _rounded(new.share),
                    _rounded(_least(new.low, new.share)),
                    _rounded(_most(new.high, new.share)),
                    each.is_open,
                )
            )
        days.append(DayAnswer(day.date, tuple(channels)))
    return tuple(days)


def _moved(channel: DayChannel, correction: Mapping[str, float]) -> DayChannel:
    """Return what the chain says of a stretch with what the simulation has beyond it."""
    share, low, high = (
        _more(each, correction.get(channel.channel))
        for each in (channel.within_share, channel.low, channel.high)
    )
    return replace(channel, within_share=share, low=low, high=high)


def _more(share: float | None, correction: float | None) -> float | None:
    return None if share is None else _rounded(share + (correction or 0.0))


def _rounded(share: float | None) -> float | None:
    return None if share is None else round(min(1.0, max(0.0, share)), 4)


def _least(low: float | None, share: float) -> float | None:
    """Return the low point, which a few very bad weeks may leave above the share of all items."""
    return None if low is None else min(low, share)


def _most(high: float | None, share: float) -> float | None:
    return None if high is None else max(high, share)

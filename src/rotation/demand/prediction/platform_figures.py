"""Badges and reply windows that a rota loses on a platform, and the hours that do it."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import timedelta

import numpy as np
from numpy.typing import NDArray

from rotation.demand.platforms import page_availability
from rotation.demand.platforms.badges import BadgeAnswer, BadgeRule, LatePeriod, WindowAnswer
from rotation.demand.prediction.exact_figures import ExactFigures
from rotation.demand.prediction.minute_grid import MinuteGrid
from rotation.demand.questions.prediction import ChannelLoad, OpenWindow
from rotation.demand.queueing.deadlines import Deadline, Reals
from rotation.timespan import Span, minus

_MOST, _HOUR = 5, 60.0
_FEW = 0.005
"""Messages a stretch of hours that are not worth a word."""


def badges(run: ExactFigures) -> Iterator[BadgeAnswer]:
    """Yield for each channel with a badge its lowest value over the days of a plan.

    A plan shorter than the days of the rule is taken as one that repeats. The response rate is
    not asked apart: who is not answered at all is not answered in time.
    """
    for place, channel in enumerate(run.grid.question.channels):
        if channel.badge:
            yield _badge(run, place, channel, channel.badge)


def reply_windows(run: ExactFigures) -> Iterator[WindowAnswer]:
    """Yield for each channel with a reply window what is taken up later than that."""
    for place, channel in enumerate(run.grid.question.channels):
        if minutes := channel.reply_window_minutes:
            late = run.weights[place] * (1 - run.passed.mixed(Deadline(minutes)))
            items, missed = float(run.weights[place].sum()), max(0.0, float(late.sum()))
            yield WindowAnswer(
                channel=channel.slug,
                minutes=minutes,
                missed=round(missed, 2),
                missed_share=round(missed / items, 4) if items > 0 else 0.0,
                hours=_stretches(run, late, late > 0),
            )


def _badge(run: ExactFigures, place: int, channel: ChannelLoad, rule: BadgeRule) -> BadgeAnswer:
    grid = run.grid
    shares = run.shares(_within(grid, channel, rule)).mixed
    weights = run.weights[place] if run.weights[place].sum() > 0 else grid.lengths
    count = len(grid.dates)
    items: Reals = np.bincount(grid.days, weights, count).astype(float)
    late: Reals = np.bincount(grid.days, weights * (1 - shares), count).astype(float)
    value, days = _lowest(items, late, min(rule.days, count))
    kept, allowed = value >= rule.needed, 1 - rule.needed
    # Days that are later than the rule allows, those that cost most first.
    causes = sorted(days, key=lambda day: -(late[day] - allowed * items[day]))
    named = [day for day in causes if not kept and late[day] > allowed * items[day]][:3]
    which = np.isin(grid.days, named) & (1 - shares > allowed)
    return BadgeAnswer(
        channel=channel.slug,
        kept=kept,
        within_share=round(value, 4),
        needed=rule.needed,
        minutes=rule.minutes,
        last_day=grid.dates[days[0]],
        caused_by=tuple(grid.dates[day] for day in named),
        days=rule.days,
        hours=_stretches(run, weights * (1 - shares), which),
    )


def _lowest(items: Reals, late: Reals, window: int) -> tuple[float, list[int]]:
    """Return the lowest share in time of so many days in a row, and these days, the last first."""
    count = len(items)
    rows = [[(last - back) % count for back in range(window)] for last in range(count)]
    shares = [
        1 - late[days].sum() / items[days].sum() if items[days].sum() > 0 else 1.0 for days in rows
    ]
    worst = int(np.argmin(shares))
    return float(shares[worst]), rows[worst]


def _stretches(run: ExactFigures, late: Reals, which: NDArray[np.bool_]) -> tuple[LatePeriod, ...]:
    """Return hours in a row, of the segments asked for, in which most come too late."""
    grid = run.grid
    hours = (grid.edges[:-1] / _HOUR + 1e-9).astype(np.int64)
    by_hour = np.bincount(hours[which], late[which]) if which.any() else np.zeros(0)
    kept = np.flatnonzero(by_hour > _FEW / 4)
    rows = np.split(kept, np.flatnonzero(np.diff(kept) > 1) + 1) if len(kept) else []
    sums = sorted(((float(by_hour[row].sum()), row) for row in rows), key=lambda each: -each[0])
    return tuple(
        LatePeriod(
            grid.instant(float(row[0]) * _HOUR),
            grid.instant(min((float(row[-1]) + 1) * _HOUR, grid.end)),
            round(number, 2),
        )
        for number, row in sums[:_MOST]
        if number > _FEW
    )


def _within(grid: MinuteGrid, channel: ChannelLoad, rule: BadgeRule) -> ChannelLoad:
    hours = rule.away_hours if rule.clock == "business" else None
    windows = channel.windows if hours is None else _available(grid, channel, hours)
    return replace(
        channel,
        within_minutes=rule.minutes,
        clock=rule.clock,
        measured_at="reply_sent",
        windows=windows,
    )


def _available(grid: MinuteGrid, channel: ChannelLoad, hours: float) -> tuple[OpenWindow, ...]:
    """Return the windows of a channel as a platform sees them that lets a page be away so long.

    A channel without windows is away while nobody is on. In a week that repeats the end of one
    adjoins the start of the next.
    """
    opened, closed = _open_and_away(channel) if channel.windows else _staffed(grid)
    if grid.staff.repeats:
        opened, closed = (_twice(each, grid) for each in (opened, closed))
    found = page_availability.available(opened, closed, timedelta(hours=hours))
    return tuple(OpenWindow(each.start, each.end) for each in found)


def _open_and_away(channel: ChannelLoad) -> tuple[list[Span], list[Span]]:
    spans = [(each.state == "open", Span(each.start, each.end)) for each in channel.windows]
    return [each for is_open, each in spans if is_open], [each for no, each in spans if not no]


def _staffed(grid: MinuteGrid) -> tuple[list[Span], list[Span]]:
    on = [Span(grid.instant(start), grid.instant(end)) for start, end in grid.staff.on()]
    return on, minus([Span(grid.instant(0.0), grid.instant(grid.staff.horizon))], on)


def _twice(spans: Sequence[Span], grid: MinuteGrid) -> list[Span]:
    length = timedelta(minutes=grid.staff.horizon)
    return [*spans, *(Span(each.start + length, each.end + length) for each in spans)]

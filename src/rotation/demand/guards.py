"""What a platform counts: whether the replies of a rota keep a badge, and which days lose it."""

from collections.abc import Iterator

import numpy as np

from rotation.demand.exact import Exact
from rotation.demand.staffing import BadgeAnswer, BadgeRule, ChannelLoad


def badges(run: Exact) -> Iterator[BadgeAnswer]:
    """Yield for each channel with a badge its lowest value over the days of a plan.

    A plan shorter than the days of the rule is taken as one that repeats.
    """
    for place, channel in enumerate(run.grid.question.channels):
        if channel.badge:
            yield _badge(run, place, channel, channel.badge)


def needed(rule: BadgeRule) -> float:
    """Return which share has to be answered within the minutes of a rule.

    A 90 % point within them means 90 % of all, a median one half; the response rate counts too:
    who is not answered at all is not answered in time.
    """
    return 0.9 if rule.statistic == "p90" else 0.5


def _badge(run: Exact, place: int, channel: ChannelLoad, rule: BadgeRule) -> BadgeAnswer:
    grid = run.grid
    asked = _within(channel, rule)
    shares = run.shares(asked).mixed
    count = len(grid.dates)
    weights = run.weights[place] if run.weights[place].sum() > 0 else grid.lengths
    items = np.bincount(grid.days, weights, count)
    late = np.bincount(grid.days, weights * (1 - shares), count)
    window = min(rule.days, count)
    values = []
    for last in range(count):
        days = [(last - back) % count for back in range(window)]
        total = items[days].sum()
        values.append(1 - late[days].sum() / total if total > 0 else 1.0)
    worst = int(np.argmin(values))
    days = [(worst - back) % count for back in range(window)]
    allowed = 1 - needed(rule)
    # Days that are later than the rule allows, those that cost most first.
    causes = sorted(days, key=lambda day: -(late[day] - allowed * items[day]))
    named = [day for day in causes if late[day] > allowed * items[day]][:3]
    value = float(values[worst])
    return BadgeAnswer(
        channel=channel.slug,
        kept=value >= needed(rule),
        within_share=round(value, 4),
        needed=needed(rule),
        minutes=rule.minutes,
        last_day=grid.dates[worst],
        caused_by=tuple(grid.dates[day] for day in named) if value < needed(rule) else (),
    )


def _within(channel: ChannelLoad, rule: BadgeRule) -> ChannelLoad:
    return ChannelLoad(
        slug=channel.slug,
        arrivals=channel.arrivals,
        within_minutes=rule.minutes,
        clock=rule.clock,
        measured_at="reply_sent",
        handling_minutes=channel.handling_minutes,
        handling_cv=channel.handling_cv,
        writing_minutes=channel.writing_minutes,
        writing_cv=channel.writing_cv,
        windows=channel.windows,
    )

"""How many people each shift needs, from the response-time targets."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from sqlalchemy.orm import Session

from rotation.demand import cover, patterns, predictions
from rotation.demand.cover import Choice, Interval, Load
from rotation.demand.patterns import ShiftPattern
from rotation.demand.staffing import Question
from rotation.team.teams import Team
from rotation.timespan import Span, Week, wall_span

_STEP = timedelta(minutes=30)
Key = tuple[UUID, date]


@dataclass(frozen=True)
class Need:
    """The people a shift needs; ``price``: how much dearer than another an open place of it is."""

    minimum: int
    target: int
    maximum: int
    price: int = 1


def of_weeks(session: Session, team: Team, weeks: Sequence[Week], now: datetime) -> dict[Key, Need]:
    """Return the need of every dated shift whose pattern leaves it to the staffing."""
    asked = [each for each in patterns.listed(session, team.id) if each.target == "auto"]
    if not asked:
        return {}
    found: dict[Key, Need] = {}
    for week in weeks:
        question = predictions.of_week(session, team, week, (), now)
        found |= _of_week(asked, week, team, question)
    return found


def _of_week(
    asked: Sequence[ShiftPattern], week: Week, team: Team, question: Question
) -> dict[Key, Need]:
    choices = [
        Choice(
            (each.id, day),
            span.start,
            span.end,
            frozenset(each.channels),
            each.minimum,
            each.maximum,
        )
        for each in asked
        for day in week.days
        if day.isoweekday() in each.weekdays
        and (span := wall_span(day, each.start, each.end, team.zone))
    ]
    heads = cover.counts(_intervals(question), choices)
    bounds = {each.id: each for each in asked}
    return {
        (pattern, day): Need(bounds[pattern].minimum, count, bounds[pattern].maximum)
        for (pattern, day), count in heads.items()
    }


def _intervals(question: Question) -> list[Interval]:
    """Return half hours with the load of the channels that are open in them."""
    per_step = round(_STEP.total_seconds() / 60 / question.interval_minutes)
    count = round((question.end - question.start) / _STEP)
    return [
        _interval(question, question.start + at * _STEP, at * per_step, per_step)
        for at in range(count)
    ]


def _interval(question: Question, start: datetime, at: int, width: int) -> Interval:
    loads, work = [], 0.0
    for each in question.channels:
        if any(window.start <= start < window.end for window in each.windows):
            items = sum(each.arrivals[at : at + width])
            per_hour = items * 3600 / _STEP.total_seconds()
            loads.append(Load(each.slug, per_hour, each.share, each.within_minutes))
            work += per_hour * each.handling_minutes
    total = sum(each.per_hour for each in loads)
    handling = work / total if total else 1.0
    base = sum(each.heads for each in question.base if each.start <= start < each.end)
    minutes = handling / (1 - question.shrinkage)
    return Interval(Span(start, start + _STEP), tuple(loads), round(minutes, 3), base)

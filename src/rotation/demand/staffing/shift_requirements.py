"""The people each shift needs, from the response-time targets: asked, stored, looked up.

The counts are found in a child process when what they depend on has changed: the forecast, the
channels, the shift patterns, how the team works. A run only looks them up.
"""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any
from uuid import UUID

import msgspec
from sqlalchemy.orm import Session

from rotation.account.facts import Changed
from rotation.database import Fact, note
from rotation.demand import day_plans, shift_patterns, volume_spread
from rotation.demand.day_plans import DayPlan
from rotation.demand.effort import PATIENCE
from rotation.demand.facts import DemandChanged
from rotation.demand.questions import prediction, requirement
from rotation.demand.questions.prediction import DayShare, PlannedDuty
from rotation.demand.questions.requirement import Choice, PlanAnswer, PlanQuestion
from rotation.demand.shift_patterns import ShiftPattern
from rotation.demand.staffing import build_question
from rotation.demand.store import requirements as store
from rotation.json_value import Json
from rotation.team import closures, rules
from rotation.team.teams import Team
from rotation.timespan import Week, wall_span

Key = tuple[UUID, date]
ANSWERING = "webcare"
"""The task whose people answer messages."""
WORK = PlanQuestion.work
"""The seconds of work that the search for the counts of a week usually has."""
_HURRIED_PATIENCE = 3.0
"""How many times as long a search with less work may take by the wall clock."""
_DEAREST = 50
_GAP_MINUTES = 60.0
_GRACE_SECONDS = 5.0
_MATTERING = frozenset({"team", "closure", "rules"})


@dataclass(frozen=True)
class _OpenDates:
    """The dates of a week on which a team has shifts, and the day plans that change them."""

    days: tuple[date, ...]
    plans: tuple[DayPlan, ...]


@dataclass(frozen=True)
class ShiftRequirement:
    """The people a shift needs; ``price``: how much dearer than another an open place of it is.

    ``provisional``: the search for them has not ended yet, or something has changed since.
    """

    minimum: int
    target: int
    maximum: int
    price: int = 1
    provisional: bool = False


@dataclass(frozen=True)
class RequirementQuality:
    """The quality of a week's counts.

    ``proven``: none of fewer hours meet the targets by the tables. ``complete`` False: the search
    had done its work before it was at its end, or something has changed since. ``floor_hours``: how
    many of the hours are there for the floors of days alone; ``below_floor`` are the days that no
    counts bring up to their floor.
    """

    proven: bool
    complete: bool
    floor_hours: float = 0.0
    below_floor: tuple[DayShare, ...] = ()


@dataclass(frozen=True)
class RequirementQuestion:
    """A question about the requirements of a week, for a holder of a child process."""

    week: Week
    plan: Json
    digest: bytes
    work: float

    @property
    def question(self) -> Json:
        """Return the question as a child takes it; ``seconds`` are of the wall clock."""
        patience = PATIENCE if self.work >= WORK else _HURRIED_PATIENCE
        cap = patience * self.work
        plan = {**self.plan, "work": self.work, "cap_seconds": cap}
        return {"ask": "plan", "plan": plan, "seconds": cap + _GRACE_SECONDS}


def of_weeks(session: Session, team: Team, weeks: Sequence[Week]) -> dict[Key, ShiftRequirement]:
    """Return the stored need of every dated shift whose pattern leaves it to the staffing."""
    rows = store.of_weeks(session, team.id, [str(each) for each in weeks])
    return {
        key: need
        for row in rows
        for key, need in needed(
            session, team, [requirement.answer_from_json(row.answer)], provisional=row.is_stale
        ).items()
    }


def needed(
    session: Session, team: Team, answers: Iterable[PlanAnswer], *, provisional: bool = False
) -> dict[Key, ShiftRequirement]:
    """Return the requirement of each dated shift, within the bounds of its pattern."""
    bounds = {str(each.id): each for each in _automatic(shift_patterns.listed(session, team.id))}
    found: dict[Key, ShiftRequirement] = {}
    for count in (count for answer in answers for count in answer.counts):
        pattern, _, day = count.key.partition(" ")
        if each := bounds.get(pattern):
            heads = min(max(count.heads, each.minimum), each.maximum)
            price = max(1, min(_DEAREST, round(count.lost)))
            found[each.id, date.fromisoformat(day)] = ShiftRequirement(
                each.minimum, heads, each.maximum, price, provisional
            )
    return found


def quality_of(session: Session, team: Team, week: Week) -> RequirementQuality | None:
    """Return the quality of a week's stored requirements; None: none there, or none needed."""
    rows = store.of_weeks(session, team.id, [str(week)])
    if not rows or not is_asked(session, team):
        return None
    return quality(requirement.answer_from_json(rows[0].answer), is_stale=rows[0].is_stale)


def quality(found: PlanAnswer, *, is_stale: bool = False) -> RequirementQuality:
    """Return how good counts are."""
    complete = found.complete and not is_stale
    proven = complete and found.met and found.proven
    return RequirementQuality(proven, complete, found.floor_hours, found.below_floor)


def missing_or_stale(
    session: Session, team: Team, weeks: Sequence[Week], now: datetime, work: float = WORK
) -> list[RequirementQuestion]:
    """Return the weeks whose requirements are missing, or stale against what holds now.

    With more ``work`` than usual also what did not come to its end with that.
    """
    if not is_asked(session, team):
        return []
    known = {
        row.week: row.digest
        for row in store.of_weeks(session, team.id, [str(each) for each in weeks])
        if work <= WORK or requirement.answer_from_json(row.answer).complete
    }
    asked = [replace(requirement_question(session, team, week, now), work=work) for week in weeks]
    return [each for each in asked if known.get(str(each.week)) != each.digest]


def is_asked(session: Session, team: Team) -> bool:
    """Tell whether any shift leaves its number to the targets."""
    return bool(_automatic(shift_patterns.listed(session, team.id)))


def requirement_question(
    session: Session, team: Team, week: Week, now: datetime
) -> RequirementQuestion:
    """Return the question how many people the shifts of a week need."""
    plain = prediction.to_json(question(session, team, week, now))
    digest = hashlib.sha256(msgspec.json.encode(plain, order="sorted")).digest()
    return RequirementQuestion(week, plain, digest, WORK)


def keep(
    session: Session, team: Team, asked: RequirementQuestion, answer: Json, now: datetime
) -> bool:
    """Keep the counts that were found for a week; tell whether they are final.

    Those that the wall clock cut off, or that had less work than usual and were not at their end,
    are provisional: they are kept as overtaken, and asked for again.
    """
    is_final = is_finished(requirement.answer_from_json(answer), asked.work)
    digest = asked.digest if is_final else b""
    found = store.StoredRequirements(answer, digest, now, is_stale=not is_final)
    store.keep(session, team.id, str(asked.week), found)
    told: dict[str, Any] = {"week": str(asked.week), "hours": answer["hours"], "met": answer["met"]}
    note(session, Changed("changed", "requirement", team.id, after=told, team=team.id))
    return is_final


def is_finished(found: PlanAnswer, work: float = WORK) -> bool:
    """Tell whether counts are those that every machine would find with so much work, or more."""
    return found.ended_by == "search" or (found.ended_by == "effort" and work >= WORK)


def put_off(session: Session, team: Team, week: Week, now: datetime) -> None:
    """Have the counts of a week asked for again, for which nobody had the time."""
    there = store.of_weeks(session, team.id, [str(week)])
    nothing = prediction.to_json(PlanAnswer((), (), 0.0, met=False, proven=False, method="none"))
    answer = there[0].answer if there else nothing
    store.keep(
        session, team.id, str(week), store.StoredRequirements(answer, b"", now, is_stale=True)
    )


def mark_stale(session: Session, noted: Sequence[Fact], now: datetime) -> None:  # noqa: ARG001 - followers are called alike
    """Mark what is stored as overtaken where something it depends on has changed."""
    teams = {each.team for each in noted if isinstance(each, DemandChanged)}
    teams |= {
        each.team
        for each in noted
        if isinstance(each, Changed) and each.entity in _MATTERING and each.team
    }
    if teams:
        store.mark_stale(session, teams)


def question(session: Session, team: Team, week: Week, now: datetime) -> PlanQuestion:
    """Return the plan question of a week: its shifts, what is on anyhow, the safety asked for."""
    listed = shift_patterns.listed(session, team.id)
    dates = _open_dates(session, team, week)
    base = build_question.of_week(session, team, week, (), now, goes_on=False)
    channels = tuple(
        replace(
            each,
            arrivals=tuple(round(value, 6) for value in each.arrivals),
            badge=None,
            reply_window_minutes=None,
        )
        for each in base.channels
    )
    factor = volume_spread.volume_factor(base.week_cv, team.safety)
    return PlanQuestion(
        week=replace(
            base,
            channels=channels,
            staff=_fixed(listed, team, dates),
            regime="typical",
            forecast="",
        ),
        choices=_choices(listed, team, dates),
        factor=round(factor, 6),
        gap_minutes=_gap(rules.in_force(session, team.id)),
    )


def _automatic(listed: Sequence[ShiftPattern]) -> list[ShiftPattern]:
    return [each for each in listed if each.target == "auto" and each.task == ANSWERING]


def _open_dates(session: Session, team: Team, week: Week) -> _OpenDates:
    closed = closures.days(session, team.id)
    days = tuple(each for each in week.days if each not in closed)
    return _OpenDates(days, tuple(day_plans.listed(session, team.id)))


def _dated(
    listed: Sequence[ShiftPattern], dates: _OpenDates
) -> Iterable[tuple[ShiftPattern, date]]:
    """Yield the shift patterns that answer, on each date they have a shift."""
    # Pattern by pattern: the order in which the counts have always been searched.
    places = {each.id: at for at, each in enumerate(listed)}
    found = ((day, shift_patterns.on(day, listed, dates.plans)) for day in dates.days)
    return sorted(
        ((each, day) for day, own in found for each in own if each.task == ANSWERING),
        key=lambda pair: places.get(pair[0].id, len(places)),
    )


def _choices(listed: Sequence[ShiftPattern], team: Team, dates: _OpenDates) -> tuple[Choice, ...]:
    return tuple(
        Choice(
            f"{each.id} {day}",
            str(day),
            span.start,
            span.end,
            each.minimum,
            each.maximum,
            each.channels,
        )
        for each, day in _dated(listed, dates)
        if each.target == "auto" and (span := wall_span(day, each.start, each.end, team.zone))
    )


def _fixed(
    listed: Sequence[ShiftPattern], team: Team, dates: _OpenDates
) -> tuple[PlannedDuty, ...]:
    """Return the people of the shifts whose number the planner has set."""
    return tuple(
        PlannedDuty(f"{each.id} {seat}", span.start, span.end, each.channels)
        for each, day in _dated(listed, dates)
        if each.target != "auto" and (span := wall_span(day, each.start, each.end, team.zone))
        for seat in range(int(each.target))
    )


def _gap(settings: Mapping[str, Any]) -> float | None:
    """Return the longest stretch a team allows without anybody; None: it has no such rule."""
    rule = settings.get("gap-bound")
    if not isinstance(rule, dict):
        return None
    return float(rule.get("most_minutes", _GAP_MINUTES))

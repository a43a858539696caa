"""How many people each shift needs, from the response-time targets: asked, stored, looked up.

The counts are found in a child process when what they depend on has changed: the forecast, the
channels, the shift patterns, how the team works. A run only looks them up.
"""

import hashlib
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any
from uuid import UUID

import msgspec
from sqlalchemy.orm import Session

from rotation.account.facts import Changed
from rotation.database import Fact, note
from rotation.demand import shift_patterns, volume_spread
from rotation.demand.facts import DemandChanged
from rotation.demand.questions import prediction, requirement
from rotation.demand.questions.prediction import Json, PlannedDuty
from rotation.demand.questions.requirement import Choice, PlanAnswer, PlanQuestion
from rotation.demand.shift_patterns import ShiftPattern
from rotation.demand.staffing import build_question
from rotation.demand.store import requirements as store
from rotation.team import closures, rules
from rotation.team.teams import Team
from rotation.timespan import Week, wall_span

Key = tuple[UUID, date]
ANSWERING = "webcare"
"""The task whose people answer messages."""
SECONDS = PlanQuestion.seconds
"""How long the search for the counts of a week usually takes at most."""
_DEAREST = 50
_GAP_MINUTES = 60.0
_MATTERING = frozenset({"team", "closure", "rules"})


@dataclass(frozen=True)
class ShiftRequirement:
    """The people a shift needs; ``price``: how much dearer than another an open place of it is."""

    minimum: int
    target: int
    maximum: int
    price: int = 1


@dataclass(frozen=True)
class RequirementQuality:
    """How good the counts of a week are.

    ``proven``: none of fewer hours meet the targets by the tables. ``complete`` False: the time
    ended before the search did, or something has changed since.
    """

    proven: bool
    complete: bool


@dataclass(frozen=True)
class RequirementQuestion:
    """A question about the requirements of a week, for a holder of a child process."""

    week: Week
    plan: Json
    digest: bytes
    seconds: float

    @property
    def question(self) -> Json:
        """Return the question as a child takes it."""
        plan = {**self.plan, "seconds": self.seconds}
        return {"ask": "plan", "plan": plan, "seconds": self.seconds}


def of_weeks(session: Session, team: Team, weeks: Sequence[Week]) -> dict[Key, ShiftRequirement]:
    """Return the stored need of every dated shift whose pattern leaves it to the staffing."""
    rows = store.of_weeks(session, team.id, [str(each) for each in weeks])
    return needed(session, team, [requirement.answer_from_json(row.answer) for row in rows])


def needed(
    session: Session, team: Team, answers: Iterable[PlanAnswer]
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
                each.minimum, heads, each.maximum, price
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
    return RequirementQuality(complete and found.met and found.proven, complete)


def missing_or_stale(
    session: Session, team: Team, weeks: Sequence[Week], now: datetime, seconds: float = SECONDS
) -> list[RequirementQuestion]:
    """Return the weeks whose requirements are missing, or stale against what holds now.

    With more ``seconds`` than usual also what did not come to its end in these.
    """
    if not is_asked(session, team):
        return []
    known = {
        row.week: row.digest
        for row in store.of_weeks(session, team.id, [str(each) for each in weeks])
        if seconds <= SECONDS or requirement.answer_from_json(row.answer).complete
    }
    asked = [
        replace(requirement_question(session, team, week, now), seconds=seconds) for week in weeks
    ]
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
    return RequirementQuestion(week, plain, digest, SECONDS)


def keep(
    session: Session, team: Team, asked: RequirementQuestion, answer: Json, now: datetime
) -> None:
    """Keep the counts that were found for a week.

    Those of a search that had less time than usual, and was not at its end, are kept as overtaken:
    they are asked for again.
    """
    is_final = answer["complete"] or asked.seconds >= SECONDS
    digest = asked.digest if is_final else b""
    found = store.StoredRequirements(answer, digest, now, is_stale=not is_final)
    store.keep(session, team.id, str(asked.week), found)
    told: dict[str, Any] = {"week": str(asked.week), "hours": answer["hours"], "met": answer["met"]}
    note(session, Changed("changed", "requirement", team.id, after=told, team=team.id))


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
    listed = [each for each in shift_patterns.listed(session, team.id) if each.task == ANSWERING]
    closed = closures.days(session, team.id)
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
            staff=_fixed(listed, week, team, closed),
            regime="typical",
            forecast="",
        ),
        choices=_choices(listed, week, team, closed),
        factor=round(factor, 6),
        gap_minutes=_gap(rules.settings(session, team.id)),
    )


def _automatic(listed: Sequence[ShiftPattern]) -> list[ShiftPattern]:
    return [each for each in listed if each.target == "auto" and each.task == ANSWERING]


def _choices(
    listed: Sequence[ShiftPattern], week: Week, team: Team, closed: Collection[date]
) -> tuple[Choice, ...]:
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
        for each in _automatic(listed)
        for day in week.days
        if day.isoweekday() in each.weekdays
        and day not in closed
        and (span := wall_span(day, each.start, each.end, team.zone))
    )


def _fixed(
    listed: Sequence[ShiftPattern], week: Week, team: Team, closed: Collection[date]
) -> tuple[PlannedDuty, ...]:
    """Return the people of the shifts whose number the planner has set."""
    return tuple(
        PlannedDuty(f"{each.id} {seat}", span.start, span.end, each.channels)
        for each in listed
        if each.target != "auto"
        for day in week.days
        if day.isoweekday() in each.weekdays
        and day not in closed
        and (span := wall_span(day, each.start, each.end, team.zone))
        for seat in range(int(each.target))
    )


def _gap(settings: Mapping[str, Any]) -> float | None:
    """Return the longest stretch a team allows without anybody; None: it has no such rule."""
    rule = settings.get("gap-bound")
    if not isinstance(rule, dict):
        return None
    return float(rule.get("most_minutes", _GAP_MINUTES))

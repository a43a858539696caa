"""From targets to people: requirements of hours and shifts, closing choices, the smallest team."""

from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from pydantic import BaseModel, Field

from api.schemas.below_floor import BelowFloorOut
from api.staffing.asker import StaffingContext
from api.staffing.bodies import NeedsIn, volume_quantile
from api.staffing.predict import AssumedOut, asked_of, assumed_out
from rotation.demand.questions import prediction
from rotation.demand.questions.prediction import PredictionQuestion
from rotation.demand.staffing import shift_requirements
from rotation.demand.staffing.shift_requirements import RequirementQuality
from rotation.rota.case import build
from rotation.rota.shifts import Shifts
from rotation.rota.staffing import question as staffing_question
from rotation.rota.staffing import requirements, right_size_inputs
from rotation.team.teams import Team
from rotation.timespan import Week
from rotation.words import say

_LEAST = 0.5
"""Seconds that a plan has at least."""


class HourOut(BaseModel):
    """An hour: heads it needs and has, and what one more or one fewer changes, by channel."""

    start: datetime
    required: int
    have: float
    gain_of_one_more: dict[str, float]
    loss_of_one_fewer: dict[str, float]


class PatternRequirementOut(BaseModel):
    """The people a shift should have; `price` is what an open place of it weighs."""

    pattern: str
    date: date
    minimum: int
    target: int
    price: int


class RequirementsOut(BaseModel):
    """The requirements of a week, by hour and by shift.

    ``complete`` false: the time ended before every hour and every count was looked at. Hours that
    were not reached say nothing of one more or one fewer, and fewer people may do in the shifts.
    """

    assumed: AssumedOut
    statement: str
    stable: bool
    complete: bool
    proven: bool | None = Field(
        description="whether no counts of fewer hours meet the targets by the tables of each day; "
        "null: no shift leaves its number to the targets"
    )
    intervals: list[HourOut]
    patterns: list[PatternRequirementOut]
    hours: float
    floor_hours: float = Field(
        description="how many of the hours are there for the floors of single days alone"
    )
    below_floor: list[BelowFloorOut] = Field(
        description="days that no number of people within the patterns brings up to their floor"
    )


def answer_requirements(asker: StaffingContext, team: str, body: NeedsIn) -> RequirementsOut:
    """Answer what each hour and shift of a week needs."""
    found, question = asked_of(asker, team, body)
    effort = right_size_inputs.PATIENT_WORK if asker.is_patient else right_size_inputs.WORK
    hours = _hours(asker, question, effort / 2)
    week = staffing_question.week_of(body.asked(), found, asker.now)
    supposed = found
    if body.safety is not None:
        supposed = replace(found, safety=volume_quantile(body.safety))
    planned = _planned(asker, found, supposed, week, max(_LEAST, effort - hours["work"]))
    return _requirements(
        assumed_out(body, question, "exact").model_copy(update={"safety": supposed.safety}),
        question,
        hours,
        planned,
        asker.language or found.languages[0],
    )


@dataclass(frozen=True)
class PlannedWeek:
    """The shifts of a week with how many people they need, and how good that plan is."""

    shifts: Shifts
    quality: RequirementQuality | None


def _planned(
    asker: StaffingContext, team: Team, supposed: Team, week: Week, effort: float
) -> PlannedWeek:
    """Return the shifts of a week as a team needs them that is as it is, or supposed to be."""
    calculate, service = asker.calculations.answer, asker.work.service(asker.actor.organisation)
    if supposed == team:
        wanted = requirements.TeamWeeks(team.id, (week,))
        requirements.ensure_requirements(
            asker.work, service, wanted, calculate, asker.now, effort=effort
        )
        with asker.work.reading(asker.actor) as session:
            shifts, _ = build.shifts_of(session, team, [week])
            return PlannedWeek(shifts, shift_requirements.quality_of(session, team, week))
    other = requirements.HypotheticalTeam(supposed, week, effort)
    found = requirements.requirements_for_hypothetical_team(
        asker.work, service, other, calculate, asker.now
    )
    with asker.work.reading(asker.actor) as session:
        needed = shift_requirements.needed(session, team, [found] if found else [])
        shifts, _ = build.shifts_of(session, team, [week], needed)
    return PlannedWeek(shifts, shift_requirements.quality(found) if found else None)


def _hours(asker: StaffingContext, question: PredictionQuestion, within: float) -> dict[str, Any]:
    plain = prediction.to_json(question)
    asked = {"ask": "hours", "week": plain, "within": within, "seconds": 3 * within}
    return asker.calculations.answer(asked)


def _requirements(
    assumed: AssumedOut,
    question: PredictionQuestion,
    hours: dict[str, Any],
    planned: PlannedWeek,
    language: str,
) -> RequirementsOut:
    plan = planned.quality
    patterns = [
        PatternRequirementOut(
            pattern=each.pattern,
            date=each.day,
            minimum=each.minimum,
            target=each.target,
            price=each.price,
        )
        for each in planned.shifts
        if each.task == shift_requirements.ANSWERING
    ]
    return RequirementsOut(
        assumed=assumed,
        statement=plan_statement(language),
        stable=hours["stable"],
        complete=hours["complete"] and (plan is None or plan.complete),
        proven=plan.proven if plan else None,
        floor_hours=plan.floor_hours if plan else 0.0,
        below_floor=_below_floor(plan),
        intervals=[
            HourOut(**{**each, "start": staffing_question.minutes_after(question, each["start"])})
            for each in hours["hours"]
        ],
        patterns=patterns,
        hours=_hours_of(planned.shifts),
    )


def _hours_of(shifts: Shifts) -> float:
    hours = (
        each.target * (each.end - each.start).total_seconds() / 3600
        for each in shifts
        if each.task == shift_requirements.ANSWERING
    )
    return round(sum(hours), 2)


def plan_statement(language: str) -> str:
    """Return the statement of a plan: what its figures hold for."""
    return say("For the stated forecast, for a week that is neither busy nor quiet.").said_in(
        language
    )


def _below_floor(plan: RequirementQuality | None) -> list[BelowFloorOut]:
    return [BelowFloorOut(**vars(each)) for each in (plan.below_floor if plan else ())]

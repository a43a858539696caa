"""From targets to people: requirements of hours and shifts, closing choices, the smallest team."""

from dataclasses import replace
from datetime import date, datetime
from typing import Annotated, Any

from fastapi import APIRouter, Response
from pydantic import BaseModel, Field

from api.deps import May, Once
from api.fields import Text
from api.routes.staffing import AssumedOut, answers_of, asked_of, assumed_out
from api.routes.staffing_asking import LATER, Asker, Asking
from api.routes.staffing_badges import BadgeOut, WindowOut, badges_out
from api.routes.staffing_in import AskIn, HoursIn, NeedsIn, Strict, volume_quantile
from rotation.demand.questions import prediction
from rotation.demand.questions.prediction import Moment, Question
from rotation.demand.staffing import shift_requirements
from rotation.demand.staffing.shift_requirements import Plan
from rotation.errors import Impossible
from rotation.rota.case import build
from rotation.rota.shifts import Shifts
from rotation.rota.staffing import opening_hours, requirements, right_size_inputs
from rotation.rota.staffing import question as staffing_question
from rotation.rota.staffing.opening_hours import Option
from rotation.team.teams import Team
from rotation.timespan import Week
from rotation.words import say

router = APIRouter(prefix="/v1/teams/{team}/staffing", route_class=Once, tags=["staffing"])
MAY_SEE = [May("see_team")]
_LEAST = 0.5
"""Seconds that a plan has at least."""


class HourOut(BaseModel):
    """An hour: heads it needs and has, and what one more or one fewer changes, by channel."""

    start: datetime
    required: int
    have: float
    gain_of_one_more: dict[str, float]
    loss_of_one_fewer: dict[str, float]


class PatternOut(BaseModel):
    """How many people a shift should have; `price` is what an open place of it weighs."""

    pattern: str
    date: date
    minimum: int
    target: int
    price: int


class RequirementsOut(BaseModel):
    """What the week needs, by hour and by shift.

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
    patterns: list[PatternOut]
    hours: float


class OptionIn(Strict):
    """A choice of opening hours."""

    name: Text
    windows: Annotated[tuple[HoursIn, ...], Field(max_length=100)] = ()


class CompareIn(AskIn):
    """Choices of opening hours; none given: the usual ones."""

    options: Annotated[tuple[OptionIn, ...], Field(max_length=10)] = ()


class ClockOut(BaseModel):
    """Shares by channel on one clock."""

    channels: dict[str, float | None]


class OptionOut(BaseModel):
    """What a choice costs and gives; shares are null where it is not stable."""

    name: str
    agent_hours: float
    unsocial_hours: float
    burden: float
    stable: bool
    backlog_growth_per_week: float
    calendar: ClockOut
    business: ClockOut
    waiting_at_opening: list[Moment]
    window_missed_per_week: float | None
    badge: list[BadgeOut]
    reply_windows: list[WindowOut]
    on_frontier: bool


class CompareOut(BaseModel):
    """The choices beside each other."""

    assumed: AssumedOut
    statement: str
    options: list[OptionOut]


@router.post("/requirements", response_model=RequirementsOut, responses=LATER, dependencies=MAY_SEE)
def require(team: str, body: NeedsIn, asking: Asking) -> RequirementsOut | Response:
    """Say what each hour and shift of a week needs, and what one person more or fewer changes.

    Asked with `Prefer: respond-async` it takes the time to be complete.
    """
    return asking.answered("requirements", team, body, required_of)


@router.post("/compare-closed", response_model=CompareOut, responses=LATER, dependencies=MAY_SEE)
def compare_closed(team: str, body: CompareIn, asking: Asking) -> CompareOut | Response:
    """Compare rotation and closed: what each choice of opening hours costs and gives."""
    return asking.answered("compare-closed", team, body, compared_with_closed)


def required_of(asker: Asker, team: str, body: NeedsIn) -> RequirementsOut:
    """Answer what each hour and shift of a week needs."""
    found, question = asked_of(asker, team, body)
    seconds = right_size_inputs.PATIENT_SECONDS if asker.is_patient else right_size_inputs.SECONDS
    hours = _hours(asker, question, seconds / 2)
    week = staffing_question.week_of(body.asked(), found, asker.now)
    supposed = found
    if body.safety is not None:
        supposed = replace(found, safety=volume_quantile(body.safety))
    planned = _planned(asker, found, supposed, week, max(_LEAST, seconds - hours["seconds"]))
    return _requirements(
        assumed_out(body, question, "exact").model_copy(update={"safety": supposed.safety}),
        question, hours, planned, asker.language or found.languages[0],
    )  # fmt: skip


def _planned(
    asker: Asker, team: Team, supposed: Team, week: Week, seconds: float
) -> tuple[Shifts, Plan | None]:
    """Return the shifts of a week as a team needs them that is as it is, or supposed to be."""
    calculate, service = asker.calculations.answer, asker.work.service(asker.actor.organisation)
    if supposed == team:
        wanted = (team.id, [week])
        requirements.ensure(asker.work, service, wanted, calculate, asker.now, seconds=seconds)
        with asker.work.reading(asker.actor) as session:
            return build.shifts_of(session, team, [week])[0], shift_requirements.plan(
                session, team, week
            )
    found = requirements.supposed(
        asker.work, service, (supposed, week), calculate, asker.now, seconds=seconds
    )
    with asker.work.reading(asker.actor) as session:
        needed = shift_requirements.needed(session, team, [found] if found else [])
        shifts, _ = build.shifts_of(session, team, [week], needed)
    return shifts, shift_requirements.quality(found) if found else None


def compared_with_closed(asker: Asker, team: str, body: CompareIn) -> CompareOut:
    """Answer what choices of opening hours cost and give."""
    found, question = asked_of(asker, team, body)
    week = staffing_question.week_of(body.asked(), found, asker.now)
    with asker.work.reading(asker.actor) as session:
        options = _options(body, question) or opening_hours.usual(
            staffing_question.windows_of(session, found)
        )
    asked = [opening_hours.under(question, each, week, found.zone) for each in options]
    answers = answers_of(asked, asker)
    holidays = build.holidays_of(found, [week])
    loads = [opening_hours.load_of(each, found, holidays) for each in asked]
    said = asker.language or found.languages[0]
    rows = [_option(*each, said) for each in zip(options, loads, answers, strict=True)]
    return CompareOut(
        assumed=assumed_out(body, question, answers[0].engine),
        statement=statement_of(said),
        options=_front(rows),
    )


def _hours(asker: Asker, question: Question, within: float) -> dict[str, Any]:
    plain = prediction.to_json(question)
    asked = {"ask": "hours", "week": plain, "within": within, "seconds": 3 * within}
    return asker.calculations.answer(asked)


def _requirements(
    assumed: AssumedOut,
    question: Question,
    hours: dict[str, Any],
    planned: tuple[Shifts, Plan | None],
    language: str,
) -> RequirementsOut:
    shifts, plan = planned
    patterns = [
        PatternOut(
            pattern=each.pattern, date=each.day, minimum=each.minimum, target=each.target,
            price=each.price,
        )
        for each in shifts
        if each.task == shift_requirements.ANSWERING
    ]  # fmt: skip
    return RequirementsOut(
        assumed=assumed,
        statement=statement_of(language),
        stable=hours["stable"],
        complete=hours["complete"] and (plan is None or plan.complete),
        proven=plan.proven if plan else None,
        intervals=[
            HourOut(**{**each, "start": staffing_question.minutes_after(question, each["start"])})
            for each in hours["hours"]
        ],
        patterns=patterns,
        hours=round(
            sum(
                each.target * (each.end - each.start).total_seconds() / 3600
                for each in shifts
                if each.task == shift_requirements.ANSWERING
            ),
            2,
        ),
    )


def _options(body: CompareIn, question: Question) -> list[Option]:
    known = {each.slug for each in question.channels}
    for at, option in enumerate(body.options):
        for place, own in enumerate(option.windows):
            if own.channel is not None and own.channel not in known:
                raise Impossible(
                    say("There is no channel {slug}.", slug=own.channel),
                    field=f"/options/{at}/windows/{place}/channel",
                )
    return [Option(each.name, tuple(own.hours() for own in each.windows)) for each in body.options]


def _option(
    option: Option, own: opening_hours.Load, answer: prediction.Answer, language: str
) -> OptionOut:
    missed = [each.missed for each in answer.reply_windows]
    return OptionOut(
        name=option.name,
        agent_hours=own.agent_hours,
        unsocial_hours=own.unsocial_hours,
        burden=own.burden,
        stable=answer.stable,
        backlog_growth_per_week=answer.backlog_growth_per_week,
        calendar=ClockOut(channels={each.channel: each.calendar_share for each in answer.channels}),
        business=ClockOut(channels={each.channel: each.business_share for each in answer.channels}),
        waiting_at_opening=list(answer.openings),
        window_missed_per_week=round(sum(missed), 2) if missed else None,
        badge=badges_out(answer.badge, language),
        reply_windows=[WindowOut.model_validate(each) for each in answer.reply_windows],
        on_frontier=False,
    )


def _front(rows: list[OptionOut]) -> list[OptionOut]:
    """Mark the choices that no other beats; one that is not stable is none."""
    stable = [each for each in rows if each.stable]
    points = [
        (each.agent_hours, _mean(each.calendar.channels), each.window_missed_per_week or 0.0)
        for each in stable
    ]
    best = opening_hours.frontier(points)
    names = {each.name for each, is_on in zip(stable, best, strict=True) if is_on}
    return [
        each.model_copy(update={"on_frontier": each.stable and each.name in names}) for each in rows
    ]


def _mean(shares: dict[str, float | None]) -> float:
    known = [each for each in shares.values() if each is not None]
    return sum(known) / len(known) if known else 0.0


def statement_of(language: str) -> str:
    """Return what every figure of a plan holds for."""
    return say("For the stated forecast, for a week that is neither busy nor quiet.").said_in(
        language
    )

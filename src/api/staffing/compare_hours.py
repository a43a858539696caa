"""Rotation or closed: choices of opening hours beside each other."""

from datetime import timedelta
from typing import Annotated

from pydantic import BaseModel, Field

from api.schemas.fields import Text
from api.staffing.asker import StaffingContext
from api.staffing.bodies import AskIn, HoursIn, Strict
from api.staffing.platform_schema import BadgeOut, WindowOut, badges_out
from api.staffing.predict import AssumedOut, answers_of, asked_of, assumed_out
from api.staffing.requirements import plan_statement
from rotation.demand.questions import prediction
from rotation.demand.questions.prediction import Moment, PredictionQuestion
from rotation.errors import Impossible
from rotation.rota.case import build
from rotation.rota.paid_time import PaidTotal
from rotation.rota.staffing import hours_cost, opening_hours
from rotation.rota.staffing import question as staffing_question
from rotation.rota.staffing.opening_hours import Option
from rotation.words import say


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


class CostOut(BaseModel):
    """The pay of a choice's hours in a week."""

    currency: str
    amount_minor: int = Field(description="whole minor units; everybody at the team's usual rate")
    hours_without_rate: float = Field(description="hours that the amount leaves out")


class OptionOut(BaseModel):
    """A choice of opening hours, its cost and replies; shares are null where it is not stable."""

    name: str
    agent_hours: float
    unsocial_hours: float
    burden: float
    cost: CostOut | None = None
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


def answer_compare_hours(asker: StaffingContext, team: str, body: CompareIn) -> CompareOut:
    """Answer what choices of opening hours cost and give."""
    found, question = asked_of(asker, team, body)
    week = staffing_question.week_of(body.asked(), found, asker.now)
    with asker.work.reading(asker.actor) as session:
        options = _options(body, question) or opening_hours.default_options(
            staffing_question.windows_of(session, found)
        )
        asked = [opening_hours.with_option(question, each, week, found.zone) for each in options]
        costs = [hours_cost.cost_of(session, found, each) for each in asked]
    answers = answers_of(asked, asker)
    holidays = build.holidays_of(found, [week])
    loads = [opening_hours.load_of(each, found, holidays) for each in asked]
    said = asker.language or found.languages[0]
    told = [_option(*each, said) for each in zip(options, loads, answers, strict=True)]
    rows = [
        each.model_copy(update={"cost": _cost(cost)})
        for each, cost in zip(told, costs, strict=True)
    ]
    return CompareOut(
        assumed=assumed_out(body, question, answers[0].engine),
        statement=plan_statement(said),
        options=_front(rows),
    )


def _options(body: CompareIn, question: PredictionQuestion) -> list[Option]:
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
    option: Option,
    own: opening_hours.OptionCost,
    answer: prediction.PredictionAnswer,
    language: str,
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


def _cost(cost: PaidTotal) -> CostOut | None:
    """Return what a choice costs; None where no rate is known at all."""
    if cost.time and cost.without_rate == cost.time:
        return None
    left_out = round(cost.without_rate / timedelta(hours=1), 2)
    return CostOut(
        currency=cost.currency, amount_minor=cost.amount_minor, hours_without_rate=left_out
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

"""Strategies of a team beside each other: what each asks for, in tasks, hours and money."""

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from fastapi import APIRouter
from pydantic import BaseModel, ConfigDict, Field

from api.http.deps import May, Now, Read
from api.http.idempotency import IdempotentRoute
from api.problems import problems
from api.routes.team.roles import ResponsibilityOut, responsibility_out
from api.schemas.body import JsonBody
from api.schemas.channel_fields import Objective
from api.schemas.fields import Slug, Text, Word
from rotation.demand import channels
from rotation.errors import Impossible
from rotation.insights import strategy_comparison
from rotation.insights.strategy_comparison import StrategyDemand, StrategySetUp
from rotation.team import pay, teams
from rotation.words import say

router = APIRouter(prefix="/v1", route_class=IdempotentRoute, tags=["roles"])
HoursAWeek = Annotated[float, Field(ge=0, le=2000, allow_inf_nan=False)]
Objectives = dict[Slug, Annotated[list[Objective], Field(max_length=20)]]


class StrategyIn(JsonBody):
    """A strategy to look at; what is left out is as the team has it."""

    model_config = ConfigDict(extra="forbid")

    name: Text
    strategy: Literal["passive", "active", "proactive"]
    objectives: Objectives | None = Field(None, description="by channel; null: as they are")
    hours_per_week: dict[Word, HoursAWeek] = Field({}, description="by task, beside those measured")


class StrategiesIn(JsonBody):
    """One or more strategies; the first is what the others are compared with."""

    model_config = ConfigDict(extra="forbid")

    set_ups: Annotated[list[StrategyIn], Field(min_length=1, max_length=3)]


class OverloadOut(BaseModel):
    """A member who is responsible for four required tasks or more."""

    id: UUID
    name: str
    tasks: list[str]


class StrategyOut(BaseModel):
    """The tasks and hours that a strategy asks of a team."""

    name: str
    strategy: str
    objectives: list[str]
    tasks: list[ResponsibilityOut]
    gaps: list[str]
    overloads: list[OverloadOut]
    hours_by_task: dict[str, float]
    hours_per_week: float | None = Field(description="of the tasks known; null: not enough data")
    unknown: list[str] = Field(description="required tasks whose hours nobody gave or measured")
    amount_minor_per_week: int | None = Field(description="at the usual rate; null: no rate")
    more_hours_per_week: float | None = Field(description="than the first")


class StrategiesOut(BaseModel):
    """Strategies beside each other, and where their hours were measured."""

    team: str
    currency: str
    measured_from: datetime
    measured_to: datetime
    set_ups: list[StrategyOut]


@router.post("/teams/{team}/strategies/compare", responses=problems(), dependencies=[May("plan")])
def compare_strategies(team: str, body: StrategiesIn, session: Read, now: Now) -> StrategiesOut:
    """Compare what strategies ask of a team: tasks, gaps, overloads, hours a week, money."""
    found = teams.find(session, team)
    known = {each.slug: each.objectives for each in channels.listed(session, found.id)}
    set_ups = [_set_up(each, at, known) for at, each in enumerate(body.set_ups)]
    measured = strategy_comparison.measured_hours(session, found, now)
    rows = strategy_comparison.compared(session, found, set_ups, measured)
    return StrategiesOut(
        team=found.slug,
        currency=pay.terms_of(session, found).currency,
        measured_from=measured.span.start,
        measured_to=measured.span.end,
        set_ups=[_out(each, rows[0]) for each in rows],
    )


def _set_up(body: StrategyIn, at: int, known: dict[str, tuple[str, ...]]) -> StrategySetUp:
    """Return a strategy; Impossible when it names a channel that the team has not."""
    for slug in body.objectives or {}:
        if slug not in known:
            field = f"/set_ups/{at}/objectives/{slug}"
            raise Impossible(say("There is no channel {slug}.", slug=slug), field=field)
    chosen = {**known, **(body.objectives or {})}
    objectives = tuple(dict.fromkeys(each for own in chosen.values() for each in own))
    return StrategySetUp(body.name, body.strategy, objectives, body.hours_per_week)


def _out(row: StrategyDemand, first: StrategyDemand) -> StrategyOut:
    more = None if row.total is None or first.total is None else round(row.total - first.total, 2)
    return StrategyOut(
        name=row.set_up.name,
        strategy=row.set_up.level,
        objectives=list(row.set_up.objectives),
        tasks=[responsibility_out(each) for each in row.matrix],
        gaps=list(row.gaps),
        overloads=[
            OverloadOut(id=each.member.id, name=each.member.name, tasks=list(each.tasks))
            for each in row.overloads
        ],
        hours_by_task=dict(row.hours),
        hours_per_week=row.total,
        unknown=list(row.unknown),
        amount_minor_per_week=row.amount_minor,
        more_hours_per_week=more,
    )

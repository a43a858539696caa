"""Day plans of a team: opening hours, one-off shifts and volumes of some dates."""

from typing import Annotated, Literal
from uuid import UUID

from fastapi import APIRouter
from pydantic import BaseModel, ConfigDict, Field

from api.http.deps import May, Read, Write
from api.http.idempotency import IdempotentRoute
from api.http.paging import Listed, Slicing, sliced
from api.problems import problems
from api.schemas.away_fields import AwayIn
from api.schemas.body import JsonBody
from api.schemas.fields import DateOnly, Slug, Text, WallTime, Word
from rotation.clock import new_id
from rotation.demand import day_plans
from rotation.demand.channels import State
from rotation.demand.day_plans import DatedWindow, DayPlan, OneOffShift
from rotation.team import teams
from rotation.timespan import YEARS

router = APIRouter(prefix="/v1", route_class=IdempotentRoute, tags=["teams"])
MAY_PLAN, MAY_SEE = [May("plan")], [May("see_team")]


class DatedWindowIn(JsonBody):
    """Opening hours of each date of a day plan."""

    model_config = ConfigDict(extra="forbid", from_attributes=True, populate_by_name=True)

    start: Annotated[WallTime, Field(alias="from")]
    end: Annotated[WallTime, Field(alias="to", description="`to` ≤ `from`: the next day")]
    state: State = "open"
    channels: Annotated[list[Slug], Field(max_length=50, description="none: all of them")] = []


class OneOffShiftIn(JsonBody):
    """A shift of each date of a day plan, for a given number of people."""

    model_config = ConfigDict(extra="forbid", from_attributes=True)

    name: Text
    start: WallTime
    end: Annotated[WallTime, Field(description="`end` ≤ `start`: the next day")]
    people: Annotated[int, Field(ge=1, le=50)] = 1
    task: Literal["management", "webcare", "content", "creative", "advertising", "analytics"] = (
        "webcare"
    )
    channels: Annotated[list[Slug], Field(max_length=50)] = []
    languages: Annotated[list[Slug], Field(max_length=20)] = []
    skills: Annotated[list[Word], Field(max_length=20)] = []
    burden: Annotated[float, Field(ge=0, le=100, allow_inf_nan=False)] | None = None


class DayPlanIn(JsonBody):
    """The plan of special days, from a date to a last date, both included."""

    model_config = ConfigDict(extra="forbid", from_attributes=True)

    name: Text
    first_day: DateOnly
    last_day: DateOnly
    windows: Annotated[list[DatedWindowIn], Field(max_length=50)] | None = Field(
        None, description="opening hours instead of the usual ones; none at all: []"
    )
    shifts: Annotated[list[OneOffShiftIn], Field(max_length=20)] = []
    usual_shifts: bool = Field(default=True, description="false: only the shifts of the plan")
    volume_factor: Annotated[float, Field(ge=0, le=100, allow_inf_nan=False)] = Field(
        1.0, description="how many times as much comes in"
    )
    away: AwayIn = AwayIn()


class DayPlanOut(DayPlanIn):
    """A day plan as it stands."""

    id: UUID


class YearCopyIn(JsonBody):
    """The year whose day plans are copied, and the year they are copied to."""

    model_config = ConfigDict(extra="forbid")

    from_year: Annotated[int, Field(ge=YEARS[0], lt=YEARS[-1])]
    to_year: Annotated[int, Field(ge=YEARS[0], lt=YEARS[-1])]


class YearCopyOut(BaseModel):
    """The copies that were made, and the plans that do not fit into the other year."""

    items: list[DayPlanOut]
    left_out: list[DayPlanOut]


@router.get("/teams/{team}/day-plans", responses=problems(), dependencies=MAY_SEE)
def list_day_plans(team: str, session: Read, part: Slicing) -> Listed[DayPlanOut]:
    """List the day plans of a team, in order of their first day."""
    found = day_plans.listed(session, teams.find(session, team).id)
    return sliced(part, [DayPlanOut.model_validate(each) for each in found])


@router.post(
    "/teams/{team}/day-plans", status_code=201, responses=problems(), dependencies=MAY_PLAN
)
def create_day_plan(team: str, body: DayPlanIn, session: Write) -> DayPlanOut:
    """Plan some dates otherwise: opening hours, one-off shifts, volumes, an away text."""
    plan = _plan(new_id(), body)
    return DayPlanOut.model_validate(day_plans.create(session, teams.find(session, team).id, plan))


@router.post("/teams/{team}/day-plans/copies", responses=problems(), dependencies=MAY_PLAN)
def copy_day_plans(team: str, body: YearCopyIn, session: Write) -> YearCopyOut:
    """Make the day plans of a year those of another, by the same day of the month."""
    found = teams.find(session, team)
    made, left = day_plans.copy_year(session, found.id, body.from_year, body.to_year)
    return YearCopyOut(
        items=[DayPlanOut.model_validate(each) for each in made],
        left_out=[DayPlanOut.model_validate(each) for each in left],
    )


@router.delete(
    "/teams/{team}/day-plans/{day_plan}",
    status_code=204,
    responses=problems(),
    dependencies=MAY_PLAN,
)
def delete_day_plan(team: str, day_plan: UUID, session: Write) -> None:
    """Delete a day plan: its dates are as usual when a week is planned anew."""
    day_plans.delete(session, teams.find(session, team).id, day_plan)


def _plan(plan_id: UUID, body: DayPlanIn) -> DayPlan:
    return DayPlan(
        plan_id,
        body.name,
        body.first_day,
        body.last_day,
        None if body.windows is None else tuple(_window(each) for each in body.windows),
        tuple(_shift(each) for each in body.shifts),
        body.usual_shifts,
        body.volume_factor,
        body.away.away_text(),
    )


def _window(each: DatedWindowIn) -> DatedWindow:
    return DatedWindow(each.start, each.end, each.state, tuple(dict.fromkeys(each.channels)))


def _shift(each: OneOffShiftIn) -> OneOffShift:
    return OneOffShift(
        each.name,
        each.start,
        each.end,
        each.people,
        each.task,
        tuple(dict.fromkeys(each.channels)),
        tuple(dict.fromkeys(each.languages)),
        tuple(dict.fromkeys(each.skills)),
        each.burden,
    )

"""Sick days: several days of sickness in one call."""

from datetime import datetime
from uuid import UUID

from fastapi import APIRouter
from pydantic import BaseModel, ConfigDict, Field

from api.http.deps import Caller, May, Now, Write
from api.http.idempotency import IdempotentRoute
from api.problems import problems
from api.schemas.body import JsonBody
from api.schemas.fields import DateOnly
from rotation.errors import Conflict, Impossible
from rotation.notices import cover as cover_notices
from rotation.notices import writing
from rotation.rota.live import sick_days
from rotation.rota.live.cover import Cover, State
from rotation.team import members, teams
from rotation.team.teams import Team
from rotation.timespan import DAY, Span, start_of_day
from rotation.words import say

router = APIRouter(prefix="/v1", route_class=IdempotentRoute, tags=["live rota"])
MOST_DAYS = 92


class SickDaysIn(JsonBody):
    """The first and the last day on which a member is ill."""

    model_config = ConfigDict(extra="forbid")

    first_day: DateOnly
    last_day: DateOnly


class OpenedPlaceOut(BaseModel):
    """A place that was opened, and the search for somebody who steps in."""

    cover: UUID = Field(description="`GET /v1/covers/{cover}` tells who is asked")
    slot: UUID
    start: datetime
    end: datetime
    state: State


class SickDaysOut(BaseModel):
    """The absence of a sick call, and the places that it opened."""

    id: UUID = Field(description="of the absence")
    start: datetime
    end: datetime
    places: list[OpenedPlaceOut]


@router.post(
    "/members/{member}/sick-days",
    status_code=201,
    responses=problems(Conflict),
    dependencies=[May("own")],
)
def call_in_sick_for_days(
    member: UUID, body: SickDaysIn, session: Write, caller: Caller, now: Now
) -> SickDaysOut:
    """Call a member in sick for some days: each of their places is opened, and others are asked."""
    team = teams.of_id(session, members.find(session, member).team_id)
    span = _span(body, team)
    made = sick_days.call_in_sick_for(session, member, span, caller, now)
    reach = writing.reach(session, team.id)
    covers = [
        cover_notices.delay_for_quiet_hours(session, reach, each, now) for each in made.covers
    ]
    return SickDaysOut(
        id=made.absence.id, start=span.start, end=span.end, places=[_place(each) for each in covers]
    )


def _span(body: SickDaysIn, team: Team) -> Span:
    """Return the days as instants; Impossible when they are none or too many."""
    days = (body.last_day - body.first_day).days + 1
    if days < 1:
        raise Impossible("The last day has to be on or after the first.", field="/last_day")
    if days > MOST_DAYS:
        raise Impossible(say("At most {most} days.", most=MOST_DAYS), field="/last_day")
    end = start_of_day(body.last_day + DAY, team.zone)
    return Span(start_of_day(body.first_day, team.zone), end)


def _place(cover: Cover) -> OpenedPlaceOut:
    return OpenedPlaceOut(
        cover=cover.id, slot=cover.slot, start=cover.start, end=cover.end, state=cover.state
    )

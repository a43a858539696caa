"""Days a team is closed, and public holidays."""

from datetime import date
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query
from pydantic import BaseModel, ConfigDict, Field

from api.http.deps import Language, May, Now, Read, Write
from api.http.idempotency import IdempotentRoute
from api.http.paging import Listed, Slicing, sliced
from api.problems import problems
from api.schemas.away_fields import AwayIn
from api.schemas.body import JsonBody
from api.schemas.fields import DateOnly, Text
from rotation.errors import Conflict
from rotation.team import closures, teams
from rotation.timespan import YEARS

router = APIRouter(prefix="/v1", route_class=IdempotentRoute, tags=["teams"])


class ClosureIn(JsonBody):
    """A day on which the team is closed."""

    model_config = ConfigDict(extra="forbid", from_attributes=True)

    day: DateOnly
    name: Text
    away: AwayIn = Field(AwayIn(), description="what customers read on that day")


class ClosureOut(ClosureIn):
    """A closed day as it stands."""

    id: UUID


class HolidayOut(BaseModel):
    """A public holiday."""

    day: date
    name: str


@router.get("/teams/{team}/closures", responses=problems(), dependencies=[May("see_team")])
def list_closures(team: str, session: Read, part: Slicing) -> Listed[ClosureOut]:
    """List the closed days of a team."""
    found = closures.listed(session, teams.find(session, team).id)
    return sliced(part, [ClosureOut.model_validate(each) for each in found])


@router.post(
    "/teams/{team}/closures",
    status_code=201,
    responses=problems(Conflict),
    dependencies=[May("plan")],
)
def create_closure(team: str, body: ClosureIn, session: Write) -> ClosureOut:
    """Close the team for a day: it gets no shifts."""
    made = closures.create(
        session, teams.find(session, team).id, body.day, body.name, body.away.away_text()
    )
    return ClosureOut.model_validate(made)


@router.delete(
    "/teams/{team}/closures/{closure}",
    status_code=204,
    responses=problems(),
    dependencies=[May("plan")],
)
def delete_closure(team: str, closure: UUID, session: Write) -> None:
    """Open a closed day again."""
    closures.delete(session, teams.find(session, team).id, closure)


@router.get("/teams/{team}/holidays", responses=problems(), dependencies=[May("see_team")])
def list_holidays(
    team: str,
    session: Read,
    now: Now,
    language: Language,
    part: Slicing,
    year: Annotated[int | None, Query(ge=YEARS[0], le=YEARS[-1])] = None,
) -> Listed[HolidayOut]:
    """List the holidays of the team's country, subdivision and categories in a year.

    A Sunday that is one (such as Easter in Belgium) is counted once: as a holiday. Half-days are
    special days.
    """
    named = teams.find(session, team)
    asked = year or now.astimezone(named.zone).year
    closures.require_known_year(named, asked)
    found = closures.public_holidays(named, [asked], language or "en")
    return sliced(part, [HolidayOut(day=day, name=name) for day, name in found.items()])

"""Special days of a team: hours that weigh more, and that go round among its people."""

from collections.abc import Iterator
from typing import Annotated, Literal
from uuid import UUID

from fastapi import APIRouter, Query
from pydantic import ConfigDict, Field
from sqlalchemy.orm import Session

from api.http.deps import Language, May, Read, Write
from api.http.idempotency import IdempotentRoute
from api.http.paging import Listed, Slicing, sliced
from api.problems import problems
from api.schemas.body import JsonBody
from api.schemas.fields import DateOnly, Text, WallTime
from rotation.team import closures, special_days, teams
from rotation.team.special_days import SpecialDay
from rotation.team.teams import Team
from rotation.timespan import YEARS

router = APIRouter(prefix="/v1", route_class=IdempotentRoute, tags=["teams"])
MAY_PLAN, MAY_SEE = [May("plan")], [May("see_team")]


class SpecialDayIn(JsonBody):
    """A special day: the whole of it, or its hours between two wall times."""

    model_config = ConfigDict(extra="forbid", populate_by_name=True)

    day: DateOnly
    name: Text
    burden: Annotated[float, Field(ge=0, le=100, allow_inf_nan=False)] | None = Field(
        None, description="what an hour of it weighs; by default as much as a public holiday"
    )
    start: Annotated[WallTime, Field(alias="from")] = "00:00"
    end: Annotated[WallTime, Field(alias="to", description="`to` ≤ `from`: the next day")] = "24:00"


class SpecialDayOut(SpecialDayIn):
    """A special day as it stands; what only the country keeps has no id."""

    id: UUID | None
    kind: Literal["own", "public_holiday", "proposed"] = "own"


@router.get("/teams/{team}/special-days", responses=problems(), dependencies=MAY_SEE)
def list_special_days(
    team: str,
    session: Read,
    language: Language,
    part: Slicing,
    year: Annotated[int | None, Query(ge=YEARS[0], le=YEARS[-1])] = None,
) -> Listed[SpecialDayOut]:
    """List the special days a team has marked; with a year those of its country beside them.

    `proposed` are evenings and half-days that the country keeps without a public holiday: they
    count once marked.
    """
    found = teams.find(session, team)
    own = [_out(each) for each in special_days.listed(session, found.id)]
    if year is None:
        return sliced(part, own)
    closures.require_known_year(found, year)
    mine = [each for each in own if each.day.year == year]
    kept = _of_country(session, found, year, language or found.languages[0])
    return sliced(part, sorted((*mine, *kept), key=lambda each: each.day))


@router.post(
    "/teams/{team}/special-days", status_code=201, responses=problems(), dependencies=MAY_PLAN
)
def create_special_day(team: str, body: SpecialDayIn, session: Write) -> SpecialDayOut:
    """Mark a day, or some hours of it, as special."""
    hours = body.start, body.end
    made = special_days.new(body.day, body.name, body.burden, hours)
    return _out(special_days.create(session, teams.find(session, team).id, made))


@router.delete(
    "/teams/{team}/special-days/{special_day}",
    status_code=204,
    responses=problems(),
    dependencies=MAY_PLAN,
)
def delete_special_day(team: str, special_day: UUID, session: Write) -> None:
    """Let a special day be a day as any other again."""
    special_days.delete(session, teams.find(session, team).id, special_day)


def _out(day: SpecialDay) -> SpecialDayOut:
    return SpecialDayOut(
        id=day.id, day=day.day, name=day.name, burden=day.burden, start=day.start, end=day.end
    )


def _of_country(session: Session, team: Team, year: int, language: str) -> Iterator[SpecialDayOut]:
    for day, name in closures.public_holidays(team, [year], language).items():
        yield SpecialDayOut(id=None, day=day, name=name, kind="public_holiday")
    for each in special_days.proposed(session, team, year, language):
        yield SpecialDayOut(
            id=None,
            day=each.day,
            name=each.name if isinstance(each.name, str) else each.name.said_in(language),
            start=each.start,
            end=each.end,
            kind="proposed",
        )

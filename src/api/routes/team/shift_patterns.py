"""Shift patterns: the recurring wall-clock shifts of a team."""

from typing import Annotated, Any, Literal
from uuid import UUID

from fastapi import APIRouter, Request
from pydantic import ConfigDict, Field

from api.http.deps import May, Now, Read, Write
from api.http.etags import require_match, with_etag
from api.http.idempotency import IdempotentRoute
from api.http.paging import Listed, Slicing, sliced
from api.problems import problems
from api.schemas.body import JsonBody
from api.schemas.fields import Language, Slug, Text, WallTime, Weekday, Word, merged, optional
from rotation.clock import new_id
from rotation.demand import shift_patterns
from rotation.demand.shift_patterns import ShiftPattern
from rotation.errors import Impossible, Stale
from rotation.team import teams

router = APIRouter(prefix="/v1", route_class=IdempotentRoute, tags=["shift patterns"])
MAY_PLAN, MAY_SEE = [May("plan")], [May("see_team")]
People = Annotated[int, Field(ge=0, le=100)]
Few = Field(max_length=50)
USUAL_MAXIMUM = 10


class PatternIn(JsonBody):
    """A recurring shift; `end` ≤ `start` means the next day."""

    model_config = ConfigDict(extra="forbid", from_attributes=True)

    name: Text
    weekdays: Annotated[list[Weekday], Field(min_length=1, max_length=7)]
    start: WallTime
    end: WallTime
    task: Word = "webcare"
    channels: Annotated[list[Slug], Few] = []
    languages: Annotated[list[Language], Few] = []
    skills: Annotated[list[Word], Few] = []
    minimum: People = 1
    target: People | Literal["auto"] = Field(
        "auto", description="how many there should be; auto: from the response-time targets"
    )
    maximum: People | None = Field(None, description="the target, or 10 when that is auto")
    burden: Annotated[float, Field(ge=0, le=1000)] | None = Field(
        None, description="unsocial points of the shift; from its hours when left out"
    )


@optional
class PatternPatch(PatternIn):
    """Changes of a shift pattern; the rest stays."""


class PatternOut(PatternIn):
    """A shift pattern as it stands."""

    id: UUID


@router.get("/teams/{team}/shift-patterns", responses=problems(), dependencies=MAY_SEE)
def list_patterns(team: str, session: Read, part: Slicing) -> Listed[PatternOut]:
    """List the shift patterns of a team."""
    found = shift_patterns.listed(session, teams.find(session, team).id)
    return sliced(part, [PatternOut.model_validate(each) for each in found])


@router.post(
    "/teams/{team}/shift-patterns", status_code=201, responses=problems(), dependencies=MAY_PLAN
)
def create_pattern(team: str, body: PatternIn, session: Write) -> PatternOut:
    """Add a shift pattern."""
    made = shift_patterns.create(session, teams.find(session, team).id, _pattern(new_id(), body))
    return PatternOut.model_validate(made)


@router.get("/teams/{team}/shift-patterns/{pattern}", responses=problems(), dependencies=MAY_SEE)
def read_pattern(team: str, pattern: UUID, session: Read, request: Request) -> PatternOut:
    """Show a shift pattern."""
    found = shift_patterns.find(session, teams.find(session, team).id, pattern)
    return with_etag(request, PatternOut.model_validate(found))


@router.patch(
    "/teams/{team}/shift-patterns/{pattern}", responses=problems(Stale), dependencies=MAY_PLAN
)
def change_pattern(
    team: str, pattern: UUID, body: PatternPatch, session: Write, request: Request
) -> PatternOut:
    """Change some fields of a shift pattern."""
    team_id = teams.find(session, team).id
    current = PatternOut.model_validate(shift_patterns.find(session, team_id, pattern))
    require_match(request, current)
    wanted = _pattern(pattern, merged(current, body, PatternIn))
    return with_etag(
        request, PatternOut.model_validate(shift_patterns.change(session, team_id, wanted))
    )


@router.delete(
    "/teams/{team}/shift-patterns/{pattern}",
    status_code=204,
    responses=problems(),
    dependencies=MAY_PLAN,
)
def delete_pattern(team: str, pattern: UUID, session: Write, now: Now) -> None:
    """Delete a shift pattern; rotas made from it stay."""
    shift_patterns.delete(session, teams.find(session, team).id, pattern, now)


def _pattern(pattern_id: UUID, body: PatternIn) -> ShiftPattern:
    if body.start == "24:00":
        raise Impossible("A shift starts before midnight.", field="/start")
    usual = USUAL_MAXIMUM if body.target == "auto" else max(body.target, body.minimum)
    values: dict[str, Any] = body.model_dump()  # Any: fields of different types
    values |= {each: tuple(values[each]) for each in ("channels", "languages", "skills")}
    values["weekdays"] = tuple(sorted(set(body.weekdays)))
    values["maximum"] = usual if body.maximum is None else body.maximum
    return ShiftPattern(id=pattern_id, **values)

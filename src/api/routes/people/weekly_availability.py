"""The recurring week of a member."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Body, Request
from pydantic import ConfigDict, Field

from api.http.deps import Caller, May, Read, Write
from api.http.etags import require_match, with_etag
from api.http.idempotency import IdempotentRoute
from api.problems import problems
from api.schemas.body import JsonBody
from api.schemas.fields import WallTime, Weekday
from rotation.availability import weeks
from rotation.availability.weeks import AvailabilityEntry, Kind
from rotation.errors import Stale

router = APIRouter(prefix="/v1", route_class=IdempotentRoute, tags=["availability"])
PATH = "/members/{member}/availability"


class EntryIn(JsonBody):
    """Hours of a weekday; `to` ≤ `from` means until the next day.

    `can` takes its minutes out of a `rather_not` or `cannot` that it overlaps; `cannot` beats
    `rather_not`.
    """

    model_config = ConfigDict(extra="forbid", from_attributes=True, populate_by_name=True)

    weekday: Weekday
    start: Annotated[WallTime, Field(alias="from", description="in the member's zone")]
    end: Annotated[WallTime, Field(alias="to")]
    kind: Kind


@router.get(PATH, responses=problems(), dependencies=[May("see_team")])
def read_availability(
    member: UUID, session: Read, caller: Caller, request: Request
) -> list[EntryIn]:
    """Show what every week of a member is like; a member's key sees its own only."""
    caller.require_sight_of(member)
    return with_etag(request, _out(weeks.of_member(session, member)))


@router.put(PATH, responses=problems(Stale), dependencies=[May("own")])
def put_availability(
    member: UUID,
    body: Annotated[list[EntryIn], Body(max_length=200)],
    session: Write,
    caller: Caller,
    request: Request,
) -> list[EntryIn]:
    """Set the recurring week of a member, in place of the one before."""
    caller.require_member(member)
    require_match(request, _out(weeks.of_member(session, member)))
    entries = [AvailabilityEntry(**each.model_dump()) for each in body]
    return with_etag(request, _out(weeks.put(session, member, entries)))


def _out(entries: tuple[AvailabilityEntry, ...]) -> list[EntryIn]:
    return [EntryIn.model_validate(each) for each in entries]

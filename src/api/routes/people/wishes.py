"""Dated wishes of members."""

from datetime import datetime
from uuid import UUID

from fastapi import APIRouter
from pydantic import BaseModel, ConfigDict

from api.http.deps import Caller, May, Now, Read, Write
from api.http.idempotency import IdempotentRoute
from api.http.paging import Listed, Paging, listed
from api.problems import problems
from api.schemas.body import JsonBody
from api.schemas.fields import Instant
from rotation.availability import wishes
from rotation.availability.wishes import Kind, Wish
from rotation.timespan import Span

router = APIRouter(prefix="/v1", route_class=IdempotentRoute, tags=["availability"])
PATH = "/members/{member}/wishes"


class WishIn(JsonBody):
    """A time a member would like to work, or would rather not."""

    model_config = ConfigDict(extra="forbid")

    start: Instant
    end: Instant
    kind: Kind


class WishOut(BaseModel):
    """A wish as it stands."""

    id: UUID
    member: UUID
    start: datetime
    end: datetime
    kind: Kind


@router.get(PATH, responses=problems(), dependencies=[May("see_team")])
def list_wishes(member: UUID, session: Read, caller: Caller, page: Paging) -> Listed[WishOut]:
    """List the wishes of a member; a member's key sees its own only."""
    caller.require_sight_of(member)
    found = wishes.listed(session, member, page.after, page.limit)
    return listed(page, [_out(each) for each in found])


@router.post(PATH, status_code=201, responses=problems(), dependencies=[May("own")])
def create_wish(member: UUID, body: WishIn, session: Write, caller: Caller, now: Now) -> WishOut:
    """Add a wish; for its minutes it stands above the recurring week and above older wishes."""
    caller.require_member(member)
    span = Span(body.start, body.end)
    return _out(wishes.create(session, member, span, body.kind, now))


@router.delete(PATH + "/{wish}", status_code=204, responses=problems(), dependencies=[May("own")])
def delete_wish(member: UUID, wish: UUID, session: Write, caller: Caller) -> None:
    """Delete a wish."""
    caller.require_member(member)
    wishes.delete(session, member, wish)


def _out(wish: Wish) -> WishOut:
    return WishOut(
        id=wish.id,
        member=wish.member_id,
        start=wish.span.start,
        end=wish.span.end,
        kind=wish.kind,
    )

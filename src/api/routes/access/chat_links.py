"""Links from a chat platform's user to a member: by a one-time code, or by the planner."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter
from pydantic import BaseModel, ConfigDict, StringConstraints

from api.http.deps import Caller, May, Now, Read, Write
from api.http.idempotency import IdempotentRoute
from api.http.paging import Listed, Paging, listed
from api.problems import problems
from api.schemas.body import JsonBody
from rotation.chat import links
from rotation.chat.links import ChatLink

router = APIRouter(prefix="/v1", route_class=IdempotentRoute, tags=["chat"])
User = Annotated[str, StringConstraints(pattern=r"^[!-~]{1,255}$")]


class LinkIn(JsonBody):
    """A user of the platform, by the id it uses itself, and the member they are."""

    model_config = ConfigDict(extra="forbid")

    user: User
    member: UUID


class LinkOut(BaseModel):
    """A user of a platform and the member they are."""

    model_config = ConfigDict(from_attributes=True)

    id: UUID
    connection: UUID
    user: str
    member: UUID
    made_at: datetime


class LinkCodeOut(BaseModel):
    """A code to be written to the bot (`link 7F3K9Q`), once, before it expires."""

    code: str
    expires_at: datetime


@router.post("/members/{member}/chat-link-code", responses=problems(), dependencies=[May("own")])
def make_link_code(member: UUID, session: Write, caller: Caller, now: Now) -> LinkCodeOut:
    """Make a one-time code by which a member says who they are on a chat platform."""
    caller.require_member(member)
    code, until = links.new_code(session, member, now)
    return LinkCodeOut(code=code, expires_at=until)


@router.get("/members/{member}/chat-links", responses=problems(), dependencies=[May("own")])
def list_member_links(member: UUID, session: Read, caller: Caller, page: Paging) -> Listed[LinkOut]:
    """List what a member is on chat platforms."""
    caller.require_sight_of(member)
    found = links.of_member(session, member, page.after, page.limit)
    return listed(page, [_out(each) for each in found])


@router.get(
    "/chat-connections/{connection}/links", responses=problems(), dependencies=[May("plan")]
)
def list_links(connection: UUID, session: Read, page: Paging) -> Listed[LinkOut]:
    """List who is who on a chat platform."""
    found = links.listed(session, connection, page.after, page.limit)
    return listed(page, [_out(each) for each in found])


@router.post(
    "/chat-connections/{connection}/links",
    status_code=201,
    responses=problems(),
    dependencies=[May("plan")],
)
def make_link(connection: UUID, body: LinkIn, session: Write, now: Now) -> LinkOut:
    """Say who a user of a chat platform is, in place of what was said before."""
    return _out(links.put(session, connection, body.user, body.member, now))


@router.delete(
    "/chat-connections/{connection}/links/{link}",
    status_code=204,
    responses=problems(),
    dependencies=[May("plan")],
)
def delete_link(connection: UUID, link: UUID, session: Write) -> None:
    """Forget who a user of a chat platform is."""
    links.remove(session, connection, link)


def _out(found: ChatLink) -> LinkOut:
    return LinkOut.model_validate(found)

"""Groups of chat platforms that hold who is on duty."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter
from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from api.http.deps import May, Now, Read, Write
from api.http.idempotency import IdempotentRoute
from api.http.paging import Listed, Slicing, sliced
from api.problems import problems
from api.schemas.body import JsonBody
from rotation.chat import groups
from rotation.errors import Conflict

router = APIRouter(prefix="/v1", route_class=IdempotentRoute, tags=["chat"])
MAY_PLAN = [May("plan")]
PATH = "/chat-connections/{connection}/groups"


class ChatGroupIn(JsonBody):
    """A group by the id that the platform has for it."""

    model_config = ConfigDict(extra="forbid")

    group: Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_-]{1,255}$")] = Field(
        examples=["S0604QSJC"]
    )


class ChatGroupOut(BaseModel):
    """A group that holds who is on duty in the team of the connection, and in others that feed it.

    `people` is how many users it holds since `synced_at`; null: not known. `failure` says why it is
    not in step; `unlinked` are members on duty who are left out: nobody has linked them.
    """

    model_config = ConfigDict(from_attributes=True)

    id: UUID
    group: str
    created_at: datetime
    people: int | None
    synced_at: datetime | None
    failure: str | None
    unlinked: list[UUID]


@router.post(PATH, status_code=201, responses=problems(Conflict), dependencies=MAY_PLAN)
def create_chat_group(
    connection: UUID, body: ChatGroupIn, session: Write, now: Now
) -> ChatGroupOut:
    """Keep a group of the platform in step with who is on duty."""
    return ChatGroupOut.model_validate(groups.add(session, connection, body.group, now))


@router.get(PATH, responses=problems(), dependencies=MAY_PLAN)
def list_chat_groups(connection: UUID, session: Read, part: Slicing) -> Listed[ChatGroupOut]:
    """List the groups that a connection keeps in step, and how that goes."""
    found = groups.listed(session, connection)
    return sliced(part, [ChatGroupOut.model_validate(each) for each in found])


@router.delete(PATH + "/{chat_group}", status_code=204, responses=problems(), dependencies=MAY_PLAN)
def delete_chat_group(connection: UUID, chat_group: UUID, session: Write) -> None:
    """Keep a group no longer: it stays as it is, or holds whom other teams still feed it."""
    groups.remove(session, connection, chat_group)

"""Channels of chats that are told of a team's rota."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter
from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints

from api.chat.registry import ADAPTERS
from api.http.deps import May, Now, Read, Write
from api.http.idempotency import IdempotentRoute
from api.http.paging import Listed, Slicing, sliced
from api.problems import problems
from api.schemas.body import JsonBody
from rotation.chat import connections
from rotation.chat.message import ChatDestination, ChatMessage
from rotation.errors import Conflict, Impossible
from rotation.notices import chat_channels
from rotation.notices.events import CHANNEL_EVENTS
from rotation.words import say

router = APIRouter(prefix="/v1", route_class=IdempotentRoute, tags=["chat"])
MAY_PLAN = [May("plan")]
PATH = "/chat-connections/{connection}/channels"
_PROBE = ChatMessage("", is_private=False)


def _event(name: str) -> str:
    if name not in CHANNEL_EVENTS:
        raise ValueError(say("There is no event {name}.", name=name))
    return name


class ChatChannelIn(JsonBody):
    """The place that is told of some events, by the platform's id of the place."""

    model_config = ConfigDict(extra="forbid")

    place: Annotated[str, StringConstraints(pattern=r"^[!-~]{1,255}$")]
    events: Annotated[
        list[Annotated[str, Field(max_length=40), AfterValidator(_event)]],
        Field(min_length=1, max_length=10, description=", ".join(CHANNEL_EVENTS)),
    ]


class ChatChannelOut(BaseModel):
    """A channel that is told; `disabled_at`: since when nothing is written there.

    A weekly summary can go to it: its id is a `webhook` of the notice rules.
    """

    model_config = ConfigDict(from_attributes=True)

    id: UUID
    place: str
    events: list[str]
    created_at: datetime
    disabled_at: datetime | None


@router.post(PATH, status_code=201, responses=problems(Conflict), dependencies=MAY_PLAN)
def create_chat_channel(
    connection: UUID, body: ChatChannelIn, session: Write, now: Now
) -> ChatChannelOut:
    """Tell a channel of a chat of changes, gaps, versions and who comes on duty."""
    found = connections.find(session, connection)
    account, to = connections.account(session, connection), ChatDestination(body.place)
    if ADAPTERS[found.platform].post(account, to, _PROBE, "0" * 32) is None:
        raise Impossible("Nothing can be written there unasked.", field="/place")
    where = found.platform, found.id, body.place
    made = chat_channels.create(session, found.team_id, where, body.events, now)
    return ChatChannelOut.model_validate(made)


@router.get(PATH, responses=problems(), dependencies=MAY_PLAN)
def list_chat_channels(connection: UUID, session: Read, part: Slicing) -> Listed[ChatChannelOut]:
    """List the channels of a connection that are told."""
    found = connections.find(session, connection)
    told = chat_channels.listed(session, found.team_id, found.id)
    return sliced(part, [ChatChannelOut.model_validate(each) for each in told])


@router.delete(
    PATH + "/{chat_channel}", status_code=204, responses=problems(), dependencies=MAY_PLAN
)
def delete_chat_channel(connection: UUID, chat_channel: UUID, session: Write) -> None:
    """Tell a channel nothing more."""
    found = connections.find(session, connection)
    chat_channels.delete(session, found.team_id, found.id, chat_channel)

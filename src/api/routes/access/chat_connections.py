"""Chat platforms that may ask about a team."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter
from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from api.chat.registry import ADAPTERS
from api.http.deps import Config, May, Now, Read, Write
from api.http.idempotency import IdempotentRoute
from api.http.paging import Listed, Paging, listed
from api.problems import problems
from api.schemas.body import JsonBody
from api.schemas.destination_checks import check_url
from api.schemas.fields import Named, Text
from api.settings import Settings
from rotation.chat import connections, late_answers
from rotation.chat.connections import Connection, NewConnection, ShownSecrets
from rotation.chat.message import ChatDestination, ChatMessage
from rotation.chat.platforms import PLATFORMS, PlatformName
from rotation.errors import Impossible
from rotation.notices import chat_channels
from rotation.rota.on_duty.snapshot import Privacy
from rotation.team import teams
from rotation.words import say

router = APIRouter(prefix="/v1", route_class=IdempotentRoute, tags=["chat"])
MAY_PLAN = [May("plan")]
Secret = Annotated[str, StringConstraints(pattern=r"^[!-~]{8,200}$")]
Token = Annotated[str, StringConstraints(pattern=r"^[!-~]{8,2000}$")]
Account = Annotated[str, StringConstraints(pattern=r"^[!-~]{1,255}$")]
Address = Annotated[str, StringConstraints(pattern=r"^https?://[!-~]{1,500}$")]


class ConnectionIn(JsonBody):
    """A platform, the team it may ask about, and what its messages are proven with."""

    model_config = ConfigDict(extra="forbid")

    platform: PlatformName
    team: Named
    secret: Secret | None = Field(
        None,
        description="what the platform signs with or shows; left out where it is made here",
        examples=["8f742231b10e8888abcd99yyyzzz85a5"],
    )
    name: Text | None = None
    privacy: Privacy = "name"
    server: Address | None = Field(None, description="where the platform's server is, if its own")
    account: Account | None = Field(None, description="who we are there: application, bot, project")
    token: Token | None = Field(None, description="what we call the platform with; never shown")


class ConnectionOut(BaseModel):
    """A connection without its secrets; `url` is where the platform sends to.

    `called` says how its last call ended: `answered` or `refused`; `sent` how our last message to
    it did: `written`, or what went wrong. `can_write`: messages can be written there unasked.
    """

    id: UUID
    platform: str
    team: UUID
    name: str
    privacy: str
    server: str | None
    account: str | None
    can_write: bool
    created_at: datetime
    called_at: datetime | None
    called: str | None
    sent_at: datetime | None
    sent: str | None
    url: str


class NewConnectionOut(ConnectionOut):
    """A connection with what the platform has to be told, shown this once.

    `secret` and `token` are null where the platform has made them.
    """

    secret: str | None
    token: str | None


class SecretIn(JsonBody):
    """Another secret; made here where the platform does not make it."""

    model_config = ConfigDict(extra="forbid")

    secret: Secret | None = None


class TestIn(JsonBody):
    """The place of a test message: a channel, a room, a conversation, by the platform's id."""

    model_config = ConfigDict(extra="forbid")

    place: Annotated[Text, StringConstraints(min_length=1)]


@router.post("/chat-connections", status_code=201, responses=problems(), dependencies=MAY_PLAN)
def connect(body: ConnectionIn, session: Write, now: Now, settings: Config) -> NewConnectionOut:
    """Let a chat platform ask who is on duty in a team."""
    if body.server is not None:
        check_url(body.server, settings, "/server")
    wanted = NewConnection(
        teams.find(session, body.team).id,
        body.platform,
        body.secret,
        body.name or "",
        body.privacy,
        body.server and body.server.rstrip("/"),
        body.account,
        body.token,
    )
    return _new_connection_out(*connections.connect(session, wanted, now), settings)


@router.get("/chat-connections", responses=problems(), dependencies=MAY_PLAN)
def list_connections(session: Read, page: Paging, settings: Config) -> Listed[ConnectionOut]:
    """List the chat platforms that may ask."""
    found = connections.listed(session, page.after, page.limit)
    return listed(page, [_out(each, settings) for each in found])


@router.get("/chat-connections/{connection}", responses=problems(), dependencies=MAY_PLAN)
def read_connection(connection: UUID, session: Read, settings: Config) -> ConnectionOut:
    """Show a chat connection, and how its last call ended."""
    return _out(connections.find(session, connection), settings)


@router.delete(
    "/chat-connections/{connection}",
    status_code=204,
    responses=problems(),
    dependencies=MAY_PLAN,
)
def cut_connection(connection: UUID, session: Write) -> None:
    """Cut a chat platform off at once."""
    chat_channels.cut_off(session, connection)


@router.post("/chat-connections/{connection}/rotate", responses=problems(), dependencies=MAY_PLAN)
def rotate_connection(
    connection: UUID,
    session: Write,
    now: Now,
    settings: Config,
    body: SecretIn | None = None,
) -> NewConnectionOut:
    """Replace the secret of a connection; for an hour the one before proves messages, too."""
    secret = body.secret if body else None
    return _new_connection_out(*connections.rotate(session, connection, secret, now), settings)


@router.post(
    "/chat-connections/{connection}/test",
    status_code=202,
    responses=problems(),
    dependencies=MAY_PLAN,
)
def try_connection(
    connection: UUID, body: TestIn, session: Write, settings: Config
) -> ConnectionOut:
    """Write a test message to a place on the platform; `sent` tells how that ended."""
    found = connections.find(session, connection)
    account, to = connections.account(session, connection), ChatDestination(body.place)
    team = teams.of_id(session, found.team_id)
    text = say("A test message from {team}", team=team.name)
    language = next(iter(team.languages), "en")
    message = ChatMessage(text.said_in(language, team.zone), is_private=False)
    if ADAPTERS[found.platform].post(account, to, message, "0" * 32) is None:
        raise _cannot_write(found)
    late_answers.write(session, (found.id, found.team_id), to, message)
    return _out(found, settings)


def _cannot_write(found: Connection) -> Impossible:
    what = PLATFORMS[found.platform].fields.get("token")
    if what is None or found.can_write:
        return Impossible("Nothing can be written there unasked.", field="/place")
    return Impossible(
        say("Nothing can be written there; that needs: {what}.", what=what), field="/place"
    )


def _new_connection_out(
    found: Connection, secrets: ShownSecrets, settings: Settings
) -> NewConnectionOut:
    shown = {"secret": secrets.secret, "token": secrets.token}
    return NewConnectionOut(**_out(found, settings).model_dump(), **shown)


def _out(found: Connection, settings: Settings) -> ConnectionOut:
    return ConnectionOut(
        id=found.id,
        platform=found.platform,
        team=found.team_id,
        name=found.name,
        privacy=found.privacy,
        server=found.server,
        account=found.account,
        can_write=found.can_write,
        created_at=found.created_at,
        called_at=found.called_at,
        called=found.called,
        sent_at=found.sent_at,
        sent=found.sent,
        url=f"{settings.base_url}/hooks/{found.platform}/{found.id}",
    )

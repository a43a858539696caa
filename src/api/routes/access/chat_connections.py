"""Chat platforms that may ask about a team."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter
from pydantic import BaseModel, ConfigDict, StringConstraints

from api.http.deps import Config, May, Now, Read, Write
from api.http.idempotency import IdempotentRoute
from api.http.paging import Listed, Paging, listed
from api.problems import problems
from api.schemas.body import JsonBody
from api.schemas.fields import Named, Text
from api.settings import Settings
from rotation.chat import connections
from rotation.chat.connections import Connection, NewConnection, Platform
from rotation.rota.on_duty.snapshot import Privacy
from rotation.team import teams

router = APIRouter(prefix="/v1", route_class=IdempotentRoute, tags=["chat"])
Secret = Annotated[str, StringConstraints(pattern=r"^[!-~]{8,200}$")]


class ConnectionIn(JsonBody):
    """A platform, the team it may ask about, and the secret it signs its messages with."""

    model_config = ConfigDict(extra="forbid")

    platform: Platform
    team: Named
    secret: Secret
    name: Text | None = None
    privacy: Privacy = "name"


class ConnectionOut(BaseModel):
    """A connection without its secret; `url` is where the platform sends to."""

    id: UUID
    platform: str
    team: UUID
    name: str
    privacy: str
    created_at: datetime
    url: str


@router.post("/chat-connections", status_code=201, responses=problems(), dependencies=[May("plan")])
def connect(body: ConnectionIn, session: Write, now: Now, settings: Config) -> ConnectionOut:
    """Let a chat platform ask who is on duty in a team."""
    team = teams.find(session, body.team).id
    wanted = NewConnection(team, body.platform, body.secret, body.name or "", body.privacy)
    return _out(connections.connect(session, wanted, now), settings)


@router.get("/chat-connections", responses=problems(), dependencies=[May("plan")])
def list_connections(session: Read, page: Paging, settings: Config) -> Listed[ConnectionOut]:
    """List the chat platforms that may ask."""
    found = connections.listed(session, page.after, page.limit)
    return listed(page, [_out(each, settings) for each in found])


@router.delete(
    "/chat-connections/{connection}",
    status_code=204,
    responses=problems(),
    dependencies=[May("plan")],
)
def cut_connection(connection: UUID, session: Write) -> None:
    """Cut a chat platform off at once."""
    connections.cut(session, connection)


def _out(found: Connection, settings: Settings) -> ConnectionOut:
    return ConnectionOut(
        id=found.id,
        platform=found.platform,
        team=found.team_id,
        name=found.name,
        privacy=found.privacy,
        created_at=found.created_at,
        url=f"{settings.base_url}/hooks/{found.platform}/{found.id}",
    )

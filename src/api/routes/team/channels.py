"""Channels of a team."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Request
from pydantic import ConfigDict, Field

from api.http.deps import May, Now, Read, Write
from api.http.etags import require_match, with_etag
from api.http.idempotency import IdempotentRoute
from api.http.paging import Listed, Slicing, sliced
from api.problems import problems
from api.schemas.away_fields import AwayIn
from api.schemas.body import JsonBody
from api.schemas.channel_fields import Kind, MinutesIn, Objective, TargetIn, WindowIn
from api.schemas.fields import Slug, Text, merged, optional
from rotation.clock import new_id
from rotation.demand import channels
from rotation.demand.channels import Channel, Minutes, Target, Window
from rotation.errors import Conflict, Stale
from rotation.team import teams

router = APIRouter(prefix="/v1", route_class=IdempotentRoute, tags=["channels"])
MAY_PLAN, MAY_SEE = [May("plan")], [May("see_team")]


class ChannelEdit(JsonBody):
    """The fields of a channel that can be changed."""

    model_config = ConfigDict(extra="forbid", from_attributes=True)

    name: Text | None = Field(None, description="how people call it; the slug when left out")
    kind: Kind = "other"
    objectives: Annotated[list[Objective], Field(max_length=10)] = ["customer_service"]
    target: TargetIn = TargetIn()
    handling: MinutesIn = MinutesIn()
    writing: MinutesIn | None = Field(None, description="writing the reply; as handling if unset")
    windows: Annotated[list[WindowIn], Field(max_length=100)] = []
    weekly_volume: Annotated[float, Field(ge=0, le=1e7)] | None = Field(
        None, description="messages a week to expect until there is a log to learn from"
    )
    weekly_profile: (
        Annotated[
            list[Annotated[float, Field(ge=0, le=1e6)]], Field(min_length=168, max_length=168)
        ]
        | None
    ) = Field(None, description="how it falls on the hours from Monday 00:00 until then")
    away: AwayIn = Field(AwayIn(), description="what customers read while nobody answers")


class ChannelIn(ChannelEdit):
    """A channel."""

    slug: Slug


@optional
class ChannelPatch(ChannelEdit):
    """Changes of a channel; the rest stays."""


class ChannelOut(ChannelIn):
    """A channel as it stands."""

    id: UUID


@router.get("/teams/{team}/channels", responses=problems(), dependencies=MAY_SEE)
def list_channels(team: str, session: Read, part: Slicing) -> Listed[ChannelOut]:
    """List the channels of a team."""
    found = channels.listed(session, teams.find(session, team).id)
    return sliced(part, [ChannelOut.model_validate(each) for each in found])


@router.post(
    "/teams/{team}/channels", status_code=201, responses=problems(Conflict), dependencies=MAY_PLAN
)
def create_channel(team: str, body: ChannelIn, session: Write) -> ChannelOut:
    """Add a channel."""
    wanted = _channel(new_id(), body.slug, body)
    made = channels.create(session, teams.find(session, team).id, wanted)
    return ChannelOut.model_validate(made)


@router.get("/teams/{team}/channels/{channel}", responses=problems(), dependencies=MAY_SEE)
def read_channel(team: str, channel: str, session: Read, request: Request) -> ChannelOut:
    """Show a channel."""
    found = channels.find(session, teams.find(session, team).id, channel)
    return with_etag(request, ChannelOut.model_validate(found))


@router.patch("/teams/{team}/channels/{channel}", responses=problems(Stale), dependencies=MAY_PLAN)
def change_channel(
    team: str, channel: str, body: ChannelPatch, session: Write, request: Request
) -> ChannelOut:
    """Change some fields of a channel."""
    team_id = teams.find(session, team).id
    found = channels.find(session, team_id, channel)
    current = ChannelOut.model_validate(found)
    require_match(request, current)
    wanted = _channel(found.id, found.slug, merged(current, body, ChannelEdit))
    return with_etag(request, ChannelOut.model_validate(channels.change(session, team_id, wanted)))


@router.delete(
    "/teams/{team}/channels/{channel}",
    status_code=204,
    responses=problems(),
    dependencies=MAY_PLAN,
)
def delete_channel(team: str, channel: str, session: Write, now: Now) -> None:
    """Delete a channel; its log stays."""
    channels.delete(session, teams.find(session, team).id, channel, now)


def _channel(channel_id: UUID, slug: str, body: ChannelEdit) -> Channel:
    return Channel(
        id=channel_id,
        slug=slug,
        name=body.name or slug,
        kind=body.kind,
        objectives=tuple(dict.fromkeys(body.objectives)),
        target=Target(**body.target.model_dump()),
        handling=Minutes(**body.handling.model_dump()),
        writing=Minutes(**body.writing.model_dump()) if body.writing else None,
        windows=tuple(Window(**each.model_dump()) for each in body.windows),
        weekly_volume=body.weekly_volume,
        weekly_profile=tuple(body.weekly_profile) if body.weekly_profile else None,
        away=body.away.away_text(),
    )

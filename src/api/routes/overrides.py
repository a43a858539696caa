"""Overrides: somebody stands in for a span."""

from datetime import datetime, timedelta
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query
from pydantic import BaseModel, ConfigDict

from api.deps import Caller, Listed, May, Now, Once, Read, Write
from api.fields import Instant, Moment, Slug, Text, period
from api.problems import problems
from rotation.demand import channels
from rotation.errors import Conflict
from rotation.rota import overrides
from rotation.rota.overrides import Wanted
from rotation.rota.timeline import Override
from rotation.team import teams
from rotation.timespan import Span

router = APIRouter(prefix="/v1", route_class=Once, tags=["live rota"])


class OverrideIn(BaseModel):
    """Who stands in, when, and in place of which slot or for which channel."""

    model_config = ConfigDict(extra="forbid")

    start: Instant
    end: Instant
    member: UUID
    slot: UUID | None = None
    channel: Slug | None = None
    reason: Text | None = None


class OverrideOut(BaseModel):
    """An override as it stands."""

    model_config = ConfigDict(from_attributes=True)

    id: UUID
    start: datetime
    end: datetime
    member: UUID
    slot: UUID | None
    channel: str | None


@router.get("/teams/{team}/overrides", responses=problems(), dependencies=[May("see_team")])
def list_overrides(
    team: str,
    session: Read,
    now: Now,
    start: Annotated[Moment | None, Query(alias="from")] = None,
    end: Annotated[Moment | None, Query(alias="to")] = None,
) -> Listed[OverrideOut]:
    """List the overrides of a span; by default the coming 31 days."""
    found = teams.find(session, team)
    span = period(start, end, found.zone, Span(now, now + timedelta(days=31)))
    return Listed(items=[_out(each) for each in overrides.between(session, found.id, span)])


@router.post(
    "/teams/{team}/overrides", status_code=201, responses=problems(Conflict),
    dependencies=[May("own")],
)  # fmt: skip
def create_override(
    team: str, body: OverrideIn, session: Write, caller: Caller, now: Now
) -> OverrideOut:
    """Let somebody stand in; a member's key may do so for its member only."""
    found = teams.find(session, team)
    caller.require_member(body.member)
    if body.channel is not None:
        channels.find(session, found.id, body.channel)
    span = Span(body.start, body.end)
    wanted = Wanted(body.member, span, body.slot, body.channel, body.reason)
    return _out(overrides.create(session, found.id, wanted, now))


@router.delete(
    "/overrides/{override}", status_code=204, responses=problems(Conflict),
    dependencies=[May("plan")],
)  # fmt: skip
def withdraw_override(override: UUID, session: Write, now: Now) -> None:
    """End an override; whoever was assigned is on duty again from now on."""
    overrides.withdraw(session, override, now)


def _out(override: Override) -> OverrideOut:
    return OverrideOut.model_validate(override)

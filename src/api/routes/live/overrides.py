"""Overrides: somebody stands in for a span."""

from datetime import datetime, timedelta
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query
from pydantic import BaseModel, ConfigDict, Field

from api.http.deps import Caller, Language, May, Now, Read, Write
from api.http.idempotency import IdempotentRoute
from api.http.paging import Listed, Slicing, sliced
from api.problems import problems
from api.routes.live.price_schema import PriceOut, price_out, warnings
from api.routes.rota.rota_schema import LateOut
from api.schemas.body import JsonBody
from api.schemas.fields import Instant, Moment, Slug, Text, period
from rotation.demand import channels
from rotation.errors import BreaksRules, Conflict, Impossible
from rotation.rota.live import overrides
from rotation.rota.live.overrides import OverrideRequest
from rotation.rota.on_duty import duties
from rotation.rota.timeline import Override
from rotation.team import members, teams
from rotation.timespan import Span

router = APIRouter(prefix="/v1", route_class=IdempotentRoute, tags=["live rota"])


class OverrideIn(JsonBody):
    """An override to make: who stands in, when, in place of which slot or for which channel."""

    model_config = ConfigDict(extra="forbid")

    start: Instant | None = Field(None, description="with a slot: now, or when its shift begins")
    end: Instant | None = Field(None, description="with a slot: when its shift ends")
    member: UUID
    slot: UUID | None = None
    channel: Slug | None = None
    reason: Text | None = None


class OverrideOut(BaseModel):
    """An override as it stands; `member` null: the place is open."""

    model_config = ConfigDict(from_attributes=True)

    id: UUID
    start: datetime
    end: datetime
    member: UUID | None
    slot: UUID | None
    channel: str | None
    price: PriceOut | None = Field(None, description="what it cost, told once")
    warnings: list[LateOut] = Field(
        default=[], description="who heard later than the notice period, told once: check"
    )


@router.get("/teams/{team}/overrides", responses=problems(), dependencies=[May("see_team")])
def list_overrides(
    team: str,
    session: Read,
    now: Now,
    part: Slicing,
    start: Annotated[Moment | None, Query(alias="from")] = None,
    end: Annotated[Moment | None, Query(alias="to")] = None,
) -> Listed[OverrideOut]:
    """List the overrides of a span; by default the coming 31 days."""
    found = teams.find(session, team)
    span = period(start, end, found.zone, Span(now, now + timedelta(days=31)))
    return sliced(part, [_out(each) for each in duties.overrides(session, found.id, span)])


@router.post(
    "/teams/{team}/overrides",
    status_code=201,
    responses=problems(Conflict, BreaksRules),
    dependencies=[May("own")],
)
def create_override(
    team: str, body: OverrideIn, session: Write, caller: Caller, now: Now, language: Language
) -> OverrideOut:
    """Let somebody stand in; a member's key may do so for its member only, in an open place.

    A place that a colleague holds changes hands by a swap.

    With a slot and no times: what is left of its shift, from now on when it has begun.
    """
    found = teams.find(session, team)
    caller.require_member(body.member)
    if body.channel is not None:
        channels.find(session, found.id, body.channel)
    wanted = OverrideRequest(body.member, _span(body), body.slot, body.channel, body.reason)
    made, cost = overrides.create(session, found, wanted, now, caller)
    price = price_out(cost, members.names(session, found.id), language) if cost else None
    late = warnings(session, found, cost, language, now)
    return _out(made).model_copy(update={"price": price, "warnings": late})


@router.delete(
    "/overrides/{override}",
    status_code=204,
    responses=problems(Conflict, BreaksRules),
    dependencies=[May("own")],
)
def withdraw_override(override: UUID, session: Write, caller: Caller, now: Now) -> None:
    """End an override; whoever was assigned is on duty again from now on."""
    _, found = overrides.find(session, override)
    if found.member is None:
        caller.require("plan")
    else:
        caller.require_member(found.member)
    overrides.withdraw(session, override, now)


def _span(body: OverrideIn) -> Span | None:
    if body.start is None and body.end is None:
        return None
    if body.start is None or body.end is None:
        raise Impossible("Say both when it begins and when it ends.", field="/end")
    return Span(body.start, body.end)


def _out(override: Override) -> OverrideOut:
    return OverrideOut.model_validate(override)

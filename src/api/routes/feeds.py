"""Calendar feeds of teams and members: addresses are made, listed and revoked."""

import re
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from fastapi import APIRouter, Depends
from pydantic import BaseModel, Field
from sqlalchemy.orm import Session

from api.deps import (
    Caller,
    Config,
    Language,
    Listed,
    May,
    Now,
    Once,
    Paging,
    Read,
    Write,
    listed,
)
from api.problems import problems
from rotation.rota import feeds
from rotation.rota.feeds import Feed, Subscription
from rotation.team import members, teams

router = APIRouter(prefix="/v1", route_class=Once, tags=["feeds"])
MAY_PLAN, MAY_OWN = [May("plan")], [May("own")]
A_WEEK = 7 * 24 * 60
_WEB = re.compile("^https?://")


class FeedIn(BaseModel):
    """What a subscriber wants of their calendar."""

    model_config = {"extra": "forbid"}

    alarm_minutes: Annotated[int, Field(ge=0, le=A_WEEK)] | None = Field(
        None, description="a reminder so many minutes before each duty, where the client has them"
    )
    busy: bool = Field(False, description="whether duties make the subscriber busy")  # noqa: FBT003 - pydantic's default
    language: Literal["en", "fr", "nl"] | None = Field(
        None, description="that of the request when left out"
    )


class FeedOut(BaseModel):
    """A feed without its address."""

    id: UUID
    prefix: str = Field(description="how its token begins")
    team: UUID
    member: UUID | None
    alarm_minutes: int | None
    busy: bool
    language: str
    created_at: datetime
    last_used_at: datetime | None = Field(description="to the hour")


class NewFeedOut(FeedOut):
    """A new feed; its address is shown this once."""

    url: str
    webcal_url: str


@dataclass(frozen=True)
class Making:
    """What making a feed needs to know beside its body."""

    now: Now
    language: Language
    config: Config


@router.post("/teams/{team}/feeds", status_code=201, responses=problems(), dependencies=MAY_PLAN)
def make_team_feed(
    team: str, body: FeedIn, session: Write, making: Annotated[Making, Depends()]
) -> NewFeedOut:
    """Make an address of a team's duties; it stands in this answer and nowhere else."""
    return _made(session, body, making, teams.find(session, team).id, None)


@router.get("/teams/{team}/feeds", responses=problems(), dependencies=MAY_PLAN)
def list_team_feeds(team: str, session: Read, page: Paging) -> Listed[FeedOut]:
    """List the feeds of a team's duties."""
    found = teams.find(session, team)
    each_feed = feeds.listed(session, found.id, None, page.after, page.limit)
    return listed(page, [FeedOut(**_fields(each)) for each in each_feed])


@router.post("/members/{member}/feeds", status_code=201, responses=problems(), dependencies=MAY_OWN)
def make_member_feed(
    member: UUID,
    body: FeedIn,
    session: Write,
    caller: Caller,
    making: Annotated[Making, Depends()],
) -> NewFeedOut:
    """Make an address of a member's duties; it stands in this answer and nowhere else."""
    caller.require_member(member)
    return _made(session, body, making, members.find(session, member).team_id, member)


@router.get("/members/{member}/feeds", responses=problems(), dependencies=MAY_OWN)
def list_member_feeds(member: UUID, session: Read, caller: Caller, page: Paging) -> Listed[FeedOut]:
    """List the feeds of a member's duties."""
    caller.require_member(member)
    found = members.find(session, member)
    each_feed = feeds.listed(session, found.team_id, member, page.after, page.limit)
    return listed(page, [FeedOut(**_fields(each)) for each in each_feed])


@router.delete("/feeds/{feed}", status_code=204, responses=problems(), dependencies=MAY_OWN)
def revoke_feed(feed: UUID, session: Write, caller: Caller, now: Now) -> None:
    """Revoke a feed at once."""
    member = feeds.find(session, feed).wanted.member
    if member is None:
        caller.require("plan")
    else:
        caller.require_member(member)
    feeds.revoke(session, feed, now)


def _made(
    session: Session, body: FeedIn, making: Making, team: UUID, member: UUID | None
) -> NewFeedOut:
    language = body.language or making.language or "en"
    wanted = Subscription(team, member, body.alarm_minutes, body.busy, language)
    feed, token = feeds.make(session, wanted, making.now)
    url = f"{making.config.base_url}/ical/{token}.ics"
    return NewFeedOut(url=url, webcal_url=_WEB.sub("webcal://", url), **_fields(feed))


def _fields(feed: Feed) -> dict[str, Any]:  # Any: values of different types
    wanted = feed.wanted
    return {
        "id": feed.id, "prefix": feed.prefix, "team": wanted.team, "member": wanted.member,
        "alarm_minutes": wanted.alarm_minutes, "busy": wanted.busy, "language": wanted.language,
        "created_at": feed.created_at, "last_used_at": feed.last_used_at,
    }  # fmt: skip

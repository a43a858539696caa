"""Calendar feeds of an organisation, teams and members: addresses made, listed, revoked."""

import re
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from fastapi import APIRouter, Depends
from pydantic import BaseModel, Field
from sqlalchemy.orm import Session

from api.http.deps import Caller, Config, Language, May, Now, Read, Write
from api.http.idempotency import IdempotentRoute
from api.http.paging import Listed, ListPage, Paging, listed
from api.problems import problems
from api.schemas.body import JsonBody
from api.schemas.fields import Slug
from rotation.account.access import Actor
from rotation.demand import channels
from rotation.errors import Impossible
from rotation.rota.feeds import subscriptions
from rotation.rota.feeds.feed_events import FeedScope
from rotation.rota.feeds.subscriptions import Feed, Subscription
from rotation.team import members, roles, teams
from rotation.words import say

router = APIRouter(prefix="/v1", route_class=IdempotentRoute, tags=["feeds"])
MAY_PLAN, MAY_OWN = [May("plan")], [May("own")]
A_WEEK = 7 * 24 * 60
MOST_TEAMS = 10_000
_WEB = re.compile("^https?://")


class FeedIn(JsonBody):
    """A feed as its subscriber wants it; the choice is fixed in the address."""

    model_config = {"extra": "forbid"}

    channel: Slug | None = Field(None, description="only the duties that serve this channel")
    role: Slug | None = Field(None, description="only the duties of members with this role")
    alarm_minutes: Annotated[int, Field(ge=0, le=A_WEEK)] | None = Field(
        None, description="a reminder so many minutes before each duty, where the client has them"
    )
    busy: bool = Field(False, description="whether duties make the subscriber busy")  # noqa: FBT003 - pydantic's default
    color: Annotated[str, Field(pattern="^[a-z]{3,24}$")] | None = Field(
        None, description="a CSS name such as teal, for clients that show it"
    )
    language: Literal["en", "fr", "nl"] | None = Field(
        None, description="that of the request when left out"
    )


class ReaderOut(BaseModel):
    """When a kind of client last read a feed, to the hour."""

    client: str = Field(description="told by its User-Agent: google, apple, outlook, … or other")
    last_used_at: datetime


class FeedOut(BaseModel):
    """A feed without its address; `team` null: of the organisation."""

    id: UUID
    prefix: str = Field(description="how its token begins")
    team: UUID | None
    member: UUID | None
    channel: str | None
    role: str | None
    alarm_minutes: int | None
    busy: bool
    color: str | None
    language: str
    created_at: datetime
    last_used_at: datetime | None = Field(description="to the hour")
    readers: list[ReaderOut] = Field(description="who read it last, newest first")
    unread_days: int = Field(description="whole days since it was read, or made")
    warning: str | None = Field(description="that nobody has read it for more than a week")


class NewFeedOut(FeedOut):
    """A new feed; its address is shown this once, for calendars and, as JSON, for programs."""

    url: str
    webcal_url: str
    json_url: str


@dataclass(frozen=True)
class Making:
    """The request that makes a feed, beside its body."""

    now: Now
    language: Language
    config: Config


Made = Annotated[Making, Depends()]


@router.post("/feeds", status_code=201, responses=problems(), dependencies=MAY_PLAN)
def make_organisation_feed(
    body: FeedIn, session: Write, caller: Caller, making: Made
) -> NewFeedOut:
    """Make an address of the duties of every team; it stands in this answer and nowhere else."""
    caller.require_everywhere()
    return _made(session, body, making, FeedScope())


@router.get("/feeds", responses=problems(), dependencies=MAY_PLAN)
def list_organisation_feeds(
    session: Read, caller: Caller, page: Paging, making: Made
) -> Listed[FeedOut]:
    """List the feeds of the whole organisation."""
    caller.require_everywhere()
    return _listed(session, page, making, FeedScope())


@router.post("/teams/{team}/feeds", status_code=201, responses=problems(), dependencies=MAY_PLAN)
def make_team_feed(team: str, body: FeedIn, session: Write, making: Made) -> NewFeedOut:
    """Make an address of a team's duties; it stands in this answer and nowhere else."""
    return _made(session, body, making, FeedScope(teams.find(session, team).id))


@router.get("/teams/{team}/feeds", responses=problems(), dependencies=MAY_PLAN)
def list_team_feeds(team: str, session: Read, page: Paging, making: Made) -> Listed[FeedOut]:
    """List the feeds of a team's duties."""
    return _listed(session, page, making, FeedScope(teams.find(session, team).id))


@router.post("/members/{member}/feeds", status_code=201, responses=problems(), dependencies=MAY_OWN)
def make_member_feed(
    member: UUID, body: FeedIn, session: Write, caller: Caller, making: Made
) -> NewFeedOut:
    """Make an address of a member's duties; it stands in this answer and nowhere else."""
    caller.require_member(member)
    return _made(session, body, making, FeedScope(members.find(session, member).team_id, member))


@router.get("/members/{member}/feeds", responses=problems(), dependencies=MAY_OWN)
def list_member_feeds(
    member: UUID, session: Read, caller: Caller, page: Paging, making: Made
) -> Listed[FeedOut]:
    """List the feeds of a member's duties."""
    caller.require_member(member)
    of = FeedScope(members.find(session, member).team_id, member)
    return _listed(session, page, making, of)


@router.post("/feeds/{feed}/renew", responses=problems(), dependencies=MAY_OWN)
def renew_feed(feed: UUID, session: Write, caller: Caller, making: Made) -> NewFeedOut:
    """Give a feed another address, shown this once; the one before opens nothing from now on."""
    _own(session, caller, feed)
    return _shown_once(*subscriptions.renew(session, feed), making)


@router.delete("/feeds/{feed}", status_code=204, responses=problems(), dependencies=MAY_OWN)
def revoke_feed(feed: UUID, session: Write, caller: Caller, now: Now) -> None:
    """Revoke a feed at once."""
    _own(session, caller, feed)
    subscriptions.revoke(session, feed, now)


def _own(session: Session, caller: Actor, feed: UUID) -> None:
    """Raise NotAllowed unless the caller may end a feed: their own, or as a planner."""
    member = subscriptions.find(session, feed).wanted.shows.member
    if member is None:
        caller.require("plan")
    else:
        caller.require_member(member)


def _made(session: Session, body: FeedIn, making: Making, of: FeedScope) -> NewFeedOut:
    _check(session, body, of.team)
    shows = replace(of, channel=body.channel, role=body.role)
    language = body.language or making.language or "en"
    wanted = Subscription(shows, body.alarm_minutes, body.busy, body.color, language)
    return _shown_once(*subscriptions.create(session, wanted, making.now), making)


def _check(session: Session, body: FeedIn, team: UUID | None) -> None:
    """Raise Impossible when no team that the feed shows has the channel or the role."""
    asked = [team] if team else [each.id for each in teams.listed(session, None, MOST_TEAMS)]
    if body.channel is not None:
        known = {each.slug for one in asked for each in channels.listed(session, one)}
        if body.channel not in known:
            raise Impossible(
                say("There is no channel {slug}.", slug=body.channel), field="/channel"
            )
    if body.role is not None:
        known = {each.slug for one in asked for each in roles.listed(session, one)}
        if body.role not in known:
            raise Impossible(say("There is no role {role}.", role=body.role), field="/role")


def _shown_once(feed: Feed, token: str, making: Making) -> NewFeedOut:
    url = f"{making.config.base_url}/ical/{token}"
    webcal = _WEB.sub("webcal://", f"{url}.ics")
    return NewFeedOut(
        url=f"{url}.ics", webcal_url=webcal, json_url=f"{url}.json", **_fields(feed, making)
    )


def _listed(session: Session, page: ListPage, making: Making, of: FeedScope) -> Listed[FeedOut]:
    found = subscriptions.listed(session, of, page.after, page.limit)
    return listed(page, [FeedOut(**_fields(each, making)) for each in found])


def _fields(feed: Feed, making: Making) -> dict[str, Any]:  # Any: values of different types
    wanted, days = feed.wanted, feed.unread_days(making.now)
    unread = say("This feed has not been read for {count} days.", count=days)
    readers = sorted(feed.clients.items(), key=lambda each: each[1], reverse=True)
    return {
        "id": feed.id,
        "prefix": feed.prefix,
        "team": wanted.shows.team,
        "member": wanted.shows.member,
        "channel": wanted.shows.channel,
        "role": wanted.shows.role,
        "alarm_minutes": wanted.alarm_minutes,
        "busy": wanted.busy,
        "color": wanted.color,
        "language": wanted.language,
        "created_at": feed.created_at,
        "last_used_at": feed.last_used_at,
        "readers": [ReaderOut(client=name, last_used_at=at) for name, at in readers],
        "unread_days": days,
        "warning": unread.said_in(making.language or "en") if days > subscriptions.UNREAD else None,
    }

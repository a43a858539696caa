"""Channels: where messages come in, how fast they should be answered, when they are open."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import TYPE_CHECKING, Literal
from uuid import UUID

import msgspec
from sqlalchemy.orm import Session

from rotation.account.facts import Changed
from rotation.database import note
from rotation.demand.facts import DemandChanged
from rotation.demand.store import channels as store
from rotation.errors import Impossible
from rotation.kept_reads import kept
from rotation.team.away_texts import AwayText
from rotation.timespan import wall_minutes
from rotation.words import say

if TYPE_CHECKING:
    from rotation.demand.store.channels import ChannelRow

State = Literal["open", "check_in", "closed"]
MOST = 50
_BELOW = 0.15


@dataclass(frozen=True)
class Target:
    """The share of messages to answer within some minutes, the clock, and where it is measured.

    The share holds over the week; ``floor`` is what no open day falls below (None: no floor).
    """

    share: float = 0.8
    within_minutes: float = 60.0
    clock: Literal["calendar", "business"] = "calendar"
    measured_at: Literal["pick_up", "reply_sent"] = "pick_up"
    floor: float | None = 0.65


@dataclass(frozen=True)
class Minutes:
    """A time with spread: its mean in minutes and its coefficient of variation."""

    mean_minutes: float = 5.0
    cv: float = 1.0


@dataclass(frozen=True)
class Window:
    """Wall-clock hours of a weekday and what the channel does then; ``end`` ≤ ``start``: next day.

    Hours that no window names belong to others; closed is a decision: messages wait and count.
    """

    weekday: int
    start: str
    end: str
    state: State = "open"


@dataclass(frozen=True)
class Channel:
    """A channel of a team; ``weekly_volume`` stands in while there is no log to learn from.

    ``weekly_profile``: how it falls on the 168 hours of the week from Monday 00:00, in any unit.
    """

    id: UUID
    slug: str
    name: str
    kind: str = "other"
    objectives: tuple[str, ...] = ("customer_service",)
    target: Target = field(default_factory=Target)
    handling: Minutes = field(default_factory=Minutes)
    writing: Minutes | None = None
    windows: tuple[Window, ...] = ()
    weekly_volume: float | None = None
    weekly_profile: tuple[float, ...] | None = None
    away: AwayText = field(default_factory=AwayText)


def usual_floor(share: float) -> float:
    """Return the share that no open day falls below unless the team says otherwise."""
    return round(max(0.0, share - _BELOW), 6)


def listed(session: Session, team_id: UUID) -> list[Channel]:
    """Return the channels of a team, oldest first."""
    return list(_listed(session, team_id))


@kept
def _listed(session: Session, team_id: UUID) -> tuple[Channel, ...]:
    return tuple(_channel(row) for row in store.channels(session, team_id))


def require_known(session: Session, team_id: UUID, slugs: Iterable[str]) -> None:
    """Raise Impossible with the place of the first channel that the team does not have."""
    known = {each.slug for each in listed(session, team_id)}
    for at, slug in enumerate(slugs):
        if slug not in known:
            raise Impossible(say("There is no channel {slug}.", slug=slug), field=f"/channels/{at}")


def find(session: Session, team_id: UUID, slug: str) -> Channel:
    """Return a channel by its slug; NotFound otherwise."""
    return _channel(store.channel(session, team_id, slug))


def objectives(session: Session, team_id: UUID) -> list[str]:
    """Return the objectives of all channels of a team, each once, in order."""
    found = [each for channel in listed(session, team_id) for each in channel.objectives]
    return list(dict.fromkeys(found))


def create(session: Session, team_id: UUID, channel: Channel) -> Channel:
    """Add a channel; Conflict when its slug is taken, Impossible when windows overlap."""
    if len(store.channels(session, team_id)) >= MOST:
        raise Impossible("A team has 50 channels at most.")
    check_windows(channel.windows)
    store.add_channel(session, team_id=team_id, **store.columns(channel))
    told = store.columns(channel)
    note(session, Changed("created", "channel", channel.id, after=told, team=team_id))
    note(session, DemandChanged(team_id))
    return channel


def change(session: Session, team_id: UUID, channel: Channel) -> Channel:
    """Make a channel what is given here; its slug stays."""
    check_windows(channel.windows)
    row = store.channel(session, team_id, channel.slug)
    told = store.columns(_channel(row)), store.columns(channel)
    store.change(session, row, store.columns(channel))
    note(session, Changed("changed", "channel", channel.id, *told, team=team_id))
    note(session, DemandChanged(team_id))
    return channel


def delete(session: Session, team_id: UUID, slug: str, now: datetime) -> None:
    """Delete a channel: it is found no more, its slug is free, its log stays."""
    row = store.channel(session, team_id, slug)
    before = store.columns(_channel(row))
    store.change(session, row, {"deleted_at": now, "slug": f"{slug}~{row.id}"})
    note(session, Changed("deleted", "channel", row.id, before, team=team_id))
    note(session, DemandChanged(team_id))


def check_windows(windows: tuple[Window, ...]) -> None:
    """Raise Impossible when two windows of the week overlap."""
    week = 7 * 1440
    taken: list[tuple[int, int]] = []
    for at, window in enumerate(windows):
        first, last = wall_minutes(window.start), wall_minutes(window.end)
        start = (window.weekday - 1) * 1440 + first
        end = start + (last - first if last > first else last - first + 1440)
        for shift in (-week, 0, week):
            if any(start + shift < other_end and other < end + shift for other, other_end in taken):
                raise Impossible("Two windows of a channel overlap.", field=f"/windows/{at}")
        taken.append((start, end))


def _channel(row: "ChannelRow") -> Channel:
    found = msgspec.convert(row, Channel, from_attributes=True)
    if "floor" in row.target:
        return found
    # A channel from before there were floors has the usual one.
    return replace(found, target=replace(found.target, floor=usual_floor(found.target.share)))

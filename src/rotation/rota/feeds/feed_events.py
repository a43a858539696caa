"""Events of a feed: the duties of an organisation, a team or a member.

A feed may be narrowed to a channel and a role. What has left it, because it was taken away, went
to somebody else or because its member has other roles now, stays in it as cancelled.
"""

from dataclasses import dataclass
from typing import TYPE_CHECKING
from uuid import UUID

from sqlalchemy.orm import Session

from rotation.rota.feeds.icalendar import Event, member_uid, team_uid
from rotation.rota.on_duty.feed_words import ANY_CHANNEL, channel_words, membership_words
from rotation.rota.store import feeds as store
from rotation.timespan import Span, zone

if TYPE_CHECKING:
    from rotation.rota.store.feeds import FeedDuty


@dataclass(frozen=True)
class FeedScope:
    """Whose duties, on which channel, in which role; None: any.

    Without a team it is those of every team; ``member`` comes with their team.
    """

    team: UUID | None = None
    member: UUID | None = None
    channel: str | None = None
    role: str | None = None


def events(session: Session, shows: FeedScope, span: Span) -> list[Event]:
    """Return the events with an instant in a span; one for each UID."""
    found: dict[UUID, Event] = {}
    for row in store.feed_duties(session, shows.team, shows.member, span):
        uid, kind = _uid(row, shows.member), _kind(row, shows)
        if kind is None:
            continue
        event = _event(uid, row, cancelled=kind == "gone")
        if uid not in found or _rank(event) > _rank(found[uid]):
            found[uid] = event
    return list(found.values())


def _kind(row: "FeedDuty", shows: FeedScope) -> str | None:
    """Return whether a duty is in a feed ("here"), was in it ("gone"), or never was (None).

    Of somebody who was erased it is known what they were last.
    """
    # The channels of a duty are its own; only without any they are those of its member.
    own = channel_words(row.channels)
    once = [each for each in row.once or () if not own or each.startswith("role:")]
    left = row.erased_at is not None
    has = [*own, *once] if left else membership_words(row.roles, row.channels or row.serves)
    if _fits(shows, has):
        return "here" if row.active and row.deleted_at is None else "gone"
    return "gone" if once and _fits(shows, [*has, *once]) else None


def _fits(shows: FeedScope, words: list[str]) -> bool:
    return (shows.role is None or f"role:{shows.role}" in words) and (
        shows.channel is None or f"channel:{shows.channel}" in words or ANY_CHANNEL in words
    )


def _rank(event: Event) -> tuple[bool, int]:
    return not event.cancelled, event.sequence


def _uid(row: "FeedDuty", member: UUID | None) -> UUID:
    if member is None:
        return team_uid(row.slot_id, row.name)
    return member_uid(row.slot_id, member, row.name)


def _event(uid: UUID, row: "FeedDuty", *, cancelled: bool) -> Event:
    tz = zone(row.timezone)
    return Event(
        uid=uid,
        start=row.start,
        end=row.end,
        timezone=row.timezone,
        local_start=f"{row.start.astimezone(tz):%H:%M}",
        local_end=f"{row.end.astimezone(tz):%H:%M}",
        summary_name=row.member,
        task=row.task,
        team=row.team,
        detail=", ".join([row.pattern, *row.channels] if row.pattern else row.channels),
        sequence=row.seq,
        changed_at=row.changed_at,
        cancelled=cancelled,
    )

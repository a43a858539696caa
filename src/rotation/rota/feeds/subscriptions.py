"""Calendar feeds: made for a subscriber, listed, revoked, and found by their token."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Literal
from uuid import UUID

from sqlalchemy.orm import Session

from rotation.account import tokens
from rotation.account.facts import Action, Changed
from rotation.database import Database, note
from rotation.errors import NotFound
from rotation.rota.feeds import feed_events
from rotation.rota.feeds.feed_events import FeedScope
from rotation.rota.feeds.icalendar import FeedSettings, render, render_json
from rotation.rota.store import feeds as store
from rotation.timespan import DAY, Span

if TYPE_CHECKING:
    from rotation.hot_reads import HotRow
    from rotation.rota.store.feeds import FeedRow


PAST, FUTURE = 31 * DAY, 366 * DAY
"""How far a feed shows duties before and after today."""
UNREAD = 7
"""After so many whole days without being read a feed is worth a word: no client waits longer."""
Form = Literal["ics", "json"]


@dataclass(frozen=True)
class Subscription:
    """A subscription to a feed: which duties, minutes of warning, whether duty makes busy.

    ``color`` is a CSS name.
    """

    shows: FeedScope
    alarm_minutes: int | None = None
    busy: bool = False
    color: str | None = None
    language: str = "en"


@dataclass(frozen=True)
class Feed:
    """A feed as it can be shown again: everything but the token.

    ``last_used_at`` and, by kind, ``clients`` are the hours in which it was last read.
    """

    id: UUID
    organisation: UUID
    prefix: str
    wanted: Subscription
    created_at: datetime
    last_used_at: datetime | None
    clients: Mapping[str, datetime] = field(default_factory=dict)

    def unread_days(self, now: datetime) -> int:
        """Return for how many whole days it has not been read, or has been there unread."""
        return max(0, (now - (self.last_used_at or self.created_at)) // DAY)


@dataclass(frozen=True)
class FeedEdition:
    """The edition of a feed, from which its bytes follow: the same edition is the same bytes.

    Subscribers who chose the same share them. ``revision`` counts what the teams show, ``day``
    (UTC midnight) places the window.
    """

    organisation: UUID
    shows: FeedScope
    calendar: FeedSettings
    revision: int
    day: datetime
    form: Form


def create(session: Session, wanted: Subscription, now: datetime) -> tuple[Feed, str]:
    """Make a feed and return it with its token, which is shown this once."""
    secret = tokens.new_feed_token()
    row = store.add(
        session,
        team_id=wanted.shows.team,
        member_id=wanted.shows.member,
        channel=wanted.shows.channel,
        role=wanted.shows.role,
        prefix=secret.prefix,
        digest=secret.digest,
        alarm_minutes=wanted.alarm_minutes,
        busy=wanted.busy,
        color=wanted.color,
        language=wanted.language,
        created_at=now,
    )
    note(session, _changed("created", row))
    return _feed(row), secret.shown


def renew(session: Session, feed_id: UUID) -> tuple[Feed, str]:
    """Give a feed another token, which is shown this once; the one before opens nothing more."""
    row, secret = store.feed(session, feed_id), tokens.new_feed_token()
    before = _audited(row)
    row.prefix, row.digest = secret.prefix, secret.digest
    session.flush()
    note(session, _changed("changed", row, before))
    return _feed(row), secret.shown


def find(session: Session, feed_id: UUID) -> Feed:
    """Return a feed that opens something; NotFound otherwise."""
    return _feed(store.feed(session, feed_id))


def listed(session: Session, of: FeedScope, after: UUID | None, limit: int) -> list[Feed]:
    """Return the feeds of the organisation, of a team or of a member, oldest first."""
    return [_feed(row) for row in store.feeds(session, of.team, of.member, after, limit)]


def revoke(session: Session, feed_id: UUID, now: datetime) -> None:
    """Revoke a feed; its address opens nothing from this moment on."""
    row = store.feed(session, feed_id)
    row.revoked_at = now
    note(session, _changed("deleted", row))


def of_token(database: Database, shown: str) -> Feed | None:
    """Return the feed of a token, None for malformed, unknown and revoked ones alike."""
    if not tokens.is_feed_token(shown):
        return None
    row = store.feed_by_digest(database, tokens.digest(shown))
    return None if row is None or row.revoked_at else _feed(row)


def is_stale(feed: Feed, client: str, now: datetime) -> bool:
    """Tell whether this is the first use of a feed by a kind of client in this hour."""
    last = feed.clients.get(client)
    return last is None or last < _hour(now)


def stamp_used(session: Session, feed_id: UUID, client: str, now: datetime) -> None:
    """Remember, to the hour, that a feed was read by a kind of client."""
    store.stamp_used(session, feed_id, client, _hour(now))


def edition(
    database: Database, feed: Feed, now: datetime, form: Form = "ics"
) -> tuple[FeedEdition, datetime]:
    """Return which edition of a feed is the present one, and the newest change that can affect it.

    NotFound when its team or its member is there no more.
    """
    wanted, shows = feed.wanted, feed.wanted.shows
    if shows.team is None:
        found = store.whole(database, feed.organisation, feed.id)
    else:
        found = store.subject(database, feed.organisation, shows.team, shows.member)
    if found is None or (shows.member and found.member is None):
        raise NotFound("There is no such feed.", field="feed")
    calendar = FeedSettings(
        _name(shows, found), wanted.color, wanted.alarm_minutes, wanted.busy, wanted.language
    )
    day = now.astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
    # The window moves at midnight, which lets events in and out.
    modified = max(day, feed.created_at, found.changed_at or day).replace(microsecond=0)
    return FeedEdition(feed.organisation, shows, calendar, found.number or 0, day, form), modified


def content(session: Session, shown: FeedEdition) -> bytes:
    """Return the bytes of an edition."""
    span = Span(shown.day - PAST, shown.day + FUTURE)
    write = render if shown.form == "ics" else render_json
    return write(shown.calendar, feed_events.events(session, shown.shows, span))


def _name(shows: FeedScope, found: "HotRow") -> str:
    """Return what a calendar is called: whose it is, and what it is narrowed to."""
    of = f"{found.member} — {found.team}" if shows.member else found.team
    return " · ".join(each for each in (of, shows.channel, shows.role) if each)


def _hour(now: datetime) -> datetime:
    return now.replace(minute=0, second=0, microsecond=0)


def _feed(row: "FeedRow | HotRow") -> Feed:
    shows = FeedScope(row.team_id, row.member_id, row.channel, row.role)
    wanted = Subscription(shows, row.alarm_minutes, row.busy, row.color, row.language)
    clients = {name: datetime.fromisoformat(at) for name, at in row.clients.items()}
    return Feed(
        row.id, row.organisation_id, row.prefix, wanted, row.created_at, row.last_used_at, clients
    )


def _audited(row: "FeedRow") -> dict[str, object]:
    """Return what the trail holds of a feed: nothing personal but its member."""
    return {
        "prefix": row.prefix,
        "member": str(row.member_id) if row.member_id else None,
        "channel": row.channel,
        "role": row.role,
    }


def _changed(action: Action, row: "FeedRow", before: Mapping[str, object] | None = None) -> Changed:
    """Return the fact that a feed was made, got another token or was revoked."""
    told = _audited(row)
    was, now = (told, None) if action == "deleted" else (before, told)
    return Changed(action, "feed", row.id, was, now, row.team_id, subject=row.member_id)

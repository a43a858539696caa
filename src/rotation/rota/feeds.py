"""Calendar feeds: made for a subscriber, listed, revoked, and found by their token."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING
from uuid import UUID

from sqlalchemy.orm import Session

from rotation.account import tokens
from rotation.account.facts import Action, Changed
from rotation.database import Database, note
from rotation.errors import NotFound
from rotation.rota import duties
from rotation.rota.feed import Calendar, render
from rotation.rota.store import feeds as store
from rotation.timespan import DAY

if TYPE_CHECKING:
    from rotation.hot_reads import Found
    from rotation.rota.tables.feeds import FeedRow


PAST, FUTURE = 31 * DAY, 366 * DAY
"""How far a feed shows duties before and after today."""


@dataclass(frozen=True)
class Subscription:
    """What a subscriber asks for: whose duties, minutes of warning, whether duty makes busy.

    ``member`` None: the duties of the whole team.
    """

    team: UUID
    member: UUID | None = None
    alarm_minutes: int | None = None
    busy: bool = False
    language: str = "en"


@dataclass(frozen=True)
class Feed:
    """A feed as it can be shown again: everything but the token."""

    id: UUID
    organisation: UUID
    prefix: str
    wanted: Subscription
    created_at: datetime
    last_used_at: datetime | None


@dataclass(frozen=True)
class Edition:
    """All that the bytes of a feed follow from: the same edition is the same bytes.

    ``revision`` counts what the team shows, ``day`` (UTC midnight) places the window.
    ``modified`` is the newest change that can affect the feed.
    """

    feed: UUID
    team: UUID
    member: UUID | None
    calendar: Calendar
    revision: int
    day: datetime
    modified: datetime


def make(session: Session, wanted: Subscription, now: datetime) -> tuple[Feed, str]:
    """Make a feed and return it with its token, which is shown this once."""
    secret = tokens.new_feed_token()
    row = store.add(
        session,
        team_id=wanted.team,
        member_id=wanted.member,
        prefix=secret.prefix,
        digest=secret.digest,
        alarm_minutes=wanted.alarm_minutes,
        busy=wanted.busy,
        language=wanted.language,
        created_at=now,
    )
    note(session, _changed("created", row))
    return _feed(row), secret.shown


def find(session: Session, feed_id: UUID) -> Feed:
    """Return a feed that opens something; NotFound otherwise."""
    return _feed(store.feed(session, feed_id))


def listed(
    session: Session, team_id: UUID, member: UUID | None, after: UUID | None, limit: int
) -> list[Feed]:
    """Return the feeds of a team's whole rota, or those of one member, oldest first."""
    return [_feed(row) for row in store.feeds(session, team_id, member, after, limit)]


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


def is_stale(feed: Feed, now: datetime) -> bool:
    """Tell whether this is the first use of a feed in this hour."""
    return feed.last_used_at is None or feed.last_used_at < _hour(now)


def stamp_used(session: Session, feed_id: UUID, now: datetime) -> None:
    """Remember, to the hour, that a feed was read."""
    store.stamp_used(session, feed_id, _hour(now))


def edition(database: Database, feed: Feed, now: datetime) -> Edition:
    """Return which edition of a feed is the present one.

    NotFound when its team or its member is there no more.
    """
    wanted = feed.wanted
    found = store.subject(database, feed.organisation, wanted.team, wanted.member)
    if found is None or (wanted.member and found.member is None):
        raise NotFound("There is no such feed.", field="feed")
    name = f"{found.member} — {found.team}" if wanted.member else found.team
    calendar = Calendar(
        name, alarm_minutes=wanted.alarm_minutes, opaque=wanted.busy, language=wanted.language
    )
    day = now.astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
    # The window moves at midnight, which lets events in and out.
    modified = max(day, feed.created_at, found.changed_at or day).replace(microsecond=0)
    return Edition(feed.id, wanted.team, wanted.member, calendar, found.number or 0, day, modified)


def content(session: Session, shown: Edition) -> bytes:
    """Return the bytes of an edition."""
    first, last = shown.day - PAST, shown.day + FUTURE
    return render(
        shown.calendar, duties.feed_entries(session, shown.team, shown.member, first, last)
    )


def _hour(now: datetime) -> datetime:
    return now.replace(minute=0, second=0, microsecond=0)


def _feed(row: "FeedRow | Found") -> Feed:
    wanted = Subscription(row.team_id, row.member_id, row.alarm_minutes, row.busy, row.language)
    return Feed(row.id, row.organisation_id, row.prefix, wanted, row.created_at, row.last_used_at)


def _changed(action: Action, row: "FeedRow") -> Changed:
    """Return the fact that a feed was made or revoked; it holds nothing personal but its member."""
    told = {"prefix": row.prefix, "member": str(row.member_id) if row.member_id else None}
    before, after = (told, None) if action == "deleted" else (None, told)
    return Changed(action, "feed", row.id, before, after, row.team_id, subject=row.member_id)

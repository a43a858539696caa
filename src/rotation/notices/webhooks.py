"""Webhooks of the organisation: an address is told of the events it asks for."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID

from sqlalchemy.orm import Session

from rotation.account import tokens
from rotation.account.facts import Changed
from rotation.database import note
from rotation.errors import Impossible
from rotation.notices import writing
from rotation.notices.facts import RemindersChanged
from rotation.notices.store import destinations as store
from rotation.team import teams
from rotation.team.teams import Team
from rotation.timespan import DAY

if TYPE_CHECKING:
    from rotation.notices.store.destinations import WebhookRow

MOST = 50
BOTH_SIGN = DAY
"""How long a secret that was replaced signs beside the new one."""


@dataclass(frozen=True)
class Webhook:
    """An address and the events it is told of."""

    id: UUID
    url: str
    events: tuple[str, ...]
    created_at: datetime
    disabled_at: datetime | None


def listed(session: Session, after: UUID | None, limit: int) -> list[Webhook]:
    """Return the webhooks of the organisation, oldest first."""
    return [_webhook(row) for row in store.webhooks(session, after, limit)]


def create(
    session: Session, url: str, events: Collection[str], secret: str | None, now: datetime
) -> tuple[Webhook, str]:
    """Add a webhook; return it with the secret that signs, shown this once."""
    if len(store.webhooks(session, None, MOST)) >= MOST:
        raise Impossible("An organisation has 50 webhooks at most.")
    signs = secret or tokens.new_webhook_secret()
    row = store.add_webhook(
        session, url=url, events=sorted(set(events)), secret=signs, created_at=now
    )
    note(session, Changed("created", "webhook", row.id, after=_audited(row)))
    note(session, RemindersChanged())
    return _webhook(row), signs


def delete(session: Session, webhook_id: UUID) -> None:
    """Delete a webhook; nothing more is sent there."""
    row = store.webhook(session, webhook_id)
    note(session, Changed("deleted", "webhook", row.id, before=_audited(row)))
    note(session, RemindersChanged())
    store.delete_webhook(session, row)


def test(
    session: Session, webhook_id: UUID, team: str | None, now: datetime
) -> tuple[Webhook, Team]:
    """Send a test message to a webhook; return the team (None: the first) whose log tells of it.

    Impossible while the organisation has no team.
    """
    row = store.webhook(session, webhook_id)
    found = [teams.find(session, team)] if team else teams.listed(session, None, 1)
    if not found:
        raise Impossible("A test message needs a team, whose log tells how it ended.")
    writing.test_webhook(session, writing.reach(session, found[0].id), row.id, now)
    return _webhook(row), found[0]


def rotate(session: Session, webhook_id: UUID, now: datetime) -> tuple[Webhook, str]:
    """Give a webhook another secret, shown this once; for a day both sign what it is sent."""
    row = store.webhook(session, webhook_id)
    secret = tokens.new_webhook_secret()
    store.replace_secret(session, row, secret, now + BOTH_SIGN)
    note(session, Changed("changed", "webhook", row.id, after={"secret": "replaced"}))
    return _webhook(row), secret


def _audited(row: "WebhookRow") -> dict[str, object]:
    return {"url": row.url, "events": row.events}


def _webhook(row: "WebhookRow") -> Webhook:
    return Webhook(row.id, row.url, tuple(row.events), row.created_at, row.disabled_at)

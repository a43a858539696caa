"""The delivery log of a team: what waits, what was sent, and sending it once more."""

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID

from sqlalchemy.orm import Session

from rotation.account.facts import Changed
from rotation.database import note
from rotation.errors import Conflict, NotFound
from rotation.notices.messages import with_names
from rotation.notices.outgoing import Service, where
from rotation.notices.store import destinations, outbox
from rotation.notices.writing import KEPT
from rotation.rota.live import answer_links, swap_links
from rotation.team import members

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from rotation.notices.store.destinations import Destination
    from rotation.notices.store.outbox import NoticeRow


@dataclass(frozen=True)
class LoggedNotice:
    """One message to one address; ``to`` None: the address was deleted."""

    id: UUID
    kind: str
    state: str
    member: UUID | None
    to: str | None
    address: str | None
    due_at: datetime
    ended_at: datetime | None
    attempts: int
    reason: str | None
    code: int | None
    reply: str | None
    payload: dict[str, Any]  # Any: JSON


def listed(session: Session, team: UUID, before: UUID | None, limit: int) -> list[LoggedNotice]:
    """Return the notices of a team, newest first."""
    return _notices(session, outbox.listed(session, team, before, limit))


def resend(session: Session, team: UUID, notice_id: UUID, now: datetime) -> LoggedNotice:
    """Send a notice that has ended once more, under the same id; Conflict while it waits.

    A question brings a new link, as the one before is kept nowhere; Conflict when it is no longer
    asked.
    """
    row = outbox.notice(session, notice_id)
    if row.team_id != team:
        raise NotFound("There is no such notice.", field="notice")
    if row.state in outbox.WAITING:
        raise Conflict("This notice is waiting to be sent.")
    if row.kind == "sign_in.asked":
        raise Conflict("A sign-in link is sent to whoever asks for one, not a second time.")
    row.state, row.reason, row.ended_at, row.attempts = "pending", None, None, 0
    row.next_at, row.expires_at = now, max(row.expires_at, now + KEPT)
    row.superseded_at = None
    if row.kind == "cover.asked" and row.about_id and row.member_id:
        row.token = answer_links.renew_link(session, row.about_id, row.member_id, now)
    if row.kind == "swap.offered" and row.about_id and row.member_id:
        row.token = swap_links.renew_link(session, row.about_id, row.member_id, now)
    session.flush()
    note(session, Changed("changed", "notice", row.id, after={"state": "pending"}, team=team))
    return _notices(session, [row])[0]


def _notices(session: Session, rows: "Sequence[NoticeRow]") -> list[LoggedNotice]:
    ids = {found for row in rows if (found := row.contact_id or row.webhook_id)}
    known = destinations.by_id(session, ids)
    names = members.names(session, rows[0].team_id) if rows else {}
    return [_notice(row, known, names) for row in rows]


def _notice(
    row: "NoticeRow", known: "Mapping[UUID, Destination]", names: "Mapping[UUID, str]"
) -> LoggedNotice:
    destination = known.get(row.contact_id or row.webhook_id or row.id)
    found = destination or (Service(row.service) if row.service else None)
    to, address, _ = where(found, row.due_at) if found else (None, None, ())
    return LoggedNotice(
        row.id,
        row.kind,
        row.state,
        row.member_id,
        to,
        address,
        row.due_at,
        row.ended_at,
        row.attempts,
        row.reason,
        row.code,
        row.reply,
        with_names(row.payload, names),
    )

"""Delivery: notices that are due are claimed, looked at once more, handed on and marked."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, Protocol
from uuid import UUID

from sqlalchemy.orm import Session

from rotation.database import database_now
from rotation.errors import NotFound
from rotation.notices import due, writing
from rotation.notices.store import destinations, outbox
from rotation.rota import duties
from rotation.team import members, teams
from rotation.words import LANGUAGES

if TYPE_CHECKING:
    from rotation.notices.store.destinations import Destination
    from rotation.notices.tables import ContactRow, NoticeRow

LEASE = timedelta(seconds=20)
"""Longer than any send may take: whoever is slower has lost the notice to somebody else."""
MOST = 16
_BREAKS_AFTER, _REST = 10, timedelta(minutes=1)
_REPLY = 1_024
KEPT = timedelta(days=30)


@dataclass(frozen=True)
class Message:
    """A notice on its way: where to, what it says to programs, in which words to people.

    ``secrets`` sign a webhook; ``language`` and ``timezone`` are the reader's.
    """

    id: UUID
    kind: str
    to: str
    address: str
    payload: dict[str, Any]  # Any: JSON
    secrets: tuple[str, ...] = ()
    language: str = "en"
    timezone: str = "UTC"


@dataclass(frozen=True)
class Answered:
    """How a send ended: ``ok``, or not; for good, or to be tried again (after some seconds)."""

    ok: bool
    code: int | None = None
    reply: str = ""
    for_good: bool = False
    retry_after: float | None = None


class Sender(Protocol):
    """Sends one message; it takes no longer than 15 s and raises nothing that can be expected."""

    def send(self, message: Message) -> Answered:
        """Send it and tell how that ended."""


def claim(session: Session, most: int) -> list[tuple[UUID, UUID]]:
    """Take up to ``most`` notices that are due; the session writes, at the door ``notice``."""
    now = database_now(session)
    return outbox.claim(session, most, now, LEASE)


def release(session: Session) -> None:
    """Void every lease of a process that is gone; same session as ``claim``."""
    outbox.release(session)


def prepared(session: Session, ids: Sequence[UUID]) -> list[Message]:
    """Return what is still to be sent of some claimed notices; the others are marked.

    Skipped is what came too late, what is about a duty that moved, and what a later reminder of
    the same shift makes needless.
    """
    now = database_now(session)
    rows = outbox.rows(session, ids)
    addresses = destinations.by_id(session, {_destination(row) for row in rows})
    holds = _Holding(session, rows, now)
    found = []
    for row in rows:
        try:
            address = addresses.get(_destination(row))
            if reason := holds.reason_to_skip(row):
                _end(row, "skipped", reason, now)
            elif address is None or address.disabled_at:
                _give_up(session, row, "the address is there no more", now)
            elif address.resume_at and address.resume_at > now:
                _rest(row, address.resume_at)
            else:
                found.append(_message(session, row, address))
        except NotFound:
            _end(row, "skipped", "its team or member is there no more", now)
    session.flush()
    return found


def mark(session: Session, ended: Sequence[tuple[UUID, Answered]], chance: float) -> None:
    """Write how sends ended, and when those that failed are tried again."""
    now = database_now(session)
    answers = dict(ended)
    rows = outbox.rows(session, list(answers))
    addresses = destinations.by_id(session, {_destination(row) for row in rows})
    for row in rows:
        answer, address = answers[row.id], addresses.get(_destination(row))
        row.code, row.reply = answer.code, answer.reply[:_REPLY]
        if answer.ok:
            _end(row, "sent", None, now)
            if address and address.failures:
                destinations.answered(address)
        else:
            _failed(session, row, address, (answer, chance), now)
    session.flush()


def _failed(
    session: Session,
    row: "NoticeRow",
    address: "Destination | None",
    how: tuple[Answered, float],
    now: datetime,
) -> None:
    answer, chance = how
    if address:
        broken = address.failures + 1 >= _BREAKS_AFTER
        destinations.failed(address, now + _REST if broken else None)
        if answer.code == 410:
            destinations.disable(address, now)
    again = now + due.next_attempt(row.attempts, chance, answer.retry_after)
    if answer.for_good or answer.code == 410 or address is None:
        _give_up(session, row, answer.reply[:200] or "refused", now)
    elif again >= row.expires_at:
        _give_up(session, row, "too late to try again", now)
    else:
        row.state, row.next_at, row.lease_until = "pending", again, None


def _give_up(session: Session, row: "NoticeRow", reason: str, now: datetime) -> None:
    """End a notice that cannot be delivered; a member is tried at their next address."""
    _end(row, "dead", reason, now)
    if row.kind == "notice.failed":
        return
    to = writing.reach(session, row.team_id)
    if row.member_id and row.contact_id:
        known = destinations.contacts(session, [row.member_id])
        later = [c for c in known if c.id > row.contact_id and not c.disabled_at]
        if later and row.expires_at > now:
            writing.hand_on(session, row, later[0], now)
            return
    told = {"team": to.known.about(), "notice": str(row.id), "kind": row.kind, "reason": reason}
    if row.member_id:
        told["member"] = to.known.person(row.member_id)
    writing.tell(session, to, "notice.failed", f"failed:{row.id}", told, now)


def _rest(row: "NoticeRow", until: datetime) -> None:
    """Put a notice back: its address has failed often, and is tried once a minute."""
    row.state, row.next_at, row.lease_until = "pending", until, None
    row.attempts -= 1


def _end(row: "NoticeRow", state: str, reason: str | None, now: datetime) -> None:
    row.state, row.reason, row.ended_at, row.lease_until = state, reason, now, None


class _Holding:
    """Whether what notices say still holds, read once for all of them."""

    def __init__(self, session: Session, rows: "Sequence[NoticeRow]", now: datetime) -> None:
        slots = {row.slot_id for row in rows if row.slot_id}
        self._now = now
        self._duties = {
            (str(each.slot), each.name, each.member, each.start.isoformat())
            for each in duties.of_slots(session, slots)
        }
        self._latest = outbox.later_reminders(session, slots, now)

    def reason_to_skip(self, row: "NoticeRow") -> str | None:
        """Return why a notice is not sent, or None."""
        if row.expires_at <= self._now:
            return "too_late"
        if row.kind != "shift.reminder":
            return None
        shift = row.payload["shift"]
        said = shift["slot"], shift["part"], row.member_id, shift["start"]
        if said not in self._duties:
            return "moved"
        same = row.slot_id, row.member_id, row.contact_id, row.webhook_id
        return "superseded" if self._latest.get(same, row.due_at) > row.due_at else None


def _message(session: Session, row: "NoticeRow", address: "Destination") -> Message:
    language, timezone = _reader(session, row)
    to, target, secret = where(address)
    secrets = (secret,) if secret else ()
    return Message(row.id, row.kind, to, target, row.payload, secrets, language, timezone)


def where(address: "Destination") -> tuple[str, str, str | None]:
    """Return the kind of an address, the address, and the secret that signs."""
    if hasattr(address, "url"):
        return "webhook", address.url, address.secret
    contact: ContactRow = address
    return contact.kind, contact.address, contact.secret


def _reader(session: Session, row: "NoticeRow") -> tuple[str, str]:
    """Return the language and the zone of whoever reads a notice."""
    team = teams.of_id(session, row.team_id)
    spoken: tuple[str, ...] = team.languages
    timezone = team.timezone
    if row.member_id:
        member = members.find(session, row.member_id)
        spoken = member.languages[:1] + team.languages
        timezone = member.timezone or timezone
    return next((each for each in spoken if each in LANGUAGES), "en"), timezone


def _destination(row: "NoticeRow") -> UUID:
    found = row.contact_id or row.webhook_id
    assert found
    return found

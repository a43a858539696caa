"""Delivery: notices that are due are claimed, looked at once more, handed on and marked."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Protocol
from uuid import UUID

from sqlalchemy.orm import Session

from rotation.account.facts import Changed
from rotation.database import database_now, note
from rotation.notices import contacts, due, messages, writing
from rotation.notices.facts import RemindersChanged
from rotation.notices.outgoing import REST, OutgoingMessage, Prepared
from rotation.notices.store import destinations, outbox

if TYPE_CHECKING:
    from rotation.notices.store.destinations import Destination
    from rotation.notices.store.outbox import NoticeRow

LEASE = timedelta(seconds=20)
"""Longer than any send may take: whoever is slower has lost the notice to somebody else."""
MOST = 16
"""Most notices that a process has on the way at a time."""
_BREAKS_AFTER = 10
_REPLY = 1_024
KEPT = timedelta(days=30)
"""How long what has ended stays in the delivery log."""
GONE = 410
"""What an address answers that wants nothing any more (RFC 9110 §15.5.11)."""


@dataclass(frozen=True)
class Answered:
    """The end of a send: ``ok``, or not; for good, or to be tried again (after some seconds)."""

    ok: bool
    code: int | None = None
    reply: str = ""
    for_good: bool = False
    retry_after: float | None = None


class Sender(Protocol):
    """Sends one message; it takes no longer than 15 s and raises nothing that can be expected."""

    def send(self, message: OutgoingMessage) -> Answered:
        """Send a message and tell how that ended."""


def is_anything_due(session: Session) -> bool:
    """Tell whether anything can be claimed; the session stands at the door ``notice``."""
    return outbox.anything_due(session, database_now(session))


def next_due(session: Session) -> datetime | None:
    """Return when the next notice can be claimed; the session stands at the door ``notice``."""
    return outbox.next_due(session)


def claim(session: Session, most: int) -> tuple[datetime, list[tuple[UUID, UUID]]]:
    """Take up to ``most`` notices that are due: the time, and (organisation, id) of each.

    The session writes, at the door ``notice``.
    """
    now = database_now(session)
    return now, outbox.claim(session, most, now, LEASE)


def release(session: Session) -> None:
    """Void every lease of a process that is gone; same session as ``claim``."""
    outbox.release(session, database_now(session))


def set_aside(session: Session, found: Prepared) -> None:
    """Mark the notices that are not sent now, each with what becomes of it."""
    now = database_now(session)
    for address in destinations.by_id(session, found.probed).values():
        destinations.rest(address, now + REST)
    for each in found.aside:
        row = outbox.leased(session, each.id, each.attempt)
        if row is None:
            continue
        if each.until is not None:
            row.state, row.next_at, row.attempts = "pending", each.until, each.attempt - 1
        elif each.state == "dead":
            _give_up(session, row, each.reason or "", now)
        else:
            _end(row, each.state, each.reason, now)
    session.flush()


def mark(
    session: Session, ended: Sequence[tuple[OutgoingMessage, Answered]], chance: float
) -> None:
    """Write how sends ended, and when those that failed are tried again."""
    arrived: dict[tuple[int | None, str, datetime], list[UUID]] = {}
    for message, answer in ended:
        if answer.ok:
            reply = _kept(answer, message)
            arrived.setdefault((answer.code, reply, message.at), []).append(message.id)
    for (code, reply, at), ids in arrived.items():
        outbox.sent(session, ids, at, code=code, reply=reply)
    proven = [m.id for m, answer in ended if answer.ok and m.kind == "test" and m.to == "webhook"]
    if not proven and all(answer.ok and not message.has_failed for message, answer in ended):
        return
    now = database_now(session)
    for test in outbox.by_id(session, proven):
        if test.contact_id and destinations.contact_if_there(session, test.contact_id):
            contacts.confirm(session, test.contact_id, now)  # its owner's program took the test
    for message, answer in ended:
        if answer.ok and message.has_failed:
            _mend(session, message)
        elif not answer.ok and (row := outbox.leased(session, message.id, message.attempt)):
            row.code, row.reply = answer.code, _kept(answer, message)
            _failed(session, row, answer, chance, now)
    session.flush()


def forget(session: Session, now: datetime) -> None:
    """Delete from the log of the organisation what ended longer ago than it is kept."""
    outbox.delete_before(session, now - KEPT)


def _kept(answer: Answered, message: OutgoingMessage) -> str:
    """Return the first characters of a reply, without what a database cannot keep or show."""
    # A receiver may say again what it was told, and the link is its reader's alone.
    told = answer.reply.replace(message.token, "***") if message.token else answer.reply
    return told[:_REPLY].replace("\x00", "").encode("utf-8", "replace").decode()


def _mend(session: Session, message: OutgoingMessage) -> None:
    for row in outbox.by_id(session, [message.id]):
        for address in destinations.by_id(session, _destination(row)).values():
            destinations.answered(address)


def _failed(
    session: Session, row: "NoticeRow", answer: Answered, chance: float, now: datetime
) -> None:
    address = next(iter(destinations.by_id(session, _destination(row)).values()), None)
    if address is not None:
        broken = address.failures + 1 >= _BREAKS_AFTER
        destinations.failed(address, now + REST if broken else None)
        if answer.code == GONE and address.disabled_at is None:
            _disable(session, row, address, now)
    again = now + due.next_attempt(row.attempts, chance, answer.retry_after)
    if answer.for_good or answer.code == GONE or (address is None and row.service is None):
        _give_up(session, row, (row.reply or "")[:200] or "refused", now)
    elif again >= row.expires_at:
        _give_up(session, row, "too late to try again", now)
    else:
        row.state, row.next_at = "pending", again


def _disable(session: Session, row: "NoticeRow", address: "Destination", now: datetime) -> None:
    kind = "contact" if row.contact_id else "webhook"
    if isinstance(address, destinations.ContactRow) and address.kind == "push":
        destinations.delete_contact(session, address)
        note(session, Changed("deleted", kind, address.id, before={"gone": True}))
    else:
        destinations.disable(address, now)
        note(session, Changed("changed", kind, address.id, after={"disabled": True}))
    if row.contact_id:
        # What waits for it is written anew, to the member's next address.
        note(session, RemindersChanged(row.team_id, row.member_id))


def _give_up(session: Session, row: "NoticeRow", reason: str, now: datetime) -> None:
    """End a notice that cannot be delivered; a member is tried at their next address."""
    if row.kind == "notice.failed":
        _end(row, "dead", reason, now)
        return
    to = writing.reach(session, row.team_id)
    if row.member_id and row.contact_id:
        # Devices are written to beside the other addresses: neither hands on to the other.
        known = destinations.contacts(session, [row.member_id])
        others = [each for each in known if each.kind != "push"]
        was_device = all(each.id != row.contact_id for each in others)
        works = [each for each in others if each.confirmed_at and not each.disabled_at]
        later = [] if was_device else [each for each in works if each.id > row.contact_id]
        if later and row.expires_at > now:
            writing.hand_on(session, row, later[0], now)
    _end(row, "dead", reason, now)
    told = {"team": to.known.about(), "notice": str(row.id), "kind": row.kind, "reason": reason}
    if row.member_id:
        told["member"] = messages.person(row.member_id)
    writing.tell(session, to, "notice.failed", f"failed:{row.id}", told, now)


def _end(row: "NoticeRow", state: str, reason: str | None, now: datetime) -> None:
    row.state, row.reason, row.ended_at, row.next_at = state, reason, now, None
    row.token = None  # nobody needs the link any more, or it was written to another address


def _destination(row: "NoticeRow") -> set[UUID]:
    """Return the contact or webhook a notice is for; a service is neither."""
    return {each for each in (row.contact_id, row.webhook_id) if each}

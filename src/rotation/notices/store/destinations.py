"""All SQL of contacts and webhooks: the addresses that notices are sent to."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import bindparam, delete, func, select
from sqlalchemy.orm import Session

from rotation.database import Database, insert_new
from rotation.errors import NotFound
from rotation.hot_reads import CompiledRead, HotRow
from rotation.notices.due import QuietHours
from rotation.notices.tables import ContactRow as ContactRow
from rotation.notices.tables import PushKeyRow
from rotation.notices.tables import WebhookRow as WebhookRow

Destination = ContactRow | WebhookRow
_BY_DIGEST = CompiledRead(
    select(ContactRow.id, ContactRow.organisation_id, ContactRow.member_id).where(
        ContactRow.confirmation_digest == bindparam("digest")
    ),
    ContactRow,
    door="contact",
)


def add_contact(session: Session, **values: Any) -> ContactRow:  # Any: columns
    """Insert a contact."""
    row = ContactRow(**values)
    session.add(row)
    session.flush()
    return row


def contact(session: Session, contact_id: UUID) -> ContactRow:
    """Return a contact; NotFound otherwise."""
    row = session.scalar(select(ContactRow).where(ContactRow.id == contact_id))
    if row is None:
        raise NotFound("There is no such contact.", field="contact")
    return row


def contact_by_digest(database: Database, digest: bytes) -> HotRow | None:
    """Return (id, organisation, member) of the contact that a link confirms, or None."""
    return _BY_DIGEST.first(database, None, digest=digest)


def contact_if_there(session: Session, contact_id: UUID | None) -> ContactRow | None:
    """Return a contact, or None."""
    return session.scalar(select(ContactRow).where(ContactRow.id == contact_id))


def mail_contacts(session: Session, address: str) -> Sequence[ContactRow]:
    """Return the confirmed contacts of a mail address that works, in whatever capitals."""
    wanted = select(ContactRow).where(
        ContactRow.kind == "email",
        func.lower(ContactRow.address) == address.lower(),
        ContactRow.disabled_at.is_(None),
        ContactRow.confirmed_at.is_not(None),
    )
    return session.scalars(wanted.order_by(ContactRow.id)).all()


def quiet_hours(row: ContactRow) -> QuietHours | None:
    """Return the hours in which nothing is sent to a contact, None when it has none of its own."""
    return QuietHours(**row.quiet_hours) if row.quiet_hours else None


def contacts(session: Session, members: Collection[UUID]) -> Sequence[ContactRow]:
    """Return the contacts of some members, in the order they were given."""
    wanted = select(ContactRow).where(ContactRow.member_id.in_(members))
    return session.scalars(wanted.order_by(ContactRow.id)).all()


def on_duty(session: Session, team_id: UUID) -> Sequence[ContactRow]:
    """Return the contacts of a team that others may see and that work, first choice first."""
    wanted = select(ContactRow).where(
        ContactRow.team_id == team_id,
        ContactRow.on_duty,
        ContactRow.disabled_at.is_(None),
        ContactRow.confirmed_at.is_not(None),
    )
    return session.scalars(wanted.order_by(ContactRow.id)).all()


def delete_contact(session: Session, row: ContactRow) -> None:
    """Delete a contact."""
    session.delete(row)
    session.flush()


def forget(session: Session, member: UUID) -> None:
    """Delete every contact of a member."""
    session.execute(delete(ContactRow).where(ContactRow.member_id == member))


def push_key(session: Session) -> bytes | None:
    """Return the private push key of the organisation, or None."""
    return session.scalar(select(PushKeyRow.private))


def add_push_key(session: Session, private: bytes) -> None:
    """Keep the private push key of the organisation, unless there is one by now."""
    insert_new(session, PushKeyRow, [{"private": private}], ["organisation_id"])


def add_webhook(session: Session, **values: Any) -> WebhookRow:  # Any: columns
    """Insert a webhook."""
    row = WebhookRow(**values)
    session.add(row)
    session.flush()
    return row


def webhook(session: Session, webhook_id: UUID) -> WebhookRow:
    """Return a webhook; NotFound otherwise."""
    row = session.scalar(select(WebhookRow).where(WebhookRow.id == webhook_id))
    if row is None:
        raise NotFound("There is no such webhook.", field="webhook")
    return row


def webhook_is_there(session: Session, webhook_id: UUID) -> bool:
    """Tell whether there is such a webhook."""
    wanted = select(WebhookRow.id).where(WebhookRow.id == webhook_id)
    return session.scalar(wanted) is not None


def webhooks(session: Session, after: UUID | None, limit: int) -> Sequence[WebhookRow]:
    """Return the webhooks, oldest first; channels of chats are none."""
    wanted = select(WebhookRow).where(WebhookRow.team_id.is_(None))
    wanted = wanted.order_by(WebhookRow.id).limit(limit)
    return session.scalars(wanted.where(WebhookRow.id > after) if after else wanted).all()


def channels(session: Session, team: UUID) -> Sequence[WebhookRow]:
    """Return the channels of a team's chats, oldest first."""
    wanted = select(WebhookRow).where(WebhookRow.team_id == team)
    return session.scalars(wanted.order_by(WebhookRow.id)).all()


def replace_secret(session: Session, row: WebhookRow, secret: str, until: datetime) -> None:
    """Give a webhook another secret; the one it had signs too until then."""
    row.secret_before, row.secret_before_until = row.secret, until
    row.secret = secret
    session.flush()


def delete_webhook(session: Session, row: WebhookRow) -> None:
    """Delete a webhook."""
    session.delete(row)
    session.flush()


def by_id(session: Session, ids: Collection[UUID]) -> dict[UUID, Destination]:
    """Return those of some contacts and webhooks that are there, by id."""
    if not ids:
        return {}
    found: list[Destination] = [
        *session.scalars(select(ContactRow).where(ContactRow.id.in_(ids))),
        *session.scalars(select(WebhookRow).where(WebhookRow.id.in_(ids))),
    ]
    return {each.id: each for each in found}


def answered(row: Destination) -> None:
    """Remember that an address has answered well."""
    row.failures, row.resume_at = 0, None


def failed(row: Destination, resume_at: datetime | None) -> None:
    """Count a failure; until ``resume_at`` nothing more is sent there."""
    row.failures, row.resume_at = row.failures + 1, resume_at


def rest(row: Destination, until: datetime) -> None:
    """Send nothing more to an address until then, but what is on its way."""
    row.resume_at = until


def disable(row: Destination, now: datetime) -> None:
    """Send nothing more to an address."""
    row.disabled_at = now

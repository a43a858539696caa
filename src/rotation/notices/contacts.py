"""Contacts: where a member is reached, first choice first."""

from collections.abc import Collection
from dataclasses import asdict, dataclass, field, fields
from datetime import datetime
from typing import TYPE_CHECKING, Literal
from urllib.parse import urlsplit
from uuid import UUID

from cryptography.hazmat.primitives.asymmetric import ec
from sqlalchemy.orm import Session

from rotation.account import tokens
from rotation.account.facts import Action, Changed
from rotation.database import note
from rotation.errors import Impossible, NotFound
from rotation.notices.due import QuietHours
from rotation.notices.facts import RemindersChanged
from rotation.notices.store import destinations as store
from rotation.rota.on_duty.snapshot import Disclosure
from rotation.team import members

if TYPE_CHECKING:
    from rotation.notices.store.destinations import ContactRow

Kind = Literal["email", "webhook", "service", "push", "chat"]
MOST = 10


@dataclass(frozen=True)
class Contact:
    """An address of a member; ``service`` names one that the operator has configured.

    ``lead_minutes`` None: reminders come there when the team's rules say. ``quiet_hours`` None:
    those of the team, of which a webhook has none. ``on_duty``: whoever may see contacts is shown
    it while the member is on duty.
    """

    id: UUID
    team_id: UUID
    member_id: UUID
    kind: Kind
    address: str
    lead_minutes: list[float] | None
    quiet_hours: QuietHours | None
    on_duty: bool
    created_at: datetime
    disabled_at: datetime | None


def listed(session: Session, member_id: UUID) -> list[Contact]:
    """Return the contacts of a member, first choice first; NotFound for no member."""
    members.find(session, member_id)
    return [_contact(row) for row in store.contacts(session, [member_id])]


def find(session: Session, member_id: UUID, contact_id: UUID) -> Contact:
    """Return a contact of a member; NotFound otherwise."""
    row = store.contact(session, contact_id)
    if row.member_id != member_id:
        raise NotFound("There is no such contact.", field="contact")
    return _contact(row)


@dataclass(frozen=True)
class NewContact:
    """An address asked for, and when it is written to, if not when the team's rules say.

    ``on_duty``: others may see it; only a mail address is fit for that.
    """

    kind: Kind
    address: str
    lead_minutes: Collection[float] | None = None
    quiet_hours: QuietHours | None = None
    on_duty: bool = False


def create(
    session: Session, member_id: UUID, wanted: NewContact, now: datetime
) -> tuple[Contact, str | None]:
    """Add a contact; a webhook comes with the secret that signs, shown this once."""
    member = members.find(session, member_id)
    if len(store.contacts(session, [member_id])) >= MOST:
        raise Impossible("A member has 10 contacts at most.")
    if wanted.on_duty and wanted.kind != "email":
        raise Impossible("Only an e-mail address can be shown to others.", field="/on_duty")
    secret = tokens.new_webhook_secret() if wanted.kind == "webhook" else None
    leads = wanted.lead_minutes
    row = store.add_contact(
        session,
        team_id=member.team_id,
        member_id=member_id,
        kind=wanted.kind,
        address=wanted.address,
        secret=secret,
        created_at=now,
        on_duty=wanted.on_duty,
        lead_minutes=None if leads is None else sorted(set(leads), reverse=True),
        quiet_hours=None if wanted.quiet_hours is None else asdict(wanted.quiet_hours),
    )
    _note(session, row, "created")
    return _contact(row), secret


@dataclass(frozen=True)
class NewDevice:
    """A browser that wants messages: the address at its push service, its key and its secret.

    Both are base64url.
    """

    endpoint: str = field(repr=False)
    browser_key: str = field(repr=False)
    secret: str = field(repr=False)


def push_key(session: Session) -> bytes:
    """Return the private key by which push services know the organisation, made when needed."""
    found = store.push_key(session)
    if found is None:
        made = ec.generate_private_key(ec.SECP256R1()).private_numbers().private_value
        store.add_push_key(session, made.to_bytes(32))
        found = store.push_key(session)
        assert found
    return found


def add_device(
    session: Session, member_id: UUID, device: NewDevice, own_key: str, now: datetime
) -> Contact:
    """Send reminders and questions to a device, too; the same device once more replaces itself.

    ``own_key`` is the organisation's, base64url: what is sent to the device is signed by it.
    """
    member = members.find(session, member_id)
    known = store.contacts(session, [member_id])
    for row in known:
        if row.kind == "push" and row.address == device.endpoint:
            delete(session, member_id, row.id)
    if len(store.contacts(session, [member_id])) >= MOST:
        raise Impossible("A member has 10 contacts at most.")
    row = store.add_contact(
        session,
        team_id=member.team_id,
        member_id=member_id,
        kind="push",
        address=device.endpoint,
        secret=f"{device.browser_key}.{device.secret}.{own_key}",
        created_at=now,
    )
    _note(session, row, "created")
    return _contact(row)


def delete(session: Session, member_id: UUID, contact_id: UUID) -> None:
    """Delete a contact; what waits for it is sent to the next one."""
    row = store.contact(session, find(session, member_id, contact_id).id)
    _note(session, row, "deleted")
    store.delete_contact(session, row)


def as_stated(session: Session, team_id: UUID, privacy: str) -> Disclosure:
    """Return the disclosure about the people of a team for an asker of some privacy."""
    if privacy != "contact":
        return Disclosure("role" if privacy == "role" else "name")
    found: dict[UUID, tuple[str, ...]] = {}
    for row in store.on_duty(session, team_id):
        found[row.member_id] = (*found.get(row.member_id, ()), row.address)
    return Disclosure("contact", found)


def _note(session: Session, row: "ContactRow", action: Action) -> None:
    # The address is personal: it goes with its subject.
    said = {"kind": row.kind, "address": shown_address(row), "on_duty": row.on_duty}
    before, after = (None, said) if action == "created" else (said, None)
    subject, team = row.member_id, row.team_id
    note(session, Changed(action, "contact", row.id, before, after, team, subject=subject))
    note(session, RemindersChanged(row.team_id, row.member_id))


def _contact(row: "ContactRow") -> Contact:
    values = {each.name: getattr(row, each.name) for each in fields(Contact)}
    shown = {"quiet_hours": store.quiet_hours(row), "address": shown_address(row)}
    return Contact(**{**values, **shown})


def shown_address(row: "ContactRow") -> str:
    """Return an address as it may be seen: of a device its push service alone."""
    if row.kind != "push":
        return row.address
    parts = urlsplit(row.address)
    return f"{parts.scheme}://{parts.netloc}/…"

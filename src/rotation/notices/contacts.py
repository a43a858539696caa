"""Contacts: where a member is reached, first choice first."""

from collections.abc import Collection
from contextlib import suppress
from dataclasses import asdict, dataclass, field, fields
from datetime import datetime
from typing import TYPE_CHECKING, Literal
from urllib.parse import urlsplit
from uuid import UUID

from cryptography.hazmat.primitives.asymmetric import ec
from sqlalchemy.orm import Session

from rotation.account import tokens
from rotation.account.facts import Action, Changed
from rotation.database import Database, note
from rotation.errors import Impossible, NotFound, TooMuch
from rotation.notices import writing
from rotation.notices.due import QuietHours
from rotation.notices.facts import RemindersChanged
from rotation.notices.store import destinations as store
from rotation.rota.on_duty.snapshot import Disclosure
from rotation.team import members

if TYPE_CHECKING:
    from rotation.notices.store.destinations import ContactRow

Kind = Literal["email", "webhook", "service", "push", "chat"]
MOST = 10
_CONFIRMED = frozenset({"email", "webhook"})
"""The kinds that have to be confirmed where a member gives them: anybody's address could be one."""


@dataclass(frozen=True)
class Contact:
    """An address of a member; ``service`` names one that the operator has configured.

    ``lead_minutes`` None: reminders come there when the team's rules say. ``quiet_hours`` None:
    those of the team, of which a webhook has none. ``on_duty``: whoever may see contacts is shown
    it while the member is on duty. ``confirmed_at`` None: until somebody who reads there has
    confirmed it, it is sent test messages alone.
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
    confirmed_at: datetime | None
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

    ``on_duty``: others may see it; only a mail address is fit for that. ``is_vouched``: a planner
    answers for it; otherwise whoever reads there has to confirm it.
    """

    kind: Kind
    address: str
    lead_minutes: Collection[float] | None = None
    quiet_hours: QuietHours | None = None
    on_duty: bool = False
    is_vouched: bool = True


def create(
    session: Session, member_id: UUID, wanted: NewContact, now: datetime
) -> tuple[Contact, str | None]:
    """Add a contact; a webhook comes with the secret that signs, shown this once.

    One that nobody vouches for is sent a test message, by which it is confirmed.
    """
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
        confirmed_at=now if wanted.is_vouched or wanted.kind not in _CONFIRMED else None,
        on_duty=wanted.on_duty,
        lead_minutes=None if leads is None else sorted(set(leads), reverse=True),
        quiet_hours=None if wanted.quiet_hours is None else asdict(wanted.quiet_hours),
    )
    _note(session, row, "created")
    if row.confirmed_at is None:
        # Where the address had a test some minutes ago, another is asked for later.
        with suppress(TooMuch):
            send_test(session, row.id, now)
    return _contact(row), secret


def send_test(session: Session, contact_id: UUID, now: datetime) -> None:
    """Send a test message to a contact; to an unconfirmed mail address with a link to confirm it.

    TooMuch when the organisation had one sent to the same address some minutes ago.
    """
    row, token = store.contact(session, contact_id), None
    if row.confirmed_at is None and row.kind == "email":
        token = tokens.new_confirmation_token()
        row.confirmation_digest = token.digest
    to = writing.reach(session, row.team_id)
    writing.test(session, to, (row.id, row.member_id), now, token.shown if token else None)


@dataclass(frozen=True)
class ConfirmationLink:
    """The contact of a member that a link confirms."""

    organisation: UUID
    contact: UUID
    member: UUID


def of_token(database: Database, shown: str) -> ConfirmationLink | None:
    """Return the confirmation link of a token, None for malformed and unknown ones alike."""
    if not tokens.is_confirmation_token(shown):
        return None
    found = store.contact_by_digest(database, tokens.digest(shown))
    return ConfirmationLink(found.organisation_id, found.id, found.member_id) if found else None


def confirm(session: Session, contact_id: UUID, now: datetime) -> None:
    """Confirm a contact: reminders and changes are sent there from now on. Twice is once."""
    row = store.contact(session, contact_id)
    if row.confirmed_at is not None:
        return
    row.confirmed_at = now
    after, subject = {"confirmed": True}, row.member_id
    note(session, Changed("changed", "contact", row.id, None, after, row.team_id, subject=subject))
    note(session, RemindersChanged(row.team_id, row.member_id))
    session.flush()


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
        confirmed_at=now,
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

"""Writes notices into the outbox: reminders of duties, changes of shifts, events for webhooks."""

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from rotation.clock import new_id
from rotation.errors import TooMuch
from rotation.json_value import Json
from rotation.kept_reads import kept
from rotation.notices import due, messages, rules
from rotation.notices.due import NoticeRules, QuietHours
from rotation.notices.messages import Move, TeamLabel
from rotation.notices.store import destinations, outbox
from rotation.rota.timeline import DutySpan
from rotation.team import members, teams
from rotation.timespan import zone

if TYPE_CHECKING:
    from rotation.notices.store.destinations import ContactRow
    from rotation.notices.store.outbox import NoticeRow

KEPT = timedelta(days=3)
HAND_OVER_KEPT = timedelta(minutes=30)
"""How long after people have come on duty it is worth telling."""
BETWEEN_TESTS = timedelta(minutes=5)
"""How long it is tried to tell of an event."""
_MOST_WEBHOOKS = 50
TO_DEVICES = frozenset({"shift.reminder", "cover.asked", "swap.offered"})
"""What devices are sent beside another address: reminders and questions."""
_SAME = (
    "team_id",
    "kind",
    "member_id",
    "slot_id",
    "about_id",
    "token",
    "superseded_at",
    "payload",
)
"""What a notice keeps when it is written to another address of its member."""


@dataclass(frozen=True)
class MemberMessage:
    """A message to a member: ``about`` names its subject for good, so that it is told once.

    It is worth telling until ``until``; ``by`` is when quiet hours are no longer waited out.
    ``about_id``, ``token`` and ``slot`` are those of the notice.
    """

    kind: str
    about: str
    payload: Json
    until: datetime
    by: datetime
    about_id: UUID | None = None
    token: str | None = field(default=None, repr=False)
    slot: UUID | None = None


@dataclass(frozen=True)
class MemberAddress:
    """A contact of a member that works: its own quiet hours and reminders, None: the team's."""

    id: UUID
    kind: str
    quiet_hours: QuietHours | None
    lead_minutes: tuple[float, ...] | None


@dataclass(frozen=True)
class WebhookAddress:
    """A webhook that works, and the events it asks for."""

    id: UUID
    events: frozenset[str]


@dataclass(frozen=True)
class AddressBook:
    """The address book of a team: names, zones, addresses, rules of its people."""

    known: TeamLabel
    zones: Mapping[UUID, ZoneInfo]
    rules: NoticeRules
    webhooks: Sequence[WebhookAddress]
    contacts: Mapping[UUID, MemberAddress] = field(default_factory=dict)
    devices: Mapping[UUID, Sequence[MemberAddress]] = field(default_factory=dict)

    def addresses(self, member: UUID, kind: str) -> list[MemberAddress]:
        """Return where a member is told of something: the first address that works.

        Reminders and questions go to their devices beside it, all else where there is no other.
        """
        first, beside = self.contacts.get(member), self.devices.get(member, ())
        if first is None:
            return [*beside]
        return [first, *beside] if kind in TO_DEVICES else [first]

    @property
    def reachable(self) -> AbstractSet[UUID]:
        """Return the members who have an address that works."""
        return self.contacts.keys() | self.devices.keys()

    def quiet_hours(self, contact: MemberAddress) -> QuietHours | None:
        """Return when a contact is left in peace: by itself, or by the team, but for webhooks."""
        usual = None if contact.kind == "webhook" else self.rules.quiet_hours
        return contact.quiet_hours or usual

    def subscribed(self, event: str) -> list[WebhookAddress]:
        """Return the webhooks that are told of an event."""
        return [each for each in self.webhooks if event in each.events]


@kept
def reach(session: Session, team_id: UUID) -> AddressBook:
    """Return how the people of a team are reached: each by the first address that works."""
    team = teams.of_id(session, team_id)
    people = members.of_team(session, team_id)
    known = TeamLabel(team_id, team.slug, team.name)
    contacts: dict[UUID, MemberAddress] = {}
    devices: dict[UUID, list[MemberAddress]] = {}
    for row in destinations.contacts(session, [each.id for each in people]):
        if row.disabled_at is None and row.kind == "push":
            devices.setdefault(row.member_id, []).append(_address(row))
        elif row.disabled_at is None and row.confirmed_at is not None:
            contacts.setdefault(row.member_id, _address(row))
    webhooks = [
        *destinations.webhooks(session, None, _MOST_WEBHOOKS),
        *destinations.channels(session, team_id),
    ]
    return AddressBook(
        known,
        {each.id: zone(each.timezone or team.timezone) for each in people},
        rules.of_team(session, team),
        [WebhookAddress(row.id, frozenset(row.events)) for row in webhooks if not row.disabled_at],
        contacts,
        devices,
    )


def _address(row: "ContactRow") -> MemberAddress:
    leads = None if row.lead_minutes is None else tuple(row.lead_minutes)
    return MemberAddress(row.id, row.kind, destinations.quiet_hours(row), leads)


def remind(session: Session, to: AddressBook, spans: Sequence[DutySpan], now: datetime) -> None:
    """Write the reminders of duties that are to come; what is there already stays."""
    outbox.add(session, (row for span in spans for row in _reminders(to, span, now)))
    outbox.add(session, list(_hand_overs(to, spans, now)))


def _reminders(to: AddressBook, span: DutySpan, now: datetime) -> Iterator[Json]:
    there = to.zones.get(span.member)
    if there is None:
        return
    loud = NoticeRules(to.rules.lead_minutes)
    addressed: list[tuple[Json, NoticeRules]] = [
        ({"contact_id": None, "webhook_id": each.id}, loud)
        for each in to.subscribed("shift.reminder")
    ]
    for contact in to.addresses(span.member, "shift.reminder"):
        quiet = to.quiet_hours(contact)
        leads = contact.lead_minutes
        own = NoticeRules(to.rules.lead_minutes if leads is None else leads, quiet)
        addressed.append(({"contact_id": contact.id, "webhook_id": None}, own))
    for address, holding in addressed:
        for each in due.reminders(span.start, holding, there, now):
            about = f"{span.slot}:{span.name}:{span.start.isoformat()}:{span.member}"
            payload = messages.reminder(span, each.lead_minutes, to.known)
            row = _row(to, "shift.reminder", f"{about}:{each.lead_minutes:g}", payload, address)
            member, slot = {"member_id": span.member}, {"slot_id": span.slot}
            later = {"superseded_at": each.superseded_at}
            yield row | member | slot | later | _times(now, each.due_at, span.start)


def _hand_overs(to: AddressBook, spans: Sequence[DutySpan], now: datetime) -> Iterator[Json]:
    """Yield what channels are told when people come on duty: once an instant, whoever it is."""
    channels = to.subscribed("duty.began")
    for start in sorted({each.start for each in spans if each.start > now}) if channels else ():
        payload = {"team": to.known.about(), "at": start.isoformat()}
        about = f"duty.began:{to.known.team}:{start.isoformat()}"
        for each in channels:
            address = {"contact_id": None, "webhook_id": each.id}
            row = _row(to, "duty.began", about, payload, address)
            yield row | _times(now, start, start + HAND_OVER_KEPT)


def tell_changes(
    session: Session, to: AddressBook, moves: Sequence[Move], reason: str | None, now: datetime
) -> None:
    """Tell those whose shifts to come have changed, and the webhooks that ask for it."""
    fresh = [each for each in moves if _ends(each) > now]
    if not fresh:
        return
    # Two changes at one instant are two: each is told once, by the unit of work it was made in.
    about = f"changed:{new_id()}"
    last = max(_ends(each) for each in fresh)
    rows: list[Json] = []
    for member in sorted({who for each in fresh for who in each.members}):
        payload = messages.changed(fresh, member, to.known, reason)
        begins = min(_starts(each) for each in fresh if member in each.members)
        letter = MemberMessage("shift.changed", f"{about}:{member}", payload, last, begins)
        rows += _letters(to, member, letter, now)
    told = messages.changed(fresh, None, to.known, reason)
    outbox.add(session, [*rows, *event_rows(to, "shift.changed", about, told, now)])


def write_to(
    session: Session, to: AddressBook, member: UUID, letter: MemberMessage, now: datetime
) -> bool:
    """Write to a member; False when no address of theirs works."""
    rows = list(_letters(to, member, letter, now))
    outbox.add(session, rows)
    return bool(rows)


def delivered_at(to: AddressBook, member: UUID, by: datetime, now: datetime) -> datetime:
    """Return when a member hears of what is written now: after their quiet hours, if these end."""
    found = to.addresses(member, "")
    if not found or member not in to.zones:
        return now
    return due.after_quiet(now, to.quiet_hours(found[0]), to.zones[member], by)


def _letters(to: AddressBook, member: UUID, letter: MemberMessage, now: datetime) -> Iterator[Json]:
    if member not in to.zones or letter.until <= now:
        return
    by = min(letter.by, letter.until)
    for contact in to.addresses(member, letter.kind):
        due_at = due.after_quiet(now, to.quiet_hours(contact), to.zones[member], by)
        address = {"contact_id": contact.id, "webhook_id": None}
        payload = {**letter.payload, "member": messages.person(member)}
        row = _row(to, letter.kind, letter.about, payload, address)
        own = {"member_id": member, "about_id": letter.about_id, "token": letter.token}
        yield row | own | {"slot_id": letter.slot} | _times(now, due_at, letter.until)


def letters_at(
    to: AddressBook, member: UUID, letter: MemberMessage, now: datetime, at: datetime
) -> Iterator[Json]:
    """Yield the rows of a message that goes out at an instant, in quiet hours too."""
    for row in _letters(to, member, letter, now):
        yield row | {"due_at": at, "next_at": at}


def write_where_chosen(
    session: Session, to: AddressBook, letter: MemberMessage, address: Json, now: datetime
) -> None:
    """Write to an address that a team has chosen: once, whichever it has chosen by then."""
    row = _row(to, letter.kind, letter.about, letter.payload, address)
    row["dedupe_key"], due_at = letter.about, now
    if contact := destinations.contact_if_there(session, address["contact_id"]):
        row["member_id"] = contact.member_id
        quiet = to.quiet_hours(_address(contact))
        due_at = due.after_quiet(now, quiet, to.zones[contact.member_id], letter.by)
    outbox.add(session, [row | _times(now, due_at, letter.until)])


def tell(
    session: Session, to: AddressBook, event: str, about: str, payload: Json, now: datetime
) -> None:
    """Tell the webhooks that ask for an event; the same about the same is told once."""
    outbox.add(session, list(event_rows(to, event, about, payload, now)))


def hand_on(session: Session, row: "NoticeRow", contact: "ContactRow", now: datetime) -> None:
    """Write a notice that could not be delivered to the next address of its member."""
    about, _, _ = row.dedupe_key.rpartition(":")
    values = {name: getattr(row, name) for name in _SAME}
    values |= {"dedupe_key": f"{about}:{contact.id}", "state": "pending", "attempts": 0}
    values |= {"contact_id": contact.id, "webhook_id": None, "service": None}
    outbox.add(session, [values | _times(now, now, row.expires_at)])


def send_sign_in(
    session: Session, to: AddressBook, contact: UUID, letter: MemberMessage, now: datetime
) -> None:
    """Write a sign-in link to a contact at once, also in quiet hours: somebody waits for it."""
    row = _row(
        to, letter.kind, letter.about, letter.payload, {"contact_id": contact, "webhook_id": None}
    )
    row |= {"member_id": UUID(letter.payload["member"]["id"]), "token": letter.token}
    outbox.add(session, [row | _times(now, now, letter.until)])


def test(
    session: Session, to: AddressBook, whose: tuple[UUID, UUID], now: datetime, token: str | None
) -> None:
    """Write a test message to (contact, member), so that it is known to work before it is needed.

    ``token`` opens the link that confirms the address, where it has to be.

    TooMuch when the organisation had one sent to the same address some minutes ago.
    """
    contact, member = whose
    payload = {"team": to.known.about(), "member": messages.person(member)}
    row = _row(to, "test", "test", payload, {"contact_id": contact, "webhook_id": None})
    _add_test(session, row | {"member_id": member, "token": token}, contact, now)


def test_webhook(session: Session, to: AddressBook, webhook: UUID, now: datetime) -> None:
    """Write a test message to a webhook, whatever it asks for; the log of the team has it.

    TooMuch when the organisation had one sent to the same address some minutes ago.
    """
    address = {"contact_id": None, "webhook_id": webhook}
    row = _row(to, "test", "test", {"team": to.known.about()}, address)
    _add_test(session, row, webhook, now)


def _add_test(session: Session, row: Json, to: UUID, now: datetime) -> None:
    """Write a test, keyed by its address: a contact made anew brings no second one."""
    destination = destinations.by_id(session, [to])[to]
    where = str(getattr(destination, "address", None) or getattr(destination, "url", ""))
    about = f"test:{hashlib.sha256(where.strip().lower().encode()).hexdigest()[:32]}"
    last = outbox.last_written(session, f"{about}:")
    turn = int(now.timestamp() // BETWEEN_TESTS.total_seconds())
    row = row | {"dedupe_key": f"{about}:{turn}"} | _times(now, now, now + KEPT)
    if (last and now - last < BETWEEN_TESTS) or not outbox.add(session, [row]):
        left = BETWEEN_TESTS - (now - last) if last else BETWEEN_TESTS
        raise TooMuch(
            "A test message went to this address some minutes ago.",
            extra={"retry_after": max(1, round(left.total_seconds()))},
        )


def event_rows(
    to: AddressBook, event: str, about: str, payload: Json, now: datetime
) -> Iterator[Json]:
    """Yield a row for each webhook that asks for an event."""
    for webhook in to.subscribed(event):
        address = {"contact_id": None, "webhook_id": webhook.id}
        row = _row(to, event, about, payload, address)
        yield row | _times(now, now, now + KEPT)


def _row(to: AddressBook, kind: str, about: str, payload: Json, address: Json) -> Json:
    destination = address["contact_id"] or address["webhook_id"]
    return {
        "team_id": to.known.team,
        "kind": kind,
        "dedupe_key": f"{about}:{destination}",
        "member_id": None,
        "slot_id": None,
        "about_id": None,
        "token": None,
        "service": None,
        "superseded_at": None,
        "payload": payload,
        "state": "pending",
        "attempts": 0,
        **address,
    }


def _times(now: datetime, due_at: datetime, expires_at: datetime) -> Json:
    return {"created_at": now, "due_at": due_at, "next_at": due_at, "expires_at": expires_at}


def _ends(move: Move) -> datetime:
    return max(each.end for each in (move.before, move.after) if each)


def _starts(move: Move) -> datetime:
    return min(each.start for each in (move.before, move.after) if each)

"""Messages on their way out: what is still to be sent of claimed notices, read anew."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any
from uuid import UUID

from sqlalchemy.orm import Session

from rotation.json_value import Json
from rotation.notices import messages
from rotation.notices.store import outbox
from rotation.notices.store.destinations import ContactRow, WebhookRow
from rotation.rota.live import acknowledgements, answer_links, hand_over_notes, swaps
from rotation.rota.on_duty import duties
from rotation.rota.timeline import DutySpan
from rotation.team import members
from rotation.team.readers import MemberReader, reader_of
from rotation.timespan import Span

if TYPE_CHECKING:
    from rotation.notices.store.destinations import Destination
    from rotation.notices.store.outbox import MemberRow, NoticeRow, TeamRow

REST = timedelta(minutes=1)
"""How long nothing is sent to an address that has failed often."""
_OF_DUTIES = frozenset({"shift.reminder", "hand_over.noted", "duty.unacknowledged"})
"""What is only sent while the duty it is about is as it was."""


@dataclass(frozen=True)
class OutgoingMessage:
    """A notice on its way: where to, what it says to programs, in which words to people.

    ``id`` and ``happened_at``, the time of what it tells of, are the same at every attempt; ``at``
    is the time of this one by the database's clock.
    ``secrets`` sign a webhook; ``token`` opens a link for the reader, ``language`` and
    ``timezone`` are theirs; ``about`` is the swap or the search for cover it is about.
    """

    id: UUID
    kind: str
    to: str
    address: str = field(repr=False)
    payload: dict[str, Any] = field(repr=False)  # Any: JSON
    at: datetime
    secrets: tuple[str, ...] = field(default=(), repr=False)
    token: str | None = field(default=None, repr=False)
    language: str = "en"
    timezone: str = "UTC"
    attempt: int = 1
    has_failed: bool = False
    happened_at: datetime | None = None
    about: UUID | None = None


@dataclass(frozen=True)
class Aside:
    """A claimed notice that is not sent now: it ends, or (``until``) waits."""

    id: UUID
    attempt: int
    state: str
    reason: str | None = None
    until: datetime | None = None


@dataclass(frozen=True)
class Service:
    """A service that the operator has configured, as an address: nothing is remembered of it."""

    name: str
    failures: int = 0
    resume_at: datetime | None = None
    disabled_at: datetime | None = None


@dataclass(frozen=True)
class Prepared:
    """Claimed notices made ready: sent, or set aside; ``probed``: broken addresses tried."""

    messages: list[OutgoingMessage] = field(default_factory=list)
    aside: list[Aside] = field(default_factory=list)
    probed: set[UUID] = field(default_factory=set)


def prepared(session: Session, ids: Collection[UUID], now: datetime) -> Prepared:
    """Return the claimed notices that are still to be sent, and those that are not; writes nothing.

    Not sent is what came too late, what is about a duty that moved or a question that is no longer
    asked, and what a later reminder of the same shift makes needless; what goes to a broken address
    waits.
    """
    rows = outbox.on_the_way(session, ids)
    slots = {row[0].slot_id for row in rows if row[0].slot_id}
    held = duties.of_slots(session, slots) if slots else []
    there = _there(session, [row[0] for row in rows], held)
    notes = _handed(session, rows, held, now)
    come = _come_on(session, [row[0] for row in rows])
    found = Prepared()
    for notice, contact, webhook, member, team in rows:
        service = Service(notice.service) if notice.service else None
        address: Any = contact or webhook or service  # Any: one of five entities of the row
        has_words = notice.id in notes or notice.id in come
        aside = _aside(notice, team, there, now, has_notes=has_words)
        aside = aside or _unreachable(notice, address, found, now)
        if aside:
            found.aside.append(aside)
        else:
            payload = {**notice.payload, **notes.get(notice.id, {}), **come.get(notice.id, {})}
            payload = messages.with_names(payload, _names(session, payload, member, team))
            found.messages.append(_message(notice, address, reader_of(member, team), payload, now))
    return found


def _there(
    session: Session, rows: "Sequence[NoticeRow]", held: Sequence[DutySpan]
) -> set[tuple[object, ...]]:
    """Return what still holds of what some notices are about: duties, offers and questions."""
    offers = {row.about_id for row in rows if row.kind == "swap.offered" and row.about_id}
    asks = {row.about_id for row in rows if row.kind == "cover.asked" and row.about_id}
    there: set[tuple[object, ...]] = {
        (str(each.slot), each.name, each.member, each.start.isoformat()) for each in held
    }
    there |= {
        ("acknowledged", str(slot), member, start.isoformat())
        for slot, member, start in acknowledgements.of_slots(session, {e.slot for e in held})
    }
    if offers:
        there |= {(each,) for each in swaps.still_open(session, offers)}
    if asks:
        there |= set(answer_links.unanswered(session, asks))
    return there


def _aside(
    row: "NoticeRow",
    team: "TeamRow | None",
    there: Collection[tuple[object, ...]],
    now: datetime,
    *,
    has_notes: bool,
) -> Aside | None:
    """Return how a notice ends that no longer has to be sent, or None."""
    reason = None
    if team is None or team.deleted_at is not None:
        reason = "moved"
    elif row.expires_at <= now:
        reason = "too_late"
    elif row.kind == "duty.began" and not has_notes:
        reason = "moved"
    elif row.kind in _OF_DUTIES:
        shift = row.payload["shift"]
        holder = row.payload.get("holder")
        member = UUID(holder["id"]) if holder else row.member_id
        duty = shift["slot"], shift["part"], member, shift["start"]
        if duty not in there:
            reason = "moved"
        elif row.kind == "duty.unacknowledged" and ("acknowledged", *duty[::2], duty[3]) in there:
            reason = "over"
        elif row.superseded_at is not None and row.superseded_at <= now:
            reason = "superseded"
        elif row.kind == "hand_over.noted" and not has_notes:
            reason = "over"
    elif (question := _question(row)) and question not in there:
        reason = "over"
    return Aside(row.id, row.attempts, "skipped", reason) if reason else None


def _question(row: "NoticeRow") -> tuple[object, ...] | None:
    """Return what a notice asks its member, as ``_there`` knows it; None: it only tells."""
    if row.member_id is None:
        return None
    if row.kind == "cover.asked":
        return row.about_id, row.member_id
    return (row.about_id,) if row.kind == "swap.offered" else None


def _unreachable(
    row: "NoticeRow", address: "Destination | Service | None", found: Prepared, now: datetime
) -> Aside | None:
    """Return how a notice waits or ends whose address cannot be used now, or None.

    A broken address rests; then one message tries it, while the others wait another minute.
    """
    if address is None or address.disabled_at is not None:
        return Aside(row.id, row.attempts, "dead", "the address is there no more")
    if isinstance(address, ContactRow) and address.confirmed_at is None and row.kind != "test":
        return Aside(row.id, row.attempts, "dead", "nobody has confirmed the address")
    if address.resume_at is None:
        return None
    tried = row.contact_id or row.webhook_id or row.id
    if address.resume_at <= now and tried not in found.probed:
        found.probed.add(tried)
        return None
    return Aside(row.id, row.attempts, "pending", until=max(address.resume_at, now + REST))


def _message(
    row: "NoticeRow",
    address: "Destination | Service",
    reader: MemberReader,
    payload: Json,
    now: datetime,
) -> OutgoingMessage:
    language, timezone = reader
    to, target, secrets = where(address, now)
    return OutgoingMessage(
        row.id,
        row.kind,
        to,
        target,
        payload,
        now,
        secrets,
        row.token,
        language,
        timezone,
        row.attempts,
        bool(address.failures),
        row.created_at,
        row.about_id,
    )


def where(address: "Destination | Service", now: datetime) -> tuple[str, str, tuple[str, ...]]:
    """Return the kind of an address, the address, and the secrets that sign, the newest first."""
    if isinstance(address, Service):
        return "service", address.name, ()
    if isinstance(address, WebhookRow) and address.team_id is not None:
        return "chat", address.url, ()
    if isinstance(address, WebhookRow):
        until = address.secret_before_until
        before = address.secret_before if until and until > now else None
        return "webhook", address.url, tuple(filter(None, (address.secret, before)))
    return address.kind, address.address, (address.secret,) if address.secret else ()


def _handed(
    session: Session, rows: Sequence[Any], held: Sequence[DutySpan], now: datetime
) -> dict[UUID, Json]:
    """Return, by notice, the hand-over notes for the duties that some notices are about."""
    about = [row[0] for row in rows if row[0].kind in _OF_DUTIES]
    found: dict[UUID, Json] = {}
    for team in hand_over_notes.teams_with_any(session, {each.team_id for each in about}, now):
        mine = [each for each in about if each.team_id == team]
        slots = {each.slot_id for each in mine}
        handed = hand_over_notes.handed_to(
            session, team, [each for each in held if each.slot in slots]
        )
        for each in mine:
            start = datetime.fromisoformat(each.payload["shift"]["start"])
            if notes := handed.get((each.slot_id, start)):
                found[each.id] = {
                    "hand_over_notes": [
                        messages.hand_over(one.text, one.member, one.made_at) for one in notes
                    ]
                }
    return found


def _come_on(session: Session, rows: Sequence["NoticeRow"]) -> dict[UUID, Json]:
    """Return, by notice of a hand-over, who is on duty from then on; none where nobody comes on."""
    found: dict[UUID, Json] = {}
    for row in rows:
        if row.kind == "duty.began":
            at = datetime.fromisoformat(row.payload["at"])
            on = duties.between(session, row.team_id, Span(at, at + timedelta(minutes=1)))
            if any(each.start == at for each in on):
                people = [
                    {**messages.shift(each), "member": messages.person(each.member)} for each in on
                ]
                found[row.id] = {"on_duty": people}
    return found


def _names(
    session: Session, payload: Json, member: "MemberRow | None", team: "TeamRow"
) -> Mapping[UUID, str]:
    known = {member.id: member.name} if member else {}
    if messages.people(payload) <= known.keys():
        return known
    return members.names(session, team.id)

"""Messages on their way out: what is still to be sent of claimed notices, read anew."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any
from uuid import UUID

from sqlalchemy.orm import Session

from rotation.notices import messages
from rotation.notices.store import outbox
from rotation.rota import answers, duties, swaps
from rotation.team import members
from rotation.words import LANGUAGES

if TYPE_CHECKING:
    from rotation.notices.store.destinations import Destination
    from rotation.notices.tables import ContactRow, NoticeRow, WebhookRow
    from rotation.team.tables import MemberRow, TeamRow

REST = timedelta(minutes=1)
"""How long nothing is sent to an address that has failed often."""


@dataclass(frozen=True)
class Message:
    """A notice on its way: where to, what it says to programs, in which words to people.

    ``id`` is the same at every attempt; ``at`` is the time of this one by the database's clock.
    ``secrets`` sign a webhook; ``token`` opens a link for the reader, ``language`` and
    ``timezone`` are theirs.
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
    """What becomes of claimed notices: sent, or set aside; ``probed``: broken addresses tried."""

    messages: list[Message] = field(default_factory=list)
    aside: list[Aside] = field(default_factory=list)
    probed: set[UUID] = field(default_factory=set)


def prepared(session: Session, ids: Collection[UUID], now: datetime) -> Prepared:
    """Return what is still to be sent of some claimed notices, and what is not; writes nothing.

    Not sent is what came too late, what is about a duty that moved or a question that is no longer
    asked, and what a later reminder of the same shift makes needless; what goes to a broken address
    waits.
    """
    rows = outbox.on_the_way(session, ids)
    there = _there(session, [row[0] for row in rows])
    found = Prepared()
    for notice, contact, webhook, member, team in rows:
        service = Service(notice.service) if notice.service else None
        address: Any = contact or webhook or service  # Any: one of five entities of the row
        aside = _aside(notice, team, there, now) or _unreachable(notice, address, found, now)
        if aside:
            found.aside.append(aside)
        else:
            names = _names(session, notice, member)
            found.messages.append(_message(notice, address, _reader(member, team), names, now))
    return found


def _there(session: Session, rows: "Sequence[NoticeRow]") -> set[tuple[object, ...]]:
    """Return what still holds of what some notices are about: duties, offers and questions."""
    held = {row.slot_id for row in rows if row.kind == "shift.reminder" and row.slot_id}
    offers = {row.about_id for row in rows if row.kind == "swap.offered" and row.about_id}
    asks = {row.about_id for row in rows if row.kind == "cover.asked" and row.about_id}
    there: set[tuple[object, ...]] = set()
    if held:
        found = duties.of_slots(session, held)
        there |= {(str(e.slot), e.name, e.member, e.start.isoformat()) for e in found}
    if offers:
        there |= {(each,) for each in swaps.open_among(session, offers)}
    if asks:
        there |= set(answers.unanswered(session, asks))
    return there


def _aside(
    row: "NoticeRow", team: "TeamRow | None", there: Collection[tuple[object, ...]], now: datetime
) -> Aside | None:
    """Return how a notice ends that no longer has to be sent, or None."""
    reason = None
    if team is None or team.deleted_at is not None:
        reason = "moved"
    elif row.expires_at <= now:
        reason = "too_late"
    elif row.kind == "shift.reminder":
        shift = row.payload["shift"]
        if (shift["slot"], shift["part"], row.member_id, shift["start"]) not in there:
            reason = "moved"
        elif row.superseded_at is not None and row.superseded_at <= now:
            reason = "superseded"
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
    reader: tuple[str, str],
    names: Mapping[UUID, str],
    now: datetime,
) -> Message:
    language, timezone = reader
    to, target, secrets = where(address, now)
    return Message(
        row.id, row.kind, to, target, messages.with_names(row.payload, names), now, secrets,
        row.token, language, timezone, row.attempts, bool(address.failures),
    )  # fmt: skip


def where(address: "Destination | Service", now: datetime) -> tuple[str, str, tuple[str, ...]]:
    """Return the kind of an address, the address, and the secrets that sign, the newest first."""
    if isinstance(address, Service):
        return "service", address.name, ()
    if hasattr(address, "url"):
        webhook: WebhookRow = address  # type: ignore[assignment]  # contacts have no url
        until = webhook.secret_before_until
        before = webhook.secret_before if until and until > now else None
        return "webhook", webhook.url, tuple(filter(None, (webhook.secret, before)))
    contact: ContactRow = address
    return contact.kind, contact.address, (contact.secret,) if contact.secret else ()


def _names(session: Session, row: "NoticeRow", member: "MemberRow | None") -> Mapping[UUID, str]:
    known = {member.id: member.name} if member else {}
    if messages.people(row.payload) <= known.keys():
        return known
    return members.names(session, row.team_id)


def _reader(member: "MemberRow | None", team: "TeamRow") -> tuple[str, str]:
    """Return the language and the zone of whoever reads a notice."""
    own, zone = (tuple(member.languages[:1]), member.timezone) if member else ((), None)
    spoken = (*own, *team.languages)
    return next((each for each in spoken if each in LANGUAGES), "en"), zone or team.timezone

"""Imported busy calendars: a member's own calendar, sent once or fetched again and again."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, Literal
from urllib.parse import SplitResult, urlsplit, urlunsplit
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from rotation.account.facts import Action, Changed
from rotation.availability import store
from rotation.availability.busy import BusyTime
from rotation.availability.calendar_notes import Notes
from rotation.availability.facts import AvailabilityChanged
from rotation.database import note
from rotation.errors import Impossible, NotFound
from rotation.team import members, teams
from rotation.timespan import Span, zone
from rotation.words import Sentence

if TYPE_CHECKING:
    from rotation.availability.store import BusyCalendarRow

State = Literal["none", "not_read", "read", "failed"]
EVERY = timedelta(hours=1)
"""How often a calendar is fetched."""
_LONGEST_URL = 2_000


@dataclass(frozen=True)
class BusyCalendar:
    """A member's busy calendar and how reading it went; ``url`` None: it was sent.

    After an error the busy time read before stands, and so do the notes of reading it.
    """

    state: State
    id: UUID | None = None
    url: str | None = None
    read_at: datetime | None = None
    error: Sentence | None = None
    busy: int = 0
    notes: Notes = field(default_factory=Notes)


@dataclass(frozen=True)
class Source:
    """The address a calendar is fetched from, and the zone in which it is read."""

    calendar: UUID
    url: str
    in_zone: ZoneInfo


def of_member(session: Session, member_id: UUID, now: datetime) -> BusyCalendar:
    """Return the busy calendar of a member; its state is ``none`` while there is none."""
    members.member_exists(session, member_id)
    row = store.calendar(session, member_id)
    if row is None:
        return BusyCalendar("none")
    return _calendar(row, store.coming_busy(session, member_id, now))


def zone_of(session: Session, member_id: UUID) -> ZoneInfo:
    """Return the zone in which days and times without a zone of a member's calendar are meant."""
    member = members.find(session, member_id)
    return zone(member.timezone or teams.of_id(session, member.team_id).timezone)


def put(session: Session, member_id: UUID, given: str | BusyTime, now: datetime) -> None:
    """Let a member's busy calendar be the one at an address, or what was read out of one sent.

    One at an address is due to be fetched at once.
    """
    member = members.find(session, member_id)
    before = store.calendar(session, member_id)
    told, url = _audited(before), given if isinstance(given, str) else None
    is_same = url is not None and before is not None and before.url == url
    if not is_same:
        spans = () if isinstance(given, str) else given.spans
        _replace(session, member.team_id, member_id, spans)
    notes = before.notes if before and is_same else None
    if not isinstance(given, str):
        notes = given.notes.to_json()
    values: dict[str, object] = {"url": url, "error": None, "notes": notes}
    values |= {"read_at": None, "due_at": now} if url else {"read_at": now, "due_at": None}
    row = store.put_calendar(session, member.team_id, member_id, values)
    _noted(session, row, told)


def delete(session: Session, member_id: UUID) -> None:
    """Forget a member's busy calendar and its busy time; NotFound when there is none."""
    members.member_exists(session, member_id)
    row = store.calendar(session, member_id)
    if row is None:
        raise NotFound("This member has no busy calendar.")
    store.remove_calendar(session, row)
    changed = Changed(
        "deleted", "busy calendar", row.id, _audited(row), None, row.team_id, member_id
    )
    note(session, changed)
    note(session, AvailabilityChanged(row.team_id, member_id))


def due(session: Session, now: datetime, most: int) -> list[tuple[UUID, UUID]]:
    """Take up to ``most`` calendars that are due to be fetched; return their (organisation, id).

    The session writes and stands at the door ``busy_calendar``. They are due again after EVERY,
    so that nobody else takes them now and a fetch that dies is made up for.
    """
    return store.claim_due(session, now, now + EVERY, most)


def source(session: Session, calendar_id: UUID) -> Source:
    """Return where a calendar is fetched from; NotFound when it was deleted or sent meanwhile."""
    row = store.calendar_of_id(session, calendar_id)
    if row.url is None:
        raise NotFound("This calendar is not fetched.")
    return Source(calendar_id, row.url, zone_of(session, row.member_id))


def take(session: Session, fetched: Source, found: BusyTime | Sentence, now: datetime) -> None:
    """Keep what fetching a calendar brought: its busy time, or why there is none.

    Nothing is kept of an address that is no longer the calendar's. The trail is told only of
    what is other than before.
    """
    row = store.calendar_of_id(session, fetched.calendar)
    if row.url != fetched.url:
        return
    told, changed = _audited(row), False
    if isinstance(found, Sentence):
        store.change_calendar(session, row, {"error": _kept(found)})
    else:
        values = {"read_at": now, "error": None, "notes": found.notes.to_json()}
        store.change_calendar(session, row, values)
        changed = _replace(session, row.team_id, row.member_id, found.spans)
    if changed or told != _audited(row):
        _noted(session, row, told)


def checked_url(text: str) -> str:
    """Return an address a calendar can be fetched from, ``webcal`` as ``https``; or Impossible."""
    try:
        parts = urlsplit(text.strip())
        port = parts.port
    except ValueError:
        parts, port = SplitResult("", "", "", "", ""), None
    scheme = "https" if parts.scheme in {"webcal", "webcals"} else parts.scheme
    wanted = scheme in {"http", "https"} and parts.hostname and "@" not in parts.netloc
    if not wanted or port == 0 or len(text) > _LONGEST_URL or not text.strip().isprintable():
        raise Impossible("This is not the address of a calendar.", field="/url")
    return urlunsplit(parts._replace(scheme=scheme, fragment=""))


def masked(url: str | None) -> str | None:
    """Return an address without what may be secret in it: everything behind the host."""
    return url and f"{urlsplit(url).scheme}://{urlsplit(url).hostname}/…"


def _replace(session: Session, team_id: UUID, member_id: UUID, spans: tuple[Span, ...]) -> bool:
    """Keep these busy spans; tell whether they are other than before."""
    if store.busy(session, member_id) == list(spans):
        return False
    store.put_busy(session, team_id, member_id, spans)
    note(session, AvailabilityChanged(team_id, member_id))
    return True


def _calendar(row: "BusyCalendarRow", count: int) -> BusyCalendar:
    error = Sentence(**row.error) if row.error else None
    state: State = "failed" if error else "read" if row.read_at else "not_read"
    notes = Notes.of_json(row.notes) if row.notes else Notes()
    return BusyCalendar(state, row.id, row.url, row.read_at, error, count, notes)


def _kept(error: Sentence) -> Mapping[str, Any]:
    plain = {
        name: value if isinstance(value, int | float) else str(value)
        for name, value in error.values.items()
    }
    return {"template": error.template, "values": plain}


def _audited(row: "BusyCalendarRow | None") -> dict[str, object] | None:
    # The address of a private calendar is a secret: the trail has its host only.
    if row is None:
        return None
    return {
        "address": masked(row.url),
        "error": row.error["template"] if row.error else None,
        "left_out": row.notes["left_out_count"] if row.notes else 0,
    }


def _noted(session: Session, row: "BusyCalendarRow", before: dict[str, object] | None) -> None:
    action: Action = "changed" if before else "created"
    told = before, _audited(row)
    note(session, Changed(action, "busy calendar", row.id, *told, row.team_id, row.member_id))

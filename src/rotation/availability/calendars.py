"""Imported busy calendars: a member's own calendar, sent once or fetched again and again."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, Literal
from urllib.parse import SplitResult, urlsplit, urlunsplit
from uuid import UUID

from sqlalchemy.orm import Session

from rotation.account.facts import Action, Changed
from rotation.availability import busy, store
from rotation.availability.facts import AvailabilityChanged
from rotation.database import note
from rotation.errors import Impossible, NotFound, RotationError
from rotation.team import members, teams
from rotation.timespan import Span, zone
from rotation.words import Sentence, say

if TYPE_CHECKING:
    from rotation.availability.tables import BusyCalendarRow

State = Literal["none", "not_read", "read", "failed"]
EVERY = timedelta(hours=1)
"""How often a calendar is fetched."""
_AT_ONCE = 20
_LONGEST_URL = 2_000


@dataclass(frozen=True)
class Calendar:
    """A member's busy calendar and how reading it went; ``url`` None: it was sent.

    After an error the busy time read before stands.
    """

    state: State
    id: UUID | None = None
    url: str | None = None
    read_at: datetime | None = None
    error: Sentence | None = None
    busy: int = 0


def of_member(session: Session, member_id: UUID, now: datetime) -> Calendar:
    """Return the busy calendar of a member; its state is ``none`` while there is none."""
    members.member_exists(session, member_id)
    row = store.calendar(session, member_id)
    if row is None:
        return Calendar("none")
    return _calendar(row, store.coming_busy(session, member_id, now))


def put_url(session: Session, member_id: UUID, url: str, now: datetime) -> None:
    """Let a member's busy calendar be the one at an address; it is due to be fetched at once."""
    member = members.find(session, member_id)
    before = store.calendar(session, member_id)
    told = _told(before)
    if before is None or before.url != url:
        _replace(session, member.team_id, member_id, ())
    values = {"url": url, "read_at": None, "error": None, "due_at": now}
    row = store.put_calendar(session, member.team_id, member_id, values)
    _noted(session, row, told)


def put_content(session: Session, member_id: UUID, content: bytes, now: datetime) -> None:
    """Let a member's busy time be that of an iCalendar file; nothing changes if it cannot be."""
    member = members.find(session, member_id)
    spans = busy.read(content, zone(member.timezone or _team_zone(session, member.team_id)), now)
    told = _told(store.calendar(session, member_id))
    values = {"url": None, "read_at": now, "error": None, "due_at": None}
    row = store.put_calendar(session, member.team_id, member_id, values)
    _replace(session, member.team_id, member_id, spans)
    _noted(session, row, told)


def delete(session: Session, member_id: UUID) -> None:
    """Forget a member's busy calendar and its busy time; NotFound when there is none."""
    members.member_exists(session, member_id)
    row = store.calendar(session, member_id)
    if row is None:
        raise NotFound("This member has no busy calendar.")
    store.remove_calendar(session, row)
    changed = Changed("deleted", "busy calendar", row.id, _told(row), None, row.team_id, member_id)
    note(session, changed)
    note(session, AvailabilityChanged(row.team_id, member_id))


def due(session: Session, now: datetime) -> list[tuple[UUID, UUID]]:
    """Take some calendars that are due to be fetched; return their (organisation, id).

    The session writes and stands at the door ``busy_calendar``. They are due again after EVERY,
    so that nobody else takes them now and a fetch that dies is made up for.
    """
    return store.claim_due(session, now, now + EVERY, _AT_ONCE)


def address(session: Session, calendar_id: UUID) -> str | None:
    """Return where a calendar is fetched from; None for one that was sent meanwhile."""
    return store.calendar_of_id(session, calendar_id).url


def take(
    session: Session, calendar_id: UUID, content: bytes | None, error: str | None, now: datetime
) -> None:
    """Keep what fetching a calendar brought: its bytes, or why there are none.

    What cannot be read is an error, too. The trail is told only of what is other than before.
    """
    row = store.calendar_of_id(session, calendar_id)
    told, failed = _told(row), say(error or "The calendar could not be fetched.")
    if content is not None:
        member = members.find(session, row.member_id)
        in_zone = zone(member.timezone or _team_zone(session, row.team_id))
        try:
            spans = busy.read(content, in_zone, now)
        except RotationError as wrong:
            failed = wrong.detail
        else:
            store.change_calendar(session, row, {"read_at": now, "error": None})
            changed = _replace(session, row.team_id, row.member_id, spans)
            if changed or told != _told(row):
                _noted(session, row, told)
            return
    store.change_calendar(session, row, {"error": _kept(failed)})
    if told != _told(row):
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
        raise Impossible("This is no address of a calendar.", field="/url")
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


def _team_zone(session: Session, team_id: UUID) -> str:
    return teams.of_id(session, team_id).timezone


def _calendar(row: "BusyCalendarRow", count: int) -> Calendar:
    error = Sentence(**row.error) if row.error else None
    state: State = "failed" if error else "read" if row.read_at else "not_read"
    return Calendar(state, row.id, row.url, row.read_at, error, count)


def _kept(error: Sentence) -> Mapping[str, Any]:
    plain = {name: value if isinstance(value, int | float) else str(value)
             for name, value in error.values.items()}  # fmt: skip
    return {"template": error.template, "values": plain}


def _told(row: "BusyCalendarRow | None") -> dict[str, object] | None:
    # The address of a private calendar is a secret: the trail has its host only.
    if row is None:
        return None
    return {"address": masked(row.url), "error": row.error["template"] if row.error else None}


def _noted(session: Session, row: "BusyCalendarRow", before: dict[str, object] | None) -> None:
    action: Action = "changed" if before else "created"
    told = before, _told(row)
    note(session, Changed(action, "busy calendar", row.id, *told, row.team_id, row.member_id))

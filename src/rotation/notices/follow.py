"""Follows facts: what happened in a unit of work is told in the same transaction."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy.orm import Session

from rotation.database import Fact
from rotation.notices import messages, writing
from rotation.notices.facts import RemindersChanged
from rotation.notices.messages import Move
from rotation.notices.store import destinations, outbox
from rotation.rota import duties, slots, versions
from rotation.rota.facts import DutyMoved, Published
from rotation.rota.slots import Slot
from rotation.team import teams
from rotation.team.facts import MemberChanged, MemberLeft, TeamRenamed
from rotation.timespan import Span

AHEAD = timedelta(days=400)
"""How far ahead reminders are written."""
_MOST_TEAMS = 1_000


def follow(session: Session, noted: Sequence[Fact], now: datetime) -> None:
    """Write what has to be told, and withdraw what no longer holds."""
    moved: dict[UUID, list[DutyMoved]] = {}
    anew: dict[tuple[UUID, UUID | None], None] = {}
    for fact in noted:
        match fact:
            case DutyMoved():
                moved.setdefault(fact.team, []).append(fact)
            case RemindersChanged(team=None):
                every = teams.listed(session, None, _MOST_TEAMS)
                anew |= {(each.id, None): None for each in every}
            case RemindersChanged() | MemberChanged():
                assert fact.team
                anew[fact.team, fact.member] = None
            case TeamRenamed():
                anew[fact.team, None] = None
            case MemberLeft():
                destinations.forget(session, fact.member)
                outbox.forget(session, fact.member)
    for team, facts in moved.items():
        _moved(session, team, facts, now)
    for team, member in anew:
        _remind_anew(session, team, member, now)
    for fact in noted:
        if isinstance(fact, Published):
            _published(session, fact, now)


def _moved(session: Session, team: UUID, facts: Sequence[DutyMoved], now: datetime) -> None:
    to = writing.reach(session, team)
    moves = [Move(each.before, each.after) for each in facts]
    both = (each for move in moves for each in (move.before, move.after) if each)
    touched = {each.slot for each in both}
    outbox.withdraw(session, team, now, slots=touched)
    # Of a slot that several share, the parts that did not move are reminded of as before.
    writing.remind(session, to, duties.of_slots(session, touched), now)
    writing.tell_changes(session, to, moves, facts[-1].reason, now)


def _remind_anew(session: Session, team: UUID, member: UUID | None, now: datetime) -> None:
    outbox.withdraw(session, team, now, member=member)
    spans = duties.between(session, team, Span(now, now + AHEAD), member)
    writing.remind(session, writing.reach(session, team), spans, now)


def _published(session: Session, fact: Published, now: datetime) -> None:
    to = writing.reach(session, fact.team)
    about = {"team": to.known.about(), "week": fact.week}
    told = {**about, "version": fact.version, "reason": fact.reason}
    key = f"published:{fact.team}:{fact.week}:{fact.version}"
    writing.tell(session, to, "rota.published", key, told, now)
    if not to.subscribed("gap.opened"):
        return
    known = {each.id for each in _open(session, fact, fact.version - 1)}
    for slot in _open(session, fact, fact.version):
        if slot.id not in known and slot.end > now:
            gap = {**about, "shift": _gap(slot)}
            writing.tell(session, to, "gap.opened", f"gap:{slot.id}:{fact.version}", gap, now)


def _open(session: Session, fact: Published, version: int) -> Iterable[Slot]:
    if version < 1:
        return []
    found = versions.shifts_of(session, fact.team, fact.week, version)
    return [each for each in slots.all_slots(found) if each.required and not each.member]


def _gap(slot: Slot) -> messages.Json:
    return {
        "slot": str(slot.id),
        "pattern": slot.pattern,
        "start": slot.start.isoformat(),
        "end": slot.end.isoformat(),
        "timezone": slot.timezone,
    }

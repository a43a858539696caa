"""Follows facts: what happened in a unit of work is told in the same transaction."""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from functools import cache
from uuid import UUID

from sqlalchemy.orm import Session

from rotation.account.facts import Changed
from rotation.chat.facts import GroupOutOfStep
from rotation.database import Fact
from rotation.notices import (
    chat_groups,
    cover,
    escalation,
    gaps,
    leave,
    notes,
    opening,
    planned,
    summaries,
    swaps,
    writing,
)
from rotation.notices.facts import RemindersChanged, SummaryChanged
from rotation.notices.messages import Move
from rotation.notices.store import destinations, outbox
from rotation.notices.writing import AddressBook
from rotation.rota.facts import (
    CoverAsked,
    CoverChanged,
    DutyAcknowledged,
    DutyMoved,
    HandOverNoted,
    PlannedAhead,
    Published,
    SwapChanged,
)
from rotation.rota.live import acknowledgements, hand_over_notes
from rotation.rota.on_duty import duties
from rotation.team import teams
from rotation.team.facts import MemberChanged, MemberLeft, TeamRenamed
from rotation.timespan import Span

AHEAD = timedelta(days=400)
"""How far ahead reminders are written."""
_MOST_TEAMS = 1_000
Of = Callable[[UUID], AddressBook]


def follow(session: Session, noted: Sequence[Fact], now: datetime) -> None:
    """Write the notices that facts ask for, and withdraw those that no longer hold."""
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
                hand_over_notes.forget_of(session, fact.member)
                acknowledgements.forget_of(session, fact.member)
    # From here on nobody's addresses change: each team is read once.
    of = cache(lambda team: writing.reach(session, team))
    for team, facts in moved.items():
        _moved(session, of(team), facts, now)
    for team, member in anew:
        _remind_anew(session, of(team), member, now)
    _tell(session, of, noted, now)


def _moved(session: Session, to: AddressBook, facts: Sequence[DutyMoved], now: datetime) -> None:
    moves = [Move(each.before, each.after) for each in facts]
    both = (each for move in moves for each in (move.before, move.after) if each)
    touched = {each.slot for each in both}
    outbox.withdraw(session, to.known.team, now, slots=touched)
    # Of a slot that several share, the parts that did not move are reminded of as before.
    standing = duties.of_slots(session, touched)
    writing.remind(session, to, standing, now)
    escalation.remind(session, to, standing, now)
    writing.tell_changes(session, to, moves, facts[-1].reason, now)


def _remind_anew(session: Session, to: AddressBook, member: UUID | None, now: datetime) -> None:
    outbox.withdraw(session, to.known.team, now, member=member)
    spans = duties.between(session, to.known.team, Span(now, now + AHEAD), member)
    writing.remind(session, to, spans, now)
    if member and to.rules.escalation:
        # Whoever has become a lead is a step of everybody's ladder.
        spans = duties.between(session, to.known.team, Span(now, now + AHEAD))
    escalation.remind(session, to, spans, now)


def _tell(session: Session, of: Of, noted: Sequence[Fact], now: datetime) -> None:
    """Tell those concerned of what is no change of duties."""
    asked: dict[UUID, list[CoverAsked]] = {}
    for fact in noted:
        match fact:
            case SummaryChanged() | TeamRenamed():
                anew = isinstance(fact, SummaryChanged)
                summaries.schedule(session, fact.team, now, anew=anew)
            case Published():
                _published(session, of(fact.team), fact, now)
            case PlannedAhead():
                planned.ahead(session, of(fact.team), fact, now)
            case SwapChanged():
                swaps.changed(session, of(fact.team), fact, now)
            case CoverChanged():
                cover.changed(session, of(fact.team), fact, now)
            case CoverAsked():
                asked.setdefault(fact.cover, []).append(fact)
            case DutyAcknowledged():
                escalation.end(session, of(fact.team), fact, now)
            case HandOverNoted():
                notes.left(session, of(fact.team), fact, now)
            case GroupOutOfStep():
                chat_groups.failed(session, of(fact.team), fact, now)
            case Changed(entity="cover_ask"):
                cover.answered(session, fact, now)
            case Changed(entity="absence", team=UUID() as team):
                leave.changed(session, of(team), fact, now)
            case Changed(team=UUID() as team) if opening.concerns(fact):
                opening.changed(session, of(team), fact, now)
    for facts in asked.values():
        cover.tell_invited(session, of(facts[0].team), facts, now)
    gaps.follow(session, of, noted, now)


def _published(session: Session, to: AddressBook, fact: Published, now: datetime) -> None:
    about = {"team": to.known.about(), "week": fact.week}
    told = {**about, "version": fact.version, "reason": fact.reason}
    key = f"published:{fact.team}:{fact.week}:{fact.version}"
    writing.tell(session, to, "rota.published", key, told, now)

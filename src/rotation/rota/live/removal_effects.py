"""The places a published rota loses when a member, a contract, a day or a pattern goes.

Who is erased, or whose contract ends, leaves open places; a closed day and a deleted shift pattern
leave cancelled ones, which nobody is sought for. Those concerned hear of it as of any change.
"""

from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from rotation.account.access import Actor
from rotation.account.facts import Changed
from rotation.database import Fact
from rotation.demand import shift_patterns
from rotation.errors import BreaksRules, Conflict
from rotation.rota.live import absence_effects, cover, overrides, swaps
from rotation.rota.live.absence_effects import AbsenceEffect, Hit
from rotation.rota.live.overrides import OverrideRequest
from rotation.rota.on_duty import duties
from rotation.rota.ports import Answer, UnitOfWork
from rotation.rota.shifts import Slot, all_slots
from rotation.rota.store import duties as store
from rotation.rota.timeline import DutySpan
from rotation.rota.versions import published_versions
from rotation.team import members, teams
from rotation.team.facts import MemberLeft
from rotation.team.teams import Team
from rotation.timespan import DAY, Span, start_of_day

_AHEAD = timedelta(days=3 * 366)
"""How far ahead a rota may be published."""


@dataclass(frozen=True)
class NewContractDates:
    """The first and the last date of a member's contract; None: open."""

    member: UUID
    starts_on: date | None = None
    ends_on: date | None = None


def open_or_cancel_places(session: Session, noted: Sequence[Fact], now: datetime) -> None:
    """Open or cancel the published places that go with what was erased, ended, closed, deleted."""
    for fact in noted:
        match fact:
            case MemberLeft():
                team = teams.of_id(session, fact.team)
                hit = _of_member(session, team, fact.member, _to_come(now), now)
                absence_effects.open_places(session, team, hit, fact.member, now)
            case Changed(entity="member", action="changed", team=UUID()):
                if _contract(fact, fact.before) != _contract(fact, fact.after):
                    _follow_contract(session, fact, now)
            case Changed(entity="closure", team=UUID()):
                _follow_closure(session, fact, now)
            case Changed(entity="shift_pattern", action="deleted", team=UUID() as team_id):
                team = teams.of_id(session, team_id)
                _cancel(session, team, _of_pattern(session, team, fact.id, now), fact.id, now)


def erasure_effect(
    work: UnitOfWork, actor: Actor, member_id: UUID, answer: Answer, now: datetime
) -> AbsenceEffect:
    """Return which published places an erasure of a member would open."""

    def lost(session: Session) -> tuple[Team, list[DutySpan]]:
        team = teams.of_id(session, members.find(session, member_id).team_id)
        return team, _of_member(session, team, member_id, _to_come(now), now)

    return absence_effects.effect_of(work, actor, lost, answer, now)


def contract_effect(
    work: UnitOfWork, actor: Actor, contract: NewContractDates, answer: Answer, now: datetime
) -> AbsenceEffect:
    """Return which published places lie outside a contract with these first and last dates."""

    def lost(session: Session) -> tuple[Team, list[DutySpan]]:
        team = teams.of_id(session, members.find(session, contract.member).team_id)
        return team, _outside(session, team, contract, now)

    return absence_effects.effect_of(work, actor, lost, answer, now)


def closure_effect(
    work: UnitOfWork, actor: Actor, slug: str, day: date, answer: Answer, now: datetime
) -> AbsenceEffect:
    """Return which published places closing a day (of a team, by slug or id) would cancel."""

    def lost(session: Session) -> tuple[Team, list[DutySpan]]:
        team = teams.find(session, slug)
        return team, _on_duty_in(session, _of_day(session, team, day, now), now)

    return _cancelled(absence_effects.effect_of(work, actor, lost, answer, now))


def pattern_effect(
    work: UnitOfWork, actor: Actor, slug: str, pattern: UUID, answer: Answer, now: datetime
) -> AbsenceEffect:
    """Return which published places deleting a shift pattern (of a team) would cancel."""

    def lost(session: Session) -> tuple[Team, list[DutySpan]]:
        team = teams.find(session, slug)
        known = shift_patterns.find(session, team.id, pattern).id
        return team, _on_duty_in(session, _of_pattern(session, team, known, now), now)

    return _cancelled(absence_effects.effect_of(work, actor, lost, answer, now))


def _to_come(now: datetime) -> Span:
    return Span(now, now + _AHEAD)


def _of_member(
    session: Session, team: Team, member: UUID, during: Span, now: datetime
) -> list[DutySpan]:
    return absence_effects.duties_within(session, team.id, member, during, now)


def _contract(fact: Changed, told: Mapping[str, Any] | None) -> NewContractDates:
    first, last = (
        date.fromisoformat(each) if isinstance(each, str) else each
        for each in ((told or {}).get("starts_on"), (told or {}).get("ends_on"))
    )
    return NewContractDates(fact.id, first, last)


def _outside(
    session: Session, team: Team, contract: NewContractDates, now: datetime
) -> list[DutySpan]:
    """Return the parts of a member's duties to come before the first and after the last date."""
    first, last = contract.starts_on, contract.ends_on
    away = []
    if first and (begins := start_of_day(first, team.zone)) > now:
        away.append(Span(now, begins))
    if last:
        ended = max(now, start_of_day(last + DAY, team.zone))
        away.append(Span(ended, ended + _AHEAD))
    return [each for span in away for each in _of_member(session, team, contract.member, span, now)]


def _follow_contract(session: Session, fact: Changed, now: datetime) -> None:
    assert fact.team
    team = teams.of_id(session, fact.team)
    contract = _contract(fact, fact.after)
    first, last = contract.starts_on, contract.ends_on
    for opened in store.overrides_of_cause(session, fact.id, now):
        _, made = overrides.find(session, opened)
        begins = start_of_day(first, team.zone) if first else made.start
        ends = start_of_day(last + DAY, team.zone) if last else made.end
        if begins <= made.start and made.end <= ends:
            # A place that the member cannot take back stays open.
            with suppress(BreaksRules, Conflict):
                overrides.give_back(session, opened, now)
    hit = _outside(session, team, contract, now)
    absence_effects.open_places(session, team, hit, fact.id, now)


def _follow_closure(session: Session, fact: Changed, now: datetime) -> None:
    assert fact.team
    team = teams.of_id(session, fact.team)
    if fact.action == "deleted":
        for cancelled in store.overrides_of_cause(session, fact.id, now):
            with suppress(BreaksRules, Conflict):
                overrides.give_back(session, cancelled, now)
    elif fact.action == "created" and fact.after:
        day = fact.after["day"]
        on = date.fromisoformat(day) if isinstance(day, str) else day
        _cancel(session, team, _of_day(session, team, on, now), fact.id, now)


def _of_day(session: Session, team: Team, day: date, now: datetime) -> list[Slot]:
    begins = start_of_day(day, team.zone)
    found = published_versions.published(session, team.id, Span(begins, begins + 2 * DAY))
    return [each for each in found if each.day == day and each.end > now]


def _of_pattern(session: Session, team: Team, pattern: UUID, now: datetime) -> list[Slot]:
    found = published_versions.latest(session, team.id, _to_come(now))
    return [
        slot
        for shifts in found.values()
        for slot in all_slots(shifts)
        if slot.pattern_id == pattern and slot.start > now
    ]


def _cancel(
    session: Session, team: Team, found: Iterable[Slot], cause: UUID, now: datetime
) -> None:
    slots = list(found)
    for each in slots:
        overrides.create(session, team, OverrideRequest(None, slot=each.id, cause=cause), now)
    cancelled = {each.id for each in slots}
    cover.call_off(session, team.id, cancelled, now)
    swaps.call_off(session, cancelled, now)


def _on_duty_in(session: Session, slots: Sequence[Slot], now: datetime) -> list[DutySpan]:
    return [
        replace(each, start=max(each.start, now))
        for each in duties.of_slots(session, [each.id for each in slots])
        if each.end > now
    ]


def _cancelled(effect: AbsenceEffect) -> AbsenceEffect:
    hits = tuple(Hit(each.duty, each.people, 0, cancelled=True) for each in effect.hits)
    return replace(effect, hits=hits)

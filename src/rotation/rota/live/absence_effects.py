"""The effects of leave on a published rota: places are opened, and given back with it."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from rotation.account.access import Actor
from rotation.account.facts import Changed
from rotation.availability import absences
from rotation.availability.absences import Absence
from rotation.database import Fact
from rotation.demand.staffing import build_question
from rotation.errors import Unreachable
from rotation.json_value import Json
from rotation.rota.live import overrides
from rotation.rota.live.overrides import OverrideRequest
from rotation.rota.on_duty import duties
from rotation.rota.ports import Answer, UnitOfWork
from rotation.rota.store import duties as store
from rotation.rota.timeline import DutySpan
from rotation.rota.versions import published_versions
from rotation.team import members, teams
from rotation.team.teams import Team
from rotation.timespan import Span, Week

LostDuties = Callable[[Session], tuple[Team, list[DutySpan]]]
"""Returns a team, and the duties of its published rota that would go."""


@dataclass(frozen=True)
class Hit:
    """A place that an absence would open: from when to when, how many there are then and should.

    ``cancelled``: nobody is to be there any more.
    """

    duty: DutySpan
    people: int
    required: int
    cancelled: bool = False


@dataclass(frozen=True)
class RepliesEffect:
    """The predicted replies of a week, as it is and with the places open; None: nobody can say."""

    week: str
    before: Mapping[str, Any] | None
    after: Mapping[str, Any] | None


@dataclass(frozen=True)
class AbsenceEffect:
    """The effect of an absence on the published rota."""

    hits: tuple[Hit, ...]
    replies: tuple[RepliesEffect, ...]


def open_or_restore_places(session: Session, noted: Sequence[Fact], now: datetime) -> None:
    """Open the places that an approved absence hits; give back those of one that is deleted."""
    for fact in noted:
        if isinstance(fact, Changed) and fact.entity == "absence":
            was, holds = _is_approved(fact.before), _is_approved(fact.after)
            if holds and not was:
                _open(session, fact, now)
            elif was and not holds:
                _give_back(session, fact, now)


def absence_effect(
    work: UnitOfWork, actor: Actor, absence: Absence, answer: Answer, now: datetime
) -> AbsenceEffect:
    """Return which published places an absence would open, and what that does to the replies."""

    def lost(session: Session) -> tuple[Team, list[DutySpan]]:
        team = teams.of_id(session, members.find(session, absence.member_id).team_id)
        found = duties_within(session, team.id, absence.member_id, absence.span, now)
        return team, found

    return effect_of(work, actor, lost, answer, now)


def effect_of(
    work: UnitOfWork, actor: Actor, lost: LostDuties, answer: Answer, now: datetime
) -> AbsenceEffect:
    """Return what it does to a published rota when some duties go.

    The replies are asked for when all has been read: no session is open meanwhile.
    """
    with work.reading(actor) as session:
        team, hit = lost(session)
        hits = tuple(_as_hit(session, team, each) for each in hit)
        questions = {
            week: _questions(session, team, Week.parse(week), hit, now)
            for week in sorted({each.week for each in hit})
        }
    return AbsenceEffect(
        hits, tuple(_replies(week, asked, answer) for week, asked in questions.items())
    )


def _is_approved(told: Mapping[str, Any] | None) -> bool:
    return told is not None and told.get("state") == "approved"


def _open(session: Session, fact: Changed, now: datetime) -> None:
    assert fact.team
    assert fact.subject
    assert fact.after
    team = teams.of_id(session, fact.team)
    away = Span(fact.after["start"], fact.after["end"])
    hit = duties_within(session, team.id, fact.subject, away, now)
    open_places(session, team, hit, fact.id, now)


def open_places(
    session: Session, team: Team, hit: Sequence[DutySpan], cause: UUID, now: datetime
) -> None:
    """Open the places of some duties; ``cause`` is what they are opened for."""
    # A duty of its own, by an override alone, has no place to be opened.
    for override in sorted(
        {each.override for each in hit if not each.pattern_id and each.override}
    ):
        overrides.call_off(session, override, now)
    for each in hit:
        if each.pattern_id is None:
            continue
        wanted = OverrideRequest(None, each.span, each.slot, instead_of=each.holder, cause=cause)
        overrides.create(session, team, wanted, now)


def _give_back(session: Session, fact: Changed, now: datetime) -> None:
    """End what an absence has opened; what another one of the member needs open stays so."""
    assert fact.team
    assert fact.subject
    team = teams.of_id(session, fact.team)
    for opened in store.overrides_of_cause(session, fact.id, now):
        _, made = overrides.find(session, opened)
        left = made.span.within(Span(now, made.end))
        for other in absences.approved(session, fact.team, fact.subject, made.span):
            if left and (still := left.within(other.span)):
                wanted = OverrideRequest(
                    None, still, made.slot, instead_of=made.instead_of, cause=other.id
                )
                overrides.create(session, team, wanted, now)
        overrides.give_back(session, opened, now)


def duties_within(
    session: Session, team_id: UUID, member: UUID, away: Span, now: datetime
) -> list[DutySpan]:
    """Return the parts of a member's duties to come that lie in an absence."""
    if away.end <= now:
        return []
    to_come = Span(max(away.start, now), away.end)
    found = duties.between(session, team_id, to_come, member)
    parts = ((each, each.span.within(to_come)) for each in found)
    return [_within(each, part) for each, part in parts if part]


def _within(duty: DutySpan, part: Span) -> DutySpan:
    burden = round(duty.burden * (part.length / duty.span.length), 4)
    return replace(duty, start=part.start, end=part.end, burden=burden)


def _as_hit(session: Session, team: Team, hit: DutySpan) -> Hit:
    beside = duties.between(session, team.id, hit.span)
    people = {each.member for each in beside if each.shift_id == hit.shift_id}
    shifts = published_versions.latest(session, team.id, hit.span).get(hit.week, ())
    required = next((each.target for each in shifts if each.id == hit.shift_id), 1)
    return Hit(hit, len(people), required)


def _questions(
    session: Session, team: Team, week: Week, hit: Sequence[DutySpan], now: datetime
) -> list[Json]:
    """Return the questions which replies a week gives as it is, and with the places open."""
    before = duties.between(session, team.id, week.span(team.zone))
    after = [
        replace(each, start=part.start, end=part.end)
        for each in before
        for part in _left(each, [one.span for one in hit if one.member == each.member])
    ]
    return [
        build_question.question(session, team, week, _on_duty(staff), now)
        for staff in (before, after)
    ]


def _replies(week: str, questions: Iterable[Json], answer: Answer) -> RepliesEffect:
    replies: list[Mapping[str, Any]] = []
    with suppress(Unreachable):
        replies.extend(answer(each) for each in questions)
    before, after, *_ = (*replies, None, None)
    return RepliesEffect(week, before, after)


def _left(duty: DutySpan, away: Iterable[Span]) -> list[Span]:
    left = [duty.span]
    for each in away:
        left = [rest for span in left for rest in span.without(each)]
    return left


def _on_duty(spans: Iterable[DutySpan]) -> list[build_question.DutyToPredict]:
    return [
        build_question.DutyToPredict(str(each.member), each.start, each.end, each.channels)
        for each in spans
    ]

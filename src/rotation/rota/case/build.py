"""The case of a rota: everything it depends on, gathered and frozen for the solver."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import TypeVar

from sqlalchemy.orm import Session

from rotation.availability import leave
from rotation.availability.leave import MemberTime
from rotation.demand import shift_patterns
from rotation.demand.staffing import shift_requirements
from rotation.rota.case import (
    conversion,
    ledger,
    rule_exceptions,
    rule_history,
    rule_settings,
    shift_generation,
)
from rotation.rota.case.ledger import BurdenWorked, LedgerMember
from rotation.rota.case.rule_history import RuleHistory, RuleHistoryQuery
from rotation.rota.on_duty import duties
from rotation.rota.shifts import Shifts
from rotation.rota.timeline import DutySpan
from rotation.solver import entities
from rotation.solver.case import Case
from rotation.solver.entities import Pin, Promise, Wish
from rotation.solver.limits import Rule
from rotation.solver.size_limit import refuse_too_large
from rotation.team import closures, members
from rotation.team.members import Member
from rotation.team.teams import Team
from rotation.timespan import DAY, Span, Week
from rotation.words import Sentence

_LOOK_AHEAD = 2

P = TypeVar("P", Pin, Promise)


@dataclass(frozen=True)
class FixedAssignments:
    """Assignments that a case holds on to: locked places, first guesses, promises, shifts begun.

    ``looks_back``: at least so many weeks of history; ``now``: for rules that count from it.
    """

    pins: tuple[Pin, ...] = ()
    published: tuple[Promise, ...] = ()
    fixed_before: datetime | None = None
    frozen_before: datetime | None = None
    looks_back: int = 0
    now: datetime | None = None


def span_of(team: Team, weeks: Sequence[Week]) -> Span:
    """Return adjoining weeks as instants."""
    return Span(weeks[0].span(team.zone).start, weeks[-1].span(team.zone).end)


def shifts_of(
    session: Session,
    team: Team,
    weeks: Sequence[Week],
    needed: shift_generation.Needs | None = None,
) -> tuple[Shifts, tuple[Sentence, ...]]:
    """Return the empty shifts of adjoining weeks as they are needed, and notes on the clock.

    ``needed``: what shifts need, instead of what is stored for them.
    """
    holidays = holidays_of(team, weeks)
    calendar = shift_generation.TeamDates(team.zone, holidays, closures.days(session, team.id))
    if needed is None:
        needed = shift_requirements.of_weeks(session, team, weeks)
    return shift_generation.shifts(shift_patterns.listed(session, team.id), weeks, calendar, needed)


def holidays_of(team: Team, weeks: Sequence[Week]) -> frozenset[date]:
    """Return the public holidays in some weeks."""
    days = {day for week in weeks for day in week.days}
    found = closures.public_holidays(team, sorted({day.year for day in days}))
    return frozenset(day for day in found if day in days)


def _holidays_before(team: Team, weeks: Sequence[Week]) -> frozenset[date]:
    """Return the public holidays up to the end of some weeks, as far back as notice may count."""
    last = weeks[-1].days[-1]
    years = range(weeks[0].monday.year - 2, last.year + 1)
    return frozenset(each for each in closures.public_holidays(team, years) if each <= last)


def case_of(
    session: Session, team: Team, weeks: Sequence[Week], shifts: Shifts, keeping: FixedAssignments
) -> Case:
    """Return the case of adjoining weeks with these shifts; who sits in them is not part of it."""
    people = members.of_team(session, team.id)
    hold = rule_settings.of_team(session, team)
    history = _history(session, team, weeks, [keeping, *hold])
    asked = RuleHistoryQuery(weeks, {each.name for each in hold}, people, history)
    remembers = rule_history.read(session, team, asked)
    ids, here = {str(each.id) for each in shifts}, {str(each.id) for each in people}
    made = Case(
        zone=team.timezone,
        monday=weeks[0].monday,
        weeks=len(weeks),
        members=_members(session, team, asked, remembers),
        shifts=tuple(conversion.shift(each) for each in shifts),
        rules=hold,
        history=conversion.history_of(each for each in history if str(each.member) in here),
        pins=_known(keeping.pins, ids, here),
        published=_known(keeping.published, ids, here),
        fixed_before=keeping.fixed_before,
        frozen_before=keeping.frozen_before,
        allowances=rule_exceptions.of_weeks(session, team.id, weeks),
        known_from=min((each.day for each in history), default=weeks[0].monday),
        known_until=max((each.day + DAY for each in history), default=None),
        open_hours=remembers.open_hours,
        holidays=_holidays_before(team, weeks),
        remembered=remembers.remembered,
        as_of=keeping.now if "notice" in asked.rules else None,
    )
    return refuse_too_large(made)


def _members(
    session: Session, team: Team, asked: RuleHistoryQuery, remembers: RuleHistory
) -> tuple[entities.Member, ...]:
    span = span_of(team, asked.weeks)
    times = leave.for_span(session, team, asked.people, span)
    carried = _carried(team, asked.people, asked.weeks[0], asked.history)
    tasks = members.tasks(session, team.id)
    return tuple(
        replace(
            _member(each, tasks, times[each.id], span, carried[str(each.id)]),
            shifts_worked=remembers.shifts_worked.get(each.id),
            credit=remembers.credit.get(each.id, 0),
        )
        for each in asked.people
    )


def _known(places: Iterable[P], ids: Collection[str], here: Collection[str]) -> tuple[P, ...]:
    """Return the places whose shift and member there are."""
    return tuple(each for each in places if each.shift in ids and each.member in here)


def _history(
    session: Session, team: Team, weeks: Sequence[Week], asking: Iterable[FixedAssignments | Rule]
) -> list[DutySpan]:
    """Return the duties around some weeks, as far back as the ledger and those asking look."""
    back = max([ledger.WEEKS, *(each.looks_back for each in asking)])
    first, last = weeks[0].plus(-back), weeks[-1].plus(_LOOK_AHEAD)
    known = duties.between(session, team.id, span_of(team, [first, last]))
    return [each for each in known if Week.parse(each.week) not in set(weeks)]


def _carried(
    team: Team, people: Iterable[Member], week: Week, history: Iterable[DutySpan]
) -> dict[str, int]:
    span = span_of(team, [week.plus(-ledger.WEEKS), week.plus(-1)])
    loads = [
        BurdenWorked(str(each.member), Week.parse(each.week).monday, each.burden)
        for each in history
        if each.start in span
    ]
    return ledger.balances([person(each) for each in people], loads)


def person(member: Member) -> LedgerMember:
    """Return a member as the ledger knows them."""
    hours = member.contract.hours_per_week
    return LedgerMember(str(member.id), hours, member.starts_on, member.ends_on)


def _member(
    member: Member,
    tasks: Mapping[str, frozenset[str]],
    time: MemberTime,
    span: Span,
    carried: int,
) -> entities.Member:
    contract = member.contract
    return entities.Member(
        id=str(member.id),
        name=member.name,
        tasks=frozenset(task for role in member.roles for task in tasks.get(role, ())),
        roles=frozenset(member.roles),
        channels=frozenset(member.channels),
        languages=frozenset(member.languages),
        skills=frozenset(member.skills),
        lead=member.lead,
        target_minutes=_minutes(contract.hours_per_week),
        min_minutes=_minutes(contract.min_hours_per_week),
        max_minutes=_minutes(contract.max_hours_per_week),
        max_shifts=contract.max_shifts_per_week,
        starts_on=member.starts_on,
        ends_on=member.ends_on,
        unavailable=time.cannot,
        wishes=_wishes(time),
        burden=carried,
        presence=_presence(time, span),
    )


def _wishes(time: MemberTime) -> tuple[Wish, ...]:
    liked = [Wish(each, prefers=True) for each in time.prefers]
    return (*liked, *(Wish(each) for each in time.rather_not))


def _presence(time: MemberTime, span: Span) -> int:
    """Return the percent of days that no absence covers whole."""
    days = max(1, round(span.length / DAY))
    away = sum(each.minutes // 1440 for each in time.cannot)
    return max(0, round(100 * (days - away) / days))


def _minutes(hours: float | None) -> int | None:
    return None if hours is None else round(hours * 60)

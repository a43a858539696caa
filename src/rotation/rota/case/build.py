"""The case of a rota: everything it depends on, gathered and frozen for the solver."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import TypeVar
from uuid import UUID

from sqlalchemy.orm import Session

from rotation.availability import leave
from rotation.availability.leave import MemberTime
from rotation.demand import day_plans, shift_patterns
from rotation.demand.staffing import shift_requirements
from rotation.rota.case import (
    conversion,
    ledger,
    rule_exceptions,
    rule_history,
    rule_settings,
    shift_generation,
    wish_weights,
)
from rotation.rota.case.rule_history import RuleHistory, RuleHistoryQuery
from rotation.rota.case.wish_weights import WishWeights
from rotation.rota.on_duty import duties, team_holidays
from rotation.rota.shifts import Shifts
from rotation.rota.store import plans as plan_store
from rotation.rota.timeline import DutySpan
from rotation.solver import entities
from rotation.solver.case import Case
from rotation.solver.entities import Assignments, Pin, Promise
from rotation.solver.limits import Rule
from rotation.solver.size_limit import refuse_too_large
from rotation.team import closures, members
from rotation.team.members import Member
from rotation.team.teams import Team
from rotation.timespan import DAY, Span, Week, touches
from rotation.words import Sentence

_LOOK_AHEAD = 2

P = TypeVar("P", Pin, Promise)


@dataclass(frozen=True)
class FixedAssignments:
    """Assignments that a case holds on to: locked places, first guesses, promises, shifts begun.

    ``looks_back``: at least so many weeks of history; ``now``: for rules that count from it.
    ``rules`` are those to be tried, None: what the team has set.
    """

    pins: tuple[Pin, ...] = ()
    published: tuple[Promise, ...] = ()
    fixed_before: datetime | None = None
    frozen_before: datetime | None = None
    looks_back: int = 0
    now: datetime | None = None
    rules: tuple[Rule, ...] | None = None


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
    calendar = dates_of(session, team, weeks)
    if needed is None:
        needed = shift_requirements.of_weeks(session, team, weeks)
    return shift_generation.shifts(shift_patterns.listed(session, team.id), weeks, calendar, needed)


def dates_of(session: Session, team: Team, weeks: Sequence[Week]) -> shift_generation.TeamDates:
    """Return what the dates of some weeks are like, as far as their last night reaches."""
    return shift_generation.TeamDates(
        team.zone,
        holidays_of(team, weeks),
        closures.days(session, team.id),
        team_holidays.special_hours(session, team, _reach(team, weeks)),
        tuple(day_plans.listed(session, team.id)),
    )


def _reach(team: Team, weeks: Sequence[Week]) -> Span:
    """Return adjoining weeks as instants, and the day after them, into which a night may reach."""
    span = span_of(team, weeks)
    return Span(span.start, span.end + DAY)


def holidays_of(team: Team, weeks: Sequence[Week]) -> frozenset[date]:
    """Return the public holidays in some weeks and on the day after each, which nights reach."""
    days = {day for week in weeks for day in (*week.days, week.days[-1] + DAY)}
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
    hold = rule_settings.of_team(session, team) if keeping.rules is None else keeping.rules
    history = _history(session, team, weeks, [keeping, *hold])
    asked = RuleHistoryQuery(weeks, {each.name for each in hold}, people, history)
    remembers = rule_history.read(session, team, asked)
    ids, here = {str(each.id) for each in shifts}, {str(each.id) for each in people}
    unit = conversion.burden_unit(each.burden for each in shifts)
    solved = tuple(conversion.shift(each, unit) for each in shifts)
    made = Case(
        zone=team.timezone,
        monday=weeks[0].monday,
        weeks=len(weeks),
        members=_members(session, team, asked, solved),
        shifts=solved,
        rules=hold,
        history=conversion.history_of((each for each in history if str(each.member) in here), unit),
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
        special_days=remembers.special_days,
        as_of=keeping.now if "notice" in asked.rules else None,
        burden_unit=unit,
    )
    made = _remembering(_carried(made, past(session, team, asked)), remembers)
    return refuse_too_large(made)


def _remembering(case: Case, remembers: RuleHistory) -> Case:
    return replace(
        case,
        members=tuple(
            replace(
                each,
                shifts_worked=remembers.shifts_worked.get(UUID(each.id)),
                credit=remembers.credit.get(UUID(each.id), 0),
                special_days_worked=remembers.special_days_worked.get(UUID(each.id), 0),
            )
            for each in case.members
        ),
    )


def _carried(case: Case, before: tuple[Case, Assignments] | None) -> Case:
    """Return a case whose members carry in what the weeks before it leave."""
    if before is None:
        return case
    found = ledger.balances(*before)
    return replace(
        case,
        members=tuple(
            replace(
                each,
                burden=round(found.burden.get(each.id, 0.0) / case.burden_unit, 6),
                minutes=round(found.minutes.get(each.id, 0.0), 6),
            )
            for each in case.members
        ),
    )


def past(session: Session, team: Team, asked: RuleHistoryQuery) -> tuple[Case, Assignments] | None:
    """Return the weeks before some weeks that the ledger remembers, and who worked in them.

    Their burden is in weighted minutes. None where nobody has worked.
    """
    first = asked.weeks[0]
    span = span_of(team, [first.plus(-ledger.WEEKS), first.plus(-1)])
    duties_done = [each for each in asked.history if each.start in span]
    if not duties_done:
        return None
    asked = replace(asked, people=_as_joined(session, team, asked))
    done = conversion.history_of(duties_done, 1)
    shifts = tuple({each.shift.id: each.shift for each in done}.values())
    case = Case(
        zone=team.timezone,
        monday=first.plus(-ledger.WEEKS).monday,
        weeks=ledger.WEEKS,
        members=_members(session, team, asked, shifts),
        shifts=shifts,
        burden_unit=1,
    )
    return case, frozenset((each.shift.id, each.member) for each in done)


def _as_joined(session: Session, team: Team, asked: RuleHistoryQuery) -> list[Member]:
    """Return the members, those without a first day with the one they came to the rota on."""
    weeks = [str(asked.weeks[0].plus(-back)) for back in range(1, ledger.WEEKS + 1)]
    published = plan_store.first_versions(session, team.id, weeks)
    return [
        each if each.starts_on else replace(each, starts_on=ledger.joined(each.id, published))
        for each in asked.people
    ]


def _members(
    session: Session, team: Team, asked: RuleHistoryQuery, shifts: Sequence[entities.Shift]
) -> tuple[entities.Member, ...]:
    """Return the members with all that is known of their time as far as some shifts reach."""
    ends = [each.span.end for each in shifts]
    span = Span(min(each.span.start for each in shifts), max(ends)) if ends else None
    whole = span_of(team, asked.weeks)
    span = whole if span is None else Span(min(whole.start, span.start), max(whole.end, span.end))
    times = leave.for_span(session, team, asked.people, span)
    tasks = members.tasks(session, team.id)
    wished = any(each.prefers or each.dated for each in times.values())
    weigh = wish_weights.of_members(session, team, asked.weeks) if wished else WishWeights()
    made = (_member(each, tasks, times[each.id], weigh) for each in asked.people)
    return tuple(replace(each, presence=_presence(each, shifts)) for each in made)


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


def _member(
    member: Member,
    tasks: Mapping[str, frozenset[str]],
    time: MemberTime,
    weigh: WishWeights,
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
        rota_minutes=_minutes(contract.rota_hours_per_week),
        min_minutes=_minutes(contract.min_hours_per_week),
        max_minutes=_minutes(contract.max_hours_per_week),
        max_shifts=contract.max_shifts_per_week,
        starts_on=member.starts_on,
        ends_on=member.ends_on,
        unavailable=time.cannot,
        kept_free=time.weekly,
        away=time.away,
        wishes=wish_weights.weighed(time, weigh.dated.get(member.id, 1), weigh.special),
    )


def _presence(member: entities.Member, shifts: Iterable[entities.Shift]) -> int:
    """Return the percent of their usual time that a member is there: under contract, not absent."""
    usual = there = 0
    for shift in shifts:
        if not touches(member.kept_free, shift.span) and not shift.missing(member):
            usual += shift.minutes
            if not touches(member.away, shift.span) and member.is_under_contract((shift.day,)):
                there += shift.minutes
    return round(100 * there / usual) if usual else 100


def _minutes(hours: float | None) -> int | None:
    return None if hours is None else round(hours * 60)

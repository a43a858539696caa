"""History that some rules look up beyond the rota: read only for the rules that are on."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from math import floor
from uuid import UUID

from sqlalchemy.orm import Session

from rotation.availability import leave
from rotation.availability.leave import MemberTime
from rotation.demand import channel_hours, channels
from rotation.rota.case.granted_wishes import wish_outcomes
from rotation.rota.on_duty import duties
from rotation.rota.timeline import DutySpan
from rotation.solver.entities import PlannedSpecialDay, Remembered
from rotation.team import closures, special_days
from rotation.team.members import Member
from rotation.team.teams import Team
from rotation.timespan import DAY, Span, Week, merged, start_of_day

HOLIDAY_YEARS = 3
"""How many years back it is remembered who worked a holiday."""
_PROMISED = 60 * DAY
"""How far after the planned weeks a published special day counts as worked."""


@dataclass(frozen=True)
class RuleHistory:
    """The history that rules use: holidays worked, wishes passed over, newcomers, open hours."""

    remembered: tuple[Remembered, ...] = ()
    special_days: tuple[PlannedSpecialDay, ...] = ()
    special_days_worked: Mapping[UUID, int] = field(default_factory=dict)
    credit: Mapping[UUID, int] = field(default_factory=dict)
    shifts_worked: Mapping[UUID, int] = field(default_factory=dict)
    open_hours: tuple[Span, ...] = ()


@dataclass(frozen=True)
class RuleHistoryQuery:
    """The weeks that are planned, their rules (names), and the shifts worked before them."""

    weeks: Sequence[Week]
    rules: Collection[str]
    people: Sequence[Member]
    history: Sequence[DutySpan]


def read(session: Session, team: Team, asked: RuleHistoryQuery) -> RuleHistory:
    """Return the history that the rules that are on ask for."""
    on = asked.rules
    special = special_in(session, team, _reach(team, asked.weeks))
    if "holiday-memory" not in on:
        special = ()
    return RuleHistory(
        remembered=_holidays(session, team, asked) if special else (),
        special_days=special,
        special_days_worked=_special_days_worked(session, team, asked) if special else {},
        credit=_credit(session, team, asked) if "preference-bank" in on else {},
        shifts_worked=_first_shifts(asked) if "newcomers-accompanied" in on else {},
        open_hours=_open_hours(session, team, asked.weeks) if "gap-bound" in on else (),
    )


def special_in(session: Session, team: Team, span: Span) -> tuple[PlannedSpecialDay, ...]:
    """Return the special days with an instant in a span, in order: public holidays, the team's.

    A date that is a public holiday counts once, whatever the team has marked of it.
    """
    first, last = span.start.astimezone(team.zone).date(), span.end.astimezone(team.zone).date()
    public = closures.public_holidays(team, range(first.year, last.year + 1))
    found = [(_whole_day(team, day), name) for day, name in public.items()]
    found += [
        (hours, each.name)
        for each in special_days.listed(session, team.id)
        if each.day not in public and (hours := each.span(team)) is not None
    ]
    return tuple(
        PlannedSpecialDay(name, hours) for hours, name in sorted(found) if hours.overlaps(span)
    )


def _special_days_worked(session: Session, team: Team, asked: RuleHistoryQuery) -> dict[UUID, int]:
    """Return, by member, on how many special days outside the planned weeks they were on duty."""
    first, last = asked.weeks[0].span(team.zone), asked.weeks[-1].span(team.zone)
    span = Span(first.start - HOLIDAY_YEARS * 366 * DAY, last.end + _PROMISED)
    weeks = {str(each) for each in asked.weeks}
    found: Counter[UUID] = Counter()
    days = special_in(session, team, span)
    worked = duties.in_any(session, team.id, [day.span for day in days])
    for day in days:
        found.update(
            {
                each.member
                for each in worked
                if each.week not in weeks and each.span.overlaps(day.span)
            }
        )
    return dict(found)


def _reach(team: Team, weeks: Sequence[Week]) -> Span:
    return Span(weeks[0].span(team.zone).start, weeks[-1].span(team.zone).end + DAY)


def _whole_day(team: Team, day: date) -> Span:
    return Span(start_of_day(day, team.zone), start_of_day(day + DAY, team.zone))


def wish_credits(times: Mapping[UUID, MemberTime], worked: Iterable[DutySpan]) -> dict[UUID, int]:
    """Return, by member, how many more of their wishes were passed over than on average.

    A liked time in which nobody was on duty was no wish.
    """
    duty = list(worked)
    anybody = merged(each.span for each in duty)
    passed = {
        member: sum(
            not was
            for _, was in wish_outcomes(
                time, merged(d.span for d in duty if d.member == member), anybody
            )
        )
        for member, time in times.items()
    }
    usual = sum(passed.values()) / len(passed) if passed else 0
    return {member: floor(each - usual + 0.5) for member, each in passed.items()}


def _credit(session: Session, team: Team, asked: RuleHistoryQuery) -> dict[UUID, int]:
    if not asked.history:
        return {}
    span = Span(asked.history[0].start, asked.weeks[0].span(team.zone).start)
    times = leave.for_span(session, team, asked.people, span)
    return wish_credits(times, [each for each in asked.history if each.start < span.end])


def _first_shifts(asked: RuleHistoryQuery) -> dict[UUID, int]:
    """Return how many shifts those have worked whose whole time on the team is remembered."""
    since = min((each.day for each in asked.history), default=asked.weeks[0].monday)
    done = Counter(each.member for each in asked.history if each.day < asked.weeks[0].monday)
    return {
        each.id: done[each.id]
        for each in asked.people
        if each.starts_on is not None and each.starts_on >= since
    }


def _holidays(session: Session, team: Team, asked: RuleHistoryQuery) -> tuple[Remembered, ...]:
    days = {day for week in asked.weeks for day in week.days}
    years = sorted({day.year for day in days})
    named = closures.public_holidays(team, range(years[0] - HOLIDAY_YEARS, years[-1] + 1))
    here = {each.id for each in asked.people}
    found: list[Remembered] = []
    for day in sorted(days & named.keys()):
        before = [each for each, name in named.items() if name == named[day] and each < day]
        worked = Counter(
            member for each in before for member in _on_duty(session, team, each) & here
        )
        found += [Remembered(str(m), day, named[day], times) for m, times in worked.items()]
    return tuple(found)


def _on_duty(session: Session, team: Team, day: date) -> set[UUID]:
    return {each.member for each in duties.between(session, team.id, _whole_day(team, day))}


def _open_hours(session: Session, team: Team, weeks: Sequence[Week]) -> tuple[Span, ...]:
    """Return when any channel is open, as disjoint spans in order."""
    opening = channel_hours.calendar_of(session, team)
    spans = (
        Span(each.start, each.end)
        for channel in channels.listed(session, team.id)
        for week in weeks
        for each in channel_hours.of_week(channel, week, opening)
        if each.state == "open"
    )
    return tuple(merged(spans))

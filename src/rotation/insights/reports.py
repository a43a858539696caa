"""Reports: what the members of a team worked, from the published rota as it stands.

Swaps and overrides are in it, because it reads who was on duty. Wishes are those that are known
today: the recurring week as it is now, dated wishes, absences.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from rotation.availability import leave
from rotation.insights import worked
from rotation.insights.worked import By, ReportPeriod, WorkedTime
from rotation.rota.case.granted_wishes import wish_outcomes
from rotation.rota.on_duty import duties
from rotation.rota.timeline import DutySpan
from rotation.team import members
from rotation.team.members import Member
from rotation.team.teams import Team
from rotation.timespan import Span, days_touched, merged

NOTHING = WorkedTime()


@dataclass(frozen=True)
class ReportLine:
    """The work of a member in a period, or in all of them.

    ``hours`` are to a hundredth, such that those of the periods add up to those of all of them.
    ``contract_hours`` are those of the contract in the period, None where it names none.
    """

    member: UUID
    name: str
    worked: WorkedTime
    hours: float = 0.0
    contract_hours: float | None = None


@dataclass(frozen=True)
class ReportPart:
    """A period with a line for each member, by name."""

    period: ReportPeriod
    lines: tuple[ReportLine, ...]

    @property
    def total(self) -> WorkedTime:
        """Return the work of all members together."""
        return worked.total(each.worked for each in self.lines)

    @property
    def hours(self) -> float:
        """Return the hours of all lines together."""
        return round(sum(each.hours for each in self.lines), 2)


@dataclass(frozen=True)
class WorkReport:
    """A span of time, by period and as a whole."""

    span: Span
    parts: tuple[ReportPart, ...]
    whole: ReportPart
    zone: ZoneInfo


def report(
    session: Session, team: Team, span: Span, by: By, member: UUID | None = None
) -> WorkReport:
    """Return the report of a team, or of one member of it alone.

    Everybody on the team has a line, and whoever has left it and worked in the span.
    """
    duty = duties.between(session, team.id, span)
    parts = worked.periods(span, by, team.zone)
    found = worked.figures(duty, _wishes(session, team, span, duty), parts)
    names = _names(session, team, found)
    shown = {who: name for who, name in names.items() if member in {None, who}}
    people = {each.id: each for each in members.of_team(session, team.id)}
    lines = [_of_member(who, name, found) for who, name in shown.items()]
    made = [
        ReportPart(period, tuple(_contracted(each[at], people, period, team) for each in lines))
        for at, period in enumerate(parts)
    ]
    (all_of_it,) = worked.periods(span, "all", team.zone)
    whole = tuple(_contracted(_together(each), people, all_of_it, team) for each in lines)
    return WorkReport(span, tuple(made), ReportPart(all_of_it, whole), team.zone)


def _of_member(
    who: UUID, name: str, found: Sequence[Mapping[UUID, WorkedTime]]
) -> list[ReportLine]:
    """Return the lines of a member, a period each; their hours add up."""
    own = [part.get(who, NOTHING) for part in found]
    hours = worked.hundredths([each.time for each in own])
    return [ReportLine(who, name, each, part / 100) for each, part in zip(own, hours, strict=True)]


def _together(lines: Sequence[ReportLine]) -> ReportLine:
    hours = round(sum(each.hours for each in lines), 2)
    return replace(lines[0], worked=worked.total(each.worked for each in lines), hours=hours)


def _contracted(
    line: ReportLine, people: Mapping[UUID, Member], period: ReportPeriod, team: Team
) -> ReportLine:
    """Return a line with the hours of the member's contract on the days of a period."""
    member = people.get(line.member)
    if member is None or member.contract.hours_per_week is None:
        return line
    days = days_touched(period.span, team.zone)
    there = sum(members.is_there(member, day) for day in days)
    return replace(line, contract_hours=round(member.contract.hours_per_week * there / 7, 2))


def _wishes(
    session: Session, team: Team, span: Span, duty: Sequence[DutySpan]
) -> dict[UUID, list[tuple[Span, bool]]]:
    people = members.of_team(session, team.id)
    anybody = merged(each.span for each in duty)
    own = {each.id: merged(d.span for d in duty if d.member == each.id) for each in people}
    times = leave.for_span(session, team, people, span)
    return {who: list(wish_outcomes(time, own[who], anybody)) for who, time in times.items()}


def _names(session: Session, team: Team, found: list[dict[UUID, WorkedTime]]) -> Mapping[UUID, str]:
    here = {each.id for each in members.of_team(session, team.id)}
    there = here.union(*found)
    names = members.names(session, team.id)
    return {who: names[who] for who in sorted(there, key=lambda who: (names[who], str(who)))}

"""Reports: what the members of a team worked, from the published rota as it stands.

Swaps and overrides are in it, because it reads who was on duty. Wishes are those that are known
today: the recurring week as it is now, dated wishes, absences.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy.orm import Session

from rotation.availability import leave
from rotation.insights import worked
from rotation.insights.worked import By, ReportPeriod, WorkedTime
from rotation.rota.case.granted_wishes import wish_outcomes
from rotation.rota.on_duty import duties
from rotation.rota.timeline import DutySpan
from rotation.team import members
from rotation.team.teams import Team
from rotation.timespan import Span, merged

NOTHING = WorkedTime()


@dataclass(frozen=True)
class ReportLine:
    """The work of a member in a period, or in all of them."""

    member: UUID
    name: str
    worked: WorkedTime


@dataclass(frozen=True)
class ReportPart:
    """A period with a line for each member, by name."""

    period: ReportPeriod
    lines: tuple[ReportLine, ...]

    @property
    def total(self) -> WorkedTime:
        """Return the work of all members together."""
        return worked.total(each.worked for each in self.lines)


@dataclass(frozen=True)
class WorkReport:
    """A span of time, by period and as a whole."""

    span: Span
    parts: tuple[ReportPart, ...]
    whole: ReportPart


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
    made = [
        ReportPart(period, _lines(shown, part)) for period, part in zip(parts, found, strict=True)
    ]
    together = {who: worked.total(part.get(who, NOTHING) for part in found) for who in shown}
    (all_of_it,) = worked.periods(span, "all", team.zone)
    return WorkReport(span, tuple(made), ReportPart(all_of_it, _lines(shown, together)))


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


def _lines(names: Mapping[UUID, str], found: Mapping[UUID, WorkedTime]) -> tuple[ReportLine, ...]:
    return tuple(ReportLine(who, name, found.get(who, NOTHING)) for who, name in names.items())

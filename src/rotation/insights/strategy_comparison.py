"""Strategies beside each other: tasks, who is responsible, and the hours and money they ask for.

Hours of a task are those that somebody gave, else those on duty with it in the last whole weeks;
a task with neither is unknown, and no sum pretends to hold it.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from rotation.rota.on_duty import duties
from rotation.team import members, pay, responsibilities, roles
from rotation.team.members import Member
from rotation.team.pay_hours import amount_minor
from rotation.team.responsibilities import Responsibility
from rotation.team.teams import Team
from rotation.timespan import Span, Week, merged

WEEKS = 4
OVERLOADED_FROM = 4
"""From how many required tasks on a person is told to have too many."""
_HOUR = timedelta(hours=1)


@dataclass(frozen=True)
class StrategySetUp:
    """A strategy to look at: its level, its objectives, the hours a week given for some tasks."""

    name: str
    level: str
    objectives: tuple[str, ...] = ()
    hours: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True)
class MeasuredHours:
    """The hours a week by task that people were on duty with, in the span they were measured."""

    span: Span
    by_task: Mapping[str, float]


@dataclass(frozen=True)
class Overload:
    """A member who is responsible for many required tasks."""

    member: Member
    tasks: tuple[str, ...]


@dataclass(frozen=True)
class StrategyDemand:
    """The demand of a strategy: its matrix, its hours a week as far as known, and their cost.

    ``amount_minor`` is at the team's usual rate without supplements; None without a rate.
    """

    set_up: StrategySetUp
    matrix: tuple[Responsibility, ...]
    overloads: tuple[Overload, ...]
    hours: Mapping[str, float]
    unknown: tuple[str, ...]
    amount_minor: int | None

    @property
    def gaps(self) -> tuple[str, ...]:
        """Return the required tasks that nobody does."""
        return tuple(each.task for each in self.matrix if each.required and not each.covered)

    @property
    def total(self) -> float | None:
        """Return the hours a week that are known; None when none are."""
        return round(sum(self.hours.values()), 2) if self.hours else None


def measured_hours(session: Session, team: Team, now: datetime) -> MeasuredHours:
    """Return the hours a week on duty by task, over the last four whole weeks of the team."""
    this = Week.of(now.astimezone(team.zone).date())
    span = Span(this.plus(-WEEKS).span(team.zone).start, this.span(team.zone).start)
    spans: dict[tuple[str, object], list[Span]] = defaultdict(list)
    for each in duties.between(session, team.id, span):
        if part := each.span.within(span):
            spans[each.task, each.member].append(part)
    hours: dict[str, float] = defaultdict(float)
    for (task, _), own in spans.items():
        hours[task] += sum(each.length / _HOUR for each in merged(own)) / WEEKS
    return MeasuredHours(span, {task: round(each, 2) for task, each in hours.items()})


def compared(
    session: Session, team: Team, set_ups: Sequence[StrategySetUp], measured: MeasuredHours
) -> list[StrategyDemand]:
    """Return the demand of each strategy for the team as it is today."""
    known, people = roles.listed(session, team.id), members.of_team(session, team.id)
    rate = pay.terms_of(session, team).hourly_minor
    found = []
    for each in set_ups:
        matrix = tuple(responsibilities.matrix(each.level, each.objectives, known, people))
        found.append(demand_of(each, matrix, measured, rate))
    return found


def demand_of(
    set_up: StrategySetUp,
    matrix: tuple[Responsibility, ...],
    measured: MeasuredHours,
    hourly_minor: int | None,
) -> StrategyDemand:
    """Return the demand of a strategy from its matrix and the hours that are known."""
    required = [each for each in matrix if each.required]
    told = {**measured.by_task, **set_up.hours}
    hours = {each.task: told[each.task] for each in required if each.task in told}
    unknown = tuple(each.task for each in required if each.task not in told)
    time = timedelta(hours=sum(hours.values()))
    amount = None if hourly_minor is None or not hours else amount_minor(time, hourly_minor, 0)
    return StrategyDemand(set_up, matrix, _overloads(required), hours, unknown, amount)


def _overloads(required: Sequence[Responsibility]) -> tuple[Overload, ...]:
    tasks: dict[Member, list[str]] = {}
    by_id = {who.id: who for each in required for who in each.members}
    for member in by_id.values():
        own = [each.task for each in required if any(one.id == member.id for one in each.members)]
        if len(own) >= OVERLOADED_FROM:
            tasks[member] = own
    return tuple(Overload(member, tuple(own)) for member, own in tasks.items())

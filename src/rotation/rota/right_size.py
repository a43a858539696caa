"""The smallest team that meets its targets: plans of shifts, and rotas of equal people for them."""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from uuid import UUID

import msgspec
from sqlalchemy.orm import Session

from rotation.demand import channels, needs, patterns, plans, predictions, staffing
from rotation.demand.needs import Need
from rotation.demand.patterns import ShiftPattern
from rotation.demand.plans import PlanAnswer, PlanQuestion
from rotation.demand.staffing import Answer, Duty, Question
from rotation.rota import cases, dated, load, rules
from rotation.rota.slots import Shifts
from rotation.rota.units import Answer as Asking
from rotation.rota.units import Json, Solve
from rotation.solver import written
from rotation.solver.case import Case, Member
from rotation.solver.limits import Level, Rule
from rotation.solver.outcome import Budget
from rotation.team import closures
from rotation.team.teams import Team
from rotation.timespan import Week

_SECONDS = 1.5
_PLAN_SECONDS = 12.0
_MOST_SOLVES = 6


@dataclass(frozen=True)
class NewMember:
    """What each person of the team would be like; no skills named: every channel."""

    hours_per_week: float = 24.0
    max_hours_per_week: float | None = None
    max_shifts_per_week: int | None = 5
    skills: tuple[str, ...] = ()


@dataclass(frozen=True)
class Sizing:
    """Everything the question depends on: the plan, its shifts' patterns, rules, the prediction."""

    team: Team
    week: Week
    plan: PlanQuestion
    typical: Question
    patterns: tuple[ShiftPattern, ...]
    calendar: dated.Calendar
    rules: tuple[Rule, ...]
    channels: frozenset[str]


@dataclass(frozen=True)
class Size:
    """A team of so many: whether all places are filled, what it works, what replies it gives."""

    members: int
    feasible: bool
    hours: float
    hours_a_head: float
    channels: tuple[staffing.ChannelAnswer, ...] = ()
    why_not: str | None = None


@dataclass
class _Tried:
    """A plan for a volume, and the teams tried for it."""

    plan: PlanAnswer
    shifts: Shifts
    open_places: dict[int, int] = field(default_factory=dict)
    seated: dict[int, frozenset[tuple[str, str]]] = field(default_factory=dict)


@dataclass(frozen=True)
class Sized:
    """The answer: the smallest team at the forecast, all that were tried, other volumes."""

    smallest: Size | None
    by_size: tuple[Size, ...]
    by_volume: tuple[tuple[float, int | None], ...]
    with_absence: int | None
    one_more: Size | None
    one_fewer: Size | None
    targets_met: bool


def sizing(session: Session, team: Team, week: Week, now: datetime) -> Sizing:
    """Return what the question depends on."""
    listed = patterns.listed(session, team.id)
    return Sizing(
        team=team,
        week=week,
        plan=replace(needs.question(session, team, week, now), seconds=_PLAN_SECONDS),
        typical=replace(
            predictions.of_week(session, team, week, (), now, goes_on=False), regime="typical"
        ),
        patterns=tuple(each for each in listed if each.task == needs.ANSWERING),
        calendar=dated.Calendar(
            team.zone, load.holidays_of(team, [week]), closures.days(session, team.id)
        ),
        rules=tuple(each for each in rules.of_team(session, team) if _decides(each)),
        channels=frozenset(each.slug for each in channels.listed(session, team.id)),
    )


def _decides(rule: Rule) -> bool:
    """Tell whether a rule says if places can be filled: what costs points alone does not."""
    return rule.weight is None or rule.level in {Level.PLACES, Level.TARGETS}


@dataclass(frozen=True)
class Wish:
    """The sizes to look at, what people are like, other volumes, how many may be absent."""

    smallest: int = 1
    largest: int = 40
    new_member: NewMember = NewMember()
    volumes: tuple[float, ...] = (0.8, 1.0, 1.2)
    absent: int = 1


def right_size(sizing: Sizing, wish: Wish, answer: Asking, solve: Solve) -> Sized:
    """Return the smallest team whose rota leaves no place of the plan open.

    Teams are tried upwards from the fewest whose contracts hold the hours, by the rota solver with
    equal people and the rules of the team; each try is short, so a larger team than needed may be
    named where a rota is hard to find.
    """
    tried = _tried(sizing, 1.0, answer)
    smallest = _search(sizing, wish, tried, solve)
    by_volume = []
    for factor in wish.volumes:
        same = tried if factor == 1.0 else _tried(sizing, factor, answer)
        by_volume.append(
            (factor, smallest if same is tried else _search(sizing, wish, same, solve))
        )
    one_fewer = None
    if smallest is not None and smallest > 1:
        _try(sizing, wish.new_member, tried, smallest - 1, solve)
        one_fewer = _size(sizing, tried, smallest - 1, answer)
    return Sized(
        smallest=None if smallest is None else _size(sizing, tried, smallest, answer),
        by_size=tuple(_size(sizing, tried, size, None) for size in sorted(tried.open_places)),
        by_volume=tuple(by_volume),
        with_absence=None if smallest is None else smallest + wish.absent,
        one_more=None
        if smallest is None
        else _size(sizing, tried, smallest, None, heads=smallest + 1),
        one_fewer=one_fewer,
        targets_met=tried.plan.met,
    )


def _tried(sizing: Sizing, factor: float, answer: Asking) -> _Tried:
    asked = replace(sizing.plan, factor=sizing.plan.factor * factor)
    plain = staffing.to_json(asked)
    found = answer({"ask": "plan", "plan": plain, "seconds": asked.seconds})
    plan = plans.answer_from_json(found)
    wanted = _needs(plan, sizing.patterns)
    shifts, _ = dated.shifts(sizing.patterns, [sizing.week], sizing.calendar, wanted)
    return _Tried(plan, shifts)


def _needs(plan: PlanAnswer, listed: Iterable[ShiftPattern]) -> Mapping[tuple[UUID, date], Need]:
    bounds = {str(each.id): each for each in listed}
    found = {}
    for count in plan.counts:
        pattern, _, day = count.key.partition(" ")
        each = bounds[pattern]
        heads = min(max(count.heads, each.minimum), each.maximum)
        found[each.id, date.fromisoformat(day)] = Need(each.minimum, heads, each.maximum)
    return found


def _search(sizing: Sizing, wish: Wish, tried: _Tried, solve: Solve) -> int | None:
    """Return the smallest size without open places, looking up and then halving."""
    most = wish.new_member.max_hours_per_week or wish.new_member.hours_per_week
    hours = sum(
        each.target * ((each.end - each.start).total_seconds() / 3600) for each in tried.shifts
    )
    low = max(wish.smallest, _at_once(tried.shifts), math.ceil(hours / most - 1e-9), 1)
    size, step = low, 1
    for _ in range(_MOST_SOLVES):
        if size > wish.largest:
            return None
        if _try(sizing, wish.new_member, tried, size, solve):
            break
        low, size, step = size + 1, size + step, step * 2
    else:
        return None
    while low < size:
        middle = (low + size) // 2
        if _try(sizing, wish.new_member, tried, middle, solve):
            size = middle
        else:
            low = middle + 1
    return size


def _try(sizing: Sizing, like: NewMember, tried: _Tried, size: int, solve: Solve) -> bool:
    """Tell whether a team of a size fills every place."""
    if size not in tried.open_places:
        case = _case(sizing, like, tried.shifts, size)
        budget: Json = msgspec.to_builtins(Budget(seconds=_SECONDS, seed=1, workers=1))
        plain = msgspec.json.decode(written.case_to_json(case))
        found = solve(plain, budget, lambda _: True)
        seated = frozenset((shift, who) for shift, who in found.get("assignments", ()))
        filled: dict[str, int] = {}
        for shift, _ in seated:
            filled[shift] = filled.get(shift, 0) + 1
        tried.seated[size] = seated
        tried.open_places[size] = sum(
            max(0, each.target - filled.get(str(each.id), 0)) for each in tried.shifts
        )
    return tried.open_places[size] == 0


def _case(sizing: Sizing, like: NewMember, shifts: Shifts, size: int) -> Case:
    asked = [each for shift in shifts for each in shift.languages]
    able = [each for shift in shifts for each in shift.skills]
    members = tuple(
        Member(
            id=f"person {number + 1}",
            name=f"person {number + 1}",
            tasks=frozenset({needs.ANSWERING}),
            channels=frozenset(like.skills) or sizing.channels,
            languages=frozenset(asked),
            skills=frozenset(able),
            lead=True,
            target_minutes=round(like.hours_per_week * 60),
            max_minutes=round((like.max_hours_per_week or like.hours_per_week) * 60),
            max_shifts=like.max_shifts_per_week,
        )
        for number in range(size)
    )
    return Case(
        zone=sizing.team.timezone,
        monday=sizing.week.monday,
        weeks=1,
        members=members,
        shifts=tuple(cases.shift(each) for each in shifts),
        rules=sizing.rules,
        known_from=sizing.week.monday,
        holidays=sizing.calendar.holidays,
    )


def _size(
    sizing: Sizing, tried: _Tried, size: int, answer: Asking | None, heads: int | None = None
) -> Size:
    seated, spans = tried.seated[size], {str(each.id): each for each in tried.shifts}
    staff = [
        Duty(who, spans[shift].start, spans[shift].end, spans[shift].channels)
        for shift, who in sorted(seated)
    ]
    hours = sum((each.end - each.start).total_seconds() / 3600 for each in staff)
    missing = tried.open_places[size]
    return Size(
        members=heads or size,
        feasible=missing == 0,
        hours=round(hours, 2),
        hours_a_head=round(hours / (heads or size), 2),
        channels=_replies(sizing, staff, answer) if answer else (),
        why_not=None if missing == 0 else str(missing),
    )


def _replies(
    sizing: Sizing, staff: Sequence[Duty], answer: Asking
) -> tuple[staffing.ChannelAnswer, ...]:
    asked = replace(sizing.typical, staff=tuple(staff), engine="exact")
    found: Answer = staffing.answer_from_json(answer(staffing.to_json(asked)))
    return found.channels


def _at_once(shifts: Shifts) -> int:
    return max(
        (
            sum(other.target for other in shifts if other.start <= each.start < other.end)
            for each in shifts
        ),
        default=0,
    )

"""The smallest team that meets its targets: plans of shifts, and rotas of equal people for them."""

import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from uuid import UUID

from rotation.demand.questions import prediction
from rotation.demand.questions.prediction import PlannedDuty, PredictionAnswer
from rotation.demand.questions.requirement import PlanAnswer
from rotation.demand.shift_patterns import ShiftPattern
from rotation.demand.staffing import shift_requirements
from rotation.demand.staffing.shift_requirements import ShiftRequirement
from rotation.rota.case import conversion, shift_generation
from rotation.rota.ports import Answer as Asking
from rotation.rota.shifts import Shifts
from rotation.rota.staffing.right_size_inputs import (
    NewMember,
    Sizing,
    SizingCalculations,
    SizingRange,
)
from rotation.solver.case import Case
from rotation.solver.entities import Member

_MOST_ROTAS = 6


@dataclass(frozen=True)
class Size:
    """A team of so many: whether all places are filled, what it works, what replies it gives."""

    members: int
    feasible: bool
    hours: float
    hours_a_head: float
    channels: tuple[prediction.ChannelAnswer, ...] = ()
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
    """The answer: the smallest team at the forecast, all that were tried, other volumes.

    ``complete`` False: the time ended before every volume and size was looked at.
    """

    smallest: Size | None
    by_size: tuple[Size, ...]
    by_volume: tuple[tuple[float, int | None], ...]
    with_absence: int | None
    one_more: Size | None
    one_fewer: Size | None
    targets_met: bool
    complete: bool


_NOTHING = Sized(None, (), (), None, None, None, targets_met=False, complete=False)


def right_size(sizing: Sizing, wish: SizingRange, calculations: SizingCalculations) -> Sized:
    """Return the smallest team whose rota leaves no place of the plan open.

    Teams are tried upwards from the fewest whose contracts hold the hours, by the rota solver with
    equal people and the rules of the team; each try is short, so a larger team than needed may be
    named where a rota is hard to find. The team at the forecast comes first, then one fewer, then
    the other volumes, as far as the time goes.
    """
    tried = _tried(sizing, 1.0, calculations)
    if tried is None:
        return _NOTHING
    smallest = _search(sizing, wish, tried, calculations)
    found = None if smallest is None else _beside(sizing, wish, tried, smallest, calculations)
    one_fewer, own, one_more = found or (None, None, None)
    by_volume = [
        (factor, smallest if factor == 1.0 else _at(sizing, wish, factor, calculations))
        for factor in wish.volumes
    ]
    return Sized(
        smallest=own,
        by_size=tuple(_size(sizing, tried, size, None) for size in sorted(tried.open_places)),
        by_volume=tuple(by_volume),
        with_absence=None if smallest is None else smallest + wish.absent,
        one_more=one_more,
        one_fewer=one_fewer,
        targets_met=tried.plan.met,
        complete=calculations.left > 0,
    )


def _beside(
    sizing: Sizing, wish: SizingRange, tried: _Tried, size: int, calculations: SizingCalculations
) -> tuple[Size | None, Size, Size]:
    """Return a team of one fewer, of the size, and of one more."""
    one_fewer = None
    if size > 1:
        _try(sizing, wish.new_member, tried, size - 1, calculations)
        one_fewer = _size(sizing, tried, size - 1, calculations.answer)
    own = _size(sizing, tried, size, calculations.answer)
    return one_fewer, own, _size(sizing, tried, size, None, heads=size + 1)


def _at(
    sizing: Sizing, wish: SizingRange, factor: float, calculations: SizingCalculations
) -> int | None:
    """Return the smallest size at a multiple of the volume, when there is time to look for it."""
    tried = _tried(sizing, factor, calculations) if calculations.left > 0 else None
    return None if tried is None else _search(sizing, wish, tried, calculations)


def _tried(sizing: Sizing, factor: float, calculations: SizingCalculations) -> _Tried | None:
    plan = calculations.planned(replace(sizing.plan, factor=sizing.plan.factor * factor))
    if plan is None:
        return None
    wanted = _needs(plan, sizing.patterns)
    shifts, _ = shift_generation.shifts(sizing.patterns, [sizing.week], sizing.calendar, wanted)
    return _Tried(plan, shifts)


def _needs(
    plan: PlanAnswer, listed: Iterable[ShiftPattern]
) -> Mapping[tuple[UUID, date], ShiftRequirement]:
    bounds = {str(each.id): each for each in listed}
    found = {}
    for count in plan.counts:
        pattern, _, day = count.key.partition(" ")
        each = bounds[pattern]
        heads = min(max(count.heads, each.minimum), each.maximum)
        found[each.id, date.fromisoformat(day)] = ShiftRequirement(
            each.minimum, heads, each.maximum
        )
    return found


def _search(
    sizing: Sizing, wish: SizingRange, tried: _Tried, calculations: SizingCalculations
) -> int | None:
    """Return the smallest size without open places, looking up and then halving."""
    most = wish.new_member.max_hours_per_week or wish.new_member.hours_per_week
    hours = sum(
        each.target * ((each.end - each.start).total_seconds() / 3600) for each in tried.shifts
    )
    low = max(wish.smallest, _at_once(tried.shifts), math.ceil(hours / most - 1e-9), 1)
    size, step = low, 1
    for _ in range(_MOST_ROTAS):
        if size > wish.largest or calculations.left <= 0:
            return None
        if _try(sizing, wish.new_member, tried, size, calculations):
            break
        low, size, step = size + 1, size + step, step * 2
    else:
        return None
    while low < size and calculations.left > 0:
        middle = (low + size) // 2
        if _try(sizing, wish.new_member, tried, middle, calculations):
            size = middle
        else:
            low = middle + 1
    return size


def _try(
    sizing: Sizing, like: NewMember, tried: _Tried, size: int, calculations: SizingCalculations
) -> bool:
    """Tell whether a team of a size fills every place."""
    if size not in tried.open_places:
        seated = calculations.seated(_case(sizing, like, tried.shifts, size))
        filled = Counter(shift for shift, _ in seated)
        tried.seated[size] = seated
        tried.open_places[size] = sum(
            max(0, each.target - filled[str(each.id)]) for each in tried.shifts
        )
    return tried.open_places[size] == 0


def _case(sizing: Sizing, like: NewMember, shifts: Shifts, size: int) -> Case:
    asked = [each for shift in shifts for each in shift.languages]
    able = [each for shift in shifts for each in shift.skills]
    members = tuple(
        Member(
            id=f"person {number + 1}",
            name=f"person {number + 1}",
            tasks=frozenset({shift_requirements.ANSWERING}),
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
    unit = conversion.burden_unit(each.burden for each in shifts)
    return Case(
        zone=sizing.team.timezone,
        monday=sizing.week.monday,
        weeks=1,
        members=members,
        shifts=tuple(conversion.shift(each, unit) for each in shifts),
        rules=sizing.rules,
        known_from=sizing.week.monday,
        holidays=sizing.calendar.holidays,
        burden_unit=unit,
    )


def _size(
    sizing: Sizing, tried: _Tried, size: int, answer: Asking | None, heads: int | None = None
) -> Size:
    seated, spans = tried.seated[size], {str(each.id): each for each in tried.shifts}
    staff = [
        PlannedDuty(who, spans[shift].start, spans[shift].end, spans[shift].channels)
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
    sizing: Sizing, staff: Sequence[PlannedDuty], answer: Asking
) -> tuple[prediction.ChannelAnswer, ...]:
    asked = replace(sizing.typical, staff=tuple(staff), engine="exact")
    found: PredictionAnswer = prediction.answer_from_json(answer(prediction.to_json(asked)))
    return found.channels


def _at_once(shifts: Shifts) -> int:
    return max(
        (
            sum(other.target for other in shifts if other.start <= each.start < other.end)
            for each in shifts
        ),
        default=0,
    )

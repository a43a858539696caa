"""The live rota as the rules see it, and what a change of it would break, cost and move.

Rules read who is on duty, not who was assigned: a place somebody stands in for whole is theirs, a
part of it is a short shift of its own, and whoever keeps a part of their place keeps it for the
rules.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from rotation.errors import Conflict, Impossible
from rotation.rota.burden import NO_HOLIDAYS, Holidays
from rotation.rota.case import build, conversion
from rotation.rota.case.build import FixedAssignments
from rotation.rota.on_duty import duties, team_holidays
from rotation.rota.shifts import Shift, Shifts, all_slots, shifts_in_order
from rotation.rota.timeline import DutySpan, Override, duty_spans, two_places
from rotation.rota.versions import published_versions
from rotation.rota.versions.transfers import Transfer, applied
from rotation.solver import audit
from rotation.solver.case import Case
from rotation.solver.constraints.shift_length import ShiftLength
from rotation.solver.entities import Assignments
from rotation.solver.entities import Shift as SolverShift
from rotation.solver.limits import Breach, Level
from rotation.team.teams import Team
from rotation.timespan import Week

FURTHEST = 8
"""How many weeks apart the places of one change may lie."""
_OF_PLACES = {Level.PLACES, Level.TARGETS}


@dataclass(frozen=True)
class RotaChange:
    """A change of a rota: places passed on for good, and overrides, newest last."""

    weeks: tuple[Week, ...]
    transfers: tuple[Transfer, ...] = ()
    overrides: tuple[Override, ...] = ()


@dataclass(frozen=True)
class ChangeCost:
    """The cost of a change: what it newly breaks, points added to the rota, burden that moves.

    ``points`` leaves out how well shifts are filled; ``burden`` holds, by member, burden points
    that they take on (or are relieved of). ``lost`` are duties as they no longer would be,
    ``gained`` as they would be instead.
    """

    breaks: tuple[Breach, ...]
    points: int
    burden: Mapping[UUID, float]
    lost: tuple[DutySpan, ...] = ()
    gained: tuple[DutySpan, ...] = ()

    @property
    def broken(self) -> tuple[Breach, ...]:
        """Return the newly broken rules that must hold."""
        return tuple(each for each in self.breaks if each.must_hold)


@dataclass(frozen=True)
class LiveRota:
    """The published weeks around a change: shifts as they stand, overrides, and the case."""

    team: Team
    shifts: Shifts
    overrides: tuple[Override, ...]
    case: Case
    holidays: Holidays = NO_HOLIDAYS

    def spans(self, change: RotaChange | None = None) -> list[DutySpan]:
        """Return the duty spans, as they are or after a change."""
        shifts = applied(self.shifts, change.transfers) if change else self.shifts
        added = change.overrides if change else ()
        placed = all_slots(shifts)
        overrides = (*self.overrides, *added)
        return duty_spans(placed, overrides, self.team.timezone, self.holidays)


def load(session: Session, team: Team, weeks: Sequence[Week], now: datetime) -> LiveRota:
    """Return the live rota of some weeks and those between; Impossible when they are far apart."""
    first, last = min(weeks), max(weeks)
    row = [first]
    while row[-1] < last:
        row.append(row[-1].plus(1))
    if len(row) > FURTHEST:
        raise Impossible("These shifts lie too far apart: eight weeks at most.", field="/for")
    span = build.span_of(team, row)
    found = published_versions.latest(session, team.id, span)
    shifts = shifts_in_order(each for week in row for each in found.get(str(week), ()))
    keeping = FixedAssignments(published=conversion.promises(shifts, team.freeze, now))
    case = build.case_of(session, team, row, shifts, keeping)
    overrides = tuple(duties.overrides(session, team.id, span))
    return LiveRota(team, shifts, overrides, case, team_holidays.within(session, team, span))


def price(live: LiveRota, change: RotaChange, now: datetime | None = None) -> ChangeCost:
    """Return the cost of a change; Conflict when it puts somebody in two places.

    With ``now`` also what is left to those who are stood in for is looked at: a piece to come that
    is shorter than a shift may be is one they would have to come for.
    """
    before, after = live.spans(), live.spans(change)
    cost = _price(live, before, after)
    if now is None:
        return cost
    return replace(cost, breaks=(*cost.breaks, *_pieces_too_short(live, before, after, now)))


def price_without(live: LiveRota, override: Override, now: datetime) -> ChangeCost:
    """Return the cost of ending an override now; Conflict as for a change."""
    kept = (replace(override, end=now),) if override.start < now else ()
    left = tuple(each for each in live.overrides if each.id != override.id)
    return _price(live, live.spans(), replace(live, overrides=(*left, *kept)).spans())


def broken_by_version(
    session: Session, team: Team, weeks: Sequence[Week], shifts: Shifts, now: datetime
) -> tuple[Breach, ...]:
    """Return the rules that must hold and that a new version breaks with those who stand in.

    What stands by then is no reason: it was held against the rules when it came about.
    """
    span = build.span_of(team, weeks)
    overrides = tuple(duties.overrides(session, team.id, span))
    if not overrides:
        return ()
    found = published_versions.latest(session, team.id, span)
    standing = shifts_in_order(each for week in weeks for each in found.get(str(week), ()))
    case = build.case_of(session, team, weeks, shifts, FixedAssignments(now=now))
    holidays = team_holidays.within(session, team, span)
    before, after = (LiveRota(team, each, overrides, case, holidays) for each in (standing, shifts))
    return newly_broken(before, after, now)


def newly_broken(before: LiveRota, after: LiveRota, now: datetime) -> tuple[Breach, ...]:
    """Return the rules that must hold and that one live rota breaks and another before it did not.

    Those that concern nothing but what has begun are left out.
    """
    case = with_partial_shifts(after, (*before.spans(), *after.spans()))
    newly = audit.newly_broken(case, rota(before, case), rota(after, case))
    begun = {each.id for each in case.shifts if each.span.start <= now}
    return tuple(
        each
        for each in newly
        if each.must_hold and not (each.shifts and begun.issuperset(each.shifts))
    )


def _price(live: LiveRota, before: Sequence[DutySpan], after: Sequence[DutySpan]) -> ChangeCost:
    clash = two_places(after)
    if clash and not two_places(before):
        raise Conflict(
            "Somebody would be on duty in two places at once.",
            extra={"member": str(clash[0].member), "slots": [str(each.slot) for each in clash]},
        )
    case = with_partial_shifts(live, (*before, *after))
    breaks, mends = audit.change(case, _rota(live, case, before), _rota(live, case, after))
    points = points_of(breaks) - points_of(mends)
    lost, gained = _only_in(before, after), _only_in(after, before)
    return ChangeCost(breaks, points, _moved(before, after), lost, gained)


def _pieces_too_short(
    live: LiveRota, before: Sequence[DutySpan], after: Sequence[DutySpan], now: datetime
) -> tuple[Breach, ...]:
    """Return what the pieces newly left to those who are stood in for break of their length."""
    pieces = [
        each
        for each in _only_in(after, before)
        if each.override is None and each.start > now and str(each.member) in live.case.member
    ]
    rules = tuple(each for each in live.case.rules if isinstance(each, ShiftLength))
    if not pieces or not rules:
        return ()
    shifts = tuple({part_id(each): part(each, live.case.burden_unit) for each in pieces}.values())
    case = replace(live.case, rules=rules, shifts=shifts, pins=(), published=())
    return audit.breaches(case, frozenset((part_id(each), str(each.member)) for each in pieces))


def points_of(breaches: Iterable[Breach]) -> int:
    """Return the points of breaches, except of those about how well shifts are filled."""
    return sum(each.points for each in breaches if each.level not in _OF_PLACES)


def with_partial_shifts(live: LiveRota, spans: Iterable[DutySpan]) -> Case:
    """Return the case with a shift of its own for each part somebody stands in for."""
    places = _places(live.shifts)
    days = set(live.case.days)
    parts = {
        part_id(each): part(each, live.case.burden_unit)
        for each in spans
        if each.day in days and not _is_whole(each, places)
    }
    return replace(live.case, shifts=(*live.case.shifts, *parts.values()))


def rota(live: LiveRota, case: Case) -> Assignments:
    """Return the assignments as they are now, in the words of a case that has the parts."""
    return _rota(live, case, live.spans())


def part_id(span: DutySpan) -> str:
    """Return the id of a part as a shift of the solver."""
    return f"{span.slot}/{span.name}"


def _rota(live: LiveRota, case: Case, spans: Iterable[DutySpan]) -> Assignments:
    places = _places(live.shifts)
    pairs = (
        (str(each.shift_id) if _is_whole(each, places) else part_id(each), str(each.member))
        for each in spans
    )
    return frozenset(pair for pair in pairs if pair[1] in case.member and pair[0] in case.shift)


def _places(shifts: Shifts) -> dict[UUID, Shift]:
    return {slot.id: shift for shift in shifts for slot in shift.slots()}


def _is_whole(span: DutySpan, places: Mapping[UUID, Shift]) -> bool:
    """Tell whether a duty counts as the whole of its place: it is, or its holder keeps a part."""
    shift = places.get(span.slot)
    if shift is None:
        return False
    return span.override is None or (span.start, span.end) == (shift.start, shift.end)


def part(span: DutySpan, unit: int) -> SolverShift:
    """Return a part of a place as a shift of its own, which asks what the place asks."""
    return SolverShift(
        id=part_id(span),
        pattern=str(span.pattern_id or span.slot),
        name=span.pattern,
        day=span.day,
        span=span.span,
        task=span.task if span.pattern_id else None,
        channels=frozenset(span.channels),
        languages=frozenset(span.languages),
        skills=frozenset(span.skills),
        minimum=0,
        target=0,
        maximum=1,
        burden=conversion.in_units(span.burden, unit),
    )


def _only_in(some: Iterable[DutySpan], others: Iterable[DutySpan]) -> tuple[DutySpan, ...]:
    """Return the duties that somebody has, at those hours, in one of two rotas alone."""
    there = {(each.slot, each.member, each.start, each.end) for each in others}
    return tuple(
        each for each in some if (each.slot, each.member, each.start, each.end) not in there
    )


def _moved(before: Iterable[DutySpan], after: Iterable[DutySpan]) -> dict[UUID, float]:
    loads: dict[UUID, float] = defaultdict(float)
    for each in after:
        loads[each.member] += each.burden
    for each in before:
        loads[each.member] -= each.burden
    moved = {member: round(points, 2) for member, points in loads.items()}
    return {member: points for member, points in moved.items() if points}

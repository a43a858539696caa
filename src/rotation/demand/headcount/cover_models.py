"""The two questions that CP-SAT answers here: the least cover, and one profile for each day."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import inf

from ortools.sat.python import cp_model

from rotation.demand.effort import Effort
from rotation.demand.headcount.day_profiles import ProfileRow, ShiftToStaff

_SCALE = 1000
"""Expected replies are counted in thousandths."""
_FEASIBLE = (cp_model.OPTIMAL, cp_model.FEASIBLE)


@dataclass(frozen=True)
class Needed:
    """People needed in a stretch of the week, in minutes."""

    start: float
    end: float
    heads: int


def least_cover(
    places: Sequence[ShiftToStaff], needed: Sequence[Needed], effort: Effort, most: float
) -> dict[str, int]:
    """Return the head counts of the least minutes that cover what is needed as far as they can.

    All there are, when ``most`` seconds of work are over before any counts are found.
    """
    model = cp_model.CpModel()
    heads = [model.new_int_var(each.minimum, each.maximum, each.key) for each in places]
    short = []
    for at, need in enumerate(needed):
        over = [
            head
            for head, each in zip(heads, places, strict=True)
            if each.start < need.end - 1e-9 and need.start < each.end - 1e-9
        ]
        missing = model.new_int_var(0, max(0, need.heads), f"short {at}")
        model.add(sum(over) + missing >= need.heads)
        short.append(missing)
    minutes = [round(each.end - each.start) for each in places]
    dear = sum(minutes) * max([1, *(each.maximum for each in places)]) + 1
    model.minimize(
        sum(length * head for length, head in zip(minutes, heads, strict=True)) + dear * sum(short)
    )
    solver, status = _solved(model, effort, most)
    if status not in _FEASIBLE:
        return {each.key: each.maximum for each in places}
    return {each.key: int(solver.value(head)) for each, head in zip(places, heads, strict=True)}


@dataclass(frozen=True)
class Chosen:
    """A row for each day; ``proven``: none cheaper meets the targets by the tables."""

    rows: tuple[ProfileRow, ...]
    proven: bool


def choose_profiles(
    tables: Sequence[Sequence[ProfileRow]], wanted: Sequence[float], effort: Effort, most: float
) -> Chosen:
    """Return the cheapest choice with so many replies in time by channel, or the nearest to it.

    The rows of most replies, when ``most`` seconds of work are over before any choice is found.
    """
    model = cp_model.CpModel()
    picked = [[model.new_bool_var("") for _ in rows] for rows in tables]
    for own in picked:
        model.add_exactly_one(own)
    cost = sum(
        round(row.minutes) * var
        for rows, own in zip(tables, picked, strict=True)
        for row, var in zip(rows, own, strict=True)
    )
    missing = []
    for channel, least in enumerate(wanted):
        on_time = sum(
            int(row.on_time[channel] * _SCALE) * var
            for rows, own in zip(tables, picked, strict=True)
            for row, var in zip(rows, own, strict=True)
        )
        need = max(0, round(least * _SCALE))
        short = model.new_int_var(0, need, f"short {channel}")
        model.add(on_time + short >= need)
        missing.append(short)
    # A thousandth of a late reply is dearer than all the hours there are.
    dear = sum(round(max(row.minutes for row in rows)) for rows in tables) + 1
    model.minimize(cost + dear * sum(missing))
    solver, status = _solved(model, effort, most)
    if status not in _FEASIBLE:
        return _most_replies(tables)
    rows = tuple(
        next(row for row, var in zip(rows, own, strict=True) if solver.boolean_value(var))
        for rows, own in zip(tables, picked, strict=True)
    )
    return Chosen(rows, status == cp_model.OPTIMAL)


def _most_replies(tables: Sequence[Sequence[ProfileRow]]) -> Chosen:
    rows = tuple(max(rows, key=lambda row: sum(row.on_time)) for rows in tables)
    return Chosen(rows, proven=False)


def _solved(
    model: cp_model.CpModel, effort: Effort, most: float
) -> tuple[cp_model.CpSolver, cp_model.CpSolverStatus]:
    """Solve with a part of an effort; one worker and a fixed seed repeat their answer."""
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = 1
    solver.parameters.random_seed = 1
    solver.parameters.max_deterministic_time = effort.part(most)
    if effort.until < inf:
        # A second beyond the cap, so that whoever was ended by the clock is seen to have been.
        solver.parameters.max_time_in_seconds = effort.wall() + 1.0
    status = solver.solve(model)
    effort.spend(solver.response_proto.deterministic_time)
    return solver, status

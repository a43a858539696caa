"""Repeating rotas, designed: a ring that meets the daily requirement exactly.

It keeps the lengths of blocks and the forbidden successions. The formulation follows Musliu, Schutt
and Stuckey (CPAIOR 2018, "Solver independent rotating workforce scheduling"): Booleans per day and
shift, sliding windows for longest blocks, implications for shortest ones.
"""

from collections.abc import Mapping, Sequence
from typing import Any

import msgspec
from ortools.sat.python import cp_model

from rotation.solver.ring import OFF, Block, Designed, Wanted, runs

MOST_SECONDS = 60.0


def answer(question: Mapping[str, Any]) -> dict[str, Any]:  # Any: JSON
    """Return the ring that a question ``{wanted, seconds}`` asks for, both JSON."""
    wanted = msgspec.convert(question["wanted"], Wanted)
    made = design(wanted, min(float(question["seconds"]), MOST_SECONDS))
    plain: dict[str, Any] = msgspec.to_builtins(made)
    return plain


def design(wanted: Wanted, seconds: float, seed: int = 0) -> Designed:
    """Return a ring that does what is wanted, looked for during so many seconds."""
    if any(sum(day) > wanted.people for day in zip(*wanted.required, strict=True)):
        return Designed(None, proven=True, seconds=0.0)
    model = cp_model.CpModel()
    on = _days(model, wanted)
    _meet_requirements(model, wanted, on)
    for shift, block in enumerate(wanted.blocks):
        _keep_blocks(model, [day[shift] for day in on], block)
    _keep_blocks(model, [day[OFF] for day in on], wanted.off)
    _keep_blocks(model, [day[OFF].Not() for day in on], wanted.work)
    for days in runs(wanted.days, wanted.forbidden):
        model.add_bool_or([on[day][shift].Not() for day, shift in days])
    _break_rotations(model, wanted, on)
    solver = cp_model.CpSolver()
    solver.parameters.max_time_in_seconds = seconds
    solver.parameters.num_workers = 2
    solver.parameters.random_seed = seed
    status = solver.solve(model)
    if status in {cp_model.OPTIMAL, cp_model.FEASIBLE}:
        ring = tuple(_worked(solver, day) for day in on)
        return Designed(ring, proven=True, seconds=solver.wall_time)
    return Designed(None, status == cp_model.INFEASIBLE, solver.wall_time)


Literal = cp_model.IntVar | cp_model.BoolVarT
Days = list[dict[int, cp_model.IntVar]]


def _days(model: cp_model.CpModel, wanted: Wanted) -> Days:
    kinds = [*range(len(wanted.required)), OFF]
    on = [
        {kind: model.new_bool_var(f"{day}:{kind}") for kind in kinds} for day in range(wanted.days)
    ]
    for day in on:
        model.add_exactly_one(day.values())
    return on


def _meet_requirements(model: cp_model.CpModel, wanted: Wanted, on: Days) -> None:
    for weekday in range(wanted.week):
        rows = range(weekday, wanted.days, wanted.week)
        for shift, required in enumerate(wanted.required):
            model.add(sum(on[day][shift] for day in rows) == required[weekday])


def _keep_blocks(model: cp_model.CpModel, ring: Sequence[Literal], block: Block) -> None:
    """Let every run of true days round the ring be neither too short nor too long."""
    size = len(ring)
    for day in range(size if block.longest < size else 0):
        window = [ring[(day + step) % size] for step in range(block.longest + 1)]
        model.add_bool_or([each.Not() for each in window])
    for day in range(size):
        before, first = ring[day - 1], ring[day]
        for step in range(1, block.shortest):
            model.add_bool_or([before, first.Not(), ring[(day + step) % size]])


def _break_rotations(model: cp_model.CpModel, wanted: Wanted, on: Days) -> None:
    """Let the ring be read from one of its many equal starts: a week that begins a work block.

    Rows may be shifted by whole weeks freely. Where more people work on the first weekday than on
    the last, some row must begin a block there: it becomes the first.
    """
    first = sum(required[0] for required in wanted.required)
    last = sum(required[-1] for required in wanted.required)
    if first > last:
        model.add(on[0][OFF] == 0)
        model.add(on[-1][OFF] == 1)


def _worked(solver: cp_model.CpSolver, day: dict[int, cp_model.IntVar]) -> int:
    return next(kind for kind, chosen in day.items() if solver.boolean_value(chosen))

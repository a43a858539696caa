"""Repeating rotas, designed: a ring that meets the daily requirement exactly.

A ring is a closed walk from stand to stand, a day a step, and a step on some weekday serves that
weekday in one of the weeks. So it is enough to know how often each step is taken: as often into a
stand as out of it, and as many on a shift and weekday as are required. Where the steps hang
together they can be walked in one go (Euler; Hierholzer 1873). The model grows with the rules, not
with the people. After Becker, Schiffer and Walther, "A General Branch-and-Cut Framework for
Rotating Workforce Scheduling" (INFORMS Journal on Computing, 2022), whose steps are whole stints.
"""

import time
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterator, Mapping
from typing import Any

import msgspec
from ortools.sat.python import cp_model

from rotation.solver.repeating.rota import (
    MOST_DAYS,
    OFF,
    Block,
    Concession,
    RepeatingRota,
    RepeatingRotaSpec,
)
from rotation.solver.repeating.states import DesignState, followers

MOST_SECONDS = 60.0
_POLISH_SECONDS = 3.0
_WAYS_SECONDS = 5.0

Place = tuple[int, DesignState]
"""The end of a weekday, and where the ring stands then."""
Step = tuple[Place, Place]
Steps = dict[Step, int]


def answer(question: Mapping[str, Any]) -> dict[str, Any]:  # Any: JSON
    """Return what a question ``{wanted, seconds}`` asks for, both JSON: a ring, or ways to one."""
    wanted = msgspec.convert(question["wanted"], RepeatingRotaSpec)
    made = design(wanted, min(float(question["seconds"]), MOST_SECONDS))
    found: dict[str, Any] = msgspec.to_builtins(made)
    impossible = made.ring is None and made.proven
    return found | {"ways": msgspec.to_builtins(ways(wanted) if impossible else [])}


def design(wanted: RepeatingRotaSpec, seconds: float, seed: int = 0) -> RepeatingRota:
    """Return a ring that does what is wanted, looked for during so many seconds.

    Of all such rings it is one with the most whole weekends off, or the best found in the last
    few of the seconds.
    """
    began = time.monotonic()
    if any(sum(day) > wanted.people for day in zip(*wanted.required, strict=True)):
        return RepeatingRota(None, proven=True, seconds=0.0)
    circulation = _Circulation(wanted, seed)
    steps = circulation.found(began + seconds)
    if steps:
        circulation.prefer_free_weekends(steps)
        polished_by = min(time.monotonic() + _POLISH_SECONDS, began + seconds)
        steps = circulation.found(polished_by) or steps
    ring = tuple(_walked(steps)) if steps else None
    return RepeatingRota(ring, bool(steps) or circulation.impossible, time.monotonic() - began)


def ways(wanted: RepeatingRotaSpec, seconds: float = _WAYS_SECONDS) -> list[Concession]:
    """Return which one wish, given up as far as needed, makes a ring possible when none does all.

    What is found in the seconds is told.
    """
    until = time.monotonic() + seconds

    def works(way: Concession) -> bool:
        return bool(_Circulation(way.into(wanted), 0).found(until))

    found = []
    for looser in _loosened(wanted):
        # Who allows more allows all that was allowed before: the loosest tells whether any does.
        if works(looser[-1]):
            nearest = bisect_left(looser, x=True, hi=len(looser) - 1, key=works)
            found.append(looser[nearest])
    return found


def _loosened(wanted: RepeatingRotaSpec) -> Iterator[list[Concession]]:
    """Yield, for each wish, what it can be instead, the nearest first."""
    named: list[tuple[tuple[str | int, ...], Block]] = [
        *((("blocks", at), block) for at, block in enumerate(wanted.blocks)),
        (("off",), wanted.off),
        (("work",), wanted.work),
    ]
    for name, block in named:
        longer = range(block.longest + 1, MOST_DAYS + 1)
        shorter = range(block.shortest - 1, 0, -1)
        for end, days in (("longest", longer), ("shortest", shorter)):
            if days:
                yield [Concession((*name, end), each) for each in days]
    yield [Concession(("people",), wanted.people + 1)]


class _Circulation:
    """How often each step is taken, in whole numbers."""

    def __init__(self, wanted: RepeatingRotaSpec, seed: int) -> None:
        self._wanted = wanted
        self._model = cp_model.CpModel()
        self._solver = cp_model.CpSolver()
        self._solver.parameters.num_workers = 2
        self._solver.parameters.random_seed = seed
        self._taken: dict[Step, cp_model.IntVar] = {}
        self.impossible = False
        self._add_steps()
        self._meet_requirements()
        self._leave_as_often_as_come()

    def found(self, until: float) -> Steps | None:
        """Return steps that hang together; None: there are none, or none were found in time."""
        while (left := until - time.monotonic()) > 0:
            self._solver.parameters.max_time_in_seconds = left
            status = self._solver.solve(self._model)
            self.impossible = status == cp_model.INFEASIBLE
            if status not in {cp_model.OPTIMAL, cp_model.FEASIBLE}:
                return None
            steps = {step: self._solver.value(each) for step, each in self._taken.items()}
            steps = {step: often for step, often in steps.items() if often}
            parts = _parts(steps)
            if len(parts) == 1:
                return steps
            for part in parts:
                self._lead_out_of(part)
        return None

    def prefer_free_weekends(self, steps: Steps) -> None:
        """Look for the most whole weekends off from now on, beginning with some steps."""
        for step, each in self._taken.items():
            self._model.add_hint(each, steps.get(step, 0))
        last = self._wanted.week - 1
        free = [
            step
            for step in self._taken
            if step[1][0] == last and step[0][1].shift == step[1][1].shift == OFF
        ]
        weekends = sum(self._taken[step] for step in free)
        self._model.add(weekends >= sum(steps.get(step, 0) for step in free))
        self._model.maximize(weekends)

    def _add_steps(self) -> None:
        follow = followers(self._wanted)
        for weekday in range(self._wanted.week):
            before = (weekday - 1) % self._wanted.week
            for stand in follow:
                for after in follow[stand] if self._required(before, stand.shift) else []:
                    if most := self._required(weekday, after.shift):
                        step = (before, stand), (weekday, after)
                        self._taken[step] = self._model.new_int_var(0, most, "")

    def _required(self, weekday: int, shift: int) -> int:
        if shift != OFF:
            return self._wanted.required[shift][weekday]
        return self._wanted.people - sum(each[weekday] for each in self._wanted.required)

    def _meet_requirements(self) -> None:
        serving = defaultdict(list)
        for (_, (weekday, after)), each in self._taken.items():
            serving[weekday, after.shift].append(each)
        for weekday in range(self._wanted.week):
            for shift in (OFF, *range(len(self._wanted.required))):
                required = self._required(weekday, shift)
                self._model.add(sum(serving[weekday, shift]) == required)

    def _leave_as_often_as_come(self) -> None:
        balance = defaultdict(list)
        for (start, end), each in self._taken.items():
            balance[start].append(-each)
            balance[end].append(each)
        for terms in balance.values():
            self._model.add(sum(terms) == 0)

    def _lead_out_of(self, part: set[Place]) -> None:
        """Let steps within a part of the places be taken only where one leads out of it."""
        used = self._model.new_bool_var("")
        leaving = []
        for (start, end), each in self._taken.items():
            if start in part and end in part:
                self._model.add(each == 0).only_enforce_if(used.Not())
            elif start in part:
                leaving.append(each)
        self._model.add(sum(leaving) >= used)


def _parts(steps: Steps) -> list[set[Place]]:
    """Return the places that steps lead to, those that hang together together."""
    following = defaultdict(list)
    for start, end in steps:
        following[start].append(end)
    parts: list[set[Place]] = []
    left = set(following)
    while left:
        # As many steps lead into a place as out of it: whoever can go can also come back.
        waiting, part = [next(iter(left))], set()
        while waiting:
            place = waiting.pop()
            if place not in part:
                part.add(place)
                waiting += following[place]
        parts.append(part)
        left -= part
    return parts


def _walked(steps: Steps) -> list[int]:
    """Return the shifts of a closed walk that takes every step as often as it says.

    It begins with a first weekday, after a day off if it can (Hierholzer's algorithm).
    """
    left: dict[Place, list[Place]] = defaultdict(list)
    for (start, end), often in steps.items():
        left[start] += [end] * often
    last = max(weekday for weekday, _ in left)
    start = min((place for place in left if place[0] == last), key=lambda place: place[1].shift)
    trail, walk = [start], []
    while trail:
        if ways_on := left[trail[-1]]:
            trail.append(ways_on.pop())
        else:
            walk.append(trail.pop())
    return [stand.shift for _, stand in reversed(walk[:-1])]

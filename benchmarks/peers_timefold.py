"""An integer program of a rota, solved by Timefold (in an environment of its own, with a JDK).

Reads JSON on standard input: ``{"seconds", "seats": [[variable, …], …], "size", "rows": [[terms,
high], …], "charges": [[terms, high, points, rising], …], "defined": [[variable, [[terms, constant],
…]], …]}``; a seat takes one of its variables or none, a defined variable is one where any of its
parts is above zero. Writes ``{"taken": [variable, …], "seconds"}``, the start of Java not counted.
Points are counted incrementally, the fastest of Timefold's ways to count them.
"""

import json
import sys
import time
from dataclasses import dataclass, field
from typing import Annotated, Any

from timefold.solver import SolverFactory
from timefold.solver.config import (
    Duration,
    ScoreDirectorFactoryConfig,
    SolverConfig,
    TerminationConfig,
)
from timefold.solver.domain import (
    PlanningEntityCollectionProperty,
    PlanningId,
    PlanningScore,
    PlanningVariable,
    ProblemFactProperty,
    ValueRangeProvider,
    planning_entity,
    planning_solution,
)
from timefold.solver.score import HardSoftScore, IncrementalScoreCalculator


@dataclass(frozen=True)
class Place:
    """A member on a shift: a variable of the program."""

    variable: int


@planning_entity
@dataclass
class Seat:
    """A seat of a shift, with the places that can take it."""

    id: Annotated[int, PlanningId]
    places: Annotated[list[Place], ValueRangeProvider]
    place: Annotated[Place | None, PlanningVariable(allows_unassigned=True)] = field(default=None)


@dataclass
class Program:
    """Sums (rows, then charges, then parts of defined variables) and the sums of each variable."""

    size: int
    rows: int
    charges: int
    start: list[int]
    high: list[int]
    points: list[int]
    rising: list[int]
    sums: list[list[int]]
    times: list[list[int]]
    owner: list[int]
    is_place: list[bool]


@planning_solution
@dataclass
class Rota:
    """Seats to be taken."""

    program: Annotated[Program, ProblemFactProperty]
    seats: Annotated[list[Seat], PlanningEntityCollectionProperty]
    score: Annotated[HardSoftScore | None, PlanningScore] = field(default=None)


class Counting(IncrementalScoreCalculator):  # type: ignore[misc]  # no types without the package
    """The points of a rota, brought up to date with each change."""

    program: Program
    sums: list[int]
    taken: list[int]
    hard: int
    soft: int

    def reset_working_solution(self, solution: Rota) -> None:
        self.program = solution.program
        self.sums = list(solution.program.start)
        self.taken = [0] * solution.program.size
        self.hard = 0
        self.soft = 0
        for at in range(self.program.rows + self.program.charges):
            self.count(at, 1)
        for at in range(self.program.rows + self.program.charges, len(self.sums)):
            if self.sums[at] > 0:
                self.change(self.program.owner[at], 1)
        for seat in solution.seats:
            self.insert(seat, 1)

    def count(self, at: int, sign: int) -> None:
        excess = self.sums[at] - self.program.high[at]
        if excess > 0:
            if at < self.program.rows:
                self.hard -= sign * excess
            else:
                rising = self.program.rising[at]
                cheap = min(excess, rising - 1)
                dear = excess - cheap
                price = cheap * cheap + dear * (2 * rising - 1)
                self.soft -= sign * self.program.points[at] * price

    def change(self, variable: int, step: int) -> None:
        """Change how often a variable is taken; it counts once, and more often is forbidden."""
        before = self.taken[variable]
        self.taken[variable] = before + step
        if self.program.is_place[variable]:
            self.hard += max(0, before - 1) - max(0, before + step - 1)
        is_one = 1 if before + step > 0 else 0
        was_one = 1 if before > 0 else 0
        if is_one != was_one:
            self.spread(variable, is_one - was_one)

    def spread(self, variable: int, step: int) -> None:
        sums = self.program.sums[variable]
        times = self.program.times[variable]
        for each in range(len(sums)):
            at = sums[each]
            if at < self.program.rows + self.program.charges:
                self.count(at, -1)
                self.sums[at] += step * times[each]
                self.count(at, 1)
            else:
                before = self.sums[at]
                after = before + step * times[each]
                self.sums[at] = after
                if before <= 0 and after > 0:
                    self.change(self.program.owner[at], 1)
                elif before > 0 and after <= 0:
                    self.change(self.program.owner[at], -1)

    def insert(self, seat: Seat, step: int) -> None:
        place = seat.place
        if place is not None:
            self.change(place.variable, step)

    def before_entity_added(self, entity: Seat) -> None:
        pass

    def after_entity_added(self, entity: Seat) -> None:
        self.insert(entity, 1)

    def before_variable_changed(self, entity: Seat, variable_name: str) -> None:  # noqa: ARG002 - the interface
        self.insert(entity, -1)

    def after_variable_changed(self, entity: Seat, variable_name: str) -> None:  # noqa: ARG002 - the interface
        self.insert(entity, 1)

    def before_entity_removed(self, entity: Seat) -> None:
        self.insert(entity, -1)

    def after_entity_removed(self, entity: Seat) -> None:
        pass

    def calculate_score(self) -> HardSoftScore:
        return HardSoftScore.of(self.hard, self.soft)


def program_of(given: dict[str, Any]) -> Program:  # Any: JSON
    """Return the sums of a program."""
    rows, charges, defined = given["rows"], given["charges"], given["defined"]
    sums: list[list[int]] = [[] for _ in range(given["size"])]
    times: list[list[int]] = [[] for _ in range(given["size"])]
    parts = [(variable, part) for variable, parts in defined for part in parts]
    every = [terms for terms, *_ in rows + charges] + [terms for _, (terms, _) in parts]
    for at, terms in enumerate(every):
        for variable, often in terms:
            sums[variable].append(at)
            times[variable].append(often)
    before = len(rows) + len(charges)
    places = {variable for seat in given["seats"] for variable in seat}
    return Program(
        size=given["size"],
        rows=len(rows),
        charges=len(charges),
        start=[0] * before + [constant for _, (_, constant) in parts],
        high=[high for _, high, *_ in rows + charges],
        points=[0] * len(rows) + [points for *_, points, _ in charges],
        rising=[1] * len(rows) + [rising for *_, rising in charges],
        sums=sums,
        times=times,
        owner=[-1] * before + [variable for variable, _ in parts],
        is_place=[at in places for at in range(given["size"])],
    )


def main() -> None:
    """Solve the program on standard input."""
    given = json.load(sys.stdin)
    seats = [Seat(at, [Place(each) for each in places]) for at, places in enumerate(given["seats"])]
    config = SolverConfig(
        solution_class=Rota,
        entity_class_list=[Seat],
        score_director_factory_config=ScoreDirectorFactoryConfig(
            incremental_score_calculator_class=Counting
        ),
        termination_config=TerminationConfig(spent_limit=Duration(seconds=given["seconds"])),
    )
    solver = SolverFactory.create(config).build_solver()
    began = time.perf_counter()
    found = solver.solve(Rota(program_of(given), seats))
    seconds = time.perf_counter() - began
    taken = [seat.place.variable for seat in found.seats if seat.place]
    json.dump({"taken": taken, "seconds": seconds}, sys.stdout)


if __name__ == "__main__":
    main()

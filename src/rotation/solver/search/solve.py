"""One solve from a case to its outcome; every rota is audited before it leaves."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from time import perf_counter

from rotation.solver import audit
from rotation.solver.case import Assignments, Case
from rotation.solver.limits import Level
from rotation.solver.model import Model
from rotation.solver.outcome import (
    Budget,
    Infeasible,
    LevelResult,
    OnProgress,
    Outcome,
    OutOfTime,
    Progress,
    ShouldStop,
    Solved,
)
from rotation.solver.planned import plan
from rotation.solver.search.cpsat import Found, Look
from rotation.solver.search.explain import conflicts
from rotation.solver.search.greedy import greedy
from rotation.solver.search.guided import guided
from rotation.solver.search.program import Priced

_BETWEEN_REPORTS = 0.25
_EXPLAIN_SECONDS = 5.0

Ranked = tuple[Sequence[int], list[LevelResult]]


@dataclass
class Race:
    """The best rota so far, what is known about it, and who is told."""

    case: Case
    model: Model
    budget: Budget
    on_progress: OnProgress | None
    should_stop: ShouldStop | None
    started: float
    best: Sequence[int] | None = None
    points: int = 0
    bound: int = 0
    _told: float = field(default=-1.0)

    def hint(self, program: Priced) -> list[int] | None:
        """Return the best rota so far as values of a program."""
        return None if self.best is None else program.complete(self.best)

    def seconds(self) -> float:
        """Return the seconds since the start."""
        return perf_counter() - self.started

    def left(self) -> float:
        """Return the seconds of the budget that are left; 0 once it is asked to stop."""
        stopped = self.should_stop is not None and self.should_stop()
        return 0.0 if stopped else max(0.0, self.budget.seconds - self.seconds())

    def offer(self, values: Sequence[int], points: int, bound: int) -> None:
        """Keep a rota if it is better than the best; tell about it four times a second at most."""
        self.bound = max(self.bound, bound)
        if self.best is not None and points >= self.points:
            return
        self.best, self.points = values, points
        now = self.seconds()
        if self.on_progress and (self._told < 0 or now - self._told >= _BETWEEN_REPORTS):
            self._told = now
            rota = self.model.rota(values)
            missing = open_places(self.case, rota)
            self.on_progress(Progress(now, points, self.bound, missing, rota))

    def look(self, share: float = 1.0, *, told: bool = True) -> Look:
        """Return what a look may take of what is left."""
        seconds = share * self.left()
        return Look(
            perf_counter() + seconds,
            seconds,
            self.budget.workers,
            self.budget.seed,
            self.offer if told else None,
            self.should_stop,
        )


def solve(
    case: Case,
    budget: Budget,
    on_progress: OnProgress | None = None,
    should_stop: ShouldStop | None = None,
) -> Outcome:
    """Return the best rota found in the budget, or why there is none."""
    started = perf_counter()
    race = Race(case, plan(case), budget, on_progress, should_stop, started)
    program = Priced(race.model)
    if program.impossible:
        return _explained(race)
    first = greedy(race.model)
    if race.model.holds(first):
        race.offer(first, race.model.points(first), 0)
    found = guided(program, program.costs(Level), race.look(), race.hint(program))
    if found.impossible:
        return _explained(race)
    if found.values is not None:
        race.offer(found.values, found.points, found.bound)
    race.bound = max(race.bound, found.bound)
    if race.best is None:
        return OutOfTime(race.seconds())
    if budget.staged:
        return _audited(race, *_staged(race, program, race.best))
    return _audited(race, *_weighted(race, race.best))


def _weighted(race: Race, best: Sequence[int]) -> Ranked:
    levels = [LevelResult(level.name.lower(), race.model.points(best, level), 0) for level in Level]
    return best, levels


def _staged(race: Race, program: Priced, best: Sequence[int]) -> Ranked:
    """Prove each level by itself, none of the earlier ones given up."""
    results: list[LevelResult] = []
    values = program.complete(best)
    for at, level in enumerate(Level):
        costs = program.costs([level])
        reached = program.points(values, [level])
        found = Found(None, 0, 0)
        if reached and race.left():
            how = race.look(1 / (len(Level) - at), told=False)
            found = guided(program, costs, how, values)
        if found.values is not None and found.points < reached:
            values, reached = list(found.values), found.points
        program.rows.append((tuple(costs.items()), reached))
        results.append(LevelResult(level.name.lower(), reached, found.bound))
    return values, results


def _explained(race: Race) -> Infeasible:
    until = perf_counter() + min(_EXPLAIN_SECONDS, max(1.0, race.left()))
    found, minimal = conflicts(race.case, lambda: until - perf_counter())
    return Infeasible(found, minimal, race.seconds())


def _audited(race: Race, best: Sequence[int], levels: list[LevelResult]) -> Solved:
    """Return the best rota, unless the audit reads it differently, which is a bug."""
    rota, claimed = race.model.rota(best), race.model.points(best)
    found = audit.breaches(race.case, rota)
    broken = [each for each in found if each.must_hold]
    if broken:
        broken = list(audit.worse(broken, audit.breaches(race.case, race.model.given)))
    points = sum(each.points for each in found)
    if broken or points != claimed:
        reasons = [str(each.because) for each in broken]
        raise RuntimeError(f"audit and model disagree: {points} for {claimed}, {reasons}")
    staged = race.budget.staged
    proven = all(each.points <= each.bound for each in levels) if staged else points <= race.bound
    bound = points if proven else race.bound
    return Solved(rota, points, bound, proven, tuple(levels), "cp-sat", race.seconds())


def open_places(case: Case, rota: Assignments) -> int:
    """Return how many places of the minima nobody has."""
    taken = dict.fromkeys(case.shift, 0)
    for shift, _ in rota:
        taken[shift] += 1
    return sum(max(0, shift.minimum - taken[shift.id]) for shift in case.shifts)

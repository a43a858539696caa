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
from rotation.solver.search.cpsat import Found, Look, Translated, look, translated
from rotation.solver.search.explain import conflicts
from rotation.solver.search.greedy import greedy

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

    def look(self) -> Look:
        """Return what a look may take of what is left."""
        return Look(
            self.left(), self.budget.workers, self.budget.seed, self.offer, self.should_stop
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
    if race.model.clashes:
        return _explained(race)
    first = greedy(race.model)
    if race.model.holds(first):
        race.offer(first, race.model.points(first), 0)
    sat = translated(race.model)
    found = look(sat, Level, race.look(), race.best)
    if found.impossible:
        return _explained(race)
    if found.values is not None:
        race.offer(found.values, race.model.points(found.values), found.bound)
    if race.best is None:
        return OutOfTime(race.seconds())
    best, levels = _staged(race, sat, race.best) if budget.staged else _weighted(race, race.best)
    return _audited(race, best, levels)


def _weighted(race: Race, best: Sequence[int]) -> Ranked:
    levels = [LevelResult(level.name.lower(), race.model.points(best, level), 0) for level in Level]
    return best, levels


def _staged(race: Race, sat: Translated, best: Sequence[int]) -> Ranked:
    """Prove each level by itself, none of the earlier ones given up."""
    results: list[LevelResult] = []
    for at, level in enumerate(Level):
        reached = race.model.points(best, level)
        found = Found(None, 0, 0)
        if reached and race.left():
            how = Look(
                race.left() / (len(Level) - at),
                race.budget.workers,
                race.budget.seed,
                None,
                race.should_stop,
            )
            found = look(sat, [level], how, best)
        if found.values is not None and race.model.points(found.values, level) < reached:
            best = found.values
            reached = race.model.points(best, level)
        sat.sat.add(sat.total([level]) <= reached)
        results.append(LevelResult(level.name.lower(), reached, found.bound))
    return best, results


def _explained(race: Race) -> Infeasible:
    until = perf_counter() + min(_EXPLAIN_SECONDS, max(1.0, race.left()))
    found, minimal = conflicts(race.case, lambda: until - perf_counter())
    return Infeasible(found, minimal, race.seconds())


def _audited(race: Race, best: Sequence[int], levels: list[LevelResult]) -> Solved:
    """Return the best rota, unless the audit reads it differently, which is a bug."""
    rota, claimed = race.model.rota(best), race.model.points(best)
    inherited = audit.breaches(race.case, race.model.given)
    found = audit.breaches(race.case, rota)
    broken = [each for each in audit.worse(found, inherited) if each.must_hold]
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

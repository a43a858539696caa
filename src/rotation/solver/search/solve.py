"""One solve from a case to its outcome; every rota is audited before it leaves."""

import gc
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from math import gcd
from time import perf_counter, process_time

from rotation.solver import audit
from rotation.solver.case import Case
from rotation.solver.limits import Breach, Level
from rotation.solver.model.build import plan
from rotation.solver.model.model import Model
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
from rotation.solver.search.clash_relaxations import ways_out
from rotation.solver.search.cpsat import SearchRun
from rotation.solver.search.granted_time import PATIENCE, SEEDED_PATIENCE, GrantedTime
from rotation.solver.search.greedy import greedy
from rotation.solver.search.incumbent import Incumbent
from rotation.solver.search.infeasibility_core import conflict, conflicts
from rotation.solver.search.integer_program import Priced
from rotation.solver.search.repair import freeze, repair, start
from rotation.solver.search.strategy import search

_BETWEEN_REPORTS = 0.25
_EXPLAIN_SECONDS = 5.0
_BUILDING_SECONDS = 1.5
_STOPPING = 0.1
_WAYS_SHARE = 0.6
_AUDIT_SHARE = 0.15
"""The audit reads the limits that the model was built of: a part of that time is kept for it."""
_LEAST_STAGES, _PROVEN_SHARE, _STAGE = 0.3, 0.3, 0.7
_SEEDED_STAGES = 0.5
"""With a seed, the work for all levels together in parts of that for the rota."""


@dataclass
class Race:
    """One solve: its case and model, its time, and who is told of what is found."""

    case: Case
    model: Model
    budget: Budget
    on_progress: OnProgress | None
    should_stop: ShouldStop | None
    started: float
    clock: GrantedTime
    built: float = 0.0
    """The seconds that building the model took."""
    _told: float = field(default=-1.0)

    def seconds(self) -> float:
        """Return the seconds since the start."""
        return perf_counter() - self.started

    def is_capped(self) -> bool:
        """Tell whether the wall clock has ended the solve, and not the time it was given."""
        if self.budget.seed is not None:
            return self.clock.now() > SEEDED_PATIENCE * self.budget.seconds
        return self.seconds() > PATIENCE * self.budget.seconds

    def look(self) -> SearchRun:
        """Return what a look may take of what is left."""
        seconds, seed = self.budget.seconds, self.budget.seed
        if seed is not None:
            # Work is what counts: time is a cap that no machine at work should reach.
            return SearchRun(
                SEEDED_PATIENCE * seconds,
                seconds,
                self.budget.workers,
                seed,
                should_stop=self.should_stop,
                clock=self.clock,
            )
        return SearchRun(
            seconds - _AUDIT_SHARE * self.built,
            max(0.0, seconds - self.clock.now()),
            self.budget.workers,
            should_stop=self.should_stop,
            clock=self.clock,
        )

    def tell(self, values: Sequence[int], points: int, bound: int) -> None:
        """Tell about a better rota, four times a second at most."""
        now = self.seconds()
        if self.on_progress and (self._told < 0 or now - self._told >= _BETWEEN_REPORTS):
            self._told = now
            rota = self.model.rota(values)
            missing = audit.open_places(self.case, rota)
            self.on_progress(Progress(now, points, bound, missing, rota))


def solve(
    case: Case,
    budget: Budget,
    on_progress: OnProgress | None = None,
    should_stop: ShouldStop | None = None,
) -> Outcome:
    """Return the best rota found in the budget, or why there is none."""
    started = perf_counter()
    clock = GrantedTime()
    patience = _Patience(budget.seconds + _BUILDING_SECONDS, clock, should_stop)
    with _undisturbed():
        model = plan(case, stop=patience.is_over)
        race = Race(case, model, budget, on_progress, should_stop, started, clock)
        if not model.finished and not model.clashes:
            return OutOfTime(race.seconds())
        program = Priced(model)
        race.built = clock.now()
        gc.freeze()  # the search need not look through the model either
    try:
        return _searched(race, program)
    finally:
        gc.unfreeze()


def _searched(race: Race, program: Priced) -> Outcome:
    budget, should_stop = race.budget, race.should_stop
    best = Incumbent(program.costs(Level), on_better=race.tell, impossible=program.impossible)
    how = _repaired if budget.repair and race.case.published else _planned
    end = how(race, program, best)
    if best.impossible and (should_stop is None or not should_stop()):
        return _explained(race)
    return _audited(race, best, end) if best.values is not None else OutOfTime(race.seconds())


@dataclass
class _Patience:
    """How long a model may be built: a little longer than a search, and not long once stopped."""

    until: float
    clock: GrantedTime
    should_stop: ShouldStop | None
    _stopped: tuple[float, float] | None = None

    def is_over(self) -> bool:
        """Tell whether building has to end; a small model is still finished for a preview."""
        now = perf_counter(), process_time()
        if self._stopped is None and self.should_stop is not None and self.should_stop():
            self._stopped = now
        if self._stopped is None:
            return self.clock.now() > self.until
        return all(each - then > _STOPPING for each, then in zip(now, self._stopped, strict=True))


@contextmanager
def _undisturbed() -> Iterator[None]:
    """Collect no garbage: a model is millions of small things that live, and little garbage."""
    was = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was:
            gc.enable()


@dataclass(frozen=True)
class _End:
    """How a search ended, beside the best values."""

    levels: list[LevelResult]
    strategy: str
    proven: bool


def _planned(race: Race, program: Priced, best: Incumbent) -> _End:
    _begin(program, best, [] if best.impossible else greedy(race.model))
    strategy = search(race.case, program, best, race.look())
    if best.values is None:
        return _End([], strategy, proven=False)
    if not race.budget.staged:
        return _End(_weighted(program, best), strategy, proven=best.is_settled)
    least = best.points if best.is_settled else None
    levels = _staged(race, program, best)
    proven = all(each.points <= each.bound for each in levels) or best.points == least
    return _End(levels, strategy, proven)


def _repaired(race: Race, program: Priced, best: Incumbent) -> _End:
    loose = list(program.low)
    freeze(race.case, program)
    _begin(program, best, [] if best.impossible else start(race.case, race.model))
    ended = repair(race.case, program, best, race.look())
    if best.impossible and program.low != loose and not race.model.clashes:
        # Somebody frozen cannot stay: promises that are near weigh much, but no longer everything.
        program.low, best.impossible = loose, False
        ended = repair(race.case, program, best, race.look())
    return _End(ended.levels, "repair", ended.proven)


def _begin(program: Priced, best: Incumbent, values: list[int]) -> None:
    whole = program.complete(values) if values else []
    if whole and program.keeps(whole):
        best.offer(whole)


def _weighted(program: Priced, best: Incumbent) -> list[LevelResult]:
    values = best.values or []
    return [LevelResult(each.name.lower(), program.points(values, [each]), 0) for each in Level]


def _staged(race: Race, program: Priced, best: Incumbent) -> list[LevelResult]:
    """Prove each level by itself, none of the earlier ones given up.

    It takes no longer than the rota did, and a part of that where no rota has fewer points: nobody
    waits for the proof of a level.
    """
    results: list[LevelResult] = []
    how, bound, part = race.look(), best.bound, _STAGE
    if how.seed is not None:
        # Counted beforehand: nobody knows how much the levels before took.
        part = _SEEDED_STAGES / len(Level)
    else:
        share = _PROVEN_SHARE if best.is_settled else 1.0
        how = how.within(max(_LEAST_STAGES, share * race.clock.now()))
    for level in Level:
        stage = Incumbent(program.costs([level]), best.values)
        if stage.points:
            stage.prove(_least(program, level, bound))
            search(race.case, program, stage, how.shortened(part))
        best.values, reached = stage.values, stage.points or 0
        program.settle(stage.costs, reached)
        bound -= reached
        results.append(LevelResult(level.name.lower(), reached, min(stage.bound, reached)))
    best.points = best.price(best.values or [])
    return results


def _least(program: Priced, level: Level, bound: int) -> int:
    """Return what a level costs at least, from a bound on it and all later ones together."""
    later = program.costs(each for each in Level if each > level)
    rest = bound - sum(price * program.high[at] for at, price in later.items())
    unit = gcd(*program.costs([level]).values())
    return max(0, -(-rest // unit) * unit)


def _explained(race: Race) -> Infeasible:
    until = race.clock.now() + max(_EXPLAIN_SECONDS, race.look().left())
    found, minimal = conflicts(race.case, lambda: until - race.clock.now())
    told = tuple(conflict(each) for each in found)
    ways = ways_out(race.case, found, race.look().shortened(_WAYS_SHARE)) if found else ()
    return Infeasible(told, minimal, race.seconds(), ways)


def _audited(race: Race, best: Incumbent, end: _End) -> Solved:
    """Return the best rota, unless the audit reads it differently, which is a bug."""
    values = best.values or []
    rota, claimed = race.model.rota(values), race.model.points(values)
    found = audit.breaches(race.case, rota)
    broken = [each for each in found if each.must_hold]
    if broken:
        broken = list(audit.worse(broken, audit.breaches(race.case, race.model.given)))
    points = sum(each.points for each in found)
    if broken or points != claimed:
        reasons = [str(each.because) for each in broken]
        raise RuntimeError(f"audit and model disagree: {points} for {claimed}, {reasons}")
    bound = points if end.proven and not race.budget.repair else min(points, best.bound)
    promised = frozenset(race.case.calendar.promised)
    shifts = {shift for shift, _ in promised}
    changes = sum(shift in shifts for shift, _ in rota ^ promised)
    return Solved(
        assignments=rota,
        points=points,
        bound=bound,
        proven=end.proven,
        levels=_levels(end.levels, found),
        strategy=end.strategy,
        seconds=race.seconds(),
        changes=changes,
        cut_short=race.is_capped(),
    )


def _levels(ended: Sequence[LevelResult], found: Iterable[Breach]) -> tuple[LevelResult, ...]:
    """Return what each level came to in the end: a later level may have mended an earlier one."""
    by_level: Counter[str] = Counter()
    for each in found:
        by_level[each.level.name.lower()] += each.points
    if {each.name for each in ended} != {each.name.lower() for each in Level}:
        return tuple(ended)
    return tuple(
        LevelResult(each.name, by_level[each.name], min(each.bound, by_level[each.name]))
        for each in ended
    )

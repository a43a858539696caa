"""The search for each size of case, and two side by side where there are two workers."""

from collections.abc import Callable
from dataclasses import replace
from threading import Thread

from rotation.solver.case import Case
from rotation.solver.search.branch_and_bound import branching
from rotation.solver.search.column_generation import Schedules
from rotation.solver.search.cpsat import SearchRun
from rotation.solver.search.incumbent import Incumbent
from rotation.solver.search.integer_program import Priced
from rotation.solver.search.large_neighbourhood import polish
from rotation.solver.search.linear_relaxation import Relaxed
from rotation.solver.search.perturbed_relaxation import shaken
from rotation.solver.search.relaxation_guided import bounded, guided

_LARGE = 50_000
"""Free variables from which CP-SAT finds nothing in what the relaxation leaves."""
_SMALL = 400
"""Free variables below which nothing but the relaxation is needed."""
_FEW = 4_000
"""Free variables below which schedules, if they are any good, end soon: turns are taken."""
_BRANCHED = 12_000
"""Free variables up to which branch and bound ends in time, if it does."""
_TURN, _SECONDS_EACH, _LONGER = 1.0, 1 / 2_000, 2.0
"""The seconds of a first turn, at least and for each free variable, and how much longer each turn
is than the one before."""
_NEAR, _FAR, _AHEAD = 1.0, 2.0, 4.0
"""The others' turn in parts of that: near the bound, far from it, and once they have raised it."""
_GUIDED, _SCHEDULES, _POLISH = 0.4, 0.3, 0.3
"""The parts of the work of each where one follows the other."""
_SHAKEN, _BRANCHES, _STARTS = 0.8, 0.3, 0.5
"""The parts of the time for a shaken relaxation, for branch and bound, and for a first rota."""
_CLOSE = 0.02
"""The gap up to which the relaxation of places may still lead to a proof."""

Lane = Callable[[SearchRun], object]


def search(case: Case, program: Priced, best: Incumbent, how: SearchRun) -> str:
    """Make the best values better within a look; return what was done, in a few words.

    A program is searched by its relaxation. What that does not settle in a turn is made of whole
    schedules, beside branch and bound on what the relaxation leaves, and both are followed by
    large-neighbourhood search; in a small program it is then the relaxation's turn again, for
    longer. A large program with a first rota is sought by a shaken relaxation and polished. With a
    seed one worker does one after the other, once.
    """
    stop = how.should_stop
    how = replace(how, should_stop=lambda: best.is_settled or (stop is not None and stop()))
    if best.is_settled or not how.left():
        return "greedy"
    free = program.free
    if free >= _LARGE and best.values is not None:
        return _large(case, program, best, how)
    if free < _SMALL:
        guided(program, best, how)
        return "relaxation + cp-sat"
    if how.seed is None:
        return _Turns(case, program, best).search(how)
    guided(program, best, how.shortened(_GUIDED))
    Schedules(case, program, best, how.seed).search(how.shortened(_SCHEDULES))
    _polished(case, program, best, how.shortened(_POLISH))
    return "relaxation + cp-sat, then schedules, then neighbourhoods"


def _large(case: Case, program: Priced, best: Incumbent, how: SearchRun) -> str:
    relaxation = bounded(program, best, how)
    if relaxation is not None and not best.is_settled:
        shaken(program, relaxation, best, how.shortened(_SHAKEN))
    if how.left() and not best.is_settled:
        _beside(
            how,
            lambda look: polish(case, program, best, look),
            lambda look: polish(case, program, best, look, start=1),
        )
    return "shaken relaxation, then neighbourhoods"


class _Turns:
    """The relaxation and the others take turns, each longer than the last.

    Nobody knows beforehand which of them is the quickest, often by far; each goes on from what the
    others have found.
    """

    def __init__(self, case: Case, program: Priced, best: Incumbent) -> None:
        self._case = case
        self._program = program
        self._best = best
        self._schedules = Schedules(case, program, best)
        self._few = program.free < _FEW

    def search(self, how: SearchRun) -> str:
        """Take turns until nothing better can be found or the time is over."""
        best, done = self._best, "relaxation + cp-sat"
        seconds, share = max(_TURN, self._program.free * _SECONDS_EACH), _NEAR
        while how.left() and not best.is_settled:
            relaxation = guided(self._program, best, how.within(seconds))
            if how.left() and not best.is_settled:
                share = max(share, _FAR if best.gap > _CLOSE else _NEAR)
                before = best.bound
                self._others(relaxation, how.within(seconds * share) if self._few else how)
                share = _AHEAD if best.bound > before else share
                done = "relaxation + cp-sat, schedules beside branch and bound"
            seconds *= _LONGER
        return done

    def _others(self, relaxation: Relaxed | None, how: SearchRun) -> None:
        def schedules(look: SearchRun) -> None:
            self._schedules.search(look)
            _polished(self._case, self._program, self._best, look)

        _beside(how, schedules, lambda look: self._branches(relaxation, look))

    def _branches(self, relaxation: Relaxed | None, how: SearchRun) -> None:
        best = self._best
        if relaxation is not None:
            turn = how.within(max(_TURN, _BRANCHES * how.left()))
            branching(self._program, relaxation, best, turn, _BRANCHED)
        if best.gap <= _CLOSE:
            guided(self._program, best, how)
        elif best.values is None:
            guided(self._program, best, how.shortened(_STARTS))
        _polished(self._case, self._program, best, how, start=1)


def _polished(
    case: Case, program: Priced, best: Incumbent, look: SearchRun, start: int = 0
) -> None:
    if best.values is not None:
        polish(case, program, best, look, start)


def _beside(how: SearchRun, first: Lane, second: Lane) -> None:
    """Run two lanes on a worker each; what goes wrong in one is raised here.

    With a seed or a single worker one follows the other.
    """
    if how.seed is not None or how.workers < 2:
        first(how.shortened(0.5))
        second(how.shortened())
        return
    wrong: list[BaseException] = []

    def run(lane: Lane, look: SearchRun) -> None:
        try:
            lane(look)
        except BaseException as error:  # noqa: BLE001 - raised again by the caller
            wrong.append(error)

    other = Thread(target=run, args=(second, replace(how, workers=1)), daemon=True)
    other.start()
    run(first, replace(how, workers=1))
    other.join()
    if wrong:
        raise wrong[0]

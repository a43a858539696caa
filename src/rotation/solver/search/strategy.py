"""Which search for which size, and two of them side by side where there are two workers."""

from collections.abc import Callable
from dataclasses import replace
from threading import Thread

from rotation.solver.case import Case
from rotation.solver.search.best import Best
from rotation.solver.search.branching import branching
from rotation.solver.search.columns import columns
from rotation.solver.search.cpsat import Look
from rotation.solver.search.guided import bounded, guided
from rotation.solver.search.polish import polish
from rotation.solver.search.program import Priced
from rotation.solver.search.relaxation import Relaxed
from rotation.solver.search.shaken import shaken

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
_OTHERS, _OTHERS_FAR = 0.7, 2.0
"""The others' turn in parts of that, close to the bound and far from it."""
_GUIDED, _SCHEDULES, _NEAR = 0.4, 0.3, 0.3
"""The parts of the work of each where one follows the other."""
_SHAKEN, _BRANCHES, _STARTS = 0.8, 0.3, 0.5
"""The parts of the time for a shaken relaxation, for branch and bound, and for a first rota."""
_CLOSE = 0.02
"""The gap up to which the relaxation of places may still lead to a proof."""

Lane = Callable[[Look], object]


def search(case: Case, program: Priced, best: Best, how: Look) -> str:
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
        return _in_turns(case, program, best, how, max(_TURN, free * _SECONDS_EACH))
    guided(program, best, how.shortened(_GUIDED))
    columns(case, program, best, how.shortened(_SCHEDULES))
    _near(case, program, best, how.shortened(_NEAR))
    return "relaxation + cp-sat, then schedules, then neighbourhoods"


def _large(case: Case, program: Priced, best: Best, how: Look) -> str:
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


def _in_turns(case: Case, program: Priced, best: Best, how: Look, seconds: float) -> str:
    """Let the relaxation and the others take turns, each longer than the last.

    Nobody knows beforehand which of them is the quickest, often by far; each goes on from what the
    others have found.
    """
    done, few = "relaxation + cp-sat", program.free < _FEW
    while how.left() and not best.is_settled:
        relaxation = guided(program, best, how.within(seconds))
        if how.left() and not best.is_settled:
            others = _OTHERS if best.gap <= _CLOSE else _OTHERS_FAR
            turn = how.within(seconds * others) if few else how
            _others(case, program, relaxation, best, turn)
            done = "relaxation + cp-sat, schedules beside branch and bound"
        seconds *= _LONGER
    return done


def _others(case: Case, program: Priced, relaxation: Relaxed | None, best: Best, how: Look) -> None:
    def schedules(look: Look) -> None:
        columns(case, program, best, look)
        _near(case, program, best, look)

    def branches(look: Look) -> None:
        if relaxation is not None:
            turn = look.within(max(_TURN, _BRANCHES * look.left()))
            branching(program, relaxation, best, turn, _BRANCHED)
        if best.gap <= _CLOSE:
            guided(program, best, look)
        elif best.values is None:
            guided(program, best, look.shortened(_STARTS))
        _near(case, program, best, look, start=1)

    _beside(how, schedules, branches)


def _near(case: Case, program: Priced, best: Best, look: Look, start: int = 0) -> None:
    if best.values is not None:
        polish(case, program, best, look, start)


def _beside(how: Look, first: Lane, second: Lane) -> None:
    """Run two lanes on a worker each; what goes wrong in one is raised here.

    With a seed or a single worker one follows the other.
    """
    if how.seed is not None or how.workers < 2:
        first(how.shortened(0.5))
        second(how.shortened())
        return
    wrong: list[BaseException] = []

    def run(lane: Lane, look: Look) -> None:
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

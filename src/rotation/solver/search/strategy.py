"""Which search for which size, and two of them side by side where there are two workers."""

from collections.abc import Callable
from dataclasses import replace
from threading import Thread

from rotation.solver.case import Case
from rotation.solver.search.best import Best
from rotation.solver.search.columns import columns
from rotation.solver.search.cpsat import Look
from rotation.solver.search.guided import bounded, guided
from rotation.solver.search.polish import polish
from rotation.solver.search.program import Priced
from rotation.solver.search.shaken import shaken

_LARGE = 50_000
"""Free variables from which CP-SAT finds nothing in what the relaxation leaves."""
_SMALL = 400
"""Free variables below which nothing but the relaxation is needed."""
_FEW = 4_000
"""Free variables below which schedules, if they are any good, end soon: turns are taken."""
_ALONE, _SECONDS_EACH = 0.8, 1 / 4_000
"""The share of the time in which a program is searched by the relaxation alone at most, and the
seconds for each free variable in which that ends well, if it does."""
_TURN, _LONGER, _POLISH, _SCHEDULES = 2.0, 2.0, 0.2, 0.7
"""The seconds of a first turn, how much longer each is than the one before, and the share of it for
neighbourhoods and for schedules."""
_HOPELESS = 0.02
"""The gap from which the relaxation of places leads to no proof, and both workers do without it."""

Lane = Callable[[Look], object]


def search(case: Case, program: Priced, best: Best, how: Look) -> str:
    """Make the best values better within a look; return what was done, in a few words.

    A program is searched by its relaxation. What that does not settle in a part of the time, or
    leaves far from its bound, is made of whole schedules and polished by large-neighbourhood
    search: in turns if it is small, otherwise side by side, beside the proof as long as there is
    hope for one. A large program with a first rota is sought by a shaken relaxation and polished.
    With a seed one worker does one after the other.
    """
    stop = how.should_stop
    how = replace(how, should_stop=lambda: best.is_settled or (stop is not None and stop()))
    if best.is_settled:
        return "greedy"
    if not how.left():
        return "greedy"
    free = sum(low < high for low, high in zip(program.low, program.high, strict=True))
    if free >= _LARGE and best.values is not None:
        return _large(case, program, best, how)
    if free < _SMALL:
        guided(program, best, how if how.seed is None else how.shortened(_ALONE))
    elif free < _FEW and how.seed is None:
        return _in_turns(case, program, best, how)
    else:
        alone = how.shortened(_ALONE)
        if how.seed is None:
            alone = alone.within(max(_TURN, free * _SECONDS_EACH))
        guided(program, best, alone, _HOPELESS)
    if best.is_settled or not how.left():
        return "relaxation + cp-sat"
    return _mixed(case, program, best, how)


def _large(case: Case, program: Priced, best: Best, how: Look) -> str:
    relaxation = bounded(program, best, how)
    if relaxation is not None and not best.is_settled:
        shaken(program, relaxation, best, how.shortened(_ALONE))
    if how.left() and not best.is_settled:
        _beside(
            how,
            lambda look: polish(case, program, best, look),
            lambda look: polish(case, program, best, look, start=1),
        )
    return "shaken relaxation, then neighbourhoods"


def _in_turns(case: Case, program: Priced, best: Best, how: Look) -> str:
    """Let relaxation, schedules and neighbourhoods take turns, each longer than the last.

    Nobody knows beforehand which of them is the quickest, often by far; searches that share an
    interpreter are in each other's way; and each goes on from what the others have found.
    """
    seconds, turns = _TURN, 0
    while how.left() and not best.is_settled:
        turns += 1
        # The first turn gives up where others may be quicker, later ones do not: somebody has to
        # find a rota where greed finds none, or that there is none.
        guided(program, best, how.within(seconds), _HOPELESS if turns == 1 else 1.0)
        columns(case, program, best, how.within(seconds * _SCHEDULES))
        if best.values is not None:
            polish(case, program, best, how.within(seconds * _POLISH))
        seconds *= _LONGER
    return "relaxation + cp-sat" + (", schedules and neighbourhoods in turns" if turns > 1 else "")


def _mixed(case: Case, program: Priced, best: Best, how: Look) -> str:
    def schedules(look: Look) -> None:
        columns(case, program, best, look)
        others(look)

    def others(look: Look, start: int = 0) -> None:
        if best.values is None:
            guided(program, best, look.shortened(0.5))
        if best.values is not None:
            polish(case, program, best, look, start)

    if how.seed is not None or how.workers < 2:
        columns(case, program, best, how.shortened(0.5))
        others(how.shortened(0.5))
        return "relaxation + cp-sat, then schedules, then neighbourhoods"
    if best.gap > _HOPELESS:
        _beside(how, schedules, lambda look: others(look, start=1))
        return "relaxation + cp-sat, then schedules beside neighbourhoods"
    _beside(how, schedules, lambda look: guided(program, best, look))
    return "relaxation + cp-sat beside schedules and neighbourhoods"


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

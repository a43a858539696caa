"""Which search for which size, and two of them side by side where there are two workers."""

from collections.abc import Callable
from dataclasses import replace
from threading import Thread

from rotation.solver.case import Case
from rotation.solver.search.best import Best
from rotation.solver.search.cpsat import Look
from rotation.solver.search.guided import guided
from rotation.solver.search.polish import polish, roll
from rotation.solver.search.program import Priced

_LARGE = 80_000
"""Free variables from which the relaxation takes so long that polishing starts beside it."""
_ALONE, _END = 0.8, 0.4
"""The share of the time in which a smaller program is searched by the relaxation alone, and the
share of what is then left that a search to the end may take."""
_HOPELESS = 0.02
"""The gap from which a proof is not to be had, and both workers polish."""

Lane = Callable[[Look], object]


def search(case: Case, program: Priced, best: Best, how: Look) -> str:
    """Make the best values better within a look; return what was done, in a few words.

    A small program is searched by its relaxation; what that does not settle in a part of the
    time is polished by large-neighbourhood search, beside the proof as long as there is hope for
    one. A large program with a first rota is planned week by week and polished, while the
    relaxation works on a bound. With a seed one worker does one after the other.
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
    alone = how if how.seed is None and free < 400 else how.shortened(_ALONE)
    guided(program, best, alone, _END if free >= 400 else 1.0)
    if best.is_settled or not how.left():
        return "relaxation + cp-sat"
    if best.values is None:
        guided(program, best, how.shortened(0.5))
    if best.values is None or not how.left():
        return "relaxation + cp-sat"
    return _polished(case, program, best, how)


def _large(case: Case, program: Priced, best: Best, how: Look) -> str:
    def weeks(look: Look) -> None:
        roll(case, program, best, look.shortened(0.5))
        polish(case, program, best, look)

    if how.seed is None and how.workers > 1:
        _beside(how, weeks, lambda look: guided(program, best, look))
    else:
        weeks(how)
    return "weeks + neighbourhoods + relaxation"


def _polished(case: Case, program: Priced, best: Best, how: Look) -> str:
    def lane(look: Look) -> None:
        polish(case, program, best, look)

    if how.seed is not None or how.workers < 2:
        lane(how.shortened(0.5))
        return "relaxation + cp-sat, then neighbourhoods"
    gap = ((best.points or 0) - best.bound) / max(1, best.points or 0)
    if gap > _HOPELESS:
        _beside(how, lane, lambda look: polish(case, program, best, look, start=1))
        return "relaxation + cp-sat, then neighbourhoods"
    _beside(how, lane, lambda look: guided(program, best, look))
    return "relaxation + cp-sat beside neighbourhoods"


def _beside(how: Look, first: Lane, second: Lane) -> None:
    """Run two lanes on a worker each; what goes wrong in one is raised here."""
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

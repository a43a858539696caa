"""Search by the relaxation: first where it costs nothing, then wherever anything better can be."""

from collections.abc import Sequence
from dataclasses import replace
from time import perf_counter

from rotation.solver.search.best import Best
from rotation.solver.search.cpsat import Found, Look, look
from rotation.solver.search.program import Narrowed, Program
from rotation.solver.search.relaxation import Relaxed, relaxed

_SHARE = 0.4
"""Of the time left: for the relaxation, and for each look at a part of the program."""
_BRIEFLY, _A_MOMENT = 0.05, 0.2
_SMALL = 1_000
_WIDER = 1.6
_AS_GOOD = 1.05


def guided(program: Program, best: Best, how: Look, hopeless: float = 1.0) -> Relaxed | None:
    """Make the best values better where the linear relaxation points to, to the end if it can.

    What costs nothing by the relaxation usually holds an optimum already, and is a small part of
    the program. Then every variable that alone would make a rota dearer than the best one is
    fixed, and the rest is searched to the end, but where the gap is above ``hopeless`` no longer
    than it took to find that out. The relaxation is given back for further use.
    """
    began = perf_counter()
    relaxation = bounded(program, best, how)
    if best.is_settled or not how.left():
        return relaxation
    if relaxation is not None:
        _where_it_is_cheap(program, relaxation, best, how)
    if not best.is_settled and how.left():
        look = how.shortened(1.0 if best.gap <= hopeless else _BRIEFLY)
        if best.gap > hopeless and how.seed is None:
            look = look.within(max(_A_MOMENT, perf_counter() - began))
        _to_the_end(program, relaxation, best, look)
    return relaxation


def bounded(program: Program, best: Best, how: Look) -> Relaxed | None:
    """Return the relaxation of a program, if there is time for it, and prove what it proves."""
    if program.impossible:
        best.impossible = True
    if best.is_settled or not how.left():
        return None
    relaxation = relaxed(program, best.costs, how.left() * _SHARE, how.should_stop)
    if relaxation is not None and relaxation.impossible:
        best.impossible = best.values is None
        return None
    if relaxation is not None:
        best.prove(relaxation.bound)
    return relaxation


def _where_it_is_cheap(program: Program, relaxation: Relaxed, best: Best, how: Look) -> None:
    spread, found = 0.0, None
    while len(program.low) > _SMALL and found is None and not best.is_settled and how.left():
        part = relaxation.cheapest(program, spread)
        size = len(part.kept)
        if size * _WIDER >= len(program.low):
            return
        if best.points is not None:
            rest = relaxation.left_below(program, best.points)
            if len(rest.kept) <= _AS_GOOD * size:
                return
        look = look_at(part, best, how.shortened(_SHARE))
        found = look.values
        if look.proven and best.points is not None:
            rest = relaxation.left_below(program, best.points)
            if len(rest.kept) <= size:
                # All that could be cheaper was in the part that has been searched to its end.
                best.prove(best.points)
        spread = relaxation.spread_for(round(_WIDER * size) + 1)


def _to_the_end(program: Program, relaxation: Relaxed | None, best: Best, how: Look) -> None:
    below = best.points
    if relaxation is None or below is None:
        part = program.narrowed(program.low, program.high)
    else:
        part = relaxation.left_below(program, below)
    found = look_at(part, best, how.shortened())
    if found.impossible:
        # Nothing is cheaper than what was the best; without anything, there is nothing at all.
        best.impossible = below is None
        best.prove(below or 0)
    else:
        rest = found.bound + _fixed(part, best)
        best.prove(rest if below is None else min(rest, below))


def look_at(part: Narrowed, best: Best, how: Look) -> Found:
    """Look for better values in what is left of a program; tell how that ended."""
    fixed = _fixed(part, best)
    costs = {at: best.costs[old] for at, old in enumerate(part.kept) if old in best.costs}

    def told(values: Sequence[int]) -> None:
        best.offer(part.whole(values))

    how = replace(how, on_values=told, enough=best.bound - fixed)
    hint = part.inside(best.values) if best.values is not None else None
    found = look(part.program, costs, how, hint)
    if found.values is not None:
        best.offer(part.whole(found.values))
    return found


def _fixed(part: Narrowed, best: Best) -> int:
    """Return what the fixed variables of a part cost."""
    free = frozenset(part.kept)
    return sum(price * part.rest[at] for at, price in best.costs.items() if at not in free)

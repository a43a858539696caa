"""Search by the relaxation: first where it costs nothing, then wherever anything better can be."""

from collections.abc import Sequence
from dataclasses import replace

from rotation.solver.search.cpsat import SearchResult, SearchRun, look
from rotation.solver.search.incumbent import Incumbent
from rotation.solver.search.integer_program import Narrowed, Program
from rotation.solver.search.linear_relaxation import Relaxed, relaxed

_SHARE = 0.6
"""Of the time left: for the relaxation, and for each look at a part of the program."""
_SMALL = 1_000
_WIDER = 1.3
_AS_GOOD = 1.05
_CLOSE = 0.02
"""The gap up to which what is left below the best is searched at once."""


def guided(program: Program, best: Incumbent, how: SearchRun) -> Relaxed | None:
    """Make the best values better where the linear relaxation points to, to the end if it can.

    What costs nothing by the relaxation usually holds an optimum already, and is a small part of
    the program. Then every variable that alone would make a rota dearer than the best one is
    fixed, and the rest is searched to the end; at once, where the best is close to the bound. The
    relaxation is given back for further use.
    """
    relaxation = bounded(program, best, how)
    if relaxation is not None and not best.is_settled and best.gap > _CLOSE:
        _where_it_is_cheap(program, relaxation, best, how)
    if not best.is_settled and how.left():
        _to_the_end(program, relaxation, best, how.shortened())
    return relaxation


def bounded(program: Program, best: Incumbent, how: SearchRun) -> Relaxed | None:
    """Return the relaxation of a program, if there is time for it, and prove what it proves."""
    if program.impossible:
        best.impossible = True
    if best.is_settled or not how.left():
        return None
    relaxation = relaxed(program, best.costs, how.left_on_the_wall() * _SHARE, how.should_stop)
    if relaxation is not None and relaxation.impossible:
        best.impossible = best.values is None
        return None
    if relaxation is not None:
        best.prove(relaxation.bound)
    return relaxation


def _where_it_is_cheap(
    program: Program, relaxation: Relaxed, best: Incumbent, how: SearchRun
) -> None:
    spread, found = 0.0, None
    while len(program.low) > _SMALL and found is None and not best.is_settled and how.left():
        part = relaxation.cheapest(program, spread)
        size = len(part.kept)
        if size >= program.free:
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
        spread = relaxation.spread_for(program, round(_WIDER * size) + 1)


def _to_the_end(
    program: Program, relaxation: Relaxed | None, best: Incumbent, how: SearchRun
) -> None:
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
        rest = found.bound + fixed_price(part, best)
        best.prove(rest if below is None else min(rest, below))


def look_at(part: Narrowed, best: Incumbent, how: SearchRun) -> SearchResult:
    """Look for better values in what is left of a program; tell how that ended."""
    fixed = fixed_price(part, best)
    costs = {at: best.costs[old] for at, old in enumerate(part.kept) if old in best.costs}

    def told(values: Sequence[int]) -> None:
        best.offer(part.whole(values))

    how = replace(how, on_values=told, enough=best.bound - fixed)
    # No hint: the best so far lies outside, and CP-SAT would spend its first rounds mending it.
    found = look(part.program, costs, how)
    if found.values is not None:
        best.offer(part.whole(found.values))
    return found


def fixed_price(part: Narrowed, best: Incumbent) -> int:
    """Return the price of the fixed variables of a part."""
    free = frozenset(part.kept)
    return sum(price * part.rest[at] for at, price in best.costs.items() if at not in free)

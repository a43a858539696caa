"""Search by the relaxation: first where it costs nothing, then wherever anything better can be."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from rotation.solver.search.cpsat import Found, Look, look
from rotation.solver.search.program import Narrowed, Program
from rotation.solver.search.relaxation import Relaxed, relaxed

_SHARE = 0.4
"""Of the time left: for the relaxation, and for each look at a part of the program."""
_WIDER = 1.6
_AS_GOOD = 1.05
_SMALL = 1_000


def guided(
    program: Program, costs: Mapping[int, int], how: Look, hint: Sequence[int] | None = None
) -> Found:
    """Return the least of some costs, looked for where the linear relaxation points to.

    What costs nothing by the relaxation usually holds an optimum already, and is a small part of
    the program. Then every variable that alone would make a rota dearer than the best one is
    fixed, and the rest is searched to the end.
    """
    if program.impossible:
        return Found(None, 0, 0, impossible=True)
    relaxation = relaxed(program, costs, _SHARE * how.seconds, how.should_stop)
    if relaxation is None or not how.left():
        return look(program, costs, how.shortened(), hint)
    best = _Best(costs, relaxation.bound, hint)
    spread, found = 0.0, None
    while len(program.low) > _SMALL and found is None and not best.is_proven and how.left():
        part = relaxation.cheapest(program, spread)
        size = len(part.kept)
        rest = relaxation.left_below(program, best.points) if best.points is not None else None
        if size * _WIDER >= len(program.low) or (rest and len(rest.kept) <= _AS_GOOD * size):
            break
        found = _look(part, costs, how.shortened(_SHARE), best).values
        best.take(part, found)
        spread = relaxation.spread_for(round(_WIDER * size) + 1)
    return _to_the_end(program, costs, how, (relaxation, best))


class _Best:
    """The best values so far and the bound."""

    def __init__(self, costs: Mapping[int, int], bound: int, hint: Sequence[int] | None) -> None:
        self.costs = costs
        self.bound = bound
        self.values = hint
        self.points = None if hint is None else self.price(hint)

    def price(self, values: Sequence[int]) -> int:
        """Return what values cost."""
        return sum(price * values[at] for at, price in self.costs.items())

    @property
    def is_proven(self) -> bool:
        """Tell whether nothing can be better."""
        return self.points is not None and self.points <= self.bound

    def take(self, part: Narrowed, found: Sequence[int] | None) -> None:
        """Keep what was found in a part if it is better."""
        if found is not None:
            values = part.whole(found)
            if self.points is None or self.price(values) < self.points:
                self.values, self.points = values, self.price(values)


def _to_the_end(
    program: Program, costs: Mapping[int, int], how: Look, known: tuple[Relaxed, _Best]
) -> Found:
    relaxation, best = known
    if not best.is_proven and how.left():
        if best.points is None:
            part = program.narrowed(program.low, program.high)
        else:
            part = relaxation.left_below(program, best.points)
        found = _look(part, costs, how.shortened(), best)
        best.take(part, found.values)
        if found.impossible and best.values is None:
            return found
        # What was fixed cannot hold anything better: the bound of the rest is that of the whole.
        rest = found.bound + _fixed(part, costs)
        ended = best.points if found.impossible or found.proven else min(rest, best.points or rest)
        best.bound = max(best.bound, ended or 0)
    if best.values is None:
        return Found(None, 0, best.bound)
    return Found(tuple(best.values), best.price(best.values), best.bound)


def _look(part: Narrowed, costs: Mapping[int, int], how: Look, best: _Best) -> Found:
    fixed = _fixed(part, costs)
    inside = {at: costs[old] for at, old in enumerate(part.kept) if old in costs}
    tell = how.on_values

    def told(values: Sequence[int], points: int, _: int) -> None:
        if tell:
            tell(part.whole(values), points + fixed, best.bound)

    how = replace(how, on_values=told, enough=best.bound - fixed)
    hint = part.inside(best.values) if best.values is not None else None
    return look(part.program, inside, how, hint)


def _fixed(part: Narrowed, costs: Mapping[int, int]) -> int:
    """Return what the fixed variables of a part cost."""
    free = frozenset(part.kept)
    return sum(price * part.rest[at] for at, price in costs.items() if at not in free)

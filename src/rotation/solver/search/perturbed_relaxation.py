"""A large rota from a relaxation whose prices are shaken.

Many rotas cost the same, and a first-order method answers with a mixture of them all. A little
chance in the price of each place leaves one of them the cheapest; the relaxation then takes few
places, most of them whole, and the rota is sought among these alone.
"""

from random import Random

from rotation.solver.search.cpsat import SearchRun
from rotation.solver.search.incumbent import Incumbent
from rotation.solver.search.integer_program import Narrowed, Priced
from rotation.solver.search.linear_relaxation import Relaxed, shares
from rotation.solver.search.relaxation_guided import look_at

_SHAKE = 20.0
"""Points of chance in the price of a place, at most."""
_SPREAD = 2.0
"""Points by which a place may be dearer than none at all to be looked at."""
_USED = 0.01
_SHARE = 0.6


def shaken(program: Priced, relaxation: Relaxed, best: Incumbent, how: SearchRun) -> None:
    """Make the best values better among the places that a shaken relaxation takes at all."""
    part = relaxation.cheapest(program, _SPREAD)
    taken = _taken(program, part, best, how)
    if taken is None or not how.left():
        return
    low, high = list(part.rest), list(part.rest)
    for at in part.kept:
        low[at], high[at] = program.low[at], program.high[at]
    for at in program.model.works.values():
        if at not in taken:
            high[at] = low[at]
    look_at(program.narrowed(low, high), best, how.shortened())


def _taken(program: Priced, part: Narrowed, best: Incumbent, how: SearchRun) -> set[int] | None:
    """Return the variables that the relaxation of a part takes if each place has its own price."""
    random = Random(how.seed or 0)  # noqa: S311 - a search, not a secret
    places = set(program.model.works.values())
    costs = {
        at: best.costs.get(old, 0) + (_SHAKE * random.random() if old in places else 0)
        for at, old in enumerate(part.kept)
    }
    found = shares(part.program, costs, how.left_on_the_wall() * _SHARE, how.should_stop)
    if found is None:
        return None
    return {old for old, share in zip(part.kept, found, strict=True) if share > _USED}

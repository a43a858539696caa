"""Pairs of things that exclude each other, gathered into the largest rows that say the same.

A literal is ``2 × variable`` for "it is 1" and one more for "it is 0". Many small rows, such as one
for each pair of shifts too close together, make a weak relaxation; one row for all of them makes a
tight one.
"""

from collections import defaultdict
from collections.abc import Iterable

Terms = tuple[tuple[int, int], ...]
Bounded = tuple[Terms, int]
"""The row ``sum(terms) <= high``."""


def gathered(rows: Iterable[Bounded]) -> list[Bounded]:
    """Return rows that allow exactly the same values, at-most-one rows as large as can be found."""
    beside: dict[int, set[int]] = defaultdict(set)
    others: list[Bounded] = []
    for terms, high in rows:
        literals = at_most_one(terms, high)
        if literals is None:
            others.append((terms, high))
        else:
            for each in literals:
                beside[each].update(literals)
    for each, near in beside.items():
        near.discard(each)
    return [*(_row(each) for each in _cliques(beside)), *others]


def at_most_one(terms: Terms, high: int) -> list[int] | None:
    """Return the literals of which a row allows at most one, or None when it says more than that.

    All its variables have to be 0 or 1.
    """
    room = 1
    literals = []
    for variable, times in terms:
        if times == 1:
            literals.append(2 * variable)
        elif times == -1:
            literals.append(2 * variable + 1)
            room -= 1
        else:
            return None
    return literals if high == room else None


def _cliques(beside: dict[int, set[int]]) -> list[list[int]]:
    """Return cliques that cover every edge; each grows by its first common neighbours."""
    covered: dict[int, set[int]] = defaultdict(set)
    found = []
    for first in sorted(beside):
        for second in sorted(beside[first]):
            if second < first or second in covered[first]:
                continue
            clique, shared = [first, second], beside[first] & beside[second]
            for each in sorted(shared):
                if each in shared:
                    clique.append(each)
                    shared &= beside[each]
            clique.sort()
            for at, each in enumerate(clique):
                covered[each].update(clique[at + 1 :])
            found.append(clique)
    return found


def _row(literals: list[int]) -> Bounded:
    terms = tuple((each // 2, -1 if each % 2 else 1) for each in literals)
    return terms, 1 - sum(each % 2 for each in literals)

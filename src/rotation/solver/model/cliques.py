"""Pairs of things that exclude each other, gathered into the largest rows that say the same.

A literal is ``2 × variable`` for "it is 1" and one more for "it is 0". Many small rows, such as one
for each pair of shifts too close together, make a weak relaxation; one row for all of them makes a
tight one.
"""

from collections import defaultdict

from rotation.solver.linear_sum import Terms

Bounded = tuple[Terms, int]
"""The row ``sum(terms) <= high``."""


class Exclusions:
    """Things that exclude each other, two and two; all variables have to be 0 or 1."""

    def __init__(self) -> None:
        self._beside: dict[int, set[int]] = defaultdict(set)

    def take(self, terms: Terms, high: int) -> bool:
        """Take a row in, if it says no more than that at most one of its literals holds."""
        room = 1
        literals = []
        for variable, times in terms:
            if times == 1:
                literals.append(2 * variable)
            elif times == -1:
                literals.append(2 * variable + 1)
                room -= 1
            else:
                return False
        if high != room:
            return False
        for each in literals:
            self._beside[each].update(literals)
        return True

    def rows(self) -> list[Bounded]:
        """Return rows that allow exactly the same values, each as large as can be found."""
        for each, near in self._beside.items():
            near.discard(each)
        return [_row(each) for each in _cliques(self._beside)]


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

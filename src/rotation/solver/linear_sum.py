"""Sums over the variables of the model, and the type of a duty number."""

from typing import NoReturn, TypeVar

Terms = tuple[tuple[int, int], ...]


RISES, FALLS = 1, 2
_TURNED = (0, FALLS, RISES, RISES | FALLS)


class Sum:
    """A sum of variables × whole numbers plus a constant; it cannot be compared or branched on.

    ``hidden`` tells which way places that a rule has ruled out would move it: RISES, FALLS, both.
    """

    __slots__ = ("constant", "hidden", "terms")

    def __init__(self, terms: Terms = (), constant: int = 0, hidden: int = 0) -> None:
        self.terms = terms
        self.constant = constant
        self.hidden = hidden

    def __add__(self, other: "Sum | int") -> "Sum":
        if isinstance(other, Sum):
            hidden = self.hidden | other.hidden
            return Sum(self.terms + other.terms, self.constant + other.constant, hidden)
        return Sum(self.terms, self.constant + other, self.hidden)

    __radd__ = __add__

    def __neg__(self) -> "Sum":
        return self * -1

    def __sub__(self, other: "Sum | int") -> "Sum":
        return self + -other

    def __rsub__(self, other: int) -> "Sum":
        return -self + other

    def __mul__(self, factor: int) -> "Sum":
        terms = tuple((variable, times * factor) for variable, times in self.terms)
        hidden = self.hidden if factor > 0 else _TURNED[self.hidden]
        return Sum(terms, self.constant * factor, hidden)

    __rmul__ = __mul__

    def __bool__(self) -> NoReturn:
        raise TypeError("a constraint may not branch on a duty number")

    def __eq__(self, other: object) -> NoReturn:
        raise TypeError("a constraint may not compare duty numbers")

    __lt__ = __le__ = __gt__ = __ge__ = __eq__
    __hash__ = None  # type: ignore[assignment]  # equality raises, so there is no hash

    def merged(self) -> Terms:
        """Return the terms by variable, each variable once, zeros left out."""
        terms = self.terms
        if len(terms) < 2:
            return terms
        if len(terms) == 2 and terms[0][0] != terms[1][0]:
            # Pairs are by far the most, so they do not take the long way.
            return terms if terms[0][0] < terms[1][0] else terms[::-1]
        found: dict[int, int] = {}
        for variable, times in self.terms:
            found[variable] = found.get(variable, 0) + times
        return tuple(sorted((v, times) for v, times in found.items() if times))


N = TypeVar("N", int, Sum)
"""A duty number: an integer when a rota is audited, a sum over variables when one is sought."""

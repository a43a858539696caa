"""A rota problem without its meaning: variables, linear rows and prices.

Every search works on this; CP-SAT and HiGHS get it by a short translation each. It holds nothing
but bounded integers and rows ``low <= sum <= high`` (at-most-one and clauses are such rows).
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import NoReturn

from rotation.solver.limits import Level, Limit, Rule

Terms = tuple[tuple[int, int], ...]


class Sum:
    """A sum of variables × whole numbers plus a constant; it cannot be compared or branched on."""

    __slots__ = ("constant", "terms")

    def __init__(self, terms: Terms = (), constant: int = 0) -> None:
        self.terms = terms
        self.constant = constant

    def __add__(self, other: "Sum | int") -> "Sum":
        if isinstance(other, Sum):
            return Sum(self.terms + other.terms, self.constant + other.constant)
        return Sum(self.terms, self.constant + other)

    __radd__ = __add__

    def __neg__(self) -> "Sum":
        return self * -1

    def __sub__(self, other: "Sum | int") -> "Sum":
        return self + -other

    def __rsub__(self, other: int) -> "Sum":
        return -self + other

    def __mul__(self, factor: int) -> "Sum":
        terms = tuple((variable, times * factor) for variable, times in self.terms)
        return Sum(terms, self.constant * factor)

    __rmul__ = __mul__

    def __bool__(self) -> NoReturn:
        raise TypeError("a constraint may not branch on a duty number")

    def __eq__(self, other: object) -> NoReturn:
        raise TypeError("a constraint may not compare duty numbers")

    __lt__ = __le__ = __gt__ = __ge__ = __eq__
    __hash__ = None  # type: ignore[assignment]  # equality raises, so there is no hash

    def merged(self) -> Terms:
        """Return the terms by variable, each variable once, zeros left out."""
        if len(self.terms) < 2:
            return self.terms
        found: dict[int, int] = {}
        for variable, times in self.terms:
            found[variable] = found.get(variable, 0) + times
        return tuple(sorted((v, times) for v, times in found.items() if times))


@dataclass(frozen=True, slots=True)
class Row:
    """A linear row ``sum(terms) <= high``; ``limit`` is the hard limit it states, if any."""

    terms: Terms
    high: int
    rule: Rule | None = None
    limit: Limit[Sum] | None = None


@dataclass
class Model:
    """Variables with bounds, rows, and what a unit of a variable costs on which level.

    ``works`` names the variables that decide a rota, all others follow from them. With
    ``keep_fixes`` a limit on a single variable stays a row, so that a clash can name it.
    """

    keep_fixes: bool = False
    low: list[int] = field(default_factory=list)
    high: list[int] = field(default_factory=list)
    rows: list[Row] = field(default_factory=list)
    works: dict[tuple[str, str], int] = field(default_factory=dict)
    costs: dict[int, tuple[Level, int]] = field(default_factory=dict)
    clashes: bool = False
    _seen: set[tuple[Terms, int]] = field(default_factory=set)

    def variable(self, high: int = 1) -> int:
        """Return a new variable in 0 … high."""
        self.low.append(0)
        self.high.append(high)
        return len(self.low) - 1

    def most(self, terms: Terms) -> int:
        """Return the largest value the bounds allow a sum."""
        return sum(t * (self.high[v] if t > 0 else self.low[v]) for v, t in terms)

    def least(self, terms: Terms) -> int:
        """Return the smallest value the bounds allow a sum."""
        return sum(t * (self.low[v] if t > 0 else self.high[v]) for v, t in terms)

    def at_most(
        self, number: Sum, high: int, rule: Rule | None = None, limit: Limit[Sum] | None = None
    ) -> None:
        """Add the row ``number <= high``; one that always holds or stands there is left out."""
        terms, high = number.merged(), high - number.constant
        if self.most(terms) <= high:
            return
        if self.keep_fixes and rule:
            self.rows.append(Row(terms, high, rule, limit))
        elif self.least(terms) > high:
            self.clashes = True
        elif len(terms) == 1:
            self._tighten(*terms[0], high)
        elif (terms, high) not in self._seen:
            self._seen.add((terms, high))
            self.rows.append(Row(terms, high))

    def _tighten(self, variable: int, times: int, high: int) -> None:
        if times > 0:
            self.high[variable] = min(self.high[variable], high // times)
        else:
            self.low[variable] = max(self.low[variable], -(high // -times))

    def price(self, variable: int, level: Level, points: int) -> None:
        """Let each unit of a variable cost so many points on a level of the ladder."""
        self.costs[variable] = (level, points)

    def points(self, values: Iterable[int]) -> int:
        """Return the price of a value for every variable."""
        known = list(values)
        return sum(points * known[variable] for variable, (_, points) in self.costs.items())

"""A rota problem without its meaning: variables, linear rows and prices.

Every search works on this; CP-SAT and HiGHS get it by a short translation each. It holds nothing
but bounded integers and rows ``low <= sum <= high`` (at-most-one and clauses are such rows).
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from rotation.solver.entities import Assignment, Assignments
from rotation.solver.limits import Level, Limit, Rule, price, unit_price
from rotation.solver.linear_sum import Sum, Terms
from rotation.solver.model.cliques import Exclusions


@dataclass(frozen=True, slots=True)
class Row:
    """A row ``sum(terms) <= high`` that must hold; ``limit``: what it states, if that is asked."""

    terms: Terms
    high: int
    rule: Rule | None = None
    limit: Limit[Sum] | None = None


@dataclass(frozen=True, slots=True)
class Charge:
    """A row ``sum(terms) <= high`` that may be exceeded, by ``most`` at most, at a price.

    The first ``rising`` units cost 1, 3, 5 … × ``points``, further ones as much as the last.
    """

    terms: Terms
    high: int
    most: int
    level: Level
    points: int
    rising: int

    def price(self, excess: int) -> int:
        """Return the price of an excess."""
        return self.points * price(excess, self.rising)


@dataclass
class Model:
    """Variables in ``low`` … ``high``, rows that must hold, and charges.

    ``works`` names the variables that decide a rota; all others are ``defined`` as "at least one
    of" earlier numbers. With ``keep_fixes`` a limit on a single variable stays a row, so that a
    clash can name it. ``clashes``: two rows already exclude each other.
    """

    keep_fixes: bool = False
    low: list[int] = field(default_factory=list)
    high: list[int] = field(default_factory=list)
    rows: list[Row] = field(default_factory=list)
    charges: list[Charge] = field(default_factory=list)
    works: dict[Assignment, int] = field(default_factory=dict)
    defined: dict[int, tuple[Sum, ...]] = field(default_factory=dict)
    idle_ones: set[int] = field(default_factory=set)
    """Defined variables that are 1 where nobody works a planned shift."""
    given: Assignments = frozenset()
    ruled_out: set[int] = field(default_factory=set)
    """Places that a limit kept as a row forbids by itself."""
    clashes: bool = False
    is_unclear: bool = False
    """Whether planned work could mend what history exceeds, places that are ruled out hide."""
    finished: bool = False
    relaxed: dict[tuple[object, ...], Limit[Sum]] = field(default_factory=dict)
    """Limits that may be exceeded this once, as they were, by their places."""
    _seen: set[tuple[Terms, int]] = field(default_factory=set)
    _exclusions: Exclusions = field(default_factory=Exclusions)

    def variable(self) -> int:
        """Return a new 0-or-1 variable."""
        self.low.append(0)
        self.high.append(1)
        return len(self.low) - 1

    def either(self, numbers: Iterable[Sum]) -> Sum:
        """Return a variable tied from both sides: at least each of them, at most their sum."""
        parts = tuple(numbers)
        variable = self.variable()
        self.defined[variable] = parts
        if any(self.idle(each) for each in parts):
            self.idle_ones.add(variable)
        result = Sum(((variable, 1),))
        for each in parts:
            self.at_most(each - result, 0)
        terms = tuple(term for each in parts for term in each.terms)
        self.at_most(result - Sum(terms, sum(each.constant for each in parts)), 0)
        return result

    def idle(self, number: Sum) -> int:
        """Return what a number comes to where nobody works a planned shift."""
        ones = self.idle_ones
        if not ones:
            return number.constant
        return number.constant + sum(times for variable, times in number.terms if variable in ones)

    def bounds(self, terms: Terms) -> tuple[int, int]:
        """Return the smallest and the largest value the bounds allow a sum."""
        least = most = 0
        for variable, times in terms:
            low, high = times * self.low[variable], times * self.high[variable]
            if times > 0:
                least, most = least + low, most + high
            else:
                least, most = least + high, most + low
        return least, most

    def at_most(
        self, number: Sum, high: int, rule: Rule | None = None, limit: Limit[Sum] | None = None
    ) -> None:
        """Add the row ``number <= high``; one that always holds or stands there is left out."""
        terms, high = number.merged(), high - number.constant
        least, most = self.bounds(terms)
        if most <= high:
            return
        if self.keep_fixes and rule:
            if len(terms) == 1 and high < terms[0][1]:
                self.ruled_out.add(terms[0][0])
            self.rows.append(Row(terms, high, rule, limit))
        elif least > high:
            self.clashes = True
        elif len(terms) == 1:
            self._tighten(*terms[0], high)
        elif (self.keep_fixes or not self._exclusions.take(terms, high)) and (
            (terms, high) not in self._seen
        ):
            self._seen.add((terms, high))
            self.rows.append(Row(terms, high))

    def _tighten(self, variable: int, times: int, high: int) -> None:
        if times > 0:
            self.high[variable] = min(self.high[variable], high // times)
        else:
            self.low[variable] = max(self.low[variable], -(high // -times))

    def charge(self, number: Sum, limit: Limit[Sum], rule: Rule) -> None:
        """Let each unit of ``number`` above the limit cost points."""
        terms, high = number.merged(), limit.at_most - number.constant
        most = self.bounds(terms)[1] - high
        points = unit_price(rule, limit)
        if most > 0 and points > 0:
            self.charges.append(Charge(terms, high, most, rule.level, points, limit.rising))

    def gather(self) -> None:
        """Say what excludes each other, in as few and tight rows as can be, before the others."""
        self.rows[:0] = [Row(terms, high) for terms, high in self._exclusions.rows()]
        # Of no more use, and as large as the rows themselves.
        self._exclusions, self._seen = Exclusions(), set()

    def values(self, rota: Assignments) -> list[int]:
        """Return the value of every variable when the places of a rota are taken."""
        found = [0] * len(self.low)
        for key, variable in self.works.items():
            found[variable] = int(key in rota)
        for variable, parts in self.defined.items():
            found[variable] = int(any(value(each, found) for each in parts))
        return found

    def rota(self, values: Sequence[int]) -> Assignments:
        """Return the places that the values of all variables take."""
        return self.given | {key for key, variable in self.works.items() if values[variable]}

    def points(self, values: Sequence[int], level: Level | None = None) -> int:
        """Return the price of the values of all variables (on one level)."""
        return sum(
            each.price(max(0, value(each, values) - each.high))
            for each in self.charges
            if level in {None, each.level}
        )

    def holds(self, values: Sequence[int]) -> bool:
        """Tell whether the values of all variables keep the bounds and the rows."""
        within = all(
            low <= each <= high for low, each, high in zip(self.low, values, self.high, strict=True)
        )
        return within and all(value(row, values) <= row.high for row in self.rows)


def value(number: Sum | Row | Charge, values: Sequence[int]) -> int:
    """Return the sum of the terms, with the constant of a ``Sum``."""
    constant = number.constant if isinstance(number, Sum) else 0
    return constant + sum(times * values[variable] for variable, times in number.terms)

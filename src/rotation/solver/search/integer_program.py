"""A model as a plain integer program: bounded variables, rows, and a price for each unit.

The charges of a model become variables of their own here: one for each unit while the price rises,
so that a linear relaxation sees the whole curve.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from rotation.solver.limits import Level
from rotation.solver.linear_sum import Terms
from rotation.solver.model.cliques import Bounded
from rotation.solver.model.model import Charge, Model, value


@dataclass
class Program:
    """Variables in ``low`` … ``high``, rows ``sum(terms) <= high``, and prices by level.

    ``impossible``: some row cannot hold, whatever the values.
    """

    low: list[int]
    high: list[int]
    rows: list[Bounded]
    prices: dict[int, tuple[Level, int]] = field(default_factory=dict)
    impossible: bool = False

    @property
    def free(self) -> int:
        """Return how many variables are not fixed."""
        return sum(low < high for low, high in zip(self.low, self.high, strict=True))

    def costs(self, levels: Iterable[Level]) -> dict[int, int]:
        """Return the price of a unit of each variable that has one on some levels."""
        wanted = frozenset(levels)
        return {at: price for at, (level, price) in self.prices.items() if level in wanted}

    def keeps(self, values: Sequence[int]) -> bool:
        """Tell whether values keep the bounds and the rows."""
        within = all(
            low <= each <= high for low, each, high in zip(self.low, values, self.high, strict=True)
        )
        return within and all(
            sum(times * values[variable] for variable, times in terms) <= high
            for terms, high in self.rows
        )

    @cached_property
    def columns(self) -> list[list[int]]:
        """Return, by variable, the numbers of the rows it is in."""
        found: list[list[int]] = [[] for _ in self.low]
        for at, (terms, _) in enumerate(self.rows):
            for variable, _ in terms:
                found[variable].append(at)
        return found

    def add(self, terms: Terms, high: int) -> None:
        """Add a row to a program that is already searched."""
        self.rows.append((terms, high))
        self.__dict__.pop("columns", None)

    def settle(self, costs: Mapping[int, int], reached: int) -> None:
        """Give none of what some prices have come to up again."""
        if reached:
            self.add(tuple(costs.items()), reached)
        else:
            for at in costs:
                self.high[at] = self.low[at]

    def narrowed(self, low: Sequence[int], high: Sequence[int]) -> "Narrowed":
        """Return the program that is left when variables keep within narrower bounds."""
        kept = [at for at, (least, most) in enumerate(zip(low, high, strict=True)) if least < most]
        bounds = [(low[at], high[at]) for at in kept]
        return self._left(kept, bounds, low, self.rows)

    def freed(self, values: Sequence[int], free: Iterable[int]) -> "Narrowed":
        """Return the program that is left when only some variables may differ from values.

        Only those and the rows they are in are looked at, however large the whole is.
        """
        kept = sorted(at for at in free if self.low[at] < self.high[at])
        bounds = [(self.low[at], self.high[at]) for at in kept]
        rows = sorted({row for at in kept for row in self.columns[at]})
        return self._left(kept, bounds, values, map(self.rows.__getitem__, rows))

    def _left(
        self,
        kept: list[int],
        bounds: list[tuple[int, int]],
        fixed: Sequence[int],
        rows: Iterable[Bounded],
    ) -> "Narrowed":
        place = {variable: at for at, variable in enumerate(kept)}
        left: list[Bounded] = []
        impossible = self.impossible
        for terms, bound in rows:
            room, inside, most = bound, [], 0
            for variable, times in terms:
                at = place.get(variable)
                if at is None:
                    room -= times * fixed[variable]
                else:
                    inside.append((at, times))
                    most += times * bounds[at][times > 0]
            if most > room:
                left.append((tuple(inside), room))
                impossible = impossible or not inside
        prices = {at: self.prices[old] for at, old in enumerate(kept) if old in self.prices}
        low, high = [least for least, _ in bounds], [most for _, most in bounds]
        return Narrowed(Program(low, high, left, prices, impossible), kept, list(fixed))


@dataclass
class Narrowed:
    """The rest of a program, and how its values are those of the whole."""

    program: Program
    kept: list[int]
    rest: list[int]

    def inside(self, values: Sequence[int]) -> list[int]:
        """Return the values of what is left, within its bounds."""
        bounds = zip(self.kept, self.program.low, self.program.high, strict=True)
        return [min(max(values[at], least), most) for at, least, most in bounds]

    def whole(self, values: Sequence[int]) -> list[int]:
        """Return the values of the whole."""
        found = list(self.rest)
        for at, each in zip(self.kept, values, strict=True):
            found[at] = each
        return found


class Priced(Program):
    """The program of a model; the model's variables come first, excesses after them."""

    def __init__(self, model: Model) -> None:
        rows = [(row.terms, row.high) for row in model.rows]
        super().__init__(list(model.low), list(model.high), rows, impossible=model.clashes)
        self.model = model
        self.size = len(model.low)
        self.excesses: list[tuple[Charge, int, int]] = []
        for charge in model.charges:
            self._add(charge)

    @property
    def is_plain(self) -> bool:
        """Tell whether there is no row beside those of the model and its charges."""
        return len(self.rows) == len(self.model.rows) + len(self.excesses)

    def _add(self, charge: Charge) -> None:
        first = len(self.low)
        steps = min(charge.most, charge.rising - 1)
        for step in range(steps):
            self._excess(charge.level, charge.points * (2 * step + 1), 1)
        if charge.most > steps:
            points = charge.points * (2 * charge.rising - 1)
            self._excess(charge.level, points, charge.most - steps)
        slack = tuple((at, -1) for at in range(first, len(self.low)))
        self.rows.append((charge.terms + slack, charge.high))
        self.excesses.append((charge, first, len(self.low)))

    def _excess(self, level: Level, price: int, most: int) -> None:
        self.prices[len(self.low)] = level, price
        self.low.append(0)
        self.high.append(most)

    def complete(self, values: Sequence[int]) -> list[int]:
        """Return the values of all variables from those of the model's."""
        found = list(values[: self.size])
        for charge, first, end in self.excesses:
            excess = max(0, value(charge, values) - charge.high)
            for at in range(first, end):
                found.append(min(excess, self.high[at]))
                excess -= found[-1]
        return found

    def points(self, values: Sequence[int], levels: Iterable[Level] = tuple(Level)) -> int:
        """Return the price of completed values on some levels."""
        return sum(price * values[at] for at, price in self.costs(levels).items())

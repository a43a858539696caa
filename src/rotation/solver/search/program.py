"""A model as a plain integer program: bounded variables, rows, and a price for each unit.

The charges of a model become variables of their own here: one for each unit while the price rises,
so that a linear relaxation sees the whole curve.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from rotation.solver.cliques import Bounded, Terms
from rotation.solver.limits import Level
from rotation.solver.model import Charge, Model, value


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

    def narrowed(
        self, low: Sequence[int], high: Sequence[int], rows: Iterable[int] | None = None
    ) -> "Narrowed":
        """Return the program that is left when variables keep within narrower bounds.

        ``rows``: the only ones that can matter, if that is known.
        """
        kept = [at for at, (least, most) in enumerate(zip(low, high, strict=True)) if least < most]
        place = [-1] * len(self.low)
        for at, variable in enumerate(kept):
            place[variable] = at
        left: list[Bounded] = []
        impossible = self.impossible
        chosen = self.rows if rows is None else map(self.rows.__getitem__, rows)
        for terms, bound in chosen:
            room, inside, most = bound, [], 0
            for variable, times in terms:
                at = place[variable]
                if at < 0:
                    room -= times * low[variable]
                else:
                    inside.append((at, times))
                    most += times * (high[variable] if times > 0 else low[variable])
            if most > room:
                left.append((tuple(inside), room))
                impossible = impossible or not inside
        program = Program(
            [low[at] for at in kept],
            [high[at] for at in kept],
            left,
            {at: self.prices[old] for at, old in enumerate(kept) if old in self.prices},
            impossible,
        )
        return Narrowed(program, kept, list(low))


@dataclass
class Narrowed:
    """What is left of a program, and how its values are those of the whole."""

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

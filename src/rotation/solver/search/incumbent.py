"""The best values so far, shared by everybody who looks for better ones."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from threading import Lock


@dataclass
class Incumbent:
    """The cheapest values found, what no values can be below, and whom it tells.

    ``impossible``: no values keep the rows.
    """

    costs: Mapping[int, int]
    values: list[int] | None = None
    bound: int = 0
    impossible: bool = False
    on_better: Callable[[Sequence[int], int, int], None] | None = None
    points: int | None = field(init=False, default=None)
    _lock: Lock = field(init=False, default_factory=Lock)

    def __post_init__(self) -> None:
        if self.values is not None:
            self.points = self.price(self.values)

    def price(self, values: Sequence[int]) -> int:
        """Return the price of some values."""
        return sum(price * values[at] for at, price in self.costs.items())

    @property
    def is_settled(self) -> bool:
        """Tell whether nothing better can be found."""
        return self.impossible or (self.points is not None and self.points <= self.bound)

    @property
    def gap(self) -> float:
        """Return the share of the price that may be too much: at most all of it."""
        if self.points is None:
            return 1.0
        # A repair counts from below zero, where a share means nothing.
        return min(1.0, (self.points - self.bound) / max(1, self.points))

    def offer(self, values: Sequence[int]) -> bool:
        """Keep values if they cost less; tell whether they do."""
        points = self.price(values)
        with self._lock:
            if self.points is not None and points >= self.points:
                return False
            self.values, self.points = list(values), points
            if self.on_better:
                self.on_better(self.values, points, self.bound)
        return True

    def prove(self, bound: int) -> None:
        """Take note that no values cost less than a bound."""
        with self._lock:
            self.bound = max(self.bound, bound)

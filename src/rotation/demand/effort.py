"""Work counted in steps, not by the clock: a calculation ends at the same step on every machine.

A *second of work* is about a second of an idle machine. The wall clock is only a cap far above,
and a calculation that it ends says so.
"""

from dataclasses import dataclass
from math import inf
from time import perf_counter
from typing import Literal

PATIENCE = 10.0
"""The wall clock may take so many times the seconds of work, on a machine that is busy."""
_LEAST = 0.3
"""Each part of a calculation has so many seconds of work at least."""

_LEAST_CAP = 10.0

EndedBy = Literal["search", "effort", "clock"]
"""Why a calculation ended: nothing was left to do, its work was used up, the cap was reached."""


@dataclass
class Effort:
    """The work a calculation may do, in seconds of work; ``until`` is the cap by ``perf_counter``.

    ``capped`` stays once the cap was reached: what was found may differ from machine to machine.
    """

    limit: float = inf
    until: float = inf
    spent: float = 0.0
    capped: bool = False

    @classmethod
    def of(cls, seconds: float, cap: float | None = None) -> "Effort":
        """Return an effort that begins now; ``cap`` in seconds of the wall clock."""
        most = max(_LEAST_CAP, PATIENCE * seconds) if cap is None else cap
        return cls(seconds, perf_counter() + most)

    def spend(self, seconds: float) -> None:
        """Count work that was done."""
        self.spent += seconds

    def part(self, most: float) -> float:
        """Return how much work a part of the calculation may do, ``most`` at best."""
        return min(most, max(_LEAST, self.limit - self.spent))

    def wall(self) -> float:
        """Return the seconds of the wall clock left below the cap."""
        return max(0.0, self.until - perf_counter())

    def is_over(self) -> bool:
        """Tell whether the calculation has to end."""
        if self.until < inf and perf_counter() > self.until:
            self.capped = True
        return self.capped or self.spent >= self.limit

    def ended_by(self) -> EndedBy:
        """Return why a calculation ended that ends now."""
        over = self.is_over()
        return "clock" if self.capped else "effort" if over else "search"

"""Limits, which a constraint yields: numbers with a bound, a reason and a price."""

from abc import ABC, abstractmethod
from collections.abc import Iterator
from dataclasses import dataclass, replace
from enum import IntEnum
from fractions import Fraction
from typing import ClassVar, Generic

from rotation.solver.duty import Duty
from rotation.solver.entities import Member, Shift
from rotation.solver.linear_sum import N
from rotation.solver.part import CasePart
from rotation.solver.setting_types import Names, Weight
from rotation.timespan import Span
from rotation.words import Sentence


class Level(IntEnum):
    """The ladder of prices: no gain on a later step is worth a loss on an earlier one.

    Wishes are weighed against fair shares, on one step: first come would be never.
    """

    PLACES = 1
    TARGETS = 2
    HEALTH = 3
    SURPLUS = 4
    FAIRNESS = 5
    STABILITY = 6


@dataclass(kw_only=True, slots=True)  # tens of thousands are made: frozen ones take twice as long
class Limit(Generic[N]):
    """A number that must not exceed a bound, and why.

    Its price is the rule's weight × ``times``, a point at least, for each unit of excess; with
    ``rising`` = n the first n units cost 1, 3, 5 … times that (so e units cost e² times) and
    further ones as much as the last.
    """

    number: N
    at_most: int
    because: Sentence
    members: tuple[Member, ...] = ()
    shifts: tuple[Shift, ...] = ()
    span: Span | None = None
    times: int | Fraction = 1
    rising: int = 1


def place(rule: "Rule", limit: Limit[N]) -> tuple[object, ...]:
    """Return the identity of a limit among all others of a case, whatever the rota."""
    return (
        rule.name,
        limit.because.template,
        limit.at_most,
        tuple(each.id for each in limit.members),
        tuple(each.id for each in limit.shifts),
        limit.span,
    )


def unit_price(rule: "Rule", limit: Limit[N]) -> int:
    """Return what the first unit of excess costs; nothing where a rule must hold."""
    points = (rule.weight or 0) * limit.times
    return max(1, round(points)) if points > 0 else 0


def price(excess: int, rising: int) -> int:
    """Return the price of an excess in multiples of a unit: e² while it rises, then straight on."""
    steep = min(excess, rising)
    return steep * steep + (excess - steep) * (2 * rising - 1)


@dataclass(frozen=True, kw_only=True)
class Breach:
    """A limit exceeded: the rule's name, the reason, its bound, whom and which shifts it concerns.

    ``points`` is its price; a rule that must hold has no price (``must_hold``, 0 points).
    """

    rule: str
    because: Sentence
    must_hold: bool
    at_most: int
    excess: int
    points: int
    level: Level
    members: tuple[str, ...] = ()
    shifts: tuple[str, ...] = ()
    span: Span | None = None


@dataclass(frozen=True, kw_only=True)
class Rule(ABC):
    """A constraint with its price. ``weight`` None: must hold; a number: points per unit.

    ``decides_places``: its limits are about single places, so that a search can leave them out;
    ``by_default``: a new team has it.
    """

    level: ClassVar[Level] = Level.HEALTH
    decides_places: ClassVar[bool] = False
    by_default: ClassVar[bool] = False
    weight: Weight | None = None

    @property
    def name(self) -> str:
        """Return the name used in settings, breaches and documentation."""
        return type(self).__module__.rpartition(".")[2].replace("_", "-")

    @property
    def looks_back(self) -> int:
        """Return how many weeks before the planned ones it wants to know about."""
        return 0

    def part_for(self, part: CasePart) -> CasePart:
        """Return the part of a case that the rule is for: here all of it."""
        return part

    @abstractmethod
    def limits(self, part: CasePart, duty: Duty[N]) -> Iterator[Limit[N]]:
        """Yield the limits of a part of a case, in words of ``duty``.

        One that no rota still possible could exceed may be left out.
        """


@dataclass(frozen=True, kw_only=True)
class PersonalRule(Rule):
    """A constraint on each member by themselves; ``members`` (ids) empty: for everybody."""

    members: Names = ()

    def part_for(self, part: CasePart) -> CasePart:
        """Return the part of a case that concerns the members of the rule."""
        if not self.members:
            return part
        chosen = tuple(each for each in part.members if each.id in self.members)
        return replace(part, members=chosen)

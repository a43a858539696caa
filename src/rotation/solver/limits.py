"""What a constraint yields: numbers with a bound, a reason and a price."""

from abc import ABC, abstractmethod
from collections.abc import Iterator
from dataclasses import dataclass
from enum import IntEnum
from typing import TYPE_CHECKING, Annotated, ClassVar, Generic, TypeVar

from msgspec import Meta

from rotation.timespan import Span
from rotation.words import Sentence

if TYPE_CHECKING:
    from rotation.solver.calendar import Part
    from rotation.solver.case import Member, Shift
    from rotation.solver.duty import Duty
    from rotation.solver.model import Sum

N = TypeVar("N", int, "Sum")
"""A duty number: an integer when a rota is audited, a sum over variables when one is sought."""

Weight = Annotated[int, Meta(ge=1, le=1_000_000)]
Minutes = Annotated[int, Meta(ge=0, le=60 * 24 * 366)]
Count = Annotated[int, Meta(ge=0, le=1000)]
Length = Annotated[int, Meta(ge=1, le=366)]
Steps = Annotated[int, Meta(ge=1, le=20)]
WallTime = Annotated[str, Meta(pattern=r"^([01]\d|2[0-3]):[0-5]\d$")]
Rest = Annotated[int, Meta(ge=1, le=7 * 1440)]
Stretch = Annotated[int, Meta(ge=0, le=1440)]
Few = Annotated[int, Meta(ge=1, le=28)]
Name = Annotated[str, Meta(max_length=200)]
Names = Annotated[tuple[Name, ...], Meta(max_length=500)]
"""What settings may be: points, minutes, how many, for how many days or weeks, how often the price
of a unit rises, a time on the wall, minutes of a rest or of a stretch of work, a few days or weeks,
and the ids or names of people, shift patterns or words. Bounds keep an audit quick whatever a team
sets."""


class Level(IntEnum):
    """The ladder of prices: no gain on a later step is worth a loss on an earlier one."""

    PLACES = 1
    TARGETS = 2
    HEALTH = 3
    FAIRNESS = 4
    WISHES = 5
    STABILITY = 6


@dataclass(kw_only=True, slots=True)  # tens of thousands are made: frozen ones take twice as long
class Limit(Generic[N]):
    """A number that must not exceed a bound, and why.

    Its price is the rule's weight × ``times`` for each unit of excess; with ``rising`` = n the
    first n units cost 1, 3, 5 … times that (so e units cost e² times) and further ones as much as
    the last.
    """

    number: N
    at_most: int
    because: Sentence
    members: tuple["Member", ...] = ()
    shifts: tuple["Shift", ...] = ()
    span: Span | None = None
    times: int = 1
    rising: int = 1


def place(rule: "Rule", limit: Limit[N]) -> tuple[object, ...]:
    """Return what tells a limit from all others of a case, whatever the rota."""
    return (
        rule.name,
        limit.because.template,
        limit.at_most,
        tuple(each.id for each in limit.members),
        tuple(each.id for each in limit.shifts),
        limit.span,
    )


def price(excess: int, rising: int) -> int:
    """Return what an excess costs in multiples of a unit: e² while it rises, then straight on."""
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
    """What every constraint has: a price. ``weight`` None: must hold; a number: points per unit.

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

    @abstractmethod
    def limits(self, part: "Part", duty: "Duty[N]") -> Iterator[Limit[N]]:
        """Yield the limits of a part of a case, in words of ``duty``.

        One that no rota still possible could exceed may be left out.
        """


@dataclass(frozen=True, kw_only=True)
class PersonalRule(Rule):
    """A constraint on each member by themselves; ``members`` (ids) empty: for everybody."""

    members: Names = ()

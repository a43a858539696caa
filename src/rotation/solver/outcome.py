"""Outcomes of a solve. Bugs are raised; everything that can be expected is a value."""

from collections.abc import Callable
from dataclasses import dataclass

from rotation.solver.entities import Allowance, Assignments
from rotation.words import Sentence


@dataclass(frozen=True)
class Budget:
    """The budget of a solve: how long, and how; a ``seed`` makes it reproducible on one worker.

    ``seconds`` are those the solve was given processors for: on a busy machine it takes longer by
    the wall, ten times as long at most. With a seed they count steps of work.
    ``staged``: after the weighted solve each level of the ladder is proven by itself, as the rota
    offered for publication needs. ``repair``: the fewest changes of the published rota come right
    after filled places; what else could be better stays as it is.
    """

    seconds: float = 30.0
    seed: int | None = None
    workers: int = 2
    staged: bool = True
    repair: bool = False


@dataclass(frozen=True)
class LevelResult:
    """One level of the price ladder: its points, and how low they could have come."""

    name: str
    points: int
    bound: int


@dataclass(frozen=True)
class Progress:
    """The best rota so far; ``bound``: no rota is below; ``open_places``: people lacking."""

    seconds: float
    points: int
    bound: int
    open_places: int
    assignments: Assignments


@dataclass(frozen=True)
class Solved:
    """A rota that keeps every rule that must hold; ``proven``: none has fewer points.

    ``changes``: how many people get or lose a place they were not, or were, published with. After
    a repair the level "changes" tells their weight, and how low it could have come. ``cut_short``:
    the machine was so busy that the wall clock ended the search before its time; it tells nothing
    of what another machine would have found.
    """

    assignments: Assignments
    points: int
    bound: int
    proven: bool
    levels: tuple[LevelResult, ...]
    strategy: str
    seconds: float
    changes: int = 0
    cut_short: bool = False


@dataclass(frozen=True)
class RuleConflict:
    """One of the rules that cannot all hold: its name, in a sentence, and whom it concerns."""

    rule: str
    because: Sentence
    members: tuple[str, ...] = ()
    shifts: tuple[str, ...] = ()


@dataclass(frozen=True)
class Relaxation:
    """A limit to be exceeded this once: ``allowance`` goes into the case, ``because`` is said."""

    because: Sentence
    allowance: Allowance


@dataclass(frozen=True)
class ClashResolution:
    """The smallest change that lets the other rules be kept, and the rota that it gives.

    ``points`` do not count the change itself; ``minutes`` are those of everybody together.
    """

    changes: tuple[Relaxation, ...]
    points: int
    open_places: int
    minutes: int
    proven: bool
    assignments: Assignments


@dataclass(frozen=True)
class Infeasible:
    """No rota keeps all the rules that must hold; these few clash already among themselves.

    ``minimal``: without any one of them the others could be kept. ``ways_out``: what could be
    changed, each solved already, the one with the best rota first.
    """

    conflicts: tuple[RuleConflict, ...]
    minimal: bool
    seconds: float
    ways_out: tuple[ClashResolution, ...] = ()


@dataclass(frozen=True)
class OutOfTime:
    """The time was over (or the solve was cancelled) before any rota was found."""

    seconds: float


Outcome = Solved | Infeasible | OutOfTime
OnProgress = Callable[[Progress], None]
ShouldStop = Callable[[], bool]

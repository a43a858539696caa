"""From targets to shifts, as frozen questions and answers: JSON in, JSON out, no calculation."""

from dataclasses import dataclass
from datetime import datetime

import msgspec

from rotation.demand.effort import EndedBy
from rotation.demand.questions.prediction import DayShare, PredictionQuestion
from rotation.json_value import Json


@dataclass(frozen=True)
class Choice:
    """A dated shift whose head count is to be found; ``day`` groups those chosen together.

    ``channels`` are those it answers (none named: all).
    """

    key: str
    day: str
    start: datetime
    end: datetime
    minimum: int
    maximum: int
    channels: tuple[str, ...] = ()


@dataclass(frozen=True)
class PlanQuestion:
    """The question how many people shifts need for the targets of a typical week.

    ``week`` has the staff that is on anyhow. ``factor`` is what all arrivals are multiplied by, for
    safety; ``gap_minutes`` the longest stretch of open hours without anybody. ``work``: the seconds
    of work the search may do, the same on every machine; ``cap_seconds``: those of the wall clock
    after which it ends anyhow (None: ten times as many).
    """

    week: PredictionQuestion
    choices: tuple[Choice, ...]
    factor: float = 1.0
    gap_minutes: float | None = None
    work: float = 20.0
    cap_seconds: float | None = None


@dataclass(frozen=True)
class Count:
    """The people a shift should have; ``lost``: late replies more with one fewer of them."""

    key: str
    heads: int
    lost: float


@dataclass(frozen=True)
class Achieved:
    """The service level of a channel with the counts, at the volume that was planned for."""

    channel: str
    target_share: float
    within_share: float | None


@dataclass(frozen=True)
class PlanAnswer:
    """The counts of the least hours that meet the targets; ``met`` False: as near as people go.

    ``method``: ``tables`` (proven for the tables when ``proven``) or ``curve``. ``ended_by``: with
    ``effort`` the search had done its work before its end, and fewer hours may do; with ``clock``
    the machine was so busy that another would have found more. ``seconds`` are of the wall clock,
    ``work`` of work. ``floor_hours``: how many of the hours are there for the floors of days alone;
    ``below_floor`` names the days that no counts bring up to their floor. ``certified``: the shares
    are those of the simulation, with the order of work and the real spread of handling times.
    """

    counts: tuple[Count, ...]
    channels: tuple[Achieved, ...]
    hours: float
    met: bool
    proven: bool
    method: str
    rounds: int = 0
    evaluations: int = 0
    profiles: int = 0
    kept_profiles: int = 0
    seconds: float = 0.0
    work: float = 0.0
    ended_by: EndedBy = "search"
    certified: bool = False
    floor_hours: float = 0.0
    below_floor: tuple[DayShare, ...] = ()

    @property
    def complete(self) -> bool:
        """Tell whether the search came to its end."""
        return self.ended_by == "search"


def question_from_json(plain: Json) -> PlanQuestion:
    """Return the question of plain JSON values."""
    return msgspec.convert(plain, PlanQuestion)


def answer_from_json(plain: Json) -> PlanAnswer:
    """Return the answer of plain JSON values."""
    return msgspec.convert(plain, PlanAnswer)

"""From targets to shifts, as frozen questions and answers: JSON in, JSON out, no calculation."""

from dataclasses import dataclass
from datetime import datetime

import msgspec

from rotation.demand.questions.prediction import Json, PredictionQuestion


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
    """How many people each of some shifts needs for the targets of a typical week.

    ``week`` has the staff that is on anyhow. ``factor`` is what all arrivals are multiplied by, for
    safety; ``gap_minutes`` the longest stretch of open hours without anybody.
    """

    week: PredictionQuestion
    choices: tuple[Choice, ...]
    factor: float = 1.0
    gap_minutes: float | None = None
    seconds: float = 20.0


@dataclass(frozen=True)
class Count:
    """How many people a shift should have; ``lost``: late replies more with one fewer of them."""

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

    ``method``: ``tables`` (proven for the tables when ``proven``) or ``curve``. ``complete`` False:
    the time ended before the search did, and fewer hours may do.
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
    complete: bool = True


def question_from_json(plain: Json) -> PlanQuestion:
    """Return the question of plain JSON values."""
    return msgspec.convert(plain, PlanQuestion)


def answer_from_json(plain: Json) -> PlanAnswer:
    """Return the answer of plain JSON values."""
    return msgspec.convert(plain, PlanAnswer)

"""The targets a rota misses by the certified replies, and what it would take.

A target holds over the week, a floor on every open day; a miss is told by channel, and by day.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from rotation.demand.questions import prediction
from rotation.demand.questions.prediction import PredictionAnswer
from rotation.demand.staffing import shift_requirements
from rotation.rota.shifts import Shift
from rotation.words import Sentence, say

Replies = Mapping[str, PredictionAnswer]
"""By week the prediction of a rota."""
TOLERANCE = 0.005
"""What two simulations of the same rota may differ by."""
_NUDGE = 0.002
_HIGHEST = 0.995


@dataclass(frozen=True)
class Shortfall:
    """A channel misses its target in a week, or its floor on a day (``date``).

    ``hours``: how many more hours a plan that makes up for it has, None where none was made;
    ``open_hours``: the hours of the week's open places; ``worst``: the stretch with most late
    replies of the channel (start, end, late).
    """

    week: str
    channel: str
    date: str | None
    within_share: float
    target_share: float
    hours: float | None = None
    open_hours: float = 0.0
    worst: Mapping[str, Any] | None = None

    @property
    def missing(self) -> float:
        """Return the share that is missing."""
        return self.target_share - self.within_share

    @property
    def remedy(self) -> Sentence:
        """Return what it would take, in words."""
        if self.open_hours > 0:
            return say(
                "{hours} hours of this week have nobody yet: fill its open places.",
                hours=round(self.open_hours, 1),
            )
        if self.hours is not None and self.hours > 0:
            return say("It would take about {hours} more hours.", hours=round(self.hours, 1))
        if self.worst is not None:
            return say(
                "Most late replies fall into one stretch: it would take one more person then."
            )
        return say("It would take one more person for this channel.")


def of_replies(replies: Replies) -> tuple[Shortfall, ...]:
    """Return what weeks miss: channels first, then days below their floor."""
    found: list[Shortfall] = []
    for week, told in replies.items():
        worst = {each.channel: prediction.to_json(each) for each in reversed(told.worst_intervals)}
        for each in told.channels:
            share, target = each.within_share, each.target_share
            if share is not None and share < target - TOLERANCE:
                late = worst.get(each.channel)
                found.append(Shortfall(week, each.channel, None, share, target, worst=late))
        for day in prediction.below_floor(told):
            share, floor, late = day.within_share, day.floor_share, worst.get(day.channel)
            found.append(Shortfall(week, day.channel, str(day.date), share, floor, worst=late))
    return tuple(found)


def total(found: Iterable[Shortfall]) -> float:
    """Return the shares that are missing, all together."""
    return sum(each.missing for each in found)


def raised(
    asked: shift_requirements.RequirementQuestion, found: Iterable[Shortfall]
) -> shift_requirements.RequirementQuestion:
    """Return the question of a week with targets and floors as much higher as they were missed."""
    own = [each for each in found if each.week == str(asked.week)]
    targets = {each.channel: each.missing + _NUDGE for each in own if each.date is None}
    floors: dict[str, float] = {}
    for each in own:
        if each.date is not None:
            floors[each.channel] = max(floors.get(each.channel, 0.0), each.missing + _NUDGE)
    channels = [
        {
            **each,
            "share": min(_HIGHEST, each["share"] + targets.get(each["slug"], 0.0)),
            "floor": _more(each["floor"], floors.get(each["slug"], 0.0)),
        }
        for each in asked.plan["week"]["channels"]
    ]
    week = {**asked.plan["week"], "channels": channels}
    return replace(asked, plan={**asked.plan, "week": week})


def with_hours(
    found: Iterable[Shortfall], shifts: Sequence[Shift], planned: Mapping[str, float]
) -> tuple[Shortfall, ...]:
    """Return what is missed with what it would take: by the rota, and the hours planned by week."""
    return tuple(
        replace(
            each,
            open_hours=_hours(shifts, each.week, lambda shift: shift.open_places),
            hours=None
            if each.week not in planned
            else max(0.0, planned[each.week] - _hours(shifts, each.week, _people)),
        )
        for each in found
    )


def to_json(found: Iterable[Shortfall]) -> list[dict[str, Any]]:
    """Return what is missed as it is kept with a run."""
    return [
        {
            **{name: value for name, value in vars(each).items() if name != "worst"},
            "worst": each.worst and {name: each.worst[name] for name in ("start", "end", "late")},
        }
        for each in found
    ]


def from_json(plain: Iterable[Mapping[str, Any]]) -> tuple[Shortfall, ...]:
    """Return what a run has kept."""
    return tuple(Shortfall(**each) for each in plain)


def _more(floor: float | None, by: float) -> float | None:
    return None if floor is None else min(_HIGHEST, floor + by)


def _people(shift: Shift) -> int:
    return len(shift.members)


def _hours(shifts: Iterable[Shift], week: str, count: Callable[[Shift], int]) -> float:
    return sum(
        count(each) * (each.end - each.start).total_seconds() / 3600
        for each in shifts
        if each.week == week and each.task == shift_requirements.ANSWERING
    )

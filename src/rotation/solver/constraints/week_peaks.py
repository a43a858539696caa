"""Constraint: no week much fuller than a member's others."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from math import ceil, floor
from typing import ClassVar

from rotation.solver.duty import Duty
from rotation.solver.fair_shares import fair_shares, rota_targets
from rotation.solver.horizon import Horizon
from rotation.solver.limits import Level, Limit, PersonalRule
from rotation.solver.linear_sum import N
from rotation.solver.part import CasePart
from rotation.solver.setting_types import Percent, Weight
from rotation.timespan import DAY
from rotation.words import say

_NEARLY = 1e-6


@dataclass(frozen=True, kw_only=True)
class WeekPeaks(PersonalRule):
    """Nobody has a week with more than one and a half times as many shifts as their usual week.

    The usual week is a fair share of the shifts, or the rota hours, over the planned weeks in which
    a member is there; a week in which others are away is fuller. Parts of a shift are rounded up.
    """

    level: ClassVar[Level] = Level.FAIRNESS
    by_default: ClassVar[bool] = True

    weight: Weight | None = 200
    percent: Percent = 150

    def limits(self, part: CasePart, duty: Duty[N]) -> Iterator[Limit[N]]:
        """Yield one limit per member and planned week."""
        case = part.case
        most = case.calendar.kept(f"most {self.percent}", lambda: _most(case, self.percent))
        for days in part.weeks():
            for member in part.members:
                room = most.get((member.id, days[0]))
                if room is None or (member.max_shifts or room + 1) <= room:
                    continue  # no rota that keeps the contract exceeds it
                yield Limit(
                    number=duty.shifts_on(member, days),
                    at_most=room,
                    because=say(
                        "{member} would work more than {most} shifts in the week of {day},"
                        " far more than usual",
                        member=member,
                        most=room,
                        day=days[0],
                    ),
                    members=(member,),
                    span=case.calendar.span(days),
                    rising=2,
                )


def _most(case: Horizon, percent: int) -> dict[tuple[str, date], int]:
    """Return, by member id and Monday, how many shifts a week of theirs may have."""
    shares: dict[tuple[str, date], float] = {}
    for monday in (case.monday + DAY * 7 * at for at in range(case.weeks)):
        week = frozenset(monday + DAY * at for at in range(7))
        for who, share in fair_shares(case, lambda shift, w=week: int(shift.day in w)).items():  # type: ignore[misc]
            shares[who, monday] = share
    own: dict[str, list[float]] = defaultdict(list)
    for (who, _), share in shares.items():
        own[who].append(share)
    hours = _from_rota_hours(case)
    room = {}
    for who, each in own.items():
        mean = max(sum(each), hours.get(who, 0.0)) / len(each)
        fullest = max([mean, *each])
        room[who] = max(1, ceil(fullest - _NEARLY), floor(mean * percent / 100 + _NEARLY))
    return {key: room[key[0]] for key in shares}


def _from_rota_hours(case: Horizon) -> dict[str, float]:
    """Return how many shifts the rota hours of a member come to."""
    minutes = [each.minutes for each in case.shifts]
    length = sum(minutes) / len(minutes) if minutes else 1
    return {who: due.least / length for who, due in rota_targets(case).items()}

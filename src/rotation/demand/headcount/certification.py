"""Counts certified by the simulation: what the chain leaves out comes back as corrections.

The chain answers in order of arrival, with exponential handling times and everybody for everything.
A team that works by what is due first gives the channels with time to spare less than that, and
the urgent ones more. So what the simulation finds at some counts beside the chain is what the chain
has to aim above (or may aim below) its targets for the same counts.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np

from rotation.demand.headcount import day_floors
from rotation.demand.headcount.week_evaluation import CoverSearch, WeekEvaluation
from rotation.demand.prediction import predict, simulated_figures
from rotation.demand.prediction.minute_grid import build_grid
from rotation.demand.questions.prediction import FLOOR_TOLERANCE, PlannedDuty
from rotation.demand.queueing.deadlines import Reals
from rotation.demand.simulation import estimate
from rotation.demand.simulation.estimate import Stop

_STOP = Stop(standard_error=0.003, work=2.0)
_AN_ITEM = 8e-7
"""The seconds of work that a simulated item takes, its twin included."""
_SURE = 0.003
"""How far above a target the simulation has to come: one standard error."""


@dataclass(frozen=True)
class Certified:
    """The shares some counts give by the simulation: by channel, and by channel and date.

    ``above`` and ``above_by_day`` are what the chain has beyond that.
    """

    shares: Reals
    days: Reals
    above: Reals
    above_by_day: Reals

    def meets(self, task: CoverSearch) -> bool:
        """Tell whether every channel has its target, and every day its floor."""
        return self.short(task) <= 0

    def short(self, task: CoverSearch) -> float:
        """Return the shares that channels and days lack, all together."""
        wanted = np.array([each.share for each in task.grid.question.channels])
        lacking = float(np.maximum(0.0, wanted - self.shares).sum())
        if not task.has_floors:
            return lacking
        # A floor that nobody could reach is named, and not held against the counts.
        held = day_floors.of_channels(task.grid) if task.floors is None else task.held_floors
        days = np.nan_to_num(held - self.days, nan=0.0)
        return lacking + float(days[days > FLOOR_TOLERANCE].sum())


def is_needed(task: CoverSearch) -> bool:
    """Tell whether the chain leaves something of the question out."""
    staff = tuple(
        PlannedDuty("", each.start, each.end, each.channels) for each in task.question.choices
    )
    return predict.is_simulated(replace(task.question.week, engine="auto", staff=staff))


def certify(task: CoverSearch, judged: WeekEvaluation) -> Certified | None:
    """Return what the simulation says of some counts; None where it finds no steady state."""
    if judged.shares is None or judged.days is None:
        return None
    grid = build_grid(replace(task.question.week, staff=_staff(task, judged.counts)))
    slugs = [each.slug for each in grid.question.channels]
    control = dict(zip(slugs, judged.shares, strict=True))
    by_day = {
        (day, slug): float(share)
        for slug, row in zip(slugs, judged.days, strict=True)
        for day, share in enumerate(row)
        if not np.isnan(share)
    }
    problem = simulated_figures.problem_of(grid)
    found = estimate.estimate(problem, control, _STOP, by_day)
    task.effort.spend(found.items * _AN_ITEM)
    if not found.stable:
        return None
    shares = np.array(
        [
            control[each.slug] if each.share is None else each.share - _SURE
            for each in found.channels
        ]
    )
    days = np.full(judged.days.shape, np.nan)
    for each in found.days:
        if each.share is not None:
            days[slugs.index(each.slug), each.day] = each.share
    days[np.isnan(judged.days)] = np.nan
    return Certified(shares, days, np.array(judged.shares) - shares, judged.days - days)


def _staff(task: CoverSearch, counts: Mapping[str, int]) -> tuple[PlannedDuty, ...]:
    people = tuple(
        PlannedDuty(f"{each.key} {seat}", each.start, each.end, each.channels)
        for each in task.question.choices
        for seat in range(counts[each.key])
    )
    return (*task.question.week.staff, *people)

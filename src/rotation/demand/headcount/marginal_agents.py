"""Marginal agents: what one more and one fewer in each hour change, and what each hour needs."""

from dataclasses import dataclass, replace
from math import inf
from time import perf_counter

import numpy as np

from rotation.demand.effort import Effort
from rotation.demand.headcount import hourly_requirements
from rotation.demand.prediction import exact_figures
from rotation.demand.prediction.minute_grid import MinuteGrid, build_grid
from rotation.demand.questions.prediction import PredictionQuestion, to_json
from rotation.demand.queueing import markov_chain
from rotation.demand.queueing.deadlines import Reals, Staff, Wholes
from rotation.demand.queueing.markov_chain import ArrivalCourse
from rotation.json_value import Json

_MOST_HOURS = 169
_EACH_WORK = 0.002
"""The seconds of work that each change takes beside the chain."""
_PATIENCE = 2.5
"""How many times as long it may take by the wall clock."""


@dataclass(frozen=True)
class HourNeed:
    """An hour: heads it needs, heads it has on average, and what one more or fewer changes.

    Gains and losses are shares of all of a channel's items of the week, at the forecast volume.
    """

    start: float
    required: int
    have: float
    gain_of_one_more: dict[str, float]
    loss_of_one_fewer: dict[str, float]


@dataclass(frozen=True)
class Needs:
    """The hours of a week that have something to answer.

    ``complete`` False: the work was used up, and the last hours are without gains and losses.
    ``seconds`` are of the wall clock, ``work`` of work.
    """

    stable: bool
    hours: tuple[HourNeed, ...]
    complete: bool = True
    seconds: float = 0.0
    work: float = 0.0


def answer(question: PredictionQuestion, within: float = inf) -> Json:
    """Return the needs of a week's hours as JSON; without gains and losses while unstable.

    ``within``: about how many seconds of work it may do.
    """
    began = perf_counter()
    grid = build_grid(replace(question, day_cv=0.0, week_cv=0.0))
    effort = Effort.of(within, _PATIENCE * within)
    found = needs(grid, effort)
    seconds, work = round(perf_counter() - began, 3), round(effort.spent, 3)
    return to_json(replace(found, seconds=seconds, work=work))


@dataclass(frozen=True)
class _Base:
    """The staffing as it is: its course, the state it begins in, the shares it gives."""

    course: ArrivalCourse
    start: Reals
    shares: dict[str, float]


def needs(grid: MinuteGrid, effort: Effort) -> Needs:
    """Return the agents each hour needs and has, and what one more or one fewer would change.

    What changes is told as long as the effort is not used up.
    """
    load = exact_figures.load_of(grid)
    course = grid.course()
    dated = not course.staff.repeats
    known = dated or load.stable
    start = markov_chain.start_of(course) if known else np.zeros(1)
    before = _shares(grid, course, start, effort) if known else {}
    known_shares = _Base(course, start, before)
    required = {each.start: each.heads for each in hourly_requirements.by_chain(grid)}
    found, complete = [], True
    for begins, ends, own in list(hourly_requirements.hours(grid))[:_MOST_HOURS]:
        if not len(own) or not grid.named[:, own].any():
            continue
        agents = course.staff.agents[own]
        have = float(agents @ grid.lengths[own] / grid.lengths[own].sum())
        more: dict[str, float] = {}
        fewer: dict[str, float] = {}
        in_time = not effort.is_over()
        complete &= in_time or not known
        if known and in_time:
            more = _change(grid, known_shares, (begins, ends), 1, effort)
        if known and in_time and agents.min() > 0:
            fewer = _change(grid, known_shares, (begins, ends), -1, effort)
        found.append(HourNeed(begins, required.get(begins, 0), round(have, 2), more, fewer))
    return Needs(load.stable, tuple(found), complete)


def _change(
    grid: MinuteGrid,
    base: _Base,
    hour: tuple[float, float],
    heads: int,
    effort: Effort,
) -> dict[str, float]:
    changed = replace(base.course, staff=_with(base.course.staff, hour, heads))
    after = _shares(grid, changed, base.start, effort)
    return {slug: round(after[slug] - share, 5) for slug, share in base.shares.items()}


def _shares(
    grid: MinuteGrid, course: ArrivalCourse, start: Reals, effort: Effort
) -> dict[str, float]:
    passed = markov_chain.solve_from(course, start)
    effort.spend(passed.work + _EACH_WORK)
    items = grid.rates * grid.lengths
    known: dict[object, Reals] = {}
    found = {}
    for row, each in zip(items, grid.question.channels, strict=True):
        if row.sum() > 0:
            deadline = grid.deadline(each)
            if deadline not in known:
                known[deadline] = passed.mixed(deadline)
            found[each.slug] = float(row @ known[deadline] / row.sum())
    return found


def _with(staff: Staff, hour: tuple[float, float], heads: int) -> Staff:
    """Return staff with somebody more (or fewer) who comes and goes at the ends of an hour."""
    first = int(np.searchsorted(staff.edges, hour[0] - 1e-9))
    last = int(np.searchsorted(staff.edges, hour[1] - 1e-9))
    agents, joiners, leavers = staff.agents.copy(), staff.joiners.copy(), staff.leavers.copy()
    agents[first:last] += heads
    last = 0 if last >= len(agents) and staff.repeats else last
    _one_more(joiners, leavers, first, heads > 0)
    if last < len(agents):
        _one_more(leavers, joiners, last, heads > 0)
    if not staff.repeats:
        leavers[0] = 0
    return replace(staff, agents=agents, joiners=joiners, leavers=leavers)


def _one_more(these: Wholes, others: Wholes, at: int, is_more: bool) -> None:  # noqa: FBT001
    """Let one more come (or go) at an edge; one fewer is one of those who would anyway."""
    if is_more:
        these[at] += 1
    elif these[at] > 0:
        these[at] -= 1
    else:
        others[at] += 1

"""Engine A: the exact queue of a course of hours, pooled, first come first served.

State n: items waiting and in hand of those on shift; M(t)/M/c(t) with arrivals and staff constant
within a segment. Solved by uniformization (A. Jensen, 1953); the wait has a closed form, because
all on shift are busy while an item waits. Rates per minute, times in minutes from the start.
"""

from dataclasses import dataclass, replace
from functools import partial

import numpy as np

from rotation.demand import volume_spread
from rotation.demand.effort import Effort
from rotation.demand.queueing import steady_state
from rotation.demand.queueing.deadlines import Deadline, Staff, completions_by
from rotation.demand.queueing.markov_kernels import Reals, Wholes
from rotation.demand.queueing.markov_run import GAUSS, in_time, numbers, run

MOST_PLACES = 1 << 18
"""More items than this are not told apart: who finds as many waits beyond every target."""
_MOST_MIXED = 1 << 14
"""The same when several levels of volume are mixed, which spreads the distributions out."""
_FEWEST_PLACES = 64
_LARGE = 8
_STEPS_A_SECOND = 1e9
"""Steps of the series that an idle machine does in a second."""


@dataclass(frozen=True)
class ArrivalCourse:
    """A course of arrivals: segments from 0 on, volumes, agents.

    ``edges`` are the starts of the segments and the end of the last; ``rates`` of all channels
    together; ``days`` number the local days. ``staff`` has the same edges, and may go on after the
    last for what is still due then. A course that repeats (``staff.repeats``) has no ``backlog``.
    """

    edges: Reals
    rates: Reals
    days: Wholes
    staff: Staff
    handling: float
    backlog: int = 0
    day_cv: float = 0.0
    week_cv: float = 0.0


@dataclass(frozen=True)
class _Nodes:
    """The levels of volume that are run, and how their distributions are mixed into views."""

    levels: Reals
    multiples: Reals
    chances: Reals
    of_day: Reals
    views: Reals
    low: int
    high: int
    state: int
    days: tuple[int, ...]


@dataclass(frozen=True)
class QueueSolution:
    """A course that was run: distributions to ask for shares, numbers and waits.

    ``settled`` False: a week that repeats did not come to rest. ``work``: the seconds of work it
    took.
    """

    course: ArrivalCourse
    settled: bool
    end: Reals
    _nodes: _Nodes
    _kept: Reals
    _where: Wholes
    work: float = 0.0

    def mixed(self, deadline: Deadline) -> Reals:
        """Return by segment the share taken up in time, all levels of volume mixed."""
        found: Reals = self._shares(deadline, 1)[0]
        return found

    def shares(self, deadline: Deadline) -> "Shares":
        """Return by segment the share taken up in time, mixed and at much or little volume."""
        nodes = self._nodes
        out = self._shares(deadline, len(nodes.views))
        by_day = out[list(nodes.days)] if nodes.days else None
        return Shares(out[0], out[nodes.low], out[nodes.high], nodes.of_day, by_day)

    def _shares(self, deadline: Deadline, views: int) -> Reals:
        """Return shares by view and segment, of so many of the views."""
        course = self.course
        count = len(course.rates)
        starts, lengths = course.edges[:-1], np.diff(course.edges)
        moments = starts[:, None] + lengths[:, None] * np.array([0.5 - GAUSS, 0.5 + GAUSS])
        means, joiners = completions_by(deadline, moments, course.staff, 1 / course.handling)
        out = np.zeros((views, count))
        agents = course.staff.agents[:count]
        in_time(self._kept, self._where, agents, means, joiners, views, out)
        return out

    def numbers(self) -> tuple[Reals, Reals]:
        """Return the expected items in the system and in hand.

        By segment: just after the change of staff at its start, and at its two Gauss points.
        """
        course = self.course
        out = np.zeros((len(course.rates), 3, 2))
        agents = course.staff.agents[: len(course.rates)]
        numbers(self._kept, self._where, agents, self._nodes.state, out)
        return out[:, :, 0], out[:, :, 1]

    def at_start(self, segment: int) -> Reals:
        """Return the distribution of items at the start of a segment, after who leaves has left."""
        place, first, width = self._where[segment, 0]
        place += self._nodes.state * width
        return np.concatenate([np.zeros(first), self._kept[place : place + width]])


@dataclass(frozen=True)
class Shares:
    """Shares in time by segment: all levels of volume mixed, and at much or little volume.

    ``by_day``: by multiple of a day's volume, the week being neither busy nor quiet.
    """

    mixed: Reals
    low: Reals
    high: Reals
    multiples: Reals
    by_day: Reals | None


def is_stable(course: ArrivalCourse) -> bool:
    """Tell whether less comes in than can be answered: ρ = Σλha / Σch < 1."""
    lengths = np.diff(course.edges)
    load = float(course.rates @ lengths) * course.handling
    return load == 0 or load < float(course.staff.agents[: len(lengths)] @ lengths)


def growth(course: ArrivalCourse) -> float:
    """Return the items by which the backlog grows over the course when all are always busy."""
    lengths = np.diff(course.edges)
    capacity = float(course.staff.agents[: len(lengths)] @ lengths) / course.handling
    return float(course.rates @ lengths) - capacity


def solve(course: ArrivalCourse, most: float = 60.0) -> QueueSolution:
    """Run a course: a dated one from its backlog, one that repeats from its own steady state.

    A course that repeats has to be stable. Its steady state is looked for with ``most`` seconds of
    work.
    """
    if not course.staff.repeats:
        return _kept(course, _from_backlog(course), settled=True)
    start, settled, work = _steady(course, most)
    found = _kept(course, start, settled=settled)
    return replace(found, work=found.work + work)


def start_of(course: ArrivalCourse) -> Reals:
    """Return the distribution a course starts from: its backlog, or its own steady state."""
    return _steady(course, 5.0)[0] if course.staff.repeats else _from_backlog(course)


def solve_from(course: ArrivalCourse, start: Reals) -> QueueSolution:
    """Run a course that does not repeat from a distribution of items in the system."""
    return _kept(course, start, settled=True)


def _from_backlog(course: ArrivalCourse) -> Reals:
    waiting = min(course.backlog, MOST_PLACES - 1)
    start = np.zeros(max(_FEWEST_PLACES, 1 << waiting.bit_length()))
    start[waiting] = 1.0
    return start


def _steady(course: ArrivalCourse, most: float) -> tuple[Reals, bool, float]:
    """Return the distribution that a week leads back to itself, whether found, the work it took."""
    effort, start = Effort(most), _from_backlog(course)
    # The state at the mean is near the one of all levels, and much quicker found.
    for day_cv in sorted({0.0, course.day_cv}):
        nodes = _nodes(day_cv, 0.0, _most_on(course))
        through = partial(_through, course, nodes, effort)
        start, settled = steady_state.steady_state(start, through, lambda: not effort.is_over())
    return start, settled, effort.spent


def _through(course: ArrivalCourse, nodes: _Nodes, effort: Effort, start: Reals) -> Reals:
    """Return the distribution at the end of a week that starts from one."""
    _, end, _, _, work = _run(course, start, nodes, keep=False)
    effort.spend(work)
    return end


def _kept(course: ArrivalCourse, start: Reals, *, settled: bool) -> QueueSolution:
    nodes = _nodes(course.day_cv, course.week_cv, _most_on(course))
    _, end, kept, where, work = _run(course, start, nodes, keep=True)
    return QueueSolution(course, settled, end, nodes, kept, where, work)


def _run(
    course: ArrivalCourse, start: Reals, nodes: _Nodes, *, keep: bool
) -> tuple[bool, Reals, Reals, Wholes, float]:
    """Return whether it fitted, the mixed distribution at the end, what was kept, and the work."""
    count, work = len(course.rates), 0.0
    most = MOST_PLACES if nodes.views.shape[1] == 1 else max(_MOST_MIXED, len(start))
    while True:
        ends = np.zeros((len(nodes.levels), len(start)))
        fits, kept, where, steps = run(
            start,
            np.diff(course.edges),
            course.rates,
            course.days,
            course.staff.agents[:count],
            course.staff.leavers[:count],
            1 / course.handling,
            nodes.levels,
            nodes.multiples,
            nodes.chances,
            nodes.views,
            ends,
            keep,
            len(start) >= most,
        )
        work += steps / _STEPS_A_SECOND
        if fits:
            state = nodes.views[nodes.state].reshape(len(nodes.levels), -1).sum(axis=1)
            return fits, state @ ends, kept, where, work
        longer = np.zeros(2 * len(start))
        longer[: len(start)] = start
        start = longer


def _most_on(course: ArrivalCourse) -> int:
    return int(course.staff.agents.max())


def _nodes(day_cv: float, week_cv: float, agents: int) -> _Nodes:
    # So many that a share is right to 0.0005; a large team is less at the mercy of a single day.
    few = agents > _LARGE
    days = volume_spread.nodes(day_cv, 3 if few or day_cv <= 0.2 else 5 if day_cv <= 0.35 else 7)
    weeks = volume_spread.nodes(
        week_cv, 3 if few or week_cv <= 0.2 else 5 if week_cv <= 0.25 else 7
    )
    multiples, chances = np.array([g for g, _ in days]), np.array([w for _, w in days])
    levels, weights = [v for v, _ in weeks], [w for _, w in weeks]
    middle = len(levels) // 2
    if len(levels) > 1:
        # Points of the volume that have no part in the mixture.
        levels += [volume_spread.quantile(week_cv, 0.9), volume_spread.quantile(week_cv, 0.1)]
        weights += [0.0, 0.0]
    mixed = np.outer(np.array(levels) * weights, multiples * chances)
    state = np.outer(weights, chances)
    views = [mixed / mixed.sum(), state / state.sum()]
    low = high = 0
    if len(levels) > 1:
        low, high = 2, 3
        for level in (-2, -1):
            one = np.zeros_like(mixed)
            one[level] = multiples * chances
            views.append(one)
    by_day = []
    for at in range(len(multiples) if len(multiples) > 1 else 0):
        one = np.zeros_like(mixed)
        one[middle, at] = 1.0
        by_day.append(len(views))
        views.append(one)
    flat = np.array([each.ravel() for each in views])
    of_day = multiples * levels[middle]
    return _Nodes(np.array(levels), multiples, chances, of_day, flat, low, high, 1, tuple(by_day))

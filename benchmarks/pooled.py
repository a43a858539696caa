"""Weeks of the simulation as Engine A takes them: pooled, exponential, first come first served."""

from collections.abc import Iterable
from math import exp, log
from statistics import NormalDist

import numpy as np

from rotation.demand.queueing import markov_chain
from rotation.demand.queueing.deadlines import Deadline, Reals
from rotation.demand.queueing.markov_chain import ArrivalCourse
from rotation.demand.queueing.presence import Presence, head_counts
from rotation.demand.simulation.problem import SimulatedChannel, SimulationProblem, Spread

_STEP = 15.0
_QUANTILES = 32


def course_of(problem: SimulationProblem) -> ArrivalCourse:
    """Return a problem as a course: everybody answers everything, in order of arrival."""
    end, repeats = problem.horizon, problem.regime == "typical"
    stays = [
        Presence(start, stop)
        for member in problem.members
        for start, stop in _joined((each.start, each.end) for each in member.segments)
    ]
    cuts = {*np.arange(0.0, end, min(_STEP, problem.interval)), *problem.days}
    staff = head_counts(stays, [], cuts, end, repeats=repeats)
    edges = np.append(staff.edges, end)
    middles = (edges[:-1] + edges[1:]) / 2
    by_channel = np.array([_rates(problem, each, middles) for each in problem.channels])
    rates = by_channel.sum(axis=0)
    volumes = by_channel @ np.diff(edges)
    means = np.array([each.handling.mean for each in problem.channels])
    days = np.searchsorted(problem.days, middles, side="right").astype(np.int64) - 1
    backlog = sum(len(each.backlog) for each in problem.channels)
    handling = float(means @ volumes / volumes.sum())
    return ArrivalCourse(
        edges, rates, days, staff, handling, backlog, problem.day_cv, problem.week_cv
    )


def shares(problem: SimulationProblem) -> dict[str, float]:
    """Return the share of each channel in time by Engine A."""
    course = course_of(problem)
    passed = markov_chain.solve(course)
    middles = (course.edges[:-1] + course.edges[1:]) / 2
    found = {}
    for each in problem.channels:
        weights = _rates(problem, each, middles) * np.diff(course.edges)
        is_sent = each.measured_at == "reply_sent"
        written = quantiles(each.writing or each.handling) if is_sent else (0.0,)
        deadline = Deadline(each.within, each.open, written)
        found[each.slug] = float(passed.mixed(deadline) @ weights / weights.sum())
    return found


def quantiles(spread: Spread) -> tuple[float, ...]:
    """Return equally likely times of a lognormal law."""
    if not spread.cv:
        return (spread.mean,)
    variance = log(1 + spread.cv**2)
    normal = NormalDist(log(spread.mean) - variance / 2, variance**0.5)
    return tuple(exp(normal.inv_cdf((at + 0.5) / _QUANTILES)) for at in range(_QUANTILES))


def _rates(problem: SimulationProblem, channel: SimulatedChannel, at: Reals) -> Reals:
    """Return what comes in on a channel at some moments, a minute."""
    place = (at / problem.interval).astype(int)
    found = np.zeros(len(at))
    inside = place < len(channel.rates)
    found[inside] = np.array(channel.rates)[place[inside]]
    return found


def _joined(spans: Iterable[tuple[float, float]]) -> list[tuple[float, float]]:
    found: list[tuple[float, float]] = []
    for start, end in sorted(spans):
        if found and start <= found[-1][1]:
            found[-1] = found[-1][0], max(found[-1][1], end)
        else:
            found.append((start, end))
    return found

"""Presence of agents from when to when, and the head counts of a course that follow from it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from rotation.demand.queueing.deadlines import Staff
from rotation.demand.queueing.markov_kernels import Reals, Wholes


@dataclass(frozen=True)
class Presence:
    """Somebody (or ``heads`` alike) is on from ``start`` to ``end``."""

    start: float
    end: float
    heads: int = 1


def head_counts(
    stays: Iterable[Presence],
    heads: Iterable[Presence],
    cuts: Iterable[float],
    end: float,
    *,
    repeats: bool,
) -> Staff:
    """Return the agents between cuts: ``stays`` come and go in person, ``heads`` are mere counts.

    Of counts only the net change comes or goes. A stay over the end of a course that repeats goes
    on at its start.
    """
    people = [each for each in stays if each.start < end and each.end > each.start]
    groups = [each for each in heads if each.start < end and each.end > each.start]
    if repeats:
        people, groups = list(_wrapped(people, end)), list(_wrapped(groups, end))
    horizon = end if repeats else max([end, *(each.end for each in (*people, *groups))])
    moments = {0.0, *cuts}
    for each in (*people, *groups):
        moments |= {each.start, each.end}
    edges = np.array(sorted(each for each in moments if 0.0 <= each < horizon - 1e-9))
    on, counted = _on(people, edges), _on(groups, edges)
    change = np.diff(counted, prepend=counted[-1] if repeats else 0)
    come = _events(edges, ((each.start, each.heads) for each in people), horizon, repeats=repeats)
    go = _events(edges, ((each.end, each.heads) for each in people), horizon, repeats=repeats)
    joiners, leavers = come + np.maximum(change, 0), go + np.maximum(-change, 0)
    return Staff(edges, on + counted, joiners, leavers, horizon, repeats)


def _wrapped(stays: Iterable[Presence], end: float) -> Iterable[Presence]:
    for each in stays:
        yield each
        if each.end > end:
            yield Presence(each.start - end, each.end - end, each.heads)


def _on(stays: Sequence[Presence], edges: Reals) -> Wholes:
    counts = np.zeros(len(edges), np.int64)
    for each in stays:
        counts[(edges >= each.start - 1e-9) & (edges < each.end - 1e-9)] += each.heads
    return counts


def _events(
    edges: Reals, events: Iterable[tuple[float, int]], horizon: float, *, repeats: bool
) -> Wholes:
    counts = np.zeros(len(edges), np.int64)
    for moment, heads in events:
        if 0.0 <= moment < horizon - 1e-9:
            counts[np.searchsorted(edges, moment - 1e-9)] += heads
        elif repeats and abs(moment - horizon) < 1e-9:
            counts[0] += heads
    return counts

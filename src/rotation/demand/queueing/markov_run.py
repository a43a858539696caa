"""The exact chain over a course of segments, for several levels of volume at once, compiled."""

import math

import numpy as np

from rotation.demand.compiled import jitted
from rotation.demand.queueing.markov_kernels import (
    Reals,
    Wholes,
    advance,
    leave,
    most_terms,
    pulled_by,
    trimmed,
)

_BRIM = 1e-9
_RARE = 1e-9
_EACH_STEPS = 300.0
"""What a segment takes beside its series, in steps of the series."""
GAUSS = 0.5 / math.sqrt(3.0)


@jitted
def run(
    start: Reals,
    lengths: Reals,
    rates: Reals,
    days: Wholes,
    agents: Wholes,
    leavers: Wholes,
    finish: float,
    levels: Reals,
    multiples: Reals,
    chances: Reals,
    views: Reals,
    ends: Reals,
    keep: bool,  # noqa: FBT001 - a compiled function takes its arguments in order
    brimful: bool,  # noqa: FBT001
) -> tuple[bool, Reals, Wholes, float]:
    """Run a course from a distribution; False when it needs more places (never when ``brimful``).

    Each of ``levels`` multiplies all rates and starts alike; on each day each of ``multiples``
    does so again, with ``chances``, and they are mixed at its end. ``ends`` takes the distribution
    of each level at the end. When ``keep``: the mixtures of all nodes by ``views`` at the start
    (after who leaves has left) and at the two Gauss points of each segment, one after another, and
    where each lies: place, first n, width. Last the steps of work it took.
    """
    cap, most, nodes = len(start), len(levels), len(multiples)
    now = np.zeros((most, nodes, cap))
    low, high = np.zeros((most, nodes), np.int64), np.zeros((most, nodes), np.int64)
    points = 3 if keep else 1
    out, scratch = np.zeros((3, cap)), np.zeros(cap)
    kept = np.zeros(1024 if keep else 1)
    where = np.zeros((len(lengths) if keep else 0, 3, 3), np.int64)
    used, steps = 0, 0.0
    for v in range(most):
        for r in range(nodes):
            now[v, r] = start
            low[v, r], high[v, r] = trimmed(now[v, r], 0, cap - 1)
    mixed = np.zeros((3, len(views), cap))
    for k in range(len(lengths)):
        if k > 0 and days[k] != days[k - 1]:
            _mix(now, low, high, chances, scratch)
        at = lengths[k] * np.array([0.5 - GAUSS, 0.5 + GAUSS, 1.0])
        if not keep:
            at = at[2:]
        bottom, brim = cap - 1, 0
        for v in range(most):
            for r in range(nodes):
                p = now[v, r]
                first, last = low[v, r], high[v, r]
                if leavers[k] > 0:
                    first, last = _left(p, first, last, agents[k - 1], leavers[k], scratch)
                    low[v, r], high[v, r] = first, last
                rate = rates[k] * levels[v] * multiples[r]
                a, b = advance(p, first, last, rate, finish, agents[k], at, out)
                terms = most_terms((rate + finish * agents[k]) * lengths[k])
                steps += terms * (b - a + 1) + _EACH_STEPS
                if keep:
                    bottom, brim = _widened(mixed, bottom, brim, min(a, first), max(b, last))
                    _add_to(mixed, views[:, v * nodes + r], p, first, last, out, a, b)
                p[low[v, r] : high[v, r] + 1] = 0.0
                p[a : b + 1] = out[points - 1, a : b + 1]
                low[v, r], high[v, r] = trimmed(p, a, b)
                if not brimful and high[v, r] == cap - 1 and p[cap - 1] > _BRIM:
                    return False, kept, where, steps
        if keep:
            kept, used = _put_away(mixed, bottom, brim, kept, used, where[k])
    _mix(now, low, high, chances, scratch)
    for v in range(most):
        ends[v] = now[v, 0]
    return True, kept[:used], where, steps


@jitted
def _left(
    p: Reals, low: int, high: int, agents: int, leavers: int, scratch: Reals
) -> tuple[int, int]:
    """Let some of those on leave; return the window of what they leave behind."""
    a, b = leave(p, low, high, agents, leavers, scratch)
    p[low : high + 1] = 0.0
    p[a : b + 1] = scratch[a : b + 1]
    return a, b


@jitted
def _add_to(
    mixed: Reals, weights: Reals, p: Reals, low: int, high: int, out: Reals, a: int, b: int
) -> None:
    """Add a node to the mixtures: ``p`` at the start of a segment, ``out`` at its Gauss points."""
    for u in range(len(weights)):
        weight = weights[u]
        if weight != 0.0:
            for n in range(low, high + 1):
                mixed[0, u, n] += weight * p[n]
            for n in range(a, b + 1):
                mixed[1, u, n] += weight * out[0, n]
                mixed[2, u, n] += weight * out[1, n]


@jitted
def _put_away(
    mixed: Reals, bottom: int, brim: int, kept: Reals, used: int, where: Wholes
) -> tuple[Reals, int]:
    """Keep the mixtures of a segment and where they lie; return what is kept, and how much."""
    width, views = brim - bottom + 1, mixed.shape[1]
    need = used + 3 * views * width
    if need > len(kept):
        longer = np.zeros(2 * need)
        longer[:used] = kept[:used]
        kept = longer
    for i in range(3):
        where[i, 0], where[i, 1], where[i, 2] = used, bottom, width
        for u in range(views):
            kept[used : used + width] = mixed[i, u, bottom : brim + 1]
            used += width
    return kept, used


@jitted
def _widened(mixed: Reals, bottom: int, brim: int, a: int, b: int) -> tuple[int, int]:
    """Make room from a to b in the mixtures: what is new there is emptied."""
    if bottom > brim:
        mixed[:, :, a : b + 1] = 0.0
        return a, b
    if a < bottom:
        mixed[:, :, a:bottom] = 0.0
    if b > brim:
        mixed[:, :, brim + 1 : b + 1] = 0.0
    return min(a, bottom), max(b, brim)


@jitted
def _mix(now: Reals, low: Wholes, high: Wholes, chances: Reals, scratch: Reals) -> None:
    """Make of the nodes of a day one distribution a level, and start them all from it."""
    nodes = len(chances)
    if nodes == 1:
        return
    for v in range(len(now)):
        a, b = low[v].min(), high[v].max()
        scratch[a : b + 1] = 0.0
        for r in range(nodes):
            for n in range(low[v, r], high[v, r] + 1):
                scratch[n] += chances[r] * now[v, r, n]
        least, most = _without_tails(scratch, a, b)
        scratch[least : most + 1] /= scratch[least : most + 1].sum()
        for r in range(nodes):
            now[v, r, a : b + 1] = 0.0
            now[v, r, least : most + 1] = scratch[least : most + 1]
            low[v, r], high[v, r] = least, most


@jitted
def _without_tails(p: Reals, low: int, high: int) -> tuple[int, int]:
    """Return the window without the rarest: what several extreme days in a row would give."""
    cut = p[low]
    while cut < _RARE:
        low += 1
        cut += p[low]
    cut = p[high]
    while cut < _RARE:
        high -= 1
        cut += p[high]
    return low, high


@jitted
def in_time(
    kept: Reals,
    where: Wholes,
    agents: Wholes,
    means: Reals,
    joiners: Wholes,
    count: int,
    out: Reals,
) -> None:
    """Write by view and segment the chance to be taken up in time, over the two Gauss points.

    ``means`` and ``joiners`` by (segment, point, quantile of the writing time) are what takes items
    up until they are due. ``count`` is of views.
    """
    quantiles = means.shape[2]
    longest = where[:, :, 2].max()
    chance, each = np.zeros(longest), np.zeros(longest)
    for k in range(len(agents)):
        out[:, k] = 0.0
        for i in range(2):
            place, first, width = where[k, i + 1]
            chance[:width] = 0.0
            for s in range(quantiles):
                # Places are counted from the first: as if that many fewer were ahead.
                pulled_by(means[k, i, s], joiners[k, i, s], agents[k] - first, 0, width - 1, each)
                for n in range(width):
                    chance[n] += each[n] / quantiles
            for u in range(count):
                total, weight = 0.0, 0.0
                for n in range(width):
                    total += kept[place + u * width + n] * chance[n]
                    weight += kept[place + u * width + n]
                out[u, k] += 0.5 * total / weight if weight > 0.0 else 0.0


@jitted
def numbers(kept: Reals, where: Wholes, agents: Wholes, view: int, out: Reals) -> None:
    """Write by segment and point of a view the expected items: in the system, and in hand."""
    for k in range(len(agents)):
        for i in range(3):
            place, first, width = where[k, i]
            whole, busy = 0.0, 0.0
            for n in range(width):
                p = kept[place + view * width + n]
                whole += p * (first + n)
                busy += p * min(first + n, agents[k])
            out[k, i, 0], out[k, i, 1] = whole, busy

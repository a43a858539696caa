"""The compiled steps of the exact chain: a stretch of constant rates, a change of staff, a wait.

A distribution lies in an array whose place n is the chance of n items in the system; beside it
goes the window of places that hold any. Method: uniformization (A. Jensen, 1953).
"""

import math

import numpy as np
from numpy.typing import NDArray

from rotation.demand.compiled import jitted

Reals = NDArray[np.float64]
Wholes = NDArray[np.int64]

_TINY = 1e-16
_REST = 1e-13
_NOTHING = 1e-20


@jitted
def poisson_weights(x: float, weights: Reals) -> tuple[int, int]:
    """Write the chances of a Poisson count of mean ``x``; return the first and last that matter.

    They start at the mode, in logarithms, because e^-x is nothing long before x is large.
    """
    mode = int(x)
    if mode >= len(weights):
        mode = len(weights) - 1
    top = math.exp(mode * math.log(x) - x - math.lgamma(mode + 1.0)) if x > 0 else 1.0
    weights[mode] = top
    first, last, total = mode, mode, top
    while first > 0 and weights[first] > _REST * top:
        weights[first - 1] = weights[first] * first / x
        first -= 1
        total += weights[first]
    while last + 1 < len(weights) and weights[last] > _REST * top:
        weights[last + 1] = weights[last] * x / (last + 1)
        last += 1
        total += weights[last]
    for j in range(first, last + 1):
        weights[j] /= total
    return first, last


@jitted
def most_terms(x: float) -> int:
    """Return how many terms of a Poisson count of mean ``x`` may matter."""
    return int(x + 9.0 * math.sqrt(x) + 30.0)


@jitted
def advance(
    p: Reals, low: int, high: int, rate: float, finish: float, agents: int, times: Reals, out: Reals
) -> tuple[int, int]:
    """Write the distributions at some times after the one given; return the window of them all.

    ``rate`` is of arrivals, ``finish`` of one agent; ``times`` rise; one series serves them all.
    """
    cap, count = len(p), len(times)
    # No more are in the system, and so in hand, than were there and came in meanwhile.
    most = high + most_terms(rate * times[count - 1])
    whole = rate + finish * min(agents, most)
    terms = most_terms(whole * times[count - 1])
    first, last = max(0, low - terms), min(cap - 1, most)
    out[:, first : last + 1] = 0.0
    if whole <= 0.0:
        for i in range(count):
            out[i, low : high + 1] = p[low : high + 1]
        return low, high
    weights, begins, ends = _series(whole, times, terms)
    # Places are moved by two, so that the neighbours of the outermost are there too.
    size = last - first + 5
    now, then = np.zeros(size), np.zeros(size)
    up, shift = rate / whole, 2 - first
    # With nobody on, what one would finish is no number beside next to no arrivals.
    one = finish / whole if agents > 0 else 0.0
    down, stay = _moves(size, first, last, up, one, agents)
    if last == cap - 1:
        stay[last + shift] += up
    now[low + shift : high + shift + 1] = p[low : high + 1]
    a, b = low + shift, high + shift
    lowest, highest = a, b
    for j in range(ends.max() + 1):
        for i in range(count):
            if begins[i] <= j <= ends[i]:
                _add(weights[i, j], now[a : b + 1], out[i, a - shift : b + 1 - shift])
        lowest, highest = min(lowest, a), max(highest, b)
        a, b = max(2, a - 1), min(last + shift, b + 1)
        _step(up, now[a - 1 : b + 2], stay[a : b + 1], down[a : b + 2], then[a : b + 1])
        while a < b and then[a] < _TINY:
            a += 1
        while b > a and then[b] < _TINY:
            b -= 1
        then[a - 1] = then[a - 2] = then[b + 1] = then[b + 2] = 0.0
        now, then = then, now
    low, high = lowest - shift, highest - shift
    for i in range(count):
        out[i, low : high + 1] /= out[i, low : high + 1].sum()
    return low, high


@jitted
def _series(whole: float, times: Reals, terms: int) -> tuple[Reals, Wholes, Wholes]:
    """Return Poisson weights at some times, and where those of each begin and end."""
    count = len(times)
    weights = np.zeros((count, terms + 1))
    begins, ends = np.zeros(count, np.int64), np.zeros(count, np.int64)
    for i in range(count):
        begins[i], ends[i] = poisson_weights(whole * times[i], weights[i])
    return weights, begins, ends


@jitted
def _moves(
    size: int, first: int, last: int, up: float, one: float, agents: int
) -> tuple[Reals, Reals]:
    """Return the chances to go down and to stay, by place; ``one``: that one agent finishes."""
    down, stay = np.zeros(size), np.zeros(size)
    for n in range(first, last + 1):
        down[n - first + 2] = one * min(n, agents)
        stay[n - first + 2] = 1.0 - up - down[n - first + 2]
    return down, stay


@jitted
def _add(weight: float, given: Reals, to: Reals) -> None:
    # Loops from 0 over slices: the compiler sees that no place is negative, and takes four at once.
    for n in range(len(given)):
        to[n] += weight * given[n]


@jitted
def _step(up: float, now: Reals, stay: Reals, down: Reals, then: Reals) -> None:
    for n in range(len(then)):
        then[n] = up * now[n] + stay[n] * now[n + 1] + down[n + 1] * now[n + 2]


@jitted
def trimmed(p: Reals, low: int, high: int) -> tuple[int, int]:
    """Cut the tails of a distribution that hold next to nothing; return its window."""
    while low < high and p[low] < _TINY:
        p[low] = 0.0
        low += 1
    while high > low and p[high] < _TINY:
        p[high] = 0.0
        high -= 1
    return low, high


@jitted
def leave(p: Reals, low: int, high: int, agents: int, leavers: int, out: Reals) -> tuple[int, int]:
    """Write the distribution after some of the agents have left; return its window.

    Each busy one of them takes the reply in hand along: all of them when every agent is busy,
    else as many as a draw without replacement gives (hypergeometric).
    """
    first = max(0, low - leavers)
    out[first : high + 1] = 0.0
    for n in range(low, high + 1):
        if n >= agents:
            out[n - leavers] += p[n]
            continue
        least = max(0, n - (agents - leavers))
        chance = math.exp(
            _log_choose(n, least)
            + _log_choose(agents - n, leavers - least)
            - _log_choose(agents, leavers)
        )
        for busy in range(least, min(leavers, n) + 1):
            out[n - busy] += p[n] * chance
            chance *= (n - busy) * (leavers - busy)
            chance /= (busy + 1.0) * max(1, agents - n - leavers + busy + 1)
    return trimmed(out, first, high)


@jitted
def _log_choose(n: int, k: int) -> float:
    return math.lgamma(n + 1.0) - math.lgamma(k + 1.0) - math.lgamma(n - k + 1.0)


@jitted
def pulled_by(mean: float, joiners: float, agents: int, low: int, high: int, out: Reals) -> None:
    """Write the chance to be taken up in time of an item that finds n, for n from low to high.

    ``mean`` is what those on shift take up until it is due, ``joiners`` what those who come do;
    a negative mean: it is due before it comes in.
    """
    if mean < 0.0:
        out[low : high + 1] = 0.0
        return
    # Taken up when Poisson(mean) >= need, need = n - agents + 1 - joiners.
    shift = 1 - agents - int(joiners)
    out[low : high + 1] = 1.0
    most = high + shift
    if most <= 0:
        return
    if mean <= 0.0:
        for n in range(max(low, 1 - shift), high + 1):
            out[n] = 0.0
        return
    # Chances of 0 … most - 1: found at the mode (or the last wanted), then summed from below.
    at = min(int(mean), most - 1)
    each = math.exp(at * math.log(mean) - mean - math.lgamma(at + 1.0))
    while at > 0 and each > _NOTHING:
        each *= at / mean
        at -= 1
    below = 0.0
    for need in range(at + 1, most + 1):
        below += each
        each *= mean / need
        if need - shift >= low:
            out[need - shift] = max(0.0, 1.0 - below)

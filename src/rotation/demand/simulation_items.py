"""Items of the simulation, compiled: when they are due, where they wait, who takes which next."""

import math

import numpy as np
from numba import njit

from rotation.demand.simulation_arrays import EARLIEST_DUE, FREE, PRIORITY, SOON, TOP
from rotation.demand.simulation_random import minutes_of

BINS, _FIRST_BIN, _PER_E = 1024, 0.01, 60.0


@njit(cache=True)
def enqueue(state, channel, arrived, due, u, cell):
    place = state.counter[FREE]
    if place >= 0:
        state.counter[FREE] = state.link[place]
    elif state.counter[TOP] < len(state.link):
        place = state.counter[TOP]
        state.counter[TOP] += 1
    else:
        return False
    state.item[place, 0] = arrived
    state.item[place, 1] = due
    state.item[place, 2] = u
    state.cell[place] = cell
    state.link[place] = -1
    if state.head[channel] < 0:
        state.head[channel] = place
    else:
        state.link[state.tail[channel]] = place
    state.tail[channel] = place
    return True


@njit(cache=True)
def take(plan, state, tally, member, now):
    """Let somebody free take the head with the smallest key among the channels they can."""
    best, best_first, best_then = -1, np.inf, np.inf
    for channel in range(len(state.head)):
        place = state.head[channel]
        if place < 0 or not state.skill[member] >> channel & 1:
            continue
        then = state.item[place, 0]
        first = 0.0
        if plan.order == EARLIEST_DUE:
            first = state.item[place, 1]
        elif plan.order == PRIORITY:
            first = np.float64(plan.rank[channel])
        if best < 0 or first < best_first or (first == best_first and then < best_then):
            best, best_first, best_then = channel, first, then
    if best < 0:
        return
    place = state.head[best]
    state.head[best] = state.link[place]
    state.link[place] = state.counter[FREE]
    state.counter[FREE] = place
    arrived, due, u = state.item[place, 0], state.item[place, 1], state.item[place, 2]
    start_on(plan, state, tally, member, now, best, arrived, due, u, state.cell[place])


@njit(cache=True)
def start_on(plan, state, tally, member, now, channel, arrived, due, u, cell):
    state.busy[member] = now + minutes_of(plan.handling[channel], u)
    if cell < 0:
        return
    wait = now - arrived
    reached = now
    if plan.sent[channel]:
        # The exact engine takes 32 quantiles of the writing time; its twin here does the same.
        writing = (math.floor(u * 32.0) + 0.5) / 32.0 if plan.pooled else u
        reached += minutes_of(plan.writing[channel], writing)
    if reached <= due + SOON:
        tally.in_time[cell, channel] += 1
    if plan.first_cell <= cell < plan.end_cell:
        tally.waits[channel] += wait
        tally.bins[channel, bin_of(wait)] += 1


@njit(cache=True)
def bin_of(wait):
    """Return the bin of a wait: 0 below a hundredth of a minute, then each 1.7 % longer."""
    if wait < _FIRST_BIN:
        return 0
    return min(BINS - 1, 1 + int(math.log(wait / _FIRST_BIN) * _PER_E))


def bin_start(place: int) -> float:
    """Return the shortest wait of a bin, in minutes."""
    return 0.0 if place == 0 else _FIRST_BIN * math.exp((place - 1) / _PER_E)


@njit(cache=True)
def due_moment(plan, channel, week, place):
    """Return the due moment of what comes in at a minute of a week; infinity when there is none."""
    start = week * plan.horizon
    if plan.calendar[channel]:
        return start + place + plan.within[channel]
    first, last = plan.spans_from[channel], plan.spans_from[channel + 1]
    whole = passed = 0.0
    for span in range(first, last):
        whole += plan.spans[span, 1] - plan.spans[span, 0]
        passed += max(0.0, min(place, plan.spans[span, 1]) - plan.spans[span, 0])
    if whole <= 0.0:
        return np.inf
    wanted = passed + plan.within[channel]
    weeks = max(0.0, math.ceil(wanted / whole) - 1.0)
    if weeks and not plan.typical:
        return np.inf
    wanted -= weeks * whole
    for span in range(first, last):
        begins, ends, before = plan.spans[span, 0], plan.spans[span, 1], plan.spans[span, 2]
        if before + ends - begins >= wanted - SOON:
            return start + weeks * plan.horizon + begins + wanted - before
    return np.inf

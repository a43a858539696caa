"""The events of the simulation, compiled: arrivals, people who come and go, replies that end.

Compiled code is kept by the file it stands in: after a change of the files this one calls, delete
``__pycache__``.
"""

import math

import numpy as np
from numba import njit

from rotation.demand.simulation_arrays import (
    ACTIVE, ARRIVAL, EVENT, FREE, HANDLING, LEFT, ROUTING, WEEK,
)  # fmt: skip
from rotation.demand.simulation_items import bin_of, due_moment, enqueue, start_on, take
from rotation.demand.simulation_random import stream, uniform


@njit(cache=True)
def run(plan, state, tally, first, last):
    """Simulate weeks ``first`` to before ``last``; False when too many wait for the memory.

    A typical week goes on into the next, a dated one begins anew each time.
    """
    if plan.typical:
        _begin(plan, state, first)
        return _until(plan, state, tally, last * plan.horizon)
    for week in range(first, last):
        _begin(plan, state, week)
        if not _until(plan, state, tally, (week + 1) * plan.horizon):
            return False
        _close(plan, state, tally, (week + 1) * plan.horizon)
    return True


@njit(cache=True)
def _until(plan, state, tally, end):
    while True:
        channel, arrival = _soonest(state.due_in)
        member, done = _next_done(state)
        change = _next_change(plan, state)
        now = min(arrival, done, change)
        if now >= end:
            return True
        if change <= now:
            _change(plan, state, tally, now)
        elif done <= now:
            state.busy[member] = np.inf
            if state.skill[member] == 0:
                _leave(state, member)
            else:
                take(plan, state, tally, member, now)
        elif not _arrive(plan, state, tally, channel, now):
            return False


@njit(cache=True)
def _begin(plan, state, week):
    start = week * plan.horizon
    state.busy[:] = np.inf
    state.skill[:] = plan.initial
    state.head[:] = -1
    state.counter[:] = 0
    state.counter[WEEK] = week
    state.counter[FREE] = -1
    for member in range(len(plan.initial)):
        if plan.initial[member]:
            state.active[state.counter[ACTIVE]] = member
            state.counter[ACTIVE] += 1
    for channel in range(len(state.head)):
        state.at[channel, :] = (0, week, 0)
        state.place[channel] = 0.0
        _draw_arrival(plan, state, channel)
        key = stream(plan.keys[channel, HANDLING], -2 - week)
        first = plan.backlog_from[channel]
        for place in range(first, plan.backlog_from[channel + 1]):
            arrived = start + plan.backlog[place]
            due = due_moment(plan, channel, week, min(0.0, plan.backlog[place]))
            enqueue(state, channel, arrived, due, uniform(key, place - first), -1)


@njit(cache=True)
def _draw_arrival(plan, state, channel):
    """Find the next arrival of a channel: unit exponentials, spent on the rates in turn."""
    at = state.at[channel]
    left = -math.log(uniform(stream(plan.keys[channel, ARRIVAL], at[1]), at[2]))
    while True:
        if at[0] >= plan.rates.shape[1]:
            if not plan.typical:
                state.due_in[channel] = np.inf
                return
            at[0], at[1], at[2] = 0, at[1] + 1, 0
            state.place[channel] = 0.0
            # What is left of an exponential is one: a week has numbers of its own.
            left = -math.log(uniform(stream(plan.keys[channel, ARRIVAL], at[1]), 0))
            if at[1] >= plan.level.shape[0]:
                state.due_in[channel] = np.inf
                return
        end = min((at[0] + 1) * plan.interval, plan.horizon)
        rate = plan.rates[channel, at[0]] * plan.level[at[1], plan.day_of[at[0]]]
        room = rate * (end - state.place[channel])
        if left < room:
            state.place[channel] += left / rate
            state.due_in[channel] = at[1] * plan.horizon + state.place[channel]
            return
        left -= room
        at[0] += 1
        state.place[channel] = end


@njit(cache=True)
def _arrive(plan, state, tally, channel, now):
    """Count an arrival; it goes to somebody idle who can, each as likely, else it waits."""
    at = state.at[channel]
    cell = at[1] * plan.level.shape[1] + plan.day_of[at[0]]
    u = uniform(stream(plan.keys[channel, HANDLING], at[1]), at[2])
    due = due_moment(plan, channel, at[1], state.place[channel])
    tally.items[cell, channel] += 1
    idle = 0
    for place in range(state.counter[ACTIVE]):
        member = state.active[place]
        if state.busy[member] == np.inf and state.skill[member] >> channel & 1:
            idle += 1
    if idle:
        pick = int(uniform(stream(plan.keys[channel, ROUTING], at[1]), at[2]) * idle)
        for place in range(state.counter[ACTIVE]):
            member = state.active[place]
            if state.busy[member] == np.inf and state.skill[member] >> channel & 1:
                pick -= 1
                if pick < 0:
                    break
        start_on(plan, state, tally, member, now, channel, now, due, u, cell)
    elif not enqueue(state, channel, now, due, u, cell):
        return False
    at[2] += 1
    _draw_arrival(plan, state, channel)
    return True


@njit(cache=True)
def _next_change(plan, state):
    event = state.counter[EVENT]
    if event >= len(plan.event_time):
        return np.inf
    return state.counter[WEEK] * plan.horizon + plan.event_time[event]


@njit(cache=True)
def _change(plan, state, tally, now):
    """Let the next member of the plan come or go."""
    event = state.counter[EVENT]
    member, skill = plan.event_member[event], plan.event_skill[event]
    state.counter[EVENT] += 1
    if state.counter[EVENT] == len(plan.event_time) and plan.typical:
        state.counter[EVENT] = 0
        state.counter[WEEK] += 1
    if plan.pooled:
        member = _nameless(plan, state, skill)
        if member < 0:
            return
    was_active = state.skill[member] != 0 or state.busy[member] != np.inf
    state.skill[member] = skill
    if skill == 0:
        if plan.pooled:
            state.busy[member] = np.inf
        if was_active and state.busy[member] == np.inf:
            _leave(state, member)
        return
    if not was_active:
        state.active[state.counter[ACTIVE]] = member
        state.counter[ACTIVE] += 1
    if state.busy[member] == np.inf:
        take(plan, state, tally, member, now)


@njit(cache=True)
def _nameless(plan, state, skill):
    """Return who comes (anybody off) or goes (anybody on, each as likely); -1: nobody is on."""
    count = state.counter[ACTIVE]
    if skill == 0:
        if count == 0:
            return -1
        state.counter[LEFT] += 1
        key = stream(plan.leaving, state.counter[WEEK])
        return state.active[int(uniform(key, state.counter[LEFT]) * count)]
    for member in range(len(state.skill)):
        if state.skill[member] == 0:
            return member
    return -1


@njit(cache=True)
def _leave(state, member):
    last = state.counter[ACTIVE] - 1
    for place in range(last + 1):
        if state.active[place] == member:
            state.active[place] = state.active[last]
            break
    state.counter[ACTIVE] = last


@njit(cache=True)
def _soonest(times):
    best = 0
    for place in range(1, len(times)):
        if times[place] < times[best]:
            best = place
    return best, times[best]


@njit(cache=True)
def _next_done(state):
    best, soonest = -1, np.inf
    for place in range(state.counter[ACTIVE]):
        member = state.active[place]
        if state.busy[member] < soonest:
            best, soonest = member, state.busy[member]
    return best, soonest


@njit(cache=True)
def _close(plan, state, tally, end):
    """Count what still waits at the end of a dated week as waiting until then."""
    for channel in range(len(state.head)):
        place = state.head[channel]
        while place >= 0:
            if state.cell[place] >= 0:
                wait = end - state.item[place, 0]
                tally.waits[channel] += wait
                tally.bins[channel, bin_of(wait)] += 1
            place = state.link[place]

"""The simulation's problem, its state and its counts as arrays, for the compiled events."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

ARRIVAL, HANDLING, ROUTING = 0, 1, 2
"""What a stream of random numbers is for."""
EARLIEST_DUE, FCFS, PRIORITY = 0, 1, 2
ACTIVE, FREE, TOP, EVENT, WEEK, LEFT = 0, 1, 2, 3, 4, 5
"""Counters of the state: members on or busy, freed and fresh places, the plan's next change."""
SOON = 1e-9
"""Minutes below which two moments are one: somebody who joins at the due moment is in time."""
Reals, Wholes = NDArray[np.float64], NDArray[np.int64]


class Plan(NamedTuple):
    """A problem as arrays; C channels, I intervals, W weeks, D days, E comings and goings."""

    horizon: float
    interval: float
    typical: bool
    pooled: bool
    order: int
    rates: Reals  # C × I
    day_of: Wholes  # I
    level: Reals  # W × D
    first_cell: int  # a cell is a week and day: waits count from this one
    end_cell: int  # to before this one
    keys: NDArray[np.uint64]  # C × (ARRIVAL, HANDLING, ROUTING)
    leaving: np.uint64
    within: Reals  # C
    rank: Wholes  # C
    spans: Reals  # start, end and open minutes before, of each open span
    spans_from: Wholes  # C + 1
    calendar: NDArray[np.bool_]  # C
    handling: Reals  # C × law
    writing: Reals  # C × law
    sent: NDArray[np.bool_]  # C
    event_time: Reals  # E
    event_member: Wholes  # E
    event_skill: Wholes  # E: bits of channels, 0 is going
    initial: Wholes  # M: bits of channels of who is on as it begins
    backlog: Reals
    backlog_from: Wholes  # C + 1


class State(NamedTuple):
    """Where the simulation stands."""

    due_in: Reals  # C: the next arrival
    place: Reals  # C: minutes of the week reached by arrivals
    at: Wholes  # C × (interval, week, items so far)
    busy: Reals  # M: when the reply in hand ends; infinity is idle
    skill: Wholes  # M: bits of channels, 0 is off
    active: Wholes  # M: who is on or busy
    head: Wholes  # C
    tail: Wholes  # C
    item: Reals  # capacity × (arrived, due, uniform)
    cell: Wholes  # capacity: week and day to count it in, -1 is a backlog
    link: Wholes  # capacity: the next in its queue
    counter: Wholes


class Tally(NamedTuple):
    """What was counted: by week × day and channel, waits over all."""

    items: Wholes  # W·D × C
    in_time: Wholes  # W·D × C
    waits: Reals  # C: minutes, of those taken up
    bins: Wholes  # C × BINS

"""The simulation's problem, its state and its counts as arrays, for the compiled events.

Records, not objects: compiled code reads their fields without asking anybody.
"""

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

EARLIEST_DUE, FCFS, PRIORITY = 0, 1, 2
FREE, TOP, ACTIVE, CHANGE, WEEK, GONE = range(6)
"""Numbers of where it stands: the places for items that are free again and still fresh, how many
members are on or busy, the next change of who is on and its week, how many have gone."""
SOON = 1e-9
"""Minutes below which two moments are one: somebody who joins at the due moment is in time."""
BINS = 1024
Reals = NDArray[np.float64]
Wholes = NDArray[np.int64]
Records = NDArray[Any]  # Any: a record of the types below
Record = Any  # one of them

_LAW = np.dtype([("kind", "i8"), ("first", "f8"), ("second", "f8")])
WORLD_RECORD = np.dtype(
    [
        ("horizon", "f8"),
        ("interval", "f8"),
        ("typical", "?"),
        ("pooled", "?"),
        ("order", "i8"),
        ("leaving_key", "u8"),
        ("first_cell", "i8"),  # a cell is a week and day: waits count from this one
        ("end_cell", "i8"),  # to before this one
    ]
)
CHANNEL_RECORD = np.dtype(
    [
        ("within", "f8"),
        ("rank", "i8"),
        ("calendar", "?"),
        ("sent", "?"),
        ("open_minutes", "f8"),
        ("first_span", "i8"),
        ("end_span", "i8"),
        ("first_backlog", "i8"),
        ("end_backlog", "i8"),
        ("arrival_key", "u8"),
        ("handling_key", "u8"),
        ("routing_key", "u8"),
        ("handling", _LAW),
        ("writing", _LAW),
        # from here on the state
        ("next_arrival", "f8"),
        ("place", "f8"),  # minutes of the week that arrivals have reached
        ("interval", "i8"),
        ("week", "i8"),
        ("count", "i8"),  # arrivals of the week so far
        ("head", "i8"),
        ("tail", "i8"),
        ("waits", "f8"),
    ]
)
MEMBER_RECORD = np.dtype(
    [
        ("initial", "i8"),  # bits of channels of who is on as a typical week begins
        ("busy", "f8"),  # when the reply in hand ends; infinity is idle
        ("skill", "i8"),  # bits of channels, 0 is off
        ("active", "i8"),  # not of this member: the list of those who are on or busy
    ]
)
ITEM_RECORD = np.dtype(
    [("arrived", "f8"), ("due", "f8"), ("u", "f8"), ("cell", "i8"), ("link", "i8")]
)  # cell -1 is a backlog; link is the next in its queue
CHANGE_RECORD = np.dtype([("time", "f8"), ("member", "i8"), ("skill", "i8")])  # skill 0 is going
SPAN_RECORD = np.dtype([("start", "f8"), ("end", "f8"), ("before", "f8")])  # open minutes before it


class SimulationPlan(NamedTuple):
    """A problem as arrays; C channels, I intervals, W weeks, D days."""

    world: Records  # one
    channels: Records  # C
    members: Records
    changes: Records
    spans: Records
    rates: Reals  # C × I
    day_of: Wholes  # I
    level: Reals  # W × D
    backlog: Reals


class SimulationCounts(NamedTuple):
    """Counts of items: by week and day × channel, in the end waits by channel."""

    items: Wholes
    in_time: Wholes
    bins: Wholes  # C × BINS

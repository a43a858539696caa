"""Items of the simulation, compiled: when they are due, where they wait, who takes which next."""

import math

import numpy as np

from rotation.demand.compiled import jitted
from rotation.demand.simulation.arrays import (
    BINS,
    EARLIEST_DUE,
    FREE,
    PRIORITY,
    SOON,
    TOP,
    Record,
    Records,
    Wholes,
)
from rotation.demand.simulation.random_streams import minutes_of

_FIRST_BIN, _PER_E = 0.01, 60.0


@jitted
def due_moment(world: Record, channel: Record, spans: Records, week: int, place: float) -> float:
    """Return the due moment of what comes in at a minute of a week; infinity when there is none."""
    start = week * world.horizon
    if channel.calendar:
        return float(start + place + channel.within)
    whole = channel.open_minutes
    if whole <= 0.0:
        return np.inf
    passed = 0.0
    for span in range(channel.first_span, channel.end_span):
        if spans[span].start >= place:
            break
        passed += min(place, spans[span].end) - spans[span].start
    wanted = passed + channel.within
    weeks = max(0.0, math.ceil(wanted / whole) - 1.0)
    if weeks > 0.0 and not world.typical:
        return np.inf
    wanted -= weeks * whole
    for span in range(channel.first_span, channel.end_span):
        length = spans[span].end - spans[span].start
        if spans[span].before + length >= wanted - SOON:
            begins = start + weeks * world.horizon + spans[span].start
            return float(begins + wanted - spans[span].before)
    return np.inf


@jitted
def enqueue(
    channel: Record, items: Records, where: Wholes, arrived: float, due: float, u: float, cell: int
) -> bool:
    """Let an item wait behind the others of its channel; False when there is no room."""
    place = where[FREE]
    if place >= 0:
        where[FREE] = items[place].link
    elif where[TOP] < len(items):
        place = where[TOP]
        where[TOP] += 1
    else:
        return False
    item = items[place]
    item.arrived = arrived
    item.due = due
    item.u = u
    item.cell = cell
    item.link = -1
    if channel.head < 0:
        channel.head = place
    else:
        items[channel.tail].link = place
    channel.tail = place
    return True


@jitted
def next_channel(world: Record, channels: Records, items: Records, skill: int) -> int:
    """Return the channel whose head has the smallest key among those somebody can; -1: none."""
    best, best_first, best_then = -1, np.inf, np.inf
    for place in range(len(channels)):
        head = channels[place].head
        if head < 0 or not skill >> place & 1:
            continue
        then, first = items[head].arrived, 0.0
        if world.order == EARLIEST_DUE:
            first = items[head].due
        elif world.order == PRIORITY:
            first = float(channels[place].rank)
        if best < 0 or first < best_first or (first == best_first and then < best_then):
            best, best_first, best_then = place, first, then
    return best


@jitted
def taken(channel: Record, items: Records, where: Wholes) -> int:
    """Return the place of the head of a channel, taken off its queue; its numbers stay there."""
    place = int(channel.head)
    channel.head = items[place].link
    items[place].link = where[FREE]
    where[FREE] = place
    return place


@jitted
def is_in_time(world: Record, channel: Record, now: float, due: float, u: float) -> bool:
    """Tell whether an item that somebody starts on now counts as answered in time."""
    if channel.sent:
        # The exact engine takes 32 quantiles of the writing time; its twin here does the same.
        writing = (math.floor(u * 32.0) + 0.5) / 32.0 if world.pooled else u
        now += minutes_of(channel.writing, writing)
    return now <= due + SOON


@jitted
def close(channels: Records, items: Records, bins: Wholes, end: float) -> None:
    """Count what still waits at the end of a dated week as waiting until then."""
    for place in range(len(channels)):
        waiting = channels[place].head
        while waiting >= 0:
            if items[waiting].cell >= 0:
                note_wait(channels[place], bins[place], end - items[waiting].arrived)
            waiting = items[waiting].link


@jitted
def note_wait(channel: Record, bins: Wholes, wait: float) -> None:
    """Count a wait: in its channel's sum and in its bin."""
    channel.waits += wait
    bins[bin_of(wait)] += 1


@jitted
def bin_of(wait: float) -> int:
    """Return the bin of a wait: 0 below a hundredth of a minute, then each 1.7 % longer."""
    if wait < _FIRST_BIN:
        return 0
    return min(BINS - 1, 1 + int(math.log(wait / _FIRST_BIN) * _PER_E))


def bin_start(place: int) -> float:
    """Return the shortest wait of a bin, in minutes."""
    return 0.0 if place == 0 else _FIRST_BIN * math.exp((place - 1) / _PER_E)

"""The events of the simulation, compiled: arrivals, people who come and go, replies that end."""

import math

import numpy as np

from rotation.demand.compiled import jitted
from rotation.demand.simulation.arrays import (
    ACTIVE,
    CHANGE,
    FREE,
    GONE,
    WEEK,
    Reals,
    Record,
    Records,
    SimulationCounts,
    SimulationPlan,
    Wholes,
)
from rotation.demand.simulation.random_streams import minutes_of, stream, uniform
from rotation.demand.simulation.waiting_items import (
    close,
    due_moment,
    enqueue,
    is_in_time,
    next_channel,
    note_wait,
    taken,
)


@jitted
def run(plan: SimulationPlan, tally: SimulationCounts, items: Records, last: int) -> bool:
    """Simulate weeks 0 to before ``last``; False when more wait than there is room in ``items``.

    A typical week goes on into the next, a dated one begins anew each time.
    """
    world, where = plan.world[0], np.zeros(6, dtype=np.int64)
    for week in range(1 if world.typical else last):
        end = (last if world.typical else week + 1) * world.horizon
        _begin(plan.members, where, week)
        for place in range(len(plan.channels)):
            channel = plan.channels[place]
            _begin_channel(world, channel, plan.spans, items, where, plan.backlog, week)
            _draw(world, channel, plan.rates[place], plan.day_of, plan.level)
        if not _until(
            end,
            world,
            plan.channels,
            plan.members,
            plan.changes,
            plan.spans,
            plan.rates,
            plan.day_of,
            plan.level,
            tally.items,
            tally.in_time,
            tally.bins,
            items,
            where,
        ):
            return False
        if not world.typical:
            close(plan.channels, items, tally.bins, end)
    return True


@jitted
def _until(
    end: float,
    world: Record,
    channels: Records,
    members: Records,
    changes: Records,
    spans: Records,
    rates: Reals,
    day_of: Wholes,
    level: Reals,
    counted: Wholes,
    in_time: Wholes,
    bins: Wholes,
    items: Records,
    where: Wholes,
) -> bool:
    while True:
        source, arrival = _soonest(channels)
        worker, done = _next_done(members, where[ACTIVE])
        coming = np.inf
        if where[CHANGE] < len(changes):
            coming = where[WEEK] * world.horizon + changes[where[CHANGE]].time
        now = min(arrival, done, coming)
        if now >= end:
            return True
        if coming <= now:
            free = _change(world, members, changes, where)
        elif done <= now:
            free = _done(members, worker, where)
        else:
            channel = channels[source]
            counted[channel.week * level.shape[1] + day_of[channel.interval], source] += 1
            free = _idle(channel, source, members, where[ACTIVE])
            if not _arrive(world, channel, spans, day_of, level, items, where):
                return False
            _draw(world, channel, rates[source], day_of, level)
        if free >= 0:
            _take(world, channels, members, items, where, in_time, bins, free, now)


@jitted
def _take(
    world: Record,
    channels: Records,
    members: Records,
    items: Records,
    where: Wholes,
    in_time: Wholes,
    bins: Wholes,
    free: int,
    now: float,
) -> None:
    """Let somebody free start on what comes first, if anything waits for them."""
    at = next_channel(world, channels, items, members[free].skill)
    if at < 0:
        return
    channel, item = channels[at], items[taken(channels[at], items, where)]
    members[free].busy = now + minutes_of(channel.handling, item.u)
    if item.cell >= 0 and is_in_time(world, channel, now, item.due, item.u):
        in_time[item.cell, at] += 1
    if world.first_cell <= item.cell < world.end_cell:
        note_wait(channel, bins[at], now - item.arrived)


@jitted
def _begin(members: Records, where: Wholes, week: int) -> None:
    where[:] = 0
    where[WEEK] = week
    where[FREE] = -1
    for member in range(len(members)):
        members[member].busy = np.inf
        members[member].skill = members[member].initial
        if members[member].initial:
            members[where[ACTIVE]].active = member
            where[ACTIVE] += 1


@jitted
def _begin_channel(
    world: Record,
    channel: Record,
    spans: Records,
    items: Records,
    where: Wholes,
    backlog: Reals,
    week: int,
) -> None:
    channel.interval, channel.place = 0, 0.0
    channel.week, channel.count = week, 0
    channel.head = channel.tail = -1
    key = stream(channel.handling_key, -2 - week)
    for place in range(channel.first_backlog, channel.end_backlog):
        due = due_moment(world, channel, spans, week, backlog[place])
        arrived = week * world.horizon + backlog[place]
        enqueue(channel, items, where, arrived, due, uniform(key, place), -1)


@jitted
def _draw(world: Record, channel: Record, rates: Reals, day_of: Wholes, level: Reals) -> None:
    """Find the next arrival of a channel: unit exponentials, spent on the rates in turn."""
    left = -math.log(uniform(stream(channel.arrival_key, channel.week), channel.count))
    while True:
        if channel.interval >= len(rates):
            if not world.typical or channel.week + 1 >= len(level):
                channel.next_arrival = np.inf
                return
            # What is left of an exponential is one: a week has numbers of its own.
            channel.interval, channel.place = 0, 0.0
            channel.week, channel.count = channel.week + 1, 0
            left = -math.log(uniform(stream(channel.arrival_key, channel.week), 0))
        end = min((channel.interval + 1) * world.interval, world.horizon)
        rate = rates[channel.interval] * level[channel.week, day_of[channel.interval]]
        room = rate * (end - channel.place)
        if left < room:
            channel.place += left / rate
            channel.next_arrival = channel.week * world.horizon + channel.place
            return
        left -= room
        channel.interval += 1
        channel.place = end


@jitted
def _arrive(
    world: Record,
    channel: Record,
    spans: Records,
    day_of: Wholes,
    level: Reals,
    items: Records,
    where: Wholes,
) -> bool:
    """Let the arrival of a channel wait, if only for no time; False when there is no room."""
    cell = channel.week * level.shape[1] + day_of[channel.interval]
    u = uniform(stream(channel.handling_key, channel.week), channel.count)
    due = due_moment(world, channel, spans, channel.week, channel.place)
    channel.count += 1
    return enqueue(channel, items, where, channel.next_arrival, due, u, cell)


@jitted
def _idle(channel: Record, place: int, members: Records, active: int) -> int:
    """Return somebody idle who can answer the arrival, each as likely; -1: nobody."""
    idle = 0
    for at in range(active):
        member = members[members[at].active]
        idle += member.busy == np.inf and member.skill >> place & 1
    if idle == 0:
        return -1
    pick = int(uniform(stream(channel.routing_key, channel.week), channel.count) * idle)
    for at in range(active):
        member = members[members[at].active]
        if member.busy == np.inf and member.skill >> place & 1:
            if pick == 0:
                return int(members[at].active)
            pick -= 1
    return -1


@jitted
def _change(world: Record, members: Records, changes: Records, where: Wholes) -> int:
    """Let the next member come or go; return who is free by it, -1: nobody."""
    change = changes[where[CHANGE]]
    skill, who = change.skill, change.member
    where[CHANGE] += 1
    if where[CHANGE] == len(changes) and world.typical:
        where[CHANGE], where[WEEK] = 0, where[WEEK] + 1
    if world.pooled:
        who = _nameless(world, members, skill, where)
        if skill == 0:
            # Engine A leaves replies of those who go out of account.
            members[who].busy = np.inf
    member = members[who]
    was_active = member.skill != 0 or member.busy != np.inf
    member.skill = skill
    if skill == 0:
        if member.busy == np.inf:
            _leave(members, who, where)
        return -1
    if not was_active:
        members[where[ACTIVE]].active = who
        where[ACTIVE] += 1
    return who if member.busy == np.inf else -1


@jitted
def _nameless(world: Record, members: Records, skill: int, where: Wholes) -> int:
    """Return who comes (anybody off) or goes (anybody on, each as likely)."""
    if skill == 0 and where[ACTIVE]:
        where[GONE] += 1
        u = uniform(stream(world.leaving_key, where[WEEK]), where[GONE])
        return int(members[int(u * where[ACTIVE])].active)
    who = 0
    while members[who].skill != 0:
        who += 1
    return who


@jitted
def _done(members: Records, who: int, where: Wholes) -> int:
    """Let a member end a reply; return them if they are still on, else -1."""
    members[who].busy = np.inf
    if members[who].skill == 0:
        _leave(members, who, where)
        return -1
    return who


@jitted
def _leave(members: Records, who: int, where: Wholes) -> None:
    for at in range(where[ACTIVE]):
        if members[at].active == who:
            members[at].active = members[where[ACTIVE] - 1].active
            where[ACTIVE] -= 1
            return


@jitted
def _soonest(channels: Records) -> tuple[int, float]:
    best, soonest = 0, channels[0].next_arrival
    for place in range(1, len(channels)):
        if channels[place].next_arrival < soonest:
            best, soonest = place, channels[place].next_arrival
    return best, soonest


@jitted
def _next_done(members: Records, active: int) -> tuple[int, float]:
    best, soonest = -1, np.inf
    for at in range(active):
        who = members[at].active
        if members[who].busy < soonest:
            best, soonest = who, members[who].busy
    return best, soonest

"""A naive referee of a rota that is lived in: replays what was agreed, half hour by half hour.

It knows places and people by name, takes each thing that was granted in turn, and says who ought
to be where. Everything happens on whole half hours of UTC.
"""

import itertools
from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from functools import cache

HALF_HOUR = timedelta(minutes=30)
Who = Hashable
Where = Hashable
There = Mapping[tuple[Where, datetime], Who]
"""Who is where in each half hour."""


@dataclass(frozen=True)
class Seat:
    """A place: which shift it belongs to, and when that is."""

    name: Where
    shift: Hashable
    start: datetime
    end: datetime


@dataclass(frozen=True)
class Stand:
    """Somebody (None: nobody) is in a place for a span, or wherever somebody is (place None).

    ``bound``: only while the place is this person's.
    """

    name: Hashable
    place: Where | None
    start: datetime
    end: datetime
    who: Who | None
    bound: Who | None = None
    cause: Hashable = None


@dataclass(frozen=True)
class Away:
    """Somebody is on leave for a span."""

    name: Hashable
    who: Who
    start: datetime
    end: datetime


@dataclass
class Passed:
    """A place that went from one to another."""

    place: Where
    giver: Who
    taker: Who


Holders = dict[Where, Who | None]


@dataclass
class Referee:
    """What was published, passed on, opened and filled; seats in the order in which they count."""

    seats: list[Seat]
    holders: Holders = field(default_factory=dict)
    draft: Holders = field(default_factory=dict)
    stands: list[Stand] = field(default_factory=list)
    passed: list[Passed] = field(default_factory=list)
    versions: list[tuple[Holders, int]] = field(default_factory=list)

    def seat(self, place: Where) -> Seat:
        """Return a seat by its name."""
        return self._named[place]

    def __post_init__(self) -> None:
        """Know the seats by name."""
        self._named = {each.name: each for each in self.seats}

    def published(self, now: datetime, number: int | None = None) -> None:
        """The draft was published, or an earlier version again with what was passed on since."""
        found = dict(self.draft)
        if number is not None:
            found, known = self.versions[number - 1]
            found = self._after(dict(found), self.passed[known:])
        begun = {each.name for each in self.seats if each.start <= now} if self.versions else set()
        self.holders = {
            each.name: (self.holders if each.name in begun else found).get(each.name)
            for each in self.seats
        }
        self.draft = dict(self.holders)
        self.versions.append((dict(self.holders), len(self.passed)))

    def swapped(self, *passed: Passed) -> None:
        """Places went from hand to hand, in what is published and in the draft."""
        self.passed += passed
        self._after(self.holders, list(passed))
        self._after(self.draft, list(passed))

    def opened(
        self, place: Where, who: Who, since: datetime, until: datetime, cause: Hashable = None
    ) -> None:
        """Somebody does not come to a place between two instants: what they had there is open."""
        there = self.present().items()
        found = [at for (where, at), one in there if where == place and one == who]
        for start, end in _runs(at for at in found if since <= at < until):
            bound = self.holders[place]
            self.stands.append(Stand(object(), place, start, end, None, bound, cause))

    def away(self, leave: Away, now: datetime) -> None:
        """Somebody is on leave: their places are open, what they did beside them is called off."""
        since = max(leave.start, now)
        there = [
            where
            for (where, at), one in self.present().items()
            if one == leave.who and since <= at < leave.end
        ]
        for place in dict.fromkeys(there):
            if place in self.holders:
                self.opened(place, leave.who, since, leave.end, leave.name)
        for stand in list(self.stands):
            if stand.name in there:
                self._end(stand, now)

    def gone(
        self,
        now: datetime,
        *,
        name: Hashable = None,
        cause: Hashable = None,
        still: Iterable[Away] = (),
    ) -> None:
        """A stand, or what was opened for a cause, is given back but for what ``still`` needs."""
        for stand in list(self.stands):
            if stand.end > now and (stand.name == name or (cause and stand.cause == cause)):
                self._end(stand, now)
                for other in still:
                    start, end = max(stand.start, other.start, now), min(stand.end, other.end)
                    if start < end:
                        left = replace(stand, start=start, end=end, cause=other.name)
                        self.stands.append(left)

    def present(self) -> dict[tuple[Where, datetime], Who]:
        """Return who is where in each half hour; who stands in beside nobody is at their stand."""
        held = [each for each in self.seats if self.holders.get(each.name) is not None]
        first = {at: each for each in reversed(held) for at in _half_hours(each.start, each.end)}
        found: dict[tuple[Where, datetime], Who | None] = {
            (each.name, at): self.holders[each.name]
            for each in held
            for at in _half_hours(each.start, each.end)
        }
        for stand in self.stands:
            if stand.place is not None and stand.bound not in {None, self.holders[stand.place]}:
                continue
            for at in _half_hours(stand.start, stand.end):
                if stand.place is None:
                    found[first[at].name if at in first else stand.name, at] = stand.who
                elif self._open_at(stand.place, at):
                    found[stand.place, at] = stand.who
        return {key: who for key, who in found.items() if who is not None}

    def worked(
        self, there: Mapping[tuple[Where, datetime], Who]
    ) -> dict[Where, tuple[datetime, datetime]]:
        """Return, by person and shift, the first and the last half hour they are in it."""
        found: dict[Where, tuple[datetime, datetime]] = {}
        shifts: Mapping[Where, Hashable] = {each.name: each.shift for each in self.seats}
        for (where, at), who in there.items():
            first, last = found.get((who, shifts.get(where, where)), (at, at))
            found[who, shifts.get(where, where)] = min(first, at), max(last, at + HALF_HOUR)
        return found

    def _open_at(self, place: Where, at: datetime) -> bool:
        seat = self.seat(place)
        return seat.start <= at < seat.end

    def _end(self, stand: Stand, now: datetime) -> None:
        at = self.stands.index(stand)
        self.stands[at : at + 1] = [replace(stand, end=now)] if stand.start < now else []

    def _after(self, holders: Holders, passed: list[Passed]) -> Holders:
        for each in passed:
            shift = self.seat(each.place).shift
            beside = {holders.get(seat.name) for seat in self.seats if seat.shift == shift}
            if holders.get(each.place) == each.giver and each.taker not in beside:
                holders[each.place] = each.taker
        return holders


def difference(found: There, expected: There) -> str:
    """Return where and when two disagree about who is there, a line each, twelve at most."""
    lines = [
        f"{place} {at:%a %H:%M}: told {found.get((place, at))}, is {expected.get((place, at))}"
        for place, at in sorted({*found, *expected}, key=str)
        if found.get((place, at)) != expected.get((place, at))
    ]
    return "\n".join(lines[:12])


def twice(there: Mapping[tuple[Where, datetime], Who]) -> tuple[Who, datetime] | None:
    """Return somebody who is in two places in one half hour, and when."""
    seen = set()
    for (_, at), who in there.items():
        if (who, at) in seen:
            return who, at
        seen.add((who, at))
    return None


def short_rest(
    worked: Mapping[Where, tuple[datetime, datetime]], least: timedelta
) -> tuple[Where, timedelta] | None:
    """Return somebody who rests less than that between two shifts, and how long.

    A pause within one shift is no rest between two.
    """
    by_person: dict[Who, list[tuple[datetime, datetime]]] = {}
    for key, span in worked.items():
        assert isinstance(key, tuple)
        by_person.setdefault(key[0], []).append(span)
    for who, spans in by_person.items():
        spans.sort()
        for one, other in itertools.pairwise(spans):
            if other[0] - one[1] < least:
                return who, other[0] - one[1]
    return None


@cache
def _half_hours(start: datetime, end: datetime) -> tuple[datetime, ...]:
    return tuple(start + at * HALF_HOUR for at in range((end - start) // HALF_HOUR))


def _runs(half_hours: Iterable[datetime]) -> list[tuple[datetime, datetime]]:
    found: list[tuple[datetime, datetime]] = []
    for at in sorted(half_hours):
        if found and found[-1][1] == at:
            found[-1] = found[-1][0], at + HALF_HOUR
        else:
            found.append((at, at + HALF_HOUR))
    return found

"""What may happen to a rota in random order, and what has to be true of it after each step.

A world (pure functions, or the service on a database) is asked for things; whatever it grants the
referee takes note of, and after each step both have to tell the same.
"""

from collections import Counter, defaultdict
from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random
from typing import Protocol
from uuid import UUID

from support.oracles import rota_referee
from support.oracles.rota_referee import HALF_HOUR, Away, Holders, Passed, Referee, Seat, Stand

REST = timedelta(hours=11)
STEPS = (
    *("wait", "plan", "publish", "publish", "revert"),
    *("swap", "swap", "exchange", "override", "override", "override_anywhere", "call_off"),
    *("sick", "sick", "answer", "leave", "come_back", "rename"),
)
"""What may happen; what stands twice happens more often."""


@dataclass(frozen=True)
class Duty:
    """Somebody is in a place for a span, for so many points; ``place``: a slot or an override."""

    place: UUID
    member: UUID
    start: datetime
    end: datetime
    burden: float


@dataclass(frozen=True)
class Step:
    """Somebody stands in: where (None: wherever somebody is), when, who."""

    place: UUID | None
    start: datetime
    end: datetime
    who: UUID


@dataclass(frozen=True)
class Cover:
    """A search for somebody: for which place, when, who has said yes."""

    place: UUID
    start: datetime
    end: datetime
    taker: UUID | None = None


class World(Protocol):
    """A live rota that can be asked for things; None or False: refused, and nothing has changed."""

    now: datetime
    people: tuple[UUID, ...]
    seats: list[Seat]
    burdens: dict[UUID, float]

    def plan(self, holders: Holders) -> None:
        """Make a draft."""

    def publish(self) -> bool:
        """Publish the draft."""

    def revert(self, number: int) -> bool:
        """Publish an earlier version again."""

    def swap(self, given: UUID, taker: UUID, back: UUID | None) -> bool:
        """Let a member take a place, perhaps in return for one of theirs."""

    def override(self, wanted: Step) -> UUID | None:
        """Let somebody stand in."""

    def call_off(self, override: UUID) -> bool:
        """End a stand-in's time."""

    def sick(self, place: UUID, who: UUID) -> bool:
        """Open what somebody would still have to do in a place."""

    def covers(self) -> list[UUID]:
        """Return the searches there have been."""

    def answer(self, cover: UUID, who: UUID) -> Cover | None:
        """Say yes to a search; it tells how it stands."""

    def leave(self, who: UUID, start: datetime, end: datetime) -> UUID | None:
        """Grant leave."""

    def come_back(self, who: UUID, leave: UUID) -> bool:
        """Take leave back."""

    def rename(self, who: UUID, name: str) -> None:
        """Give somebody another name."""

    def duties(self) -> Iterable[Duty]:
        """Return who is on duty when."""


class RotaWalk:
    """A world and its referee, step by step."""

    def __init__(self, world: World, first: Holders) -> None:
        """Publish the first version of a rota."""
        self.world, self.told = world, Referee(world.seats)
        self.leaves: dict[UUID, Away] = {}
        self.done: Counter[str] = Counter()
        world.plan(first)
        self.told.draft = dict(first)
        assert world.publish()
        self.told.published(world.now)
        self.check()

    def step(self, name: str, chance: Random) -> None:
        """Let something happen (or be refused), and check all."""
        granted = getattr(self, f"_{name}")(chance)
        self.done[f"{name} {'granted' if granted else 'refused'}"] += 1
        self.check()

    def check(self) -> None:
        """Check that the world tells what the referee knows, and that it is a rota."""
        found, points = self.there()
        expected = self.told.present()
        assert found == expected, rota_referee.difference(found, expected)
        assert rota_referee.twice(expected) is None
        assert rota_referee.short_rest(self.told.worked(expected), REST) is None
        self._check_ledger(found, points)

    def _check_ledger(
        self, found: Mapping[tuple[Hashable, datetime], Hashable], points: Mapping[UUID, float]
    ) -> None:
        """Check the points of each place: as much of them as it is filled."""
        for seat in self.world.seats:
            whole = (seat.end - seat.start) // HALF_HOUR
            filled = [(seat.name, seat.start + at * HALF_HOUR) in found for at in range(whole)]
            worth = self.world.burdens[_uuid(seat.name)] * sum(filled) / whole
            assert abs(points[_uuid(seat.name)] - worth) < 0.01, "the ledger is off"

    def there(self) -> tuple[dict[tuple[Hashable, datetime], Hashable], dict[UUID, float]]:
        """Return who the world has where in each half hour, and the points told by place."""
        found: dict[tuple[Hashable, datetime], Hashable] = {}
        points: dict[UUID, float] = defaultdict(float)
        for each in self.world.duties():
            points[each.place] += each.burden
            at = each.start
            while at < each.end:
                assert (each.place, at) not in found, "a place has two people"
                found[each.place, at] = each.member
                at += HALF_HOUR
        return found, points

    def _wait(self, chance: Random) -> bool:
        self.world.now += chance.randint(1, 24) * HALF_HOUR
        return True

    def _plan(self, chance: Random) -> bool:
        holders = dict(self.told.draft)
        for _ in range(chance.randint(1, 2)):
            seat, who = chance.choice(self.told.seats), chance.choice([None, *self.world.people])
            for other in self.told.seats:
                if other.shift == seat.shift and holders.get(other.name) == who:
                    holders[other.name] = None
            holders[seat.name] = who
        self.world.plan(holders)
        self.told.draft = holders
        return True

    def _publish(self, chance: Random) -> bool:
        if chance.random() < 0.7:
            self._plan(chance)
        if granted := self.world.publish():
            self.told.published(self.world.now)
        return granted

    def _revert(self, chance: Random) -> bool:
        number = chance.randint(1, len(self.told.versions))
        if granted := self.world.revert(number):
            self.told.published(self.world.now, number)
        return granted

    def _swap(self, chance: Random) -> bool:
        given, taker = self._place(chance), chance.choice(self.world.people)
        giver = self.told.holders.get(given)
        if granted := self.world.swap(given, taker, None):
            self.told.swapped(Passed(given, giver, taker))
        return granted

    def _exchange(self, chance: Random) -> bool:
        given, back = self._place(chance), self._place(chance)
        giver, taker = self.told.holders.get(given), self.told.holders.get(back)
        if taker is None or giver is None:
            return False
        if granted := self.world.swap(given, _uuid(taker), back):
            self.told.swapped(Passed(given, giver, taker), Passed(back, taker, giver))
        return granted

    def _override(self, chance: Random) -> bool:
        seat = self.told.seat(self._place(chance))
        return self._stand_in(_uuid(seat.name), self._part(seat, chance), chance)

    def _override_anywhere(self, chance: Random) -> bool:
        seat = self.told.seat(self._place(chance))
        return self._stand_in(None, self._part(seat, chance), chance)

    def _stand_in(
        self, place: UUID | None, span: tuple[datetime, datetime], chance: Random
    ) -> bool:
        wanted = Step(place, *span, chance.choice(self.world.people))
        made = self.world.override(wanted)
        if made is not None:
            self.told.stands.append(Stand(made, place, *span, wanted.who))
        return made is not None

    def _call_off(self, chance: Random) -> bool:
        known = [each for each in self.told.stands if isinstance(each.name, UUID)]
        if not known:
            return False
        name = _uuid(chance.choice(known).name)
        if granted := self.world.call_off(name):
            self.told.gone(self.world.now, name=name)
        return granted

    def _sick(self, chance: Random) -> bool:
        there = [who for (_, at), who in self.told.present().items() if at >= self.world.now]
        place, who = self._place(chance), _uuid(chance.choice(there or self.world.people))
        mine = [
            where
            for (where, at), one in self.told.present().items()
            if one == who and at >= self.world.now and where in self.told.holders
        ]
        place = _uuid(chance.choice(mine or [place]))
        if granted := self.world.sick(place, who):
            self.told.opened(place, who, self.world.now, self.told.seat(place).end)
        return granted

    def _answer(self, chance: Random) -> bool:
        known = self.world.covers()
        if not known:
            return False
        who = chance.choice(self.world.people)
        found = self.world.answer(chance.choice(known[-3:]), who)
        if found is None:
            return False
        start, bound = max(found.start, self.world.now), self.told.holders.get(found.place)
        self.told.stands.append(Stand(object(), found.place, start, found.end, who, bound))
        return True

    def _leave(self, chance: Random) -> bool:
        who, seat = chance.choice(self.world.people), self.told.seat(self._place(chance))
        start, end = self._part(seat, chance)
        end += chance.choice([0, 0, 24, 48]) * HALF_HOUR
        made = self.world.leave(who, start, end)
        if made is not None:
            self.leaves[made] = Away(made, who, start, end)
            self.told.away(self.leaves[made], self.world.now)
        return made is not None

    def _come_back(self, chance: Random) -> bool:
        if not self.leaves:
            return False
        leave = chance.choice(list(self.leaves))
        who = self.leaves[leave].who
        if granted := self.world.come_back(_uuid(who), leave):
            del self.leaves[leave]
            still = [each for each in self.leaves.values() if each.who == who]
            self.told.gone(self.world.now, cause=leave, still=still)
        return granted

    def _rename(self, chance: Random) -> bool:
        who = chance.choice(self.world.people)
        self.world.rename(who, f"Person {chance.randint(0, 999)}")
        return True

    def _place(self, chance: Random) -> UUID:
        coming = [each for each in self.told.seats if each.end > self.world.now]
        return _uuid(chance.choice(coming or self.told.seats).name)

    def _part(self, seat: Seat, chance: Random) -> tuple[datetime, datetime]:
        whole = (seat.end - seat.start) // HALF_HOUR
        first = chance.randint(-2, whole - 1)
        return seat.start + first * HALF_HOUR, seat.start + chance.randint(
            max(first, 0) + 1, whole + 2
        ) * HALF_HOUR


def _uuid(name: Hashable) -> UUID:
    assert isinstance(name, UUID)
    return name

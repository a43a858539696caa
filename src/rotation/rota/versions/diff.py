"""The difference between two rotas, said once: the one diff.

A person who keeps their shift and only sits in another seat of it has no change; a person who
takes the place of another is one change, a move.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal
from uuid import UUID

from rotation.rota.shifts import Slot

Kind = Literal["added", "removed", "moved", "retimed"]


@dataclass(frozen=True)
class SlotChange:
    """One difference: the slot as it was and as it is; ``before`` or ``after`` may be None.

    ``added``: somebody has a shift that nobody left; ``removed``: the reverse; ``moved``: from one
    member to another; ``retimed``: the same member, other times.
    """

    kind: Kind
    before: Slot | None
    after: Slot | None

    @property
    def slot(self) -> Slot:
        """Return the slot it is about, as it is now if it still is."""
        slot = self.after or self.before
        assert slot is not None
        return slot

    @property
    def members(self) -> tuple[UUID, ...]:
        """Return the members whom the change concerns."""
        both = (each.member for each in (self.before, self.after) if each)
        return tuple(member for member in both if member)


def between(before: Iterable[Slot], after: Iterable[Slot]) -> list[SlotChange]:
    """Return the changes from one set of slots to another, by time."""
    old, new = _by_shift(before), _by_shift(after)
    found = [
        change
        for shift in {**old, **new}
        for change in _of_shift(old.get(shift, []), new.get(shift, []))
    ]
    return sorted(found, key=lambda each: (each.slot.start, each.slot.pattern, each.slot.seat))


def _by_shift(slots: Iterable[Slot]) -> dict[UUID, list[Slot]]:
    found: dict[UUID, list[Slot]] = defaultdict(list)
    for slot in slots:
        if slot.member:
            found[slot.shift_id].append(slot)
    return found


def _of_shift(old: Sequence[Slot], new: Sequence[Slot]) -> list[SlotChange]:
    was = {slot.member: slot for slot in old}
    stays = {slot.member for slot in new} & set(was)
    found = [
        SlotChange("retimed", was[slot.member], slot)
        for slot in new
        if slot.member in stays and _times(was[slot.member]) != _times(slot)
    ]
    gone = {slot.seat: slot for slot in old if slot.member not in stays}
    come = {slot.seat: slot for slot in new if slot.member not in stays}
    # Who takes the very seat of another comes first, then whoever is left pairs up in order.
    same = sorted(gone.keys() & come.keys())
    pairs = [(gone.pop(seat), come.pop(seat)) for seat in same]
    left, arrived = sorted(gone.items()), sorted(come.items())
    pairs += [(a, b) for (_, a), (_, b) in zip(left, arrived, strict=False)]
    found += [SlotChange("moved", *pair) for pair in pairs]
    met = len(pairs) - len(same)
    found += [SlotChange("removed", slot, None) for _, slot in left[met:]]
    found += [SlotChange("added", None, slot) for _, slot in arrived[met:]]
    return found


def _times(slot: Slot) -> tuple[object, ...]:
    return slot.start, slot.end

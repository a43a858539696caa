"""Cells of the board: chips of shifts, what a day is like for a person, how full shifts are."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal
from uuid import UUID

from api.board.reading import Reader
from rotation.rota.shifts import Shift, Slot
from rotation.rota.versions.diff import SlotChange
from rotation.timespan import Span

Kind = Literal["m", "a", "e"]
State = Literal["", "new", "gone", "open", "past"]


@dataclass(frozen=True, kw_only=True)
class Chip:
    """A shift in a cell: its times, how it differs from the version before, in words too."""

    slot: UUID
    kind: Kind
    name: str
    times: str
    label: str
    state: State = ""
    locked: bool = False
    swap: bool = False
    careful: str = ""
    needs: str = ""
    hours: float = 0


@dataclass(frozen=True)
class WeekCell:
    """One day of one person."""

    day: date
    chips: tuple[Chip, ...] = ()
    time: Literal["", "off", "part", "rather not"] = ""


@dataclass(frozen=True)
class Filled:
    """The people a shift has, of those it needs."""

    kind: Kind
    name: str
    times: str
    have: int
    need: int

    @property
    def is_short(self) -> bool:
        """Tell whether somebody is missing."""
        return self.have < self.need


def kind_of(start: datetime, reader: Reader) -> Kind:
    """Return whether a shift is of the morning, the afternoon or the evening."""
    hour = reader.local(start).hour
    return "m" if hour < 12 else "a" if hour < 16 else "e"


def short_times(shift: Shift | Slot) -> str:
    """Return the times of a shift as a narrow chip has them: 9–13:30."""
    end = "24" if shift.local_end == "00:00" else _short(shift.local_end)
    return f"{_short(shift.local_start)}–{end}"


def _short(wall: str) -> str:
    hours, minutes = wall.split(":")
    return str(int(hours)) if minutes == "00" else f"{int(hours)}:{minutes}"


def in_words(slot: Shift | Slot, who: str, reader: Reader) -> str:
    """Return what a chip says to who hears it: Chloé Martin, Tuesday 24, Evening 17:00–22:00."""
    day = reader.day(slot.day, long=True)
    return f"{who}, {day}, {slot.pattern} {slot.local_start}–{slot.local_end}"


@dataclass(frozen=True)
class Marks:
    """The marks of chips: places swapped, changed or strained, and what is over."""

    reader: Reader
    now: datetime
    before: int
    added: frozenset[tuple[UUID, UUID]]
    swapping: frozenset[UUID]
    strained: Mapping[tuple[str, str], str]

    def chip(self, slot: Slot, who: str) -> Chip:
        """Return the chip of somebody's place."""
        member = slot.member
        assert member is not None
        state: State = "past" if slot.end <= self.now else ""
        if (slot.shift_id, member) in self.added:
            state = "new"
        careful = self.strained.get((str(member), str(slot.shift_id)), "")
        swap = slot.id in self.swapping
        r = self.reader
        notes = [
            r("new since version {number}", number=self.before) if state == "new" else "",
            r("locked") if slot.locked else "",
            r("swap asked") if swap else "",
            careful,
        ]
        label = ", ".join([in_words(slot, who, r), *filter(None, notes)])
        return Chip(
            slot=slot.id,
            kind=kind_of(slot.start, r),
            name=slot.pattern,
            times=short_times(slot),
            label=label,
            state=state,
            locked=slot.locked,
            swap=swap,
            careful=careful,
            hours=(slot.end - slot.start).total_seconds() / 3600,
        )

    def gone(self, slot: Slot, who: str) -> Chip:
        """Return the ghost of a place that somebody had in the version before."""
        removed = self.reader("removed since version {number}", number=self.before)
        return Chip(
            slot=slot.id,
            kind=kind_of(slot.start, self.reader),
            name=slot.pattern,
            times=short_times(slot),
            label=f"{in_words(slot, who, self.reader)}, {removed}",
            state="gone",
        )

    def open(self, slot: Slot) -> Chip:
        """Return the chip of a place that nobody has."""
        needs = [each.upper() for each in slot.languages] + list(slot.skills)
        who = self.reader("Open")
        label = ", ".join([in_words(slot, who, self.reader), *needs])
        return Chip(
            slot=slot.id,
            kind=kind_of(slot.start, self.reader),
            name=slot.pattern,
            times=short_times(slot),
            label=label,
            state="past" if slot.end <= self.now else "open",
            needs=" ".join(needs)[:12],
        )


def added(changes: Iterable[SlotChange]) -> frozenset[tuple[UUID, UUID]]:
    """Return the (shift, member) pairs that are new."""
    return frozenset(
        (each.after.shift_id, each.after.member)
        for each in changes
        if each.after and each.after.member and each.kind != "retimed"
    )


def gone(changes: Iterable[SlotChange]) -> list[Slot]:
    """Return the places that somebody had and has no more."""
    return [
        each.before
        for each in changes
        if each.before and each.before.member and each.kind in {"removed", "moved"}
    ]


def day_time(
    shifts: Sequence[Shift], cannot: Sequence[Span], rather_not: Sequence[Span]
) -> Literal["", "off", "part", "rather not"]:
    """Return what a day is like for somebody, by the shifts that start on it."""
    spans = [Span(each.start, each.end) for each in shifts]
    if not spans:
        return ""
    blocked = [any(span.overlaps(each) for each in cannot) for span in spans]
    if all(blocked):
        return "off"
    if any(span.overlaps(each) for span in spans for each in rather_not):
        return "rather not"
    return "part" if any(blocked) else ""

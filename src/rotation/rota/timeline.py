"""Duty spans: the one answer to who is on duty, from published slots and overrides.

The holder of a slot is on duty for its whole span, except where an override puts somebody else
in their place. An override of a channel takes the first holder who serves it at each moment;
where nobody does, it is a duty of its own.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from uuid import UUID

from rotation.rota import burden
from rotation.rota.burden import NO_HOLIDAYS, Holidays
from rotation.rota.shifts import Slot
from rotation.timespan import Span, Week, zone


@dataclass(frozen=True)
class Override:
    """Somebody is on duty for a span in place of a slot's holder, or for a channel.

    ``slot`` None and ``channel`` None: in place of whoever is first, or beside nobody. ``member``
    None: nobody is; the place is open. ``instead_of``: it holds only while the slot is this
    member's. ``cause``: the absence, closed day or shift pattern it is for.
    """

    id: UUID
    start: datetime
    end: datetime
    member: UUID | None
    slot: UUID | None = None
    channel: str | None = None
    instead_of: UUID | None = None
    cause: UUID | None = None

    @property
    def span(self) -> Span:
        """Return the span from start to end."""
        return Span(self.start, self.end)


@dataclass(frozen=True, kw_only=True)
class DutySpan:
    """A member is on duty for a span, in a slot or by an override of their own.

    ``name`` tells the parts of one slot apart: empty for the holder's first part,
    ``override:<id>`` for a stand-in's, ``part:<n>`` for a further one of the holder. ``holder`` is
    who was assigned. ``burden`` is that of this part.
    """

    slot: UUID
    name: str = ""
    member: UUID
    start: datetime
    end: datetime
    timezone: str
    week: str
    day: date
    shift_id: UUID
    pattern_id: UUID | None = None
    pattern: str = ""
    task: str = "webcare"
    channels: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    skills: tuple[str, ...] = ()
    burden: float = 0
    holder: UUID | None = None
    override: UUID | None = None

    @property
    def span(self) -> Span:
        """Return the span from start to end."""
        return Span(self.start, self.end)


@dataclass(frozen=True)
class _Part:
    span: Span
    member: UUID | None
    override: UUID | None = None


def duty_spans(
    slots: Iterable[Slot],
    overrides: Iterable[Override],
    timezone: str,
    holidays: Holidays = NO_HOLIDAYS,
) -> list[DutySpan]:
    """Return the duty spans, by start; later overrides beat earlier ones.

    A duty of its own has the burden of its time, on ``holidays`` too.
    """
    placed = sorted(slots, key=lambda each: (each.start, each.seat, str(each.id)))
    parts = {each.id: [_Part(Span(each.start, each.end), each.member)] for each in placed}
    alone: list[DutySpan] = []
    for override in overrides:
        left = [override.span]
        for slot in placed:
            if not _meant(override, slot):
                continue
            for span in left:
                if (taken := Span(slot.start, slot.end).within(span)) is not None:
                    parts[slot.id] = _stand_in(parts[slot.id], taken, override)
            left = [rest for span in left for rest in span.without(Span(slot.start, slot.end))]
        if override.slot is None and override.member is not None:
            alone += [
                _alone(override, span, at, timezone, holidays) for at, span in enumerate(left)
            ]
    found = [span for slot in placed for span in _named(slot, parts[slot.id])]
    return sorted(found + alone, key=lambda each: (each.start, str(each.slot), each.name))


def on_duty(spans: Iterable[DutySpan], at: datetime) -> list[DutySpan]:
    """Return the duty spans of an instant; the end of a span is outside it."""
    return [each for each in spans if each.start <= at < each.end]


def following(spans: Iterable[DutySpan], at: datetime) -> list[DutySpan]:
    """Return those who come on duty next after an instant, all at the same moment."""
    later = [each for each in spans if each.start > at]
    first = min((each.start for each in later), default=None)
    return [each for each in later if each.start == first]


def next_change(spans: Iterable[DutySpan], at: datetime) -> datetime | None:
    """Return the next instant after ``at`` at which somebody comes on or goes off duty."""
    edges = (edge for each in spans for edge in (each.start, each.end))
    return min((edge for edge in edges if edge > at), default=None)


def two_places(spans: Iterable[DutySpan]) -> tuple[DutySpan, DutySpan] | None:
    """Return two spans in which one member would be on duty at the same time, or None."""
    last: dict[UUID, DutySpan] = {}
    for each in sorted(spans, key=lambda span: (span.start, span.end)):
        before = last.get(each.member)
        if before and each.start < before.end:
            return before, each
        last[each.member] = each
    return None


def _meant(override: Override, slot: Slot) -> bool:
    if override.slot is not None:
        return override.slot == slot.id and override.instead_of in {None, slot.member}
    serves = override.channel is None or not slot.channels or override.channel in slot.channels
    return serves and slot.member is not None


def _stand_in(parts: Sequence[_Part], taken: Span, override: Override) -> list[_Part]:
    kept = [replace(part, span=rest) for part in parts for rest in part.span.without(taken)]
    return sorted([*kept, _Part(taken, override.member, override.id)], key=lambda each: each.span)


def _named(slot: Slot, parts: Sequence[_Part]) -> list[DutySpan]:
    """Return the parts of a slot under names that stay the same when nothing changes."""
    seen: dict[str, int] = defaultdict(int)
    found = []
    for part in parts:
        if part.member is None:
            continue
        kind = f"override:{part.override}" if part.override else ""
        times = seen[kind]
        seen[kind] += 1
        further = f"{kind}:{times}" if kind else f"part:{times}"
        found.append(_of_slot(slot, part, further if times else kind))
    return found


def _of_slot(slot: Slot, part: _Part, name: str) -> DutySpan:
    return DutySpan(
        slot=slot.id,
        name=name,
        member=part.member or slot.id,
        start=part.span.start,
        end=part.span.end,
        timezone=slot.timezone,
        week=slot.week,
        day=slot.day,
        shift_id=slot.shift_id,
        pattern_id=slot.pattern_id,
        pattern=slot.pattern,
        task=slot.task,
        channels=slot.channels,
        languages=slot.languages,
        skills=slot.skills,
        burden=round(_points_until(slot, part.span.end) - _points_until(slot, part.span.start), 4),
        holder=slot.member,
        override=part.override,
    )


def _points_until(slot: Slot, at: datetime) -> float:
    """Return the burden of a slot up to an instant: its parts then sum to the whole."""
    return round(slot.burden * ((at - slot.start) / (slot.end - slot.start)), 4)


def _alone(override: Override, span: Span, at: int, timezone: str, holidays: Holidays) -> DutySpan:
    assert override.member
    local = zone(timezone)
    day = span.start.astimezone(local).date()
    return DutySpan(
        slot=override.id,
        name=f"part:{at}" if at else "",
        member=override.member,
        start=span.start,
        end=span.end,
        timezone=timezone,
        week=str(Week.of(day)),
        day=day,
        shift_id=override.id,
        channels=(override.channel,) if override.channel else (),
        burden=burden.of_span(span, local, holidays.public, holidays.special),
        override=override.id,
    )

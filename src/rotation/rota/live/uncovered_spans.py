"""Uncovered spans of a place: what a member would still have to do, or nobody has."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from uuid import UUID

from rotation.rota.shifts import all_slots
from rotation.rota.timeline import DutySpan, duty_spans
from rotation.rota.versions.slot_lookup import Place
from rotation.timespan import Span


def uncovered_of_member(found: Iterable[DutySpan], absent: UUID, now: datetime) -> list[DutySpan]:
    """Return the spans that a member would still have to work in a place, by its duties."""
    return [
        replace(each, start=max(each.start, now))
        for each in found
        if each.member == absent and each.end > now
    ]


def of_nobody(place: Place, slot: UUID, found: Iterable[DutySpan], now: datetime) -> list[DutySpan]:
    """Return the parts to come of a place in which nobody is on duty.

    They are shown as duties of whoever was assigned, or of the slot itself where nobody was.
    """
    if place.shift.end <= now:
        return []
    left = [Span(max(place.shift.start, now), place.shift.end)]
    for each in found:
        left = [rest for span in left for rest in span.without(each.span)]
    (seat,) = [each for each in all_slots((place.shift,)) if each.id == slot]
    held = replace(seat, member=seat.member or slot)
    (whole,) = duty_spans([held], (), seat.timezone)
    return [replace(whole, start=each.start, end=each.end, holder=seat.member) for each in left]

"""The same week under other circumstances: more messages, other hours, somebody absent or moved."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Literal
from zoneinfo import ZoneInfo

from rotation.demand.questions import bounds
from rotation.demand.questions.prediction import ChannelLoad, PlannedDuty, PredictionQuestion
from rotation.errors import Impossible
from rotation.rota.staffing import opening_hours
from rotation.rota.staffing.opening_hours import OpeningHours
from rotation.timespan import Span, Week
from rotation.words import say

_FIELDS = {"arrivals": "/changes/volume", "handling": "/changes/handling_factor"}


@dataclass(frozen=True)
class WhatIfChanges:
    """Changes of a week: factors on volumes and handling times, spread, order, hours, people.

    ``hours`` replace what the channels have there. Who is ``absent`` is on no duty; then stretches
    are ``removed`` from the duties of members, then others ``added``.
    """

    volume: float = 1.0
    volume_by_channel: Mapping[str, float] = field(default_factory=dict)
    handling_factor: float = 1.0
    cv: float | None = None
    work_order: Literal["earliest_due", "fcfs", "priority"] | None = None
    absent: str | int | None = None
    hours: tuple[OpeningHours, ...] = ()
    removed: tuple[PlannedDuty, ...] = ()
    added: tuple[PlannedDuty, ...] = ()


def with_changes(
    question: PredictionQuestion, changes: WhatIfChanges, weeks: Sequence[Week], zone: ZoneInfo
) -> PredictionQuestion:
    """Return the question of some weeks under other circumstances.

    Impossible names what is unknown, or cannot be. Shifts that are put on outside the hours of
    the channels stay: only those there were go with their hours.
    """
    known = {each.slug for each in question.channels}
    for slug in changes.volume_by_channel:
        _known(slug, known, f"/changes/volume_by_channel/{slug}")
    for at, each in enumerate(changes.hours):
        _known(each.channel, known, f"/changes/windows/{at}/channel")
    staff = _removed(_without(question.staff, changes.absent), changes.removed)
    around = (*weeks, weeks[-1].plus(1)) if question.regime == "dated" else weeks
    moved = opening_hours.with_hours(replace(question, staff=staff), changes.hours, around, zone)
    found = replace(
        moved,
        channels=tuple(_load(each, changes) for each in moved.channels),
        staff=_added(moved, changes.added),
        work_order=changes.work_order or question.work_order,
    )
    return bounds.calculable(found, _FIELDS)


def _known(slug: str | None, known: Iterable[str], field: str) -> None:
    if slug is not None and slug not in known:
        raise Impossible(say("There is no channel {slug}.", slug=slug[:64]), field=field)


def _load(load: ChannelLoad, changes: WhatIfChanges) -> ChannelLoad:
    factor = changes.volume * changes.volume_by_channel.get(load.slug, 1.0)
    return replace(
        load,
        arrivals=tuple(value * factor for value in load.arrivals),
        handling_minutes=load.handling_minutes * changes.handling_factor,
        handling_cv=load.handling_cv if changes.cv is None else changes.cv,
    )


def _without(staff: Sequence[PlannedDuty], absent: str | int | None) -> tuple[PlannedDuty, ...]:
    """Return the duties without a member, or without the so many who work most."""
    if not absent:
        return tuple(staff)
    if isinstance(absent, str):
        if all(each.member != absent for each in staff):
            raise Impossible("This member is not on duty in the week.", field="/changes/absent")
        return tuple(each for each in staff if each.member != absent)
    hours: dict[str, float] = {}
    for each in staff:
        seconds = (each.end - each.start).total_seconds()
        hours[each.member] = hours.get(each.member, 0.0) + seconds
    gone = sorted(hours, key=lambda name: (-hours[name], name))[:absent]
    return tuple(each for each in staff if each.member not in gone)


def _removed(
    staff: Sequence[PlannedDuty], removed: Sequence[PlannedDuty]
) -> tuple[PlannedDuty, ...]:
    """Return the duties without some stretches of them."""
    left = list(staff)
    for at, gone in enumerate(removed):
        if not any(_meet(each, gone) for each in left):
            raise Impossible(
                "This member is not on duty at this time.", field=f"/changes/shifts/remove/{at}"
            )
        span = Span(gone.start, gone.end)
        left = [
            replace(each, start=part.start, end=part.end)
            for each in left
            for part in (
                Span(each.start, each.end).without(span)
                if _meet(each, gone)
                else [Span(each.start, each.end)]
            )
        ]
    return tuple(left)


def _added(question: PredictionQuestion, added: Sequence[PlannedDuty]) -> tuple[PlannedDuty, ...]:
    """Return the duties of a question and some more."""
    staff = list(question.staff)
    for at, own in enumerate(added):
        pointer = f"/changes/shifts/add/{at}"
        if not question.start <= own.start < question.end:
            raise Impossible("This begins outside the weeks asked about.", field=f"{pointer}/start")
        if any(_meet(each, own) for each in staff):
            raise Impossible("This member is on duty at this time already.", field=pointer)
        staff.append(own)
    return tuple(staff)


def _meet(one: PlannedDuty, other: PlannedDuty) -> bool:
    return one.member == other.member and one.start < other.end and other.start < one.end

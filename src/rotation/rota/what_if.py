"""The same week under other circumstances: more messages, slower work, somebody absent."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Literal

from rotation.demand.staffing import ChannelLoad, Duty, Question
from rotation.errors import Impossible
from rotation.words import say


@dataclass(frozen=True)
class Changes:
    """What is different: factors on volumes and handling times, spread, order, who is absent."""

    volume: float = 1.0
    volume_by_channel: Mapping[str, float] = field(default_factory=dict)
    handling_factor: float = 1.0
    cv: float | None = None
    work_order: Literal["earliest_due", "fcfs", "priority"] | None = None
    absent: str | int | None = None


def changed(question: Question, changes: Changes) -> Question:
    """Return the question under other circumstances; Impossible names what is unknown."""
    known = {each.slug for each in question.channels}
    for slug in changes.volume_by_channel:
        if slug not in known:
            raise Impossible(
                say("There is no channel {slug}.", slug=slug[:64]),
                field=f"/changes/volume_by_channel/{slug}",
            )
    return replace(
        question,
        channels=tuple(_load(each, changes) for each in question.channels),
        staff=_without(question.staff, changes.absent),
        work_order=changes.work_order or question.work_order,
    )


def _load(load: ChannelLoad, changes: Changes) -> ChannelLoad:
    factor = changes.volume * changes.volume_by_channel.get(load.slug, 1.0)
    return replace(
        load,
        arrivals=tuple(value * factor for value in load.arrivals),
        handling_minutes=load.handling_minutes * changes.handling_factor,
        handling_cv=load.handling_cv if changes.cv is None else changes.cv,
    )


def _without(staff: Sequence[Duty], absent: str | int | None) -> tuple[Duty, ...]:
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

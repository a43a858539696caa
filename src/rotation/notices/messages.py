"""Messages to programs: the JSON of shifts and of changes in a notice. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from rotation.json_value import Json
from rotation.rota.shifts import Slot
from rotation.rota.timeline import DutySpan
from rotation.timespan import Span, zone

PEOPLE = frozenset({"member", "holder", "absent", "giver", "offered_to", "taker"})
"""Under which names a message speaks of a member."""


@dataclass(frozen=True)
class TeamLabel:
    """The team as messages tell of it."""

    team: UUID
    slug: str
    team_name: str

    def about(self) -> Json:
        """Return the team by name."""
        return {"id": str(self.team), "slug": self.slug, "name": self.team_name}


def person(member: UUID) -> Json:
    """Return a member as a message is kept: by id, the name comes in on the way out."""
    return {"id": str(member)}


def person_or_none(member: UUID | None) -> Json | None:
    """Return a member as a message is kept, or that there is none."""
    return person(member) if member else None


def with_names(payload: Mapping[str, Any], names: Mapping[UUID, str]) -> Json:
    """Return a message with the names of the people in it."""
    return {key: _named(key, value, names) for key, value in payload.items()}


def people(payload: object) -> set[UUID]:
    """Return the members that a message speaks of."""
    if isinstance(payload, list):
        return {found for each in payload for found in people(each)}
    if not isinstance(payload, Mapping):
        return set()
    found = {who for each in payload.values() for who in people(each)}
    return found | {UUID(payload[name]["id"]) for name in PEOPLE if payload.get(name)}


def _named(key: str, value: object, names: Mapping[UUID, str]) -> object:
    if key in PEOPLE and isinstance(value, Mapping):
        return {**value, "name": names.get(UUID(value["id"]), "")}
    if isinstance(value, Mapping):
        return with_names(value, names)
    if isinstance(value, list):
        return [_named("", each, names) for each in value]
    return value


@dataclass(frozen=True)
class Move:
    """A duty that is another than before; ``before`` or ``after`` None: it is new, or gone."""

    before: DutySpan | None
    after: DutySpan | None

    @property
    def members(self) -> tuple[UUID, ...]:
        """Return the members whom the change concerns."""
        both = (each.member for each in (self.before, self.after) if each)
        return tuple(dict.fromkeys(both))


def shift(span: DutySpan) -> Json:
    """Return a duty as messages tell it, with its wall times."""
    return {"slot": str(span.slot), "part": span.name, **_times_and_work(span, span.span)}


def place(slot: Slot, part: Span | None = None) -> Json:
    """Return a place, or a part of it, as messages tell it, with its wall times."""
    return {"slot": str(slot.id), **_times_and_work(slot, part or Span(slot.start, slot.end))}


def _times_and_work(of: DutySpan | Slot, span: Span) -> Json:
    there = zone(of.timezone)
    return {
        "pattern": of.pattern,
        "task": of.task,
        "channels": list(of.channels),
        "start": span.start.isoformat(),
        "end": span.end.isoformat(),
        "local_start": f"{span.start.astimezone(there):%Y-%m-%dT%H:%M}",
        "local_end": f"{span.end.astimezone(there):%Y-%m-%dT%H:%M}",
        "timezone": of.timezone,
    }


def reminder(span: DutySpan, lead_minutes: float, known: TeamLabel) -> Json:
    """Return the message of a reminder."""
    return {
        "member": person(span.member),
        "team": known.about(),
        "shift": shift(span),
        "starts_at": span.start.isoformat(),
        "ends_at": span.end.isoformat(),
        "lead_minutes": lead_minutes,
    }


def hand_over(text: str, member: UUID | None, made_at: datetime) -> Json:
    """Return a hand-over note as a message keeps it; ``member`` None: a planner has left it."""
    return {"text": text, "member": person_or_none(member), "made_at": made_at.isoformat()}


def changed(
    moves: Sequence[Move], member: UUID | None, known: TeamLabel, reason: str | None
) -> Json:
    """Return the message of changed shifts: for one member, or (None) for everybody."""
    own = [each for each in moves if member is None or member in each.members]
    told = {
        "team": known.about(),
        "reason": reason,
        "changes": [_change(each, member) for each in own],
    }
    return {"member": person(member), **told} if member else told


def _change(move: Move, member: UUID | None) -> Json:
    before, after = (
        {**shift(each), "member": person(each.member)} if each else None
        for each in (move.before, move.after)
    )
    return {"kind": kind_of(move, member), "before": before, "after": after}


def kind_of(move: Move, member: UUID | None) -> str:
    """Return ``added``, ``removed``, ``moved`` or ``retimed``, as it is for a member."""
    had = move.before is not None and member in {None, move.before.member}
    has = move.after is not None and member in {None, move.after.member}
    if had and has:
        assert move.before
        assert move.after
        return "retimed" if move.before.member == move.after.member else "moved"
    return "added" if has else "removed"

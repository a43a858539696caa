"""What a notice says to a program: the JSON of shifts and of changes. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from rotation.rota.timeline import DutySpan
from rotation.timespan import zone

Json = dict[str, Any]  # Any: JSON


@dataclass(frozen=True)
class Known:
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


def with_names(payload: Mapping[str, Any], names: Mapping[UUID, str]) -> Json:
    """Return what a message says with the names of the people in it."""
    return {key: _named(key, value, names) for key, value in payload.items()}


def speaks_of_others(payload: Mapping[str, Any]) -> bool:
    """Tell whether a message names more people than the one it is about."""
    return "changes" in payload


def _named(key: str, value: object, names: Mapping[UUID, str]) -> object:
    if key == "member" and isinstance(value, Mapping):
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
        """Return whom it concerns."""
        both = (each.member for each in (self.before, self.after) if each)
        return tuple(dict.fromkeys(both))


def shift(span: DutySpan) -> Json:
    """Return a duty as messages tell it, with its wall times."""
    there = zone(span.timezone)
    return {
        "slot": str(span.slot),
        "part": span.name,
        "pattern": span.pattern,
        "task": span.task,
        "channels": list(span.channels),
        "start": span.start.isoformat(),
        "end": span.end.isoformat(),
        "local_start": f"{span.start.astimezone(there):%Y-%m-%dT%H:%M}",
        "local_end": f"{span.end.astimezone(there):%Y-%m-%dT%H:%M}",
        "timezone": span.timezone,
    }


def reminder(span: DutySpan, lead_minutes: float, known: Known) -> Json:
    """Return what a reminder says."""
    return {
        "member": person(span.member),
        "team": known.about(),
        "shift": shift(span),
        "starts_at": span.start.isoformat(),
        "ends_at": span.end.isoformat(),
        "lead_minutes": lead_minutes,
    }


def changed(moves: Sequence[Move], member: UUID | None, known: Known, reason: str | None) -> Json:
    """Return what has changed: for one member, or (None) for everybody."""
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

"""Facts about teams and members that others have to follow."""

from dataclasses import dataclass
from uuid import UUID

from rotation.database import Fact


@dataclass(frozen=True)
class TeamRenamed(Fact):
    """A team has another name or time zone, which its feeds show."""

    team: UUID


@dataclass(frozen=True)
class TeamDeleted(Fact):
    """A team is there no more."""

    team: UUID


@dataclass(frozen=True)
class MemberRenamed(Fact):
    """A member has another name."""

    team: UUID
    member: UUID


@dataclass(frozen=True)
class MemberLeft(Fact):
    """A member was erased; ``roles`` and ``channels`` are what they had."""

    team: UUID
    member: UUID
    roles: tuple[str, ...] = ()
    channels: tuple[str, ...] = ()


@dataclass(frozen=True)
class MemberChanged(Fact):
    """A member has changed: their roles, languages or channels.

    ``roles`` and ``channels`` are what they had before.
    """

    team: UUID
    member: UUID
    roles: tuple[str, ...] = ()
    channels: tuple[str, ...] = ()

"""Facts about notices that others have to follow."""

from dataclasses import dataclass
from uuid import UUID

from rotation.database import Fact


@dataclass(frozen=True)
class RemindersChanged(Fact):
    """When or where people are reminded has changed: of a team, of a member, or of all teams.

    ``team`` None: of every team; ``member`` None: of everybody on it.
    """

    team: UUID | None = None
    member: UUID | None = None


@dataclass(frozen=True)
class SummaryChanged(Fact):
    """When or where the weekly summary of a team is sent has changed, or whether there is one."""

    team: UUID

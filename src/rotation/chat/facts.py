"""Facts about chats that others have to follow."""

from dataclasses import dataclass
from uuid import UUID

from rotation.database import Fact


@dataclass(frozen=True)
class GroupOutOfStep(Fact):
    """A group of a chat does not hold everybody on duty in a team: since now, or once more.

    ``reason`` is what the platform says went wrong, empty if nothing did; ``unlinked`` are the
    members whom it does not know.
    """

    team: UUID
    group: UUID
    platform_group: str
    reason: str
    unlinked: tuple[UUID, ...]

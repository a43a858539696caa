"""Facts about members' time that rotas have to follow."""

from dataclasses import dataclass
from uuid import UUID

from rotation.database import Fact


@dataclass(frozen=True)
class AvailabilityChanged(Fact):
    """When a member can, would rather not, or cannot work is other than before."""

    team: UUID
    member: UUID

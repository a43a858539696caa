"""Facts about demand that others have to follow."""

from dataclasses import dataclass
from uuid import UUID

from rotation.database import Fact


@dataclass(frozen=True)
class DemandChanged(Fact):
    """Volumes, channels or shift patterns of a team are others: what is needed may be too."""

    team: UUID

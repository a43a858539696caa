"""What happens to rotas, noted once in the unit of work that does it."""

from dataclasses import dataclass
from uuid import UUID

from rotation.database import Fact


@dataclass(frozen=True)
class RunRequested(Fact):
    """A run waits to be solved; ``run`` is its id."""

    run: UUID
    team: UUID


@dataclass(frozen=True)
class Published(Fact):
    """A week of a team has a new version; ``week`` is written ``2026-W48``."""

    team: UUID
    week: str
    version: int
    reason: str | None = None


@dataclass(frozen=True)
class DraftChanged(Fact):
    """The draft of a week is another than before: by a run, an edit or an undo."""

    team: UUID
    week: str

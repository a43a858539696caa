"""Facts about rotas, noted once in the unit of work that does it."""

from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from rotation.database import Fact
from rotation.rota.timeline import DutySpan


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


@dataclass(frozen=True)
class PlannedAhead(Fact):
    """Weeks that are planned by themselves have come to something, without anybody watching.

    ``state``: succeeded (a draft waits; or, when it was edited meanwhile, a rota that may be used),
    infeasible, failed, cancelled; then, where that is wanted, published or refused.
    """

    team: UUID
    run: UUID
    week: str
    weeks: int
    state: str


@dataclass(frozen=True)
class PassedOn(Fact):
    """A swap has given places of a published week to others."""

    team: UUID
    week: str
    reason: str | None = None


@dataclass(frozen=True)
class SwapChanged(Fact):
    """A swap is another than before.

    ``state``: open (offered to ``to``, or to anyone when that is None), accepted (waits for a
    planner), done, declined, withdrawn or expired. ``slot`` is what ``giver`` offers,
    ``in_return`` what they ask for; ``taker`` is who took it.
    """

    team: UUID
    swap: UUID
    state: str
    slot: UUID
    giver: UUID
    to: UUID | None = None
    in_return: UUID | None = None
    taker: UUID | None = None


@dataclass(frozen=True)
class CoverAsked(Fact):
    """A member is asked to step in for a span of a slot, until ``deadline``.

    ``token`` opens ``/answer/{token}`` for them; it stands nowhere else.
    """

    team: UUID
    cover: UUID
    member: UUID
    slot: UUID
    start: datetime
    end: datetime
    deadline: datetime
    token: str = field(repr=False)


@dataclass(frozen=True)
class CoverChanged(Fact):
    """A search for somebody who steps in for ``absent`` is another than before.

    ``state``: open, nobody (all said no, the place is open), covered (by ``taker``), closed (they
    can come after all) or over (nobody was found).
    """

    team: UUID
    cover: UUID
    slot: UUID
    absent: UUID | None
    state: str
    taker: UUID | None = None


@dataclass(frozen=True)
class HandOverNoted(Fact):
    """Somebody has left a hand-over note in a slot."""

    team: UUID
    slot: UUID
    note: UUID


@dataclass(frozen=True)
class DutyAcknowledged(Fact):
    """A member has said that they are on it: on duty in a slot from ``start``."""

    team: UUID
    slot: UUID
    member: UUID
    start: datetime


@dataclass(frozen=True)
class OverrideChanged(Fact):
    """Somebody stands in for a span of a team, or no longer does."""

    team: UUID
    start: datetime
    end: datetime
    reason: str | None = None


@dataclass(frozen=True)
class DutyMoved(Fact):
    """A duty is another than before; ``before`` or ``after`` None: it is new, or gone."""

    team: UUID
    before: DutySpan | None
    after: DutySpan | None
    reason: str | None = None

"""Teams: made, found, changed, deleted."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Literal
from uuid import UUID
from zoneinfo import ZoneInfo

import msgspec
from sqlalchemy.orm import Session

from rotation.account.facts import Changed
from rotation.database import note, teams_of
from rotation.errors import NotAllowed
from rotation.kept_reads import kept
from rotation.team import labour, roles, store
from rotation.team.facts import TeamDeleted, TeamRenamed
from rotation.timespan import zone

if TYPE_CHECKING:
    from rotation.team.store import TeamRow

WorkOrder = Literal["earliest_due", "fcfs", "priority"]
Closing = Literal["finish_in_hand"]


@dataclass(frozen=True)
class Staffing:
    """The way a team works its inbox; ``shrinkage`` is the share of paid time that is lost.

    On a public holiday so much comes in as on a Sunday × ``holiday_factor``.
    """

    work_order: WorkOrder = "earliest_due"
    closing: Closing = "finish_in_hand"
    shrinkage: float = 0.0
    holiday_factor: float = 1.0


@dataclass(frozen=True)
class BaseStaff:
    """People who answer beside the rota on a weekday, such as a day team; wall times."""

    weekday: int
    start: str
    end: str
    heads: int


@dataclass(frozen=True)
class Freeze:
    """The freeze of published shifts: how a repair treats them by the hours until they start.

    Frozen ones keep whoever can still come, protected ones are changed the less the nearer they
    are, all others are free.
    """

    frozen_hours: float = 24.0
    protected_hours: float = 336.0


@dataclass(frozen=True)
class Team:
    """A team. ``safety`` is the volume quantile that plans are made for; None: the forecast."""

    id: UUID
    slug: str
    name: str
    timezone: str
    country: str
    subdivision: str | None = None
    languages: tuple[str, ...] = ("en",)
    strategy: str = "passive"
    labour_preset: str = "eu"
    safety: float | None = 0.8
    staffing: Staffing = field(default_factory=Staffing)
    base_staff: tuple[BaseStaff, ...] = ()
    swap_approval: bool = False
    freeze: Freeze = field(default_factory=Freeze)
    holiday_categories: tuple[str, ...] = ("public",)
    also_holidays_of: tuple[str, ...] = ()

    @property
    def zone(self) -> ZoneInfo:
        """Return the team's time zone."""
        return zone(self.timezone)


def find(session: Session, ref: str | UUID) -> Team:
    """Return a team by its slug or id; NotFound otherwise."""
    return _team(store.team(session, id_or_slug(ref)))


@kept
def of_id(session: Session, team_id: UUID) -> Team:
    """Return a team by its id; NotFound otherwise."""
    return _team(store.team(session, team_id))


def listed(session: Session, after: UUID | None, limit: int) -> list[Team]:
    """Return the teams, oldest first."""
    return [_team(row) for row in store.teams(session, after, limit)]


def create(session: Session, team: Team) -> Team:
    """Make a team with the four default roles; Conflict when its slug is taken.

    Impossible when there is no such labour preset.
    """
    labour.preset(team.labour_preset)
    if teams_of(session) is not None:
        raise NotAllowed("A key limited to some teams cannot make new ones.")
    store.add_team(session, **store.columns(team), team_id=team.id)
    note(session, Changed("created", "team", team.id, after=store.columns(team), team=team.id))
    for role in roles.DEFAULTS:
        roles.create(session, team.id, role)
    return team


def change(session: Session, team: Team) -> Team:
    """Make a team what is given here; Impossible when there is no such labour preset."""
    labour.preset(team.labour_preset)
    row = store.team(session, team.id)
    before = _team(row)
    store.change(session, row, store.columns(team))
    told = store.columns(before), store.columns(team)
    note(session, Changed("changed", "team", team.id, *told, team=team.id))
    if (before.name, before.timezone) != (team.name, team.timezone):
        note(session, TeamRenamed(team.id))
    return team


def delete(session: Session, team_id: UUID, now: datetime) -> None:
    """Delete a team: it is found no more, its slug is free, its history stays."""
    row = store.team(session, team_id)
    before = store.columns(_team(row))
    store.change(session, row, {"deleted_at": now, "slug": f"{row.slug}~{row.id}"})
    note(session, Changed("deleted", "team", team_id, before, team=team_id))
    note(session, TeamDeleted(team_id))


def id_or_slug(ref: str | UUID) -> str | UUID:
    """Return the name of a team in an address: an id where it is one, else a slug."""
    try:
        return ref if isinstance(ref, UUID) else UUID(ref)
    except ValueError:
        return str(ref)


def _team(row: "TeamRow") -> Team:
    return msgspec.convert(row, Team, from_attributes=True)

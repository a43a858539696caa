"""The snapshot of a team's duties, read once for each revision."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy.orm import Session

from rotation.account.access import Actor
from rotation.database import Database
from rotation.demand import channels
from rotation.errors import NotFound
from rotation.rota.on_duty import duties
from rotation.rota.on_duty.snapshot import PersonOnDuty, Snapshot
from rotation.rota.store import acknowledgements
from rotation.rota.store import duties as store
from rotation.team import members, teams
from rotation.team.teams import Team
from rotation.timespan import Span

BACK, AHEAD = timedelta(days=2), timedelta(days=35)
"""How far around an instant an answer looks: who came on before, who comes next."""


@dataclass(frozen=True)
class Revision:
    """A team as it is shown: the same revision gives the same answers."""

    team: UUID
    number: int
    timezone: str
    languages: tuple[str, ...]


def revision(database: Database, actor: Actor, ref: str) -> Revision:
    """Return the present revision of a team by its slug or id; NotFound for one not to be seen."""
    row = store.shown_team(database, actor.organisation, teams.id_or_slug(ref))
    if row is None or (actor.teams is not None and row.id not in actor.teams):
        raise NotFound("There is no such team.", field="team")
    return Revision(row.id, row.number or 0, row.timezone, tuple(row.languages))


SnapshotLoader = Callable[[Session, Team, datetime, timedelta], Snapshot]
"""Loads who is on duty around an instant, up to so far ahead of it."""


def snapshot(session: Session, team: Team, at: datetime, ahead: timedelta = AHEAD) -> Snapshot:
    """Return who is on duty around an instant, up to so far ahead of it."""
    spans = duties.between(session, team.id, Span(at - BACK, at + ahead))
    known = {each.id: each for each in members.of_team(session, team.id)}
    names = members.names(session, team.id)
    people = {}
    for who in {each.member for each in spans}:
        member = known.get(who)
        if member is None:
            people[who] = PersonOnDuty(who, names[who])
        else:
            people[who] = PersonOnDuty(
                who, member.name, member.roles, member.languages, member.channels
            )
    slugs = frozenset(each.slug for each in channels.listed(session, team.id))
    around = Span(at - 2 * BACK, at + ahead)
    said = frozenset(acknowledgements.between(session, team.id, around))
    return Snapshot(team.zone, tuple(spans), people, slugs, said)

"""Who is on duty: the snapshot of a team, read."""

from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from rotation.demand import channels
from rotation.rota import duties
from rotation.rota.snapshot import Person, Snapshot
from rotation.team import members
from rotation.team.teams import Team
from rotation.timespan import Span

BACK, AHEAD = timedelta(days=2), timedelta(days=35)
"""How far around an instant an answer looks: who came on before, who comes next."""


def snapshot(session: Session, team: Team, at: datetime) -> Snapshot:
    """Return who is on duty around an instant."""
    spans = duties.between(session, team.id, Span(at - BACK, at + AHEAD))
    known = {each.id: each for each in members.of_team(session, team.id)}
    names = members.names(session, team.id)
    people = {}
    for who in {each.member for each in spans}:
        member = known.get(who)
        if member is None:
            people[who] = Person(who, names[who])
        else:
            people[who] = Person(who, member.name, member.roles, member.languages, member.channels)
    slugs = frozenset(each.slug for each in channels.listed(session, team.id))
    return Snapshot(team.zone, tuple(spans), people, slugs)

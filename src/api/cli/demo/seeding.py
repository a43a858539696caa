"""Puts the made-up team into a database: people, channels, shifts, absences, messages."""

from datetime import datetime, timedelta
from uuid import UUID

import msgspec
from sqlalchemy.orm import Session

from api.cli.demo import team as made_up
from api.unit_of_work import DatabaseUnitOfWork
from rotation.account.access import Actor
from rotation.availability import absences, wishes
from rotation.demand import channels, shift_patterns
from rotation.demand.messages import log_reader, message_log
from rotation.team import members, special_days, teams
from rotation.team.teams import Team
from rotation.timespan import Span, Week, start_of_day


def seed(work: DatabaseUnitOfWork, actor: Actor, week: Week, now: datetime) -> tuple[Team, int]:
    """Make the team with leave and wishes in a week; return it and how many messages it got."""
    with work.unit(actor, now) as session:
        team = teams.create(session, made_up.team())
        for channel in made_up.CHANNELS:
            channels.create(session, team.id, channel)
        for pattern in made_up.PATTERNS:
            shift_patterns.create(session, team.id, pattern)
        people = {
            each.name: members.create(session, made_up.member(team.id, each)).id
            for each in made_up.PEOPLE
        }
        special_days.create(session, team.id, made_up.special_day(week))
        _away(session, team, people, week, now)
    with work.unit(actor, now) as session:
        reading = message_log.reading(session, team, now)
        rows = msgspec.json.encode(list(made_up.messages(week.plus(-1))))
        taken = message_log.import_rows(session, team, log_reader.read_json(rows, reading))
    return team, taken.accepted


def _away(session: Session, team: Team, people: dict[str, UUID], week: Week, now: datetime) -> None:
    for name, first, last in made_up.leave(week):
        day_after = start_of_day(last + timedelta(days=1), team.zone)
        span = Span(start_of_day(first, team.zone), day_after)
        absences.create(session, people[name], span, "leave", now)
    for name, day, kind in made_up.wishes(week):
        start = start_of_day(day, team.zone)
        wishes.create(session, people[name], Span(start, start + timedelta(days=1)), kind, now)

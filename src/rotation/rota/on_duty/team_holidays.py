"""Reads the holidays of a team: public ones, and the special days it has marked."""

from sqlalchemy.orm import Session

from rotation.rota.burden import HOLIDAY, Holidays, SpecialHours
from rotation.team import closures, special_days
from rotation.team.teams import Team
from rotation.timespan import Span


def within(session: Session, team: Team, span: Span) -> Holidays:
    """Return the holidays whose hours may weigh more within a span."""
    local = span.start.astimezone(team.zone), span.end.astimezone(team.zone)
    found = closures.public_holidays(team, range(local[0].year, local[1].year + 1))
    return Holidays(
        frozenset(day for day in found if local[0].date() <= day <= local[1].date()),
        special_hours(session, team, span),
    )


def special_hours(session: Session, team: Team, span: Span) -> tuple[SpecialHours, ...]:
    """Return the hours of a team's special days that touch a span."""
    marked = (
        SpecialHours(hours, HOLIDAY if each.burden is None else each.burden)
        for each in special_days.listed(session, team.id)
        if (hours := each.span(team)) is not None
    )
    return tuple(each for each in marked if each.span.overlaps(span))

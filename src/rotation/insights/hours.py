"""When a channel is open and when somebody is on: what a business clock goes by."""

from collections.abc import Iterable, Iterator

from sqlalchemy.orm import Session

from rotation.demand import channel_hours
from rotation.demand.channels import Channel
from rotation.demand.questions.prediction import OpenWindow
from rotation.rota.on_duty import duties
from rotation.team.teams import Team
from rotation.timespan import DAY, Span, Week, merged, minus

AHEAD = 26
"""Weeks of windows after the last that a business clock may need."""


def weeks(team: Team, span: Span) -> Iterator[Week]:
    """Yield the weeks that a span touches."""
    week = Week.of(span.start.astimezone(team.zone).date())
    while week.span(team.zone).start < span.end:
        yield week
        week = week.plus(1)


def windows(session: Session, team: Team, channel: Channel, span: Span) -> list[OpenWindow]:
    """Return the windows of a channel around a span, and long after it."""
    asked, opening = list(weeks(team, span)), channel_hours.calendar_of(session, team)
    asked += [asked[-1].plus(each) for each in range(1, AHEAD)]
    return [
        each
        for week in (asked[0].plus(-1), *asked)
        for each in channel_hours.of_week(channel, week, opening)
    ]


def opened(found: Iterable[OpenWindow]) -> list[Span]:
    """Return the spans in which windows are open."""
    return [Span(each.start, each.end) for each in found if each.state == "open"]


def opened_and_closed(
    session: Session, team: Team, channel: Channel, span: Span
) -> tuple[list[Span], list[Span]]:
    """Return when a channel is open and when it is not; without windows: as somebody is on."""
    named = windows(session, team, channel, span)
    if named:
        return opened(named), [Span(e.start, e.end) for e in named if e.state != "open"]
    on = staffed(session, team, span)
    return on, minus([Span(span.start, span.end + AHEAD * 7 * DAY)], on)


def staffed(session: Session, team: Team, span: Span) -> list[Span]:
    """Return when somebody was on: the clock of a channel that names no hours."""
    longer = Span(span.start, span.end + AHEAD * 7 * DAY)
    return merged(Span(each.start, each.end) for each in duties.between(session, team.id, longer))

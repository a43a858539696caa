"""The staffing question of a rota: its people, the forecast of its week, the team's targets."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from rotation.demand import forecasts, platform_rules, staffing
from rotation.demand.badges import Platform
from rotation.demand.channels import Channel
from rotation.demand.forecast import Interval
from rotation.demand.staffing import (
    ChannelLoad,
    Duty,
    Heads,
    Json,
    Question,
    Window,
)
from rotation.team import members
from rotation.team.teams import Team
from rotation.timespan import Span, Week, at_wall, wall_span

_GOES_ON = timedelta(days=2)
"""How far the days after a week are looked at."""


@dataclass(frozen=True)
class OnDuty:
    """A member is on duty for a stretch; ``channels`` empty: on whatever they can."""

    member: str
    start: datetime
    end: datetime
    channels: tuple[str, ...]


def question(
    session: Session, team: Team, week: Week, staff: Sequence[OnDuty], now: datetime
) -> Json:
    """Return the question which replies the people on duty in a week give, as JSON."""
    skills = {str(each.id): each.channels for each in members.of_team(session, team.id)}
    duties = tuple(
        Duty(each.member, each.start, each.end, each.channels or skills.get(each.member, ()))
        for each in staff
    )
    return staffing.to_json(of_week(session, team, week, duties, now))


def of_week(
    session: Session,
    team: Team,
    week: Week,
    staff: tuple[Duty, ...],
    now: datetime,
    *,
    goes_on: bool = True,
) -> Question:
    """Return the question for a week with some staff.

    ``goes_on``: what came in before its end is answered by those who are on in the days after; as
    long as nothing else is known, by the same people as a week before.
    """
    forecast, intervals = forecasts.of_week(session, team, week, now)
    counted = platform_rules.on(session, team.id, week.monday)
    span = week.span(team.zone)
    around = (week.plus(-1), week, week.plus(1)) if goes_on else (week,)
    last = span.end + _GOES_ON if goes_on else span.end
    return Question(
        start=span.start,
        end=span.end,
        zone=team.timezone,
        channels=tuple(
            _judged(
                _load(each, intervals[each.slug], _windows(each, around, team.zone, last)),
                counted.get(each.kind, Platform()),
            )
            for each in forecasts.known(session, team)
        ),
        staff=(*staff, *_following(staff, team, span)) if goes_on else staff,
        base=tuple(
            each
            for near in around
            for each in _base(team, near)
            if span.start < each.end and each.start < last
        ),
        work_order=team.staffing.work_order,
        shrinkage=team.staffing.shrinkage,
        day_cv=forecast.day_cv,
        week_cv=forecast.week_cv,
    )


def windows(channel: Channel, week: Week, zone: ZoneInfo) -> tuple[Window, ...]:
    """Return the windows of a channel in a week as instants; over its end they go on."""
    spans = (
        (wall_span(week.days[each.weekday - 1], each.start, each.end, zone), each.state)
        for each in channel.windows
    )
    return tuple(Window(span.start, span.end, state) for span, state in spans if span)


def _windows(
    channel: Channel, around: Sequence[Week], zone: ZoneInfo, last: datetime
) -> tuple[Window, ...]:
    return tuple(
        each for near in around for each in windows(channel, near, zone) if each.start < last
    )


def _following(staff: Iterable[Duty], team: Team, span: Span) -> Iterable[Duty]:
    """Yield the duties of the first days once more, a week later by the clock on the wall."""
    for each in staff:
        if each.start < span.start + _GOES_ON:
            start, end = (_week_later(at, team.zone) for at in (each.start, each.end))
            if start < end:
                yield Duty(each.member, start, end, each.channels)


def _week_later(at: datetime, zone: ZoneInfo) -> datetime:
    wall = at.astimezone(zone).replace(tzinfo=None) + timedelta(days=7)
    return at_wall(wall, zone, shift_forward=True)


def _load(
    channel: Channel, intervals: Sequence[Interval], named: tuple[Window, ...]
) -> ChannelLoad:
    return ChannelLoad(
        slug=channel.slug,
        arrivals=tuple(each.mean for each in intervals),
        share=channel.target.share,
        within_minutes=channel.target.within_minutes,
        clock=channel.target.clock,
        measured_at=channel.target.measured_at,
        handling_minutes=channel.handling.mean_minutes,
        handling_cv=channel.handling.cv,
        writing_minutes=channel.writing.mean_minutes if channel.writing else None,
        writing_cv=channel.writing.cv if channel.writing else None,
        windows=named,
    )


def _judged(load: ChannelLoad, platform: Platform) -> ChannelLoad:
    return replace(load, badge=platform.badge, reply_window_minutes=platform.reply_window_minutes)


def _base(team: Team, week: Week) -> Iterable[Heads]:
    for each in team.base_staff:
        span = wall_span(week.days[each.weekday - 1], each.start, each.end, team.zone)
        if span and each.heads:
            yield Heads(span.start, span.end, each.heads)

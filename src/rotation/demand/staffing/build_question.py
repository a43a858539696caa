"""The staffing question of a rota: its people, the forecast of its week, the team's targets."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from rotation.demand import channel_hours
from rotation.demand.channel_hours import OpeningCalendar
from rotation.demand.channels import Channel
from rotation.demand.forecasting import team_forecast
from rotation.demand.forecasting.model import Interval
from rotation.demand.platforms import team_rules
from rotation.demand.platforms.badges import Platform
from rotation.demand.questions import prediction
from rotation.demand.questions.prediction import (
    ChannelLoad,
    ExtraHeads,
    OpenWindow,
    PlannedDuty,
    PredictionQuestion,
)
from rotation.json_value import Json
from rotation.team import members
from rotation.team.teams import Team
from rotation.timespan import Span, Week, at_wall, wall_span

_GOES_ON = timedelta(days=2)
"""How far the days after a week are looked at."""


@dataclass(frozen=True)
class DutyToPredict:
    """A member is on duty for a stretch; ``channels`` empty: on whatever they can."""

    member: str
    start: datetime
    end: datetime
    channels: tuple[str, ...]


def question(
    session: Session, team: Team, week: Week, staff: Sequence[DutyToPredict], now: datetime
) -> Json:
    """Return the question which replies the people on duty in a week give, as JSON."""
    skills = {str(each.id): each.channels for each in members.of_team(session, team.id)}
    duties = tuple(
        PlannedDuty(each.member, each.start, each.end, each.channels or skills.get(each.member, ()))
        for each in staff
    )
    return prediction.to_json(of_week(session, team, week, duties, now))


def of_week(
    session: Session,
    team: Team,
    week: Week,
    staff: tuple[PlannedDuty, ...],
    now: datetime,
    *,
    goes_on: bool = True,
) -> PredictionQuestion:
    """Return the question for a week with some staff; see ``of_weeks``."""
    return of_weeks(session, team, [week], staff, now, goes_on=goes_on)


def of_weeks(
    session: Session,
    team: Team,
    weeks: Sequence[Week],
    staff: tuple[PlannedDuty, ...],
    now: datetime,
    *,
    goes_on: bool = True,
) -> PredictionQuestion:
    """Return the question for weeks in a row with some staff; the level of all is the same.

    ``goes_on``: what came in before their end is answered by those who are on in the days after; as
    long as nothing else is known, by the same people as a week before.
    """
    forecast, intervals = team_forecast.of_weeks(session, team, weeks, now)
    opening = channel_hours.calendar_of(session, team)
    counted = team_rules.on(session, team.id, weeks[0].monday)
    start, end = weeks[0].span(team.zone).start, weeks[-1].span(team.zone).end
    around = (weeks[0].plus(-1), *weeks, weeks[-1].plus(1)) if goes_on else weeks
    last = end + _GOES_ON if goes_on else end
    return PredictionQuestion(
        start=start,
        end=end,
        zone=team.timezone,
        channels=tuple(
            _judged(
                _load(each, intervals[each.slug], _windows(each, around, opening, last)),
                counted.get(each.kind, Platform()),
            )
            for each in team_forecast.known(session, team)
        ),
        staff=(*staff, *_following(staff, team, weeks[-1])) if goes_on else staff,
        base=_base(team, around, Span(start, last)),
        work_order=team.staffing.work_order,
        shrinkage=team.staffing.shrinkage,
        day_cv=forecast.day_cv,
        week_cv=forecast.week_cv,
        forecast=forecast.id,
    )


def _windows(
    channel: Channel, around: Sequence[Week], opening: OpeningCalendar, last: datetime
) -> tuple[OpenWindow, ...]:
    return tuple(
        each
        for near in around
        for each in channel_hours.of_week(channel, near, opening)
        if each.start < last
    )


def _following(staff: Iterable[PlannedDuty], team: Team, week: Week) -> Iterable[PlannedDuty]:
    """Yield the duties of a week's first days once more, a week later by the clock on the wall."""
    monday = week.span(team.zone).start
    for each in staff:
        if monday <= each.start < monday + _GOES_ON:
            start, end = (_week_later(at, team.zone) for at in (each.start, each.end))
            if start < end:
                yield PlannedDuty(each.member, start, end, each.channels)


def _week_later(at: datetime, zone: ZoneInfo) -> datetime:
    wall = at.astimezone(zone).replace(tzinfo=None) + timedelta(days=7)
    return at_wall(wall, zone, shift_forward=True)


def _load(
    channel: Channel, intervals: Sequence[Interval], named: tuple[OpenWindow, ...]
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
        floor=channel.target.floor,
    )


def _judged(load: ChannelLoad, platform: Platform) -> ChannelLoad:
    return replace(load, badge=platform.badge, reply_window_minutes=platform.reply_window_minutes)


def _base(team: Team, weeks: Iterable[Week], during: Span) -> tuple[ExtraHeads, ...]:
    """Return who answers beside the rota at some time of a span."""
    return tuple(
        ExtraHeads(span.start, span.end, each.heads)
        for week in weeks
        for each in team.base_staff
        if (span := wall_span(week.days[each.weekday - 1], each.start, each.end, team.zone))
        and each.heads
        and during.start < span.end
        and span.start < during.end
    )

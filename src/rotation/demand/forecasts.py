"""What comes in when: the forecast of a team's channels, from its message log."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy.orm import Session

from rotation.demand import channels, forecast, volumes
from rotation.demand.channels import Channel
from rotation.demand.forecast import Forecast, Interval
from rotation.team import closures
from rotation.team.teams import Team
from rotation.timespan import Week

WEEKS = 13
"""How many weeks of the log a forecast looks at."""


@dataclass(frozen=True)
class TeamForecast:
    """The forecast of each channel of a team, and the spread of all together."""

    channels: Mapping[str, Forecast]
    day_cv: float
    week_cv: float


def known(session: Session, team: Team) -> list[Channel]:
    """Return the channels that are forecast."""
    return channels.listed(session, team.id)


def of_team(session: Session, team: Team, now: datetime) -> TeamForecast:
    """Return the forecast of a team from the full weeks before now."""
    asked = known(session, team)
    since = now - timedelta(weeks=WEEKS + 1)
    counts = {
        each.slug: forecast.weekly(volumes.hourly(session, team.id, each.id, since), team.zone, now)
        for each in asked
    }
    fitted = {each.slug: _fit(each, counts[each.slug]) for each in asked}
    whole = forecast.fit(forecast.together(list(counts.values())))
    return TeamForecast(fitted, whole.day_cv, whole.week_cv)


def of_week(
    session: Session, team: Team, week: Week, now: datetime
) -> tuple[TeamForecast, dict[str, tuple[Interval, ...]]]:
    """Return the forecast and, by channel, the intervals of a week."""
    found = of_team(session, team, now)
    holidays = frozenset(_holidays(team, week))
    by_channel = {
        slug: forecast.for_week(each, week, team.zone, holidays)
        for slug, each in found.channels.items()
    }
    return found, by_channel


def _fit(channel: Channel, counts: forecast.Counts) -> Forecast:
    return forecast.fit(counts, weekly_total=channel.weekly_volume)


def _holidays(team: Team, week: Week) -> set[date]:
    years = sorted({day.year for day in week.days})
    return set(closures.public_holidays(team, years)) & set(week.days)

"""The forecast of a team's channels, from its message log."""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

import msgspec
from sqlalchemy.orm import Session

from rotation.deferred import deferred
from rotation.demand import channels, day_plans
from rotation.demand.channels import Channel
from rotation.demand.forecasting import accuracy, campaigns, model
from rotation.demand.forecasting.accuracy import Accuracy
from rotation.demand.forecasting.model import HOURS, Counts, Forecast, Interval, Special
from rotation.demand.messages import message_log
from rotation.team import closures
from rotation.team.teams import Team
from rotation.timespan import DAY, Week, start_of_day, wall_minutes

if TYPE_CHECKING:
    import numpy as np
else:
    np = deferred("numpy")

WEEKS = 13
"""How many weeks of the log a forecast looks at."""


@dataclass(frozen=True)
class TeamForecast:
    """The forecast of each channel of a team, and the spread of all together."""

    channels: Mapping[str, Forecast]
    day_cv: float
    week_cv: float

    @property
    def id(self) -> str:
        """Return the id of the forecast: equal forecasts have equal ids."""
        return hashlib.sha256(msgspec.json.encode(self)).hexdigest()[:16]


@dataclass(frozen=True)
class ForecastReport:
    """The forecast of a week by channel, and how good forecasts one week ahead have been.

    An accuracy is None where too little has been seen.
    """

    forecast: TeamForecast
    intervals: Mapping[str, tuple[Interval, ...]]
    accuracies: Mapping[str, Accuracy | None]


def known(session: Session, team: Team) -> list[Channel]:
    """Return the channels that are forecast."""
    return channels.listed(session, team.id)


def of_team(session: Session, team: Team, now: datetime) -> TeamForecast:
    """Return the forecast of a team from the full weeks before now."""
    asked = known(session, team)
    return _fitted(asked, _history(session, team, asked, now))


def of_weeks(
    session: Session, team: Team, weeks: Sequence[Week], now: datetime
) -> tuple[TeamForecast, dict[str, tuple[Interval, ...]]]:
    """Return the forecast and, by channel, the quarters of an hour of weeks in a row."""
    found = of_team(session, team, now)
    by_week = [_intervals(session, team, each, found, 15) for each in weeks]
    return found, {
        slug: tuple(each for own in by_week for each in own[slug]) for slug in found.channels
    }


def report(session: Session, team: Team, week: Week, now: datetime, minutes: int) -> ForecastReport:
    """Return the forecast of a week in intervals, beside how good forecasts have been."""
    asked = known(session, team)
    history = _history(session, team, asked, now)
    found = _fitted(asked, history)
    return ForecastReport(
        found,
        _intervals(session, team, week, found, minutes),
        {each.slug: accuracy.accuracy(history[each.slug], _windows(each)) for each in asked},
    )


def _fitted(asked: Iterable[Channel], history: Mapping[str, Counts]) -> TeamForecast:
    fitted = {each.slug: _fit(each, history[each.slug]) for each in asked}
    whole = model.fit(model.together(list(history.values())))
    return TeamForecast(fitted, whole.day_cv, whole.week_cv)


def _intervals(
    session: Session, team: Team, week: Week, found: TeamForecast, minutes: int
) -> dict[str, tuple[Interval, ...]]:
    special = _special(session, team, week)
    return {
        slug: model.for_week(each, week, team.zone, special[slug], minutes)
        for slug, each in found.channels.items()
    }


def _history(
    session: Session, team: Team, asked: Iterable[Channel], now: datetime
) -> dict[str, Counts]:
    """Return what came in; days that are no guide to others are missing in it."""
    this = Week.of(now.astimezone(team.zone).date())
    first, last = this.plus(-WEEKS).monday, this.monday - DAY
    since = start_of_day(first, team.zone)
    entered = campaigns.listed(session, team.id, first, last)
    off = _holidays(team, first, last) | closures.days(session, team.id)
    past = (first + DAY * at for at in range((last - first).days + 1))
    off |= day_plans.factors(day_plans.listed(session, team.id), past).keys()
    hours = {each.slug: message_log.hourly(session, team.id, each.id, since) for each in asked}
    until = model.log_end((hour for own in hours.values() for hour in own), team.zone, now)
    return {
        slug: model.weekly(
            own, team.zone, now, off | campaigns.factors(entered, slug).keys(), until
        )
        for slug, own in hours.items()
    }


def _special(session: Session, team: Team, week: Week) -> dict[str, Special]:
    """Return by channel the dates of a week that are unlike others."""
    first, last = week.days[0], week.days[-1]
    holidays = _holidays(team, first, last)
    entered = campaigns.listed(session, team.id, first, last)
    planned = day_plans.factors(day_plans.listed(session, team.id), week.days)
    found = {}
    for each in known(session, team):
        factors = campaigns.factors(entered, each.slug)
        for day in holidays:
            factors[day] = factors.get(day, 1.0) * team.staffing.holiday_factor
        for day, factor in planned.items():
            factors[day] = factors.get(day, 1.0) * factor
        found[each.slug] = Special(holidays, factors)
    return found


def _fit(channel: Channel, counts: Counts) -> Forecast:
    return model.fit(counts, channel.weekly_volume, channel.weekly_profile)


def _windows(channel: Channel) -> "np.typing.NDArray[np.bool_]":
    """Return the hours of the week that windows of a channel name; without any the usual ones."""
    if not channel.windows:
        return accuracy.evenings_and_weekends()
    inside = np.zeros(HOURS, dtype=np.bool_)
    for each in channel.windows:
        first, last = wall_minutes(each.start), wall_minutes(each.end)
        start = 24 * (each.weekday - 1) + first // 60
        length = -(-(last - first if last > first else last - first + 1440) // 60)
        inside[np.arange(start, start + length) % HOURS] = True
    return inside


def _holidays(team: Team, first: date, last: date) -> frozenset[date]:
    years = range(first.year, last.year + 1)
    return frozenset(day for day in closures.public_holidays(team, years) if first <= day <= last)

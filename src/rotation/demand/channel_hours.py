"""Hours of a channel on its dates: windows of the week, day plans and closures in one rule."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from rotation.demand import day_plans
from rotation.demand.channels import Channel, State
from rotation.demand.day_plans import DayPlan
from rotation.demand.questions.prediction import OpenWindow
from rotation.team import closures
from rotation.team.teams import Team
from rotation.timespan import DAY, Week, wall_span

LAST_INSTANT = datetime.max.replace(tzinfo=UTC)


@dataclass(frozen=True)
class OpeningCalendar:
    """The calendar of opening hours: the zone, closed dates, day plans with windows."""

    zone: ZoneInfo
    closed: frozenset[date] = frozenset()
    plans: tuple[DayPlan, ...] = ()

    def plan_of(self, day: date) -> DayPlan | None:
        """Return the day plan whose opening hours hold on a date."""
        return next((each for each in self.plans if each.covers(day)), None)


def calendar_of(session: Session, team: Team) -> OpeningCalendar:
    """Return the opening calendar of a team."""
    planned = (each for each in day_plans.listed(session, team.id) if each.windows is not None)
    return OpeningCalendar(team.zone, closures.days(session, team.id), tuple(planned))


def of_week(channel: Channel, week: Week, calendar: OpeningCalendar) -> tuple[OpenWindow, ...]:
    """Return the windows of a channel that begin in a week; over its end they go on."""
    return of_days(channel, week.days, calendar)


def of_days(
    channel: Channel, days: Iterable[date], calendar: OpeningCalendar
) -> tuple[OpenWindow, ...]:
    """Return the windows of a channel that begin on some dates, as instants.

    The windows of a day plan replace those of the week; on a closed date nothing is open. A window
    that goes on into the next date ends where one of that date begins. A channel that names no
    hours of the week has none on any date.
    """
    found: list[OpenWindow] = []
    for day in days:
        own = _of_day(channel, day, calendar)
        following = _of_day(channel, day + DAY, calendar)[:1]
        ends = [each.start for each in (*own[1:], *following)] + [LAST_INSTANT]
        for each, last in zip(own, ends, strict=False):
            if each.start < last:
                found.append(OpenWindow(each.start, min(each.end, last), each.state))
    return tuple(found)


def _of_day(channel: Channel, day: date, calendar: OpeningCalendar) -> list[OpenWindow]:
    """Return the windows of a channel that begin on a date, in order."""
    is_closed = day in calendar.closed
    spans = (
        (wall_span(day, start, end, calendar.zone), "closed" if is_closed else state)
        for start, end, state in _wall(channel, day, calendar)
    )
    found = [OpenWindow(span.start, span.end, state) for span, state in spans if span]
    return sorted(found, key=lambda each: each.start)


def _wall(
    channel: Channel, day: date, calendar: OpeningCalendar
) -> Iterable[tuple[str, str, State]]:
    plan = calendar.plan_of(day)
    if not channel.windows:
        return
    if plan is None or plan.windows is None:
        for own in channel.windows:
            if own.weekday == day.isoweekday():
                yield own.start, own.end, own.state
        return
    for each in plan.windows:
        if not each.channels or channel.slug in each.channels:
            yield each.start, each.end, each.state

"""Channels that are pages of a platform, and their badges week by week, from the message log."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from rotation.demand.channels import Channel
from rotation.demand.messages import message_log
from rotation.demand.messages.work_items import Item
from rotation.demand.platforms import page_availability, team_rules
from rotation.demand.platforms.badges import BadgeRule, Platform
from rotation.demand.platforms.shipped_rules import Definition, on_date, shipped
from rotation.insights import badge, hours
from rotation.insights.badge import MeasuredBadge
from rotation.insights.waits import BusinessClock, CalendarClock, Clock
from rotation.team.teams import Team
from rotation.timespan import DAY, Span, Week, start_of_day


@dataclass(frozen=True)
class Page:
    """A channel of a platform: what came in, answered when the reply was sent, and its hours."""

    channel: Channel
    items: Sequence[Item]
    opened: Sequence[Span]
    closed: Sequence[Span]

    def clock(self, rule: BadgeRule) -> Clock:
        """Return the clock by which a rule counts."""
        if rule.clock == "calendar":
            return CalendarClock()
        if rule.away_hours is None:
            return BusinessClock(self.opened)
        most = timedelta(hours=rule.away_hours)
        return BusinessClock(page_availability.available(self.opened, self.closed, most))


@dataclass(frozen=True)
class Pages:
    """The pages of a team, with what counts at their platforms and until when the log is known."""

    team: Team
    span: Span
    found: Sequence[Page]
    rules: Sequence[Definition]
    until: datetime

    def badges(self, week: Week) -> tuple[MeasuredBadge, ...]:
        """Return the badges of a week, by the rule of its time, over the days that end with it."""
        counted = on_date(week.monday, self.rules)
        found = (self._badge(each, counted.get(each.channel.kind), week) for each in self.found)
        return tuple(each for each in found if each is not None)

    def _badge(self, page: Page, platform: Platform | None, week: Week) -> MeasuredBadge | None:
        """Return the badge of a page; None where there is none, or its days were not asked for."""
        rule = platform.badge if platform else None
        if rule is None:
            return None
        end = week.span(self.team.zone).end
        first = start_of_day(week.monday + (7 - rule.days) * DAY, self.team.zone)
        if first < self.span.start or self.span.end < end:
            return None
        mine = [each for each in page.items if first <= each.received_at < end]
        return badge.measured(page.channel.slug, rule, mine, page.clock(rule), self.until)


def pages(
    session: Session, team: Team, known: Iterable[Channel], span: Span, until: datetime
) -> Pages:
    """Return the channels whose platform has counted a badge at some time."""
    rules = team_rules.of_team(session, team.id)
    kinds = {each.platform for each in (*shipped(), *rules) if each.kind == "badge"}
    found = []
    for each in known:
        if each.kind in kinds:
            sent = replace(each, target=replace(each.target, measured_at="reply_sent"))
            items = message_log.received(session, team.id, sent, span)
            opened, closed = hours.opened_and_closed(session, team, each, span)
            found.append(Page(each, items, opened, closed))
    return Pages(team, span, found, rules, until)

"""When a reminder or a summary is due: lead times, quiet hours, what is too late. Pure."""

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Literal
from uuid import UUID
from zoneinfo import ZoneInfo

from rotation.timespan import DAY, Week, at_wall, wall_minutes, wall_span


@dataclass(frozen=True)
class QuietHours:
    """Wall-clock hours of a member in which chat and mail wait; ``end`` ≤ ``start``: next day."""

    start: str
    end: str


@dataclass(frozen=True)
class Summary:
    """The next week's rota in words, once a week at a wall time of the team.

    It goes to one of three: a webhook, a service of the operator's, or a contact of a member.
    """

    weekday: int
    at: str
    webhook: UUID | None = None
    service: str | None = None
    contact: UUID | None = None


@dataclass(frozen=True)
class EscalationStep:
    """Minutes after the start of a duty that nobody has acknowledged, and who is written to."""

    minutes: float
    to: Literal["member", "lead"]


@dataclass(frozen=True)
class NoticeRules:
    """``lead_minutes``: how long before a shift begins; none: no reminders.

    ``escalation``: the steps after the start of a duty that nobody acknowledges; none: no ladder.
    """

    lead_minutes: tuple[float, ...] = (60,)
    quiet_hours: QuietHours | None = None
    summary: Summary | None = None
    escalation: tuple[EscalationStep, ...] = ()


@dataclass(frozen=True, order=True)
class Reminder:
    """A reminder of a shift: when it is due, and how many minutes before it was meant to be.

    ``superseded_at`` is when the next one is due: from then on that one alone is sent.
    """

    due_at: datetime
    lead_minutes: float
    superseded_at: datetime | None = None


def reminders(start: datetime, rules: NoticeRules, zone: ZoneInfo, now: datetime) -> list[Reminder]:
    """Return the reminders of a shift that are still to be sent, by time.

    ``zone`` is the member's. Of those that are late already only the latest is left; none once the
    shift has begun.
    """
    if start <= now:
        return []
    leads = sorted(set(rules.lead_minutes), reverse=True)
    due = [
        after_quiet(start - timedelta(minutes=lead), rules.quiet_hours, zone, start)
        for lead in leads
    ]
    nexts = [*due[1:], None][: len(due)]
    return [
        Reminder(due_at, lead, following)
        for due_at, lead, following in zip(due, leads, nexts, strict=True)
        if following is None or following > max(now, due_at)
    ]


def after_quiet(
    at: datetime, quiet: QuietHours | None, zone: ZoneInfo, before: datetime
) -> datetime:
    """Return an instant moved to the end of the quiet hours it lies in.

    It stays where it is when they end only after ``before``.
    """
    if quiet is None:
        return at
    day = at.astimezone(zone).date()
    for on in (day - DAY, day):
        span = wall_span(on, quiet.start, quiet.end, zone)
        if span and at in span and span.end < before:
            return span.end
    return at


def summary_at(summary: Summary, week: Week, in_zone: ZoneInfo) -> datetime:
    """Return when the summary of a week is due: on its weekday in the week before.

    A time that the clock skips moves forward by the gap; of one it shows twice the first counts.
    """
    day = week.plus(-1).days[summary.weekday - 1]
    wall = datetime.combine(day, time()) + timedelta(minutes=wall_minutes(summary.at))
    return at_wall(wall, in_zone, shift_forward=True)


def next_summary(summary: Summary, in_zone: ZoneInfo, now: datetime) -> tuple[datetime, Week]:
    """Return when the next summary after an instant is due, and of which week it is."""
    week = Week.of(now.astimezone(in_zone).date()).plus(1)
    while (at := summary_at(summary, week, in_zone)) <= now:
        week = week.plus(1)
    return at, week


RETRIES = (5, 30, 120, 600, 1_800, 7_200, 18_000, 36_000, 50_400)
"""Seconds before each further attempt; afterwards as long as the last."""


def next_attempt(attempts: int, chance: float, asked: float | None) -> timedelta:
    """Return how long to wait after so many attempts: ±20 % by ``chance`` (0 … 1), or as asked."""
    usual = RETRIES[min(attempts, len(RETRIES)) - 1] if attempts else 0
    seconds = usual * (0.8 + 0.4 * chance)
    return timedelta(seconds=max(seconds, min(asked or 0.0, 86_400.0)))

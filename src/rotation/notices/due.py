"""When a reminder is due: lead times, quiet hours, and what is too late. Pure."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from rotation.timespan import DAY, wall_span


@dataclass(frozen=True)
class QuietHours:
    """Wall-clock hours of a member in which chat and mail wait; ``end`` ≤ ``start``: next day."""

    start: str
    end: str


@dataclass(frozen=True)
class NoticeRules:
    """``lead_minutes``: how long before a shift begins; none: no reminders."""

    lead_minutes: tuple[float, ...] = (60,)
    quiet_hours: QuietHours | None = None


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


RETRIES = (5, 30, 120, 600, 1_800, 7_200, 18_000, 36_000, 50_400)
"""Seconds before each further attempt; afterwards as long as the last."""


def next_attempt(attempts: int, chance: float, asked: float | None) -> timedelta:
    """Return how long to wait after so many attempts: ±20 % by ``chance`` (0 … 1), or as asked."""
    usual = RETRIES[min(attempts, len(RETRIES)) - 1] if attempts else 0
    seconds = usual * (0.8 + 0.4 * chance)
    return timedelta(seconds=max(seconds, min(asked or 0.0, 86_400.0)))

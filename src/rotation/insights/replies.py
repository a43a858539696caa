"""Measured replies: what the log says of channels, weeks, days and shifts, beside the prediction.

The prediction is the one stored with the latest published version of each week.
"""

from bisect import bisect_left
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from rotation.demand import channels
from rotation.demand.channels import Channel
from rotation.demand.messages import message_log
from rotation.errors import Impossible
from rotation.insights import hours, pages, waits
from rotation.insights.badge import MeasuredBadge
from rotation.insights.waits import BusinessClock, CalendarClock, Clock, Judged, Waits
from rotation.rota.shifts import Shift
from rotation.rota.versions import published_versions
from rotation.team.teams import Team
from rotation.timespan import DAY, Span, Week, start_of_day
from rotation.words import say

LONGEST = 1_100
"""Days that may be asked for at once."""
DRIFT_WEEKS = 4


@dataclass(frozen=True)
class Predicted:
    """A share that was predicted; low and high are its 10 and 90 % points where they are known."""

    within_share: float
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True)
class Beside:
    """Measured beside predicted replies of a channel."""

    channel: str
    measured: Waits
    predicted: Predicted | None = None

    @property
    def is_outside(self) -> bool | None:
        """Tell whether the share lies outside what was predicted; None when that is unknown."""
        share, band = self.measured.within_share, self.predicted
        if share is None or band is None or band.low is None or band.high is None:
            return None
        return not band.low <= share <= band.high


@dataclass(frozen=True)
class MeasuredDay:
    """A local date."""

    date: date
    channels: tuple[Beside, ...]


@dataclass(frozen=True)
class MeasuredShift:
    """A published shift: what came in during it, on its channels."""

    id: UUID
    pattern: str
    start: datetime
    end: datetime
    channels: tuple[Beside, ...]


@dataclass(frozen=True)
class MeasuredWeek:
    """A week, as far as it was asked for; ``version`` None: never published."""

    week: Week
    version: int | None
    channels: tuple[Beside, ...]
    days: tuple[MeasuredDay, ...]
    shifts: tuple[MeasuredShift, ...]
    badge: tuple[MeasuredBadge, ...] = ()


@dataclass(frozen=True)
class MeasuredReplies:
    """Measured replies; ``drift`` names channels of which four weeks left the predicted band."""

    known_until: datetime
    all: Waits
    channels: Mapping[str, Waits]
    weeks: tuple[MeasuredWeek, ...]
    drift: tuple[str, ...]


@dataclass(frozen=True)
class _Log:
    """The judged items of each channel, oldest first, and until when the log is known."""

    items: Mapping[str, Sequence[Judged]]
    until: datetime

    def during(self, slug: str, span: Span) -> Sequence[Judged]:
        """Return the items that came in on a channel during a span."""
        first, last = (
            bisect_left(self.items[slug], at, key=lambda each: each.received_at)
            for at in (span.start, span.end)
        )
        return self.items[slug][first:last]


def measured(
    session: Session, team: Team, span: Span, now: datetime, minutes: Sequence[float] = (15, 60)
) -> MeasuredReplies:
    """Return how what came in during a span was answered; Impossible when it is too long.

    Items of hours that belong to others are left out, as in the prediction.
    """
    if span.length > LONGEST * DAY:
        raise Impossible(say("At most {days} days can be asked for.", days=LONGEST), field="to")
    until = min(now, message_log.newest_message(session, team.id) or now)
    known = channels.listed(session, team.id)
    log = _Log({each.slug: _judged(session, team, each, span, until) for each in known}, until)
    paged = pages.pages(session, team, known, span, until)
    every = [each for found in log.items.values() for each in found]
    weeks = tuple(
        replace(_week(session, team, each, span, log), badge=paged.badges(each))
        for each in hours.weeks(team, span)
    )
    return MeasuredReplies(
        until,
        waits.summed_up(every, until, minutes),
        {slug: waits.summed_up(found, until, minutes) for slug, found in log.items.items()},
        weeks,
        drifting(weeks),
    )


def drifting(weeks: Iterable[MeasuredWeek]) -> tuple[str, ...]:
    """Return the channels whose four latest judged weeks all lie outside what was predicted."""
    outside: dict[str, list[bool]] = {}
    for week in weeks:
        for each in week.channels:
            if each.is_outside is not None:
                outside.setdefault(each.channel, []).append(each.is_outside)
    return tuple(
        slug
        for slug, found in outside.items()
        if len(found) >= DRIFT_WEEKS and all(found[-DRIFT_WEEKS:])
    )


def _judged(
    session: Session, team: Team, channel: Channel, span: Span, until: datetime
) -> list[Judged]:
    found = sorted(
        message_log.received(session, team.id, channel, span), key=lambda each: each.received_at
    )
    target = channel.target
    if not channel.windows:
        clock = _clock(channel, hours.staffed(session, team, span)) if found else CalendarClock()
        return waits.judged(found, clock, target.within_minutes, until)
    windows = hours.windows(session, team, channel, span)
    named = BusinessClock(Span(each.start, each.end) for each in windows)
    clock = _clock(channel, hours.opened(windows))
    mine = [each for each in found if named.runs(each.received_at)]
    return waits.judged(mine, clock, target.within_minutes, until)


def _clock(channel: Channel, opened: Iterable[Span]) -> Clock:
    return BusinessClock(opened) if channel.target.clock == "business" else CalendarClock()


def _week(session: Session, team: Team, week: Week, span: Span, log: _Log) -> MeasuredWeek:
    asked = week.span(team.zone).within(span)
    assert asked is not None
    published = published_versions.predicted(session, team.id, str(week))
    version, shifts, prediction = published or (None, (), None)
    is_whole = asked == week.span(team.zone)
    foretold = _by_channel(prediction if is_whole else None, "channels")
    days = []
    for day in week.days:
        midnights = start_of_day(day, team.zone), start_of_day(day + DAY, team.zone)
        if that := Span(*midnights).within(asked):
            on = _by_channel(_of_day(prediction, day), "channels")
            days.append(MeasuredDay(day, _beside(log, that, on)))
    return MeasuredWeek(
        week,
        version,
        _beside(log, asked, foretold),
        tuple(each for each in days if each.channels),
        tuple(_shift(each, log, asked, prediction) for each in shifts if each.start in asked),
    )


def _shift(
    shift: Shift, log: _Log, asked: Span, prediction: Mapping[str, Any] | None
) -> MeasuredShift:
    whole = Span(shift.start, shift.end)
    during = whole.within(asked)
    foretold = _by_channel(_of_span(prediction, whole) if during == whole else None, "channels")
    found = _beside(log, during, foretold) if during else ()
    mine = tuple(each for each in found if not shift.channels or each.channel in shift.channels)
    return MeasuredShift(shift.id, shift.pattern, shift.start, shift.end, mine)


def _beside(log: _Log, span: Span, predicted: Mapping[str, Predicted]) -> tuple[Beside, ...]:
    """Return what came in during a span, by channel, beside what was predicted."""
    found = []
    for slug in log.items:
        mine = log.during(slug, span)
        if mine or slug in predicted:
            found.append(Beside(slug, waits.summed_up(mine, log.until), predicted.get(slug)))
    return tuple(found)


def _of_day(prediction: Mapping[str, Any] | None, day: date) -> Mapping[str, Any] | None:
    days = (prediction or {}).get("days") or ()
    return next((each for each in days if each.get("date") == day.isoformat()), None)


def _of_span(prediction: Mapping[str, Any] | None, span: Span) -> Mapping[str, Any] | None:
    for each in (prediction or {}).get("stretches") or ():
        if (datetime.fromisoformat(each["start"]), datetime.fromisoformat(each["end"])) == (
            span.start,
            span.end,
        ):
            told: Mapping[str, Any] = each
            return told
    return None


def _by_channel(told: Mapping[str, Any] | None, name: str) -> dict[str, Predicted]:
    """Return the shares of a prediction, or of a day of it, by channel."""
    return {
        each["channel"]: Predicted(each["within_share"], each.get("low"), each.get("high"))
        for each in (told or {}).get(name) or ()
        if each.get("within_share") is not None
    }

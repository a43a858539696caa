"""Opening hours as customers see them: by date, as sentences and as schema.org markup."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from rotation.demand import channel_hours, day_plans
from rotation.demand.channel_hours import OpeningCalendar
from rotation.demand.channels import Channel
from rotation.json_value import Json
from rotation.team import closures
from rotation.team.teams import Team
from rotation.timespan import DAY, Span, merged
from rotation.words import LANGUAGES, Sentence, say

AHEAD = 400
"""How many dates are looked at for the next opening."""
_SCHEMA = "https://schema.org"
_WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


@dataclass(frozen=True)
class OpenHours:
    """Hours in which a channel is open, as instants and by the clock on the wall."""

    start: datetime
    end: datetime
    opens: str
    closes: str


@dataclass(frozen=True)
class OpeningDate:
    """A date and the open hours that begin on it; ``is_usual``: as any other of its weekday."""

    day: date
    hours: tuple[OpenHours, ...]
    is_usual: bool


@dataclass(frozen=True)
class OpeningNow:
    """The state of a channel at an instant: open until when, or when it opens again, if known."""

    at: datetime
    state: Literal["open", "closed"]
    until: datetime | None
    opens_at: datetime | None


@dataclass(frozen=True)
class CustomerHours:
    """The opening hours of a channel as customers see them at an instant, and ahead of it."""

    now: OpeningNow
    week: tuple[OpeningDate, ...]
    dates: tuple[OpeningDate, ...]
    sentences: dict[str, str]
    away: dict[str, str] | None
    schema_org: Json


def of_channel(
    session: Session, team: Team, channel: Channel, days: int, now: datetime
) -> CustomerHours:
    """Return the opening hours of a channel at an instant and for so many dates from it on."""
    calendar = channel_hours.calendar_of(session, team)
    today = now.astimezone(team.zone).date()
    dates = tuple(opening_dates(channel, calendar, today, days))
    seen = at(channel, calendar, now)
    sentence = spoken(seen, team.zone)
    sentences = {each: sentence.said_in(each, team.zone) for each in LANGUAGES}
    return CustomerHours(
        seen,
        tuple(usual_week(channel, team.zone, today)),
        dates,
        sentences,
        None if seen.state == "open" else _away(session, team, channel, sentences, today),
        schema_org(channel, usual_week(channel, team.zone, today), dates),
    )


def open_spans(channel: Channel, calendar: OpeningCalendar, first: date, days: int) -> list[Span]:
    """Return when a channel is open by its windows that begin on some dates, joined."""
    dates = (first + DAY * at for at in range(days))
    found = channel_hours.of_days(channel, dates, calendar)
    return merged(Span(each.start, each.end) for each in found if each.state == "open")


def at(channel: Channel, calendar: OpeningCalendar, now: datetime) -> OpeningNow:
    """Return whether a channel is open at an instant, and what comes next."""
    yesterday = now.astimezone(calendar.zone).date() - DAY
    # A week tells nearly always; only long closures need a look at the whole of a year.
    for days in (9, AHEAD):
        spans = open_spans(channel, calendar, yesterday, days)
        following = next((each for each in spans if each.end > now), None)
        if following and following.end < now + DAY * (days - 3):
            break
    if following is None:
        return OpeningNow(now, "closed", None, None)
    if following.start > now:
        return OpeningNow(now, "closed", following.start, following.start)
    ends = following.end if following.end < now + DAY * (AHEAD - 3) else None
    return OpeningNow(now, "open", ends, None)


def opening_dates(
    channel: Channel, calendar: OpeningCalendar, first: date, days: int
) -> Iterator[OpeningDate]:
    """Yield dates with the open hours that begin on each."""
    usual = OpeningCalendar(calendar.zone)
    for place in range(days):
        day = first + DAY * place
        own = open_spans(channel, calendar, day, 1)
        is_usual = own == open_spans(channel, usual, day, 1)
        yield OpeningDate(day, tuple(_hours(each, calendar.zone) for each in own), is_usual)


def usual_week(channel: Channel, zone: ZoneInfo, near: date) -> Iterator[OpeningDate]:
    """Yield the dates of the week around a date with the hours of the week alone."""
    monday = near - DAY * near.weekday()
    return opening_dates(channel, OpeningCalendar(zone), monday, 7)


def spoken(seen: OpeningNow, zone: ZoneInfo) -> Sentence:
    """Return in words whether a channel is open, and until or from when."""
    today = seen.at.astimezone(zone).date()
    if seen.until is None:
        if seen.state == "open":
            return say("We answer now.")
        return say("We do not answer here for the time being.")
    local = seen.until.astimezone(zone)
    time, day = f"{local.hour}:{local:%M}", local.date()
    if seen.state == "open":
        if day == today:
            return say("We answer now, until {time}.", time=time)
        return say("We answer now, until {day}, {time}.", day=day, time=time)
    if day == today:
        return say("We answer again today at {time}.", time=time)
    if day == today + DAY:
        return say("We answer again tomorrow at {time}.", time=time)
    return say("We answer again on {day} at {time}.", day=day, time=time)


def schema_org(
    channel: Channel, week: Iterator[OpeningDate], dates: tuple[OpeningDate, ...]
) -> Json:
    """Return the markup of schema.org for a contact point: the week, then dates unlike it.

    A date without hours opens and closes at 00:00; a whole day closes at 23:59.
    """
    usual = [
        _specification(each, dayOfWeek=f"{_SCHEMA}/{_WEEKDAYS[day.day.weekday()]}")
        for day in week
        for each in day.hours
    ]
    special = [
        _specification(each, validFrom=str(day.day), validThrough=str(day.day))
        for day in dates
        if not day.is_usual
        for each in day.hours or (None,)
    ]
    return {
        "@context": _SCHEMA,
        "@type": "ContactPoint",
        "name": channel.name,
        "contactType": "customer service",
        "hoursAvailable": usual + special,
    }


def _specification(hours: OpenHours | None, **more: str) -> Json:
    opens, closes = (hours.opens, hours.closes) if hours else ("00:00", "00:00")
    if hours and opens == closes == "00:00":
        closes = "23:59"
    return {"@type": "OpeningHoursSpecification", **more, "opens": opens, "closes": closes}


def _hours(span: Span, zone: ZoneInfo) -> OpenHours:
    start, end = (each.astimezone(zone) for each in (span.start, span.end))
    return OpenHours(span.start, span.end, f"{start:%H:%M}", f"{end:%H:%M}")


def _away(
    session: Session, team: Team, channel: Channel, sentences: dict[str, str], today: date
) -> dict[str, str]:
    """Return what customers read while a channel is closed: the team's words, then the hours.

    Those of a closed date go before those of its day plan, and these before the channel's own.
    """
    closed = (each.away for each in closures.listed(session, team.id) if each.day == today)
    planned = (each.away for each in day_plans.listed(session, team.id) if each.covers(today))
    texts = [*closed, *planned, channel.away]
    found = {}
    for language, sentence in sentences.items():
        own = next((said for each in texts if (said := each.in_language(language))), None)
        found[language] = f"{own} {sentence}" if own else sentence
    return found

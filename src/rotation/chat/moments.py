"""The instant or the span a question is about, from the days, parts and times it names."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from rotation.chat.grammar import Context, Days, Hours
from rotation.chat.lexicon import Clock, Token
from rotation.timespan import DAY, YEARS, Span, at_wall

_PARTS = {
    "morning": (6, 12),
    "afternoon": (12, 17),
    "evening": (17, 23),
    "night": (23, 30),
    "tonight": (17, 23),
    "small_hours": (23, 30),
    "pm": (12, 24),
    "evening_and_night": (17, 30),
}
"""Hours of a day's parts, counted from its midnight."""
_NIGHT = {"night", "tonight", "small_hours"}
_NOON, _MIDNIGHT = 720, 1440
_FROM_TO = re.compile(r"%@?=[-u@&]*%@?=")


@dataclass(frozen=True)
class MomentInText:
    """When: an instant, a span, or neither; with the places of the tokens that say so."""

    at: datetime | None = None
    span: Span | None = None
    used: frozenset[int] = frozenset()


@dataclass(frozen=True)
class _Parts:
    """The first of each: days, part of the day, hours, time; None where none is named."""

    days: Days | None
    part: str | None
    hours: Hours | None
    time: Clock | None
    is_later: bool


def moment(tokens: Sequence[Token], context: Context) -> MomentInText:
    """Return the instant or span that the tokens name together."""
    codes = "".join(each.code for each in tokens)
    if between := _FROM_TO.search(codes):
        found = _between(tokens[between.start() : between.end()], context)
        if found is not None:
            return MomentInText(span=found, used=frozenset(range(between.start(), between.end())))
    if "!" in codes:
        return _instants(tokens, codes, context)
    place = {code: codes.find(code) for code in "%P=#"}
    if place["#"] >= 0 and isinstance(tokens[place["#"]].value, tuple):
        start, end = tokens[place["#"]].value
        until = start.astimezone(None) + end if isinstance(end, timedelta) else _wall(end, context)
        if until > start:
            return MomentInText(span=Span(start, until), used=frozenset({place["#"]}))
    return _of_day(tokens, place, codes, context)


def _of_day(
    tokens: Sequence[Token], place: dict[str, int], codes: str, context: Context
) -> MomentInText:
    """Return the hours or the time of the day that is named, else of the nearest."""

    def value(code: str) -> object:
        return tokens[place[code]].value if place[code] >= 0 else None

    days, part, hours, clock = value("%"), value("P"), value("#"), value("=")
    days = days if isinstance(days, Days) else None
    whole = days is not None and days.first != days.last
    read = _Parts(
        days,
        part if isinstance(part, str) and not whole else None,
        hours if isinstance(hours, Hours) and not whole else None,
        clock if isinstance(clock, Clock) and not whole else None,
        "L" in codes,
    )
    used = {place["%"]} if days else set()
    used |= {place["P"]} if read.part else set()
    if read.hours is not None:
        return MomentInText(span=_hours(read, context), used=frozenset(used | {place["#"]}))
    if read.time is not None:
        until = place["="] >= 2 and re.search(r"u%@?$", codes[: place["="]])
        at = _wall(_on_clock(read, read.time, context), context)
        used |= {place["="]}
        if until and at > context.now:
            return MomentInText(span=Span(context.now, at), used=frozenset(used))
        return MomentInText(at=at, used=frozenset(used))
    if read.part is not None:
        return MomentInText(span=_part(read, context), used=frozenset(used))
    if days is not None:
        span = _span(days.first, 0, 24 * ((days.last - days.first).days + 1), context)
        return MomentInText(span=span, used=frozenset(used))
    return MomentInText()


def _instants(tokens: Sequence[Token], codes: str, context: Context) -> MomentInText:
    """Return an instant that is counted from now or written with its offset; two make a span."""
    places = [at for at, code in enumerate(codes) if code == "!"][:2]
    found = []
    for each in places:
        value = tokens[each].value
        if isinstance(value, timedelta):
            found.append(context.now.astimezone(None) + value)
        else:
            text = value.upper().replace(" ", "T")
            try:
                found.append(datetime.fromisoformat(text))
            except (ValueError, OverflowError):
                return MomentInText()
    if any(each.year not in YEARS for each in found):
        return MomentInText()
    if len(found) == 2 and found[0] < found[1]:
        return MomentInText(span=Span(*found), used=frozenset(places))
    return MomentInText(at=found[0], used=frozenset(places[:1]))


def _between(tokens: Sequence[Token], context: Context) -> Span | None:
    """Return the span from a time of one day to a time of another."""
    days = [each for each in tokens if each.code == "%"]
    times = [each.value for each in tokens if each.code == "="]
    if any(each.value.first != each.value.last for each in days):
        return None
    first, last = (
        datetime.combine(day.value.first, time()) + timedelta(minutes=at.minutes)
        for day, at in zip(days, times, strict=True)
    )
    if last <= first and days[1].text.isalpha():  # a weekday: the one after the first
        last += 7 * DAY
    start, end = _wall(first, context), _wall(last, context)
    return Span(start, end) if start < end else None


def _hours(read: _Parts, context: Context) -> Span:
    """Return hours from one time to another; what ends before it starts ends on the next day."""
    assert read.hours is not None
    day = read.days.first if read.days else context.today
    first = _PARTS[read.part][0] * 60 if read.part else 0
    last = _PARTS[read.part][1] * 60 if read.part else _MIDNIGHT
    both = [each.value for each in (read.hours.start, read.hours.end) if each is not None]
    noon = _NOON if all(_is_small(each, read.part) for each in both) else 0
    if read.hours.start is not None:
        first = _minutes(read.hours.start.value, read.part) + noon
    elif day == context.today:
        first = context.now.hour * 60 + context.now.minute
    if read.hours.end is not None:
        last = _minutes(read.hours.end.value, read.part) + noon
        if last <= first < last + _NOON and not read.hours.start and not read.hours.end.value.sure:
            last += _NOON
    while last <= first:
        last += _MIDNIGHT
    midnight = datetime.combine(day, time())
    start = _wall(midnight + timedelta(minutes=first), context)
    return Span(start, max(_wall(midnight + timedelta(minutes=last), context), start + _SHORTEST))


_SHORTEST = timedelta(minutes=1)


def _is_small(clock: Clock, part: str | None) -> bool:
    """Tell whether a time is one of the afternoon, as nobody means the small hours by "at 3"."""
    return part is None and not clock.sure and 60 <= clock.minutes < 360


def _minutes(clock: Clock, part: str | None) -> int:
    """Return a time in minutes from the day's midnight, as the part of the day has it."""
    minutes, half = clock.minutes, 0 if clock.sure else _NOON
    early, noonish = minutes < 360, _NOON <= minutes < 780
    if part in {"evening", "tonight", "evening_and_night"}:
        return minutes + (_MIDNIGHT if minutes < 240 else half if minutes < _NOON or noonish else 0)
    if part == "night":
        return minutes + (_MIDNIGHT if early else half if minutes < _NOON or noonish else 0)
    if part == "small_hours":
        return minutes + (0 if early else half if minutes < _NOON or noonish else 0)
    if part == "afternoon":
        return minutes + (half if minutes < 480 else 0)
    if part == "morning" and minutes >= _NOON:
        return minutes - half
    return minutes


def _on_clock(read: _Parts, clock: Clock, context: Context) -> datetime:
    """Return the wall time of a clock time on the day that is named, else on the nearest."""
    minutes, now = _minutes(clock, read.part), context.now.replace(tzinfo=None)
    is_today = read.days is None or read.days.first == context.today
    if read.part in _NIGHT and is_today and context.now.hour < 6 and minutes >= _MIDNIGHT:
        minutes -= _MIDNIGHT
    minutes += _NOON if _is_small(clock, read.part) else 0
    day = read.days.first if read.days else context.today
    wall = datetime.combine(day, time()) + timedelta(minutes=minutes)
    if read.days is None and context.is_past and wall > now:
        return wall - DAY
    if read.days is None and read.part is None and (clock.spoken or read.is_later) and wall <= now:
        later = wall + timedelta(minutes=_NOON)
        return later if later > now and not clock.sure and minutes < _NOON else wall + DAY
    return wall


def _part(read: _Parts, context: Context) -> Span:
    """Return a part of a day; a night that is under way is the one that is meant."""
    assert read.part is not None
    part, now = read.part, context.now
    day = read.days.first if read.days else now.date()
    first, last = _PARTS[part]
    if day == now.date() and part in _NIGHT:
        if now.hour < 6 or (context.is_past and part != "tonight"):
            return _span(day - DAY, *_PARTS["night"], context)
        if part == "tonight" and now.hour >= 23:
            return _span(day, *_PARTS["night"], context)
    span = _span(day, first, last, context)
    if read.days is None and not context.is_past and span.end <= now:
        return _span(day + DAY, first, last, context)
    if read.days is None and context.is_past and span.start > now:
        return _span(day - DAY, first, last, context)
    return span


def _span(day: date, first: int, last: int, context: Context) -> Span:
    """Return some hours of a day, counted on the wall clock from its midnight."""
    midnight = datetime.combine(day, time())
    start, end = midnight + timedelta(hours=first), midnight + timedelta(hours=last)
    return Span(_wall(start, context), _wall(end, context))


def _wall(wall: datetime, context: Context) -> datetime:
    zone = context.now.tzinfo
    return at_wall(wall, zone, shift_forward=True)  # type: ignore[arg-type]  # a ZoneInfo: `now` has the team's

"""Rotation or closed: what each choice of opening hours costs in hours and gives in replies."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from rotation.demand.channels import Window
from rotation.demand.questions.prediction import ChannelLoad, PlannedDuty, PredictionQuestion, State
from rotation.demand.questions.prediction import OpenWindow as Stretch
from rotation.rota import burden
from rotation.team.teams import Team
from rotation.timespan import Span, Week, wall_minutes, wall_span

_VISIT = timedelta(minutes=30)
_EVERY = timedelta(hours=3)
_EVENING = 17 * 60
_LATE = 18 * 60


@dataclass(frozen=True)
class OpeningHours:
    """The state of a channel (None: all) at some hours of a weekday."""

    weekday: int
    start: str
    end: str
    state: State
    channel: str | None = None


@dataclass(frozen=True)
class Option:
    """A choice of opening hours, by name; ``hours`` replace what the channels have there."""

    name: str
    hours: tuple[OpeningHours, ...] = ()


@dataclass(frozen=True)
class OptionCost:
    """Hours that a choice has people at work, those at unsocial times, and their burden."""

    agent_hours: float
    unsocial_hours: float
    burden: float


def default_options(windows: Sequence[Window]) -> list[Option]:
    """Return the choices that are always worth a look, as far as the hours allow them."""
    opened = [each for each in windows if each.state == "open"]
    evenings = [each for each in opened if each.weekday < 6 and _start(each) >= _EVENING]
    late = [each for each in opened if _end(each) > _LATE]
    options = [
        Option("as it is"),
        Option("each evening an hour shorter", tuple(_last_hour(each) for each in late)),
        Option("Sunday closed", _all_closed(each for each in opened if each.weekday == 7)),
        Option("weekend closed", _all_closed(each for each in opened if each.weekday > 5)),
        Option(
            "check-ins instead of shifts",
            tuple(
                OpeningHours(each.weekday, each.start, each.end, "check_in")
                for each in opened
                if each.weekday > 5 or _start(each) >= _EVENING
            ),
        ),
        Option("evenings closed", _all_closed(evenings)),
    ]
    return [options[0], *(each for each in options[1:] if each.hours)]


def with_option(
    question: PredictionQuestion, option: Option, week: Week, zone: ZoneInfo
) -> PredictionQuestion:
    """Return the question of a typical week under a choice of opening hours; see ``with_hours``."""
    # A dated week goes on for some days: here it is the week itself that repeats.
    typical = replace(
        question,
        staff=tuple(each for each in question.staff if each.start < question.end),
        regime="typical",
        include=(*question.include, "clocks"),
    )
    return with_hours(typical, option.hours, [week], zone)


def with_hours(
    question: PredictionQuestion,
    hours: Sequence[OpeningHours],
    weeks: Sequence[Week],
    zone: ZoneInfo,
) -> PredictionQuestion:
    """Return the question with other opening hours in some weeks.

    People are on only while some channel is open, and for visits of half an hour every three where
    all that is left are check-ins; who answers beside the rota stays. A channel without windows is
    open at all hours that are not changed.
    """
    on = [*(each.end for each in question.staff), *(each.end for each in question.base)]
    last = max([question.end, *on])
    named = [(each, _span(each, week, zone)) for week in weeks for each in hours]
    spans = [(each, span) for each, span in named if span and span.start < last]
    if not spans:
        return question
    always = Stretch(question.start, last)
    before = tuple(replace(load, windows=load.windows or (always,)) for load in question.channels)
    after = tuple(replace(load, windows=_windows(load, spans)) for load in before)
    channels = tuple(
        own if own.windows != old.windows else load
        for load, old, own in zip(question.channels, before, after, strict=True)
    )
    staff = tuple(_kept(question.staff, after, [span for _, span in spans]))
    return replace(question, channels=channels, staff=staff)


def load_of(question: PredictionQuestion, team: Team, holidays: frozenset[date]) -> OptionCost:
    """Return the hours of a question's people and what they weigh."""
    whole = unsocial = weight = 0.0
    for each in question.staff:
        span = Span(each.start, each.end)
        hours = span.length / timedelta(hours=1)
        points = burden.of_span(span, team.zone, holidays)
        whole += hours
        weight += points
        unsocial += hours if points else 0.0
    return OptionCost(round(whole, 2), round(unsocial, 2), round(weight, 2))


def frontier(points: Sequence[tuple[float, float, float]]) -> list[bool]:
    """Tell for each (hours, share in time, windows missed) whether no other beats it in all three.

    Fewer hours, a greater share and fewer missed are better.
    """
    keys = [(hours, -share, missed) for hours, share, missed in points]
    return [
        not any(
            all(b <= a + 1e-9 for a, b in zip(key, other, strict=True))
            and any(b < a - 1e-9 for a, b in zip(key, other, strict=True))
            for other in keys
        )
        for key in keys
    ]


def _kept(
    staff: Iterable[PlannedDuty], channels: Sequence[ChannelLoad], changed: Sequence[Span]
) -> Iterable[PlannedDuty]:
    """Yield duties without the hours in which the choice has closed everything."""
    opened = _times(channels, "open")
    visits = [
        Span(at, min(at + _VISIT, each.end))
        for each in _times(channels, "check_in")
        for at in _moments(each)
    ]
    for duty in staff:
        span = Span(duty.start, duty.end)
        outside = [span]
        for each in changed:
            outside = [part for one in outside for part in one.without(each)]
        inside = [part for each in changed if (part := span.within(each))]
        parts = [
            *outside,
            *(
                kept
                for part in inside
                for each in (*opened, *visits)
                if (kept := part.within(each))
            ),
        ]
        for start, end in _joined(parts):
            yield replace(duty, start=start, end=end)


def _moments(span: Span) -> Iterable[datetime]:
    at = span.start
    while at < span.end:
        yield at
        at += _EVERY


def _joined(parts: Sequence[Span]) -> Iterable[tuple[datetime, datetime]]:
    found: list[tuple[datetime, datetime]] = []
    for each in sorted(parts):
        if found and each.start <= found[-1][1]:
            found[-1] = found[-1][0], max(found[-1][1], each.end)
        else:
            found.append((each.start, each.end))
    return found


def _times(channels: Sequence[ChannelLoad], state: State) -> list[Span]:
    return [
        Span(each.start, each.end)
        for load in channels
        for each in load.windows
        if each.state == state
    ]


def _windows(
    load: ChannelLoad, changes: Sequence[tuple[OpeningHours, Span]]
) -> tuple[Stretch, ...]:
    own = [(hours, span) for hours, span in changes if hours.channel in {None, load.slug}]
    kept = [(Span(each.start, each.end), each.state) for each in load.windows]
    for hours, span in own:
        inside = [
            (part, hours.state) for before, _ in kept if (part := before.within(span)) is not None
        ]
        kept = [(part, state) for before, state in kept for part in before.without(span)]
        kept += inside or [(span, hours.state)]
    return tuple(Stretch(span.start, span.end, state) for span, state in sorted(kept))


def _span(hours: OpeningHours, week: Week, zone: ZoneInfo) -> Span | None:
    return wall_span(week.days[hours.weekday - 1], hours.start, hours.end, zone)


def _all_closed(windows: Iterable[Window]) -> tuple[OpeningHours, ...]:
    return tuple(OpeningHours(each.weekday, each.start, each.end, "closed") for each in windows)


def _last_hour(window: Window) -> OpeningHours:
    end = wall_minutes(window.end) or 1440
    last = end - 60
    start = f"{last // 60:02d}:{last % 60:02d}"
    return OpeningHours(window.weekday, start, window.end, "closed")


def _start(window: Window) -> int:
    return wall_minutes(window.start)


def _end(window: Window) -> int:
    """Return the minute a window ends; one that ends the next day ends late."""
    end = wall_minutes(window.end)
    return end if end > wall_minutes(window.start) else end + 1440

"""A staffing question as a planner asks it: a week, its people or others, and what is changed."""

from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Literal

from sqlalchemy.orm import Session

from rotation.demand import channel_hours, channels, shift_patterns, volume_spread
from rotation.demand.channel_hours import OpeningCalendar
from rotation.demand.channels import Minutes, Target, Window
from rotation.demand.questions import bounds
from rotation.demand.questions.prediction import (
    ChannelLoad,
    ExtraHeads,
    PlannedDuty,
    PredictionQuestion,
)
from rotation.demand.staffing import build_question, shift_requirements
from rotation.errors import Impossible, NotFound
from rotation.rota.staffing.rota_prediction import duties_of
from rotation.rota.versions import drafts, published_versions
from rotation.team import members
from rotation.team.teams import Team
from rotation.timespan import Week, wall_span
from rotation.words import say

MOST_INTERVALS = 169 * 12


@dataclass(frozen=True)
class Arrivals:
    """Arrivals on a channel: items per hour in each interval from the start of the week."""

    interval_minutes: float
    per_hour: tuple[float, ...]


@dataclass(frozen=True)
class HeadCountOverride:
    """An assumption about a channel instead of its settings."""

    target: Target | None = None
    handling: Minutes | None = None
    writing: Minutes | None = None
    windows: tuple[Window, ...] | None = None


@dataclass(frozen=True)
class HeadCounts:
    """Mere counts of people per interval from the start of the week."""

    interval_minutes: float
    counts: tuple[int, ...]


@dataclass(frozen=True)
class StaffingQuery:
    """A staffing question; a field left out is as it stands: the draft (else the published rota).

    ``safety``: the volume is the one that the weeks stay below with this chance; ``team``: as the
    team's plans are made for. ``forecast``: the
    id of the one that is meant; only the current one is known.
    """

    week: str
    weeks: int = 1
    version: str | None = None
    staff: tuple[PlannedDuty, ...] | None = None
    heads: HeadCounts | None = None
    arrivals: Mapping[str, Arrivals] = field(default_factory=dict)
    channels: Mapping[str, HeadCountOverride] = field(default_factory=dict)
    work_order: Literal["earliest_due", "fcfs", "priority"] | None = None
    priority: tuple[str, ...] = ()
    shrinkage: float | None = None
    backlog: Mapping[str, int] = field(default_factory=dict)
    engine: Literal["auto", "exact", "simulation"] = "auto"
    seed: int = 1
    include: tuple[str, ...] = ()
    safety: float | Literal["team"] | None = None
    forecast: str | None = None


def week_of(ask: StaffingQuery, team: Team, now: datetime) -> Week:
    """Return the week that is asked about; a typical one is like the next."""
    if ask.week == "typical":
        return Week.of(now.astimezone(team.zone).date()).plus(1)
    return Week.parse(ask.week)


def question(session: Session, team: Team, ask: StaffingQuery, now: datetime) -> PredictionQuestion:
    """Return the question; Impossible and NotFound name the field that is wrong."""
    week, typical = week_of(ask, team, now), ask.week == "typical"
    if typical and ask.weeks > 1:
        raise Impossible("A typical week repeats itself: ask for one week.", field="/weeks")
    known = {each.slug: each for each in channels.listed(session, team.id)}
    _check(ask, known)
    asked = [week.plus(at) for at in range(ask.weeks)]
    staff = _staff(session, team, ask, asked) if ask.heads is None else ()
    found = build_question.of_weeks(session, team, asked, staff, now, goes_on=not typical)
    _check_forecast(ask, found.forecast)
    opening = channel_hours.calendar_of(session, team)
    places = {slug: at for at, slug in enumerate(ask.priority)}
    found = at_volume_quantile(found, team.safety if ask.safety == "team" else ask.safety)
    found = replace(
        found,
        channels=tuple(
            replace(
                _overridden(each, known[each.slug], ask, opening, asked),
                priority=places.get(each.slug, len(places)),
            )
            for each in found.channels
        ),
        base=found.base if ask.heads is None else _heads(ask.heads, found.start),
        work_order=ask.work_order or team.staffing.work_order,
        shrinkage=team.staffing.shrinkage if ask.shrinkage is None else ask.shrinkage,
        backlog={slug: float(count) for slug, count in ask.backlog.items()},
        regime="typical" if typical else "dated",
        engine=ask.engine,
        seed=ask.seed,
        include=ask.include,
    )
    return bounds.calculable(found)


def at_volume_quantile(question: PredictionQuestion, safety: float | None) -> PredictionQuestion:
    """Return the question for weeks as busy as none but a few are."""
    if safety is None:
        return question
    factor = volume_spread.volume_factor(question.week_cv, safety)
    channels = tuple(
        replace(each, arrivals=tuple(value * factor for value in each.arrivals))
        for each in question.channels
    )
    return replace(question, channels=channels, week_cv=0.0)


def with_member_channels(
    session: Session, team: Team, staff: Sequence[PlannedDuty]
) -> tuple[PlannedDuty, ...]:
    """Return duties with the channels of their members, where they name none."""
    able = {str(each.id): each.channels for each in members.of_team(session, team.id)}
    return tuple(
        replace(each, channels=each.channels or able.get(each.member, ())) for each in staff
    )


def _check(ask: StaffingQuery, known: Mapping[str, object]) -> None:
    named = [
        *(f"/arrivals/{slug}" for slug in ask.arrivals),
        *(f"/channels/{slug}" for slug in ask.channels),
        *(f"/backlog/{slug}" for slug in ask.backlog),
        *(f"/policy/priority/{slug}" for slug in ask.priority),
    ]
    for pointer in named:
        slug = pointer.rsplit("/", 1)[1]
        if slug not in known:
            raise Impossible(say("There is no channel {slug}.", slug=slug[:64]), field=pointer)


def _check_forecast(ask: StaffingQuery, current: str) -> None:
    if ask.forecast not in {None, current}:
        raise Impossible(
            say(
                "This is not the current forecast, and old ones are not kept: the current one is "
                "{id}.",
                id=current,
            ),
            field="/forecast/id",
        )


def _staff(
    session: Session, team: Team, ask: StaffingQuery, weeks: Sequence[Week]
) -> tuple[PlannedDuty, ...]:
    if ask.staff is not None:
        return with_member_channels(session, team, ask.staff)
    return tuple(each for week in weeks for each in _staff_of(session, team, ask, week))


def _staff_of(
    session: Session, team: Team, ask: StaffingQuery, week: Week
) -> tuple[PlannedDuty, ...]:
    """Return who is on in a week by its rota, or as its requirements have it."""
    shifts = None
    if ask.version != "published":
        with suppress(NotFound):
            shifts = drafts.find(session, team.id, str(week)).shifts
    if shifts is None and ask.version != "draft":
        with suppress(NotFound):
            number = int(ask.version) if ask.version and ask.version.isdigit() else None
            shifts = published_versions.shifts_of(
                session,
                team.id,
                str(week),
                published_versions.number_of(session, team.id, str(week), number).number,
            )
    if shifts is None:
        if ask.version is not None:
            raise NotFound(say("The week {week} has no such rota.", week=str(week)), field="rota")
        return _required(session, team, week)
    duties = [
        PlannedDuty(each.member, each.start, each.end, each.channels) for each in duties_of(shifts)
    ]
    return with_member_channels(session, team, duties)


def _required(session: Session, team: Team, week: Week) -> tuple[PlannedDuty, ...]:
    """Return nameless people as the requirements have it, while there is no rota."""
    needed = shift_requirements.of_weeks(session, team, [week])
    found = []
    for each in shift_patterns.listed(session, team.id):
        own = each.minimum if each.target == "auto" else each.target
        for day in week.days if each.task == shift_requirements.ANSWERING else ():
            span = wall_span(day, each.start, each.end, team.zone)
            if day.isoweekday() not in each.weekdays or span is None:
                continue
            need = needed.get((each.id, day))
            heads = int(need.target if need else own)
            found += [
                PlannedDuty(f"{each.name} {day} {seat + 1}", span.start, span.end, each.channels)
                for seat in range(heads)
            ]
    return tuple(found)


def _heads(heads: HeadCounts, start: datetime) -> tuple[ExtraHeads, ...]:
    step = timedelta(minutes=heads.interval_minutes)
    return tuple(
        ExtraHeads(start + at * step, start + (at + 1) * step, count)
        for at, count in enumerate(heads.counts)
        if count
    )


def _overridden(
    load: ChannelLoad,
    channel: channels.Channel,
    ask: StaffingQuery,
    opening: OpeningCalendar,
    weeks: Sequence[Week],
) -> ChannelLoad:
    wanted = ask.channels.get(load.slug, HeadCountOverride())
    if arrivals := ask.arrivals.get(load.slug):
        load = replace(load, arrivals=_resampled(arrivals, len(load.arrivals)))
    if target := wanted.target:
        load = replace(
            load,
            share=target.share,
            within_minutes=target.within_minutes,
            clock=target.clock,
            measured_at=target.measured_at,
            floor=target.floor,
        )
    if handling := wanted.handling:
        load = replace(load, handling_minutes=handling.mean_minutes, handling_cv=handling.cv)
    if writing := wanted.writing:
        load = replace(load, writing_minutes=writing.mean_minutes, writing_cv=writing.cv)
    if wanted.windows is not None:
        changed = replace(channel, windows=wanted.windows)
        named = [channel_hours.of_week(changed, week, opening) for week in weeks]
        load = replace(load, windows=tuple(each for own in named for each in own))
    return load


def _resampled(arrivals: Arrivals, count: int) -> tuple[float, ...]:
    """Return items per quarter of an hour from rates of any interval."""
    found = []
    for at in range(count):
        place = int(at * 15 / arrivals.interval_minutes)
        rate = arrivals.per_hour[place] if place < len(arrivals.per_hour) else 0.0
        found.append(rate / 4)
    return tuple(found)


def windows_of(session: Session, team: Team) -> tuple[Window, ...]:
    """Return the windows of all channels of a team, each once."""
    found = [each for channel in channels.listed(session, team.id) for each in channel.windows]
    return tuple(dict.fromkeys(found))


def minutes_after(question: PredictionQuestion, minutes: float) -> datetime:
    """Return the instant so many minutes after the start of a question."""
    return question.start + timedelta(minutes=minutes)

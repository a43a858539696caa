"""Tools about a rota: a week, who could cover, why somebody has a place, where people lack."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta
from uuid import UUID

from sqlalchemy.orm import Session

from api.assistants.answers import (
    BrokenRule,
    ChannelShare,
    ClosedDay,
    Coverage,
    Gap,
    NamedMember,
    RankedMember,
    Ranking,
    WeekPlace,
    WeekRota,
)
from api.assistants.arguments import CoverageArguments, SlotArguments, WeekArguments
from api.assistants.call import Call, part
from rotation.errors import Impossible, NotFound, SpanEndsBeforeItStarts
from rotation.rota.checks import explanation, review
from rotation.rota.publishing import week_view
from rotation.rota.publishing.week_view import WeekView
from rotation.rota.shifts import Slot
from rotation.rota.versions import slot_lookup
from rotation.rota.versions.slot_lookup import Place
from rotation.solver.audit import Candidate
from rotation.team import closures, members
from rotation.team.teams import Team
from rotation.timespan import Week
from rotation.words import say

MOST_WEEKS = 6
_MOST_BREACHES = 5
_MOST_REASONS = 3


def week(call: Call, asked: WeekArguments) -> WeekRota:
    """Show the rota of a week as rows: places, people, open places, broken rules, predicted share.

    `version`: `published` (as it stands by now), `draft`, or a number (as it was published).
    """
    with call.reading() as session:
        team, wanted = call.team(session, asked.team), Week.parse(asked.week)
        if asked.version == "draft":
            shown = week_view.draft(session, team, wanted, call.now)
        else:
            number = None if asked.version == "published" else int(asked.version)
            shown = week_view.version(session, team, wanted, number, call.now)
    first, language = asked.cursor == 0, call.language(team)
    breaches = list(_breaches(shown, language)) if first else []
    shares = list(_shares(shown)) if first else []
    every = [_row(each, shown) for each in _slots(shown)]
    rows, left = part(every, asked.cursor, (*breaches, *shares))
    return WeekRota(
        team=team.slug,
        week=shown.week,
        version=shown.version,
        state=shown.state,
        timezone=team.timezone,
        open_places=shown.open_places,
        rows=rows,
        breaches=breaches,
        in_time=shares,
        next=left,
    )


def cover_for(call: Call, asked: SlotArguments) -> Ranking:
    """Rank everybody for a place, best first: what each would break or cost, and why."""
    with call.reading() as session:
        place = slot_lookup.find(session, asked.slot, call.now)
        found = review.candidates(
            session, place.team, place.shifts, place.shift, place.holder, call.now
        )
        return _ranking(call, session, (place, found, ()), asked)


def why(call: Call, asked: SlotArguments) -> Ranking:
    """Say why somebody has a place, and what each alternative would cost or break."""
    with call.reading() as session:
        place = slot_lookup.find(session, asked.slot, call.now)
        found = explanation.why(session, asked.slot, call.now)
        language = call.language(place.team)
        reasons = [each.said_in(language, place.team.zone) for each in found.reasons]
        return _ranking(call, session, (place, found.others, reasons), asked)


def coverage(call: Call, asked: CoverageArguments) -> Coverage:
    """List gaps, closed days and the predicted share in time per channel, week by week."""
    if asked.end < asked.start:
        raise SpanEndsBeforeItStarts("The end has to be after the start.", field="/to")
    weeks = _weeks(asked.start, asked.end)
    if len(weeks) > MOST_WEEKS:
        raise Impossible(say("Ask for {most} weeks at most.", most=MOST_WEEKS), field="/to")
    shown, unpublished = [], []
    with call.reading() as session:
        team = call.team(session, asked.team)
        for each in weeks:
            try:
                shown.append(week_view.version(session, team, each, None, call.now))
            except NotFound:
                unpublished.append(str(each))
        closed = closures.listed(session, team.id)
    days = asked.start, asked.end
    first = asked.cursor == 0
    shares = [share for each in shown for share in _shares(each)] if first else []
    every = [gap for each in shown for gap in _gaps(each, days)]
    gaps, left = part(every, asked.cursor, shares)
    return Coverage(
        team=team.slug,
        timezone=team.timezone,
        gaps=gaps,
        closed_days=[
            ClosedDay(day=each.day, name=each.name)
            for each in closed
            if first and asked.start <= each.day <= asked.end
        ],
        in_time=shares,
        unpublished=unpublished,
        next=left,
    )


def _weeks(first: date, last: date) -> Sequence[Week]:
    found = [Week.of(first)]
    while found[-1].monday + timedelta(days=7) <= last and len(found) <= MOST_WEEKS:
        found.append(found[-1].plus(1))
    return found


def _slots(shown: WeekView) -> Iterator[Slot]:
    for shift in shown.shifts:
        yield from shift.slots()


def _row(slot: Slot, shown: WeekView) -> WeekPlace:
    planned = shown.planned.get(slot.id, slot.member)
    changed = planned != slot.member or len(shown.parts.get(slot.id, ())) > 1
    return WeekPlace(
        slot=slot.id,
        pattern=slot.pattern,
        start=slot.start.astimezone(shown.team.zone),
        end=slot.end.astimezone(shown.team.zone),
        member=_named(slot.member, shown),
        planned=_named(planned, shown) if changed else None,
        changed=changed,
        required=slot.required,
        cancelled=slot.id in shown.cancelled,
    )


def _named(member: UUID | None, shown: WeekView) -> NamedMember | None:
    return NamedMember(id=member, name=shown.names[member]) if member else None


def _breaches(shown: WeekView, language: str) -> Iterator[BrokenRule]:
    for each in shown.review.breaches[:_MOST_BREACHES]:
        reason = each.because.said_in(language, shown.team.zone)
        yield BrokenRule(rule=each.rule, must_hold=each.must_hold, reason=reason[:200])


def _shares(shown: WeekView) -> Iterator[ChannelShare]:
    for each in shown.replies.channels if shown.replies else ():
        yield ChannelShare(
            week=shown.week,
            channel=each.channel,
            in_time=each.within_share,
            low=each.low,
            high=each.high,
            stale=shown.is_stale,
        )


def _gaps(shown: WeekView, days: tuple[date, date]) -> Iterator[Gap]:
    zone = shown.team.zone
    for slot in _slots(shown):
        if not slot.required or slot.id in shown.cancelled or not days[0] <= slot.day <= days[1]:
            continue
        for each in shown.parts[slot.id]:
            if each.member is None:
                yield Gap(
                    week=shown.week,
                    slot=slot.id,
                    pattern=slot.pattern,
                    start=each.start.astimezone(zone),
                    end=each.end.astimezone(zone),
                    channels=list(slot.channels),
                )


def _ranking(
    call: Call,
    session: Session,
    of: tuple[Place, Iterable[Candidate], Sequence[str]],
    asked: SlotArguments,
) -> Ranking:
    place, found, reasons = of
    team, shift = place.team, place.shift
    names, language = members.names(session, team.id), call.language(team)

    def named(member: UUID) -> NamedMember:
        return NamedMember(id=member, name=names[member])

    ranked = [_ranked(each, named(UUID(each.member)), team, language) for each in found]
    rows, left = part(ranked, asked.cursor)
    return Ranking(
        slot=asked.slot,
        pattern=shift.pattern,
        start=shift.start.astimezone(team.zone),
        end=shift.end.astimezone(team.zone),
        member=named(place.holder) if place.holder else None,
        reasons=[] if asked.cursor else list(reasons),
        ranked=rows,
        next=left,
    )


def _ranked(each: Candidate, who: NamedMember, team: Team, language: str) -> RankedMember:
    broken = [one.because.said_in(language, team.zone)[:200] for one in each.breaks]
    return RankedMember(
        member=who, fits=each.fits, points=each.points, breaks=broken[:_MOST_REASONS]
    )

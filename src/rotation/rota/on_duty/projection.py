"""Follows facts: keeps the projection of who is on duty, feeds' sequence, the team's revision."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING
from uuid import UUID

from sqlalchemy.orm import Session

from rotation.database import Fact, note
from rotation.demand.facts import DemandChanged
from rotation.errors import Conflict
from rotation.rota.facts import DutyAcknowledged, DutyMoved, OverrideChanged, PassedOn, Published
from rotation.rota.on_duty import duties, feed_words, team_holidays
from rotation.rota.store import duties as store
from rotation.rota.timeline import DutySpan, duty_spans, two_places
from rotation.rota.versions import published_versions
from rotation.team import members, teams
from rotation.team.facts import (
    MemberChanged,
    MemberLeft,
    MemberRenamed,
    TeamDeleted,
    TeamRenamed,
)
from rotation.timespan import DAY, Span, Week

if TYPE_CHECKING:
    from rotation.rota.store.duties import DutySpanRow

_KEPT_AFTER_END = timedelta(days=31)
Key = tuple[UUID, str, UUID]
Move = tuple[DutySpan | None, DutySpan | None]


def follow(session: Session, noted: Sequence[Fact], now: datetime) -> None:
    """Bring the projection up to date with what happened, and note each duty that moved."""
    weeks: dict[UUID, set[str]] = {}
    reasons: dict[UUID, str | None] = {}
    for fact in noted:
        match fact:
            case Published() | PassedOn():
                weeks.setdefault(fact.team, set()).add(fact.week)
                reasons[fact.team] = fact.reason
            case OverrideChanged():
                touched = _weeks_of(session, fact)
                weeks.setdefault(fact.team, set()).update(touched)
                reasons[fact.team] = fact.reason
            case TeamRenamed() | TeamDeleted():
                store.touch(session, fact.team, now - _KEPT_AFTER_END, now)
                store.bump(session, fact.team, now)
            case DemandChanged() | DutyAcknowledged():
                store.bump(session, fact.team, now)
            case MemberChanged() | MemberLeft():
                _remember(session, fact, now)
                store.bump(session, fact.team, now)
            case MemberRenamed():
                store.touch(session, fact.team, now - _KEPT_AFTER_END, now, fact.member)
                store.bump(session, fact.team, now)
    for team, touched_weeks in weeks.items():
        _rebuild(session, team, touched_weeks, now, reasons[team])


def _remember(session: Session, fact: MemberChanged | MemberLeft, now: datetime) -> None:
    """Let the duties of a member remember what the member no longer has, for narrowed feeds."""
    had = feed_words.membership_words(fact.roles, fact.channels)
    if isinstance(fact, MemberChanged):
        member = members.find(session, fact.member)
        if had == feed_words.membership_words(member.roles, member.channels):
            return
    store.touch_held(session, fact.member, now - _KEPT_AFTER_END, now, had)


def _weeks_of(session: Session, fact: OverrideChanged) -> set[str]:
    """Return the weeks an override touches, with those whose last night reaches into it."""
    zone = teams.of_id(session, fact.team).zone
    day = fact.start.astimezone(zone).date() - DAY
    last = fact.end.astimezone(zone).date()
    found = set()
    while day <= last:
        found.add(str(Week.of(day)))
        day += DAY
    return found


def _rebuild(
    session: Session, team_id: UUID, weeks: Iterable[str], now: datetime, reason: str | None
) -> None:
    store.hold(session, team_id, now)
    wanted = {_key(each): each for each in _timeline(session, team_id, set(weeks))}
    rows = {
        (row.slot_id, row.name, row.member_id): row
        for row in store.of_weeks(session, team_id, set(weeks))
    }
    seqs: dict[UUID, int] = {}
    for row in rows.values():
        seqs[row.slot_id] = max(seqs.get(row.slot_id, 0), row.seq + 1)
    # Who leaves goes first, so that nobody is in two places halfway.
    moved: list[Move] = [
        (_retire(row, seqs[row.slot_id], now), None)
        for key, row in rows.items()
        if row.active and key not in wanted
    ]
    session.flush()
    for key, span in wanted.items():
        if (move := _arrive(session, team_id, rows.get(key), span, seqs, now)) is not None:
            moved.append(move)
    if moved:
        store.check(session)
        _check_places(session, team_id, [after for _, after in moved if after], wanted.values())
        store.bump(session, team_id, now)
    for before, after in _paired(moved):
        note(session, DutyMoved(team_id, before, after, reason))


def _retire(row: "DutySpanRow", seq: int, now: datetime) -> DutySpan:
    before = duties.duty(row)
    _mark(row, {"active": False}, seq, now)
    return before


def _arrive(
    session: Session,
    team_id: UUID,
    row: "DutySpanRow | None",
    span: DutySpan,
    seqs: Mapping[UUID, int],
    now: datetime,
) -> Move | None:
    """Let a duty be as the timeline says; None when it is already."""
    seq, before = seqs.get(span.slot, 0), None
    values = {**duties.columns(span), "active": True}
    if row is None:
        store.insert(session, {**values, "team_id": team_id, "seq": seq, "changed_at": now})
        return None, span
    if row.active:
        before = duties.duty(row)
        if before == span:
            return None
    _mark(row, values, seq, now)
    return before, span


def _timeline(session: Session, team_id: UUID, weeks: set[str]) -> list[DutySpan]:
    team = teams.of_id(session, team_id)
    known = [Week.parse(each) for each in sorted(weeks)]
    span = Span(known[0].plus(-1).span(team.zone).start, known[-1].plus(1).span(team.zone).end)
    slots = published_versions.published(session, team_id, span)
    holidays = team_holidays.within(session, team, span)
    overrides = duties.overrides(session, team_id, span)
    found = duty_spans(slots, overrides, team.timezone, holidays)
    return [each for each in found if each.week in weeks]


def _mark(row: "DutySpanRow", values: dict[str, object], seq: int, now: datetime) -> None:
    for name, value in values.items():
        setattr(row, name, value)
    row.seq, row.changed_at = seq, now


def _check_places(
    session: Session, team_id: UUID, spans: Sequence[DutySpan], known: Iterable[DutySpan]
) -> None:
    """Raise Conflict when a member would be on duty twice at once (PostgreSQL refuses it too).

    ``known`` are the duties of the weeks of the spans. Only on a Monday may another week's night
    reach into them.
    """
    if not spans:
        return
    around = Span(min(each.start for each in spans), max(each.end for each in spans))
    weeks = {each.week for each in spans}
    if len(weeks) > 1 or any(each.day == Week.parse(each.week).monday for each in spans):
        known = duties.between(session, team_id, around)
    clash = two_places(each for each in known if each.span.overlaps(around))
    if clash:
        raise Conflict(
            "Somebody would be on duty in two places at once.",
            extra={"member": str(clash[0].member), "slots": [str(each.slot) for each in clash]},
        )


def _paired(
    moved: Sequence[Move],
) -> Iterable[Move]:
    """Put who left a part of a slot and who took it into one."""
    gone = {(each.slot, each.start): each for each, after in moved if each and after is None}
    for before, after in moved:
        if after is not None and before is None:
            yield gone.pop((after.slot, after.start), None), after
        elif after is not None:
            yield before, after
    for each in gone.values():
        yield each, None


def _key(span: DutySpan) -> Key:
    return span.slot, span.name, span.member

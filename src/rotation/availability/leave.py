"""When members can, would rather not, or cannot work: everything known, as spans."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from rotation.availability import store, weeks
from rotation.availability.weeks import AvailabilityEntry
from rotation.kept_reads import kept
from rotation.team.members import Member
from rotation.team.teams import Team
from rotation.timespan import Span, merged, minus, zone


@dataclass(frozen=True)
class MemberTime:
    """A member's time in a span, by kind; each kind is disjoint spans, in order.

    ``cannot`` is what absences and busy time (``away``) and the recurring week (``weekly``) make;
    ``dated`` is what of ``rather_not`` was wished for a date.
    """

    cannot: tuple[Span, ...] = ()
    rather_not: tuple[Span, ...] = ()
    prefers: tuple[Span, ...] = ()
    away: tuple[Span, ...] = ()
    weekly: tuple[Span, ...] = ()
    dated: tuple[Span, ...] = ()

    def within(self, span: Span) -> "MemberTime":
        """Return what of it lies in a span, each stretch whole."""
        kinds = (
            self.cannot,
            self.rather_not,
            self.prefers,
            self.away,
            self.weekly,
            self.dated,
        )
        return MemberTime(*(tuple(each for each in kind if each.overlaps(span)) for kind in kinds))


@dataclass(frozen=True)
class StatedTime:
    """A member's time as member, planner and calendar stated it; ``wishes`` by age."""

    week: tuple[AvailabilityEntry, ...] = ()
    away: list[Span] = field(default_factory=list)
    wishes: list[tuple[Span, str]] = field(default_factory=list)


def for_span(
    session: Session,
    team: Team,
    people: Iterable[Member],
    span: Span,
) -> Mapping[UUID, MemberTime]:
    """Return the time of each member in a span, by member."""
    whose = tuple((each.id, each.timezone or team.timezone) for each in people)
    return _for_span(session, team.id, whose, span)


@kept
def _for_span(
    session: Session, team_id: UUID, whose: Sequence[tuple[UUID, str]], span: Span
) -> Mapping[UUID, MemberTime]:
    """Return the time of members, each with the zone they live in."""
    recurring = weeks.of_team(session, team_id)
    known = {member: StatedTime(recurring.get(member, ())) for member, _ in whose}
    for absence in store.approved_between(session, team_id, span):
        if absence.member_id in known:
            known[absence.member_id].away.append(Span(absence.start, absence.end))
    for busy in store.busy_between(session, team_id, span):
        if busy.member_id in known:
            known[busy.member_id].away.append(Span(busy.start, busy.end))
    for wish in store.wishes_between(session, team_id, span):
        if wish.member_id in known:
            known[wish.member_id].wishes.append((Span(wish.start, wish.end), wish.kind))
    return {member: together(known[member], zone(name), span) for member, name in whose}


def together(known: StatedTime, in_zone: ZoneInfo, span: Span) -> MemberTime:
    """Return the time of a member, minute by minute, when all statements come together.

    Absences, busy time and a recurring ``cannot`` always hold. Elsewhere a dated wish beats the
    recurring week, and of two dated wishes for one minute the later one holds.
    """
    recurring = weeks.dated(known.week, in_zone, span)
    away = merged(part for each in known.away if (part := each.within(span)))
    cannot = merged([*recurring["cannot"], *away])
    rather_not, dated, prefers = recurring["rather_not"], list[Span](), list[Span]()
    for wish, kind in known.wishes:
        if part := wish.within(span):
            rather_not, dated, prefers = (
                minus(each, [part]) for each in (rather_not, dated, prefers)
            )
            chosen = prefers if kind == "prefer" else dated
            chosen.append(part)
            chosen.sort()
    # Two days in a row that are liked are two wishes, each to be met; a dislike is one stretch.
    return MemberTime(
        cannot=tuple(cannot),
        rather_not=tuple(minus(merged([*rather_not, *dated]), cannot)),
        prefers=tuple(minus(prefers, cannot)),
        away=tuple(away),
        weekly=tuple(recurring["cannot"]),
        dated=tuple(minus(merged(dated), cannot)),
    )

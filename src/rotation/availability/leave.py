"""When members can, would rather not, or cannot work: everything known, as spans."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy.orm import Session

from rotation.team.members import Member
from rotation.team.teams import Team
from rotation.timespan import Span


@dataclass(frozen=True)
class MemberTime:
    """What is known of a member's time in a span; each kind is disjoint spans, in order."""

    cannot: tuple[Span, ...] = ()
    rather_not: tuple[Span, ...] = ()
    prefers: tuple[Span, ...] = ()


def for_span(
    session: Session,
    team: Team,
    people: Iterable[Member],
    span: Span,
) -> Mapping[UUID, MemberTime]:
    """Return what is known of the time of each member in a span, by member."""
    del session, team, span
    return {each.id: MemberTime() for each in people}

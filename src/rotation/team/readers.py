"""In which language and zone members, and teams, read what is said to them."""

from typing import TYPE_CHECKING, NamedTuple
from uuid import UUID

from sqlalchemy.orm import Session

from rotation.team import members, teams
from rotation.words import LANGUAGES

if TYPE_CHECKING:
    from rotation.team.members import Member
    from rotation.team.store import MemberRow, TeamRow
    from rotation.team.teams import Team


class MemberReader(NamedTuple):
    """The language and the zone of a member, or of a team: in those they are written to."""

    language: str
    timezone: str


def reader_of(member: "Member | MemberRow | None", team: "Team | TeamRow") -> MemberReader:
    """Return how a member reads; None: whoever reads for the team.

    The first language of the member, else the first of the team, that there are sentences in.
    """
    own, timezone = (tuple(member.languages[:1]), member.timezone) if member else ((), None)
    spoken = (*own, *team.languages)
    language = next((each for each in spoken if each in LANGUAGES), "en")
    return MemberReader(language, timezone or team.timezone)


def by_id(session: Session, member_id: UUID) -> MemberReader:
    """Return how a member reads; NotFound when there is no such member."""
    member = members.find(session, member_id)
    return reader_of(member, teams.of_id(session, member.team_id))

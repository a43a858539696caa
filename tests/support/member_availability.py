"""Ann, the one member of a team, and what is known of her time, for tests of availability."""

from uuid import UUID

from fastapi.testclient import TestClient

from rotation.account.access import Access
from rotation.availability import leave
from rotation.team import members, teams
from rotation.timespan import Week
from support.organisation import TestOrganisation
from support.paths import GOLDEN
from support.planned_team import TEAM

ICS = (GOLDEN / "busy" / "free.ics").read_bytes()
"""A calendar with an hour of busy time: 1 December 2026 at 17:00 UTC."""
CALENDAR = {"Content-Type": "text/calendar; charset=utf-8", "If-Match": "*"}


def ann(home: TestOrganisation) -> str:
    """Make the team Nord with Ann on it; return her id."""
    home.post("/v1/teams", **TEAM)
    made: str = home.post("/v1/teams/nord/members", name="Ann")["id"]
    return made


def own(home: TestOrganisation, member: str) -> TestClient:
    """Return a client with a key of the member."""
    return home.client(Access.MEMBER, member=UUID(member))


def path(member: str, rest: str) -> str:
    """Return the address of something of a member."""
    return f"/v1/members/{member}/{rest}"


def known(home: TestOrganisation, member: str) -> leave.MemberTime:
    """Return what the planner knows of a member in week 49."""
    with home.reading() as session:
        team = teams.find(session, "nord")
        people = [members.find(session, UUID(member))]
        return leave.for_span(session, team, people, Week(2026, 49).span(team.zone))[UUID(member)]

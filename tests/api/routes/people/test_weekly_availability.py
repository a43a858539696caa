"""Members' weeks, absences, wishes and calendars through HTTP, down to the rota."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from rotation.account.access import Access
from rotation.availability import absences, leave
from rotation.availability.facts import AvailabilityChanged
from rotation.database import facts
from rotation.team import members, teams
from rotation.timespan import Span, Week
from support.member_availability import CALENDAR, ICS, ann, known, own, path
from support.organisation import TestOrganisation
from support.planned_team import Planner, named

WEEK = [{"weekday": 1, "from": "17:00", "to": "24:00", "kind": "cannot"}]
SPAN = {"start": "2026-12-01T17:00:00+01:00", "end": "2026-12-01T18:00:00+01:00"}


@pytest.fixture
def member(home: TestOrganisation) -> str:
    """The id of Ann, the one member of the team Nord."""
    return ann(home)


def test_a_week_is_put_and_read_as_the_same_bare_list(home: TestOrganisation, member: str) -> None:
    assert home.get(path(member, "availability")) == []
    assert home.put(path(member, "availability"), WEEK) == WEEK
    assert home.get(path(member, "availability")) == WEEK
    assert home.put(path(member, "availability"), []) == []


def test_a_week_is_put_only_onto_the_one_that_was_read(home: TestOrganisation, member: str) -> None:
    address = path(member, "availability")
    old = home.http.get(address).headers["etag"]
    home.put(address, WEEK)
    assert home.http.put(address, json=[]).status_code == 428
    assert home.http.put(address, json=[], headers={"If-Match": old}).status_code == 412
    assert home.get(address) == WEEK


@pytest.mark.parametrize(
    ("change", "pointer"),
    [
        ({"weekday": 8}, "/0/weekday"),
        ({"from": "25:00"}, "/0/from"),
        ({"to": "9"}, "/0/to"),
        ({"kind": "maybe"}, "/0/kind"),
        ({"until": "10:00"}, "/0/until"),
    ],
)
def test_a_wrong_entry_is_named(
    home: TestOrganisation, member: str, change: dict[str, Any], pointer: str
) -> None:
    body, match = [WEEK[0] | change], {"If-Match": "*"}
    answer = home.http.put(path(member, "availability"), json=body, headers=match)
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["pointer"] == pointer


@pytest.mark.parametrize(("what", "kind"), [("absences", "leave"), ("wishes", "prefer")])
def test_naive_reversed_and_missing_times_are_named(
    home: TestOrganisation, member: str, what: str, kind: str
) -> None:
    for change, pointer in (
        ({"start": "2026-12-01T17:00:00"}, "/start"),
        ({"end": SPAN["start"]}, "/end"),
        ({"end": "2026-12-01T16:00:00+01:00"}, "/end"),
        ({"kind": "holiday"}, "/kind"),
        ({"end": None}, "/end"),
    ):
        body = {**SPAN, "kind": kind, **change}
        answer = home.http.post(path(member, what), json=body)
        assert answer.status_code == 422, body
        assert answer.json()["errors"][0]["pointer"] == pointer
    assert home.get(path(member, what))["items"] == []


def test_what_a_planner_enters_is_approved_and_what_a_member_asks_waits(
    home: TestOrganisation, member: str
) -> None:
    assert home.post(path(member, "absences"), **SPAN)["state"] == "approved"
    http = own(home, member)
    for kind, state in (("leave", "asked"), ("other", "asked"), ("sick", "approved")):
        answer = http.post(path(member, "absences"), json={**SPAN, "kind": kind})
        assert (answer.status_code, answer.json()["state"]) == (201, state)


def test_asked_leave_counts_from_its_approval(home: TestOrganisation, member: str) -> None:
    asked = own(home, member).post(path(member, "absences"), json=SPAN).json()
    assert known(home, member).cannot == ()
    decide = path(member, f"absences/{asked['id']}")
    assert own(home, member).post(f"{decide}/approve").status_code == 403
    assert home.post(f"{decide}/approve")["state"] == "approved"
    assert len(known(home, member).cannot) == 1
    assert home.http.post(f"{decide}/refuse").status_code == 409
    assert own(home, member).delete(decide).status_code == 204
    assert known(home, member).cannot == ()


def test_refused_leave_never_counts(home: TestOrganisation, member: str) -> None:
    asked = own(home, member).post(path(member, "absences"), json=SPAN).json()
    assert home.post(path(member, f"absences/{asked['id']}/refuse"))["state"] == "refused"
    assert home.http.post(path(member, f"absences/{asked['id']}/approve")).status_code == 409
    assert known(home, member).cannot == ()


def test_wishes_are_made_listed_and_deleted(home: TestOrganisation, member: str) -> None:
    made = home.post(path(member, "wishes"), **SPAN, kind="prefer")
    assert home.get(path(member, "wishes"))["items"] == [made]
    assert len(known(home, member).prefers) == 1
    assert home.http.delete(path(member, f"wishes/{made['id']}")).status_code == 204
    assert home.get(path(member, "wishes"))["items"] == []
    assert home.http.delete(path(member, f"wishes/{made['id']}")).status_code == 404


def test_a_viewer_sees_all_but_the_address_of_a_calendar(
    home: TestOrganisation, member: str
) -> None:
    viewer = home.client(Access.VIEWER)
    home.put(path(member, "busy-calendar"), {"url": "https://192.0.43.10/secret.ics"})
    for what in ("availability", "absences", "wishes", "busy-calendar"):
        answer = viewer.get(path(member, what))
        assert answer.status_code == 200
        assert "secret" not in answer.text
    assert "secret" not in home.http.get("/v1/audit").text


def test_a_member_sees_and_changes_nothing_of_another(home: TestOrganisation, member: str) -> None:
    other = home.post("/v1/teams/nord/members", name="Ben")["id"]
    made = home.post(path(member, "wishes"), **SPAN, kind="prefer")["id"]
    away = home.post(path(member, "absences"), **SPAN)["id"]
    http, match = own(home, other), {"If-Match": "*"}
    answers = [
        *(
            http.get(path(member, each))
            for each in ("availability", "absences", "wishes", "busy-calendar")
        ),
        http.put(path(member, "availability"), json=WEEK, headers=match),
        http.post(path(member, "absences"), json=SPAN),
        http.post(path(member, "wishes"), json={**SPAN, "kind": "prefer"}),
        http.put(path(member, "busy-calendar"), content=ICS, headers=CALENDAR),
        http.delete(path(member, "busy-calendar")),
        http.delete(path(member, f"wishes/{made}")),
        http.delete(path(member, f"absences/{away}")),
    ]
    assert {each.status_code for each in answers} == {403}


def test_what_belongs_to_one_member_is_not_found_under_another(
    home: TestOrganisation, member: str
) -> None:
    other = home.post("/v1/teams/nord/members", name="Ben")["id"]
    made = home.post(path(member, "wishes"), **SPAN, kind="prefer")["id"]
    away = home.post(path(member, "absences"), **SPAN)["id"]
    assert home.http.delete(path(other, f"wishes/{made}")).status_code == 404
    assert home.http.delete(path(other, f"absences/{away}")).status_code == 404
    assert home.http.post(path(other, f"absences/{away}/approve")).status_code == 404


def test_an_erased_member_leaves_nothing_of_their_time(home: TestOrganisation, member: str) -> None:
    home.put(path(member, "availability"), WEEK)
    home.post(path(member, "absences"), **SPAN)
    home.post(path(member, "wishes"), **SPAN, kind="prefer")
    home.http.put(path(member, "busy-calendar"), content=ICS, headers=CALENDAR)
    with home.reading() as session:
        ann = members.find(session, UUID(member))
    assert home.http.delete(f"/v1/members/{member}").status_code == 204
    with home.reading() as session:
        team = teams.find(session, "nord")
        found = leave.for_span(session, team, [ann], Week(2026, 49).span(team.zone))
        assert found[ann.id] == leave.MemberTime()
    for what in ("availability", "absences", "wishes", "busy-calendar"):
        assert home.http.get(path(member, what)).status_code == 404
    told = [each for each in home.get("/v1/audit")["items"] if each["entity"] == "absence"]
    assert [(each["before"], each["after"]) for each in told] == [(None, None)]


def test_only_what_affects_a_rota_is_noted_as_a_change_of_it(
    home: TestOrganisation, member: str
) -> None:
    span = Span(home.clock.now, home.clock.now + timedelta(hours=1))
    with home.writing() as session:
        absences.create(session, UUID(member), span, "leave", home.clock.now, state="asked")
        assert not [each for each in facts(session) if isinstance(each, AvailabilityChanged)]
        absences.create(session, UUID(member), span, "sick", home.clock.now)
        noted = [each for each in facts(session) if isinstance(each, AvailabilityChanged)]
    assert [each.member for each in noted] == [UUID(member)]


def test_the_recurring_week_is_read_in_the_members_own_zone(
    home: TestOrganisation, member: str
) -> None:
    home.put(path(member, "availability"), WEEK)
    (paris,) = known(home, member).cannot
    home.patch(f"/v1/members/{member}", timezone="Asia/Tokyo")
    (tokyo,) = known(home, member).cannot
    assert paris.start - tokyo.start == timedelta(hours=8)


def test_who_is_away_for_a_part_of_a_shift_is_away_for_all_of_it(planner: Planner) -> None:
    free = {"Amélie", "Bruno"}
    span = {"start": "2026-12-01T19:00:00+01:00", "end": "2026-12-01T19:15:00+01:00"}
    for name in set(planner.people) - free:
        planner.home.post(path(planner.people[name], "absences"), **span)
    assert planner.in_a_hurry().run()["state"] == "succeeded"
    tuesday = planner.rota()["shifts"][1]
    assert tuesday["day"] == "2026-12-01"
    assert set(named(tuesday)) == free


def test_a_recurring_week_and_a_busy_calendar_shape_the_rota(planner: Planner) -> None:
    home = planner.home
    evenings = [
        {"weekday": each, "from": "16:00", "to": "23:00", "kind": "cannot"} for each in range(1, 8)
    ]
    home.put(path(planner.people["Amélie"], "availability"), evenings)
    busy = path(planner.people["Bruno"], "busy-calendar")
    home.http.put(busy, content=ICS, headers=CALENDAR)
    assert planner.in_a_hurry().run()["state"] == "succeeded"
    shifts = planner.rota()["shifts"]
    assert not [each for each in shifts if "Amélie" in named(each) and each["pattern"] == "Evening"]
    assert "Bruno" not in named(shifts[1])

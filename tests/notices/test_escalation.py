"""A duty that nobody acknowledges: the member again, then the lead, each step once."""

from datetime import datetime, timedelta

import pytest

from rotation.account.access import Access
from support.organisation import TestOrganisation
from support.outbox import Told
from support.planned_team import WEEK, named
from support.published_week import PublishedWeek
from support.web_pages import browser

LADDER = [{"minutes": 5, "to": "member"}, {"minutes": 10, "to": "lead"}]
QUIET = {"from": "16:00", "to": "23:00"}


def silent(told: Told) -> tuple[datetime, str, str]:
    """Publish with a ladder, through quiet hours; return the start, the slot, its member."""
    rules = {"lead_minutes": [], "escalation": LADDER, "quiet_hours": QUIET}
    answer = told.team.home.http.put(
        "/v1/teams/nord/notice-rules",
        json=rules,
        headers={
            "If-Match": told.team.home.http.get("/v1/teams/nord/notice-rules").headers["etag"]
        },
    )
    assert answer.status_code == 200, answer.text
    shift = told.planner.published()["shifts"][0]
    return datetime.fromisoformat(shift["start"]), shift["slots"][0]["id"], named(shift)[0]


def test_who_is_silent_is_told_again_then_the_lead_each_step_once(told: Told) -> None:
    told.hook("duty.unacknowledged")
    start, _, name = silent(told)
    assert told.at(start + timedelta(minutes=4)) == []
    assert told.at(start + timedelta(minutes=5)) == ["duty.unacknowledged"] * 2
    assert told.at(start + timedelta(minutes=6)) == []
    assert told.at(start + timedelta(minutes=10)) == ["duty.unacknowledged"] * 2
    holders = {each.said["data"]["holder"]["name"] for each in told.receiver.received}
    assert name in holders
    assert {each.said["data"]["to"] for each in told.receiver.received} == {"member", "lead"}


def test_quiet_hours_do_not_hold_it_up_once_the_shift_has_begun(told: Told) -> None:
    start, _, name = silent(told)
    told.contact(name)
    assert told.at(start + timedelta(minutes=5)) == ["duty.unacknowledged"]


def test_an_acknowledged_duty_ends_the_ladder_and_shows_on_duty(told: Told) -> None:
    told.hook("duty.unacknowledged", "duty.acknowledged")
    start, slot, name = silent(told)
    home, member = told.team.home, told.planner.people[name]
    home.clock.now = start - timedelta(hours=1)
    path = f"/v1/slots/{slot}/acknowledge"
    assert home.http.post(path, json={"member": member}).status_code == 200
    assert home.http.post(path, json={"member": member}).status_code == 200
    assert told.at(start) == ["duty.acknowledged"]
    assert told.at(start + timedelta(minutes=30)) == ["duty.unacknowledged"] * 2
    assert all(
        each.said["data"].get("holder", {}).get("name") != name for each in told.receiver.received
    )
    at = start.isoformat().replace("+00:00", "Z")
    on = home.get(f"/v1/teams/nord/on-duty?at={at}")["on_duty"]
    assert {each["member"]["name"]: each["acknowledged"] for each in on}[name] is True
    assert sum(each["acknowledged"] for each in on) == 1


def test_each_part_of_a_place_is_acknowledged_by_itself(told: Told) -> None:
    told.hook("duty.unacknowledged")
    start, slot, name = silent(told)
    home, people = told.team.home, told.planner.people
    home.clock.now = start - timedelta(hours=2)
    hour = timedelta(hours=1)
    other = next(who for each, who in people.items() if each != name)
    middle = {"start": f"{start + hour:%FT%TZ}", "end": f"{start + 2 * hour:%FT%TZ}"}
    home.post("/v1/teams/nord/overrides", **middle, slot=slot, member=other)
    path, again = f"/v1/slots/{slot}/acknowledge", start + 2 * hour
    first = home.post(path, member=people[name])
    assert datetime.fromisoformat(first["end"]) == start + hour
    told.at(again + timedelta(minutes=5))
    unheard = [each.said["data"] for each in told.receiver.received]
    late = [each for each in unheard if each.get("holder", {}).get("name") == name]
    assert {datetime.fromisoformat(each["starts_at"]) for each in late} == {again}
    second = home.post(path, member=people[name], start=f"{again:%FT%TZ}")
    assert datetime.fromisoformat(second["start"]) == again
    told.receiver.received.clear()
    told.at(again + timedelta(minutes=15))
    names = [e.said["data"].get("holder", {}).get("name") for e in told.receiver.received]
    assert name not in names
    wrong = {"member": people[name], "start": f"{start + hour:%FT%TZ}"}
    assert home.http.post(path, json=wrong).status_code == 409


def test_a_duty_of_tomorrow_or_of_somebody_else_cannot_be_acknowledged(told: Told) -> None:
    start, slot, name = silent(told)
    home, people = told.team.home, told.planner.people
    home.clock.now = start - timedelta(hours=25)
    path = f"/v1/slots/{slot}/acknowledge"
    assert home.http.post(path, json={"member": people[name]}).status_code == 409
    home.clock.now = start
    other = next(who for each, who in people.items() if each != name)
    assert home.http.post(path, json={"member": other}).status_code == 409


@pytest.mark.parametrize(
    ("step", "field"),
    [({"minutes": -1, "to": "lead"}, "minutes"), ({"minutes": 5, "to": "boss"}, "to")],
)
def test_a_ladder_that_does_not_fit_is_refused_by_its_field(
    home: TestOrganisation, step: dict[str, object], field: str
) -> None:
    PublishedWeek.of_nord(home)
    path = "/v1/teams/nord/notice-rules"
    etag = home.http.get(path).headers["etag"]
    answer = home.http.put(path, json={"escalation": [step]}, headers={"If-Match": etag})
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["pointer"] == f"/escalation/0/{field}"


def test_the_board_keeps_a_ladder_and_a_member_is_on_it(home: TestOrganisation) -> None:
    nord = PublishedWeek.of_nord(home)
    planner = browser(home, Access.MANAGER, nord.id("Amélie"))
    form = {"lead_minutes": "60", "escalate_member": "5", "escalate_lead": "10 20"}
    assert planner.post("/t/nord/set-up/notices", data=form).status_code == 303
    kept = home.get("/v1/teams/nord/notice-rules")["escalation"]
    assert [(each["minutes"], each["to"]) for each in kept] == [
        (5, "member"),
        (10, "lead"),
        (20, "lead"),
    ]
    assert 'value="10 20"' in planner.get("/t/nord/set-up/notices").text
    week = home.get(f"/v1/teams/nord/rotas/{WEEK}")
    shift = week["shifts"][0]
    slot, who = shift["slots"][0]["id"], shift["slots"][0]["member"]["id"]
    home.clock.now = datetime.fromisoformat(shift["start"]) - timedelta(hours=1)
    own = browser(home, Access.MEMBER, who)
    assert f"/me/shifts/{slot}/acknowledge" in own.get("/me/shifts").text
    assert own.post(f"/me/shifts/{slot}/acknowledge", data={}).status_code == 303
    assert f"/me/shifts/{slot}/acknowledge" not in own.get("/me/shifts").text

"""Set-up of rules, roles, messages to people, addresses and keys."""

import re
from typing import Any
from uuid import UUID

import pytest

from rotation.account.access import Access
from rotation.notices import chat_channels
from rotation.team import teams
from support.organisation import TestOrganisation
from support.published_week import PublishedWeek
from support.web_pages import Page, browser

BASE = "/t/nord/set-up"


@pytest.fixture
def nord(home: TestOrganisation) -> PublishedWeek:
    """A team with a published week."""
    return PublishedWeek.of_nord(home)


def planner(nord: PublishedWeek, access: Access = Access.MANAGER) -> Any:  # Any: a TestClient
    """Return the browser of a planner."""
    return browser(nord.home, access, nord.id("Amélie"))


def rest(minutes: str, **more: str) -> dict[str, str]:
    """Return the form of the rule of rest."""
    return {"at": "0", "state": "hard", "weight": "10", "rest_minutes": minutes, **more}


def test_a_rule_is_tried_on_the_week_before_it_is_kept(nord: PublishedWeek) -> None:
    one, path = planner(nord), f"{BASE}/rules/days-per-week"
    form = {"at": "0", "state": "hard", "most": "1", "action": "try"}
    before = nord.home.get("/v1/teams/nord/rules")
    tried = Page.of(one.post(path, data=form).text)
    assert "Nothing is kept yet." in tried.text
    assert "Amélie would work" in tried.text
    assert tried.wrong == []
    assert nord.home.get("/v1/teams/nord/rules") == before
    assert one.post(path, data={**form, "action": "keep"}).status_code == 303
    assert nord.home.get("/v1/teams/nord/rules")["days-per-week"]["most"] == 1
    assert "broken" in Page.of(one.get(f"{BASE}/rules").text).text


def test_a_rule_is_stated_for_some_people_and_turned_off(nord: PublishedWeek) -> None:
    one, path = planner(nord), f"{BASE}/rules/minimum-rest"
    one.post(path, data={**rest("720"), "at": "1", "members": nord.id("Hugo"), "note": "agreed"})
    both = nord.home.get("/v1/teams/nord/rules")["minimum-rest"]
    assert [each["rest_minutes"] for each in both] == [660, 720]
    assert both[1]["members"] == [nord.id("Hugo")]
    one.post(path, data={"at": "1", "state": "off"})
    assert nord.home.get("/v1/teams/nord/rules")["minimum-rest"]["rest_minutes"] == 660
    one.post(path, data={"at": "0", "state": "off"})
    assert nord.home.get("/v1/teams/nord/rules")["minimum-rest"] is None


def test_a_setting_out_of_bounds_is_told_at_its_field(nord: PublishedWeek) -> None:
    answer = planner(nord).post(f"{BASE}/rules/minimum-rest", data=rest("9999999"))
    assert answer.status_code == 422
    assert 'id="d-rest_minutes-0"' in answer.text
    assert 'value="9999999"' in answer.text


def test_every_rule_has_a_form_that_keeps_it_as_it_is(nord: PublishedWeek) -> None:
    one, before = planner(nord), nord.home.get("/v1/teams/nord/rules")
    for name in ("minimum-rest", "contract-hours", "coverage-target", "fair-burden"):
        page = one.get(f"{BASE}/rules/{name}").text
        typed = r'name="(\w+)" (?:type="text"|inputmode)[^>]*? value="([^"]*)"'
        form = dict(re.findall(typed, page.split("apart")[0]))
        state = re.search(r'value="(hard|soft|off)" selected', page)
        assert state
        one.post(f"{BASE}/rules/{name}", data={**form, "state": state[1], "action": "keep"})
    assert nord.home.get("/v1/teams/nord/rules") == before


def test_roles_are_added_changed_and_deleted_while_nobody_has_them(nord: PublishedWeek) -> None:
    one = planner(nord)
    one.post(f"{BASE}/roles", data={"name": "Night Watch", "tasks": ["webcare"]})
    one.post(f"{BASE}/roles/night-watch", data={"name": "Watch", "tasks": ["analytics"]})
    made = nord.home.get("/v1/teams/nord/roles/night-watch")
    assert (made["name"], made["tasks"]) == ("Watch", ["analytics"])
    taken = one.post(f"{BASE}/roles/content-marketer", data={"action": "delete"})
    assert taken.status_code == 409
    assert one.post(f"{BASE}/roles/night-watch", data={"action": "delete"}).status_code == 303


def test_messages_to_people_are_set_with_quiet_hours_and_a_summary(nord: PublishedWeek) -> None:
    home, hugo = nord.home, nord.id("Hugo")
    made = home.post(f"/v1/members/{hugo}/contacts", kind="email", address="h@example.org")
    form = {"lead_minutes": "1440, 60", "quiet_from": "22", "quiet_to": "7"}
    form |= {"summary_to": f"contact:{made['id']}", "summary_weekday": "5", "summary_at": "16:00"}
    assert planner(nord).post(f"{BASE}/notices", data=form).status_code == 303
    kept = home.get("/v1/teams/nord/notice-rules")
    assert kept["lead_minutes"] == [1440, 60]
    assert kept["quiet_hours"] == {"from": "22:00", "to": "07:00"}
    assert kept["summary"]["contact"] == made["id"]
    wrong = planner(nord).post(f"{BASE}/notices", data={**form, "lead_minutes": "soon"})
    assert 'id="d-lead_minutes"' in wrong.text


def test_a_calendar_address_of_the_team_is_shown_once_and_closed(nord: PublishedWeek) -> None:
    one = planner(nord)
    made = one.post(f"{BASE}/access/feeds", data={"channel": "whatsapp"})
    address = re.search(r"/ical/rcal_[\w-]{43}\.ics", made.text)
    assert address
    assert nord.home.http.get(address[0]).status_code == 200
    shown = one.get(f"{BASE}/access").text
    assert address[0] not in shown
    feed = re.search(r'access/feeds".*?name="delete" value="([\w-]+)"', shown, re.DOTALL)
    assert feed
    one.post(f"{BASE}/access/feeds", data={"delete": feed[1]})
    assert nord.home.http.get(address[0]).status_code == 404
    wrong = one.post(f"{BASE}/access/feeds", data={"channel": "none"})
    assert wrong.status_code == 404


def test_only_owners_see_and_make_keys(nord: PublishedWeek) -> None:
    form = {"access": "viewer", "key_name": "Wall", "privacy": "role", "only_team": "1"}
    assert planner(nord).post(f"{BASE}/access/keys", data=form).status_code == 403
    assert "API keys" not in planner(nord).get(f"{BASE}/access").text
    made = planner(nord, Access.OWNER).post(f"{BASE}/access/keys", data=form)
    key = re.search(r"rk_live_[\w-]+", made.text)
    assert key
    answer = nord.home.http.get("/v1/teams", headers={"Authorization": f"Bearer {key[0]}"})
    assert [each["slug"] for each in answer.json()["items"]] == ["nord"]


def test_a_webhook_tells_its_secret_once_and_private_addresses_are_refused(
    nord: PublishedWeek,
) -> None:
    one, form = planner(nord), {"url": "https://8.8.8.8/", "events": ["rota.published"]}
    assert "whsec_" in one.post(f"{BASE}/access/webhooks", data=form).text
    assert "whsec_" not in one.get(f"{BASE}/access").text
    refused = one.post(f"{BASE}/access/webhooks", data={**form, "url": "http://127.0.0.1/"})
    assert refused.status_code == 422
    assert 'id="d-url"' in refused.text


def test_a_chat_platform_is_connected_and_cut_off(nord: PublishedWeek) -> None:
    one, path = planner(nord), f"{BASE}/access/chat"
    form = {"platform": "slack", "secret": "s" * 32, "privacy": "name"}
    assert one.post(path, data={**form, "secret": "short"}).status_code == 422
    assert one.post(path, data=form).status_code == 303
    (made,) = nord.home.get("/v1/chat-connections")["items"]
    assert made["url"] in one.get(f"{BASE}/access").text
    with nord.home.writing() as session:
        where = "slack", UUID(made["id"]), "C1"
        team = teams.find(session, "nord").id
        chat_channels.create(session, team, where, ["gap.opened"], nord.home.clock.now)
    assert one.post(path, data={"delete": made["id"]}).status_code == 303
    assert nord.home.get("/v1/chat-connections")["items"] == []
    with nord.home.reading() as session:
        assert chat_channels.listed(session, team, UUID(made["id"])) == []

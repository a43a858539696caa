"""The set-up pages: what is wrong stands at its field, what was typed stays, nothing is lost."""

from typing import Any

import pytest

from rotation.account.access import Access
from support.organisation import TestOrganisation
from support.published_week import PublishedWeek
from support.web_pages import Page, browser

BASE = "/t/nord/set-up"
LOG = b"When,Network,Answered\n2026-11-17 18:00,WhatsApp Business,2026-11-17 18:05\nx,,\n"


@pytest.fixture
def nord(home: TestOrganisation) -> PublishedWeek:
    """A team with a published week."""
    return PublishedWeek.of_nord(home)


def planner(nord: PublishedWeek) -> Any:  # Any: a TestClient
    """Return the browser of a planner."""
    return browser(nord.home, Access.MANAGER, nord.id("Amélie"))


def test_a_refused_form_keeps_what_was_typed_and_says_what_is_wrong(nord: PublishedWeek) -> None:
    form = {"kinds": "x", "open-1": "17:00–25:00", "volume-x": "120"}
    answer = planner(nord).post(f"{BASE}/channels", data=form)
    assert answer.status_code == 422
    assert 'value="17:00–25:00"' in answer.text
    assert 'id="d-open-1"' in answer.text
    assert 'value="120"' in answer.text
    assert len(nord.home.get("/v1/teams/nord/channels")["items"]) == 1


def test_hours_are_written_as_people_write_them(nord: PublishedWeek) -> None:
    form = {"kinds": "x", "open-1": "9-12, 17h to 22h30", "closed-7": "20 – 2"}
    assert planner(nord).post(f"{BASE}/channels", data=form).status_code == 303
    made = nord.home.get("/v1/teams/nord/channels/x")
    assert [(w["weekday"], w["from"], w["to"], w["state"]) for w in made["windows"]] == [
        (1, "09:00", "12:00", "open"),
        (1, "17:00", "22:30", "open"),
        (7, "20:00", "02:00", "closed"),
    ]
    assert made["target"]["floor"] == 0.6


def test_a_target_below_its_floor_is_refused(nord: PublishedWeek) -> None:
    form = {"name": "WhatsApp", "share": "50", "floor": "65", "clock": "calendar"}
    answer = planner(nord).post(
        f"{BASE}/channels/whatsapp", data={**form, "measured_at": "pick_up"}
    )
    assert answer.status_code == 422
    assert "The floor may not be above the target." in Page.of(answer.text).text


def test_proposed_shifts_fill_only_the_days_without(nord: PublishedWeek) -> None:
    one = planner(nord)
    one.post(f"{BASE}/channels", data={"kinds": "x", "open-1": "17-22", "open-2": "12-17"})
    one.post(f"{BASE}/shifts", data={"action": "proposed"})
    made = nord.home.get("/v1/teams/nord/shift-patterns")["items"]
    assert [(each["weekdays"], each["start"]) for each in made[1:]] == [([2], "12:00")]


def test_the_hours_of_a_person_in_the_rota_stay_when_something_else_changes(
    nord: PublishedWeek,
) -> None:
    hugo, one = nord.id("Hugo"), planner(nord)
    contract = {"hours_per_week": 24, "rota_hours_per_week": 8}
    nord.home.patch(f"/v1/members/{hugo}", contract=contract)
    assert (
        'name="rota_hours_per_week" type="text" value="8"' in one.get(f"/t/nord/people/{hugo}").text
    )
    form = {"name": "Hugo", "hours": "24", "rota_hours_per_week": "8", "lead": "1"}
    assert one.post(f"/t/nord/people/{hugo}", data=form).status_code == 303
    assert nord.home.get(f"/v1/members/{hugo}")["contract"]["rota_hours_per_week"] == 8
    answer = one.post(f"/t/nord/people/{hugo}", data={**form, "rota_hours_per_week": "30"})
    assert 'id="d-rota_hours_per_week"' in answer.text


def test_people_out_of_a_list_get_their_mail_address(nord: PublishedWeek) -> None:
    form = {"people": "Zoé; 20; zoe@example.org", "action": "add", "key": "once"}
    one = planner(nord)
    assert one.post("/t/nord/people", data=form).status_code == 303
    assert one.post("/t/nord/people", data=form).status_code == 303
    people = nord.home.get("/v1/teams/nord/members?limit=100")["items"]
    (zoe,) = [each for each in people if each["name"] == "Zoé"]
    contacts = nord.home.get(f"/v1/members/{zoe['id']}/contacts")["items"]
    assert [each["address"] for each in contacts] == ["zoe@example.org"]


def test_a_log_is_shown_before_it_is_kept_and_its_columns_can_be_changed(
    nord: PublishedWeek,
) -> None:
    one, path = planner(nord), f"{BASE}/messages"
    shown = one.post(path, files={"file": ("log.csv", LOG)})
    page = Page.of(shown.text)
    assert page.wrong == []
    assert "Say which column tells when a message came in" in page.text
    packed = {"log": page.fields["log"], "received_at": "When", "channel": "Network"}
    packed |= {"replied_at": "Answered"}
    shown = one.post(path, data=packed)
    assert "WhatsApp Business" in shown.text
    named = {**packed, "from-0": "WhatsApp Business", "to-0": "whatsapp", "action": "add"}
    done = one.post(path, data=named)
    assert "1 message is in. 1 row was left out." in Page.of(done.text).text
    assert nord.home.get("/v1/teams/nord/forecast?week=2026-W50")["channels"][0]["channel"]


def test_a_packed_log_that_is_none_is_refused(nord: PublishedWeek) -> None:
    for log in ("x", "eJw=", "é" * 50):
        answer = planner(nord).post(f"{BASE}/messages", data={"log": log, "action": "add"})
        assert answer.status_code == 422


def test_weekly_totals_are_kept_at_their_channels(nord: PublishedWeek) -> None:
    form = {"volume-whatsapp": "210"}
    assert planner(nord).post(f"{BASE}/messages/volumes", data=form).status_code == 303
    assert nord.home.get("/v1/teams/nord/channels/whatsapp")["weekly_volume"] == 210


def test_days_are_closed_special_and_counted_by_category(nord: PublishedWeek) -> None:
    one, path = planner(nord), f"{BASE}/closures"
    one.post(path, data={"day": "2026-12-25", "name": "Christmas"})
    form = {"special_day": "2026-12-31", "special_name": "Eve", "special_from": "17"}
    assert one.post(f"{path}/special", data=form).status_code == 303
    (made,) = nord.home.get("/v1/teams/nord/special-days")["items"]
    assert (made["from"], made["to"]) == ("17:00", "24:00")
    wrong = one.post(f"{path}/holidays", data={"categories": "none"})
    assert wrong.status_code == 422


def test_erasing_somebody_asks_for_their_name(nord: PublishedWeek) -> None:
    hugo, one = nord.id("Hugo"), planner(nord)
    assert one.post(f"/t/nord/people/{hugo}/erase", data={"name": "hugo"}).status_code == 422
    assert one.post(f"/t/nord/people/{hugo}/erase", data={"name": "Hugo"}).status_code == 303
    assert nord.home.http.get(f"/v1/members/{hugo}").status_code == 404


@pytest.mark.parametrize(
    ("language", "title"),
    [
        ("en", "France: Code du travail"),
        ("fr", "France : Code du travail"),
        ("nl", "Frankrijk: Code du travail"),
    ],
)
def test_labour_law_is_named_in_the_language_of_the_reader(
    nord: PublishedWeek, language: str, title: str
) -> None:
    nord.home.patch("/v1/teams/nord", labour_preset="fr")
    one = planner(nord)
    for path in ("", "/rules", "/rules/minimum-rest"):
        answer = one.get(BASE + path, headers={"Accept-Language": language})
        assert title in Page.of(answer.text).text, path

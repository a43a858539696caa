"""The board of a week: what it shows, edits, conflicts, publication, what a member may."""

import re
from typing import Any
from uuid import UUID

import pytest
from fastapi.testclient import TestClient

from rotation.account.access import Access
from rotation.rota.tables.plans import RunRow
from support.organisation import TestOrganisation
from support.planned_team import WEEK
from support.published_week import PublishedWeek
from support.web_pages import Page, browser

BASE = f"/t/nord/w/{WEEK}"


@pytest.fixture
def nord(home: TestOrganisation) -> PublishedWeek:
    """A team with a published week."""
    return PublishedWeek.of_nord(home)


@pytest.fixture
def planner(nord: PublishedWeek) -> TestClient:
    """A planner's browser."""
    return browser(nord.home, Access.MANAGER, nord.id("Amélie"))


def send(one: TestClient, path: str, page: str, **form: Any) -> Any:
    """Send a form with the hidden fields of a page."""
    hidden = Page.of(one.get(page).text).fields
    form |= {name: hidden[name] for name in ("key", "rev") if name in hidden}
    return one.post(path, data=form)


def said(one: TestClient, answer: Any) -> str:
    """Return the sentence that follows a form."""
    assert answer.status_code == 303, answer.text
    text = one.get(answer.headers["location"]).text
    found = re.search(r'id="said">.*?<span>(.*?)</span>', text, re.DOTALL)
    assert found
    return found[1]


def test_the_published_week_shows_who_works_when(nord: PublishedWeek, planner: TestClient) -> None:
    page = Page.of(planner.get(BASE).text)
    assert "Version 1" in page.text
    assert page.text.count("17–22") >= 14
    assert "Amélie" in page.text
    assert "14 / 14" in page.text


def test_an_edit_moves_a_chip_and_is_told(nord: PublishedWeek, planner: TestClient) -> None:
    path = f"{BASE}/draft/a/{nord.slot('Mon')}"
    answer = send(planner, path, f"{BASE}/draft", action="give", member=nord.id("Hugo"))
    assert said(planner, answer) == "Given to Hugo."
    assert nord.holders("Mon", "draft") == ["Hugo", "Bruno"]
    text = Page.of(planner.get(f"{BASE}/draft").text).text
    assert "Draft, 1 change since version 1" in text
    assert "Amélie → Hugo" in text


def test_the_same_form_sent_twice_is_done_once(nord: PublishedWeek, planner: TestClient) -> None:
    page = Page.of(planner.get(f"{BASE}/draft").text)
    form = {**page.fields, "action": "give", "member": nord.id("Hugo")}
    path = f"{BASE}/draft/a/{nord.slot('Mon')}"
    first, second = planner.post(path, data=form), planner.post(path, data=form)
    assert (first.status_code, second.status_code) == (303, 303)
    assert first.headers["location"] == second.headers["location"]
    text = Page.of(planner.get(f"{BASE}/draft").text).text
    assert "Draft, 1 change" in text


def test_an_edit_of_an_older_board_is_a_conflict_that_shows_the_newer_one(
    nord: PublishedWeek, planner: TestClient
) -> None:
    other = browser(nord.home, Access.MANAGER, nord.id("Bruno"))
    seen = Page.of(other.get(f"{BASE}/draft").text).fields["rev"]
    path = f"{BASE}/draft/a/{nord.slot('Wed')}"
    send(planner, path, f"{BASE}/draft", action="give", member=nord.id("Hugo"))
    form = {"rev": seen, "action": "give", "member": nord.id("David")}
    answer = other.post(path, data=form)
    assert answer.status_code == 409
    page = Page.of(answer.text)
    assert "Somebody else changed this week a moment ago" in page.text
    assert "Emma → Hugo" in page.text
    assert nord.holders("Wed", "draft")[0] == "Hugo"


def test_undo_takes_the_last_edit_back(nord: PublishedWeek, planner: TestClient) -> None:
    path = f"{BASE}/draft/a/{nord.slot('Mon')}"
    send(planner, path, f"{BASE}/draft", action="open")
    assert nord.holders("Mon", "draft") == [None, "Bruno"]
    assert said(planner, send(planner, f"{BASE}/draft/undo", f"{BASE}/draft")).startswith(
        "The last"
    )
    assert nord.holders("Mon", "draft") == ["Amélie", "Bruno"]


def test_a_lock_stands_in_the_chip(nord: PublishedWeek, planner: TestClient) -> None:
    path = f"{BASE}/draft/a/{nord.slot('Mon')}"
    send(planner, path, f"{BASE}/draft", action="lock")
    assert "Evening 17:00–22:00, locked" in planner.get(f"{BASE}/draft").text
    send(planner, path, f"{BASE}/draft", action="unlock")
    assert "Evening 17:00–22:00, locked" not in planner.get(f"{BASE}/draft").text


def test_who_could_instead_is_listed_with_what_it_does(
    nord: PublishedWeek, planner: TestClient
) -> None:
    page = Page.of(planner.get(f"{BASE}/a/{nord.slot('Mon')}?of=draft").text)
    assert "Who else could" in page.text
    assert {"Chloé", "David", "Hugo"} <= set(page.texts)


def test_publishing_tells_whom_it_concerns(nord: PublishedWeek, planner: TestClient) -> None:
    path = f"{BASE}/draft/a/{nord.slot('Mon')}"
    send(planner, path, f"{BASE}/draft", action="give", member=nord.id("Hugo"))
    shown = Page.of(planner.get(f"{BASE}/publish").text)
    assert "2 people are told: Amélie and Hugo." in shown.text
    answer = send(planner, f"{BASE}/publish", f"{BASE}/publish", accept_gaps="1", reason="asked")
    assert said(planner, answer) == "Version 2 is published. 2 people are told."
    changes = Page.of(planner.get(f"{BASE}/changes?from=1&to=2").text)
    assert "asked" in changes.text
    again = planner.post(f"{BASE}/v/1/publish", data={"key": "once"})
    assert said(planner, again) == "Version 3 is published, as version 1 was."
    assert nord.holders("Mon") == ["Amélie", "Bruno"]


def test_a_gap_has_to_be_accepted(nord: PublishedWeek, planner: TestClient) -> None:
    path = f"{BASE}/draft/a/{nord.slot('Mon')}"
    send(planner, path, f"{BASE}/draft", action="open")
    refused = send(planner, f"{BASE}/publish", f"{BASE}/publish")
    assert refused.status_code == 409
    assert "Publish although 1 place is open" in Page.of(refused.text).text
    done = send(planner, f"{BASE}/publish", f"{BASE}/publish", accept_gaps="1")
    assert done.status_code == 303


def test_a_member_sees_the_published_week_and_no_draft(nord: PublishedWeek) -> None:
    one = browser(nord.home, Access.MEMBER, nord.id("Hugo"))
    assert one.get(BASE).status_code == 200
    assert "Open the draft" not in one.get(BASE).text
    for path in (f"{BASE}/draft", f"{BASE}/publish", "/t/nord/people", "/t/nord/set-up"):
        assert one.get(path).status_code == 403, path
    answer = one.post(f"{BASE}/draft/a/{nord.slot('Mon')}", data={"action": "open"})
    assert answer.status_code == 403
    assert nord.holders("Mon", "draft") == ["Amélie", "Bruno"]


def test_an_open_place_is_taken_by_who_can(nord: PublishedWeek, planner: TestClient) -> None:
    send(planner, f"{BASE}/draft/a/{nord.slot('Mon')}", f"{BASE}/draft", action="open")
    send(planner, f"{BASE}/publish", f"{BASE}/publish", accept_gaps="1")
    one = browser(nord.home, Access.MEMBER, nord.id("Hugo"))
    place = f"{BASE}/a/{nord.slot('Mon')}"
    assert "I can take it" in one.get(place).text
    assert one.post(f"{place}/take", data={"key": "once"}).status_code == 303
    assert "Hugo" in nord.on_duty("2026-11-30T18:00:00%2B01:00")
    assert "14 / 14" in Page.of(one.get(BASE).text).text


def test_who_cannot_come_opens_the_place_and_others_are_asked(nord: PublishedWeek) -> None:
    one = browser(nord.home, Access.MEMBER, nord.id("Amélie"))
    answer = one.post(f"{BASE}/a/{nord.slot('Mon')}/cannot-come", data={"key": "once"})
    assert said(one, answer).startswith("The place is open.")
    assert nord.on_duty("2026-11-30T18:00:00%2B01:00") == ["Bruno"]
    other = browser(nord.home, Access.MEMBER, nord.id("Hugo"))
    refused = other.post(f"{BASE}/a/{nord.slot('Tue')}/cannot-come", data={})
    assert refused.status_code == 403


def test_a_swap_is_asked_for_and_taken(nord: PublishedWeek) -> None:
    giver = browser(nord.home, Access.MEMBER, nord.id("Amélie"))
    answer = giver.post(f"{BASE}/a/{nord.slot('Mon')}/offer", data={"key": "once"})
    swap = answer.headers["location"]
    assert "A swap is asked" in giver.get(f"{BASE}/a/{nord.slot('Mon')}").text
    again = giver.post(f"{BASE}/a/{nord.slot('Mon')}/offer", data={"key": "twice"})
    assert again.status_code == 409
    beside = browser(nord.home, Access.MEMBER, nord.id("Bruno"))
    assert "I can take it" not in beside.get(swap).text  # who works then cannot
    taker = browser(nord.home, Access.MEMBER, nord.id("Hugo"))
    assert "I can take it" in taker.get(swap).text
    assert taker.post(f"{swap}/take", data={"key": "once"}).status_code == 303
    assert nord.holders("Mon") == ["Hugo", "Bruno"]
    assert taker.post(f"{swap}/take", data={"key": "later"}).status_code == 409
    assert "Mon 30 Nov" in Page.of(taker.get("/me/shifts").text).text


def test_a_past_week_and_an_empty_one_say_so(nord: PublishedWeek, planner: TestClient) -> None:
    assert "This week is over." in planner.get("/t/nord/w/2026-W40").text
    assert "Make the rota" in planner.get("/t/nord/w/2026-W51").text
    assert planner.get("/t/nord/w/2026-W99").status_code == 422
    assert planner.get(f"{BASE}/v/9").status_code == 404


def test_a_part_is_answered_to_htmx_and_says_so(nord: PublishedWeek, planner: TestClient) -> None:
    answer = planner.get(f"{BASE}/draft", headers={"HX-Request-Type": "partial"})
    assert answer.text.lstrip().startswith("<main")
    assert "HX-Request-Type" in answer.headers["vary"]
    assert "<html" not in answer.text


@pytest.mark.parametrize("access", [Access.MANAGER, Access.MEMBER])
def test_below_a_clash_stands_the_rota_that_it_leaves(nord: PublishedWeek, access: Access) -> None:
    made = nord.home.post("/v1/teams/nord/runs", week=WEEK)
    with nord.home.writing() as session:
        run = session.get_one(RunRow, UUID(made["id"]))
        run.state, run.outcome = "infeasible", {"conflicts": [], "ways_out": []}
    page = browser(nord.home, access, nord.id("Amélie")).get(f"{BASE}/runs/{made['id']}")
    assert page.status_code == 200
    below = page.text.split('class="card boardcard muted"')[1]
    assert "Chloé" in below
    assert "data-slot" not in below


def test_a_member_is_shown_what_they_can_mend_and_no_rules_of_others(
    nord: PublishedWeek, planner: TestClient
) -> None:
    answer = send(planner, f"{BASE}/draft/a/{nord.slot('Fri')}", f"{BASE}/draft", action="open")
    assert answer.status_code == 303
    answer = send(planner, f"{BASE}/publish", f"{BASE}/publish", accept_gaps="1")
    assert answer.status_code == 303, answer.text
    rail = re.compile(r'<aside class="rail".*?</aside>', re.DOTALL)
    member = browser(nord.home, Access.MEMBER, nord.id("Hugo"))
    (seen,), (planned,) = rail.findall(member.get(BASE).text), rail.findall(planner.get(BASE).text)
    assert "1 person short" in seen
    assert "I can take it" in seen
    assert "Find somebody" in planned
    assert "point" not in seen


def test_what_a_week_breaks_is_told_in_sentences_and_not_by_names_of_rules(
    nord: PublishedWeek, planner: TestClient
) -> None:
    form = {"action": "give", "member": nord.id("Bruno")}
    send(planner, f"{BASE}/draft/a/{nord.slot('Mon')}", f"{BASE}/draft", **form)
    page = planner.get(f"{BASE}/rules?of=draft", headers={"Accept-Language": "fr"})
    told = Page.of(page.text).text
    assert "doit" in told or "points" in told
    assert not re.search(r"\b[a-z]+-[a-z]+-?[a-z]*\b(?=</)", page.text.split("<tbody>")[1])


def test_who_else_could_is_told_what_it_means_for_them(
    nord: PublishedWeek, planner: TestClient
) -> None:
    page = planner.get(f"{BASE}/a/{nord.slot('Mon')}?of=draft").text
    told = re.findall(r"<b>([^<]+)</b><small class=\"warn\">(.*?)</small>", page)
    assert [(name, text) for name, text in told if not text.startswith(name)] == []


def test_a_week_of_a_team_without_people_leads_to_the_set_up(home: TestOrganisation) -> None:
    home.post("/v1/teams", slug="sud", name="Sud", timezone="Europe/Paris", country="FR")
    page = browser(home, Access.OWNER).get(f"/t/sud/w/{WEEK}").text
    assert "A rota needs people and shifts first." in page
    assert 'href="/t/sud/set-up"' in page
    assert "Make the rota" not in page


def test_the_place_of_the_times_is_named_in_the_language_of_the_reader(
    nord: PublishedWeek, planner: TestClient
) -> None:
    nord.home.patch("/v1/teams/nord", timezone="Europe/Brussels")
    page = planner.get(BASE, headers={"Accept-Language": "fr"}).text
    assert "Bruxelles" in page
    assert "Brussels" not in page


def test_of_many_open_places_the_first_are_named_and_the_others_counted(
    nord: PublishedWeek, planner: TestClient
) -> None:
    for day in ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"):
        path = f"{BASE}/draft/a/{nord.slot(day)}"
        assert send(planner, path, f"{BASE}/draft", action="open").status_code == 303
    rail = planner.get(f"{BASE}/draft").text.split('<aside class="rail"')[1]
    assert rail.count("1 person short") == 6
    assert "1 more place is open" in rail


def test_an_edit_leaves_the_order_of_people_as_it_was(
    nord: PublishedWeek, planner: TestClient
) -> None:
    shown = f"{BASE}/draft?sort=load"
    planner.headers["Referer"] = f"http://testserver{shown}&done=published"
    answer = send(planner, f"{BASE}/draft/a/{nord.slot('Mon')}", shown, action="lock")
    assert answer.headers["location"] == shown
    answer = send(planner, f"{BASE}/draft/undo", shown)
    assert answer.headers["location"] == shown
    late = planner.post(f"{BASE}/draft/undo", data={"rev": "an older one"})
    assert late.status_code == 409
    assert '"?sort=load" aria-current="true"' in late.text
    planner.headers["Referer"] = "http://[testserver"
    answer = send(planner, f"{BASE}/draft/a/{nord.slot('Mon')}", shown, action="lock")
    assert answer.headers["location"] == f"{BASE}/draft"

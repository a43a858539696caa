"""Links that show a published week: to whoever has one, until they are closed."""

import re
from typing import Any

import pytest
from fastapi.testclient import TestClient

from rotation.account.access import Access
from support.organisation import TestOrganisation
from support.planned_team import WEEK
from support.published_week import PublishedWeek
from support.web_pages import Page, browser

LINKS = f"/t/nord/w/{WEEK}/links"


@pytest.fixture
def nord(home: TestOrganisation) -> PublishedWeek:
    """A team with a published week."""
    return PublishedWeek.of_nord(home)


def planner(nord: PublishedWeek) -> Any:  # Any: a TestClient
    """Return the browser of a planner."""
    return browser(nord.home, Access.MANAGER, nord.id("Amélie"))


def made(nord: PublishedWeek, privacy: str) -> str:
    """Return the path of a new link."""
    answer = planner(nord).post(LINKS, data={"privacy": privacy})
    found = re.search(r"/week/rsee_[\w-]{43}", answer.text)
    assert found
    return found[0]


def opened(nord: PublishedWeek, path: str) -> Any:  # Any: an answer of httpx
    """Return what somebody without a session sees."""
    return TestClient(nord.home.app).get(path)


def test_a_link_shows_the_week_with_names_and_without_a_session(nord: PublishedWeek) -> None:
    answer = opened(nord, made(nord, "name"))
    page = Page.of(answer.text)
    assert (answer.status_code, page.wrong) == (200, [])
    assert "Monday 30 November" in page.text
    assert "17:00–22:00" in page.text
    assert "Bruno" in page.text
    assert "unsafe" not in answer.headers["content-security-policy"]
    assert answer.headers["cache-control"] == "private, no-store"


def test_a_link_of_roles_names_nobody(nord: PublishedWeek) -> None:
    text = opened(nord, made(nord, "role")).text
    assert "Content Marketer" in text
    assert [name for name in nord.people if name in text] == []


def test_a_link_follows_who_stands_in(nord: PublishedWeek) -> None:
    path = made(nord, "name")
    span = {"start": "2026-11-30T16:00:00Z", "end": "2026-11-30T21:00:00Z"}
    nord.home.post(
        "/v1/teams/nord/overrides", **span, member=nord.id("Hugo"), slot=nord.slot("Mon")
    )
    monday = opened(nord, path).text.split("Tuesday")[0]
    assert "Hugo" in monday
    assert "Amélie" not in monday


def test_a_closed_link_opens_nothing_like_one_that_never_was(nord: PublishedWeek) -> None:
    path, one = made(nord, "name"), planner(nord)
    shown = one.get(LINKS).text
    revoke = re.search(rf"{LINKS}/[\w-]+/revoke", shown)
    assert revoke
    assert one.post(revoke[0]).status_code == 303
    closed, unknown = opened(nord, path), opened(nord, "/week/rsee_" + "A" * 43)
    assert (closed.status_code, unknown.status_code) == (404, 404)
    assert opened(nord, "/week/x").status_code == 404
    told = [each["action"] for each in nord.home.get("/v1/audit")["items"]]
    assert told[:2] == ["deleted", "created"]


def test_only_planners_make_links_and_only_of_published_weeks(nord: PublishedWeek) -> None:
    member = browser(nord.home, Access.MEMBER, nord.id("Hugo"))
    assert member.post(LINKS, data={"privacy": "name"}).status_code == 403
    later = planner(nord).post("/t/nord/w/2027-W02/links", data={"privacy": "name"})
    assert later.status_code == 404


def test_a_link_of_another_organisation_is_not_closed(nord: PublishedWeek) -> None:
    path = made(nord, "name")
    revoke = re.search(rf"{LINKS}/[\w-]+/revoke", planner(nord).get(LINKS).text)
    assert revoke
    with TestOrganisation.founded(nord.home.app, nord.home.clock) as other:
        other.post("/v1/teams", slug="nord", name="Nord", timezone="Europe/Paris", country="FR")
        assert browser(other, Access.OWNER).post(revoke[0]).status_code == 404
    assert opened(nord, path).status_code == 200


@pytest.mark.parametrize(
    ("language", "day"),
    [("en", "Monday 30 November"), ("fr", "lundi 30 novembre"), ("nl", "maandag 30 november")],
)
def test_a_link_is_in_the_language_of_the_team(
    nord: PublishedWeek, language: str, day: str
) -> None:
    path = made(nord, "name")
    nord.home.patch("/v1/teams/nord", languages=[language])
    text = opened(nord, path).text
    assert f'<html lang="{language}"' in text
    assert day in text.replace("Lundi", "lundi").replace("Maandag", "maandag")
    there = TestClient(nord.home.app, headers={"Accept-Language": "nl"}).get(path).text
    assert '<html lang="nl"' in there

"""Availability on the board: one choice of three for each shift, the usual week, time away."""

from typing import Any

import pytest
from fastapi.testclient import TestClient

from rotation.account.access import Access
from support.organisation import TestOrganisation
from support.published_week import PublishedWeek
from support.web_pages import Page, browser

PAGE = "/me/availability?w=2026-W50"


@pytest.fixture
def nord(home: TestOrganisation) -> PublishedWeek:
    """A team with a published week."""
    return PublishedWeek.of_nord(home)


@pytest.fixture
def hugo(nord: PublishedWeek) -> TestClient:
    """A member's browser."""
    return browser(nord.home, Access.MEMBER, nord.id("Hugo"))


def chosen(one: TestClient, page: str = PAGE) -> list[str]:
    """Return what is chosen for each shift of a week, in order."""
    text = one.get(page).text.split('<form class="choice"')[1:]
    return [
        key
        for form in text
        for key in ("can", "rather_not", "cannot")
        if f'class="{key}" aria-pressed="true"' in form
    ]


def choose(one: TestClient, at: int, choice: str) -> Any:
    """Choose for the shift at a place of the list."""
    form = one.get(PAGE).text.split('<form class="choice"')[1:][at]
    fields = Page.of("<form" + form).fields
    return one.post(PAGE, data={**fields, "choice": choice})


def test_a_tap_is_kept_and_taken_back(hugo: TestClient) -> None:
    assert chosen(hugo) == ["can"] * 7
    assert choose(hugo, 1, "rather_not").status_code == 303
    assert choose(hugo, 2, "cannot").status_code == 303
    assert chosen(hugo) == ["can", "rather_not", "cannot", "can", "can", "can", "can"]
    assert "asked, the planner decides" in hugo.get(PAGE).text
    choose(hugo, 1, "can")
    choose(hugo, 2, "can")
    assert chosen(hugo) == ["can"] * 7


def test_a_date_beats_the_usual_week(hugo: TestClient, nord: PublishedWeek) -> None:
    pattern = nord.patterns["Evening"]
    usual = {f"{day}-{pattern}": "rather_not" for day in range(1, 8)}
    assert hugo.post("/me/availability/usual", data=usual).status_code == 303
    assert chosen(hugo) == ["rather_not"] * 7
    choose(hugo, 3, "can")
    assert chosen(hugo)[3] == "can"


def test_leave_is_asked_for_and_decided(hugo: TestClient, nord: PublishedWeek) -> None:
    form = {"first": "2026-12-07", "last": "2026-12-08"}
    assert hugo.post("/me/availability/away", data=form).status_code == 303
    assert chosen(hugo)[:3] == ["cannot", "cannot", "can"]
    planner = browser(nord.home, Access.MANAGER)
    page = planner.get("/t/nord/people").text
    approve = page.split("/leave/")[1].split('/approve"')[0]
    path = f"/t/nord/people/{nord.id('Hugo')}/leave/{approve}/approve"
    assert planner.post(path, data={"key": "once"}).status_code == 303
    assert "approved" in hugo.get("/me/availability").text


@pytest.mark.parametrize(
    "form", [{}, {"first": "yesterday"}, {"first": "2026-12-08", "last": "2026-12-07"}]
)
def test_leave_that_cannot_be_is_told_in_place(hugo: TestClient, form: dict[str, str]) -> None:
    answer = hugo.post("/me/availability/away", data=form)
    assert answer.status_code == 422
    assert 'role="alert"' in answer.text


def test_a_week_is_said_as_the_week_before(hugo: TestClient) -> None:
    before = PAGE.replace("W50", "W49")
    choose(hugo, 1, "rather_not")
    choose(hugo, 2, "cannot")
    said = chosen(hugo)
    after = PAGE.replace("W50", "W51")
    path = after.replace("availability", "availability/as-before")
    assert hugo.post(path, data={"key": "as-before"}).status_code == 303
    assert chosen(hugo, after) == said
    assert chosen(hugo, before) == ["can"] * 7


def test_leave_stays_where_a_week_is_said_as_the_week_before(hugo: TestClient) -> None:
    form = {"first": "2026-12-14", "last": "2026-12-15"}
    assert hugo.post("/me/availability/away", data=form).status_code == 303
    choose(hugo, 4, "rather_not")
    after = PAGE.replace("W50", "W51")
    path = after.replace("availability", "availability/as-before")
    assert hugo.post(path, data={"key": "as-before"}).status_code == 303
    assert chosen(hugo, after) == ["cannot", "cannot", "can", "can", "rather_not", "can", "can"]


@pytest.mark.parametrize(
    ("horizon", "said"),
    [
        ({"weeks": 2}, "wishes until Tue 1 Dec 12:30"),
        ({"weeks": 2, "publish": True}, "wishes until Tue 24 Nov 12:30"),
        ({"weeks": 3, "publish": True}, "planned on Tue 17 Nov 12:30"),
    ],
)
def test_a_week_that_is_planned_ahead_says_until_when_wishes_count(
    hugo: TestClient, nord: PublishedWeek, horizon: dict[str, Any], said: str
) -> None:
    assert 'id="until"' not in hugo.get(PAGE).text
    nord.home.put("/v1/teams/nord/horizon", {"is_on": True, "weekday": 2, "at": "12:30", **horizon})
    assert said in hugo.get(PAGE).text.split('id="until">')[1].split("</p>")[0]

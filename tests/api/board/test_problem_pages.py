"""What goes wrong is a page for who looks at pages: bugs, outages, unknown addresses, limits."""

import re
from typing import Any

import pytest
from fastapi.testclient import TestClient

from api.board import frame
from api.board.pages import sign_in
from api.http import write_turns
from api.middleware import Limiter
from rotation.account.access import Access
from rotation.errors import Unreachable
from support.organisation import TestOrganisation
from support.published_week import PublishedWeek
from support.web_pages import Page, browser

READS_PAGES = {"Accept": "text/html,application/xhtml+xml"}


@pytest.fixture
def planner(home: TestOrganisation) -> TestClient:
    """A planner's browser."""
    nord = PublishedWeek.of_nord(home)
    return browser(home, Access.MANAGER, nord.id("Amélie"))


def failing(error: Exception) -> Any:
    """Return a function that fails."""

    def fail(*_: object) -> None:
        raise error

    return fail


def test_a_bug_is_a_page_with_a_reference_and_without_details(
    planner: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(frame, "of_team", failing(RuntimeError("hush")))
    answer = planner.get("/t/nord/swaps", headers={**READS_PAGES, "Accept-Language": "fr"})
    page = Page.of(answer.text)
    assert (answer.status_code, page.tags["h1"], page.language) == (500, 1, "fr")
    assert "Une erreur s’est produite de notre côté." in page.text
    assert answer.headers["x-request-id"] in page.text
    assert "hush" not in answer.text
    assert "script-src 'self'" in answer.headers["content-security-policy"]
    assert page.wrong == []


def test_an_outage_is_a_page_that_says_when_to_try_again(
    planner: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(frame, "of_team", failing(Unreachable("The database does not answer.")))
    answer = planner.get("/t/nord/swaps", headers=READS_PAGES)
    assert (answer.status_code, answer.headers["retry-after"]) == (503, "5")
    assert "Nothing is lost." in Page.of(answer.text).text


@pytest.mark.parametrize(
    ("path", "status"), [("/nothing/here", 404), ("/t/nord/w/x%00y", 422), ("/sign-out", 405)]
)
def test_an_address_that_is_none_is_a_page_for_readers_and_json_for_programs(
    planner: TestClient, path: str, status: int
) -> None:
    answer = planner.get(path, headers=READS_PAGES)
    assert (answer.status_code, Page.of(answer.text).tags["h1"]) == (status, 1)
    assert answer.headers["content-type"].startswith("text/html")
    other = planner.get(path, headers={"Accept": "application/json"})
    assert (other.status_code, other.json()["status"]) == (status, status)


def test_the_api_answers_json_to_a_browser_too(planner: TestClient) -> None:
    for path in ("/v1/teams", "/v1/nothing"):
        answer = planner.get(path, headers=READS_PAGES)
        assert answer.headers["content-type"] == "application/problem+json"


def test_too_many_sign_ins_are_a_page(planner: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sign_in, "LIMIT", Limiter(1))
    answers = [planner.get(f"/sign-in/{each}") for each in ("x", "y")]
    assert [each.status_code for each in answers] == [404, 429]
    assert "Too much at once." in Page.of(answers[1].text).text
    assert answers[1].headers["retry-after"]


def test_an_error_page_asks_no_other_site_for_anything(planner: TestClient) -> None:
    text = planner.get("/nothing", headers=READS_PAGES).text
    found = re.findall(r"(?:src|href|action)=\"([^\"]+)\"", text)
    assert found
    assert [each for each in found if not each.startswith(("/", "#")) and each] == []


def test_forms_of_pages_take_turns_with_other_writers(
    planner: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Turns:
        taken = 0

        async def __aenter__(self) -> None:
            Turns.taken += 1

        async def __aexit__(self, *_: object) -> None:
            pass

    class Loops(dict[object, Turns]):
        def __contains__(self, _: object) -> bool:
            return True

        def __missing__(self, _: object) -> Turns:
            return Turns()

    monkeypatch.setattr(write_turns, "_turns", Loops())
    assert planner.get("/settings").status_code == 200
    assert Turns.taken == 0
    assert planner.post("/settings", data={"language": "fr"}).status_code == 303
    assert Turns.taken == 1

"""Every page: who may open it, in every language, well formed; nothing of other organisations."""

import re
from collections.abc import Iterator
from html import unescape
from typing import Any
from uuid import UUID

import pytest
from fastapi.routing import APIRoute
from fastapi.testclient import TestClient
from scripts.screenshots_pages import SEEN_BY

from api.board.page_route import PageRoute
from rotation.account.access import RIGHTS, Access
from rotation.clock import new_id
from rotation.rota.live import swaps
from rotation.rota.planning import runs
from rotation.rota.planning.runs import RunRequest
from rotation.rota.tables.plans import RunRow
from rotation.team import teams
from rotation.timespan import Week
from support import all_routes as routing
from support.organisation import TestOrganisation
from support.planned_team import WEEK
from support.published_week import PublishedWeek
from support.web_pages import Page, browser

HOSTILE = '<img src=x onerror=alert(1)> אבג evil "><script>alert(2)</script> 🦊'
OPEN = {"/sign-in", "/sign-in/{token}", "/week/{token}"}


def pages() -> Iterator[tuple[str, str, APIRoute]]:
    """Yield the method, the path and the route of every page."""
    for route in routing.routes():
        if isinstance(route, PageRoute) and route.path not in OPEN:
            for method in sorted(route.methods or ()):
                yield method, route.path, route


ALL = list(pages())
LOOKED_AT = [path for method, path, _ in ALL if method == "GET" and not path.endswith("/events")]


@pytest.fixture
def nord(home: TestOrganisation) -> PublishedWeek:
    """A team with a published week, a swap and a run."""
    return PublishedWeek.of_nord(home)


@pytest.fixture
def ids(nord: PublishedWeek) -> dict[str, str]:
    """What the addresses of pages name."""
    with nord.home.writing() as session:
        team = teams.find(session, "nord")
        run = runs.request(session, team, RunRequest(Week.parse(WEEK)), nord.home.clock.now)
        wanted = swaps.SwapOffer(members_slot(nord))
        swap, _ = swaps.offer(session, team, wanted, nord.home.owner, nord.home.clock.now)
        runs.cancel(session, run.id, nord.home.clock.now)
    return {
        "team": "nord",
        "week": WEEK,
        "slot": nord.slot("Tue"),
        "number": "1",
        "run": str(run.id),
        "swap": str(swap.id),
        "member": nord.id("Hugo"),
        "rule": "minimum-rest",
        "role": "content-marketer",
        "link": str(new_id()),
        "channel": "whatsapp",
        "pattern": nord.patterns["Evening"],
        "feed": str(new_id()),
        "device": str(new_id()),
        "absence": str(new_id()),
        "decision": "approve",
    }


def members_slot(nord: PublishedWeek) -> Any:  # Any: the id of a slot
    """Return the place that is offered."""
    return UUID(nord.slot("Wed"))


def filled(path: str, ids: dict[str, str]) -> str:
    """Return an address with an id for each name in it."""
    return re.sub(r"{(\w+)}", lambda found: ids[found[1]], path)


def right_of(route: APIRoute) -> Any:  # Any: a Right
    """Return the right a page declares."""
    (right,) = [getattr(each.dependency, "right", None) for each in route.dependencies]
    return right


@pytest.mark.parametrize("language", ["en", "fr", "nl"])
def test_every_page_is_well_formed_in_every_language(
    nord: PublishedWeek, ids: dict[str, str], language: str
) -> None:
    one = browser(nord.home, Access.OWNER, nord.id("Amélie"))
    one.headers["Accept-Language"] = language
    assert len(LOOKED_AT) > 25
    for path in LOOKED_AT:
        answer = one.get(filled(path, ids))
        if path.endswith(("/rev", "/current")):
            continue
        assert answer.status_code == 200, (path, answer.text[:300])
        page = Page.of(answer.text)
        assert page.wrong == [], path
        assert page.tags["h1"] == 1, path
        assert [each for each, count in page.ids.items() if count > 1] == [], path
        assert page.language == language, path
        assert "{" not in page.text, path
        policy = answer.headers["content-security-policy"]
        assert "script-src 'self'" in policy
        assert "unsafe" not in policy
        assert answer.headers["cache-control"] == "private, no-store"


def test_every_page_has_a_picture() -> None:
    shown = {path.partition("?")[0] for pages in SEEN_BY.values() for path in pages.values()}
    addressed = [each for each in (*LOOKED_AT, *OPEN) if not each.endswith(("/rev", "/current"))]
    lacking = [
        path
        for path in addressed
        if not any(re.fullmatch(re.sub(r"{\w+}", "[^/]+", path), each) for each in shown)
    ]
    assert lacking == []


def test_names_of_people_are_texts_and_nothing_else(
    nord: PublishedWeek, ids: dict[str, str]
) -> None:
    nord.home.patch(f"/v1/members/{nord.id('Amélie')}", name=HOSTILE)
    nord.home.patch("/v1/teams/nord", name=HOSTILE)
    one = browser(nord.home, Access.OWNER, nord.id("Amélie"))
    for path in LOOKED_AT:
        answer = one.get(filled(path, ids))
        assert "<img src=x" not in answer.text, path
        assert "<script>alert" not in answer.text, path
        if path.endswith(("/rev", "/current")):
            continue
        assert Page.of(answer.text).wrong == [], path


def test_without_a_session_every_page_leads_to_signing_in(
    nord: PublishedWeek, ids: dict[str, str]
) -> None:
    nobody = TestClient(nord.home.app, follow_redirects=False)
    nobody.headers["Sec-Fetch-Site"] = "same-origin"
    for method, path, _ in ALL:
        answer = nobody.request(method, filled(path, ids))
        if method == "GET":
            assert answer.headers["location"].startswith("/sign-in"), path
        else:
            assert answer.status_code == 401, path


def test_without_its_right_every_page_answers_403(nord: PublishedWeek, ids: dict[str, str]) -> None:
    member = nord.id("Hugo")
    levels = [Access.OWNER, Access.MANAGER, Access.MEMBER, Access.VIEWER]
    browsers = {level: browser(nord.home, level, member) for level in levels}
    refused = 0
    for method, path, route in ALL:
        for level in set(levels) - RIGHTS[right_of(route)]:
            answer = browsers[level].request(method, filled(path, ids), data={})
            assert answer.status_code == 403, (level, method, path)
            page = Page.of(answer.text)
            assert page.tags["h1"] == 1
            assert "This is for" in page.text, path
            assert "key" not in page.text, path
            refused += 1
    assert refused > 20


def test_pages_of_another_organisation_are_not_found(
    nord: PublishedWeek, ids: dict[str, str]
) -> None:
    before = nord.home.get("/v1/audit")
    with TestOrganisation.founded(nord.home.app, nord.home.clock) as other:
        other.post("/v1/teams", slug="sud", name="Sud", timezone="Europe/Paris", country="FR")
        stranger = browser(other, Access.OWNER)
        for method, path, _ in ALL:
            if "{team}" in path:
                answer = stranger.request(method, filled(path, ids), data={"key": "once"})
                assert answer.status_code == 404, (method, path, answer.status_code)
        for method, path, _ in ALL:  # the ids of others under a team of one's own
            if path.count("{") > 1:
                foreign = {**ids, "team": "sud"}
                answer = stranger.request(method, filled(path, foreign), data={"key": "once"})
                shown = answer.text
                assert not [n for n in ("Bruno", "Hugo") if n in shown], (method, path)
    assert nord.home.get("/v1/audit") == before


def test_a_session_limited_to_some_teams_finds_no_other(
    nord: PublishedWeek, ids: dict[str, str]
) -> None:
    sud = nord.home.post(
        "/v1/teams", slug="sud", name="Sud", timezone="Europe/Paris", country="FR"
    )["id"]
    limited = browser(nord.home, Access.MANAGER, teams=(UUID(sud),))
    for path in LOOKED_AT:
        if "{team}" in path:
            assert limited.get(filled(path, ids)).status_code == 404, path


def test_forms_that_cannot_be_are_told_and_keep_nothing(
    nord: PublishedWeek, ids: dict[str, str]
) -> None:
    one = browser(nord.home, Access.OWNER, nord.id("Amélie"))
    junk = {
        "key": "k" * 500,
        "rev": "\x07",
        "member": "x",
        "name": "\x1b" * 300,
        "hours": "NaN",
        "date": "x",
        "first": "0000-00-00",
        "choice": "?",
        "people": ";;;\n" * 10,
        "country": "ZZ",
        "timezone": "Mars/Base",
        "weekdays": "9",
        "start": "25:99",
        "rule": "none",
        "weight": "1e99",
    }
    for method, path, _ in ALL:
        if method == "POST" and path != "/sign-out":
            answer = one.post(filled(path, ids), data=junk)
            assert answer.status_code < 500, (path, answer.text[:300])
    body = b"\xff\xfe=%ZZ&" * 100
    kind = {"Content-Type": "multipart/form-data; boundary=x"}
    for path in ("/settings", "/start", "/t/nord/people"):
        assert one.post(path, content=body, headers=kind).status_code < 500


def test_every_link_of_a_page_to_itself_shows_something_else(
    nord: PublishedWeek, ids: dict[str, str]
) -> None:
    with nord.home.writing() as session:
        run = session.get_one(RunRow, UUID(ids["run"]))
        run.state, run.outcome = "infeasible", {"conflicts": [], "ways_out": []}
    one = browser(nord.home, Access.OWNER, nord.id("Amélie"))
    dead = []
    for path in LOOKED_AT:
        address = filled(path, ids)
        page = without_keys(one.get(address).text)
        for link, more in re.findall(r'<a href="(\?[^"]*)"([^>]*)', page):
            shown = one.get(address + unescape(link))
            assert shown.status_code == 200, (path, link)
            if "aria-current" not in more and without_keys(shown.text) == page:
                dead.append((path, link))
    assert dead == []


def without_keys(text: str) -> str:
    """Return a page without the one-time keys of its forms."""
    return re.sub(r'name="key" value="\w+"', "", text)


def test_every_label_says_something(nord: PublishedWeek, ids: dict[str, str]) -> None:
    one = browser(nord.home, Access.OWNER, nord.id("Amélie"))
    silent = [
        (path, label)
        for path in LOOKED_AT
        for label in re.findall(r"<label[^>]*>(.*?)</label>", one.get(filled(path, ids)).text)
        if not re.search(r"[^\W\d_]", re.sub(r"<[^>]*>", "", label))
    ]
    assert silent == []

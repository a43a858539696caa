"""Signing in to the board: links that work once, sessions that end, forms from elsewhere."""

from datetime import timedelta
from uuid import UUID

from fastapi.testclient import TestClient
from sqlalchemy import select

from rotation.account import sign_ins
from rotation.account.access import Access
from rotation.account.sign_ins import Invitation
from rotation.notices import sentences
from rotation.notices.tables import NoticeRow
from rotation.team import members
from support.organisation import TestOrganisation
from support.published_week import PublishedWeek
from support.web_pages import Page, browser, link


def test_a_link_signs_in_once(home: TestOrganisation) -> None:
    path, one = link(home, Access.MANAGER), TestClient(home.app, follow_redirects=False)
    answer = one.get(path)
    assert (answer.status_code, answer.headers["location"]) == (303, "/")
    assert one.get("/settings").status_code == 200
    other = TestClient(home.app, follow_redirects=False)
    assert other.get(path).status_code == 404
    assert other.get("/settings").headers["location"] == "/sign-in?next=%2Fsettings"


def test_a_link_is_good_for_a_day(home: TestOrganisation) -> None:
    path = link(home, Access.MANAGER)
    home.clock.now += timedelta(hours=24)
    assert TestClient(home.app).get(path).status_code == 404


def test_a_link_that_was_sent_asks_first(home: TestOrganisation) -> None:
    with home.writing() as session:
        token = sign_ins.invite(session, Invitation("Ann", Access.VIEWER), home.clock.now)
    path, one = f"/sign-in/{token}", TestClient(home.app, follow_redirects=False)
    assert "Sign in as Ann" in one.get(path).text
    assert one.get("/settings").status_code == 303
    assert one.post(path, headers={"Sec-Fetch-Site": "cross-site"}).status_code == 403
    assert one.post(path, headers={"Sec-Fetch-Site": "same-origin"}).status_code == 303
    assert one.get("/settings").status_code == 200


def test_the_way_after_signing_in_stays_here(home: TestOrganisation) -> None:
    for wanted, given in (
        ("/me/shifts", "/me/shifts"),
        ("//evil.example", "/"),
        ("https://e", "/"),
    ):
        one = TestClient(home.app, follow_redirects=False)
        answer = one.get(link(home, Access.MANAGER), params={"next": wanted})
        assert answer.headers["location"] == given


def test_a_planners_session_ends_after_twelve_hours(home: TestOrganisation) -> None:
    planner, viewer = browser(home, Access.MANAGER), browser(home, Access.VIEWER)
    home.clock.now += timedelta(hours=12)
    assert planner.get("/settings").status_code == 303
    assert viewer.get("/settings").status_code == 200


def test_the_cookie_is_out_of_reach_of_scripts_and_other_sites(home: TestOrganisation) -> None:
    answer = TestClient(home.app, follow_redirects=False).get(link(home, Access.MANAGER))
    cookie = answer.headers["set-cookie"].lower()
    assert "httponly" in cookie
    assert "samesite=lax" in cookie


def test_signing_out_ends_the_session_itself(home: TestOrganisation) -> None:
    one = browser(home, Access.MANAGER)
    kept = dict(one.cookies)
    assert one.post("/sign-out").headers["location"] == "/sign-in"
    other = TestClient(home.app, cookies=kept, follow_redirects=False)
    assert other.get("/settings").status_code == 303


def test_an_erased_members_session_ends(home: TestOrganisation) -> None:
    nord = PublishedWeek.of_nord(home)
    one = browser(home, Access.MEMBER, nord.id("Amélie"))
    assert one.get("/me/shifts").status_code == 200
    with home.writing() as session:
        members.erase(session, UUID(nord.id("Amélie")), home.clock.now)
    assert one.get("/me/shifts").status_code == 303


def test_keys_open_no_pages_and_sessions_no_api(home: TestOrganisation) -> None:
    assert home.client(Access.OWNER).get("/settings", follow_redirects=False).status_code == 303
    assert browser(home, Access.OWNER).get("/v1/teams").status_code == 401


def test_forms_of_other_sites_are_refused(home: TestOrganisation) -> None:
    one = browser(home, Access.MANAGER)
    del one.headers["Sec-Fetch-Site"]
    form = {"language": "fr"}
    for headers in (
        {},
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Sec-Fetch-Site": "none", "Origin": "http://testserver"},
    ):
        assert one.post("/settings", data=form, headers=headers).status_code == 403, headers
    own = {"Origin": "http://testserver"}
    assert one.post("/settings", data=form, headers=own).status_code == 303


def test_tokens_that_are_none_are_not_found_alike(home: TestOrganisation) -> None:
    one = TestClient(home.app)
    for token in ("x", "rsin_" + "A" * 43, "rcal_" + "A" * 43, "é" * 50, "%00"):
        answer = one.get(f"/sign-in/{token}")
        assert answer.status_code in {404, 422}
    assert Page.of(one.get("/sign-in/x").text).tags["h1"] == 1


def mailed(home: TestOrganisation) -> list[str]:
    """Return the addresses that sign-in links were written to."""
    with home.reading() as session:
        rows = session.scalars(select(NoticeRow).where(NoticeRow.kind == "sign_in.asked")).all()
        return [str(each.payload["member"]["id"]) for each in rows]


def test_a_link_comes_by_mail_to_whoever_has_the_address(home: TestOrganisation) -> None:
    nord = PublishedWeek.of_nord(home)
    hugo = nord.id("Hugo")
    home.post(f"/v1/members/{hugo}/contacts", kind="email", address="Hugo@example.org")
    one = TestClient(home.app, headers={"Sec-Fetch-Site": "same-origin"})
    known = one.post("/sign-in", data={"address": "hugo@example.org"})
    unknown = one.post("/sign-in", data={"address": "eve@example.org"})
    assert known.text.replace("hugo@", "eve@") == unknown.text
    assert mailed(home) == [hugo]
    one.post("/sign-in", data={"address": "hugo@example.org"})
    assert mailed(home) == [hugo]
    with home.reading() as session:
        mine = select(NoticeRow.token).where(NoticeRow.kind == "sign_in.asked")
        token = session.scalars(mine).one()
    answer = one.post(f"/sign-in/{token}", follow_redirects=False)
    assert answer.status_code == 303
    assert one.get("/me/shifts").status_code == 200
    assert one.get("/t/nord/people").status_code == 403


def test_links_by_mail_are_asked_for_in_measure(home: TestOrganisation) -> None:
    one = TestClient(home.app, headers={"Sec-Fetch-Site": "same-origin"})
    form = {"address": "often@example.org"}
    assert [one.post("/sign-in", data=form).status_code for _ in range(4)] == [200, 200, 200, 429]
    assert one.post("/sign-in", data={"address": "no address"}).status_code == 422
    assert one.post("/sign-in", data=form, headers={"Sec-Fetch-Site": "none"}).status_code == 403


def test_the_mail_of_a_sign_in_holds_its_link() -> None:
    payload = {"team": {"name": "Nord"}, "answer_url": "https://rota.example.org/sign-in/x"}
    lines = [each.said_in("fr") for each in sentences.body("sign_in.asked", payload, "UTC")]
    assert "https://rota.example.org/sign-in/x" in lines

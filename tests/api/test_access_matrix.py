"""Every route × every access level × limited to some teams or not: who gets in, and how far."""

import itertools
import re
from typing import Any
from uuid import UUID

import pytest
from fastapi.testclient import TestClient

from rotation.account.access import RIGHTS, Access
from rotation.clock import new_id
from support.one_of_each import BODIES, ROUTES, filled, one_of_each, right_of
from support.organisation import TestOrganisation
from support.planned_team import Planner

UNNAMED: dict[str, tuple[Any, set[int]]] = {
    "GET /v1/teams": (None, {200}),
    "POST /v1/teams": (
        {"slug": "ost", "name": "Ost", "timezone": "Europe/Paris", "country": "FR"},
        {403},
    ),
    "GET /v1/keys": (None, {200}),
    "POST /v1/keys": ({"access": "owner"}, {403}),
    "GET /v1/audit": (None, {404}),
    "GET /v1/audit/export": (None, {404}),
    "GET /v1/feeds": (None, {404}),
    "POST /v1/feeds": ({}, {404}),
    "GET /v1/webhooks": (None, {404}),
    "POST /v1/webhooks": ({"url": "https://192.0.43.10/", "events": ["shift.changed"]}, {404}),
    "GET /v1/chat-connections": (None, {200}),
    "POST /v1/chat-connections": (
        {"platform": "slack", "team": "nord", "secret": "s" * 32},
        {404},
    ),
    "GET /v1/chat-platforms": (None, {200}),
    "GET /v1/pay-presets": (None, {200}),
    "GET /v1/rules": (None, {200}),
    "POST /v1/push-key": (None, {200}),
}
"""What a route without an id in its address is sent, and what a limited key is answered."""
OWNERS_ALONE = {"DELETE /v1/teams/{team}"}
"""Routes that ask for more than the right they declare."""
EVERY = [(f"{method} {path}", method, path, route) for method, path, route in ROUTES]
LEVELS = list(itertools.product(Access, (False, True)))


@pytest.fixture
def ids(planner: Planner) -> dict[str, str]:
    """One of each thing of the team Nord; beside it the team Sud with one member."""
    home = planner.home
    made = one_of_each(planner)
    home.post("/v1/teams", slug="sud", name="Sud", timezone="Europe/Paris", country="FR")
    made["sud"] = home.get("/v1/teams/sud")["id"]
    made["eve"] = home.post("/v1/teams/sud/members", name="Eve")["id"]
    return made


def client(
    home: TestOrganisation, ids: dict[str, str], level: Access, *, limited: bool
) -> TestClient:
    """Return a client of a level whose member is Eve; limited: to the team Sud."""
    teams = (UUID(ids["sud"]),) if limited else None
    return home.client(level, member=UUID(ids["eve"]), teams=teams)


def send(http: TestClient, name: str, address: str) -> Any:
    body = BODIES.get(name, UNNAMED.get(name, (None, ()))[0])
    return http.request(name.split(maxsplit=1)[0], address, json=body, headers={"If-Match": "*"})


def test_every_route_without_an_id_has_a_row_here() -> None:
    unnamed = {name for name, _, path, _ in EVERY if "{" not in path}
    assert unnamed == set(UNNAMED)


def test_nobody_gets_in_below_the_right_that_a_route_declares(
    planner: Planner, ids: dict[str, str]
) -> None:
    for level, limited in LEVELS:
        http = client(planner.home, ids, level, limited=limited)
        for name, _, path, route in EVERY:
            if level not in RIGHTS[right_of(route)]:
                answer = send(http, name, filled(path, ids))
                assert answer.status_code == 403, (level, limited, name, answer.text)


def test_who_has_the_right_gets_in(planner: Planner, ids: dict[str, str]) -> None:
    nothing = {each: str(new_id()) for each in ids} | {"week": ids["week"], "number": "1"}
    for level in Access:
        http = client(planner.home, ids, level, limited=False)
        for name, _, path, route in EVERY:
            may = RIGHTS[right_of(route)] if name not in OWNERS_ALONE else {Access.OWNER}
            if level not in may or "{" not in path or level is Access.MEMBER:
                continue
            answer = send(http, name, filled(path, nothing))
            assert answer.status_code in {404, 409, 422, 428}, (level, name, answer.text)


def test_a_limited_key_reaches_nothing_of_another_team(
    planner: Planner, ids: dict[str, str]
) -> None:
    home = planner.home
    before = planner.rota("published"), home.get("/v1/audit")["items"][0]["id"]
    for level in Access:
        http = client(home, ids, level, limited=True)
        for name, _, path, route in EVERY:
            if level not in RIGHTS[right_of(route)]:
                continue
            answer = send(http, name, filled(path, ids))
            refused = {403, 404} if "{" in path else UNNAMED[name][1]
            assert answer.status_code in refused, (level, name, answer.text)
            for each in ("team", "member", "key", "feed", "webhook", "connection", "override"):
                assert "{" in path or ids[each] not in answer.text, (level, name)
    made = [each for each in home.get("/v1/audit?limit=200")["items"] if each["id"] > before[1]]
    assert {each["entity"] for each in made} <= {"key"}  # the keys of this test
    assert planner.rota("published") == before[0]


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("/v1/keys", {"access": "owner", "teams": ["{team}"]}),
        ("/v1/keys", {"access": "owner", "teams": ["sud", "nord"]}),
        ("/v1/keys", {"access": "owner", "teams": None}),
        ("/v1/keys", {"access": "member", "teams": ["sud"], "member": "{member}"}),
        ("/v1/keys", {"access": "viewer", "teams": []}),
        ("/v1/teams/sud/swaps", {"slot": "{slot}"}),
        ("/v1/teams/sud/overrides", {"slot": "{slot}", "member": "{eve}"}),
        ("/v1/teams/sud/overrides", {"slot": "{slot}", "member": "{member}"}),
        ("/v1/chat-connections", {"platform": "slack", "team": "{team}", "secret": "s" * 32}),
        ("/v1/slots/{slot}/sick", {"member": "{eve}"}),
        ("/v1/members/{member}/feeds", {}),
        ("/v1/feeds/{feed}/renew", None),
    ],
)
def test_a_limited_owner_names_nothing_of_another_team_in_a_body(
    planner: Planner, ids: dict[str, str], path: str, body: Any
) -> None:
    def told(value: Any) -> Any:
        if isinstance(value, dict):
            return {name: told(each) for name, each in value.items()}
        if isinstance(value, list):
            return [told(each) for each in value]
        return re.sub(r"{(\w+)}", lambda found: ids[found[1]], value) if value else value

    keys = planner.home.get("/v1/keys")["items"]
    http = client(planner.home, ids, Access.OWNER, limited=True)
    answer = http.post(told(path), json=told(body))
    assert answer.status_code in {403, 404, 422}, answer.text
    assert len(planner.home.get("/v1/keys")["items"]) == len(keys) + 1


def test_a_limited_owner_makes_lists_and_revokes_keys_of_its_teams(
    planner: Planner, ids: dict[str, str]
) -> None:
    home = planner.home
    http = client(home, ids, Access.OWNER, limited=True)
    made = http.post("/v1/keys", json={"access": "manager", "teams": ["sud"]})
    assert (made.status_code, made.json()["teams"]) == (201, [ids["sud"]])
    both = home.post("/v1/keys", access="manager", teams=["sud", "nord"])["id"]
    nord = home.post("/v1/keys", access="manager", teams=["nord"])["id"]
    seen = [each["id"] for each in http.get("/v1/keys").json()["items"]]
    assert made.json()["id"] in seen
    assert not {both, nord, ids["key"]} & set(seen)
    for key in (both, nord, ids["key"]):
        assert http.delete(f"/v1/keys/{key}").status_code == 404
    assert http.delete(f"/v1/keys/{made.json()['id']}").status_code == 204
    after = {each["id"] for each in home.get("/v1/keys?limit=200")["items"]}
    assert {both, nord, ids["key"]} <= after


def test_the_keys_of_a_limited_owner_come_in_pages(planner: Planner, ids: dict[str, str]) -> None:
    home = planner.home
    http = client(home, ids, Access.OWNER, limited=True)
    for _ in range(5):
        home.post("/v1/keys", access="viewer")
        home.post("/v1/keys", access="viewer", teams=["sud"])
    found: list[str] = []
    cursor: str | None = ""
    while cursor is not None:
        page = http.get(f"/v1/keys?limit=2{cursor}").json()
        found += [each["id"] for each in page["items"]]
        cursor = page["next"] and f"&cursor={page['next']}"
    assert len(found) == len(set(found)) == 6


def test_no_key_is_made_of_an_empty_list_of_teams(home: TestOrganisation) -> None:
    answer = home.http.post("/v1/keys", json={"access": "viewer", "teams": []})
    assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (422, "/teams")

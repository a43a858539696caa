"""No route gives, changes or betrays anything of another organisation, nor to the wrong level."""

import re
from uuid import UUID

import pytest
from fastapi.testclient import TestClient

from rotation.account.access import RIGHTS, Access
from rotation.clock import new_id
from support.one_of_each import BODIES, ROUTES, filled, one_of_each, right_of
from support.organisation import TestOrganisation
from support.planned_team import Planner

NAMED = [(method, path) for method, path, _ in ROUTES if "{" in path]
every_named = pytest.mark.parametrize(
    ("method", "path"), NAMED, ids=[" ".join(each) for each in NAMED]
)


@pytest.fixture
def ids(planner: Planner) -> dict[str, str]:
    """One of each thing that an address can name, all of one organisation."""
    return one_of_each(planner)


@pytest.fixture
def stranger(home: TestOrganisation) -> TestClient:
    """The owner of another organisation, which has a team of the same slug."""
    with TestOrganisation.founded(home.app, home.clock) as other:
        other.post("/v1/teams", slug="nord", name="Nord", timezone="Europe/Paris", country="FR")
        return other.http


def test_the_ids_of_another_organisation_are_not_found_on_any_route(
    planner: Planner, ids: dict[str, str], stranger: TestClient
) -> None:
    before = planner.rota("published"), planner.home.get("/v1/audit")
    for method, path in NAMED:
        address, body = filled(path, ids), BODIES.get(f"{method} {path}")
        headers = {"If-Match": "*"}
        answer = stranger.request(method, address, json=body, headers=headers)
        assert answer.status_code == 404, (method, path, answer.text)
    assert (planner.rota("published"), planner.home.get("/v1/audit")) == before


def test_lists_hold_nothing_of_another_organisation(
    ids: dict[str, str], stranger: TestClient
) -> None:
    mine = stranger.get("/v1/teams/nord").json()["id"]
    for method, path, _ in ROUTES:
        if method == "GET" and path.count("{") == path.count("{team}"):
            shown = stranger.get(path.replace("{team}", mine)).text
            found = {name for name, each in ids.items() if len(each) == 36 and each in shown}
            assert found == set(), path


def test_ids_of_another_organisation_in_a_body_are_refused(
    planner: Planner, ids: dict[str, str], stranger: TestClient
) -> None:
    span = {"start": "2026-12-01T17:00:00Z", "end": "2026-12-01T18:00:00Z"}
    own = stranger.post("/v1/teams/nord/members", json={"name": "Eve"}).json()["id"]
    for path, body in (
        ("/v1/keys", {"access": "member", "member": ids["member"]}),
        ("/v1/keys", {"access": "viewer", "teams": [ids["team"]]}),
        ("/v1/teams/nord/overrides", {**span, "member": ids["member"]}),
        ("/v1/teams/nord/overrides", {**span, "member": own, "slot": ids["slot"]}),
    ):
        answer = stranger.post(path, json=body)
        assert answer.status_code in {404, 422}, (path, body, answer.text)
    assert stranger.get("/v1/keys").json()["items"][1:] == []


def test_a_key_limited_to_some_teams_finds_no_other(planner: Planner, ids: dict[str, str]) -> None:
    home = planner.home
    home.post("/v1/teams", slug="sud", name="Sud", timezone="Europe/Paris", country="FR")
    limited = home.client(Access.MANAGER, teams=(UUID(home.get("/v1/teams/sud")["id"]),))
    assert [each["slug"] for each in limited.get("/v1/teams").json()["items"]] == ["sud"]
    for method, path in NAMED:
        if "{key}" in path:
            continue
        body = BODIES.get(f"{method} {path}")
        headers = {"If-Match": "*"}
        answer = limited.request(method, filled(path, ids), json=body, headers=headers)
        assert answer.status_code in {403, 404}, (method, path, answer.text)


def test_without_a_right_every_route_answers_403(planner: Planner, ids: dict[str, str]) -> None:
    clients = {level: planner.home.client(level, member=UUID(ids["member"])) for level in Access}
    for method, path, route in ROUTES:
        for level in set(Access) - RIGHTS[right_of(route)]:
            answer = clients[level].request(method, filled(path, ids), json=BODIES.get(path))
            assert answer.status_code == 403, (level, method, path)


def test_without_a_key_every_route_answers_401(home: TestOrganisation) -> None:
    nobody = TestClient(home.app)
    for method, path, _ in ROUTES:
        address = re.sub(r"{\w+}", str(new_id()), path)
        answer = nobody.request(method, address)
        assert answer.status_code == 401, (method, path)
        assert answer.headers["www-authenticate"] == "Bearer"


@every_named
def test_a_route_that_takes_a_body_has_a_row_here(method: str, path: str) -> None:
    (route,) = [each for m, p, each in ROUTES if (m, p) == (method, path)]
    if route.body_field is not None:
        assert f"{method} {path}" in BODIES

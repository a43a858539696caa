"""Whatever is sent, the answer is a problem that names what is wrong, and nothing is half-saved."""

import contextlib
import json
from collections.abc import Iterator

import pytest

from rotation.clock import new_id
from support.organisation import TestOrganisation
from support.planned_team import TEAM, WEEK, Planner

CHANNEL = {"slug": "whatsapp", "kind": "whatsapp"}
PATTERN = {"name": "Late", "weekdays": [1], "start": "17:00", "end": "21:00"}


@pytest.fixture
def nord(home: TestOrganisation) -> TestOrganisation:
    """An organisation with a team."""
    home.post("/v1/teams", **TEAM)
    return home


@pytest.mark.parametrize(
    ("path", "body", "pointer"),
    [
        ("/v1/teams", {**TEAM, "slug": "Not A Slug"}, "/slug"),
        ("/v1/teams", {**TEAM, "name": ""}, "/name"),
        ("/v1/teams", {**TEAM, "name": "x\x00y"}, "/name"),
        ("/v1/teams", {**TEAM, "name": "x" * 10_000}, "/name"),
        ("/v1/teams", {**TEAM, "slug": "b", "safety": 7}, "/safety"),
        ("/v1/teams", {"slug": "b", "name": "B"}, "/timezone"),
        ("/v1/teams/nord/channels", {**CHANNEL, "target": {"share": 1.2}}, "/target/share"),
        ("/v1/teams/nord/channels", {**CHANNEL, "target": {"share": 0}}, "/target/share"),
        (
            "/v1/teams/nord/channels",
            {**CHANNEL, "handling": {"mean_minutes": -1}},
            "/handling/mean",
        ),
        ("/v1/teams/nord/channels", {**CHANNEL, "weekly_volume": -5}, "/weekly_volume"),
        (
            "/v1/teams/nord/channels",
            {**CHANNEL, "windows": [{"weekday": 8, "from": "09:00", "to": "10:00"}]},
            "/windows/0/weekday",
        ),
        (
            "/v1/teams/nord/channels",
            {**CHANNEL, "windows": [{"weekday": 1, "from": "9:00", "to": "25:00"}]},
            "/windows/0/",
        ),
        ("/v1/teams/nord/shift-patterns", {**PATTERN, "weekdays": []}, "/weekdays"),
        ("/v1/teams/nord/shift-patterns", {**PATTERN, "minimum": 3, "target": 1}, "/target"),
        ("/v1/teams/nord/shift-patterns", {**PATTERN, "maximum": -1}, "/maximum"),
        ("/v1/teams/nord/shift-patterns", {**PATTERN, "channels": ["fax"]}, "/channels/0"),
        ("/v1/teams/nord/members", {"name": "Ann", "roles": ["king"]}, "/roles/0"),
        (
            "/v1/teams/nord/members",
            {"name": "Ann", "contract": {"hours_per_week": 999}},
            "/contract",
        ),
        ("/v1/teams/nord/members", {"name": "Ann", "timezone": "Mars/Base"}, "/timezone"),
        (
            "/v1/teams/nord/members",
            {"name": "Ann", "starts_on": "2026-12-02", "ends_on": "2026-12-01"},
            "/ends_on",
        ),
        (
            "/v1/teams/nord/overrides",
            {
                "start": "2026-12-01T17:00:00",
                "end": "2026-12-01T18:00:00Z",
                "member": str(new_id()),
            },
            "/start",
        ),
        ("/v1/keys", {"access": "emperor"}, "/access"),
        ("/v1/keys", {"access": "viewer", "expires_at": "2020-01-01T00:00:00Z"}, "/expires_at"),
        ("/v1/keys", {"access": "member"}, "/member"),
    ],
)
def test_a_wrong_field_is_named_and_nothing_is_made(
    nord: TestOrganisation, path: str, body: dict[str, object], pointer: str
) -> None:
    answer = nord.http.post(path, json=body)
    assert answer.status_code == 422, answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["errors"][0]["pointer"].startswith(pointer)
    if path != "/v1/keys":
        listed = nord.get(path)["items"]
        assert [each.get("slug") for each in listed] in ([], ["nord"])


def test_spans_that_end_before_they_start_are_refused(planner: Planner) -> None:
    body = {"start": "2026-12-01T18:00:00Z", "end": "2026-12-01T17:00:00Z"}
    body["member"] = planner.people["Hugo"]
    answer = planner.home.http.post("/v1/teams/nord/overrides", json=body)
    assert answer.status_code == 422
    assert answer.json()["type"] == "/problems/span-ends-before-it-starts"
    assert answer.json()["errors"][0]["pointer"] == "/end"


@pytest.mark.parametrize(
    "content",
    [b"", b"{", b"[" * 100_000, b'{"slug": "\xff"}', b"null", b"[]", b'"x"', b"NaN", b"1e999"],
    ids=range(9),
)
def test_bodies_that_are_no_json_object_are_422(nord: TestOrganisation, content: bytes) -> None:
    headers = {"Content-Type": "application/json"}
    for path in ("/v1/teams", "/v1/teams/nord/members", "/v1/teams/nord/runs"):
        answer = nord.http.post(path, content=content, headers=headers)
        assert answer.status_code == 422, answer.text


@pytest.mark.parametrize("number", [10**400, -(10**400), 1e308, -1e308])
def test_absurd_numbers_are_422(nord: TestOrganisation, number: float) -> None:
    content = json.dumps({**CHANNEL, "handling": {"mean_minutes": number}})
    headers = {"Content-Type": "application/json"}
    answer = nord.http.post("/v1/teams/nord/channels", content=content, headers=headers)
    assert answer.status_code == 422


def test_a_body_without_end_is_cut_off_at_its_cap(nord: TestOrganisation) -> None:
    sent = 0

    def endless() -> Iterator[bytes]:
        nonlocal sent
        for _ in range(1000):
            sent += 1 << 20
            yield b" " * (1 << 20)

    with contextlib.suppress(ConnectionError):
        headers = {"Content-Type": "application/json"}
        answer = nord.http.post("/v1/teams", content=endless(), headers=headers)
        assert answer.status_code == 413
    declared = {"Content-Length": str(1 << 30), "Content-Type": "application/json"}
    assert nord.http.post("/v1/teams", content=b"{}", headers=declared).status_code == 413


@pytest.mark.parametrize(
    "path",
    [
        "/v1/teams/no%00rd",
        "/v1/teams/" + "x" * 3000,
        "/v1/teams/%ff%fe",
        "/v1/members/not-an-id",
        "/v1/teams/nord/rotas/2026-W99",
        "/v1/teams/nord/rotas/soon",
        f"/v1/teams/nord/rotas/{WEEK}?version=-1",
        f"/v1/teams/nord/rotas/{WEEK}?version=99999999999999",
        f"/v1/teams/nord/rotas/{WEEK}/changes?from=x",
        "/v1/teams?limit=0",
        "/v1/teams?limit=100000000000000000000",
        "/v1/teams?cursor=x",
        "/v1/teams/nord/holidays?year=0",
        "/v1/teams/nord/holidays?year=99999",
        "/v1/teams/nord/on-duty?at=now",
        "/v1/teams/nord/on-duty?at=2026-12-01T18:00:00",
        "/v1/teams/nord/on-duty?at=9999-12-31T23:59:59Z",
        "/v1/teams/nord/on-duty?at=0001-01-01T00:00:00Z",
        "/v1/teams/nord/on-duty?channel=fax",
        "/v1/teams/nord/overrides?from=9999-12-31T23:59:59Z",
    ],
)
def test_addresses_that_cannot_be_meant_are_no_bugs(nord: TestOrganisation, path: str) -> None:
    assert nord.http.get(path).status_code in {200, 404, 422}


def test_headers_that_cannot_be_meant_are_no_bugs(nord: TestOrganisation) -> None:
    for name, value in (
        ("Authorization", "Bearer " + "x" * 5000),
        ("Authorization", "Basic \xff"),
        ("Accept-Language", "q=;;;,,*" * 200),
        ("Idempotency-Key", "x" * 300),
        ("Prefer", "wait=999999999999"),
        ("If-Match", '"x",' * 500),
        ("Accept", "text/plain;q=x"),
    ):
        answer = nord.http.get("/v1/teams", headers=[(name.encode(), value.encode("latin-1"))])
        assert answer.status_code in {200, 401}, (name, answer.text)

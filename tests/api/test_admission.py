"""Admission: keys before bodies, rate limits told and kept, reads that need nobody's permission."""

import itertools
import socket
import sqlite3
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient

from api.admission import Gate
from api.app import create_app
from api.rate_limits import RateLimits
from api.settings import Settings
from rotation.account import tokens
from rotation.account.access import Access
from support import databases
from support.live_server import Server
from support.one_of_each import ROUTES
from support.organisation import SetClock, TestOrganisation

TEAM = {"slug": "nord", "name": "Nord", "timezone": "Europe/Paris", "country": "FR"}
Locked = tuple[TestOrganisation, sqlite3.Connection, list[str]]
WRITING = [(method, path) for method, path, _ in ROUTES if method != "GET"]


def counted(sent: list[int]) -> Iterator[bytes]:
    """Yield a body without a length, and note how much of it was taken."""
    for _ in range(1000):
        sent.append(1 << 16)
        yield bytes(1 << 16)


@pytest.mark.parametrize("key", [None, "rk_live_nonsense", "fresh"])
def test_a_stranger_gets_no_byte_of_a_body_read(home: TestOrganisation, key: str | None) -> None:
    """Else forty strangers with eight megabytes each are 320 MB."""
    key = tokens.new_key().shown if key == "fresh" else key
    headers = {"Authorization": f"Bearer {key}"} if key else {}
    for method, path in WRITING:
        sent: list[int] = []
        address = path.replace("{", "").replace("}", "")
        answer = TestClient(home.app).request(
            method, address, content=itertools.islice(counted(sent), 5), headers=headers
        )
        assert (answer.status_code, answer.json()["type"]) == (401, "/problems/not-signed-in")
        assert answer.headers["www-authenticate"] == "Bearer"


@pytest.mark.parametrize(
    "path", ["/hooks/slack/01a22812-93ca-72cd-be32-91cb8f3d13e9", "/answer/rans_x"]
)
def test_who_needs_no_key_sends_64_kib_at_most(home: TestOrganisation, path: str) -> None:
    assert TestClient(home.app).post(path, content=bytes((64 << 10) + 1)).status_code == 413


def test_the_head_alone_is_answered_over_a_socket(fresh_url: str, tmp_path: Path) -> None:
    server = Server.fresh(fresh_url, tmp_path)
    server.start()
    try:
        for head in (b"", b"Authorization: Bearer " + tokens.new_key().shown.encode() + b"\r\n"):
            with socket.create_connection(("127.0.0.1", server.port), timeout=20) as client:
                client.sendall(
                    b"POST /v1/teams/nord/messages HTTP/1.1\r\nHost: a\r\n"
                    + head
                    + b"Content-Type: application/json\r\nContent-Length: 8000000\r\n\r\n"
                )
                assert client.recv(4096).startswith(b"HTTP/1.1 401 ")
    finally:
        server.stop()


@pytest.fixture
def few(home: TestOrganisation) -> Iterator[TestOrganisation]:
    """The organisation, at a service that takes five requests a minute and key."""
    gate: Gate = home.app.state.gate
    home.app.state.gate = Gate(gate.work, RateLimits(5, now=lambda: 30.0))
    yield home
    home.app.state.gate = gate


def test_every_answer_tells_what_is_left(few: TestOrganisation) -> None:
    headers = few.http.get("/v1/teams").headers
    assert headers["ratelimit-policy"] == '"key";q=5;w=60, "address";q=25;w=60'
    assert headers["ratelimit"] == '"key";r=4;t=30, "address";r=24;t=30'
    assert few.http.get("/v1/teams/nowhere").headers["ratelimit"].startswith('"key";r=3;')


def test_one_request_too_many_is_refused_in_the_readers_language(few: TestOrganisation) -> None:
    for _ in range(5):
        few.http.get("/v1/teams")
    answer = few.http.get("/v1/teams", headers={"Accept-Language": "nl"})
    assert (answer.status_code, answer.json()["type"]) == (429, "/problems/too-much")
    assert answer.headers["retry-after"] == "30"
    assert answer.headers["ratelimit"].startswith('"key";r=0;t=30')
    assert answer.json()["detail"] == "Te veel verzoeken in een minuut."
    assert few.client(Access.OWNER).get("/v1/teams").status_code == 200


def test_a_refused_request_changes_nothing_and_no_body_is_read(few: TestOrganisation) -> None:
    for _ in range(5):
        few.http.get("/v1/teams")
    sent: list[int] = []
    answer = few.http.post("/v1/teams/nord/messages", content=counted(sent))
    assert answer.status_code == 429


def test_health_is_never_refused(few: TestOrganisation) -> None:
    for path in ("/healthz", "/readyz", "/metrics"):
        for _ in range(30):
            answer = few.http.get(path)
            assert answer.status_code == 200
            assert "ratelimit" not in answer.headers


def test_strangers_use_up_their_own_quota_alone(few: TestOrganisation) -> None:
    nobody = TestClient(few.app)
    assert [nobody.get("/v1/teams").status_code for _ in range(6)] == [401] * 5 + [429]
    assert few.http.get("/v1/teams").status_code == 200


@pytest.fixture
def locked(tmp_path: Path) -> Iterator[Locked]:
    """An organisation on a SQLite file whose writer somebody else holds for ever."""
    url = databases.sqlite_file(tmp_path)
    clock = SetClock(datetime.fromisoformat("2026-11-24T09:00:00+00:00"))
    app = create_app(Settings(database_url=url), clock)
    with TestOrganisation.founded(app, clock) as home:
        home.post("/v1/teams", **TEAM)
        member = home.post("/v1/teams/nord/members", name="Eve")["id"]
        feed = home.post("/v1/teams/nord/feeds")["url"].rsplit("/", 1)[-1]
        other = sqlite3.connect(tmp_path / "rotation.db", isolation_level=None)
        other.execute("BEGIN IMMEDIATE")
        yield home, other, [member, f"/ical/{feed}"]
        other.close()
        home.work.database.close()


def test_reads_need_no_writer_of_sqlite(
    locked: Locked,
) -> None:
    """A key that was not used for an hour is stamped: on duty waited ten seconds for that, 503."""
    home, other, (member, feed) = locked
    home.clock.now = home.clock.now.replace(hour=12)
    for path in (
        "/v1/teams",
        "/v1/teams/nord/on-duty",
        f"/v1/members/{member}",
        "/v1/keys",
        feed,
        "/readyz",
        "/healthz",
        "/v1/audit",
    ):
        answer = home.http.get(path)
        assert answer.status_code == 200, (path, answer.text)
        assert answer.elapsed.total_seconds() < 5, path
    other.execute("ROLLBACK")
    home.http.get("/v1/teams")
    assert home.get("/v1/keys")["items"][0]["last_used_at"] == "2026-11-24T12:00:00Z"
    assert home.http.get(feed).status_code == 200
    assert home.get("/v1/teams/nord/feeds")["items"][0]["last_used_at"] == "2026-11-24T12:00:00Z"


def test_a_use_is_remembered_after_the_answer(home: TestOrganisation) -> None:
    key: dict[str, Any] = home.post("/v1/keys", access="viewer", name="late")
    http = TestClient(home.app, headers={"Authorization": f"Bearer {key['key']}"})
    assert http.get("/v1/teams").status_code == 200
    found = {each["id"]: each for each in home.get("/v1/keys")["items"]}
    assert found[key["id"]]["last_used_at"] == "2026-11-24T09:00:00Z"

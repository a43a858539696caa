"""What stands before every route: caps while reading, headers, masked logs, limits."""

import io
from collections.abc import Iterator

import pytest
import structlog
from fastapi import FastAPI, Request
from fastapi.testclient import TestClient

from api import middleware, problems, telemetry
from api.middleware import DEFAULT_CAP, Guard, Limiter, masked
from rotation.errors import TooMuch


@pytest.fixture
def http() -> TestClient:
    """A client of an application that says how many bytes it read."""
    app = FastAPI()
    problems.install(app, lambda *_: None)

    @app.post("/echo")
    async def echo(request: Request) -> int:
        return len(await request.body())

    @app.post("/teams/nord/messages")
    async def messages(request: Request) -> int:
        return len(await request.body())

    @app.get("/bug")
    def bug() -> None:
        raise ZeroDivisionError

    app.add_middleware(Guard)
    return TestClient(app, raise_server_exceptions=False)


def chunks(count: int, size: int = 1 << 16) -> Iterator[bytes]:
    """Yield a body of unknown length."""
    for _ in range(count):
        yield bytes(size)


def test_a_body_below_the_cap_passes(http: TestClient) -> None:
    assert http.post("/echo", content=bytes(DEFAULT_CAP)).json() == DEFAULT_CAP


def test_a_body_over_the_cap_is_a_413_problem(http: TestClient) -> None:
    answer = http.post("/echo", content=bytes(DEFAULT_CAP + 1))
    assert answer.status_code == 413
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["status"] == 413


def test_a_stream_without_length_is_cut_at_the_cap(http: TestClient) -> None:
    read = 0

    def counted() -> Iterator[bytes]:
        nonlocal read
        for chunk in chunks(10_000):
            read += len(chunk)
            yield chunk

    assert http.post("/echo", content=counted()).status_code == 413


@pytest.mark.parametrize("length", ["99999999999", "-1", "abc", "9" * 40])
def test_a_declared_length_is_not_trusted(http: TestClient, length: str) -> None:
    answer = http.post("/echo", content=b"abc", headers={"content-length": length})
    assert answer.status_code in {200, 400, 413}


def test_a_message_log_may_be_larger(http: TestClient) -> None:
    size = 3 * DEFAULT_CAP
    assert http.post("/teams/nord/messages", content=bytes(size)).json() == size
    assert http.post("/teams/nord/messages", content=bytes(9 << 20)).status_code == 413


@pytest.mark.parametrize("path", ["/echo", "/bug", "/nowhere"])
def test_every_answer_has_its_headers(http: TestClient, path: str) -> None:
    headers = http.get(path).headers
    assert headers["content-security-policy"].startswith("default-src 'none'")
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "no-referrer"
    assert headers["x-request-id"]


def test_what_a_bug_held_reaches_neither_answer_nor_log(
    http: TestClient, capsys: pytest.CaptureFixture[str]
) -> None:
    telemetry.configure_logs("info")
    try:
        answer = http.get("/bug?secret=hush")
    finally:
        structlog.reset_defaults()
    assert "hush" not in answer.text + capsys.readouterr().err


def test_a_bug_is_a_problem_without_details(http: TestClient) -> None:
    answer = http.get("/bug")
    assert answer.status_code == 500
    assert answer.headers["content-type"] == "application/problem+json"
    assert "ZeroDivision" not in answer.text


@pytest.mark.parametrize("method", ["DELETE", "PUT"])
def test_a_wrong_method_is_a_405_problem(http: TestClient, method: str) -> None:
    answer = http.request(method, "/echo")
    assert answer.status_code == 405
    assert answer.json()["status"] == 405


def test_secrets_in_paths_do_not_reach_the_log(http: TestClient) -> None:
    written = io.StringIO()
    structlog.configure(logger_factory=structlog.PrintLoggerFactory(written))
    try:
        http.get("/ical/rcal_" + "a" * 43 + ".ics")
        http.get("/x/rk_live_" + "b" * 49)
    finally:
        structlog.reset_defaults()
    assert "aaaa" not in written.getvalue()
    assert "bbbb" not in written.getvalue()
    assert "***" in written.getvalue()


def test_masking_leaves_the_rest_of_a_text() -> None:
    assert masked("/ical/rcal_abc.ics") == "/ical/***.ics"


def test_a_name_has_so_many_requests_a_minute_and_no_more() -> None:
    limiter = Limiter(2)
    limiter.check("a")
    limiter.check("a")
    limiter.check("b")
    with pytest.raises(TooMuch):
        limiter.check("a")


def test_the_minute_moves_with_the_clock() -> None:
    now = [0.0]
    limiter = Limiter(2, lambda: now[0])
    for second, allowed in (
        (0, True),
        (30, True),
        (59, False),
        (60, True),
        (61, False),
        (90, True),
    ):
        now[0] = second
        if allowed:
            limiter.check("a")
        else:
            with pytest.raises(TooMuch):
                limiter.check("a")


def test_no_flood_of_names_makes_the_counts_grow_without_end(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(middleware, "MOST_NAMES", 10)
    limiter = Limiter(1)
    for each in range(1000):
        limiter.check(str(each))
    limiter.check("0")  # forgotten long ago
    with pytest.raises(TooMuch):
        limiter.check("999")

"""Calendar clients fetch a feed by its secret address, and are answered as they can bear."""

import hashlib
from dataclasses import dataclass
from datetime import timedelta
from email.utils import format_datetime

import pytest
from fastapi.testclient import TestClient
from httpx2 import Response
from hypothesis import given, settings
from hypothesis import strategies as st
from structlog.testing import capture_logs

from support.organisation import TestOrganisation

TEAM = {"slug": "nord", "name": "Nord", "timezone": "Europe/Paris", "country": "FR"}


@dataclass
class Subscriber:
    """A calendar client: it has no key, only an address."""

    home: TestOrganisation
    feed: str
    path: str
    client: TestClient

    def get(self, **headers: str) -> Response:
        """Fetch the feed with some headers, whose names are written with underscores."""
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        return self.client.get(self.path, headers=named, follow_redirects=False)


@pytest.fixture
def subscriber(home: TestOrganisation) -> Subscriber:
    """A subscriber to the team Nord."""
    home.post("/v1/teams", **TEAM)
    made = home.post("/v1/teams/nord/feeds")
    path = made["url"].removeprefix("http://127.0.0.1:8000")
    return Subscriber(home, made["id"], path, TestClient(home.app))


def test_a_feed_is_served_to_whoever_has_its_address(subscriber: Subscriber) -> None:
    answer = subscriber.get(accept="text/html", accept_encoding="gzip")
    assert answer.status_code == 200
    assert answer.content.startswith(b"BEGIN:VCALENDAR\r\n")
    shown = {name: answer.headers[name] for name in answer.headers if name in _FIXED}
    assert shown == _FIXED


_FIXED = {
    "content-type": "text/calendar; charset=utf-8",
    "content-disposition": 'inline; filename="rota.ics"',
    "cache-control": "private, no-cache",
    "referrer-policy": "no-referrer",
    "x-robots-tag": "noindex",
}


def test_a_feed_is_neither_compressed_nor_sets_a_cookie(subscriber: Subscriber) -> None:
    answer = subscriber.get(accept_encoding="gzip, br")
    assert "content-encoding" not in answer.headers
    assert "set-cookie" not in answer.headers
    assert int(answer.headers["content-length"]) == len(answer.content)


def test_the_etag_is_the_digest_of_the_bytes(subscriber: Subscriber) -> None:
    answer = subscriber.get()
    assert answer.headers["etag"] == f'"{hashlib.sha256(answer.content).hexdigest()}"'


def test_head_answers_the_headers_of_get(subscriber: Subscriber) -> None:
    got, asked = subscriber.get(), subscriber.client.head(subscriber.path)
    assert asked.status_code == 200
    assert asked.content == b""
    assert _lasting(asked) == _lasting(got)


def _lasting(answer: Response) -> dict[str, str]:
    each_time = {"x-request-id", "ratelimit"}
    return {name: value for name, value in answer.headers.items() if name not in each_time}


@pytest.mark.parametrize("form", ["{}", "W/{}", '"other", W/{}', '"a" , {} ,"b"', "*"])
def test_a_client_that_has_the_bytes_is_told_so(subscriber: Subscriber, form: str) -> None:
    tag = subscriber.get().headers["etag"]
    answer = subscriber.get(if_none_match=form.format(tag))
    assert answer.status_code == 304
    assert answer.content == b""
    assert answer.headers["etag"] == tag


def test_a_client_that_has_the_newest_change_is_told_so(subscriber: Subscriber) -> None:
    modified = subscriber.get().headers["last-modified"]
    assert subscriber.get(if_modified_since=modified).status_code == 304


def test_an_etag_outweighs_a_date(subscriber: Subscriber) -> None:
    modified = subscriber.get().headers["last-modified"]
    answer = subscriber.get(if_none_match='"other"', if_modified_since=modified)
    assert answer.status_code == 200


@pytest.mark.parametrize(
    "date",
    ["Thu, 01 Jan 1970 00:00:00 GMT", "yesterday", "", "0", "Tue, 99 Foo 2026 99:99:99 GMT"],
)
def test_an_old_date_or_garbage_gets_the_whole_feed(subscriber: Subscriber, date: str) -> None:
    assert subscriber.get(if_modified_since=date).status_code == 200


def test_a_date_in_the_future_gets_the_whole_feed(subscriber: Subscriber) -> None:
    """A client whose clock is wrong would otherwise never see a change again."""
    future = format_datetime(subscriber.home.clock.now + timedelta(days=400), usegmt=True)
    assert subscriber.get(if_modified_since=future).status_code == 200


@settings(max_examples=30)
@given(
    st.text(st.characters(min_codepoint=32, max_codepoint=126), max_size=40),
    st.sampled_from(["", "Tue, 24 Nov 2026 ", "Tue, 24 Nov "]),
)
def test_no_header_breaks_a_feed(subscriber: Subscriber, text: str, begin: str) -> None:
    subscriber.home.clock.now += timedelta(minutes=2)
    assert subscriber.get(if_modified_since=begin + text).status_code in {200, 304}


def test_another_name_gives_other_bytes(subscriber: Subscriber) -> None:
    before = subscriber.get()
    subscriber.home.patch("/v1/teams/nord", name="North")
    after = subscriber.get(if_none_match=before.headers["etag"])
    assert after.status_code == 200
    assert b"NAME:North\r\n" in after.content


@pytest.mark.parametrize("token", ["rcal_" + "A" * 43, "rcal_", "nord", "%00", "%F0%9F%98%80"])
def test_an_unknown_token_is_an_empty_404(subscriber: Subscriber, token: str) -> None:
    answer = subscriber.client.get(f"/ical/{token}.ics")
    assert (answer.status_code, answer.content) == (404, b"")
    assert "www-authenticate" not in answer.headers


def test_a_revoked_feed_is_gone_with_the_next_request(subscriber: Subscriber) -> None:
    unknown = subscriber.client.get(f"/ical/rcal_{'A' * 43}.ics")
    assert subscriber.home.http.delete(f"/v1/feeds/{subscriber.feed}").status_code == 204
    revoked = subscriber.get()
    assert (revoked.status_code, revoked.content) == (404, b"")
    assert _lasting(revoked) == _lasting(unknown)


def test_the_feed_of_a_deleted_team_is_gone(subscriber: Subscriber) -> None:
    subscriber.home.http.delete("/v1/teams/nord").raise_for_status()
    assert subscriber.get().status_code == 404


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE", "OPTIONS"])
def test_a_feed_can_only_be_read(subscriber: Subscriber, method: str) -> None:
    answer = subscriber.client.request(method, subscriber.path)
    assert (answer.status_code, answer.content) == (405, b"")
    assert answer.headers["allow"] == "GET, HEAD"


def test_more_than_sixty_requests_a_minute_are_too_many(subscriber: Subscriber) -> None:
    statuses = [subscriber.get().status_code for _ in range(61)]
    assert statuses == [200] * 60 + [429]
    answer = subscriber.get()
    assert answer.content == b""
    assert int(answer.headers["retry-after"]) > 0


def test_no_log_line_holds_a_token(subscriber: Subscriber) -> None:
    token = subscriber.path.removeprefix("/ical/").removesuffix(".ics")
    with capture_logs() as logs:
        subscriber.get()
        subscriber.client.post(subscriber.path)
    assert len(logs) == 2
    assert token not in str(logs)


def test_the_audit_trail_holds_no_token(subscriber: Subscriber) -> None:
    token = subscriber.path.removeprefix("/ical/").removesuffix(".ics")
    trail = subscriber.home.http.get("/v1/audit").text
    assert '"entity":"feed"' in trail
    assert token not in trail

"""A member's busy calendar through HTTP: sent, or fetched from an address."""

from datetime import timedelta

import pytest

from support.member_availability import CALENDAR, ICS, ann, known, path
from support.organisation import TestOrganisation


@pytest.fixture
def member(home: TestOrganisation) -> str:
    """The id of Ann, the one member of the team Nord."""
    return ann(home)


def test_a_calendar_that_was_sent_counts_as_unavailable(
    home: TestOrganisation, member: str
) -> None:
    address = path(member, "busy-calendar")
    assert home.get(address)["state"] == "none"
    answer = home.http.put(address, content=ICS, headers=CALENDAR)
    assert answer.status_code == 200, answer.text
    assert (answer.json()["state"], answer.json()["busy"]) == ("read", 1)
    (busy,) = known(home, member).cannot
    assert busy.length == timedelta(hours=1)
    assert home.http.delete(address).status_code == 204
    assert known(home, member).cannot == ()
    assert home.http.delete(address).status_code == 404


def test_a_calendar_that_cannot_be_read_changes_nothing(
    home: TestOrganisation, member: str
) -> None:
    address = path(member, "busy-calendar")
    home.http.put(address, content=ICS, headers=CALENDAR)
    before = home.get(address)
    for content, status in ((b"garbage", 422), (bytes(3 << 20), 413)):
        answer = home.http.put(address, content=content, headers=CALENDAR)
        assert answer.status_code == status
        assert answer.json()["errors"][0]["pointer"] == ""
    assert home.get(address) == before
    assert len(known(home, member).cannot) == 1


@pytest.mark.parametrize(
    ("body", "pointer"),
    [
        (b'{"url": "ftp://example.org/a.ics"}', "/url"),
        (b'{"url": 1}', "/url"),
        (b'{"url": "https://ann:secret@example.org/"}', "/url"),
        (b'{"url": "https://"}', "/url"),
        (b'{"url": "https://[::1/"}', "/url"),
        (b'{"url": "http://a:99999/"}', "/url"),
        (b'{"url": "http://a/\\u0007"}', "/url"),
        (b"{", ""),
        (b"\xff", ""),
        (b"{}", "/url"),
    ],
)
def test_an_address_that_is_none_is_refused(
    home: TestOrganisation, member: str, body: bytes, pointer: str
) -> None:
    headers = {"Content-Type": "application/json", "If-Match": "*"}
    answer = home.http.put(path(member, "busy-calendar"), content=body, headers=headers)
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["pointer"] == pointer

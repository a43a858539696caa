"""A member's busy calendar through HTTP: sent, or fetched from an address."""

from datetime import datetime, timedelta
from uuid import UUID

import pytest

from away import CALENDAR, ICS, ann, known, path
from household import Household
from rotation.availability import calendars


@pytest.fixture
def member(home: Household) -> str:
    """The id of Ann, the one member of the team Nord."""
    return ann(home)


def test_a_calendar_that_was_sent_counts_as_unavailable(home: Household, member: str) -> None:
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


def test_a_calendar_that_cannot_be_read_changes_nothing(home: Household, member: str) -> None:
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
        (b'{"url": "ftp://example.org/a.ics"}', "/url"), (b'{"url": 1}', "/url"),
        (b'{"url": "https://ann:secret@example.org/"}', "/url"), (b'{"url": "https://"}', "/url"),
        (b'{"url": "https://[::1/"}', "/url"), (b'{"url": "http://a:99999/"}', "/url"),
        (b'{"url": "http://a/\\u0007"}', "/url"), (b"{", ""), (b"\xff", ""), (b"{}", "/url"),
    ],
)  # fmt: skip
def test_an_address_that_is_none_is_refused(
    home: Household, member: str, body: bytes, pointer: str
) -> None:
    headers = {"Content-Type": "application/json", "If-Match": "*"}
    answer = home.http.put(path(member, "busy-calendar"), content=body, headers=headers)
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["pointer"] == pointer


def test_a_calendar_by_address_is_fetched_when_due_and_keeps_what_it_had_after_an_error(
    home: Household, member: str
) -> None:
    address, now = path(member, "busy-calendar"), home.clock.now
    given = home.put(address, {"url": "webcal://calendar.example/private/ann.ics"})
    assert given["state"] == "not_read"
    assert given["url"] == "https://calendar.example/private/ann.ics"
    mine = [each for org, each in due(home, now) if org == home.owner.organisation]
    assert len(mine) == 1
    assert due(home, now) == []
    take(home, mine[0], ICS, None)
    assert (home.get(address)["state"], home.get(address)["busy"]) == ("read", 1)
    for content, error in ((None, "The calendar does not answer."), (b"garbage", None)):
        take(home, mine[0], content, error)
        assert home.get(address)["state"] == "failed"
        assert home.get(address)["error"]
        assert len(known(home, member).cannot) == 1
    assert [org for org, _ in due(home, now + calendars.EVERY)] == [home.owner.organisation]


def due(home: Household, now: datetime) -> list[tuple[UUID, UUID]]:
    """Take the calendars of this organisation that are due, as a job does."""
    with home.work.database.session(None, writing=True, door="busy_calendar") as session:
        taken = calendars.due(session, now)
        session.commit()
    return [each for each in taken if each[0] == home.owner.organisation]


def take(home: Household, calendar: UUID, content: bytes | None, error: str | None) -> None:
    """Keep what was fetched, as a job does."""
    with home.writing() as session:
        assert calendars.address(session, calendar)
        calendars.take(session, calendar, content, error, home.clock.now)

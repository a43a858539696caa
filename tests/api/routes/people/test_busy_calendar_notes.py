"""A member's calendar through HTTP: what was left out and what was guessed is told."""

import pytest

from rotation.account.access import Access
from support.calendar_lines import AT, event
from support.member_availability import CALENDAR, ann, known, own, path
from support.organisation import TestOrganisation
from support.paths import DATA

FILES = sorted((DATA / "calendars").glob("*.ics"))
ODD = (
    f"BEGIN:VCALENDAR\r\n{event(AT)}{event('DTSTART:soon' + chr(13) + chr(10), 'bad')}"
    f"{event(AT.replace('Europe/Paris', 'Mars/Base'), 'far')}END:VCALENDAR\r\n"
).encode()


@pytest.fixture
def address(home: TestOrganisation) -> str:
    """The address of Ann's busy calendar."""
    return path(ann(home), "busy-calendar")


def test_every_odd_calendar_is_taken_in(home: TestOrganisation, address: str) -> None:
    assert FILES
    for file in FILES:
        answer = home.http.put(address, content=file.read_bytes(), headers=CALENDAR)
        assert answer.status_code == 200, file.name
        assert answer.json()["left_out_count"] == 0, file.name


def test_what_was_left_out_and_guessed_is_told_where_it_is_put_and_read(
    home: TestOrganisation, address: str
) -> None:
    answer = home.http.put(address, content=ODD, headers=CALENDAR)
    assert answer.status_code == 200
    told = answer.json()
    assert told["busy"] == 1
    assert told["left_out"] == [
        {"line": 9, "uid": "bad", "reason": "This is no time that can be read: soon."}
    ]
    assert [(each["line"], each["uid"]) for each in told["assumed"]] == [(13, "far")]
    assert (told["left_out_count"], told["assumed_count"]) == (1, 1)
    assert told["message"]
    assert home.get(address) == told


def test_a_member_is_told_in_their_language(home: TestOrganisation, address: str) -> None:
    home.http.put(address, content=ODD, headers=CALENDAR)
    http = own(home, address.split("/")[3])
    for language, word in (("fr", "lire"), ("nl", "gelezen"), ("en", "read")):
        told = http.get(address, headers={"Accept-Language": language}).json()
        assert word in told["left_out"][0]["reason"]
        assert word in told["message"] or language == "fr"


def test_a_viewer_is_told_how_much_and_not_what(home: TestOrganisation, address: str) -> None:
    home.http.put(address, content=ODD, headers=CALENDAR)
    told = home.client(Access.VIEWER).get(address).json()
    assert (told["left_out_count"], told["left_out"], told["assumed"]) == (1, [], [])


def test_notes_go_with_the_calendar_they_are_of(home: TestOrganisation, address: str) -> None:
    home.http.put(address, content=ODD, headers=CALENDAR)
    home.http.put(address, content=FILES[0].read_bytes(), headers=CALENDAR)
    assert home.get(address)["message"] is None
    home.http.put(address, content=ODD, headers=CALENDAR)
    home.put(address, {"url": "https://192.0.43.10/ann.ics"})
    assert home.get(address)["left_out_count"] == 0


def test_the_etag_changes_with_the_notes(home: TestOrganisation, address: str) -> None:
    tags = set()
    for content in (ODD, ODD.replace(b"soon", b"late")):
        home.http.put(address, content=content, headers=CALENDAR)
        tags.add(home.http.get(address).headers["etag"])
    assert len(tags) == 2


def test_what_is_no_calendar_is_refused_and_what_was_known_stands(
    home: TestOrganisation, address: str
) -> None:
    home.http.put(address, content=ODD, headers=CALENDAR)
    for content in (b"", b"<html></html>", b"BEGIN:VCALENDAR", b"\xff" * 100):
        answer = home.http.put(address, content=content, headers=CALENDAR)
        assert answer.status_code == 422
    assert len(known(home, address.split("/")[3]).cannot) == 0
    assert home.get(address)["busy"] == 1

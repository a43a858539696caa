"""A feed has one form for calendars and one for programs, and its makers see who reads it."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import icalendar
import pytest
from fastapi.testclient import TestClient
from httpx2 import Response

from api.revision_cache import RevisionCache
from rotation.account.access import Access
from rotation.rota.feeds.calendar_clients import client_of
from support.organisation import TestOrganisation
from support.planned_team import at
from support.published_week import PublishedWeek

SEEN = [
    ("Google-Calendar-Importer", "google"),
    ("Mozilla/5.0 (compatible; Google-Calendar-Importer)", "google"),
    ("macOS/14.5 (23F79) CalendarAgent/954", "apple"),
    ("iOS/17.5.1 (21F90) dataaccessd/1.0", "apple"),
    ("Microsoft Office/16.0 (Windows NT 10.0; Microsoft Outlook 16.0.17531; Pro)", "outlook"),
    ("Microsoft.Exchange/15.20 (CalendarSharing)", "outlook"),
    ("Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Thunderbird/128.0", "thunderbird"),
    ("Nextcloud Calendar Crawler", "nextcloud"),
    ("HomeAssistant/2026.11 httpx/0.28", "home-assistant"),
    ("ICSx5/2.3 (Android/14)", "android"),
    ("Evolution/3.52", "evolution"),
    ("vdirsyncer/0.19", "vdirsyncer"),
    ("Mozilla/5.0 (X11; Linux x86_64) Firefox/130.0", "browser"),
    ("curl/8.9", "other"),
    ("", "other"),
    ("x" * 5000 + "google", "other"),
]


@pytest.mark.parametrize(("said", "kind"), SEEN, ids=[kind for _, kind in SEEN])
def test_a_client_is_known_by_what_it_says(said: str, kind: str) -> None:
    assert client_of(said) == kind


@pytest.fixture
def rota(home: TestOrganisation) -> PublishedWeek:
    """The usual published week, on its Tuesday evening."""
    made = PublishedWeek.of_nord(home)
    home.clock.now = at(1, 17)
    return made


def address(url: str) -> str:
    return url.removeprefix("http://127.0.0.1:8000")


def fetched(rota: PublishedWeek, path: str, agent: str = "curl/8", **headers: str) -> Response:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return TestClient(rota.home.app).get(path, headers={"User-Agent": agent, **named})


def test_as_json_a_feed_says_the_same(rota: PublishedWeek) -> None:
    rota.plan({"Tue": ("Chloé", None), "Wed": ("Emma", "Farid")})
    rota.publish()
    made = rota.home.post("/v1/teams/nord/feeds", alarm_minutes=30, busy=True, color="teal")
    content = fetched(rota, address(made["url"])).content
    calendar: Any = icalendar.Calendar.from_ical(content)  # Any: its values are of many types
    told = fetched(rota, address(made["json_url"])).json()
    assert (told["name"], told["color"]) == (str(calendar["NAME"]), str(calendar["COLOR"]))
    events = list(calendar.walk("VEVENT"))
    assert len(events) == len(told["events"]) > 4
    assert {each["status"] for each in told["events"]} == {"CONFIRMED", "CANCELLED"}
    for event, each in zip(events, told["events"], strict=True):
        assert same(event) == {name: each[name] for name in same(event)}
        assert each["busy"] is (each["status"] == "CONFIRMED")
        alarms = [alarm["TRIGGER"].dt for alarm in event.walk("VALARM")]
        minutes = each["alarm_minutes"]
        assert alarms == ([] if minutes is None else [-timedelta(minutes=minutes)])


def same(event: Any) -> dict[str, Any]:
    """Return what an event of a calendar says, as JSON would."""
    return {
        "uid": str(event["UID"]),
        "sequence": int(event["SEQUENCE"]),
        "start": written(event["DTSTART"].dt),
        "end": written(event["DTEND"].dt),
        "changed_at": written(event["LAST-MODIFIED"].dt),
        "status": str(event["STATUS"]),
        "summary": str(event["SUMMARY"]),
        "description": str(event["DESCRIPTION"]),
    }


def written(instant: datetime) -> str:
    return instant.isoformat().replace("+00:00", "Z")


def test_as_json_it_is_cached_limited_and_closed_alike(rota: PublishedWeek) -> None:
    made = rota.home.post("/v1/teams/nord/feeds")
    path = address(made["json_url"])
    first = fetched(rota, path)
    assert first.headers["content-type"] == "application/json"
    assert first.headers["cache-control"] == "private, no-cache"
    again = fetched(rota, path, if_none_match=first.headers["etag"])
    assert (again.status_code, again.content) == (304, b"")
    assert TestClient(rota.home.app).head(path).headers["etag"] == first.headers["etag"]
    assert TestClient(rota.home.app).post(path).status_code == 405
    both = [path, address(made["url"])] * 29
    assert {fetched(rota, each).status_code for each in both} == {200, 429}
    rota.home.http.delete(f"/v1/feeds/{made['id']}")
    gone = fetched(rota, path)
    assert (gone.status_code, gone.content) == (404, b"")


def test_whoever_made_a_feed_sees_which_clients_read_it_and_when(rota: PublishedWeek) -> None:
    made = rota.home.post("/v1/teams/nord/feeds")
    for hour, agent in ((17, SEEN[0][0]), (18, SEEN[2][0]), (19, SEEN[0][0])):
        rota.home.clock.now = at(1, hour, 40)
        assert fetched(rota, address(made["url"]), agent).status_code == 200
    rota.home.clock.now = at(1, 19, 50)
    (listed,) = rota.home.get("/v1/teams/nord/feeds")["items"]
    assert listed["readers"] == [
        {"client": "google", "last_used_at": "2026-12-01T19:00:00Z"},
        {"client": "apple", "last_used_at": "2026-12-01T18:00:00Z"},
    ]
    assert listed["last_used_at"] == "2026-12-01T19:00:00Z"
    assert (listed["unread_days"], listed["warning"]) == (0, None)


def test_a_feed_that_nobody_reads_says_so_in_the_readers_language(rota: PublishedWeek) -> None:
    made = rota.home.post("/v1/teams/nord/feeds")
    fetched(rota, address(made["url"]))
    said = {}
    for day, language in ((8, "en"), (9, "en"), (12, "fr"), (13, "nl")):
        rota.home.clock.now = at(day, 18)
        answer = rota.home.http.get("/v1/teams/nord/feeds", headers={"Accept-Language": language})
        said[day] = answer.json()["items"][0]["warning"]
    assert said == {
        8: None,
        9: "This feed has not been read for 8 days.",
        12: "Ce flux n'a pas été lu depuis 11 jours.",
        13: "Deze feed is al 12 dagen niet gelezen.",
    }


def test_a_renewed_feed_has_another_address_and_the_same_choices(rota: PublishedWeek) -> None:
    made = rota.home.post("/v1/teams/nord/feeds", role="content-marketer")
    again = rota.home.post(f"/v1/feeds/{made['id']}/renew")
    assert (again["id"], again["role"]) == (made["id"], "content-marketer")
    assert fetched(rota, address(made["url"])).status_code == 404
    assert fetched(rota, address(again["url"])).status_code == 200
    assert rota.as_("Hugo").post(f"/v1/feeds/{made['id']}/renew").status_code == 403


@pytest.mark.parametrize("path", ["feeds", "teams/nord/feeds"])
@pytest.mark.parametrize("name", ["channel", "role"])
def test_a_feed_cannot_be_narrowed_to_what_nobody_has(
    rota: PublishedWeek, path: str, name: str
) -> None:
    answer = rota.home.http.post(f"/v1/{path}", json={name: "fax"})
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["pointer"] == f"/{name}"


def test_feeds_of_the_organisation_are_for_keys_of_all_teams(rota: PublishedWeek) -> None:
    made = rota.home.post("/v1/feeds", channel="whatsapp")
    assert (made["team"], made["member"], made["channel"]) == (None, None, "whatsapp")
    assert [each["id"] for each in rota.home.get("/v1/feeds")["items"]] == [made["id"]]
    assert rota.home.get("/v1/teams/nord/feeds")["items"] == []
    team = UUID(rota.home.get("/v1/teams/nord")["id"])
    limited = rota.home.client(Access.MANAGER, teams=(team,))
    answers = [
        limited.post("/v1/feeds", json={}),
        limited.get("/v1/feeds"),
        limited.delete(f"/v1/feeds/{made['id']}"),
        limited.post(f"/v1/feeds/{made['id']}/renew"),
    ]
    assert [each.status_code for each in answers] == [404] * 4
    assert rota.as_("Hugo").get("/v1/feeds").status_code == 403
    assert rota.home.http.delete(f"/v1/feeds/{made['id']}").status_code == 204


def test_subscribers_who_chose_the_same_are_served_the_same_bytes(rota: PublishedWeek) -> None:
    first, second = (rota.home.post("/v1/teams/nord/feeds") for _ in range(2))
    tags = {fetched(rota, address(each["url"])).headers["etag"] for each in (first, second)}
    assert len(tags) == 1


def test_kept_answers_make_room_by_their_weight() -> None:
    kept = RevisionCache[bytes](most=10, weigh=len)
    for key, size in (("a", 4), ("b", 4), ("c", 4)):
        kept.get(key, lambda size=size: b"x" * size)  # type: ignore[misc]  # bound at once
    assert kept.get("b", lambda: b"new") == b"xxxx"
    assert kept.get("a", lambda: b"new") == b"new"
    assert kept.get("big", lambda: b"y" * 20) == b"y" * 20
    assert kept.get("b", lambda: b"again") == b"again"

"""The weekly summary: what it says, when it is sent, and that it is sent once a week."""

import threading
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.jobs import summarise
from rotation.notices import due, summaries
from rotation.notices.delivery import Answered
from rotation.notices.due import Summary
from rotation.timespan import Week, zone
from support.organisation import TestOrganisation
from support.outbox import Heard, Kept, said
from support.planned_team import WEEK
from support.published_week import EVENINGS

PATH = "/v1/teams/nord/notice-rules"
FRIDAY = datetime(2026, 11, 27, 15, tzinfo=UTC)
"""Four o'clock in Paris on the Friday before the usual week."""
MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)


def wants(heard: Heard, weekday: int = 5, at: str = "16:00", **to: str) -> None:
    """Let the team want a summary, by default at its webhook."""
    if not to:
        heard.hook("notice.failed")
        to = {"webhook": heard.rota.home.get("/v1/webhooks")["items"][0]["id"]}
    heard.rota.home.put(PATH, {"summary": {"weekday": weekday, "at": at, **to}})


def ticks(heard: Heard, monkeypatch: pytest.MonkeyPatch, now: datetime) -> list[str]:
    """Let the job tick at a time by the database's clock; return what comes."""
    monkeypatch.setattr(summaries, "database_now", lambda _: now)
    home = heard.rota.home
    home.tick(summarise.JOB)
    return heard.at(now)


@pytest.fixture
def tick(heard: Heard, monkeypatch: pytest.MonkeyPatch) -> Any:  # Any: a function of a time
    """Let the job tick at a time; return what comes."""
    return lambda now: ticks(heard, monkeypatch, now)


def test_next_weeks_rota_is_told_once_on_the_weekday_at_the_time(heard: Heard, tick: Any) -> None:
    wants(heard)
    assert tick(FRIDAY - MINUTE) == []
    assert tick(FRIDAY) == ["rota.summary"]
    assert tick(FRIDAY) == tick(FRIDAY + MINUTE) == tick(FRIDAY + 2 * DAY) == []
    told = heard.receiver.received[0].said["data"]
    assert (told["week"], told["published"], told["open"]) == (WEEK, True, [])
    evenings = [[each["member"]["name"] for each in one["people"]] for one in told["shifts"]]
    assert [sorted(each) for each in evenings] == [sorted(each) for each in EVENINGS.values()]
    assert tick(FRIDAY + 7 * DAY) == ["rota.summary"]
    assert heard.receiver.received[1].said["data"]["published"] is False


def test_it_says_in_sentences_who_works_when_and_what_is_open(heard: Heard, tick: Any) -> None:
    heard.mail("Hugo")
    member = heard.rota.id("Hugo")
    (contact,) = heard.rota.home.get(f"/v1/members/{member}/contacts")["items"]
    wants(heard, contact=contact["id"])
    span = {"start": "2026-12-01T19:00:00+01:00", "end": "2026-12-01T22:00:00+01:00"}
    body = {**span, "slot": heard.rota.slot("Tue"), "member": heard.rota.id("Emma")}
    heard.rota.home.post("/v1/teams/nord/overrides", **body)
    for seat in (1, 2):
        path = f"/v1/slots/{heard.rota.slot('Sat', seat)}/sick"
        heard.rota.home.post(path, ask="in_turn")
    tick(FRIDAY)
    (message,) = (each for each in heard.sent if each.kind == "rota.summary")
    text = said(message)
    assert text.startswith(f"Nord: the rota of {WEEK}\n")
    assert "Evening, Mon 30 Nov 17:00–22:00 Europe/Paris: " in text
    assert "Chloé (17:00–19:00)" in text
    assert "Emma (19:00–22:00)" in text
    assert "2 open places: Evening, Sat 5 Dec 17:00–22:00 Europe/Paris" in text
    assert "Sat 5 Dec 17:00–22:00 Europe/Paris: " not in text


@pytest.mark.filterwarnings("ignore:'imghdr' is deprecated")  # apprise, on Python before 3.13
def test_it_goes_to_a_service_of_the_operators_and_is_tried_again_there(
    heard: Heard, tick: Any, tmp_path: Path
) -> None:
    state = heard.rota.home.app.state
    file = tmp_path / "services.toml"
    file.write_text('channel = "json://127.0.0.1:9/"\n')
    state.settings = state.settings.model_copy(update={"services": file})
    service = heard.others["service"] = Kept(Answered(ok=False, reply="away"))
    wants(heard, service="channel")
    tick(FRIDAY)
    service.answer = Answered(ok=True)
    tick(FRIDAY + MINUTE)
    mine = [each for each in service.sent if each.payload["week"] == WEEK]
    assert {(each.to, each.address, each.attempt) for each in mine} == {
        ("service", "channel", 1),
        ("service", "channel", 2),
    }
    (line,) = (each for each in heard.log() if each["kind"] == "rota.summary")
    assert (line["state"], line["to"], line["address"]) == ("sent", "service", "channel")


def test_a_service_that_is_configured_no_more_is_told_to_planners(
    heard: Heard, tick: Any, tmp_path: Path
) -> None:
    state = heard.rota.home.app.state
    file = tmp_path / "services.toml"
    file.write_text('channel = "json://127.0.0.1:9/"\n')
    state.settings = state.settings.model_copy(update={"services": file})
    heard.hook("notice.failed")
    heard.others["service"] = Kept(Answered(ok=False, reply="gone", for_good=True))
    wants(heard, service="channel")
    tick(FRIDAY)
    heard.at(FRIDAY + MINUTE)
    assert heard.receiver.types() == ["notice.failed"]


def test_another_address_or_a_later_time_does_not_bring_a_second_one(
    heard: Heard, tick: Any
) -> None:
    wants(heard)
    assert tick(FRIDAY) == ["rota.summary"]
    heard.mail("Hugo")
    (contact,) = heard.rota.home.get(f"/v1/members/{heard.rota.id('Hugo')}/contacts")["items"]
    heard.rota.home.clock.now = FRIDAY + MINUTE
    wants(heard, weekday=6, contact=contact["id"])
    assert tick(FRIDAY + DAY) == []
    assert [each.kind for each in heard.sent] == []
    tick(FRIDAY + 8 * DAY)
    assert [each.kind for each in heard.sent] == ["rota.summary"]


def test_a_team_that_wants_none_any_more_gets_none(heard: Heard, tick: Any) -> None:
    wants(heard)
    heard.rota.home.put(PATH, {"summary": None})
    assert tick(FRIDAY + MINUTE) == []


def test_one_that_is_late_is_sent_while_it_is_of_use_and_the_next_in_its_time(
    heard: Heard, tick: Any
) -> None:
    wants(heard)
    monday = datetime(2026, 11, 30, 10, tzinfo=UTC)
    assert tick(monday) == ["rota.summary"]
    assert heard.receiver.received[0].said["data"]["week"] == WEEK
    assert tick(FRIDAY + 7 * DAY) == ["rota.summary"]
    assert tick(FRIDAY + 19 * DAY) == []  # Wednesday: the week is well under way
    assert tick(FRIDAY + 21 * DAY) == ["rota.summary"]


def test_whoever_dies_with_a_claim_leaves_it_to_the_next_in_a_while(
    heard: Heard, tick: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    wants(heard)
    monkeypatch.setattr(summaries, "database_now", lambda _: FRIDAY)
    with heard.rota.home.work.door("weekly_summary") as session:
        assert len(summaries.claim(session)[1]) == 1
    assert tick(FRIDAY + MINUTE) == []
    assert tick(FRIDAY + summaries.LEASE) == ["rota.summary"]


def test_two_processes_that_tick_at_once_send_one(
    heard: Heard, tick: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    wants(heard)
    monkeypatch.setattr(summaries, "database_now", lambda _: FRIDAY)
    home = heard.rota.home
    both = [threading.Thread(target=home.tick, args=(summarise.JOB,)) for _ in range(2)]
    for each in both:
        each.start()
    for each in both:
        each.join(30)
    assert heard.at(FRIDAY) == ["rota.summary"]


def test_when_the_team_moves_to_another_zone_its_summary_moves_with_its_clock(
    heard: Heard, tick: Any
) -> None:
    wants(heard)
    heard.rota.home.patch("/v1/teams/nord", timezone="America/New_York")
    assert tick(FRIDAY + timedelta(hours=6) - MINUTE) == []
    assert tick(FRIDAY + timedelta(hours=6)) == ["rota.summary"]


def test_a_deleted_team_gets_none(heard: Heard, tick: Any) -> None:
    wants(heard)
    assert heard.rota.home.http.delete("/v1/teams/nord").is_success
    assert tick(FRIDAY) == []


REFUSED: list[tuple[dict[str, Any], str]] = [
    ({"weekday": 0, "at": "16:00", "service": "x"}, "/summary/weekday"),
    ({"weekday": 5, "at": "24:00", "service": "x"}, "/summary/at"),
    ({"weekday": 5, "at": "7:00", "service": "x"}, "/summary/at"),
    ({"weekday": 5, "at": "16:00"}, "/summary"),
    ({"weekday": 5, "at": "16:00", "service": "x"}, "/summary/service"),
    ({"weekday": 5, "at": "16:00", "webhook": "0" * 32}, "/summary/webhook"),
    ({"weekday": 5, "at": "16:00", "contact": "0" * 32}, "/summary/contact"),
    ({"weekday": 5, "at": "16:00", "webhook": "0" * 32, "service": "x"}, "/summary"),
    ({"weekday": 5, "at": "16:00", "service": "x", "hour": 1}, "/summary/hour"),
]


def test_a_summary_that_cannot_be_is_refused_by_its_field(heard: Heard) -> None:
    http = heard.rota.home.http
    for summary, pointer in REFUSED:
        answer = http.put(PATH, json={"summary": summary}, headers={"If-Match": "*"})
        found = answer.status_code, answer.json()["errors"][0]["pointer"]
        assert found == (422, pointer), summary


def test_a_summary_goes_to_no_address_of_another_team_or_organisation(heard: Heard) -> None:
    home = heard.rota.home
    home.post("/v1/teams", slug="sud", name="Sud", timezone="Europe/Paris", country="FR")
    there = home.post("/v1/teams/sud/members", name="Zoë")["id"]
    body = {"kind": "email", "address": "zoe@example.org"}
    contact = home.post(f"/v1/members/{there}/contacts", **body)["id"]
    with TestOrganisation.founded(home.app, home.clock) as other:
        hook = other.post("/v1/webhooks", url="https://8.8.8.8/", events=["gap.opened"])["id"]
    for to in ({"contact": contact}, {"webhook": hook}):
        summary = {"weekday": 5, "at": "16:00", **to}
        answer = home.http.put(PATH, json={"summary": summary}, headers={"If-Match": "*"})
        assert answer.status_code == 422, to


ZONES = ("Europe/Paris", "America/New_York", "Australia/Lord_Howe", "Africa/Cairo", "Asia/Kolkata")


@given(
    st.sampled_from(ZONES),
    st.integers(1, 7),
    st.times().map(lambda at: f"{at:%H:%M}"),
    st.integers(0, 52 * 7 * 24 * 60),
)
def test_through_a_year_of_clock_changes_each_week_has_one_summary_before_it_begins(
    name: str, weekday: int, at: str, minutes: int
) -> None:
    there, summary = zone(name), Summary(weekday, at)
    now = datetime(2026, 9, 1, tzinfo=UTC) + minutes * MINUTE
    moment, week = due.next_summary(summary, there, now)
    local = moment.astimezone(there)
    assert now < moment <= now + 8 * DAY
    assert local.isoweekday() == weekday
    assert moment < week.span(there).start
    assert Week.of(local.date()).plus(1) == week
    # By the clock on the wall, or later by a gap that swallows that time.
    gap = f"{local - timedelta(hours=1):%H:%M}" < at < f"{local:%H:%M}"
    assert f"{local:%H:%M}" == at or gap
    after, following = due.next_summary(summary, there, moment)
    assert following == week.plus(1)
    assert abs((after - moment) - 7 * DAY) <= timedelta(hours=1)


@pytest.mark.parametrize(
    ("at", "instant"),
    [
        ("02:30", "2027-03-28T03:30:00+02:00"),
        ("02:00", "2027-03-28T03:00:00+02:00"),
        ("01:59", "2027-03-28T01:59:00+01:00"),
    ],
)
def test_a_time_that_the_clock_skips_moves_forward_by_the_gap(at: str, instant: str) -> None:
    found = due.summary_at(Summary(7, at), Week(2027, 13), zone("Europe/Paris"))
    assert found == datetime.fromisoformat(instant)


def test_of_a_time_that_comes_twice_the_first_counts() -> None:
    found = due.summary_at(Summary(7, "02:30"), Week(2026, 44), zone("Europe/Paris"))
    assert found == datetime.fromisoformat("2026-10-25T02:30:00+02:00")

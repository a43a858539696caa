"""One week's story, from its publication to a revert, over a clock change.

It is published, reminded of, swapped, covered, stood in for, and an earlier version comes back.
After each step the calendar, the answer to "who is on duty?", the notices, the ledger and the audit
trail say the same.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import icalendar
import pytest
from fastapi.testclient import TestClient

from rotation.notices.events import EVENTS
from rotation.rota.shifts import slot_id
from rotation.timespan import Week
from support.organisation import TestOrganisation
from support.outbox import Ears
from support.published_week import EVENINGS, PublishedWeek
from support.receiver import receiving

WEEK = "2027-W12"
"""Its Sunday, 28 March 2027, has no hour between 02:00 and 03:00 in Paris."""
NIGHT = {"Sat": ("Hugo",)}
EVERYBODY = "Amélie Bruno Chloé David Emma Farid Gaëlle Hugo"
FROM, TO = "2027-03-22", "2027-03-30"


@dataclass
class Week12:
    """The week as everybody sees it."""

    rota: PublishedWeek
    calendar: str
    ears: Ears
    seen: dict[str, int] = field(default_factory=dict)

    def duties(self) -> list[dict[str, Any]]:
        """Return every duty of every member, after swaps and overrides."""
        found = []
        for name, member in self.rota.people.items():
            path = f"/v1/members/{member}/shifts?from={FROM}&to={TO}"
            for each in self.rota.home.get(path)["items"]:
                start, end = (datetime.fromisoformat(each[edge]) for edge in ("start", "end"))
                found.append({**each, "name": name, "start": start, "end": end})
        return found

    def hears(self, *expected: str) -> None:
        """Let what is due be sent, and check it: what it is, and whom it concerns."""
        before = len(self.ears.receiver.received)
        self.ears.at(self.rota.home.clock.now)
        told = [each.said for each in self.ears.receiver.received[before:]]
        heard = sorted(" ".join([each["type"], *concerned(each["data"])]) for each in told)
        assert heard == sorted(expected)

    def check(self, *trail: str, burden: int = 0) -> None:
        """Check that all tell the same story, and what the trail says last."""
        duties = self.duties()
        self._calendar_agrees(duties)
        self._answers_agree(duties)
        for one in duties:
            for other in duties:
                same = one["name"] == other["name"] and one is not other
                assert not (same and one["start"] < other["end"] and other["start"] < one["end"])
        assert sum(each["burden"] for each in duties) == burden
        lines = self.rota.home.get("/v1/audit?limit=200")["items"]
        told = [each["entity"] for each in lines[: len(trail) + 6]]
        assert not Counter(trail) - Counter(told), told

    def _calendar_agrees(self, duties: list[dict[str, Any]]) -> None:
        body = TestClient(self.rota.home.app).get(self.calendar).content
        events = icalendar.Calendar.from_ical(body).walk("VEVENT")
        shown = {
            (str(e["SUMMARY"]).split(" — ")[0], e.decoded("DTSTART"), e.decoded("DTEND"))
            for e in events
            if str(e["STATUS"]) == "CONFIRMED"
        }
        assert shown == {(each["name"], each["start"], each["end"]) for each in duties}
        now = {str(e["UID"]): e.decoded("SEQUENCE") for e in events}
        assert set(self.seen) <= set(now), "an event has vanished without a word"
        assert all(now[uid] >= sequence for uid, sequence in self.seen.items())
        self.seen = now

    def _answers_agree(self, duties: list[dict[str, Any]]) -> None:
        edges = {each[edge] for each in duties for edge in ("start", "end")}
        for at in sorted(edges | {edge - timedelta(seconds=1) for edge in edges}):
            on = sorted({each["name"] for each in duties if each["start"] <= at < each["end"]})
            assert self.rota.on_duty(at.isoformat().replace("+00:00", "Z")) == on


def concerned(data: dict[str, Any]) -> list[str]:
    """Return whom a notice is about: its member, or those who come and go in its changes."""
    if member := data.get("member"):
        return [member["name"]]
    sides = (side for each in data.get("changes", ()) for side in (each["before"], each["after"]))
    return sorted({side["member"]["name"] for side in sides if side})


def night(rota: PublishedWeek) -> str:
    return str(slot_id(UUID(rota.patterns["Night"]), Week.parse(WEEK).days[5], 1))


@pytest.fixture
def ears(rota: PublishedWeek, monkeypatch: pytest.MonkeyPatch) -> Iterator[Ears]:
    """A webhook of the organisation that is told of everything."""
    state = rota.home.app.state
    usual = state.settings
    state.settings = usual.model_copy(update={"allow_private_destinations": True})
    with receiving() as receiver:
        made = Ears(rota, receiver, monkeypatch)
        made.hook(*EVENTS)
        yield made
    state.settings = usual


@pytest.fixture
def rota(home: TestOrganisation) -> PublishedWeek:
    """The team Nord in March, with a night on Saturday."""
    home.clock.now = datetime(2026, 11, 24, 9, tzinfo=UTC)
    made = PublishedWeek.of_nord(home)
    home.clock.now = datetime(2027, 3, 15, 9, tzinfo=UTC)
    body = {"name": "Night", "weekdays": [6], "start": "23:00", "end": "06:00", "target": 1}
    made.patterns["Night"] = home.post("/v1/teams/nord/shift-patterns", **body)["id"]
    return made


def test_a_week_is_lived_in(rota: PublishedWeek, ears: Ears) -> None:
    feed = rota.home.post("/v1/teams/nord/feeds")["url"].removeprefix("http://127.0.0.1:8000")
    week = Week12(rota, feed, ears)
    total = published(week)
    reminded(week, total)
    swapped(week, total)
    worked = covered(week, total)
    stood_in(week, worked)
    reverted(week, worked)


def published(week: Week12) -> int:
    """Publish the first version; return the burden of the week."""
    rota = week.rota
    # The planner publishes: six hours of a night that is seven on paper.
    rota.plan(EVENINGS, WEEK)
    rota.seat("Night", NIGHT, WEEK)
    assert rota.publish(WEEK)["version"] == 1
    total: int = sum(each["burden"] for each in week.duties())
    hours = [each["end"] - each["start"] for each in week.duties() if each["pattern"] == "Night"]
    assert hours == [timedelta(hours=6)]
    week.check("version", burden=total)
    week.hears("rota.published", f"shift.changed {EVERYBODY}")
    return total


def reminded(week: Week12, total: int) -> None:
    """Let the first evening come near: both are reminded an hour before, and nobody else is."""
    home = week.rota.home
    home.clock.now = datetime(2027, 3, 22, 14, 59, tzinfo=UTC)
    week.hears()
    home.clock.now += timedelta(minutes=1)
    week.hears("shift.reminder Amélie", "shift.reminder Bruno")
    week.check(burden=total)


def swapped(week: Week12, total: int) -> None:
    """Exchange two evenings."""
    rota = week.rota
    # Amélie's Monday for Farid's Wednesday.
    monday, wednesday = rota.slot("Mon", 1, WEEK), rota.slot("Wed", 2, WEEK)
    body = {"slot": monday, "for": wednesday}
    swap = rota.as_("Amélie").post("/v1/teams/nord/swaps", json=body).json()
    assert rota.as_("Farid").post(f"/v1/swaps/{swap['id']}/accept").json()["state"] == "done"
    week.check("swap", "swap", burden=total)
    assert rota.holders("Mon", week=WEEK) == ["Farid", "Bruno"]
    week.hears("swap.offered", "swap.changed", "shift.changed Amélie Farid", "shift.reminder Farid")


def covered(week: Week12, total: int) -> int:
    """Let somebody fall ill midway and another come; return the burden that is worked."""
    rota, home = week.rota, week.rota.home
    # Chloé falls ill on Tuesday at half past six; Gaëlle comes at seven.
    home.clock.now = datetime(2027, 3, 23, 17, 30, tzinfo=UTC)
    sick = rota.as_("Chloé").post(f"/v1/slots/{rota.slot('Tue', 1, WEEK)}/sick").json()
    lost = total - sum(each["burden"] for each in week.duties())
    assert lost > 0
    week.check("cover", "override", burden=total - lost)
    # The shift runs: all who could come are asked at once, David is there already.
    others = ("Amélie", "Bruno", "Emma", "Farid", "Gaëlle", "Hugo")
    asked = [f"cover.asked {name}" for name in others]
    week.hears(*asked, "cover.changed", "gap.opened", "shift.changed Chloé")
    home.clock.now = datetime(2027, 3, 23, 18, tzinfo=UTC)
    path = f"/v1/covers/{sick['id']}/answer"
    assert rota.as_("Gaëlle").post(path, json={"answer": "yes"}).json()["state"] == "covered"
    worked: int = sum(each["burden"] for each in week.duties())
    assert total - lost < worked < total
    week.check("cover", "override", "cover_ask", burden=worked)
    week.hears("cover.changed", "shift.changed Gaëlle")
    return worked


def stood_in(week: Week12, worked: int) -> None:
    """Publish a second version, and let somebody stand in over the clock change."""
    rota = week.rota
    # A new version moves Thursday; the swap, the sick evening and its cover stay.
    rota.plan(
        {
            **EVENINGS,
            "Thu": ["Amélie", "Hugo"],
            "Mon": ["Farid", "Bruno"],
            "Wed": ["Emma", "Amélie"],
        },
        WEEK,
    )
    rota.seat("Night", NIGHT, WEEK)
    assert rota.publish(WEEK)["version"] == 2
    week.check("version", burden=worked)
    week.hears("rota.published", "shift.changed Amélie Gaëlle")

    # Emma stands in from midnight to four, over the hour that is not there: three hours.
    span = {"start": "2027-03-27T23:00:00Z", "end": "2027-03-28T02:00:00Z"}
    asked = {**span, "slot": night(rota), "member": rota.id("Emma")}
    stands_in = rota.home.http.post("/v1/teams/nord/overrides", json=asked)
    assert stands_in.status_code == 201, stands_in.text
    own = [each for each in week.duties() if each["stands_in"] and each["name"] == "Emma"]
    assert [each["end"] - each["start"] for each in own] == [timedelta(hours=3)]
    week.check("override", burden=worked)
    week.hears("shift.changed Emma Hugo")


def reverted(week: Week12, worked: int) -> None:
    """Publish the first version again."""
    rota, home = week.rota, week.rota.home
    # Back to version 1: what has been agreed and lived stays, Thursday is as it was.
    assert home.post(f"/v1/teams/nord/rotas/{WEEK}/revert", version=1)["version"] == 3
    assert rota.holders("Thu", week=WEEK) == ["Gaëlle", "Hugo"]
    assert rota.holders("Mon", week=WEEK) == ["Farid", "Bruno"]
    assert [e["name"] for e in week.duties() if e["stands_in"]] == ["Emma", "Gaëlle"]
    week.check("version", burden=worked)
    week.hears("rota.published", "shift.changed Amélie Gaëlle")

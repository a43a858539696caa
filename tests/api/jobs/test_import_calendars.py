"""Busy calendars by address: fetched when due, each for itself, with errors kept and shown."""

import http.server
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest

from api.clients.http import Client, Most
from api.jobs import import_calendars
from api.queue.imports import AT_ONCE, Imports
from rotation.availability import calendars, ics, leave, store
from rotation.team import members, teams
from rotation.timespan import Week
from support.organisation import TestOrganisation
from support.paths import GOLDEN
from support.planned_team import TEAM

ICS = (GOLDEN / "busy" / "free.ics").read_bytes()
FAR = datetime(2100, 1, 1, tzinfo=UTC)
OTHER = ICS.replace(b"20261201T", b"20261202T")


@dataclass
class Site:
    """A web site of calendars: what is at a path, or the status it answers."""

    url: str = ""
    pages: dict[str, bytes | int] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    accepts: list[str] = field(default_factory=list)
    refused: str = ""
    kind: str = "text/calendar"
    hung: threading.Event = field(default_factory=threading.Event)
    patient: bool = True
    between: Callable[[str], object] = lambda _: None


@contextmanager
def serving() -> Iterator[Site]:
    """Yield a site on this machine; what hangs there does so until the end."""
    site = Site()

    class Gives(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            site.asked.append(self.path)
            site.accepts.append(self.headers["Accept"])
            site.between(self.path)
            page = site.pages.get(self.path, 404)
            if self.path.startswith("/hangs"):
                site.patient &= site.hung.wait(30)
            if self.headers["Accept"] == site.refused:
                page = 406
            status, body = (page, b"") if isinstance(page, int) else (200, page)
            try:
                self.send_response(status)
                self.send_header("Content-Type", site.kind)
                self.send_header("Content-Length", str(len(body)))
                self.send_header("Location", f"{site.url}/ann.ics")
                self.end_headers()
                self.wfile.write(body)
            except OSError:
                return  # whoever asked has gone

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the parent's
            """Say nothing."""

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Gives) as server:
        site.url = f"http://127.0.0.1:{server.server_port}"
        threading.Thread(target=server.serve_forever, daemon=True).start()
        try:
            yield site
        finally:
            site.hung.set()
            server.shutdown()


@dataclass
class Importer:
    """A team whose calendars lie on a site of this machine."""

    home: TestOrganisation
    site: Site
    most: Most

    def member(self, name: str, page: str) -> str:
        """Add a member whose calendar is at a page; return the address of their busy calendar."""
        made = self.home.post("/v1/teams/nord/members", name=name)["id"]
        address = f"/v1/members/{made}/busy-calendar"
        self.home.put(address, {"url": f"{self.site.url}{page}"})
        return address

    def fetch(self) -> None:
        """Do what the job does."""
        client = Client(allow_private=True, most=self.most)
        Imports(self.home.work, import_calendars.fetching(client)).drain()
        client.close()

    def later(self) -> None:
        """Let it be time to fetch again."""
        self.home.clock.now += calendars.EVERY

    def busy(self, address: str) -> tuple[Any, ...]:
        """Return the times the member of a busy calendar cannot work in week 49."""
        member = UUID(address.split("/")[3])
        with self.home.reading() as session:
            team = teams.find(session, "nord")
            people = [members.find(session, member)]
            span = Week(2026, 49).span(team.zone)
            return leave.for_span(session, team, people, span)[member].cannot


@pytest.fixture
def importer(home: TestOrganisation) -> Iterator[Importer]:
    """The team Nord, whose calendars may lie on this machine."""
    state, usual = home.app.state, home.app.state.settings
    state.settings = usual.model_copy(update={"allow_private_destinations": True})
    home.post("/v1/teams", **TEAM)
    # Calendars of the tests before on this database lie elsewhere: they never come up again.
    with home.work.door("busy_calendar") as session:
        store.claim_due(session, FAR, FAR, 10_000)
    with serving() as site:
        site.pages["/ann.ics"] = ICS
        yield Importer(home, site, Most(import_calendars.most().bytes, seconds=60))
    state.settings = usual


def test_a_calendar_is_fetched_and_its_busy_time_counts(importer: Importer) -> None:
    address = importer.member("Ann", "/ann.ics")
    assert importer.home.get(address)["state"] == "not_read"
    importer.home.tick(import_calendars.JOB)
    shown = importer.home.get(address)
    assert (shown["state"], shown["busy"], shown["error"]) == ("read", 1, None)
    assert shown["read_at"] is not None
    (busy,) = importer.busy(address)
    assert busy.length == timedelta(hours=1)


def test_a_calendar_alone_is_asked_for_and_anything_only_where_that_is_refused(
    importer: Importer,
) -> None:
    address = importer.member("Ann", "/ann.ics")
    importer.fetch()
    assert importer.site.accepts == ["text/calendar"]
    importer.site.refused = "text/calendar"
    importer.later()
    importer.fetch()
    assert importer.site.accepts[1:] == ["text/calendar", "*/*"]
    assert importer.home.get(address)["state"] == "read"


def test_what_was_left_out_of_one_that_was_fetched_is_told_in_the_charset_of_its_server(
    importer: Importer,
) -> None:
    address = importer.member("Ann", "/ann.ics")
    odd = "BEGIN:VEVENT\r\nUID:fête\r\nDTSTART:lundi\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"
    importer.site.kind = 'text/calendar; charset="iso-8859-15"'
    importer.site.pages["/ann.ics"] = ICS.replace(b"END:VCALENDAR", odd.encode("latin-1"))
    importer.fetch()
    shown = importer.home.get(address)
    assert (shown["state"], shown["busy"], shown["left_out_count"]) == ("read", 1, 1)
    assert shown["left_out"][0]["uid"] == "fête"


def test_it_is_fetched_again_when_it_is_due_and_not_before(importer: Importer) -> None:
    address = importer.member("Ann", "/ann.ics")
    importer.fetch()
    before = importer.busy(address)
    importer.site.pages["/ann.ics"] = OTHER
    importer.fetch()
    assert importer.busy(address) == before
    importer.later()
    importer.fetch()
    assert importer.busy(address)[0].start == before[0].start + timedelta(days=1)
    assert len(importer.site.asked) == 2


@pytest.mark.parametrize(
    "page",
    [404, 500, 301, b"garbage", b"", bytes(3 << 20)],
    ids=["404", "500", "301", "garbage", "empty", "zeros"],
)
def test_an_error_is_shown_and_what_was_read_before_stands(
    importer: Importer, page: bytes | int
) -> None:
    address = importer.member("Ann", "/ann.ics")
    importer.fetch()
    before = importer.busy(address)
    importer.site.pages["/ann.ics"] = page
    importer.later()
    importer.fetch()
    shown = importer.home.get(address)
    assert (shown["state"], shown["busy"]) == ("failed", 1)
    assert shown["error"]
    assert importer.busy(address) == before
    assert importer.site.asked == ["/ann.ics"] * 2
    importer.site.pages["/ann.ics"] = ICS
    importer.later()
    importer.fetch()
    assert importer.home.get(address)["error"] is None


def test_one_that_is_cut_off_at_the_cap_is_not_taken_for_whole(importer: Importer) -> None:
    padding = b"X-PAD:" + b"a" * 1000 + b"\r\n"
    importer.site.pages["/ann.ics"] = ICS + padding * (ics.LARGEST // len(padding) + 1)
    address = importer.member("Ann", "/ann.ics")
    importer.fetch()
    shown = importer.home.get(address)
    assert (shown["state"], shown["busy"]) == ("failed", 0)
    assert str(ics.LARGEST) in shown["error"]


def test_calendars_that_hang_keep_nobody_from_being_read(importer: Importer) -> None:
    site = importer.site
    hanging = [importer.member(f"Dead {at}", f"/hangs/{at}") for at in range(AT_ONCE - 1)]
    alive = importer.member("Ann", "/ann.ics")
    # They let go when the other one is asked for, which they would wait for in vain in a queue.
    site.between = lambda page: site.hung.set() if page == "/ann.ics" else None
    importer.fetch()
    assert site.patient
    assert importer.home.get(alive)["state"] == "read"
    assert {importer.home.get(each)["state"] for each in hanging} == {"failed"}


def test_one_that_does_not_answer_in_time_has_failed(importer: Importer) -> None:
    importer.most = replace(importer.most, seconds=0.3)
    address = importer.member("Ann", "/hangs")
    importer.fetch()
    shown = importer.home.get(address)
    assert shown["state"] == "failed"
    assert shown["error"]


def test_two_workers_fetch_each_calendar_once(importer: Importer) -> None:
    for at in range(12):
        importer.site.pages[f"/{at}"] = ICS
        importer.member(f"Ann {at}", f"/{at}")
    both = [threading.Thread(target=importer.fetch) for _ in range(2)]
    for each in both:
        each.start()
    for each in both:
        each.join()
    assert sorted(importer.site.asked) == sorted(f"/{at}" for at in range(12))


def test_what_is_changed_while_it_is_fetched_stays_as_it_was_changed(importer: Importer) -> None:
    address = importer.member("Ann", "/ann.ics")
    headers = {"Content-Type": "text/calendar", "If-Match": "*"}

    def send(_: str) -> None:
        assert importer.home.http.put(address, content=OTHER, headers=headers).is_success

    importer.site.between = send
    importer.fetch()
    shown = importer.home.get(address)
    assert (shown["url"], shown["state"], shown["error"]) == (None, "read", None)
    assert importer.busy(address)[0].start.day == 2


def test_what_is_deleted_while_it_is_fetched_stays_deleted(importer: Importer) -> None:
    address = importer.member("Ann", "/ann.ics")
    importer.site.between = lambda _: importer.home.http.delete(address).raise_for_status()
    importer.fetch()
    assert importer.home.get(address)["state"] == "none"
    assert importer.busy(address) == ()


def test_the_trail_is_told_of_a_change_and_not_of_every_reading(importer: Importer) -> None:
    importer.member("Ann", "/ann.ics")
    importer.fetch()

    def told() -> int:
        found = importer.home.get("/v1/audit?limit=200")["items"]
        return sum(each["entity"] == "busy calendar" for each in found)

    before = told()
    importer.later()
    importer.fetch()
    assert told() == before
    assert importer.site.url not in importer.home.http.get("/v1/audit").text


def test_addresses_inside_a_network_are_refused_when_given_and_when_fetched(
    importer: Importer,
) -> None:
    address = importer.member("Ann", "/ann.ics")
    client = Client(allow_private=False, most=importer.most)
    Imports(importer.home.work, import_calendars.fetching(client)).drain()
    client.close()
    assert importer.home.get(address)["state"] == "failed"
    assert importer.site.asked == []
    state = importer.home.app.state
    state.settings = state.settings.model_copy(update={"allow_private_destinations": False})
    headers = {"If-Match": "*"}
    for host in ("127.0.0.1", "169.254.169.254", "[::1]", "2130706433"):
        body = {"url": f"https://{host}/ann.ics"}
        answer = importer.home.http.put(address, json=body, headers=headers)
        assert answer.status_code == 422, host
        assert answer.json()["errors"][0]["pointer"] == "/url"

"""A member's busy calendar that a real Radicale keeps: put there by CalDAV, fetched as by the job.

Radicale writes a collection anew: one VCALENDAR with the zones of all events before them.
"""

import http.client
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path

import pytest

from api.clients.http import Client
from api.jobs import import_calendars
from rotation.availability import busy
from rotation.timespan import Span, zone

pytestmark = pytest.mark.contract
RADICALE = "radicale==3.5.8"
PARIS = zone("Europe/Paris")
NOW = datetime(2026, 11, 29, 12, tzinfo=UTC)
BERLIN = """BEGIN:VTIMEZONE
TZID:Europe/Berlin
BEGIN:DAYLIGHT
TZOFFSETFROM:+0100
TZOFFSETTO:+0200
TZNAME:CEST
DTSTART:19810329T020000
RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU
END:DAYLIGHT
BEGIN:STANDARD
TZOFFSETFROM:+0200
TZOFFSETTO:+0100
TZNAME:CET
DTSTART:19961027T030000
RRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU
END:STANDARD
END:VTIMEZONE
"""
EVENTS = {
    "once": (
        "",
        """DTSTART:20261201T170000Z
DTEND:20261201T180000Z
""",
        "",
    ),
    "weekly": (
        BERLIN,
        """DTSTART;TZID=Europe/Berlin:20261202T180000
DURATION:PT1H
RRULE:FREQ=WEEKLY;COUNT=4
EXDATE;TZID=Europe/Berlin:20261209T180000
""",
        """BEGIN:VEVENT
UID:weekly
DTSTAMP:20261101T000000Z
RECURRENCE-ID;TZID=Europe/Berlin:20261216T180000
DTSTART;TZID=Europe/Berlin:20261217T190000
DURATION:PT2H
END:VEVENT
""",
    ),
    # Without an end, over the change of the clock: 18:00 stays 18:00.
    "series": (
        BERLIN,
        """DTSTART;TZID=Europe/Berlin:20270320T180000
DTEND;TZID=Europe/Berlin:20270320T190000
RRULE:FREQ=WEEKLY;UNTIL=20270404T000000Z
""",
        "",
    ),
    "day": (
        "",
        """DTSTART;VALUE=DATE:20261224
DTEND;VALUE=DATE:20261225
""",
        "",
    ),
    "free": (
        "",
        """DTSTART:20261203T080000Z
DTEND:20261203T090000Z
TRANSP:TRANSPARENT
""",
        "",
    ),
}


def utc(month: int, day: int, hour: int, hours: int = 1, year: int = 2026) -> Span:
    """Return some hours from one in UTC."""
    start = datetime(year, month, day, hour, tzinfo=UTC)
    return Span(start, start.replace(hour=hour + hours))


RIGHT = {
    utc(12, 1, 17),
    utc(12, 2, 17),
    utc(12, 17, 18, 2),
    utc(12, 23, 17),
    Span(datetime(2026, 12, 23, 23, tzinfo=UTC), datetime(2026, 12, 24, 23, tzinfo=UTC)),
    utc(3, 20, 17, year=2027),
    utc(3, 27, 17, year=2027),
    utc(4, 3, 16, year=2027),
}


def calendar(uid: str) -> bytes:
    """Return one event with its zones and its overrides as a client puts it."""
    zones, fields, overrides = EVENTS[uid]
    text = (
        "BEGIN:VCALENDAR\nVERSION:2.0\nPRODID:-//made//up//EN\n"
        f"{zones}BEGIN:VEVENT\nUID:{uid}\nDTSTAMP:20261101T000000Z\n{fields}END:VEVENT\n"
        f"{overrides}END:VCALENDAR\n"
    )
    return text.replace("\n", "\r\n").encode()


def send(method: str, port: int, path: str, body: bytes = b"") -> int:
    """Send one request to this machine; return its status."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    connection.request(method, path, body, {"Content-Type": "text/calendar"})
    status = connection.getresponse().status
    connection.close()
    return status


@pytest.fixture(scope="module")
def radicale(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Yield the address of the member's collection in a Radicale on this machine."""
    folder = tmp_path_factory.mktemp("radicale")
    subprocess.run([sys.executable, "-m", "venv", "venv"], cwd=folder, check=True, timeout=300)
    python = str(folder / "venv/bin/python")
    words = [python, "-m", "pip", "install", "--quiet", RADICALE]
    subprocess.run(words, cwd=folder, check=True, timeout=300)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    options = [
        f"--server-hosts=127.0.0.1:{port}",
        f"--storage-filesystem-folder={folder / 'kept'}",
        "--auth-type=none",
        "--rights-type=from_file",
        f"--rights-file={rights(folder)}",
    ]
    environment = {**os.environ, "RADICALE_CONFIG": ""}
    server = subprocess.Popen(
        [python, "-m", "radicale", *options],
        cwd=folder,
        env=environment,
    )
    try:
        ready(server, port)
        assert send("MKCOL", port, "/ann/") == 201
        assert send("MKCALENDAR", port, "/ann/rota/") == 201
        for uid in EVENTS:
            assert send("PUT", port, f"/ann/rota/{uid}.ics", calendar(uid)) == 201
        yield f"http://127.0.0.1:{port}/ann/rota/"
    finally:
        server.terminate()
        server.wait(20)


def rights(folder: Path) -> Path:
    """Return a file of rights by which whoever asks may read and write."""
    file = folder / "rights"
    file.write_text("[all]\nuser: .*\ncollection: .*\npermissions: RrWw\n", encoding="utf-8")
    return file


def ready(server: subprocess.Popen[bytes], port: int) -> None:
    """Wait until the server answers, at most half a minute."""
    for _ in range(300):
        assert server.poll() is None, "Radicale ended"
        with suppress(ConnectionError):
            send("GET", port, "/.web/")
            return
        time.sleep(0.1)
    raise AssertionError("Radicale does not answer")


def test_a_calendar_of_radicale_is_fetched_and_read_whole(radicale: str) -> None:
    client = Client(allow_private=True, most=import_calendars.most())
    fetched = import_calendars.fetching(client)(radicale)
    client.close()
    assert fetched.content.count(b"BEGIN:VCALENDAR") == 1
    found = busy.read(fetched.content, PARIS, NOW, fetched.charset)
    assert set(found.spans) == RIGHT
    assert found.notes.left_out_count == 0


def test_one_event_of_radicale_is_fetched_and_read(radicale: str) -> None:
    client = Client(allow_private=True, most=import_calendars.most())
    fetched = import_calendars.fetching(client)(f"{radicale}once.ics")
    client.close()
    assert busy.read(fetched.content, PARIS, NOW, fetched.charset).spans == (utc(12, 1, 17),)

"""What the board costs: the server's time and the size of its pages, for 12 and for 60 people.

``python -m benchmarks.pages`` makes a team of each size with a draft, in a SQLite file, asks for
the pages in process 20 times each, and prints medians of wall and processor milliseconds, kilobytes
packed by gzip, and elements; then what Debian's Chromium makes of a first visit to the board, if it
is there; then the packed size of styles and scripts. Every page is asked for with nothing kept of
the rota by the service (``cpu_ms``) and with what it keeps until somebody writes (``kept_ms``).
"""

import argparse
import gzip
import json
import re
import statistics
import tempfile
import time
from pathlib import Path

from fastapi.testclient import TestClient

from api.app import create_app
from api.board import static_files, week_board
from api.cli import sign_in
from api.cli.demo import team as made_up
from api.cli.demo.seeding import seed
from api.settings import Settings
from api.telemetry import configure_logs
from api.unit_of_work import DatabaseUnitOfWork
from benchmarks import pages_browser
from rotation import schema
from rotation.account.access import Actor
from rotation.clock import system_clock
from rotation.database import Database
from rotation.rota.case import build
from rotation.rota.shifts import Seat, Shift, shifts_in_order
from rotation.rota.versions import drafts
from rotation.team import members
from rotation.timespan import Week

TIMES = 20
BASE = f"/t/{made_up.SLUG}"
PAGES = ("/w/{week}/draft", "/w/{week}/publish", "/swaps", "/people", "/now")


def prepared(work: DatabaseUnitOfWork, people: int) -> tuple[Actor, Week]:
    """Make a team of so many people with a draft that is dealt out in turn."""
    now = system_clock()
    organisation, _ = work.found("Benchmark", now)
    actor, week = work.service(organisation), Week.of(now.date()).plus(1)
    team, _ = seed(work, actor, week, now)
    with work.unit(actor, now) as session:
        for number in range(len(made_up.PEOPLE), people):
            person = made_up.DemoPerson(f"Person {number}", 24, ("fr", "en"))
            members.create(session, made_up.member(team.id, person))
        everybody = members.of_team(session, team.id)
        empty, _ = build.shifts_of(session, team, [week])
        found = [_dealt(each, at, everybody) for at, each in enumerate(empty)]
        drafts.replace(session, team.id, str(week), shifts_in_order(found), now)
    return actor, week


def _dealt(shift: Shift, at: int, everybody: list[members.Member]) -> Shift:
    count = max(1, round(len(everybody) / 12))
    for seat in range(1, count + 1):
        who = everybody[(at * count + seat) % len(everybody)]
        shift = shift.seated(Seat(seat, who.id))
    return shift


def measured(client: TestClient, path: str) -> dict[str, object]:
    """Return what a page costs, asked for TIMES times after a first time."""
    client.get(path)
    text, cpus, walls = _asked(client, path, forget=True)
    _, kept, _ = _asked(client, path, forget=False)
    return {
        "page": path,
        "wall_ms": round(statistics.median(walls), 1),
        "cpu_ms": round(statistics.median(cpus), 1),
        "kept_ms": round(statistics.median(kept), 1),
        "kB_gzipped": round(len(gzip.compress(text.encode(), 6)) / 1000, 1),
        "elements": len(re.findall(r"<[a-z]", text)),
    }


def _asked(client: TestClient, path: str, *, forget: bool) -> tuple[str, list[float], list[float]]:
    """Return a page and the milliseconds of each time: of the processor, and by the clock."""
    walls, cpus, text = [], [], ""
    for _ in range(TIMES):
        if forget:
            week_board.forget()
        wall, cpu = time.perf_counter(), time.process_time()
        answer = client.get(path)
        walls.append(1000 * (time.perf_counter() - wall))
        cpus.append(1000 * (time.process_time() - cpu))
        assert answer.status_code == 200, answer.text
        text = answer.text
    return text, cpus, walls


def packed(suffix: str) -> float:
    """Return the kilobytes, packed, of all files of a kind."""
    found = [each for each in static_files.FOLDER.rglob(f"*{suffix}") if each.is_file()]
    return round(sum(len(gzip.compress(each.read_bytes(), 9)) for each in found) / 1000, 1)


def main() -> None:
    """Print a JSON line for each page and team, and one for the files."""
    argparse.ArgumentParser(description=__doc__).parse_args()
    configure_logs("error")
    for people in (12, 60):
        with tempfile.TemporaryDirectory() as folder:
            settings = Settings(database_url=f"sqlite:///{Path(folder) / 'pages.db'}")
            schema.migrate(settings.database_url)
            app = create_app(settings, system_clock)
            database = Database(settings.database_url)
            work = DatabaseUnitOfWork(database, system_clock)
            actor, week = prepared(work, people)
            link = sign_in.link(settings, work, actor, "Amélie Laurent", plans=True)
            client = TestClient(app)
            client.get(link.removeprefix(settings.base_url))
            for page in PAGES:
                told = measured(client, BASE + page.format(week=week))
                print(json.dumps({"people": people, **told}))
            database.close()
            if pages_browser.CHROMIUM.exists():
                board = BASE + PAGES[0].format(week=week)
                session = client.cookies["rotation_session"]
                seen = pages_browser.looked_at(settings.database_url, session, board)
                print(json.dumps({"people": people, "browser": board, **seen}))
    print(json.dumps({"css_kB_gzipped": packed(".css"), "js_kB_gzipped": packed(".js")}))


if __name__ == "__main__":
    main()

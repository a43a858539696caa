"""Who is on duty, asked by a hundred at once while a rota is being solved.

``PYTHONPATH=src:tests:. python -m benchmarks.on_duty [--shifts 100000] [--clients 100]
[--requests 5000] [--engine E] [--idle]``
stores so many shifts of twenty teams, serves them, starts a run of four weeks for fifty people, and
lets so many clients ask, each over a connection it keeps, one question after the other: who is on
duty now in one of the teams; one question in fifty is about another day of the coming week. Prints
the 50th and 99th percentile of the time to answer and the processor time per answer, beside those
of ``/healthz`` asked in the same way just before; the exit code is 1 when an answer is wrong or 99
of 100 took longer than 300 ms. ``--idle``: without a run, for comparison.
"""

import argparse
import asyncio
import json
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import select

from api.unit_of_work import DatabaseUnitOfWork
from benchmarks.databases import ENGINES, fresh
from benchmarks.http import cpu_seconds
from rotation.account.tables import OrganisationRow
from rotation.clock import new_id, system_clock
from rotation.database import Database, insert_all
from rotation.rota.on_duty import duties
from rotation.rota.store import duties as store
from rotation.rota.tables.duties import DutySpanRow
from rotation.rota.timeline import DutySpan
from rotation.team import members, teams
from rotation.team.members import Member
from rotation.team.teams import Team
from rotation.timespan import Week
from support.live_server import Server, until

TEAMS, PEOPLE, HOURS = 20, 10, 4
"""Two people at any time in each team, relieved every four hours."""
LONGEST = 0.3
LIMIT = 600


@dataclass
class Asked:
    """How long answers took, how many were wrong, the server's processor time for each."""

    seconds: list[float] = field(default_factory=list)
    wrong: int = 0
    cpu: float = 0.0

    def percentile(self, share: float) -> float:
        """Return within how many milliseconds a share of the answers came."""
        ordered = sorted(self.seconds)
        return 1000 * ordered[min(len(ordered) - 1, int(share * len(ordered)))]


def seed(url: str, shifts: int, now: datetime) -> None:
    """Store the teams and their shifts, half of them past."""
    database = Database(url)
    with database.session(None) as session:
        (organisation,) = session.scalars(select(OrganisationRow.id))
    work = DatabaseUnitOfWork(database, system_clock)
    for number in range(TEAMS):
        with work.unit(work.service(organisation), now) as session:
            team = teams.create(
                session, Team(new_id(), f"team-{number}", f"Team {number}", "Europe/Paris", "FR")
            )
            people = [new_id() for _ in range(PEOPLE)]
            for at, each in enumerate(people):
                members.create(session, Member(each, team.id, f"Person {at}"))
            rows = (
                duties.columns(each)
                | {"team_id": team.id, "active": True, "seq": 0, "changed_at": now}
                for each in _duties(people, shifts // TEAMS, now)
            )
            insert_all(session, DutySpanRow, rows)
            store.bump(session, team.id, now)
    database.close()


def _duties(people: list[UUID], count: int, now: datetime) -> Iterator[DutySpan]:
    midnight = now.replace(hour=0, minute=0, second=0, microsecond=0)
    first = midnight - timedelta(hours=HOURS) * (count // 4)
    for at in range(count):
        start = first + timedelta(hours=HOURS) * (at // 2)
        slot = uuid4()
        yield DutySpan(
            slot=slot,
            member=people[at % PEOPLE],
            start=start,
            end=start + timedelta(hours=HOURS),
            timezone="Europe/Paris",
            week=str(Week.of(start.date())),
            day=start.date(),
            shift_id=slot,
            pattern="Desk",
        )


def solving(server: Server) -> str:
    """Start a run that takes long; return its address."""
    body = {"timezone": "Europe/Paris", "country": "FR"}
    server.post("/v1/teams", slug="large", name="Large", **body)
    for number in range(50):
        server.post("/v1/teams/large/members", name=f"Person {number}", languages=["fr"])
    times = {"Early": ("07:00", "13:00"), "Late": ("13:00", "19:00"), "Evening": ("17:00", "23:00")}
    for name, (start, end) in times.items():
        pattern = {"weekdays": [1, 2, 3, 4, 5, 6, 7], "start": start, "end": end}
        server.post("/v1/teams/large/shift-patterns", name=name, target=5, maximum=6, **pattern)
    year, week, _ = (system_clock() + timedelta(days=7)).isocalendar()
    asked = {"week": f"{year}-W{week:02d}", "weeks": 4, "time_limit_seconds": 300}
    run = f"/v1/runs/{server.post('/v1/teams/large/runs', **asked)['id']}"
    until(lambda: server.get(run)["state"] != "queued", 60)
    return run


def question(chance: Random, now: datetime) -> str:
    """Return the address of a question: who is on duty in a team, now or on another day."""
    path = f"/v1/teams/team-{chance.randrange(TEAMS)}/on-duty"
    if chance.random() < 0.02:
        path += f"?at={now + timedelta(days=chance.randrange(1, 8)):%Y-%m-%dT12:00:00Z}"
    return path


async def ask(server: Server, given: argparse.Namespace, now: datetime | None) -> Asked:
    """Let all clients ask until so many questions are answered; no time: of ``/healthz``."""
    told, before = Asked(), cpu_seconds(server.pid)

    async def client(number: int) -> None:
        chance = Random(number)
        reader, writer = await asyncio.open_connection("127.0.0.1", server.port)
        for _ in range(given.requests // given.clients):
            path = question(chance, now) if now else "/healthz"
            began = time.perf_counter()
            head = f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer {server.key}"
            writer.write(f"{head}\r\n\r\n".encode())
            status, body = await _answer(reader)
            told.seconds.append(time.perf_counter() - began)
            told.wrong += status != 200 or bool(now and len(body["on_duty"]) != 2)
        writer.close()

    async with asyncio.timeout(LIMIT), asyncio.TaskGroup() as group:
        for number in range(given.clients):
            group.create_task(client(number))
    told.cpu = (cpu_seconds(server.pid) - before) / len(told.seconds)
    return told


async def _answer(reader: asyncio.StreamReader) -> tuple[int, dict[str, Any]]:
    head = (await reader.readuntil(b"\r\n\r\n")).decode().lower()
    (length,) = (line for line in head.split("\r\n") if line.startswith("content-length:"))
    body = await reader.readexactly(int(length.partition(":")[2]))
    return int(head.split(" ")[1]), json.loads(body)


def measured(server: Server, given: argparse.Namespace, engine: str, now: datetime) -> bool:
    """Ask, and print what came of it; tell whether it went well."""
    run = None if given.idle else solving(server)
    asyncio.run(ask(server, argparse.Namespace(requests=200, clients=10), now))
    bare = asyncio.run(ask(server, given, None))
    told = asyncio.run(ask(server, given, now))
    state = server.get(run)["state"] if run else "none"
    if run:
        server.ask("DELETE", run)
    print(f"{engine}: {given.clients} clients, run: {state}")
    for what, each in (("bare", bare), ("on duty", told)):
        print(
            f"  {what}: {len(each.seconds)} answers, {each.wrong} wrong, "
            f"p50 {each.percentile(0.5):.0f} ms, p99 {each.percentile(0.99):.0f} ms, "
            f"{1000 * each.cpu:.2f} ms of processor time each",
            flush=True,
        )
    late = told.percentile(0.99)
    return told.wrong == 0 and late < 1000 * LONGEST and state in {"running", "none"}


def main() -> int:
    """Measure on each database; 0 when all were answered well and in time."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--shifts", type=int, default=100_000)
    options.add_argument("--clients", type=int, default=100)
    options.add_argument("--requests", type=int, default=5000)
    options.add_argument("--engine", choices=ENGINES, help="by default both")
    options.add_argument("--database", default="", help="URL of a PostgreSQL; else a new cluster")
    options.add_argument("--idle", action="store_true", help="without a run")
    given = options.parse_args()
    well, now = True, system_clock()
    for engine in [given.engine] if given.engine else ENGINES:
        with (
            tempfile.TemporaryDirectory() as made,
            fresh(engine, Path(made), given.database) as url,
        ):
            server = Server.fresh(url, Path(made))
            seed(url, given.shifts, now)
            server.start()
            try:
                well &= measured(server, given, engine, now)
            finally:
                server.kill()
    return 0 if well else 1


if __name__ == "__main__":
    sys.exit(main())

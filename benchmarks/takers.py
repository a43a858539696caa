"""A rush: a thousand takers of one swap, and a thousand claims over fifty places.

``PYTHONPATH=src:tests:. python -m benchmarks.takers [--requests N] [--places N] [--engine E]``
serves the product on a database (each in turn), publishes a rota of a week, offers places to
anyone, and sends N requests at once over as many connections, first for one place, then spread
over all. It prints how many were granted, how many answers were errors of the server, and the 50th
and 99th percentile of the time to answer; it fails when a place has two takers, a member is on duty
in two places, a server error was seen, or the 99th percentile is over three seconds.
"""

import argparse
import asyncio
import json
import os
import sys
import tempfile
import time
from collections import Counter
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from sqlalchemy import func, select
from sqlalchemy.orm import aliased

from benchmarks.databases import ENGINES, fresh
from benchmarks.http import cpu_seconds
from rotation.account.tables import OrganisationRow
from rotation.database import Database
from rotation.rota.tables.duties import DutySpanRow
from support.live_server import Server, until

PEOPLE, EVENINGS = 60, 7
LIMIT = 120
"""Seconds after which a rush is given up."""
LONGEST = 3.0
"""Seconds within which 99 of 100 are to be answered."""


@dataclass
class Rush:
    """What came of many requests at once: how often each status, how long, what they cost."""

    statuses: Counter[int]
    seconds: list[float]
    cpu: float = 0.0

    def percentile(self, share: float) -> float:
        ordered = sorted(self.seconds)
        return ordered[min(len(ordered) - 1, int(share * len(ordered)))]


def prepare(server: Server, places: int) -> tuple[list[str], list[str]]:
    """Publish a week with so many places; return the swaps on offer and the members."""
    server.post("/v1/teams", slug="nord", name="Nord", timezone="Europe/Paris", country="FR")
    seats = -(-places // EVENINGS)
    pattern = {"weekdays": [1, 2, 3, 4, 5, 6, 7], "start": "17:00", "end": "22:00"}
    body = {"name": "Evening", "target": seats, "maximum": seats, **pattern}
    server.post("/v1/teams/nord/shift-patterns", **body)
    people = [
        server.post("/v1/teams/nord/members", name=f"Person {number}")["id"]
        for number in range(PEOPLE)
    ]
    year, week, _ = (datetime.now(UTC) + timedelta(days=7)).isocalendar()  # noqa: TID251 - the server's clock
    rota = f"{year}-W{week:02d}"
    run = server.post("/v1/teams/nord/runs", week=rota, time_limit_seconds=5)["id"]
    until(lambda: server.get(f"/v1/runs/{run}")["state"] not in {"queued", "running"}, 300)
    server.post(f"/v1/teams/nord/rotas/{rota}/publish")
    found = server.get(f"/v1/teams/nord/rotas/{rota}")["shifts"]
    slots = [slot["id"] for shift in found for slot in shift["slots"] if slot["member"]]
    offered = [server.post("/v1/teams/nord/swaps", slot=slot)["id"] for slot in slots[:places]]
    return offered, people


async def rush(server: Server, asked: list[tuple[str, str]]) -> Rush:
    """Take swaps for members, all at once, each over a connection of its own.

    The client is bare: one that keeps pools would use up the processor it shares with the server.
    """
    made = Rush(Counter(), [])
    go = asyncio.Event()
    ready = asyncio.Semaphore(0)

    async def take(swap: str, member: str) -> None:
        reader, writer = await asyncio.open_connection("127.0.0.1", server.port)
        body = json.dumps({"member": member})
        head = (
            f"POST /v1/swaps/{swap}/take HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n"
            f"Authorization: Bearer {server.key}\r\nContent-Type: application/json\r\n"
            f"Content-Length: {len(body)}\r\n\r\n"
        )
        ready.release()
        await go.wait()
        began = time.perf_counter()
        writer.write((head + body).encode())
        answer = await reader.read()
        made.seconds.append(time.perf_counter() - began)
        made.statuses[int(answer.split(b" ", 2)[1])] += 1
        writer.close()

    async with asyncio.timeout(LIMIT), asyncio.TaskGroup() as group:
        for swap, member in asked:
            group.create_task(take(swap, member))
            await ready.acquire()
        before = cpu_seconds(server.pid)
        go.set()
    made.cpu = cpu_seconds(server.pid) - before
    return made


def doubles(url: str) -> int:
    """Return how many times the database has a member on duty in two places at once."""
    database = Database(url)
    one, other = aliased(DutySpanRow), aliased(DutySpanRow)
    overlaps = (
        select(func.count())
        .where(one.active, other.active, one.id < other.id, one.member_id == other.member_id)
        .where(one.start < other.end, other.start < one.end)
    )
    with database.session(None) as session:
        (organisation,) = session.scalars(select(OrganisationRow.id))
    with database.session(organisation) as session:
        found, duties = session.scalar(overlaps), session.scalar(select(func.count(DutySpanRow.id)))
    database.close()
    assert duties, "nobody is on duty at all"
    return found or 0


def told(what: str, made: Rush, granted: int, wanted: int) -> bool:
    """Print a rush; tell whether it went well."""
    errors = sum(count for status, count in made.statuses.items() if status >= 500)
    middle, late = made.percentile(0.5), made.percentile(0.99)
    print(
        f"{what}: {sum(made.statuses.values())} requests, {granted} granted (at most {wanted}), "
        f"{errors} server errors, p50 {middle:.2f} s, p99 {late:.2f} s, "
        f"{made.cpu:.1f} s of processor time in the server, {dict(made.statuses)}"
    )
    right = errors == 0 and granted <= wanted and made.statuses[200] == granted
    return right and late < LONGEST


def rushes(server: Server, given: argparse.Namespace) -> bool:
    """Let both happen; tell whether nothing went wrong and all were answered in time."""
    offered, people = prepare(server, given.places + 1)
    one = [(offered[0], people[n % PEOPLE]) for n in range(given.requests)]
    first = asyncio.run(rush(server, one))
    done = server.get(f"/v1/swaps/{offered[0]}")["state"] == "done"
    well = told("one swap", first, int(done), 1)
    spread = [
        (offered[1 + n % (len(offered) - 1)], people[(7 * n) % PEOPLE])
        for n in range(given.requests)
    ]
    second = asyncio.run(rush(server, spread))
    states = [server.get(f"/v1/swaps/{each}")["state"] for each in offered[1:]]
    well &= told("claims", second, states.count("done"), len(offered) - 1)
    twice = doubles(server.url)
    print(f"pairs of duties with one member in two places, by SQL: {twice}", flush=True)
    return well and twice == 0


def main() -> int:
    """Run both rushes on each database; 0 when nothing went wrong and all were in time."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--requests", type=int, default=1000)
    parser.add_argument("--places", type=int, default=50)
    parser.add_argument("--engine", choices=ENGINES, help="by default one after the other")
    parser.add_argument("--database", default="", help="URL of a PostgreSQL; else a new cluster")
    given = parser.parse_args()
    # All come from one address, over connections of their own: the service would refuse most.
    os.environ |= {"ROTATION_CONNECTIONS": "8000", "ROTATION_REQUESTS_PER_MINUTE": "1000000"}
    well = True
    for engine in [given.engine] if given.engine else ENGINES:
        with (
            tempfile.TemporaryDirectory() as made,
            fresh(engine, Path(made), given.database) as url,
        ):
            server = Server.fresh(url, Path(made))
            server.start()
            try:
                print(engine)
                well &= rushes(server, given)
            finally:
                server.kill()
    return 0 if well else 1


if __name__ == "__main__":
    sys.exit(main())

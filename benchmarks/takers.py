"""A rush: a thousand takers of one swap, and a thousand claims over fifty places.

``PYTHONPATH=src:tests:. python -m benchmarks.takers [--requests N] [--places N] [--database URL]``
serves the product on a database, publishes a rota of a week, offers places to anyone, and sends N
requests at once over as many connections, first for one place, then spread over all. It prints how many were granted,
how many answers were errors of the server, and the 50th and 99th percentile of the time to answer;
it fails when a place has two takers, a member is on duty in two places, or a server error was seen.
"""

import argparse
import asyncio
import itertools
import sys
import tempfile
import time
from collections import Counter
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx

from serving import Server

PEOPLE, EVENINGS = 60, 7
LONGEST = 3.0
"""Seconds within which 99 of 100 are to be answered."""


@dataclass
class Rush:
    """What came of many requests at once: how often each status, and how long each took."""

    statuses: Counter[int]
    seconds: list[float]

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
    headers = {"Prefer": "wait=60"}
    run = {"week": rota, "time_limit_seconds": 15}
    ended = server.ask("POST", "/v1/teams/nord/runs", json=run, headers=headers).json()
    if ended["state"] != "succeeded":
        raise SystemExit(f"no rota: {ended}")
    server.post(f"/v1/teams/nord/rotas/{rota}/publish")
    found = server.get(f"/v1/teams/nord/rotas/{rota}")["shifts"]
    slots = [slot["id"] for shift in found for slot in shift["slots"] if slot["member"]]
    offered = [server.post("/v1/teams/nord/swaps", slot=slot)["id"] for slot in slots[:places]]
    return offered, people


async def rush(server: Server, asked: list[tuple[str, str]]) -> Rush:
    """Take swaps for members, all at once."""
    made = Rush(Counter(), [])
    limits = httpx.Limits(max_connections=len(asked))
    headers = {"Authorization": f"Bearer {server.key}"}
    base = f"http://127.0.0.1:{server.port}"

    async with httpx.AsyncClient(
        base_url=base, headers=headers, timeout=120, limits=limits
    ) as client:

        async def take(swap: str, member: str) -> None:
            began = time.perf_counter()
            answer = await client.post(f"/v1/swaps/{swap}/take", json={"member": member})
            made.seconds.append(time.perf_counter() - began)
            made.statuses[answer.status_code] += 1

        await asyncio.gather(*(take(swap, member) for swap, member in asked))
    return made


def doubles(server: Server, people: list[str]) -> int:
    """Return how many times a member is on duty in two places at once."""
    found = 0
    for member in people:
        shifts: list[dict[str, Any]] = server.get(f"/v1/members/{member}/shifts")["items"]
        spans = sorted((each["start"], each["end"]) for each in shifts)
        found += sum(a[1] > b[0] for a, b in itertools.pairwise(spans))
    return found


def told(what: str, made: Rush, granted: int, wanted: int) -> bool:
    """Print a rush; tell whether it went well."""
    errors = sum(count for status, count in made.statuses.items() if status >= 500)
    middle, late = made.percentile(0.5), made.percentile(0.99)
    print(
        f"{what}: {sum(made.statuses.values())} requests, {granted} granted (at most {wanted}), "
        f"{errors} server errors, p50 {middle:.2f} s, p99 {late:.2f} s, {dict(made.statuses)}"
    )
    return errors == 0 and granted <= wanted and made.statuses[200] == granted


def main() -> int:
    """Run both rushes; 0 when nothing went wrong and all were answered in time."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--requests", type=int, default=1000)
    parser.add_argument("--places", type=int, default=50)
    parser.add_argument("--database", help="URL; by default a fresh SQLite file")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        url = given.database or f"sqlite:///{folder}/rotation.db"
        server = Server.fresh(url, Path(folder))
        server.start()
        try:
            offered, people = prepare(server, given.places)
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
            twice = doubles(server, people)
            print(f"members in two places: {twice}")
            quick = max(first.percentile(0.99), second.percentile(0.99)) < LONGEST
            return 0 if well and twice == 0 and quick else 1
        finally:
            server.kill()


if __name__ == "__main__":
    sys.exit(main())

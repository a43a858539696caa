"""Questions in chats while a rota is being solved: whether the deadlines of platforms are kept.

``PYTHONPATH=src:tests:. python -m benchmarks.chat [--seconds 30] [--pause 3] [--shifts 20000]
[--engine E] [--idle]``
stores shifts of twenty teams, connects a Slack workspace to each, serves them, starts a run of four
weeks for fifty people, and lets 50, then 100 people ask: signed as Slack signs, each over a
connection of its own, again after a pause (by chance, ``--pause`` seconds in the mean). Prints the
50th, 99th percentile and the longest time to answer, and the processor time per answer, beside
those of ``/healthz`` asked in the same way. The exit code is 1 when an answer is wrong, when 99 of
100 took longer than 300 ms at 50 askers, or any longer than 3 s at 100. ``--idle``: without a run.
"""

import argparse
import asyncio
import hashlib
import hmac
import json
import sys
import tempfile
import time
from pathlib import Path
from random import Random
from urllib.parse import urlencode

from benchmarks.databases import ENGINES, fresh
from benchmarks.http import cpu_seconds
from benchmarks.on_duty import LIMIT, TEAMS, Asked, seed, solving
from rotation.clock import system_clock
from support.live_server import Server

SECRET = "8f742231b10e8888abcd99yyyzzz85a5"  # noqa: S105 - that of Slack's own example
QUESTIONS = (
    "who is on now?",
    "who's on tomorrow evening",
    "qui est de garde ce soir ?",
    "wie heeft vrijdagavond dienst",
    "wer ist morgen früh dran",
    "who is next",
)
USUAL, DEADLINE = 0.3, 3.0


def signed(path: str, text: str, port: int) -> bytes:
    """Return a slash command as Slack sends it."""
    body = urlencode({"command": "/onduty", "text": text, "user_id": "U1", "team_id": "T1"})
    at = str(int(system_clock().timestamp()))
    mac = hmac.new(SECRET.encode(), f"v0:{at}:{body}".encode(), hashlib.sha256).hexdigest()
    head = (
        f"POST {path} HTTP/1.1",
        f"Host: 127.0.0.1:{port}",
        "Content-Type: application/x-www-form-urlencoded",
        f"Content-Length: {len(body)}",
        f"X-Slack-Request-Timestamp: {at}",
        f"X-Slack-Signature: v0={mac}",
    )
    return ("\r\n".join(head) + "\r\n\r\n" + body).encode()


async def ask(server: Server, given: argparse.Namespace, askers: int, hooks: list[str]) -> Asked:
    """Let so many people ask for some seconds; without hooks they ask ``/healthz``."""
    told, before = Asked(), cpu_seconds(server.pid)
    end = time.monotonic() + given.seconds

    async def person(number: int) -> None:
        chance = Random(number)
        while time.monotonic() < end:
            await asyncio.sleep(chance.expovariate(1 / given.pause))
            request = b"GET /healthz HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n"
            if hooks:
                text = f"{chance.choice(QUESTIONS)} #{number}-{len(told.seconds)}"
                request = signed(chance.choice(hooks), text, server.port)
            began = time.perf_counter()
            reader, writer = await asyncio.open_connection("127.0.0.1", server.port)
            writer.write(request)
            status, body = await _answer(reader)
            told.seconds.append(time.perf_counter() - began)
            told.wrong += status != 200 or bool(hooks and not json.loads(body).get("text"))
            writer.close()

    async with asyncio.timeout(LIMIT), asyncio.TaskGroup() as group:
        for number in range(askers):
            group.create_task(person(number))
    told.cpu = (cpu_seconds(server.pid) - before) / max(1, len(told.seconds))
    return told


async def _answer(reader: asyncio.StreamReader) -> tuple[int, bytes]:
    head = (await reader.readuntil(b"\r\n\r\n")).decode().lower()
    (length,) = (line for line in head.split("\r\n") if line.startswith("content-length:"))
    body = await reader.readexactly(int(length.partition(":")[2]))
    return int(head.split(" ")[1]), body


def measured(server: Server, given: argparse.Namespace, engine: str) -> bool:
    """Ask, and print what came of it; tell whether it went well."""
    hooks = []
    for number in range(TEAMS):
        body = {"platform": "slack", "team": f"team-{number}", "secret": SECRET}
        made = server.post("/v1/chat-connections", **body)
        hooks.append(f"/hooks/slack/{made['id']}")
    run = None if given.idle else solving(server)
    warm = argparse.Namespace(seconds=3, pause=1.0)
    asyncio.run(ask(server, warm, 10, hooks))
    well = True
    for askers, share, most in ((50, 0.99, USUAL), (100, 1.0, DEADLINE)):
        for what, chosen in (("bare", []), ("chat", hooks)):
            told = asyncio.run(ask(server, given, askers, chosen))
            print(
                f"{engine}, {askers} askers, {what}: {len(told.seconds)} answers,"
                f" {told.wrong} wrong, p50 {told.percentile(0.5):.0f} ms,"
                f" p99 {told.percentile(0.99):.0f} ms, longest {told.percentile(1.0):.0f} ms,"
                f" {1000 * told.cpu:.2f} ms of processor time each",
                flush=True,
            )
            if chosen:
                well &= told.wrong == 0 and told.percentile(share) < 1000 * most
    state = server.get(run)["state"] if run else "none"
    print(f"{engine}: run {state}")
    if run:
        server.ask("DELETE", run)
    return well and state in {"running", "none"}


def main() -> int:
    """Measure on each database; 0 when all were answered well and in time."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--seconds", type=float, default=30.0)
    options.add_argument("--pause", type=float, default=3.0, help="seconds between two questions")
    options.add_argument("--shifts", type=int, default=20_000)
    options.add_argument("--engine", choices=ENGINES, help="by default both")
    options.add_argument("--database", default="", help="URL of a PostgreSQL; else a new cluster")
    options.add_argument("--idle", action="store_true", help="without a run")
    given = options.parse_args()
    well = True
    for engine in [given.engine] if given.engine else ENGINES:
        with (
            tempfile.TemporaryDirectory() as made,
            fresh(engine, Path(made), given.database) as url,
        ):
            server = Server.fresh(url, Path(made))
            seed(url, given.shifts, system_clock())
            server.start()
            try:
                well &= measured(server, given, engine)
            finally:
                server.kill()
    return 0 if well else 1


if __name__ == "__main__":
    sys.exit(main())

"""A crowd on the board: 50 planners and 500 members of 25 teams on one service with a SQLite file.

``python -m benchmarks.pages_crowd [--seconds 60] [--calm 1]`` serves the service with its worker.
Every planner has a draft open, which asks each second and a half whether it is still the newest,
looks at it anew or gives a place to somebody about every ten seconds; every member looks at a page
about every half minute, and now and then says when they cannot. ``--calm 2`` lets everybody wait
twice as long. Prints a JSON line a kind of request (how many, errors, milliseconds at the median,
of 99 in 100 and at most) and one with the processor seconds of the serving process.
"""

import argparse
import asyncio
import json
import os
import random
import re
import statistics
import sys
import tempfile
import time
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from urllib.parse import urlencode

from api.cli.demo import team as made_up
from api.unit_of_work import DatabaseUnitOfWork
from benchmarks.http import cpu_seconds, serving
from rotation import schema
from rotation.account import sign_ins
from rotation.account.access import Access, Actor
from rotation.account.sign_ins import Invitation
from rotation.clock import new_id, system_clock
from rotation.database import Database
from rotation.demand import channels, shift_patterns
from rotation.rota.case import build
from rotation.rota.publishing import publish
from rotation.rota.publishing.publish import PublishRequest
from rotation.rota.shifts import Seat, Shift, shifts_in_order
from rotation.rota.versions import drafts
from rotation.team import members, teams
from rotation.timespan import Week

TEAMS, PEOPLE, PLANNERS = 25, 20, 2
SERVE = (sys.executable, "-c", "from api.cli.main import main; main()", "serve", "--port")
LOOKS = ("/me/shifts", "/t/{team}/w/{week}", "/t/{team}/now", "/t/{team}/swaps", "/me/availability")


@dataclass(frozen=True)
class User:
    """Somebody with a browser: their team, the token of their session, whether they plan."""

    team: str
    token: str
    plans: bool


@dataclass
class Seen:
    """What came of the requests: milliseconds by kind, and how many went wrong."""

    times: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    wrong: Counter[str] = field(default_factory=Counter)


def prepared(url: str) -> tuple[list[User], Week]:
    """Make the teams, their published week with a draft, and a session for everybody."""
    schema.migrate(url)
    database = Database(url)
    work, now = DatabaseUnitOfWork(database, system_clock), system_clock()
    organisation, _ = work.found("Crowd", now)
    actor, week = work.service(organisation), Week.of(now.date()).plus(1)
    users = [user for at in range(TEAMS) for user in _team(work, actor, f"team-{at}", week)]
    database.close()
    return users, week


def _team(work: DatabaseUnitOfWork, actor: Actor, slug: str, week: Week) -> list[User]:
    now = system_clock()
    with work.unit(actor, now) as session:
        made = replace(made_up.team(), id=new_id(), slug=slug, name=slug)
        team = teams.create(session, made)
        for channel in made_up.CHANNELS:
            channels.create(session, team.id, replace(channel, id=new_id()))
        for pattern in made_up.PATTERNS:
            shift_patterns.create(session, team.id, replace(pattern, id=new_id(), target=2))
        for at in range(PEOPLE):
            person = made_up.DemoPerson(f"Person {at}", 24, ("fr", "nl", "en"), lead=at < 5)
            members.create(session, made_up.member(team.id, person))
        people = members.of_team(session, team.id)
        empty, _ = build.shifts_of(session, team, [week])
        dealt = [_dealt(each, at, people) for at, each in enumerate(empty)]
        drafts.replace(session, team.id, str(week), shifts_in_order(dealt), now)
        publish.publish(session, team, [week], PublishRequest("crowd"), now)
    wanted = [(Access.MEMBER, each.id) for each in people]
    wanted += [(Access.MANAGER, each.id) for each in people[:PLANNERS]]
    with work.unit(actor, now) as session:
        asked = [
            sign_ins.invite(session, Invitation("Somebody", access, member), now)
            for access, member in wanted
        ]
    links = [sign_ins.link_of(work.database, each, now) for each in asked]
    with work.unit(actor, now) as session:
        tokens = [sign_ins.open_session(session, each, now)[0] for each in links]
    plans = [access is Access.MANAGER for access, _ in wanted]
    return [User(slug, token, each) for token, each in zip(tokens, plans, strict=True)]


def _dealt(shift: Shift, at: int, people: Sequence[members.Member]) -> Shift:
    for seat in (1, 2):
        shift = shift.seated(Seat(seat, people[(2 * at + seat) % len(people)].id))
    return shift


class Browser:
    """One kept connection of a user, which sends requests as a browser does."""

    def __init__(self, port: int, user: User, seen: Seen) -> None:
        """Belong to a user; the connection is opened by the first request."""
        self.port, self.user, self.seen = port, user, seen
        self.streams: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None = None

    async def ask(self, kind: str, path: str, form: dict[str, str] | None = None) -> str:
        """Send a request and return the text of its answer; its time is kept under its kind."""
        body = urlencode(form).encode() if form is not None else b""
        head = [
            f"{'GET' if form is None else 'POST'} {path} HTTP/1.1",
            "Host: 127.0.0.1",
            f"Cookie: rotation_session={self.user.token}",
            "Sec-Fetch-Site: same-origin",
            "Accept: text/html",
            "Content-Type: application/x-www-form-urlencoded",
            f"Content-Length: {len(body)}",
        ]
        began = time.perf_counter()
        try:
            status, text = await self._sent("\r\n".join(head).encode() + b"\r\n\r\n" + body)
        except (OSError, asyncio.IncompleteReadError):
            self.streams, status, text = None, 0, ""
        self.seen.times[kind].append(1000 * (time.perf_counter() - began))
        if status not in {200, 303, 409, 422}:
            self.seen.wrong[f"{kind} {status}"] += 1
        return text

    async def _sent(self, request: bytes) -> tuple[int, str]:
        if self.streams is None:
            self.streams = await asyncio.open_connection("127.0.0.1", self.port, limit=1 << 22)
        reader, writer = self.streams
        writer.write(request)
        head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").lower()
        length = re.search(r"content-length: (\d+)", head)
        text = (await reader.readexactly(int(length[1]))).decode() if length else ""
        if "connection: close" in head:
            self.streams = None
        return int(head.split(" ")[1]), text


async def plan(browser: Browser, week: Week, until: float, calm: float) -> None:
    """Have a draft open, look at it anew or give a place to somebody, now and then."""
    board = f"/t/{browser.user.team}/w/{week}/draft"
    chance = random.Random(browser.user.token)
    page = await browser.ask("draft", board)
    next_look = time.monotonic() + chance.uniform(0, 10 * calm)
    while time.monotonic() < until:
        await asyncio.sleep(chance.uniform(1.2, 1.8) * calm)
        await browser.ask("still the newest?", f"{board}/rev")
        if time.monotonic() < next_look:
            continue
        next_look = time.monotonic() + chance.uniform(5, 15) * calm
        if chance.random() < 0.5:
            page = await browser.ask("draft", board)
            continue
        rev = re.search(r'data-rev="([^"]+)"', page)
        slots = re.findall(r'data-slot="([^"]+)"', page)
        people = re.findall(r'data-member="([^"]+)"', page)
        if rev and slots and people:
            form = {"key": new_id().hex, "rev": rev[1], "action": "give"}
            form["member"] = chance.choice(people)
            await browser.ask("give a place", f"{board}/a/{chance.choice(slots)}", form)
            page = await browser.ask("draft", board)


async def look(browser: Browser, week: Week, until: float, calm: float) -> None:
    """Look at a page of a member about every half minute; now and then say when they cannot."""
    chance = random.Random(browser.user.token)
    await asyncio.sleep(chance.uniform(0, 30 * calm))
    while time.monotonic() < until:
        path = chance.choice(LOOKS).format(team=browser.user.team, week=week)
        page = await browser.ask("page of a member", path)
        shifts = re.findall(r'name="shift" value="([^"]+)"', page)
        if shifts and chance.random() < 0.3:
            choice = chance.choice(("can", "rather_not", "cannot"))
            form = {"key": new_id().hex, "shift": chance.choice(shifts), "choice": choice}
            asked = f"/me/availability?w={week.plus(1)}"
            await browser.ask("say availability", asked, form)
        await asyncio.sleep(chance.uniform(15, 45) * calm)


async def crowd(port: int, users: Sequence[User], week: Week, seconds: float, calm: float) -> Seen:
    """Let everybody do what they do for so many seconds."""
    seen, until = Seen(), time.monotonic() + seconds
    does = [
        (plan if each.plans else look)(Browser(port, each, seen), week, until, calm)
        for each in users
    ]
    await asyncio.gather(*does)
    return seen


def main() -> None:
    """Measure and print."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--seconds", type=float, default=60)
    options.add_argument("--calm", type=float, default=1)
    given = options.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite:///{Path(folder) / 'crowd.db'}"
        users, week = prepared(url)
        with serving(url, *SERVE) as (port, pid):
            before, began = cpu_seconds(pid), time.perf_counter()
            seen = asyncio.run(crowd(port, users, week, given.seconds, given.calm))
            wall, cpu = time.perf_counter() - began, cpu_seconds(pid) - before
    for kind, times in seen.times.items():
        told = {
            "kind": kind,
            "requests": len(times),
            "ms_median": round(statistics.median(times), 1),
            "ms_p99": round(sorted(times)[int(0.99 * (len(times) - 1))], 1),
            "ms_most": round(max(times), 1),
        }
        print(json.dumps(told))
    all_of_them = sum(map(len, seen.times.values()))
    print(
        json.dumps(
            {
                "users": len(users),
                "wall_s": round(wall, 1),
                "server_cpu_s": round(cpu, 1),
                "cpu_ms_a_request": round(1000 * cpu / all_of_them, 1),
                "load": [round(each, 1) for each in os.getloadavg()],
                "wrong": dict(seen.wrong),
            }
        )
    )
    if seen.wrong:
        sys.exit(1)


if __name__ == "__main__":
    main()

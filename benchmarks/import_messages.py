"""How long ``rotation import-messages`` takes for a long log, and how much memory.

``python -m benchmarks.import_messages [--rows N] [--url URL]`` writes a log of a million rows with
replies and conversations and imports it into a new database (SQLite in a temporary folder, or the
empty database at URL): for one team at once and again, for another with the import killed half
way and resumed. It prints a Markdown table and exits 1 when a goal is missed: 60 s CPU and 300 MB
for a million rows, nothing accepted twice. On PostgreSQL the CPU time is that of the command alone,
without the server's.
"""

import argparse
import csv
import json
import os
import random
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from api.unit_of_work import DatabaseUnitOfWork
from rotation import schema
from rotation.account.access import Access, Actor
from rotation.clock import new_id, system_clock
from rotation.database import Database
from rotation.demand import channels
from rotation.demand.channels import Channel
from rotation.team import teams
from rotation.team.teams import Team

SLUGS = ("facebook", "instagram", "whatsapp", "x")


@dataclass(frozen=True)
class Spent:
    """What a command cost and said."""

    cpu_seconds: float
    megabytes: float
    told: dict[str, Any]


def write(file: Path, rows: int) -> None:
    """Write a log of two years before November 2026, oldest first; one row in 100 is wrong."""
    drawn = random.Random(1)
    first = datetime(2024, 11, 1, tzinfo=UTC)
    with file.open("w", newline="") as lines:
        out = csv.writer(lines)
        out.writerow(["received_at", "channel", "replied_at", "sent_at", "conversation"])
        for row, at in enumerate(sorted(drawn.random() for _ in range(rows))):
            came = first + timedelta(minutes=at * 1_051_200)
            replied = came + timedelta(minutes=drawn.expovariate(1 / 40))
            sent = replied + timedelta(minutes=drawn.expovariate(1 / 4))
            channel = "telex" if row % 100 == 99 else drawn.choice(SLUGS)
            told = f"c{drawn.randrange(rows // 3)}" if drawn.random() < 0.5 else ""
            out.writerow([came.isoformat(), channel, replied.isoformat(), sent.isoformat(), told])


def prepare(url: str) -> None:
    """Make the schema, an organisation and two teams with four channels each."""
    schema.migrate(url)
    database = Database(url)
    work, now = DatabaseUnitOfWork(database, system_clock), system_clock()
    organisation, _ = work.found("Nord", now)
    with work.unit(Actor(organisation, Access.OWNER), now) as session:
        for name in ("nord", "south"):
            team = teams.create(session, Team(new_id(), name, name, "Europe/Paris", "FR"))
            for slug in SLUGS:
                channels.create(session, team.id, Channel(new_id(), slug, slug))
    database.close()


def run(url: str, file: Path, team: str, *, stop_after: int | None = None) -> Spent:
    """Run the command; it is killed after so many lines of progress when asked."""
    command = [
        sys.executable,
        "-c",
        "from api.cli.main import main; main()",
        "import-messages",
        str(file),
        "--team",
        team,
        "--json",
    ]
    process = subprocess.Popen(
        command,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, "ROTATION_DATABASE_URL": url},
    )
    assert process.stderr
    assert process.stdout
    for seen, _ in enumerate(process.stderr, 1):
        if seen == stop_after:
            process.kill()
    said = process.stdout.read()
    _, process.returncode, usage = os.wait4(process.pid, 0)
    spent = usage.ru_utime + usage.ru_stime
    return Spent(spent, usage.ru_maxrss / 1024, json.loads(said) if said else {})


def main() -> None:
    """Print the table; exit 1 when a goal is missed."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--rows", type=int, default=1_000_000)
    options.add_argument("--url", default=None)
    asked = options.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        url = asked.url or f"sqlite:///{folder}/rotation.db"
        file = Path(folder) / "log.csv"
        write(file, asked.rows)
        prepare(url)
        once, again = run(url, file, "nord"), run(url, file, "nord")
        half = max(1, asked.rows // 40_000)
        killed, resumed = run(url, file, "south", stop_after=half), run(url, file, "south")
    print("| import | CPU s | resident MB | accepted | repeated | refused |")
    print("| --- | ---: | ---: | ---: | ---: | ---: |")
    named = {"at once": once, "again": again, "killed half way": killed, "resumed": resumed}
    for name, spent in named.items():
        told = [
            f"{spent.told.get(each, 0):,}" for each in ("accepted", "repeated", "refused_count")
        ]
        print(f"| {name} | {spent.cpu_seconds:.1f} | {spent.megabytes:.0f} | {' | '.join(told)} |")
    rows = once.told["accepted"]
    right = again.told["repeated"] == rows
    right &= resumed.told["accepted"] + resumed.told["repeated"] == rows
    most = max(each.megabytes for each in named.values())
    sys.exit(not (right and most < 300 and once.cpu_seconds < 60))


if __name__ == "__main__":
    main()

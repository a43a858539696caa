"""Calendars of made-up rotas, read by five independent parsers, which have to agree.

``PYTHONPATH=src:tests:. python -m benchmarks.feeds [--n 10000] [--seed 0]``
makes N rotas around the clock changes of nine weeks, with hostile names and people who stand in
for parts of shifts, serves them as calendars, and lets icalendar, vobject, ical (PyPI), ical.js
(installed by npm into a folder of its own) and libical (GObject bindings of a system's Python)
read them. UID, start, end, SUMMARY, SEQUENCE and STATUS of each event have to be what was meant,
and each line at most 75 octets of whole characters. What is not there is skipped, and said. Exit
code 1: something was read differently.
"""

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from benchmarks import feeds_made
from rotation.rota.feeds.icalendar import Event, render
from rotation.timespan import zone
from support.feed_clients import by_ical, by_icalendar, by_vobject, plain

Row = list[Any]  # Any: a text or a number
HERE = Path(__file__).parent / "readers"
SYSTEM = "/usr/bin/python3"


class Absent(Exception):
    """A parser that is not here, and why."""


def meant(events: Iterable[Event]) -> list[Row]:
    """Return what has to be read, in order."""
    found = []
    for each in sorted(events, key=lambda event: (event.start, event.uid)):
        whole = each.local_start == "00:00" and each.local_end in {"00:00", "24:00"}
        start, end = (
            written(edge.astimezone(zone(each.timezone)).date() if whole else edge)
            for edge in (each.start, each.end)
        )
        who = f"{each.summary_name} — {each.task}" if each.summary_name else each.task
        status = "CANCELLED" if each.cancelled else "CONFIRMED"
        found.append([str(each.uid), start, end, plain(who), each.sequence, status])
    return found


def written(edge: date) -> str:
    """Return a date or an instant as iCalendar writes it."""
    if isinstance(edge, datetime):
        return f"{edge.astimezone(UTC):%Y%m%dT%H%M%SZ}"
    return f"{edge:%Y%m%d}"


def in_process(
    read: Callable[[bytes], list[tuple[Any, ...]]],
) -> Callable[[Path], Iterator[list[Row]]]:
    """Return the reader that a function of this process is."""

    def reader(file: Path) -> Iterator[list[Row]]:
        for line in file.read_text().splitlines():
            try:
                found = read(json.loads(line).encode())
                yield [[a, written(b), written(c), *rest] for a, b, c, *rest in found]
            except Exception as error:  # noqa: BLE001 - whatever a parser raises is a difference
                yield [[repr(error)[:200]]]

    return reader


def libical(file: Path) -> Iterator[list[Row]]:
    """Read by libical, in a Python of the system that has its bindings."""
    probe = "import gi; gi.require_version('ICalGLib', '3.0'); from gi.repository import ICalGLib"
    if not Path(SYSTEM).exists() or _run([SYSTEM, "-c", probe]).returncode:
        raise Absent("python3-gi and gir1.2-ical-3.0 are not installed")
    yield from _lines([SYSTEM, str(HERE / "libical.py"), str(file)], file.parent)


def icaljs(file: Path) -> Iterator[list[Row]]:
    """Read by ical.js, which npm installs beside the calendars."""
    npm, node = shutil.which("npm"), shutil.which("node")
    if npm is None or node is None:
        raise Absent("there is no npm")
    install = [npm, "install", "--silent", "--no-audit", "--no-fund", "--prefix", str(file.parent)]
    if _run([*install, "ical.js@2"]).returncode:
        raise Absent("npm could not install ical.js")
    yield from _lines([node, str(HERE / "icaljs.mjs"), str(file)], file.parent)


READERS: dict[str, Callable[[Path], Iterator[list[Row]]]] = {
    "icalendar": in_process(by_icalendar),
    "vobject": in_process(by_vobject),
    "ical": in_process(by_ical),
    "ical.js": icaljs,
    "libical": libical,
}


def compared(name: str, file: Path, expected: Sequence[list[Row]]) -> int:
    """Let a parser read all calendars; print and return how many it reads differently."""
    before = _cpu()
    try:
        found = list(READERS[name](file))
    except Absent as reason:
        print(f"{name}: skipped, {reason}", flush=True)
        return 0
    wrong = [at for at, rows in enumerate(expected) if at >= len(found) or found[at] != rows]
    events = sum(map(len, found))
    cpu = _cpu() - before
    print(f"{name}: {len(found)} calendars, {events} events, {len(wrong)} differ, {cpu:.0f} s CPU")
    for at in wrong[:3]:
        told = found[at] if at < len(found) else None
        print(f"  calendar {at}:\n    read  {told}\n    meant {expected[at]}")
    sys.stdout.flush()
    return len(wrong) + abs(len(found) - len(expected))


def bent_lines(body: bytes) -> int:
    """Return how many lines of a calendar are too long, cut inside a character, or badly ended."""
    lines = body.removesuffix(b"\r\n").split(b"\r\n")
    return sum(
        len(each) > 75 or b"\r" in each or b"\n" in each or not _is_text(each) for each in lines
    )


def main() -> int:
    """Make, read and compare; 0 when nothing differs."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--n", type=int, default=10_000)
    options.add_argument("--seed", type=int, default=0)
    given = options.parse_args()
    expected, bent = [], 0
    with tempfile.TemporaryDirectory() as made:
        file = Path(made) / "calendars.jsonl"
        with file.open("w") as out:
            for each in feeds_made.rotas(given.n, given.seed):
                body = render(each.calendar, each.events)
                assert body == render(each.calendar, reversed(each.events))
                bent += bent_lines(body)
                expected.append(meant(each.events))
                out.write(json.dumps(body.decode()) + "\n")
        events = sum(map(len, expected))
        print(f"{given.n} calendars, {events} events, {bent} lines not as they must be")
        wrong = sum(compared(name, file, expected) for name in READERS)
    return 1 if wrong or bent else 0


def _is_text(line: bytes) -> bool:
    try:
        line.decode()
    except UnicodeDecodeError:
        return False
    return True


def _run(command: list[str]) -> "subprocess.CompletedProcess[bytes]":
    return subprocess.run(command, check=False, capture_output=True, env=_plain_environment())


def _lines(command: list[str], folder: Path) -> Iterator[list[Row]]:
    done = subprocess.run(
        command, check=True, stdout=subprocess.PIPE, cwd=folder, env=_plain_environment()
    )
    for line in done.stdout.splitlines():
        yield json.loads(line)


def _plain_environment() -> dict[str, str]:
    """Return our environment without what belongs to our own Python."""
    return {name: each for name, each in os.environ.items() if not name.startswith("PYTHON")}


def _cpu() -> float:
    times, wall = os.times(), time.process_time()
    return wall + times.children_user + times.children_system


if __name__ == "__main__":
    sys.exit(main())

"""What mutated calendars and message logs cost to read, and that none of them is a bug.

``python -m benchmarks.hostile_files [--files N] [--seed N]`` mutates the odd and the tidy files of
``tests/data`` and ``tests/golden/busy`` (flipped bits, cut, swapped and repeated lines, huge
numbers) and reads each as the service does; then the dearest calendars that are small enough.
Prints a line of JSON a kind and exits 1 when one raises anything but a refusal, or costs more than
a second of processor time or 100 MB.
"""

import argparse
import io
import json
import random
import re
import sys
import time
import tracemalloc
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

from api.middleware import CAPS
from rotation.availability import busy, ics
from rotation.demand.messages import log_reader
from rotation.demand.messages.log_reader import LogFormat
from rotation.errors import RotationError
from rotation.timespan import zone

TESTS = Path("tests")
NOW = datetime(2026, 11, 29, 12, 5, tzinfo=UTC)
PARIS = zone("Europe/Paris")
CHANNELS = {"whatsapp": "whatsapp", "facebook": "facebook", "tel": "tel"}
MOST_SECONDS, MOST_BYTES = 1.0, 100 << 20
HUGE = (b"9" * 4, b"9" * 18, b"9" * 400, b"-1", b"0", b"00000101T000000", b"99991231T235959Z")
MOST_OF_KIND = {"calendars": CAPS["busy-calendar"], "logs": CAPS["messages"]}
MEASURED = 50
"""Of how many files the memory of one is measured: tracing makes reading many times slower."""


def mutated(content: bytes, chance: random.Random) -> bytes:
    """Return a file with one to four things done to it."""
    for _ in range(chance.randint(1, 4)):
        content = chance.choice(MUTATIONS)(content, chance)
    return content


def flipped(content: bytes, chance: random.Random) -> bytes:
    """Flip some bits."""
    made = bytearray(content)
    for _ in range(chance.randint(1, 8)):
        if made:
            made[chance.randrange(len(made))] ^= 1 << chance.randrange(8)
    return bytes(made)


def cut(content: bytes, chance: random.Random) -> bytes:
    """Leave out everything between two places."""
    first, last = sorted(chance.randrange(len(content) + 1) for _ in range(2))
    return content[:first] + content[last:] if chance.random() < 0.7 else content[:last]


def swapped(content: bytes, chance: random.Random) -> bytes:
    """Swap, repeat or leave out lines."""
    lines = content.splitlines(keepends=True)
    if len(lines) < 2:
        return content
    one, other = chance.randrange(len(lines)), chance.randrange(len(lines))
    match chance.randrange(3):
        case 0:
            lines[one], lines[other] = lines[other], lines[one]
        case 1:
            lines[one:one] = [lines[other]] * chance.choice([1, 2, 500])
        case _:
            del lines[min(one, other) : max(one, other)]
    return b"".join(lines)


def enlarged(content: bytes, chance: random.Random) -> bytes:
    """Put a huge number in place of one."""
    numbers = list(re.finditer(rb"\d+", content))
    if not numbers:
        return content
    at = chance.choice(numbers)
    return content[: at.start()] + chance.choice(HUGE) + content[at.end() :]


MUTATIONS: tuple[Callable[[bytes, random.Random], bytes], ...] = (flipped, cut, swapped, enlarged)


def read_calendar(content: bytes) -> str:
    """Read a calendar; return what became of it."""
    found = busy.read(content, PARIS, NOW)
    return "left some out" if found.notes.left_out_count else "read"


def read_log(content: bytes) -> str:
    """Read a log of either kind; return what became of it."""
    said = LogFormat(CHANNELS, NOW, in_zone=PARIS)
    is_json = content.lstrip()[:1] == b"["
    rows = (
        log_reader.read_json(content, said)
        if is_json
        else log_reader.read_csv(io.BytesIO(content), said)
    )
    refused = sum(isinstance(row, log_reader.RejectedRow) for row in rows)
    return "left some out" if refused else "read"


def originals() -> Iterator[tuple[str, Callable[[bytes], str], list[bytes]]]:
    """Yield the kinds of files, how each is read, and the files."""
    calendars = [*TESTS.glob("data/calendars/*.ics"), *TESTS.glob("golden/busy/*.ics")]
    logs = [*TESTS.glob("data/logs/**/*.csv"), *TESTS.glob("data/logs/**/*.json")]
    yield "calendars", read_calendar, [each.read_bytes() for each in sorted(calendars)]
    yield "logs", read_log, [each.read_bytes() for each in sorted(logs)]


def main() -> None:
    """Read mutated files; exit 1 when one is a bug or beyond the goals."""
    options = argparse.ArgumentParser(description="Reads mutated calendars and message logs.")
    options.add_argument("--files", type=int, default=100_000)
    options.add_argument("--seed", type=int, default=1)
    given = options.parse_args()
    chance, is_fine = random.Random(given.seed), True
    for kind, read, files in originals():
        told = measured(read, (files, MOST_OF_KIND[kind]), given.files // 2, chance)
        is_fine &= not told["bugs"] and told["slowest_s"] <= MOST_SECONDS
        is_fine &= told["most_mb"] <= MOST_BYTES >> 20
        print(json.dumps({"kind": kind, "seed": given.seed, **told}), flush=True)
    for kind, content in made_calendars():
        begun = time.process_time()
        ended, seconds = outcome(read_calendar, content), time.process_time() - begun
        is_fine &= ended != "bugs" and seconds <= MOST_SECONDS
        size = round(len(content) / (1 << 20), 1)
        print(json.dumps({"kind": kind, "mb": size, "ended": ended, "s": round(seconds, 2)}))
    sys.exit(not is_fine)


def made_calendars() -> Iterator[tuple[str, bytes]]:
    """Yield the largest calendars that are allowed, of the dearest events: a name and each."""
    rules: dict[str, Callable[[int], str]] = {
        "monthly series": lambda _: "FREQ=MONTHLY",
        "daily series": lambda _: "FREQ=DAILY",
        "series that ended": lambda at: f"FREQ=WEEKLY;UNTIL=20{10 + at % 10}{1 + at % 12:02}01",
        "ended, no two rules equal": lambda at: f"FREQ=DAILY;COUNT={2 + at};UNTIL=20190101",
    }
    for name, rule in rules.items():
        events = "".join(
            f"BEGIN:VEVENT\r\nUID:{at}\r\nDTSTART:20{at % 10:02}{1 + at % 12:02}{1 + at % 28:02}"
            f"T{at % 24:02}{at % 60:02}\r\nRRULE:{rule(at)}\r\nEND:VEVENT\r\n"
            for at in range(ics.MOST_EVENTS - 1)
        )
        yield name, f"BEGIN:VCALENDAR\r\n{events}END:VCALENDAR\r\n".encode()[: ics.LARGEST]


def measured(
    read: Callable[[bytes], str], kind: tuple[list[bytes], int], count: int, chance: random.Random
) -> dict[str, float]:
    """Return what became of mutated files, and the most that one cost."""
    files, cap = kind
    ends, slowest, most = Counter[str](), 0.0, 0
    for number in range(count):
        # More than a kind may have is refused before it is read.
        content = mutated(chance.choice(files), chance)[:cap]
        is_traced = number % MEASURED == 0
        if is_traced:
            tracemalloc.start()
        begun = time.process_time()
        ends[outcome(read, content)] += 1
        if is_traced:
            most = max(most, tracemalloc.get_traced_memory()[1])
            tracemalloc.stop()
        else:
            slowest = max(slowest, time.process_time() - begun)
    figures = {
        "files": count,
        "slowest_s": round(slowest, 3),
        "most_mb": round(most / (1 << 20), 1),
    }
    return {**figures, **{name.replace(" ", "_"): ends[name] for name in ENDS}}


ENDS = ("read", "left some out", "refused", "bugs")


def outcome(read: Callable[[bytes], str], content: bytes) -> str:
    """Return what became of a file; anything but a refusal is a bug, and is shown."""
    try:
        return read(content)
    except RotationError:
        return "refused"
    except Exception as error:  # noqa: BLE001 - this is what is looked for
        print(f"{type(error).__name__}: {error}: {content[:2000]!r}", file=sys.stderr)
        return "bugs"


if __name__ == "__main__":
    main()

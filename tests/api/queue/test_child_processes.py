"""Children are forked when needed, end when nobody asks, and never outlive their parent."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from api.queue.children import Children
from rotation.errors import Unreachable
from support.live_server import until

EMPTY = {"zone": "UTC", "monday": "2026-11-23", "weeks": 1, "members": [], "shifts": []}
PARENT = """
from api.queue.children import Children
made = Children(1, 4096)
made.warm()
print("warm", flush=True)
input()
"""


def solved(children: Children, **budget: Any) -> Any:
    """Solve a case without shifts; return how that ended."""
    return children.solve(EMPTY, {"seconds": 5.0, **budget}, lambda _: True)["kind"]


def below(parent: int) -> set[int]:
    """Return the processes of ours that descend from one and have not ended."""
    parents = {}
    for each in Path("/proc").glob("[0-9]*"):
        pid = int(each.name)
        if is_there(pid) and b"api.fork_server" in (each / "cmdline").read_bytes():
            parents[pid] = int((each / "stat").read_text().rpartition(")")[2].split()[1])
    found = {parent}
    while more := {pid for pid, of in parents.items() if of in found} - found:
        found |= more
    return found - {parent}


def is_there(pid: int) -> bool:
    """Tell whether a process has a thread that has not ended."""
    try:
        threads = [each.read_text() for each in Path(f"/proc/{pid}/task").glob("*/stat")]
    except OSError:
        return False
    return any(each.rpartition(")")[2].split()[0] not in "ZX" for each in threads)


@pytest.fixture
def own() -> Iterator[Children]:
    """Children that this test shares with nobody."""
    made = Children(1, 4096)
    yield made
    made.close()


def test_no_process_is_started_before_the_first_question() -> None:
    before = below(os.getpid())
    made = Children(2, 4096)
    assert below(os.getpid()) == before
    made.close()


def test_all_processes_end_when_nobody_asks_and_come_again_with_the_next_question() -> None:
    before = below(os.getpid())
    made = Children(1, 4096, idle_seconds=0.2)
    assert solved(made) == "Solved"
    until(lambda: below(os.getpid()) <= before, 30)
    assert solved(made) == "Solved"
    made.close()
    assert below(os.getpid()) <= before


def test_a_child_that_was_killed_while_it_waited_is_replaced(own: Children) -> None:
    before = below(os.getpid())
    own.warm()
    (server,) = {pid for pid in below(os.getpid()) - before if below(pid)}
    forked = below(server)
    for pid in forked:
        os.kill(pid, signal.SIGKILL)
    until(lambda: not any(map(is_there, forked)), 30)
    assert solved(own) == "Solved"


def test_a_fork_server_that_was_killed_takes_its_children_along_and_is_replaced(
    own: Children,
) -> None:
    before = below(os.getpid())
    own.warm()
    started = below(os.getpid()) - before
    (server,) = {pid for pid in started if below(pid)}
    os.kill(server, signal.SIGKILL)
    until(lambda: not any(map(is_there, started)), 30)
    assert solved(own) == "Solved"


def test_a_question_at_once_waits_for_no_loading_but_begins_it(own: Children) -> None:
    with pytest.raises(Unreachable):
        own.answer({"at_once": True})
    assert below(os.getpid())


def test_a_parent_that_is_killed_leaves_no_process_behind() -> None:
    with subprocess.Popen(
        [sys.executable, "-c", PARENT], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as parent:
        assert parent.stdout
        assert parent.stdout.readline() == b"warm\n"
        started = below(parent.pid)
        assert len(started) == 3  # the fork server, a solver, the small child
        parent.kill()
        until(lambda: not any(map(is_there, started)), 30)


def test_closed_children_are_asked_nothing_more(own: Children) -> None:
    own.close()
    with pytest.raises(Unreachable):
        solved(own)

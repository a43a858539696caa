"""Calculating processes: one in which a search goes on behind the answer is not asked again."""

import io
import socket
import subprocess
import sys
import threading
from typing import TYPE_CHECKING, Any, cast

import msgspec
import pytest

from api.child import Child
from api.problems import status_of
from api.queue import children
from api.queue.children import Children, _heard_out
from rotation.errors import CalculationFailed, Impossible, RotationError, Unreachable

if TYPE_CHECKING:
    from api.queue.child_process import Process


class Said:
    """A process that says some things and can be told to stop."""

    pid = 0

    def __init__(self, *sayings: dict[str, Any]) -> None:
        self.sayings = list(sayings)

    def hear(self, _: float) -> dict[str, Any] | None:
        return self.sayings.pop(0) if self.sayings else None

    def tell(self, _: dict[str, Any]) -> None:
        """Take note of nothing."""


@pytest.mark.parametrize("goes_on", [False, True])
def test_a_child_tells_whether_a_search_goes_on_behind_its_answer(
    monkeypatch: pytest.MonkeyPatch, *, goes_on: bool
) -> None:
    over = threading.Event()

    def answered(_: object) -> dict[str, Any]:
        if goes_on:
            threading.Thread(target=over.wait, daemon=True).start()
        return {}

    monkeypatch.setattr("api.child.dispatch.answer", answered)
    answers = io.BytesIO()
    child = Child(answers)
    child.read(io.BytesIO(b'{"kind": "answer", "question": {}}\n'))
    child.work()
    over.set()
    assert msgspec.json.decode(answers.getvalue())["busy"] is goes_on


@pytest.mark.parametrize("busy", [False, True])
def test_a_process_goes_on_to_the_next_question_unless_it_is_busy(*, busy: bool) -> None:
    ended = Said({"outcome": {"kind": "Solved"}, "busy": busy})
    outcome, again = _heard_out(cast("Process", ended), 1.0, lambda _: True)
    assert outcome == {"kind": "Solved"}
    assert again is not busy


@pytest.mark.parametrize("busy", [False, True])
def test_a_cancelled_process_goes_on_unless_it_is_busy(*, busy: bool) -> None:
    rota = {"points": 1}
    cancelled = Said({"progress": rota}, {"outcome": {"kind": "OutOfTime"}, "busy": busy})
    outcome, again = _heard_out(cast("Process", cancelled), 1.0, lambda _: False)
    assert outcome == {"kind": "Stopped", "progress": rota}
    assert again is not busy


DEAF = """
import socket, sys, time
from api import child
child.dispatch.answer = lambda _: time.sleep(60)
child.main(socket.socket(fileno=int(sys.argv[1])), 4096, 0)
"""


def test_a_child_that_lost_its_parent_ends_whatever_it_is_at() -> None:
    """A calculation that hears no wish to stop went on for as long as it liked."""
    ours, theirs = socket.socketpair()
    with ours, theirs:
        command = [sys.executable, "-c", DEAF, str(theirs.fileno())]
        child = subprocess.Popen(command, pass_fds=[theirs.fileno()])
        ours.sendall(b'{"kind": "answer", "question": {}}\n')
    assert child.wait(20) == 0


@pytest.mark.parametrize(
    ("said", "kind", "told"),
    [
        ({"error": "LinAlgError: no"}, CalculationFailed, "prediction"),
        ({"refused": "Too many.", "field": "/arrivals"}, Impossible, "Too many."),
        (None, Unreachable, "in time"),
    ],
)
def test_a_calculation_that_fails_is_not_called_busy(
    monkeypatch: pytest.MonkeyPatch,
    said: dict[str, Any] | None,
    kind: type[RotationError],
    told: str,
) -> None:
    monkeypatch.setattr(children, "_answered", lambda *_: said)
    with pytest.raises(RotationError, match=told) as raised:
        Children(1, 512).answer({"regime": "typical"})
    assert type(raised.value) is kind
    assert status_of(CalculationFailed) == 500

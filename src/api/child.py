"""The child process: questions in, progress and answers out, a JSON line each, over a socket.

It knows no database. It sets its own memory limit, hears ``stop`` while it solves, and ends when
the other end of its socket closes, so that none outlives its parent. ``api.fork_server`` forks it.
"""

import os
import resource
import socket
import threading
from queue import SimpleQueue
from typing import Any, BinaryIO

import msgspec

from rotation.demand import dispatch
from rotation.errors import RotationError
from rotation.solver import serialisation
from rotation.solver.outcome import Budget, Progress
from rotation.solver.repeating import design
from rotation.solver.search.solve import solve

Json = dict[str, Any]  # Any: JSON as it came in


class Child:
    """One child: reads questions one at a time, and the wish to stop at any time."""

    def __init__(self, answers: BinaryIO) -> None:
        """Answer on a stream of bytes."""
        self._answers = answers
        self._questions: SimpleQueue[Json | None] = SimpleQueue()
        self._stop = threading.Event()

    def read(self, questions: BinaryIO) -> None:
        """Take lines until there are no more; ``stop`` is heard at once."""
        for line in questions:
            question = msgspec.json.decode(line)
            if question["kind"] == "stop":
                self._stop.set()
            else:
                self._questions.put(question)
        self._questions.put(None)
        self._stop.set()

    def work(self) -> None:
        """Answer questions until there are no more."""
        while (question := self._questions.get()) is not None:
            self._stop.clear()
            before = set(threading.enumerate())
            try:
                answer = self._answer(question)
                # A search that cannot be interrupted goes on behind the answer.
                self._say(answer | {"busy": not before.issuperset(threading.enumerate())})
            except RotationError as error:
                self._say({"refused": str(error.detail), "field": error.field})
            except MemoryError:
                self._say({"error": "the memory limit was reached", "too_large": True})
                return
            except Exception as error:  # noqa: BLE001 - the parent decides; a bug ends no service
                self._say({"error": f"{type(error).__name__}: {error}"})

    def _answer(self, question: Json) -> Json:
        match question["kind"]:
            case "solve":
                case = serialisation.case_from_json(msgspec.json.encode(question["case"]))
                budget = msgspec.convert(question["budget"], Budget)
                outcome = solve(case, budget, self._progress, self._stop.is_set)
                return {"outcome": msgspec.Raw(serialisation.outcome_to_json(outcome))}
            case "answer" if question["question"].get("ask") == "ring":
                return {"answer": design.answer(question["question"])}
            case _:
                return {"answer": dispatch.answer(question["question"])}

    def _progress(self, progress: Progress) -> None:
        self._say({"progress": msgspec.Raw(serialisation.progress_to_json(progress))})

    def _say(self, answer: Json) -> None:
        self._answers.write(msgspec.json.encode(answer) + b"\n")
        self._answers.flush()


def main(line: socket.socket, memory_mb: int, niceness: int) -> None:
    """Be a child on a socket, with so much memory, so nice to the others."""
    resource.setrlimit(resource.RLIMIT_AS, (memory_mb << 20, memory_mb << 20))
    os.nice(niceness)
    child, questions = Child(line.makefile("wb")), line.makefile("rb")
    threading.Thread(target=_live_with, args=(child, questions), daemon=True).start()
    child.work()


def _live_with(child: Child, questions: BinaryIO) -> None:
    """Read until the parent is gone, and end at once then: nobody is left to hear an answer."""
    try:
        child.read(questions)
    finally:
        os._exit(0)

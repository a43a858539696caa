"""Child processes: forked when needed, asked one question at a time, killed when they overrun.

The first question starts the fork server; when nobody has asked anything for some time, it and all
children end, so that an idle service holds no memory for them.
"""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from typing import Any

import structlog

from api.queue.child_process import ForkServerProcess, Gone, Process
from rotation.errors import CalculationFailed, Impossible, Unreachable
from rotation.solver.search.granted_time import PATIENCE, SEEDED_PATIENCE, GrantedTime
from rotation.words import say

Json = dict[str, Any]  # Any: JSON whose types the domain knows
OnProgress = Callable[[Json | None], bool]
MOST_QUESTIONS = 50
IDLE_SECONDS = 120.0
"""After so long without a question everything ends."""
_log = structlog.get_logger("children")
_TICK = 0.1
_GRACE_SECONDS = 2.0
_STOP_SECONDS = 0.19
"""With a tick before it, a cancelled solve has ended within 300 ms."""
_WARM_SECONDS = 120.0
"""The first start of all compiles the queueing engines; later ones find that done."""
_NICE = 2
"""Calculations step back a little for whoever waits for an answer, and are not starved."""
_SMALL_MEMORY_MB = 3072
_ANSWER_SECONDS = 10.0
_FREE_SECONDS, _AT_ONCE_SECONDS = 0.3, 2.0


class Pool:
    """Up to so many children of a kind; one that was killed or has answered enough makes room."""

    def __init__(self, count: int, fork: Callable[[float], Process]) -> None:
        """Fork none yet; ``fork`` returns one within so many seconds, or raises Unreachable."""
        self._turns, self._fork = threading.Semaphore(count), fork
        self._idle: list[Process] = []
        self._lock = threading.Lock()

    def take(self, seconds: float, *, patient: bool = True) -> Process:
        """Return a child that is ready; Unreachable when all stay busy for so many seconds.

        ``patient`` waits longer while the calculations are being loaded.
        """
        end = time.monotonic() + seconds
        if not self._turns.acquire(timeout=max(0.0, seconds)):
            raise Unreachable("All calculating processes are busy.")
        try:
            while (child := self._last_idle()) is not None:
                if child.is_alive():
                    return child
                child.end()
            left = end - time.monotonic()
            return self._fork(max(left, _WARM_SECONDS) if patient else left)
        except BaseException:
            self._turns.release()
            raise

    def give_back(self, child: Process, *, alive: bool) -> None:
        """Take a child back, or end it."""
        if alive and child.asked < MOST_QUESTIONS:
            with self._lock:
                self._idle.append(child)
        else:
            child.end()
        self._turns.release()

    def end_idle(self) -> None:
        """End all children that nobody is asking."""
        while (child := self._last_idle()) is not None:
            child.end()

    def _last_idle(self) -> Process | None:
        with self._lock:
            return self._idle.pop() if self._idle else None


class Children:
    """Solver children, and a small one for staffing questions only."""

    def __init__(self, count: int, memory_mb: int, idle_seconds: float = IDLE_SECONDS) -> None:
        """Start nothing yet: the first question does, and waits until a child is ready."""
        self._server = ForkServerProcess()
        self._solvers = Pool(count, partial(self._server.fork, memory_mb, _NICE))
        self._small = Pool(1, partial(self._server.fork, _SMALL_MEMORY_MB, 0))
        self._idle_seconds, self._used_at = idle_seconds, time.monotonic()
        self._asking, self._is_closed = 0, False
        self._lock = threading.Lock()
        self._timer: threading.Timer | None = None

    def expect(self) -> None:
        """Load the calculations without waiting: a question is likely to come soon."""
        with self._in_use():
            self._server.start()

    def solve(self, case: Json, budget: Json, on_progress: OnProgress) -> Json:
        """Return the outcome of a case.

        ``on_progress`` hears improvements, and None ten times a second; when it answers False the
        best rota so far comes back as ``{"kind": "Stopped"}``. ``{"kind": "Failed"}`` after a
        crash, or when the budget was overrun by two seconds of the time the child was given.
        """
        with self._in_use():
            child = self._solvers.take(_WARM_SECONDS + PATIENCE * budget["seconds"])
            alive = False
            try:
                child.tell({"kind": "solve", "case": case, "budget": budget})
                limit = budget["seconds"] * (1.0 if budget.get("seed") is None else SEEDED_PATIENCE)
                result, alive = _heard_out(child, limit + _GRACE_SECONDS, on_progress)
            except Gone:
                result = _failed("its process ended (out of memory?)")
            finally:
                self._solvers.give_back(child, alive=alive)
            return result

    def answer(self, question: Json, seconds: float = _ANSWER_SECONDS) -> Json:
        """Return the answer to a staffing question; Unreachable when nobody has the time.

        A question that says how many ``seconds`` it may take goes to a solver, so that it keeps
        nobody waiting who edits a draft; one to be answered ``at_once`` waits for nobody.
        """
        asked = float(question.get("seconds") or 0.0)
        pool = self._solvers if asked else self._small
        seconds = _AT_ONCE_SECONDS if question.get("at_once") else seconds + asked
        with self._in_use():
            said = _answered(pool, question, seconds)
        if said and "too_large" in said:
            raise Impossible("This is too large to be calculated.", field="")
        if said and "refused" in said:
            raise Impossible(str(said["refused"]), field=said["field"])
        if said and "error" in said:
            name = str(question.get("ask", "prediction"))
            _log.error("bug", question=name, reason=said["error"])
            raise CalculationFailed(
                say("The calculation of this question failed: {question}.", question=name)
            )
        if said is None or "answer" not in said:
            raise Unreachable("The staffing question was not answered in time.")
        answer: Json = said["answer"]
        return answer

    def warm(self) -> None:
        """Wait until a child of each kind is ready."""
        with self._in_use():
            for pool in (self._solvers, self._small):
                pool.give_back(pool.take(_WARM_SECONDS), alive=True)

    def close(self) -> None:
        """End all children, and what forks them."""
        with self._lock:
            self._is_closed = True
            self._end()

    @contextmanager
    def _in_use(self) -> Iterator[None]:
        """Keep the children while they are asked, and for some time after."""
        with self._lock:
            if self._is_closed:
                raise Unreachable("No calculating process comes up.")
            self._asking += 1
        try:
            yield
        finally:
            with self._lock:
                self._asking -= 1
                self._used_at = time.monotonic()
                if self._timer is None and not self._is_closed:
                    self._look_in(self._idle_seconds)

    def _look_in(self, seconds: float) -> None:
        self._timer = threading.Timer(seconds, self._end_if_idle)
        self._timer.daemon = True
        self._timer.start()

    def _end_if_idle(self) -> None:
        with self._lock:
            left = self._used_at + self._idle_seconds - time.monotonic()
            if self._asking or left > 0:
                self._look_in(self._idle_seconds if self._asking else left)
            elif not self._is_closed:
                self._end()

    def _end(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        for each in (self._solvers, self._small):
            each.end_idle()
        self._server.close()


def _answered(pool: Pool, question: Json, seconds: float) -> Json | None:
    """Return what a child of a pool says to a staffing question, or None when it takes too long."""
    at_once = bool(question.get("at_once"))
    child = pool.take(_FREE_SECONDS if at_once else seconds, patient=not at_once)
    alive = False
    try:
        child.tell({"kind": "answer", "question": question})
        said = child.hear(seconds)
        alive = said is not None and "too_large" not in said
    except Gone:
        raise Unreachable("The process that answers staffing questions ended.") from None
    finally:
        pool.give_back(child, alive=alive)
    return said


def _heard_out(child: Process, seconds: float, on_progress: OnProgress) -> tuple[Json, bool]:
    """Return what a solve comes to, and whether its child may go on to the next.

    ``seconds`` are those the child is given processors for, a tenth of the wall clock's at least.
    It may not while a search still goes on in it, which would be in the way of the next.
    """
    best, clock = None, GrantedTime.of_process(child.pid)
    while clock.now() < seconds:
        said = child.hear(_TICK)
        progress = said.get("progress") if said else None
        best = progress or best
        if said and "outcome" in said:
            return said["outcome"], not said["busy"]
        if said and "too_large" in said:
            raise Impossible("This is too large to be calculated.", field="")
        if said and ("error" in said or "refused" in said):
            return _failed(said.get("error") or said["refused"]), True
        if not on_progress(progress):
            best, alive = _stopped(child, best)
            return {"kind": "Stopped", "progress": best}, alive
    return _failed("the time limit was overrun"), False


def _failed(reason: str) -> Json:
    return {"kind": "Failed", "reason": reason}


def _stopped(child: Process, best: Json | None) -> tuple[Json | None, bool]:
    """Ask a child to stop; return its last rota, and whether it heard in time."""
    child.tell({"kind": "stop"})
    end = time.monotonic() + _STOP_SECONDS
    while (left := end - time.monotonic()) > 0:
        said = child.hear(left)
        if said and "progress" in said:
            best = said["progress"]
        elif said and said.get("outcome", {}).get("kind") == "Solved":
            return said["outcome"], not said["busy"]
        elif said:
            return best, not said.get("busy", False)
    return best, False

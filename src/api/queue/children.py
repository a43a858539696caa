"""Child processes: started ahead, asked one question at a time, killed when they overrun."""

import subprocess
import sys
import threading
import time
from collections.abc import Callable
from queue import Empty, Queue, SimpleQueue
from typing import Any

import msgspec
import structlog

from rotation.errors import Impossible, Unreachable

Json = dict[str, Any]  # Any: JSON whose types the domain knows
OnProgress = Callable[[Json | None], bool]
MOST_QUESTIONS = 50
_log = structlog.get_logger("children")
_TICK = 0.1
_GRACE_SECONDS = 2.0
_STOP_SECONDS = 0.19
"""With a tick before it, a cancelled solve has ended within 300 ms."""
_WARM_SECONDS = 120.0
"""The first start of all compiles the queueing engines; later ones find that done."""
_NICE = 10
_SMALL_MEMORY_MB = 3072
_ANSWER_SECONDS = 10.0
_FREE_SECONDS, _AT_ONCE_SECONDS = 0.3, 2.0


class Gone(Exception):
    """A child ended before it answered."""


class Process:
    """One child process and what it says."""

    def __init__(self, memory_mb: int, niceness: int, warm: str) -> None:
        """Start a child; it is ready when it has said so, having done what ``warm`` names."""
        command = [sys.executable, "-m", "api.child", str(memory_mb), str(niceness)]
        self._process = subprocess.Popen(  # noqa: S603 - our own module
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE
        )
        self._said: SimpleQueue[Json | None] = SimpleQueue()
        self._listener = threading.Thread(target=self._listen, daemon=True)
        self._listener.start()
        self.asked = 0
        self.tell({"kind": warm})

    def tell(self, question: Json) -> None:
        """Send a line; Gone when nobody reads it."""
        pipe = self._process.stdin
        assert pipe
        try:
            pipe.write(msgspec.json.encode(question, enc_hook=str) + b"\n")
            pipe.flush()
        except (BrokenPipeError, ValueError):
            raise Gone from None
        self.asked += question["kind"] != "stop"

    def hear(self, seconds: float) -> Json | None:
        """Return what it says next, or None after so many seconds; Gone when it has ended."""
        try:
            said = self._said.get(timeout=max(0.0, seconds))
        except Empty:
            return None
        if said is None:
            raise Gone
        return said

    def is_ready(self, seconds: float) -> bool:
        """Wait so long until the child has loaded everything, and tell whether it has."""
        return self.hear(seconds) is not None

    def end(self) -> None:
        """Kill the child and wait for it."""
        self._process.kill()
        self._process.wait()
        for pipe in (self._process.stdin, self._process.stdout):
            assert pipe
            try:
                pipe.close()
            except BrokenPipeError:
                continue

    def _listen(self) -> None:
        pipe = self._process.stdout
        assert pipe
        try:
            for line in pipe:
                self._said.put(msgspec.json.decode(line))
        except (ValueError, OSError, msgspec.DecodeError):
            pass  # the pipe was closed under us, or a line cut by a kill: the child is gone
        self._said.put(None)


class Pool:
    """Some children of a kind; one that was killed or has answered enough is replaced."""

    def __init__(self, count: int, memory_mb: int, niceness: int, warm: str) -> None:
        """Start so many children ahead."""
        self._kind = memory_mb, niceness, warm
        self._idle: Queue[Process] = Queue()
        self._all: set[Process] = set()
        self._lock = threading.Lock()
        self._closed = False
        for _ in range(count):
            self._start()

    def take(self, seconds: float, *, patient: bool = True) -> Process:
        """Return a child that is ready; Unreachable when all stay busy for so many seconds.

        ``patient`` waits longer for one that has just been started.
        """
        until = time.monotonic() + seconds
        while True:
            try:
                child = self._idle.get(timeout=max(0.0, until - time.monotonic()))
            except Empty:
                raise Unreachable("All calculating processes are busy.") from None
            try:
                if child.asked == 1:
                    if not child.is_ready(_WARM_SECONDS if patient else seconds):
                        self._idle.put(child)
                        raise Unreachable("All calculating processes are busy.")
                    child.asked += 1
            except Gone:
                self.give_back(child, alive=False)
                if time.monotonic() > until:
                    raise Unreachable("No calculating process starts.") from None
                continue
            return child

    def give_back(self, child: Process, *, alive: bool) -> None:
        """Take a child back, or replace it; nobody waits until a large one has ended."""
        if alive and child.asked < MOST_QUESTIONS and not self._closed:
            self._idle.put(child)
            return
        threading.Thread(target=self._replace, args=(child,), daemon=True).start()

    def _replace(self, child: Process) -> None:
        child.end()
        with self._lock:
            self._all.discard(child)
        self._start()

    def close(self) -> None:
        """End all children."""
        with self._lock:
            self._closed = True
            children, self._all = self._all, set()
        for each in children:
            each.end()

    def _start(self) -> None:
        with self._lock:
            if self._closed:
                return
            child = Process(*self._kind)
            self._all.add(child)
        self._idle.put(child)


class Children:
    """Solver children, and a small one for staffing questions only."""

    def __init__(self, count: int, memory_mb: int) -> None:
        """Start them ahead; the first question waits until one is ready."""
        self._solvers = Pool(count, memory_mb, _NICE, "warm solver")
        self._small = Pool(1, _SMALL_MEMORY_MB, 0, "warm staffing")

    def solve(self, case: Json, budget: Json, on_progress: OnProgress) -> Json:
        """Return the outcome of a case.

        ``on_progress`` hears improvements, and None ten times a second; when it answers False the
        best rota so far comes back as ``{"kind": "Stopped"}``. ``{"kind": "Failed"}`` after a
        crash, or when the budget was overrun by two seconds.
        """
        child = self._solvers.take(_WARM_SECONDS + budget["seconds"])
        alive = False
        try:
            child.tell({"kind": "solve", "case": case, "budget": budget})
            result, alive = _heard_out(child, budget["seconds"] + _GRACE_SECONDS, on_progress)
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
        at_once = bool(question.get("at_once"))
        seconds = _AT_ONCE_SECONDS if at_once else seconds + asked
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
        if said and "too_large" in said:
            raise Impossible("This is too large to be calculated.", field="")
        if said and "error" in said:
            _log.error("bug", question=question.get("regime"), reason=said["error"])
        if said is None or "answer" not in said:
            raise Unreachable("The staffing question was not answered in time.")
        answer: Json = said["answer"]
        return answer

    def warm(self) -> None:
        """Wait until one solver and the small child are ready."""
        for pool in (self._solvers, self._small):
            pool.give_back(pool.take(_WARM_SECONDS), alive=True)

    def close(self) -> None:
        """End all children; none is left behind."""
        self._solvers.close()
        self._small.close()


def _heard_out(child: Process, seconds: float, on_progress: OnProgress) -> tuple[Json, bool]:
    """Return what a solve comes to, and whether its child may go on to the next.

    It may not while a search still goes on in it, which would be in the way of the next.
    """
    best, end = None, time.monotonic() + seconds
    while time.monotonic() < end:
        said = child.hear(_TICK)
        progress = said.get("progress") if said else None
        best = progress or best
        if said and "outcome" in said:
            return said["outcome"], not said["busy"]
        if said and "too_large" in said:
            raise Impossible("This is too large to be calculated.", field="")
        if said and "error" in said:
            return _failed(said["error"]), True
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

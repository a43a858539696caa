"""Child processes as their parent sees them, and the fork server that makes them."""

import os
import socket
import subprocess
import sys
import threading
import time

import msgspec

from rotation.errors import Unreachable
from rotation.json_value import Json

_PACKET, _PIECE = 256, 1 << 16
_LEAST_SECONDS = 0.001
_TOLD_SECONDS, _FORKED_SECONDS = 30.0, 10.0
_ONE_THREAD = {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"}
"""A process with one thread can be forked safely; the matrices of our questions are small."""


class Gone(Exception):
    """A child process ended before it answered, or the fork server before it forked one."""


class Process:
    """One child process: what it is asked, and what it says; for one thread at a time."""

    def __init__(self, line: socket.socket, pid: int, orders: socket.socket) -> None:
        """Speak over ``line`` with the child ``pid`` of the fork server that hears ``orders``."""
        self.pid, self.asked = pid, 0
        self._line, self._orders = line, orders
        self._received, self._looked = bytearray(), 0

    def tell(self, question: Json) -> None:
        """Send a line; Gone when nobody reads it."""
        try:
            self._line.settimeout(_TOLD_SECONDS)
            self._line.sendall(msgspec.json.encode(question, enc_hook=str) + b"\n")
        except OSError:
            raise Gone from None
        self.asked += question["kind"] != "stop"

    def hear(self, seconds: float) -> Json | None:
        """Return what it says next, or None after so many seconds; Gone when it has ended."""
        end = time.monotonic() + seconds
        while (at := self._received.find(b"\n", self._looked)) < 0:
            self._looked = len(self._received)
            try:
                self._line.settimeout(max(_LEAST_SECONDS, end - time.monotonic()))
                piece = self._line.recv(_PIECE)
            except TimeoutError:
                return None
            except OSError:
                raise Gone from None
            if not piece:
                raise Gone
            self._received += piece
        said: Json = msgspec.json.decode(self._received[:at])
        del self._received[: at + 1]
        self._looked = 0
        return said

    def is_alive(self) -> bool:
        """Tell whether it is there, waiting for a question."""
        try:
            self._line.settimeout(0)
            return bool(self._line.recv(1, socket.MSG_PEEK))
        except BlockingIOError:
            return True
        except OSError:
            return False

    def end(self) -> None:
        """Kill the child; nobody waits until a large one has given back its memory."""
        try:
            self._orders.send(f"end {self.pid}".encode())
            self._line.shutdown(socket.SHUT_RDWR)
        except OSError:
            pass  # its server has ended, and the child with it
        self._line.close()


class ForkServerProcess:
    """The process that has loaded the calculations; started when a child is first needed."""

    def __init__(self) -> None:
        """Start nothing yet."""
        self._lock = threading.Lock()
        self._process: subprocess.Popen[bytes] | None = None
        self._orders: socket.socket | None = None
        self._is_ready = False

    def start(self) -> None:
        """Begin to load, without waiting for it."""
        with self._lock:
            self._started()

    def fork(self, memory_mb: int, niceness: int, seconds: float) -> Process:
        """Return a new child; Unreachable when there is none after so many seconds."""
        end = time.monotonic() + seconds
        if not self._lock.acquire(timeout=max(0.0, seconds)):
            raise Unreachable("All calculating processes are busy.")
        try:
            for _ in range(2):  # one that was killed is started anew
                try:
                    return self._forked(f"fork {memory_mb} {niceness}", end)
                except Gone:
                    self._stop()
            raise Unreachable("No calculating process comes up.")
        finally:
            self._lock.release()

    def close(self) -> None:
        """End it, and with it every child it has forked."""
        with self._lock:
            self._stop()

    def _forked(self, order: str, end: float) -> Process:
        orders = self._started()
        if not self._is_ready:
            if self._hear(orders, end - time.monotonic()) is None:
                raise Unreachable("All calculating processes are busy.")
            self._is_ready = True
        ours, theirs = socket.socketpair()
        try:
            with theirs:
                socket.send_fds(orders, [order.encode()], [theirs.fileno()])
            pid = self._hear(orders, _FORKED_SECONDS)
        except (OSError, Gone):
            pid = None
        if pid is None:
            ours.close()
            raise Gone
        return Process(ours, int(pid), orders)

    def _started(self) -> socket.socket:
        if self._orders is None:
            self._orders, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
            with theirs:
                self._process = subprocess.Popen(
                    [sys.executable, "-m", "api.fork_server"],
                    stdin=theirs.fileno(),
                    env={**os.environ, **_ONE_THREAD},
                )
        return self._orders

    def _hear(self, orders: socket.socket, seconds: float) -> bytes | None:
        """Return what the server says next, or None after so many seconds; Gone when it ended."""
        orders.settimeout(max(_LEAST_SECONDS, seconds))
        try:
            said = orders.recv(_PACKET)
        except TimeoutError:
            return None
        except OSError:
            raise Gone from None
        if not said:
            raise Gone
        return said

    def _stop(self) -> None:
        if self._process is not None and self._orders is not None:
            self._process.kill()
            self._process.wait()
            self._orders.close()
        self._process, self._orders, self._is_ready = None, None, False

"""The fork server: a process that has loaded the calculations once, and forks child processes.

Loading them takes a second and 200 MB; a fork of what is loaded takes milliseconds and shares the
memory. Orders come in over the Unix socket that is its stdin: ``fork MEMORY_MB NICENESS`` brings
the socket that the child is to answer on and is answered with the child's process id, ``end PID``
kills a child. It has no thread of its own, so that a fork copies no lock that somebody holds. It
ends when the other end of the socket is closed, however its parent ended, and no child outlives it.
"""

import ctypes
import gc
import os
import select
import signal
import socket
import sys

from api import child
from rotation.demand import dispatch

_DIES_WITH_PARENT = 1  # PR_SET_PDEATHSIG of prctl(2)
_LONGEST = 256


class ForkServer:
    """Forks children on order and ends them; only it waits for them, so no id is used anew."""

    def __init__(self, orders: socket.socket) -> None:
        """Take orders from a socket of packets."""
        self._orders = orders
        self._children: set[int] = set()
        self._ending: set[int] = set()
        self._ended, self._end = socket.socketpair()
        self._end.settimeout(0)
        signal.signal(signal.SIGCHLD, lambda *_: None)
        signal.set_wakeup_fd(self._end.fileno(), warn_on_full_buffer=False)

    def serve(self) -> None:
        """Take orders until nobody can give any more."""
        while True:
            ready, _, _ = select.select([self._orders, self._ended], [], [])
            if self._ended in ready:
                self._ended.recv(_LONGEST)
            self._reap()
            if self._orders in ready and not self._take():
                return

    def _take(self) -> bool:
        """Carry out one order; tell whether there may be more."""
        order, sockets, _, _ = socket.recv_fds(self._orders, _LONGEST, 1)
        match order.split():
            case [b"fork", memory_mb, niceness]:
                with socket.socket(fileno=sockets[0]) as line:
                    self._fork(line, int(memory_mb), int(niceness))
            case [b"end", pid] if int(pid) in self._children:
                os.kill(int(pid), signal.SIGKILL)
                self._children.discard(int(pid))
                self._ending.add(int(pid))
        return bool(order)

    def _fork(self, line: socket.socket, memory_mb: int, niceness: int) -> None:
        parent = os.getpid()
        pid = os.fork()
        if pid == 0:
            try:
                self._be_child(parent)
                child.main(line, memory_mb, niceness)
            finally:
                os._exit(0)
        self._children.add(pid)
        self._orders.send(str(pid).encode())

    def _be_child(self, parent: int) -> None:
        """Undo what is the server's alone, and die with it."""
        signal.set_wakeup_fd(-1)
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        for each in (self._orders, self._ended, self._end):
            each.close()
        if sys.platform == "linux":
            ctypes.CDLL(None).prctl(_DIES_WITH_PARENT, signal.SIGKILL)
            if os.getppid() != parent:
                os._exit(1)

    def _reap(self) -> None:
        """Let go of children that were to end and have; others keep their ids until then."""
        self._ending = {pid for pid in self._ending if not os.waitpid(pid, os.WNOHANG)[0]}


def main() -> None:
    """Load everything, say so, and fork until the parent is gone."""
    # Ctrl-C reaches every process of a terminal: the parent decides when this one ends.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    os.dup2(2, 1)  # whatever a library prints goes to stderr
    dispatch.warm()
    gc.collect()
    gc.freeze()  # what is shared stays so: no collection writes to it
    with socket.socket(fileno=0) as orders:
        orders.send(b"ready")
        ForkServer(orders).serve()


if __name__ == "__main__":
    main()

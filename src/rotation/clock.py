"""The only place that reads the time."""

import os
import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime
from uuid import UUID

Clock = Callable[[], datetime]


def system_clock() -> datetime:
    """Return the time of this machine, aware and in UTC."""
    return datetime.now(UTC)  # noqa: TID251 - this is the one place


def new_id() -> UUID:
    """Return a UUIDv7: 48 bits of milliseconds, then 74 random bits (RFC 9562 §5.7).

    Ids made later in one process sort later; within a millisecond the last one is counted up
    (§6.2, method 2).
    """
    with _lock:
        fresh = time.time_ns() // 1_000_000 << 74 | int.from_bytes(os.urandom(10)) >> 6
        value = _last[0] = max(fresh, _last[0] + 1)
    high = value >> 74 << 80 | 0x7 << 76 | (value >> 62 & 0xFFF) << 64
    return UUID(int=high | 0b10 << 62 | value & ((1 << 62) - 1))


_lock = threading.Lock()
_last = [0]

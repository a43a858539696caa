"""The only place that reads the time."""

import os
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

    Ids made later sort later, to the millisecond, which keeps indexes compact.
    """
    millis = time.time_ns() // 1_000_000
    random = int.from_bytes(os.urandom(10))
    high = millis << 80 | 0x7 << 76 | (random >> 68 & 0xFFF) << 64
    return UUID(int=high | 0b10 << 62 | random & ((1 << 62) - 1))

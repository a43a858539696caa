"""The time between two shifts, in elapsed minutes."""

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta

from rotation.solver.entities import Shift
from rotation.timespan import Span

Pair = tuple[Shift, Shift]

MINUTE = timedelta(minutes=1)


def widened(start: datetime, end: datetime, minutes: int) -> Span:
    """Return the span from so many minutes before a start to as many after an end."""
    return Span(start - minutes * MINUTE, end + minutes * MINUTE)


def gap(first: Shift, second: Shift) -> int:
    """Return the elapsed minutes from the end of one shift to the start of the next; may be < 0."""
    return (second.span.start - first.span.end) // MINUTE


def by_start(shift: Shift) -> Span:
    """Return the key by which shifts are sorted: start, end, id."""
    return shift.span


def close_pairs(shifts: Iterable[Shift], minutes: int) -> Iterator[Pair]:
    """Yield the pairs of shifts, sorted by start, that overlap or lie closer than some minutes."""
    rest = minutes * MINUTE
    waiting: list[tuple[datetime, Shift]] = []
    for shift in shifts:
        start = shift.span.start
        waiting = [each for each in waiting if start < each[0]]
        for _, each in waiting:
            yield each, shift
        waiting.append((shift.span.end + rest, shift))

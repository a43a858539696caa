"""When a page counts as available: a platform lets it be away for some hours at a time."""

from collections.abc import Iterable
from datetime import timedelta

from rotation.timespan import Span, merged, minus


def available(opened: Iterable[Span], closed: Iterable[Span], most: timedelta) -> list[Span]:
    """Return when a page is open, or has been closed for longer than it may be away at a time.

    Closed stretches that meet are one. What is neither open nor closed belongs to others.
    """
    running = merged(opened)
    away = minus(merged(closed), running)
    overdue = [Span(each.start + most, each.end) for each in away if each.length > most]
    return merged([*running, *overdue])

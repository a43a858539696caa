"""Shifts proposed from the opening hours of channels: evenly cut, five hours at most."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from itertools import pairwise

from api.board.reading import Reader
from rotation.clock import new_id
from rotation.demand.channels import Channel
from rotation.demand.shift_patterns import ShiftPattern
from rotation.timespan import wall_minutes

LONGEST = 300
"""Minutes of the longest shift that is proposed."""


def proposed(
    channels: Iterable[Channel], there: Sequence[ShiftPattern], reader: Reader
) -> list[ShiftPattern]:
    """Return shifts that cover the opening hours and are not there yet, named for the reader."""
    open_ = _hours(channels)
    known = {(each.start, each.end, day) for each in there for day in each.weekdays}
    cut: dict[tuple[int, int], list[int]] = defaultdict(list)
    for weekday, (first, last) in open_.items():
        for start, end in _pieces(first, last):
            if (_wall(start), _wall(end), weekday) not in known:
                cut[start, end].append(weekday)
    return [
        ShiftPattern(
            new_id(),
            _name(reader, start, weekdays),
            tuple(weekdays),
            _wall(start),
            _wall(end),
            minimum=1,
            target="auto",
            maximum=4,
        )
        for (start, end), weekdays in sorted(cut.items())
    ]


def _hours(channels: Iterable[Channel]) -> dict[int, tuple[int, int]]:
    """Return, by weekday, from when to when some channel is open, in minutes of the day."""
    found: dict[int, tuple[int, int]] = {}
    for channel in channels:
        for window in channel.windows:
            if window.state != "open":
                continue
            first, last = wall_minutes(window.start), wall_minutes(window.end)
            last = last if last > first else last + 1440
            low, high = found.get(window.weekday, (first, last))
            found[window.weekday] = min(low, first), max(high, last)
    return dict(sorted(found.items()))


def _pieces(first: int, last: int) -> list[tuple[int, int]]:
    count = -(-(last - first) // LONGEST)
    edges = [first + round((last - first) * at / count / 30) * 30 for at in range(count)] + [last]
    return list(pairwise(edges))


def _wall(minutes: int) -> str:
    if minutes == 1440:
        return "24:00"
    return f"{minutes // 60 % 24:02d}:{minutes % 60:02d}"


def _name(reader: Reader, start: int, weekdays: Sequence[int]) -> str:
    if min(weekdays) > 5:
        if start < 720:
            return reader("Weekend morning")
        return reader("Weekend afternoon") if start < 960 else reader("Weekend evening")
    if start < 720:
        return reader("Morning")
    return reader("Afternoon") if start < 960 else reader("Evening")

"""A naive referee of wall-clock shifts: walks a span minute by minute and looks at the clock."""

import itertools
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

MINUTE = timedelta(minutes=1)


@dataclass(frozen=True)
class Promise:
    """Somebody works from a wall time to another one of a date, or of the next."""

    who: str
    day: date
    start: str
    end: str


def walk(first: datetime, last: datetime, zone: ZoneInfo) -> Iterator[tuple[datetime, datetime]]:
    """Yield each minute of a span with what the clock on the wall shows, without its offset."""
    at = first.astimezone(UTC)
    while at < last:
        yield at, at.astimezone(zone).replace(tzinfo=None)
        at += MINUTE


def at_work(
    promises: Iterable[Promise], minutes: list[tuple[datetime, datetime]]
) -> dict[datetime, set[str]]:
    """Return who is at work in each minute.

    Work begins when the clock first shows its start and ends when it last shows its end; a time
    the clock skips is as much later as the clock skips.
    """
    found: dict[datetime, set[str]] = {at: set() for at, _ in minutes}
    shown: dict[datetime, list[datetime]] = {}
    for at, wall in minutes:
        shown.setdefault(wall, []).append(at)
    for each in promises:
        begins = _wall(each.day, each.start)
        ends = _wall(each.day, each.end)
        if ends <= begins:
            ends += timedelta(days=1)
        start = _seen(begins, shown, minutes)[0]
        end = _seen(ends, shown, minutes)[-1]
        at = max(start, minutes[0][0])
        while at < end and at in found:
            found[at].add(each.who)
            at += MINUTE
    return found


def _wall(day: date, text: str) -> datetime:
    return datetime.combine(day, datetime.strptime(text, "%H:%M").time())  # noqa: DTZ007 - wall time


def _seen(
    wall: datetime, shown: dict[datetime, list[datetime]], minutes: list[tuple[datetime, datetime]]
) -> list[datetime]:
    """Return the minutes at which the clock shows a time; a skipped one moves by the gap."""
    if wall in shown:
        return shown[wall]
    for (_, before), (_, after) in itertools.pairwise(minutes):
        if before < wall < after:
            return shown[wall + (after - before - MINUTE)]
    raise AssertionError(f"the walk does not reach {wall}")

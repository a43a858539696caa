"""Minute walk of opening hours: asks of each minute what windows, closures and plans say of it."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

Wall = tuple[str, str, str]
"""From, to and state of a window on the clock on the wall."""


def is_open(
    minute: datetime,
    zone: ZoneInfo,
    week: dict[int, list[Wall]],
    planned: dict[date, list[Wall]],
    closed: set[date],
) -> bool:
    """Tell whether a minute is open: the latest window begun, of this date or the one before."""
    today = minute.astimezone(zone).date()
    begun = [
        (start, end, "closed" if day in closed else state)
        for day in (today - timedelta(days=1), today)
        for opens, closes, state in planned.get(day, week.get(day.isoweekday(), []))
        for start, end in [_edges(day, opens, closes, zone)]
        if start <= minute
    ]
    if not begun:
        return False
    _, end, state = max(begun)
    return minute < end and state == "open"


def _edges(day: date, opens: str, closes: str, zone: ZoneInfo) -> tuple[datetime, datetime]:
    first, last = _minutes(opens), _minutes(closes)
    last += 1440 if last <= first else 0
    return _instant(day, first, zone, 0), _instant(day, last, zone, 1)


def _minutes(text: str) -> int:
    hours, minutes = text.split(":")
    return 60 * int(hours) + int(minutes)


def _instant(day: date, minutes: int, zone: ZoneInfo, fold: int) -> datetime:
    wall = datetime(day.year, day.month, day.day) + timedelta(minutes=minutes)
    utc = ZoneInfo("UTC")
    first = wall.replace(tzinfo=zone, fold=0).astimezone(utc)
    second = wall.replace(tzinfo=zone, fold=1).astimezone(utc)
    # In a fold the second reading is later; in a gap it is earlier and the first holds.
    return max(first, second) if fold else first

"""Small values for tests: members, shifts and cases with everything unsaid filled in."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

from rotation.solver import rulebook
from rotation.solver.case import Case
from rotation.solver.entities import Member, Shift
from rotation.timespan import DAY, Span, wall_span, zone

MONDAY = date(2026, 11, 23)
ZONE = "Europe/Amsterdam"
TIMES = {
    "E": ("07:00", "15:00"),
    "L": ("15:00", "23:00"),
    "N": ("23:00", "07:00"),
    "D": ("09:00", "17:00"),
}


def member(name: str, **more: Any) -> Member:  # Any: fields of different types
    """Return a member whose id is their name."""
    return replace(Member(id=name, name=name), **more)


def shift(  # Any: fields of different types
    letter: str = "E",
    day: int = 0,
    *,
    monday: date = MONDAY,
    in_zone: str = ZONE,
    times: tuple[str, str] | None = None,
    **more: Any,
) -> Shift:
    """Return a shift so many days after a Monday; its id reads like ``0E``."""
    on = monday + DAY * day
    start, end = times or TIMES[letter]
    span = wall_span(on, start, end, zone(in_zone))
    assert span is not None
    made = Shift(id=f"{day}{letter}", pattern=letter, name=letter, day=on, span=span)
    return replace(made, **more)


def case(  # Any: fields of different types
    members: tuple[Member, ...] | list[Member],
    shifts: tuple[Shift, ...] | list[Shift],
    rules: dict[str, Any] | None = None,
    **more: Any,
) -> Case:
    """Return a case of one week whose rules are named by their settings."""
    fields = {"zone": ZONE, "monday": MONDAY, "weeks": 1, **more}
    return Case(
        members=tuple(members),
        shifts=tuple(shifts),
        rules=rulebook.rules_named(rules or {}),
        **fields,
    )


def hours(day: int, start: int, end: int) -> Span:
    """Return some UTC hours of a day of the first week."""
    midnight = datetime.fromisoformat(f"{MONDAY}T00:00:00+00:00") + DAY * day
    return Span(midnight + timedelta(hours=start), midnight + timedelta(hours=end))

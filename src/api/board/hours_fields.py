"""Opening hours as a form has them: a line of text for each weekday, such as 9–12, 17:00–22:00."""

import re
from collections.abc import Sequence

from api.board.form import Form
from api.schemas import fields
from rotation.demand.channels import State, Window
from rotation.errors import Impossible
from rotation.timespan import wall_minutes

_SPAN = re.compile(r"(\S+?)\s*(?:-|–|—|→|\bto\b|\btot\b|à)\s*(\S+)", re.IGNORECASE)
_TIME = re.compile(r"(\d{1,2})(?:[:.hu](\d{2})?)?", re.ASCII | re.IGNORECASE)
STATES: Sequence[State] = ("open", "check_in", "closed")
"""What a channel may do in some hours, in the order of the form."""


def windows_in(form: Form) -> tuple[Window, ...]:
    """Return the hours that a form gives for every state and weekday; Impossible names a field."""
    return tuple(
        window
        for state in STATES
        for weekday in range(1, 8)
        for window in _line(form, f"{state}-{weekday}", weekday, state)
    )


def line(form: Form, name: str) -> Sequence[Window]:
    """Return the hours of one line of a form, of no weekday in particular."""
    return _line(form, name, 1, "open")


def line_of(windows: Sequence[Window], state: State, weekday: int) -> str:
    """Return the hours of a weekday as they stand in the form."""
    found = [each for each in windows if each.state == state and each.weekday == weekday]
    return ", ".join(f"{each.start}–{each.end}" for each in found)


def wall(form: Form, name: str, text: str) -> str:
    """Return a wall time such as 17:00 of a text such as 17, 17h or 17.00; Impossible names it."""
    found = _TIME.fullmatch(text.strip())
    plain = f"{int(found[1]):02d}:{found[2] or '00'}" if found else text
    time: str = form.checked(name, fields.WallTime, plain)
    return time


def _line(form: Form, name: str, weekday: int, state: State) -> Sequence[Window]:
    found = []
    for part in filter(None, (each.strip() for each in re.split(r"[,;]", form.value(name)))):
        span = _SPAN.fullmatch(part)
        if not span:
            raise Impossible("Hours are written like 17:00–22:00.", field=f"/{name}")
        start, end = wall(form, name, span[1]), wall(form, name, span[2])
        if start == "24:00" or wall_minutes(start) == wall_minutes(end):
            raise Impossible("The end has to be after the start.", field=f"/{name}")
        found.append(Window(weekday, start, end, state))
    return found

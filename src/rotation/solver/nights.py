"""Night shifts: those that have enough of their minutes in the hours of the night."""

from dataclasses import dataclass
from functools import partial

from rotation.solver.calendar import ShiftIndex
from rotation.solver.duty import Filter
from rotation.solver.entities import Shift
from rotation.solver.limits import PersonalRule
from rotation.solver.setting_types import Minutes, WallTime
from rotation.timespan import DAY, wall_span


@dataclass(frozen=True, kw_only=True)
class NightRule(PersonalRule):
    """A constraint on night shifts: those with ``night_minutes`` or more in the night's hours.

    The night lies between two wall times and its minutes are elapsed ones, so that the night of a
    clock change is an hour longer or shorter.
    """

    night_from: WallTime = "00:00"
    night_to: WallTime = "06:00"
    night_minutes: Minutes = 61

    def night(self, calendar: ShiftIndex) -> Filter:
        """Return the question whether a shift is a night shift."""
        name = f"night {self.night_from} {self.night_to} {self.night_minutes}"
        known: dict[str, bool] = calendar.kept(name, dict)
        return partial(self._is_night, calendar, known)

    def _is_night(self, calendar: ShiftIndex, known: dict[str, bool], shift: Shift) -> bool:
        if shift.id not in known:
            minutes = night_minutes(calendar, shift, self.night_from, self.night_to)
            known[shift.id] = minutes >= self.night_minutes
        return known[shift.id]


def night_minutes(calendar: ShiftIndex, shift: Shift, start: str, end: str) -> int:
    """Return how many elapsed minutes of a shift lie in the hours of any night."""
    total = 0
    day, last = calendar.local(shift.span.start).date() - DAY, calendar.local(shift.span.end).date()
    while day <= last:
        night = wall_span(day, start, end, calendar.tz)
        part = night and night.within(shift.span)
        total += part.minutes if part else 0
        day += DAY
    return total

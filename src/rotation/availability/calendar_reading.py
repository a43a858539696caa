"""The reading of one calendar: its zones, a window of time, a budget, and its notes."""

from dataclasses import dataclass, field
from datetime import tzinfo
from zoneinfo import ZoneInfo

from rotation.availability import calendar_zones
from rotation.availability.calendar_notes import Notes
from rotation.availability.ics import Calendar, Component, Property
from rotation.availability.moments import CalendarMoment
from rotation.availability.recurrence import Steps
from rotation.timespan import Span
from rotation.words import Sentence, say


@dataclass
class Reading:
    """The reading of one calendar; its days, and times without a zone, are in ``member_zone``."""

    calendar: Calendar
    member_zone: ZoneInfo
    window: Span
    steps: Steps
    notes: Notes
    _zones: dict[str, tzinfo] = field(default_factory=dict)
    _definitions: dict[str, Component] | None = None

    def leave_out(self, component: Component, line: int, reason: Sentence) -> None:
        """Tell that a component, or something of it, is left out."""
        self.notes.leave_out(line, uid_of(component), reason)

    def assume(self, component: Component, line: int, reason: Sentence) -> None:
        """Tell what is taken of a component that does not say, or says two things."""
        self.notes.assume(line, uid_of(component), reason)

    def zone_of(self, given: Property, time: CalendarMoment, uid: str | None) -> tzinfo:
        """Return the zone in which a time of a property is meant; UTC for one that has an offset.

        Days are the member's. Times without any zone are the calendar's, if it names one
        (X-WR-TIMEZONE), and otherwise the member's.
        """
        if time.offset is not None:
            return calendar_zones.fixed(time.offset)
        if time.is_day:
            return self.member_zone
        if name := given.parameters.get("TZID", ""):
            return self._zone(name, given.line, uid)
        own = self.calendar.first("X-WR-TIMEZONE")
        return self._zone(own.value, own.line, None) if own and own.value else self.member_zone

    def _zone(self, name: str, line: int, uid: str | None) -> tzinfo:
        if name not in self._zones:
            found = calendar_zones.known(name) or self._defined(name)
            self._zones[name] = found or self._guessed(name, line, uid)
        return self._zones[name]

    def _defined(self, name: str) -> tzinfo | None:
        if self._definitions is None:
            self._definitions = {
                given.value.strip('"').casefold(): each
                for each in reversed(self.calendar.of("VTIMEZONE"))
                if (given := each.first("TZID"))
            }
        found = self._definitions.get(name.casefold())
        return calendar_zones.defined(found, self.window, self.steps) if found else None

    def _guessed(self, name: str, line: int, uid: str | None) -> tzinfo:
        taken, shown = calendar_zones.guessed(name), name[:64]
        if taken is None:
            taken = self.member_zone
            said = say(
                "There is no time zone {zone}: its times are taken to be in {taken}.",
                zone=shown,
                taken=str(taken),
            )
        else:
            said = say("The time zone {zone} is taken to be {taken}.", zone=shown, taken=str(taken))
        self.notes.assume(line, uid, said)
        return taken


def uid_of(component: Component) -> str | None:
    """Return the UID of a component, or None when it has none."""
    given = component.first("UID")
    return given.value if given and given.value else None

"""An iCalendar stream (RFC 5545) as components and their numbered properties.

Files of strangers have odd lines, and most of what even a tidy one holds (titles, guests, notes)
is none of our business: only the properties that tell times are kept, and a line that is not one
of them is passed over however it is written. What a component's times mean is told elsewhere.
"""

import codecs
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from rotation.errors import BodyTooLarge, Impossible
from rotation.words import say

LARGEST = 2 << 20
MOST_EVENTS = 20_000
_DEEPEST, _MOST_COLONS = 8, 8
_LINE_END = re.compile(rb"\r\n|\r|\n")
_NAME = re.compile(r"\s*([^;:\s]+)\s*(?=[;:])")
_PARAMETER = re.compile(r";\s*([^=;:\s]+)\s*=\s*(?:\"([^\"]*)\"?|([^;]*))")
_MOMENTS = re.compile(r"[\s\d,TZP/.:+-]*", re.IGNORECASE | re.ASCII)
_TIMES = frozenset({"DTSTART", "DTEND", "RECURRENCE-ID", "EXDATE", "RDATE", "FREEBUSY"})
_OF_ZONES = frozenset({"DTSTART", "TZOFFSETFROM", "TZOFFSETTO", "RRULE", "RDATE"})
_KEPT = {
    "VCALENDAR": frozenset({"CALSCALE", "METHOD", "X-WR-TIMEZONE"}),
    "VEVENT": frozenset(
        {
            "UID",
            "DTSTART",
            "DTEND",
            "DURATION",
            "RRULE",
            "EXRULE",
            "RDATE",
            "EXDATE",
            "RECURRENCE-ID",
            "SEQUENCE",
            "STATUS",
            "TRANSP",
            "X-MICROSOFT-CDO-BUSYSTATUS",
            "X-MICROSOFT-CDO-INTENDEDSTATUS",
        }
    ),
    "VFREEBUSY": frozenset({"UID", "FREEBUSY"}),
    "VTIMEZONE": frozenset({"TZID"}),
    "STANDARD": _OF_ZONES,
    "DAYLIGHT": _OF_ZONES,
}
_NO_PARAMETERS: Mapping[str, str] = MappingProxyType({})
_TOP = frozenset({"VEVENT", "VFREEBUSY", "VTIMEZONE"})


@dataclass(frozen=True, slots=True)
class Property:
    """One content line: its number in the file, from 1, and its parameters without quotes."""

    line: int
    parameters: Mapping[str, str]
    value: str


@dataclass(slots=True)
class Component:
    """An event, a VFREEBUSY or a time zone; ``parts`` are the rules of a zone.

    ``is_whole`` False: its end is missing, so that some of its lines may be missing too.
    """

    name: str
    line: int
    properties: dict[str, list[Property]] = field(default_factory=dict)
    parts: list["Component"] = field(default_factory=list)
    is_whole: bool = True

    def first(self, name: str) -> Property | None:
        """Return the first property of a name, or None."""
        found = self.properties.get(name)
        return found[0] if found else None

    def every(self, name: str) -> list[Property]:
        """Return the properties of a name."""
        return self.properties.get(name, [])


@dataclass(slots=True)
class Calendar(Component):
    """One VCALENDAR object of a stream; its components are its parts."""

    def of(self, name: str) -> list[Component]:
        """Return the components of a name."""
        return [each for each in self.parts if each.name == name]


def parse(content: bytes, charset: str | None = None) -> list[Calendar]:
    """Return the calendars of a stream, which is UTF-8 unless it or ``charset`` says otherwise.

    Impossible when there is none, BodyTooLarge when the stream is larger than LARGEST or has
    more than MOST_EVENTS events; the field is the body.
    """
    if len(content) > LARGEST:
        raise BodyTooLarge(say("A calendar has at most {most} bytes.", most=LARGEST), field="")
    found = _Nesting().calendars(_lines(_utf8(content, charset)))
    if not any(each.is_whole or each.parts for each in found):
        raise Impossible("This is no calendar that can be read.", field="")
    return found


def _utf8(content: bytes, charset: str | None) -> bytes:
    """Return a text as UTF-8; a charset that nobody knows is passed over."""
    if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        charset = "utf-16"
    elif content.startswith(codecs.BOM_UTF8):
        return content.removeprefix(codecs.BOM_UTF8)
    try:
        is_other = charset is not None and codecs.lookup(charset).name not in {"utf-8", "ascii"}
        return content.decode(charset, errors="replace").encode() if is_other else content  # type: ignore[arg-type]  # is_other says it is one
    except (LookupError, ValueError):
        return content


def _lines(content: bytes) -> Iterator[tuple[int, str]]:
    """Yield the content lines with their numbers, unfolded; only CR, LF or both end a line."""
    began, pieces = 0, list[bytes]()
    for number, line in enumerate(_LINE_END.split(content), 1):
        if line[:1] in {b" ", b"\t"} and pieces:
            pieces.append(line[1:])
        elif line:
            if pieces:
                yield began, _text(b"".join(pieces))
            began, pieces = number, [line]
    if pieces:
        yield began, _text(b"".join(pieces))


def _text(line: bytes) -> str:
    # Unfolded first and decoded then: some programs fold in the middle of a character.
    try:
        return line.decode().replace("\0", "")
    except UnicodeDecodeError:
        return line.decode("latin-1").replace("\0", "")


class _Nesting:
    """Follows BEGIN and END. A component that begins where none can be ends the one before."""

    def __init__(self) -> None:
        self._found: list[Calendar] = []
        self._top: Component | None = None
        self._within: list[str] = []
        self._events = 0

    def calendars(self, lines: Iterator[tuple[int, str]]) -> list[Calendar]:
        """Return what the lines hold; what was open at the end is not whole."""
        for number, line in lines:
            found = _NAME.match(line)
            if not found:
                continue
            name = found[1].upper()
            if name == "BEGIN":
                self._begin(line[found.end() + 1 :].strip().upper(), number)
            elif name == "END":
                self._end(line[found.end() + 1 :].strip().upper())
            else:
                self._keep(name, line[found.end() :], number)
        if self._found and self._is_open:
            self._close(is_whole=False)
            self._found[-1].is_whole = False
        return self._found

    _is_open = False

    def _begin(self, name: str, line: int) -> None:
        if name == "VCALENDAR":
            self._close(is_whole=False)
            if self._is_open:
                self._found[-1].is_whole = False
            self._found.append(Calendar(name, line))
            self._is_open = True
        elif not self._is_open:
            return
        elif name in _TOP or (self._top is None and not self._within):
            self._close(is_whole=False)
            self._top = Component(name, line)
            self._events += name == "VEVENT"
            if self._events > MOST_EVENTS:
                said = say("A calendar has at most {most} events.", most=MOST_EVENTS)
                raise BodyTooLarge(said, field="")
        else:
            is_rule = name in {"STANDARD", "DAYLIGHT"} and not self._within
            if self._top is not None and self._top.name == "VTIMEZONE" and is_rule:
                self._top.parts.append(Component(name, line))
            if len(self._within) < _DEEPEST:
                self._within.append(name)

    def _end(self, name: str) -> None:
        if name in self._within:
            del self._within[self._within.index(name) :]
        elif self._top is not None and name == self._top.name:
            self._close(is_whole=not self._within)
        elif name == "VCALENDAR" and self._is_open:
            self._close(is_whole=False)
            self._is_open = False

    def _close(self, *, is_whole: bool) -> None:
        if self._top is not None and self._top.name in _TOP:
            self._top.is_whole = is_whole
            self._found[-1].parts.append(self._top)
        self._top = None
        self._within.clear()

    def _keep(self, name: str, rest: str, line: int) -> None:
        if not self._is_open:
            return
        into: Component = self._top or self._found[-1]
        if self._within:
            if not into.parts or self._within != [into.parts[-1].name]:
                return
            into = into.parts[-1]
        if name in _KEPT.get(into.name, ()):
            into.properties.setdefault(name, []).append(
                _property(line, rest, is_time=name in _TIMES)
            )


def _property(line: int, rest: str, *, is_time: bool) -> Property:
    """Return a property of what stands behind its name: parameters, a colon, the value."""
    if rest.startswith(":"):
        return Property(line, _NO_PARAMETERS, rest[1:].strip())
    colon = _colon(rest, is_time=is_time)
    given = {
        each[1].upper(): (each[2] or each[3] or "").strip()
        for each in _PARAMETER.finditer(rest[:colon])
    }
    return Property(line, given, rest[colon + 1 :].strip())


def _colon(rest: str, *, is_time: bool) -> int:
    """Return where the value begins: at the first colon that stands in no quotes.

    Before times it is the first one behind which only times stand, quoted or not, because some
    programs write zones such as GMT+05:30 without quotes.
    """
    quoted, outside, every = False, list[int](), list[int]()
    for place, letter in enumerate(rest[:2_000]):
        if letter == '"':
            quoted = not quoted
        elif letter == ":":
            every.append(place)
            if not quoted:
                outside.append(place)
    if is_time:
        for place in list(dict.fromkeys(outside + every))[:_MOST_COLONS]:
            if _MOMENTS.fullmatch(rest, place + 1) and _has_date(rest[place + 1 :]):
                return place
    return (outside or every or [len(rest)])[0]


def _has_date(text: str) -> bool:
    return re.match(r"\s*\d{4}-?\d\d-?\d\d", text, re.ASCII) is not None

"""Ready answers to "who is on duty?", from duty spans and what is known of the people."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal
from uuid import UUID
from zoneinfo import ZoneInfo

from rotation.rota import timeline
from rotation.rota.timeline import DutySpan
from rotation.timespan import Span
from rotation.words import Sentence, say


@dataclass(frozen=True)
class PersonOnDuty:
    """A member on duty, as far as an answer may tell."""

    id: UUID
    name: str
    roles: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    channels: tuple[str, ...] = ()


@dataclass(frozen=True)
class DutyFilter:
    """The duties that are asked for; None: any."""

    channel: str | None = None
    language: str | None = None
    role: str | None = None
    member: UUID | None = None


_ANYBODY = DutyFilter()
Privacy = Literal["name", "role", "contact"]


@dataclass(frozen=True)
class Disclosure:
    """A disclosure about people: their names, only their roles, or how to reach them too.

    ``contacts`` are the addresses that members let others see, by member.
    """

    privacy: Privacy = "name"
    contacts: Mapping[UUID, tuple[str, ...]] = field(default_factory=dict)


NAMES = Disclosure()


@dataclass(frozen=True)
class OnDuty:
    """One member on duty, from when to when, for what."""

    person: PersonOnDuty
    since: datetime
    until: datetime
    channels: tuple[str, ...]
    languages: tuple[str, ...]
    role: str | None
    acknowledged: bool = False

    def known_as(self, told: Disclosure) -> str | Sentence:
        """Return the name under which a reader knows a person: name, role, name and addresses."""
        if told.privacy == "role":
            return self.role or say("somebody")
        reached = ", ".join(self.reached(told))
        return f"{self.person.name} ({reached})" if reached else self.person.name

    def reached(self, told: Disclosure) -> tuple[str, ...]:
        """Return the addresses that a reader is told."""
        return told.contacts.get(self.person.id, ()) if told.privacy == "contact" else ()


@dataclass(frozen=True)
class OnDutyAnswer:
    """The people on duty at an instant, until when that holds, and who comes next.

    ``until`` None: nothing changes in the time that is known.
    """

    at: datetime
    until: datetime | None
    on_duty: tuple[OnDuty, ...]
    next: tuple[OnDuty, ...]


@dataclass(frozen=True)
class Snapshot:
    """The duties of a team in a span of time; ``spans`` come by start."""

    zone: ZoneInfo
    spans: tuple[DutySpan, ...]
    people: Mapping[UUID, PersonOnDuty]
    channels: frozenset[str]
    acknowledged: frozenset[tuple[UUID, UUID, datetime]] = frozenset()

    def answer(self, at: datetime, wanted: DutyFilter) -> OnDutyAnswer:
        """Return the people on duty at an instant."""
        anybody = wanted == _ANYBODY
        spans = [each for each in self.spans if anybody or self.is_wanted(each, wanted)]
        near = _near(spans, at)
        return OnDutyAnswer(
            at,
            timeline.next_change(near, at),
            self._people(timeline.on_duty(near, at), spans),
            self._people(timeline.following(near, at), spans),
        )

    def during(self, span: Span, wanted: DutyFilter) -> tuple[OnDuty, ...]:
        """Return the people on duty at some instant of a span, each duty with its own times."""
        found = (each for each in self.spans if each.span.overlaps(span))
        shown = [self._shown(each, (each,)) for each in found if self.is_wanted(each, wanted)]
        return tuple(sorted(shown, key=lambda each: (each.since, each.person.name)))

    def is_wanted(self, span: DutySpan, wanted: DutyFilter) -> bool:
        """Tell whether a duty is one of those asked for."""
        person = self.people[span.member]
        return (
            (wanted.channel is None or wanted.channel in _serves(span, person, self.channels))
            and (wanted.language is None or wanted.language in (*span.languages, *person.languages))
            and (wanted.role is None or wanted.role in person.roles)
            and (wanted.member is None or wanted.member == span.member)
        )

    def _people(self, found: Iterable[DutySpan], spans: Sequence[DutySpan]) -> tuple[OnDuty, ...]:
        shown = (self._shown(each, spans) for each in found)
        return tuple(sorted(shown, key=lambda each: (each.since, each.person.name)))

    def _shown(self, span: DutySpan, spans: Sequence[DutySpan]) -> OnDuty:
        person = self.people[span.member]
        serves = _serves(span, person, self.channels)
        until = span.end
        # A member who goes on to an adjoining shift stays on duty; spans are in order of start.
        for at in range(bisect_left(spans, until, key=lambda each: each.start), len(spans)):
            later = spans[at]
            if later.start > until:
                break
            if later.start == until and later.member == span.member:
                until = later.end
        role = person.roles[0] if person.roles else None
        said = (span.slot, span.member, span.start) in self.acknowledged
        return OnDuty(
            person, span.start, until, tuple(sorted(serves)), person.languages, role, said
        )


def _near(spans: Sequence[DutySpan], at: datetime) -> Sequence[DutySpan]:
    """Return those that have begun and those that begin next: nobody else changes an answer."""
    begun = bisect_right(spans, at, key=_start)
    return spans[: bisect_right(spans, spans[begun].start, key=_start)] if spans[begun:] else spans


def _start(span: DutySpan) -> datetime:
    return span.start


def _serves(span: DutySpan, person: PersonOnDuty, known: frozenset[str]) -> frozenset[str]:
    """Return the channels of a duty: its own, else the member's, else all of the team."""
    return frozenset(span.channels or person.channels) or known


def sentence(answer: OnDutyAnswer, shown: ZoneInfo, told: Disclosure = NAMES) -> Sentence:
    """Return the answer as a sentence; times are said in the zone given."""
    if answer.on_duty:
        until = min(each.until for each in answer.on_duty).astimezone(shown)
        return say("{names} on duty until {until}.", names=known(answer.on_duty, told), until=until)
    if answer.next:
        start = answer.next[0].since.astimezone(shown)
        who = known(answer.next, told)
        return say("Nobody is on duty. Next: {names} from {start}.", names=who, start=start)
    return say("Nobody is on duty, and nobody is planned.")


def known(found: Iterable[OnDuty], told: Disclosure) -> tuple[str | Sentence, ...]:
    """Return the names under which a reader knows some people, each said once."""
    return tuple(dict.fromkeys(each.known_as(told) for each in found))

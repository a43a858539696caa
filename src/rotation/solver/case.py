"""The frozen input of the solver: everything it may know about the weeks to be planned.

A case is made of plain values: ids are strings, spans are UTC, days are local dates in the team's
zone, durations are whole minutes. Who sits in which seat is the caller's business: a rota is a set
of pairs ``(shift id, member id)``.
"""

from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cached_property
from typing import Any
from zoneinfo import ZoneInfo

from rotation.errors import Impossible
from rotation.solver.calendar import Calendar
from rotation.solver.limits import Rule
from rotation.timespan import DAY, Span, start_of_day, zone
from rotation.words import Sentence, say

Assignment = tuple[str, str]
Assignments = frozenset[Assignment]


@dataclass(frozen=True)
class Wish:
    """What a member would like: to work in a span, or rather not; ``weight`` in wish units.

    ``pattern`` narrows the wish to the shifts of one shift pattern. A dated wish replaces the
    recurring ones it contradicts before it gets here.
    """

    span: Span
    prefers: bool = False
    weight: int = 1
    pattern: str | None = None


@dataclass(frozen=True)
class Member:
    """A person who can be assigned, with what holds for them during the case."""

    id: str
    name: str
    tasks: frozenset[str] = frozenset()
    roles: frozenset[str] = frozenset()
    channels: frozenset[str] = frozenset()
    languages: frozenset[str] = frozenset()
    skills: frozenset[str] = frozenset()
    lead: bool = False
    target_minutes: int | None = None
    """Contract hours of a week; None: no contract hours are known."""
    min_minutes: int | None = None
    max_minutes: int | None = None
    max_shifts: int | None = None
    starts_on: date | None = None
    ends_on: date | None = None
    """Last day of the contract, inclusive."""
    unavailable: tuple[Span, ...] = ()
    wishes: tuple[Wish, ...] = ()
    burden: int = 0
    """Burden carried in from the ledger; positive: did more than their share so far."""
    presence: int = 100
    """Percent of the planned weeks the member is there, for their fair share of the burden."""
    shifts_worked: int | None = None
    """Shifts worked so far, for newcomers; None: experienced."""
    credit: int = 0
    """How many more of their wishes were passed over of late than of others."""

    def __hash__(self) -> int:
        return hash(self.id)


@dataclass(frozen=True)
class Shift:
    """A dated stretch to be filled, with what it asks of people and how many it needs.

    ``day`` is the local date it starts on, ``burden`` its unsocial weight (a small integer),
    ``price`` how much dearer than another an unfilled place of it is, ``surplus_price`` the same
    for each person above the target.
    """

    id: str
    pattern: str
    name: str
    day: date
    span: Span
    task: str | None = None
    channels: frozenset[str] = frozenset()
    languages: frozenset[str] = frozenset()
    skills: frozenset[str] = frozenset()
    minimum: int = 1
    target: int = 1
    maximum: int = 1
    burden: int = 0
    price: int = 1
    surplus_price: int = 1

    def __hash__(self) -> int:
        return hash(self.id)

    def is_of(self, patterns: Collection[str]) -> bool:
        """Tell whether its pattern is among some, which go by id or by name."""
        return self.pattern in patterns or self.name in patterns

    @cached_property
    def minutes(self) -> int:
        """Return the elapsed minutes."""
        return self.span.minutes

    def missing(self, member: Member) -> frozenset[str]:
        """Return the task, channels, languages and skills the shift asks and a member has not."""
        wanted = self.channels - member.channels | self.languages - member.languages
        task = {self.task} - member.tasks if self.task else set[str]()
        return wanted | self.skills - member.skills | task

    @cached_property
    def said(self) -> Sentence:
        """Return how the shift is named in a sentence, such as "Mon 23 Nov Late"."""
        return say("{day} {shift}", day=self.day, shift=self.name)


@dataclass(frozen=True)
class Worked:
    """A duty outside the planned weeks: done before them, or already promised after them."""

    member: str
    shift: Shift


@dataclass(frozen=True)
class Remembered:
    """A planned holiday that a member worked ``times`` in the last years."""

    member: str
    day: date
    holiday: str
    times: int = 1


@dataclass(frozen=True)
class Pin:
    """A place the planner gave to a member: ``locked`` must hold, otherwise it is a first guess."""

    shift: str
    member: str
    locked: bool = True


@dataclass(frozen=True)
class Allowance:
    """A limit that may be exceeded this once, by so much; a way out of a clash is made of these."""

    rule: str
    template: str
    at_most: int
    members: tuple[str, ...]
    shifts: tuple[str, ...]
    span: Span | None
    by: int


@dataclass(frozen=True)
class Promise:
    """An assignment of the published version; ``weight`` rises as the shift comes near."""

    shift: str
    member: str
    weight: int = 1


@dataclass(frozen=True)
class Case:
    """One or more whole weeks to be planned; members and shifts are kept in a fixed order.

    ``known_from`` and ``known_until`` bound the days ``history`` tells about (by default none but
    the planned ones): rules about minimum runs are silent where they cannot know. Shifts that start
    before ``fixed_before`` keep exactly the people ``published`` gives them; in a repair those that
    start before ``frozen_before`` keep all who can still come.
    """

    zone: str
    monday: date
    weeks: int
    members: tuple[Member, ...]
    shifts: tuple[Shift, ...]
    rules: tuple[Rule, ...] = ()
    history: tuple[Worked, ...] = ()
    pins: tuple[Pin, ...] = ()
    published: tuple[Promise, ...] = ()
    fixed_before: datetime | None = None
    frozen_before: datetime | None = None
    allowances: tuple[Allowance, ...] = ()
    known_from: date | None = None
    known_until: date | None = None
    """First day after the last known one."""
    open_hours: tuple[Span, ...] = ()
    holidays: frozenset[date] = frozenset()
    remembered: tuple[Remembered, ...] = ()
    as_of: datetime | None = None
    """When the rota is made, where a rule counts from it."""

    def __post_init__(self) -> None:
        # Equal input has to give an equal model, whatever order a database answered in.
        in_order: dict[str, tuple[Any, ...]] = {  # Any: the element types differ by field
            "members": tuple(sorted(self.members, key=lambda each: each.id)),
            "shifts": tuple(sorted(self.shifts, key=lambda each: (each.span, each.id))),
            "history": tuple(sorted(self.history, key=lambda each: (each.shift.span, each.member))),
            "pins": tuple(sorted(self.pins, key=lambda each: (each.shift, each.member))),
            "published": tuple(sorted(self.published, key=lambda each: (each.shift, each.member))),
        }
        for name, values in in_order.items():
            object.__setattr__(self, name, values)
        _check(self)

    @cached_property
    def tz(self) -> ZoneInfo:
        """Return the team's zone."""
        return zone(self.zone)

    @cached_property
    def days(self) -> tuple[date, ...]:
        """Return the planned local dates, in order."""
        return tuple(self.monday + DAY * offset for offset in range(7 * self.weeks))

    @cached_property
    def span(self) -> Span:
        """Return the planned weeks as instants."""
        return Span(
            start_of_day(self.monday, self.tz),
            start_of_day(self.monday + timedelta(weeks=self.weeks), self.tz),
        )

    @cached_property
    def known_days(self) -> tuple[date, ...]:
        """Return every date the case can tell about: history and the planned weeks."""
        first = min(self.known_from or self.monday, self.monday)
        last = max(self.known_until or self.monday, self.days[-1] + DAY)
        return tuple(first + DAY * offset for offset in range((last - first).days))

    @cached_property
    def calendar(self) -> Calendar:
        """Return the shifts and days of the case, indexed."""
        return Calendar(self)

    @cached_property
    def allowed(self) -> dict[tuple[object, ...], int]:
        """Return by how much limits may be exceeded this once, by their places."""
        return {
            (each.rule, each.template, each.at_most, each.members, each.shifts, each.span): each.by
            for each in self.allowances
        }

    @cached_property
    def member(self) -> dict[str, Member]:
        """Return the members by id."""
        return {each.id: each for each in self.members}

    @cached_property
    def shift(self) -> dict[str, Shift]:
        """Return the planned shifts by id."""
        return {each.id: each for each in self.shifts}


def _check(case: Case) -> None:
    """Refuse a case that contradicts itself."""
    if not 1 <= case.weeks <= 53:
        raise Impossible("A rota is planned for 1 to 53 weeks.", field="/weeks")
    if case.monday.weekday() != 0:
        raise Impossible("The planned weeks start on a Monday.", field="/monday")
    _refuse_doubles((each.id for each in case.members), "/members")
    _refuse_doubles((each.id for each in case.shifts), "/shifts")
    for memory in case.remembered:
        if memory.member not in case.member:
            raise Impossible(
                say("{id} is not in this case.", id=memory.member), field="/remembered"
            )
    for field, pairs in (("/pins", case.pins), ("/published", case.published)):
        for each in pairs:
            if each.shift not in case.shift or each.member not in case.member:
                raise Impossible(
                    say("{id} is not in this case.", id=f"{each.shift}/{each.member}"), field=field
                )


def _refuse_doubles(ids: Iterable[str], field: str) -> None:
    for name, times in Counter(ids).items():
        if times > 1:
            raise Impossible(say("{id} stands there twice.", id=name), field=field)

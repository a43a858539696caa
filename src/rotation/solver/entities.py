"""Entities of a case: members, shifts, wishes, duties worked, pins, promises."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from rotation.timespan import Span
from rotation.words import Sentence, say

Assignment = tuple[str, str]
Assignments = frozenset[Assignment]


@dataclass(frozen=True)
class Wish:
    """A wish of a member: to work in a span, or rather not; ``weight`` in wish units.

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
    rota_minutes: int | None = None
    """Those of them that belong to the rota; None: the contract does not say."""
    min_minutes: int | None = None
    max_minutes: int | None = None
    max_shifts: int | None = None
    starts_on: date | None = None
    ends_on: date | None = None
    """Last day of the contract, inclusive."""
    unavailable: tuple[Span, ...] = ()
    kept_free: tuple[Span, ...] = ()
    """What of it is their recurring week; disjoint, in order."""
    away: tuple[Span, ...] = ()
    """What of it is absence and busy time; disjoint, in order."""
    wishes: tuple[Wish, ...] = ()
    burden: float = 0.0
    """Burden carried in from the ledger; positive: did more than their share so far."""
    minutes: float = 0.0
    """Rota minutes carried in; positive: worked more than their rota hours so far."""
    presence: int = 100
    """Percent of the planned weeks the member is there, for what a contract asks of a week."""
    shifts_worked: int | None = None
    """Shifts worked so far, for newcomers; None: experienced."""
    credit: int = 0
    """How many more of their wishes were passed over of late than of others."""
    special_days_worked: int = 0
    """Special days worked in the last years, and those promised outside the planned weeks."""

    def __hash__(self) -> int:
        return hash(self.id)

    def is_under_contract(self, days: Sequence[date]) -> bool:
        """Tell whether their contract holds on a row of local dates."""
        begins, ends = self.starts_on or days[0], self.ends_on or days[-1]
        return begins <= days[0] and days[-1] <= ends

    @property
    def weight(self) -> int | None:
        """Return what weighs in a fair share: rota minutes, else contract minutes of a week."""
        return self.target_minutes if self.rota_minutes is None else self.rota_minutes


@dataclass(frozen=True)
class Shift:
    """A dated stretch to be filled, with what it asks of people and how many it needs.

    ``day`` is the local date it starts on, ``burden`` its unsocial weight in units of the case,
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

    @cached_property
    def asks(self) -> tuple[object, ...]:
        """Return what it asks of people, equal for shifts that ask the same."""
        return self.task, self.channels, self.languages, self.skills

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
class PlannedSpecialDay:
    """Hours of the planned weeks that nobody should have twice before everybody had some once."""

    name: str
    span: Span


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

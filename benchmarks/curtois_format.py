"""Instances in the text format of Curtois and Qu, and a checker that knows no solver."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import groupby, pairwise

OFF = "-"
Roster = Mapping[str, Sequence[str]]
"""By staff id, one shift id or OFF a day."""


@dataclass(frozen=True)
class Kind:
    """A kind of shift: its minutes, and what may not follow it on the next day."""

    id: str
    minutes: int
    not_before: tuple[str, ...]


@dataclass(frozen=True)
class Person:
    """One of the staff, with the limits of their contract."""

    id: str
    most_of: Mapping[str, int]
    most_minutes: int
    least_minutes: int
    most_days: int
    least_days: int
    least_free: int
    most_weekends: int


@dataclass(frozen=True)
class Cover:
    """How many people a shift of a day wants, and what one too few or too many costs."""

    day: int
    shift: str
    wanted: int
    under: int
    over: int


@dataclass
class Instance:
    """A file of the benchmark; requests are ``(person, day, shift, weight)``."""

    days: int = 0
    kinds: dict[str, Kind] = field(default_factory=dict)
    staff: list[Person] = field(default_factory=list)
    days_off: set[tuple[str, int]] = field(default_factory=set)
    wanted: list[tuple[str, int, str, int]] = field(default_factory=list)
    unwanted: list[tuple[str, int, str, int]] = field(default_factory=list)
    covers: list[Cover] = field(default_factory=list)


def read(text: str) -> Instance:
    """Return the instance of a file."""
    found, section = Instance(), ""
    for line in map(str.strip, text.splitlines()):
        if line.startswith("SECTION_"):
            section = line.removeprefix("SECTION_")
        elif line and not line.startswith("#"):
            _take(found, section, line.split(","))
    return found


def _take(found: Instance, section: str, words: list[str]) -> None:
    match section:
        case "HORIZON":
            found.days = int(words[0])
        case "SHIFTS":
            after = tuple(each for each in words[2].split("|") if each)
            found.kinds[words[0]] = Kind(words[0], int(words[1]), after)
        case "STAFF":
            most_of = dict(each.split("=") for each in words[1].split("|") if each)
            limits = {kind: int(most) for kind, most in most_of.items()}
            found.staff.append(Person(words[0], limits, *map(int, words[2:8])))
        case "DAYS_OFF":
            found.days_off.update((words[0], int(day)) for day in words[1:])
        case "SHIFT_ON_REQUESTS":
            found.wanted.append((words[0], int(words[1]), words[2], int(words[3])))
        case "SHIFT_OFF_REQUESTS":
            found.unwanted.append((words[0], int(words[1]), words[2], int(words[3])))
        case "COVER":
            found.covers.append(Cover(int(words[0]), words[1], *map(int, words[2:5])))


def penalty(instance: Instance, roster: Roster) -> int:
    """Return what a roster costs: requests not met, people missing and people too many."""
    total = sum(w for who, day, shift, w in instance.wanted if roster[who][day] != shift)
    total += sum(w for who, day, shift, w in instance.unwanted if roster[who][day] == shift)
    for cover in instance.covers:
        there = sum(days[cover.day] == cover.shift for days in roster.values())
        total += max(0, cover.wanted - there) * cover.under
        total += max(0, there - cover.wanted) * cover.over
    return total


def violations(instance: Instance, roster: Roster) -> list[str]:
    """Return every rule that must hold and does not, read off the rows day by day."""
    return [
        f"{person.id}: {wrong}"
        for person in instance.staff
        for wrong in _wrong(instance, person, roster[person.id])
    ]


def _wrong(instance: Instance, person: Person, days: Sequence[str]) -> Iterator[str]:
    for day, (today, tomorrow) in enumerate(pairwise(days)):
        if today != OFF and tomorrow in instance.kinds[today].not_before:
            yield f"{tomorrow} follows {today} on day {day + 1}"
    for kind, most in person.most_of.items():
        if list(days).count(kind) > most:
            yield f"more than {most} of {kind}"
    minutes = sum(instance.kinds[each].minutes for each in days if each != OFF)
    if not person.least_minutes <= minutes <= person.most_minutes:
        yield f"{minutes} minutes"
    yield from _wrong_runs(person, days)
    weekends = sum(any(d != OFF for d in days[at : at + 2]) for at in range(5, len(days), 7))
    if weekends > person.most_weekends:
        yield f"{weekends} weekends"
    for day, each in enumerate(days):
        if each != OFF and (person.id, day) in instance.days_off:
            yield f"works on day off {day}"


def _wrong_runs(person: Person, days: Sequence[str]) -> Iterator[str]:
    runs = [(works, len(list(run))) for works, run in groupby(each != OFF for each in days)]
    for at, (works, length) in enumerate(runs):
        inside = 0 < at < len(runs) - 1
        if works and length > person.most_days:
            yield f"{length} days in a row"
        if works and inside and length < person.least_days:
            yield f"only {length} days in a row"
        if not works and inside and length < person.least_free:
            yield f"only {length} days off in a row"

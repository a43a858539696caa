"""A fair share: each load is divided among those who could have taken it, by their weight.

Whoever is hired for the rota, because half of their contract's hours or more belong to it, weighs
as much more in a week as it takes to give them those hours where there are any; so the hours of a
contract and a fair share never pull against each other.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from rotation.solver.entities import Assignments, Member, Shift
from rotation.solver.horizon import Horizon
from rotation.timespan import DAY, touches

LoadPart = tuple[float, frozenset[str]]
"""A load, and the ids of those who could take it."""
Weights = Mapping[str, float]

_ROUNDS = 24
_STEEPEST = 4.0
_ENOUGH = 0.95
"""As much of their hours is a share raised to; the rest is what a fair share makes of it."""


@dataclass(frozen=True)
class Due:
    """The rota minutes due to a member: no fewer than ``least``, no more than ``most``.

    They are the hours of the contract and those of a fair share, whichever is less and more.
    """

    least: float
    most: float


def fair_shares(case: Horizon, load: Callable[[Shift], float]) -> dict[str, float]:
    """Return, by member id, their fair share of the load of the places to be filled.

    Each shift is divided among those who could work it, by weight; whoever could work none has
    no part. Places that nobody could take are not shared.
    """
    weeks = case.calendar.kept("weeks to share", lambda: _weeks(case, _places(case)))
    return _shared(weeks, load)


def shares_of_rota(
    case: Horizon, load: Callable[[Shift], float], rota: Assignments
) -> dict[str, float]:
    """Return, by member id, their fair share of the load of the places that a rota fills.

    The shares add up to the load done. Whoever works a shift could work it, whatever is known.
    """
    return _shared(_weeks(case, _filled(case, rota)), load)


def kept_free(case: Horizon, load: Callable[[Shift], float], rota: Assignments) -> dict[str, float]:
    """Return, by member id, how much more their share would be without their recurring week.

    Each member by themselves: what they would share if they alone kept no hours free.
    """
    weight = weights(case.members)
    found: dict[str, float] = defaultdict(float)
    for each in _filled(case, rota):
        for who in _kept_from(case, each):
            whole = sum(weight.get(other, 0.0) for other in each.could) + weight[who]
            part = load(each.shift) * each.people
            found[who] += part * weight[who] / whole if whole else 0.0
    return dict(found)


def balances(case: Horizon, load: Callable[[Shift], float], rota: Assignments) -> dict[str, float]:
    """Return, by member id, the load done in a rota less their fair share of it."""
    done, fair = worked(case, load, rota), shares_of_rota(case, load, rota)
    return {who: done.get(who, 0.0) - fair.get(who, 0.0) for who in sorted(done.keys() | fair)}


def worked(case: Horizon, load: Callable[[Shift], float], rota: Assignments) -> dict[str, float]:
    """Return, by member id, the load of the shifts they work in a rota."""
    found: dict[str, float] = defaultdict(float)
    for shift, who in sorted(rota):
        found[who] += load(case.shift[shift])
    return dict(found)


def rota_targets(case: Horizon) -> dict[str, Due]:
    """Return, by id of a member with rota hours, how many planned minutes would be right."""
    weeks = case.calendar.kept("weeks to share", lambda: _weeks(case, _places(case)))
    return _due(weeks)


def minutes_due(case: Horizon, rota: Assignments) -> dict[str, Due]:
    """Return, by id of a member with rota hours, how many of a rota's minutes were theirs to have.

    Where there were too few for everybody's rota hours all have the less.
    """
    return _due(_weeks(case, _filled(case, rota)))


def divided(parts: Iterable[LoadPart], weight: Weights) -> dict[str, float]:
    """Return, by id, the sum of their parts of some loads, which add up to the loads.

    Where nobody who could take a load weighs anything they share it equally; somebody of unknown
    weight counts as the average.
    """
    together: dict[frozenset[str], float] = defaultdict(float)
    for load, could in parts:
        if load and could:
            together[could] += load
    found: dict[str, float] = defaultdict(float)
    usual = sum(weight.values()) / len(weight) if weight else 1.0
    for could, load in together.items():
        people = sorted(could)
        sizes = [weight.get(each, usual) for each in people]
        whole = sum(sizes)
        for each, size in zip(people, sizes, strict=True):
            found[each] += load * (size / whole if whole else 1 / len(people))
    return dict(found)


def raised(
    parts: Sequence[LoadPart], weight: Weights, wanted: Mapping[str, float]
) -> dict[str, float]:
    """Return weights by which nobody gets less of the loads than they want, where there is enough.

    Nobody's weight falls; where there is too little all who want some get the less of it.
    """
    turned = dict(weight)
    for _ in range(_ROUNDS if wanted else 0):
        got = divided(parts, turned)
        short = {who: got[who] for who, most in wanted.items() if 0 < got.get(who, 0.0) < most}
        if not short:
            break
        for who, part in short.items():
            turned[who] *= min(_STEEPEST, wanted[who] / part)
    return turned


def weights(people: Iterable[Member]) -> dict[str, float]:
    """Return, by id, what a member weighs: rota hours, else contract hours, else as the average."""
    people = list(people)
    known = {each.id: each.weight for each in people}
    given = [each for each in known.values() if each is not None]
    usual = sum(given) / len(given) if given else 1.0
    return {who: float(usual if each is None else each) for who, each in known.items()}


@dataclass(frozen=True)
class _Place:
    """A shift with how many people it has or needs, and who could work it."""

    shift: Shift
    people: int
    could: frozenset[str]


@dataclass(frozen=True)
class _SharedWeek:
    """The places of a week, what everybody weighs in it, and the rota minutes of each member."""

    places: list[_Place]
    weight: Weights
    rota_minutes: Mapping[str, float]


def _places(case: Horizon) -> list[_Place]:
    could = case.calendar.could_work
    return [
        _Place(each, min(each.target, len(could[each.id])), could[each.id]) for each in case.shifts
    ]


def _filled(case: Horizon, rota: Assignments) -> list[_Place]:
    people: dict[str, set[str]] = defaultdict(set)
    for shift, who in rota:
        people[shift].add(who)
    could = case.calendar.could_work
    return [
        _Place(each, len(people[each.id]), could[each.id] | people[each.id])
        for each in case.shifts
        if each.id in people
    ]


def _weeks(case: Horizon, places: Iterable[_Place]) -> list[_SharedWeek]:
    """Return places by week, each with the weights that hold in it."""
    weight, by_week = weights(case.members), defaultdict[date, list[_Place]](list)
    for each in places:
        by_week[each.shift.day - DAY * each.shift.day.weekday()].append(each)
    named = [each for each in case.members if each.rota_minutes is not None]
    return [_shared_week(own, named, weight) for _, own in sorted(by_week.items())]


def _shared_week(places: list[_Place], named: Sequence[Member], weight: Weights) -> _SharedWeek:
    minutes = {each.id: _minutes_of_week(each, places) for each in named}
    parts = [(float(_minutes(each.shift) * each.people), each.could) for each in places]
    wanted = {each.id: _ENOUGH * minutes[each.id] for each in named if _is_hired_for_it(each)}
    return _SharedWeek(places, raised(parts, weight, wanted), minutes)


def _is_hired_for_it(member: Member) -> bool:
    """Tell whether half of somebody's contract hours or more belong to the rota."""
    rota, whole = member.rota_minutes or 0, member.target_minutes
    return whole is None or 2 * rota >= whole


def _minutes_of_week(member: Member, places: Iterable[_Place]) -> float:
    """Return the rota minutes of a week, less those of the time a member is away."""
    usual = there = 0
    for each in places:
        if not each.shift.missing(member) and not touches(member.kept_free, each.shift.span):
            usual += each.shift.minutes
            there += each.shift.minutes if member.id in each.could else 0
    return (member.rota_minutes or 0) * (there / usual if usual else 1.0)


def _shared(weeks: Iterable[_SharedWeek], load: Callable[[Shift], float]) -> dict[str, float]:
    found: dict[str, float] = defaultdict(float)
    for week in weeks:
        parts = ((load(each.shift) * each.people, each.could) for each in week.places)
        for who, part in divided(parts, week.weight).items():
            found[who] += part
    return dict(found)


def _due(weeks: Iterable[_SharedWeek]) -> dict[str, Due]:
    found: dict[str, Due] = {}
    for week in weeks:
        fair = _shared([week], _minutes)
        for who, minutes in week.rota_minutes.items():
            before, share = found.get(who, Due(0.0, 0.0)), fair.get(who, 0.0)
            least, most = sorted((minutes, share))
            found[who] = Due(before.least + least, before.most + most)
    return found


def _minutes(shift: Shift) -> int:
    return shift.minutes


def _kept_from(case: Horizon, place: _Place) -> list[str]:
    """Return who could work a place but for their own recurring week."""
    shift = place.shift
    return [
        each.id
        for each in case.members
        if each.kept_free
        and each.id not in place.could
        and touches(each.kept_free, shift.span)
        and not touches(each.away, shift.span)
        and not shift.missing(each)
        and each.is_under_contract(case.calendar.touched[shift.id])
    ]

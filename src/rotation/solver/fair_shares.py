"""A fair share: each load is divided among those who could have taken it, by their weight."""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping

from rotation.solver.entities import Assignments, Member, Shift
from rotation.solver.horizon import Horizon
from rotation.timespan import touches

LoadPart = tuple[float, frozenset[str]]
"""A load, and the ids of those who could take it."""

_ROUNDS = 12


def fair_shares(case: Horizon, load: Callable[[Shift], float]) -> dict[str, float]:
    """Return, by member id, their fair share of the load of the places to be filled.

    Each shift is divided among those who could work it, by contract; whoever could work none has
    no part. Places that nobody could take are not shared.
    """
    return divided(_parts(case, load), weights(case.members))


def shares_of_rota(
    case: Horizon, load: Callable[[Shift], float], rota: Assignments
) -> dict[str, float]:
    """Return, by member id, their fair share of the load of the places that a rota fills.

    The shares add up to the load done. Whoever works a shift could work it, whatever is known.
    """
    return divided(_done(case, load, rota), weights(case.members))


def kept_free(case: Horizon, load: Callable[[Shift], float], rota: Assignments) -> dict[str, float]:
    """Return, by member id, how much more their share would be without their recurring week.

    Each member by themselves: what they would share if they alone kept no hours free.
    """
    weight = weights(case.members)
    open_to = _open_to(case, load, rota)
    found: dict[str, float] = defaultdict(float)
    for part, could, kept in open_to:
        for who in kept:
            whole = sum(weight.get(each, 0.0) for each in could) + weight[who]
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


def rota_targets(case: Horizon) -> dict[str, float]:
    """Return, by id of a member with rota hours, how many planned minutes would be right."""
    wanted = _rota_minutes(case)
    return attainable(_parts(case, _minutes), weights(case.members), wanted) if wanted else {}


def minutes_due(case: Horizon, rota: Assignments) -> dict[str, float]:
    """Return, by id of a member with rota hours, how many of a rota's minutes were theirs to have.

    Where there were too few for everybody's rota hours all have the less.
    """
    wanted = _rota_minutes(case)
    return attainable(_done(case, _minutes, rota), weights(case.members), wanted) if wanted else {}


def divided(parts: Iterable[LoadPart], weight: Mapping[str, float]) -> dict[str, float]:
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


def attainable(
    parts: Collection[LoadPart], weight: Mapping[str, float], wanted: Mapping[str, float]
) -> dict[str, float]:
    """Return how much of what each wants the loads have for them, nobody more than they want.

    Whoever gets more than they want weighs less in the next round and whoever gets less weighs
    more, so that those who can take little else come first where it is scarce.
    """
    turned = dict(weight)
    got: dict[str, float] = {}
    for _ in range(_ROUNDS):
        got = divided(parts, turned)
        for each, most in wanted.items():
            if got.get(each):
                turned[each] *= min(4.0, most / got[each])
    return {each: min(most, got.get(each, 0.0)) for each, most in wanted.items()}


def weights(people: Iterable[Member]) -> dict[str, float]:
    """Return, by id, what a member weighs: rota hours, else contract hours, else as the average."""
    people = list(people)
    known = {each.id: each.weight for each in people}
    given = [each for each in known.values() if each is not None]
    usual = sum(given) / len(given) if given else 1.0
    return {who: float(usual if each is None else each) for who, each in known.items()}


def _parts(case: Horizon, load: Callable[[Shift], float]) -> list[LoadPart]:
    could = case.calendar.could_work
    return [
        (load(shift) * min(shift.target, len(could[shift.id])), could[shift.id])
        for shift in case.shifts
    ]


def _done(case: Horizon, load: Callable[[Shift], float], rota: Assignments) -> list[LoadPart]:
    people: dict[str, set[str]] = defaultdict(set)
    for shift, who in rota:
        people[shift].add(who)
    could = case.calendar.could_work
    return [
        (load(shift) * len(people[shift.id]), could[shift.id] | people[shift.id])
        for shift in case.shifts
        if shift.id in people
    ]


def _rota_minutes(case: Horizon) -> dict[str, float]:
    """Return the rota minutes of the weeks of a case, for those whose contract has any."""
    weeks = len({each.day.isocalendar()[:2] for each in case.shifts})
    return {
        each.id: each.rota_minutes * weeks * each.presence / 100
        for each in case.members
        if each.rota_minutes is not None
    }


def _minutes(shift: Shift) -> int:
    return shift.minutes


def _open_to(
    case: Horizon, load: Callable[[Shift], float], rota: Assignments
) -> list[tuple[float, frozenset[str], list[str]]]:
    """Return the load done on each shift, who could, and who could but for their own week."""
    found = []
    keep = [each for each in case.members if each.kept_free]
    for shift, (part, could) in zip(_filled(case, rota), _done(case, load, rota), strict=True):
        kept = [
            each.id
            for each in keep
            if each.id not in could
            and touches(each.kept_free, shift.span)
            and not touches(each.away, shift.span)
            and not shift.missing(each)
            and each.is_under_contract(case.calendar.touched[shift.id])
        ]
        if kept:
            found.append((part, could, kept))
    return found


def _filled(case: Horizon, rota: Assignments) -> list[Shift]:
    there = {shift for shift, _ in rota}
    return [each for each in case.shifts if each.id in there]

"""Judges what a team has worked, by code that shares nothing with the solver or the service."""

from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from math import ceil

from benchmarks.acceptance_play import SPECIAL, ZONE, Played, WorkedShift
from benchmarks.acceptance_teams import FIRST, Event, Person

EVENING = 3.0
"""The burden of a weekday evening from 17:00 to 21:00."""
_STEP = timedelta(minutes=15)
_STEPS = 300


@dataclass(frozen=True)
class Verdict:
    """A goal with what was reached."""

    goal: str
    reached: str
    met: bool


def judged(played: Played) -> Iterator[Verdict]:
    """Yield every goal with what a team's weeks came to."""
    yield from _fairness(played)
    yield _after_leave(played)
    yield from _special_days(played)
    yield _rota_hours(played)
    surplus = sum(max(0, len(each.people) - each.target) for each in played.shifts)
    yield Verdict("surplus people: 0", str(surplus), surplus == 0)
    yield from _wishes(played)
    yield _largest_weeks(played)
    rows = sum(_longest_row(played, person.name) > 4 for person in played.team.people)
    yield Verdict("people with more than 4 evenings in a row: 0", str(rows), rows == 0)


def _fairness(played: Played) -> Iterator[Verdict]:
    load: dict[str, float] = defaultdict(float)
    for shift in played.shifts:
        for name in shift.people:
            load[name] += _burden(played, shift)
    plain, share = _shares(played, raised=False), _shares(played, raised=True)
    near, far = _distance(load, share)
    yield Verdict("load within 10 % of the fair share: 9 in 10", f"{near:.0%}", near >= 0.9)
    yield Verdict("all within an evening + 10 %", f"{far:.1f} of {EVENING:g}", far <= EVENING)
    if plain != share:
        near, far = _distance(load, plain)
        told = f"{near:.0%}, {far:.1f} of {EVENING:g}"
        yield Verdict("(the same two by weights alone)", told, near >= 0.9 and far <= EVENING)


def _distance(load: dict[str, float], share: dict[str, float]) -> tuple[float, float]:
    """Return how many are within a tenth of their share, and how far beyond it anybody is."""
    off = {name: abs(load[name] - share[name]) for name in share}
    near = sum(off[name] <= 0.1 * share[name] for name in share) / len(share)
    return near, max(off[name] - 0.1 * share[name] for name in share)


def _shares(played: Played, *, raised: bool) -> dict[str, float]:
    """Return everybody's fair share: of each shift by weight among those who could.

    ``raised``: in each week the weights of those hired for the rota grow by little steps until
    they have their hours, or there are no more.
    """
    share: dict[str, float] = defaultdict(float)
    for week in range(played.weeks):
        shifts = [each for each in played.shifts if (each.day - FIRST).days // 7 == week]
        weight = {each.name: each.rota_hours for each in played.team.people}
        could = {each: _everybody(played, each) for each in shifts}
        wanted = _hired_hours(played, could) if raised else {}
        for _ in range(_STEPS):
            hours = _divided(could, weight, {each: _hours(each) for each in shifts})
            short = [name for name, most in wanted.items() if 0 < hours[name] < most]
            if not short:
                break
            for name in short:
                weight[name] *= 1.02
        points = {each: _burden(played, each) for each in shifts}
        for name, part in _divided(could, weight, points).items():
            share[name] += part
    return share


def _divided(
    could: dict[WorkedShift, set[str]], weight: dict[str, float], load: dict[WorkedShift, float]
) -> dict[str, float]:
    found: dict[str, float] = defaultdict(float)
    for shift, names in could.items():
        whole = sum(weight[name] for name in names)
        for name in names:
            found[name] += load[shift] * len(shift.people) * weight[name] / whole
    return found


def _everybody(played: Played, shift: WorkedShift) -> set[str]:
    could = {each.name for each in played.team.people if _could(played, each, shift)}
    return could | set(shift.people)


def _hired_hours(played: Played, could: dict[WorkedShift, set[str]]) -> dict[str, float]:
    """Return nearly all hours of a week of those hired for the rota, as far as they are there."""
    found = {}
    for person in played.team.people:
        if 2 * person.rota_hours < person.hours:
            continue
        usual = [each for each in could if each.day.isoweekday() > 5 or not person.weekend_only]
        there = sum(_hours(each) for each in usual if person.name in could[each])
        whole = sum(map(_hours, usual))
        found[person.name] = 0.95 * person.rota_hours * there / whole if whole else 0.0
    return found


def _after_leave(played: Played) -> Verdict:
    worst = 0.0
    for each in played.events:
        week = (each.first - FIRST).days // 7 + 1
        counts = _by_week(played, each.name)
        if each.kind == "leave" and week < played.weeks and counts:
            mean = sum(counts) / len(counts)
            most = max(ceil(mean), 1.25 * mean)
            after = _by_week(played, each.name, week)[0]
            worst = max(worst, after / most if most else 0.0)
    return Verdict("week after leave / (1.25 × own mean): ≤ 1", f"{worst:.2f}", worst <= 1)


def _special_days(played: Played) -> Iterator[Verdict]:
    """Judge, day by day, who came having had more special days than somebody who could have come.

    Days that somebody offered to work are none too many for them, but they have had them. Nobody
    could have come on a third weekend in a row, which a rule of health, on by default, rules out.
    """
    came: dict[date, set[str]] = defaultdict(set)
    there: dict[date, set[str]] = defaultdict(set)
    for shift in played.shifts:
        if _is_special(played, shift):
            came[shift.day] |= set(shift.people)
            there[shift.day] |= {e.name for e in played.team.people if _could(played, e, shift)}
    rested = {day: {e for e in who if _rests(played, e, day)} for day, who in there.items()}
    most, plain = _most_above(played, came, rested), _most_above(played, came, there)
    yield Verdict("special days above anybody who could: < 2", str(most), most < 2)
    if plain != most:
        yield Verdict("(the same with third weekends in a row)", str(plain), plain < 2)


def _most_above(played: Played, came: dict[date, set[str]], could: dict[date, set[str]]) -> int:
    offered = {(each.name, each.first) for each in played.events if each.kind == "prefer"}
    had, most = Counter[str](), 0
    for day, people in sorted(came.items()):
        least = min((had[each] for each in could[day] - people), default=None)
        had.update(people)
        above = [had[each] for each in people if (each, day) not in offered]
        if least is not None and above:
            most = max(most, max(above) - least)
    return most


def _rests(played: Played, name: str, day: date) -> bool:
    """Tell whether a day is a weekday, or somebody was off on one of the two weekends before."""
    saturday = day - timedelta(day.weekday() - 5)
    weekends = (
        {saturday - timedelta(weeks=back), saturday - timedelta(weeks=back, days=-1)}
        for back in (1, 2)
    )
    return day.weekday() < 5 or not all(
        any(each.day in weekend and name in each.people for each in played.shifts)
        for weekend in weekends
    )


def _rota_hours(played: Played) -> Verdict:
    shares = []
    for person in played.team.people:
        if not person.weekend_only:
            continue
        hours = sum(_hours(each) for each in played.shifts if person.name in each.people)
        weeks = sum(1 for week in range(played.weeks) if _weekend_there(played, person, week))
        shares.append(hours / max(1.0, weeks * person.rota_hours))
    if not shares:
        return Verdict("rota hours of weekend people: ≥ 90 %", "nobody", met=True)
    least = min(shares)
    return Verdict("rota hours of weekend people: ≥ 90 %", f"{least:.0%}", least >= 0.9)


def _weekend_there(played: Played, person: Person, week: int) -> bool:
    saturday = FIRST + timedelta(weeks=week, days=5)
    return all(_is_there(played, person, saturday + timedelta(at)) for at in range(2))


def _wishes(played: Played) -> Iterator[Verdict]:
    granted, asked, kept, against = 0, 0, 0, 0
    wanting = Counter(each.first for each in played.events if each.kind == "prefer")
    person = {each.name: each for each in played.team.people}
    for each in played.events:
        if each.kind not in {"prefer", "rather_not"}:
            continue
        day = [shift for shift in played.shifts if shift.day == each.first]
        possible = any(_could(played, person[each.name], shift) for shift in day)
        works = any(each.name in shift.people for shift in day)
        if each.kind == "prefer" and possible and wanting[each.first] <= sum(s.target for s in day):
            asked, granted = asked + 1, granted + works
        elif each.kind == "rather_not" and possible and _can_be_spared(played, each, day):
            against, kept = against + 1, kept + (not works)
    share = granted / asked if asked else 1.0
    yield Verdict("wishes granted: ≥ 80 %", f"{share:.0%} of {asked}", share >= 0.8)
    share = kept / against if against else 1.0
    yield Verdict("rather not, kept: ≥ 95 %", f"{share:.0%} of {against}", share >= 0.95)


def _can_be_spared(played: Played, wish: Event, day: list[WorkedShift]) -> bool:
    """Tell whether others, one shift each, are enough for a day that somebody wants off.

    Those who want the same day off are no others: such wishes clash.
    """
    free = {
        each.name
        for each in played.events
        if each.kind == "rather_not" and wish.first == each.first
    }
    others = {name for shift in day for name in _everybody(played, shift)} - free
    return sum(each.target for each in day) <= len(others)


def _largest_weeks(played: Played) -> Verdict:
    within = total = 0
    for person in played.team.people:
        counts = _by_week(played, person.name)
        mean = sum(counts) / len(counts) if counts else 0.0
        within += sum(each <= max(ceil(mean), 1.5 * mean) for each in counts)
        total += len(counts)
    share = within / total
    return Verdict("weeks ≤ 1.5 × own mean: ≥ 95 %", f"{share:.0%}", share >= 0.95)


def _by_week(played: Played, name: str, only: int | None = None) -> list[int]:
    """Return how many shifts somebody had in each week they were there for a day at least."""
    person = next(each for each in played.team.people if each.name == name)
    found = Counter((each.day - FIRST).days // 7 for each in played.shifts if name in each.people)
    if only is not None:
        return [found[only]]
    return [
        found[week]
        for week in range(played.weeks)
        if any(_is_there(played, person, FIRST + timedelta(weeks=week, days=d)) for d in range(7))
    ]


def _longest_row(played: Played, name: str) -> int:
    days = {
        each.day
        for each in played.shifts
        if name in each.people and each.end.astimezone(ZONE).hour > 19
    }
    longest = 0
    for day in days:
        row = 0
        while day + timedelta(row) in days:
            row += 1
        longest = max(longest, row)
    return longest


def _could(played: Played, person: Person, shift: WorkedShift) -> bool:
    if person.weekend_only and shift.day.isoweekday() < 6:
        return False
    return _is_there(played, person, shift.day)


def _is_there(played: Played, person: Person, day: date) -> bool:
    if not person.first <= (day - FIRST).days // 7 <= person.last:
        return False
    return not any(
        each.name == person.name and each.kind in {"leave", "sick"} and each.first <= day < each.end
        for each in played.events
    )


def _is_special(played: Played, shift: WorkedShift) -> bool:
    late = shift.start.astimezone(ZONE).hour >= 17
    return shift.day in played.holidays or (late and shift.day in dict(SPECIAL))


def _burden(played: Played, shift: WorkedShift) -> float:
    total, at = 0.0, shift.start
    while at < shift.end:
        total += _weight(played, at.astimezone(ZONE)) / 4
        at += _STEP
    return total


def _weight(played: Played, local: datetime) -> int:
    eve = local.hour >= 17 and local.date() in dict(SPECIAL)
    if local.date() in played.holidays or eve:
        return 4
    weekday = local.isoweekday()
    return {6: 2, 7: 3}.get(weekday, int(local.hour >= 18 or local.hour < 7))


def _hours(shift: WorkedShift) -> float:
    return (shift.end - shift.start) / timedelta(hours=1)

"""For every rota, each word Planned with that rota fixed equals the Actual one."""

import inspect
from collections.abc import Callable
from random import Random

import pytest
from hypothesis import given, settings

from rotation.solver.duty import Actual, Duty
from rotation.solver.linear_sum import N, Sum
from rotation.solver.model.build import Planned
from rotation.solver.model.model import Model, value
from rotation.timespan import DAY, Span
from support import tiny_cases
from support.seeds import seeds


def words(random: Random, duty: Duty[N]) -> dict[str, N]:
    """Return every word about the same random member, days and shifts."""
    case, calendar = duty.case, duty.calendar
    member = random.choice(case.members)
    shifts = random.choices(list(case.shifts) + calendar.past(member), k=3)
    first = random.randrange(len(case.known_days))
    days = case.known_days[first : first + random.choice((1, 2, 4))]
    span = Span(shifts[0].span.start, shifts[0].span.start + DAY * random.choice((1, 2)))
    late = random.choice((None, lambda shift: shift.name == "L"))
    return {
        "works": duty.works(member, shifts[0]),
        "possible": duty.count(member, duty.possible(member, shifts)),
        "either": duty.either((duty.works(member, shifts[0]), 1 - duty.works(member, shifts[1]))),
        "sum": duty.sum((duty.works(member, each) for each in shifts), 2),
        "weigh": duty.weigh(member, ((each, at) for at, each in enumerate(shifts)), -1),
        "count": duty.count(member, shifts),
        "assigned": duty.assigned(random.choice(case.shifts), case.members),
        "shifts_on": duty.shifts_on(member, days, late),
        "works_on": duty.works_on(member, days[0]),
        "works_any": duty.works_any(member, shifts),
        "days_worked": duty.days_worked(member, days),
        "works_during": duty.works_during(member, span),
        "works_both": duty.works_both(member, shifts[0], shifts[1]),
        "rests": duty.rests(member, span),
        "rests_from": duty.rests_from(member, Span(shifts[0].span.end, span.end + DAY)),
        "starts_run": duty.starts_run(member, days[0] - DAY, days[0]),
        "ends_run": duty.ends_run(member, days[0], days[0] + DAY),
        "weekend_worked": duty.weekend_worked(member, days),
        "minutes": duty.minutes(member, span, late),
    }


def public_words() -> list[str]:
    """Return the names of the words of a duty."""
    methods = inspect.getmembers(Duty, inspect.isfunction)
    return [name for name, _ in methods if not name.startswith("_")]


@settings(max_examples=150, deadline=None)
@given(random=seeds)
def test_planned_with_a_rota_fixed_equals_actual(random: Random) -> None:
    case = tiny_cases.case(random, (), 15)
    rota = tiny_cases.rota(random, case)
    given_places = {key for key in case.calendar.promised if key[0] in case.calendar.frozen}
    rota = frozenset(key for key in rota if key[0] not in case.calendar.frozen) | given_places
    model, seed = Model(), random.random()
    planned = words(Random(seed), Planned(case, model))
    actual = words(Random(seed), Actual(case, rota))
    values = model.values(rota)
    assert model.holds(values)
    assert {name: read(number, values) for name, number in planned.items()} == actual


def read(number: Sum | int, values: list[int]) -> int:
    """Return a planned number for the values of the variables."""
    return number if isinstance(number, int) else value(number, values)


@settings(max_examples=60, deadline=None)
@given(random=seeds)
def test_the_rows_leave_a_word_no_other_value(random: Random) -> None:
    """A variable that stands for a word is tied from both sides."""
    case = tiny_cases.case(random, (), 15)
    model = Model()
    words(random, Planned(case, model))
    model.gather()
    values = model.values(tiny_cases.rota(random, case))
    for variable in model.defined:
        values[variable] = 1 - values[variable]
        assert not model.holds(values)
        values[variable] = 1 - values[variable]


@pytest.mark.parametrize("word", public_words())
def test_every_word_is_in_this_battery(word: str) -> None:
    random = Random(1)
    duty = Actual(tiny_cases.case(random, (), 15), frozenset())
    assert word in words(random, duty)


@pytest.mark.parametrize(
    "misuse",
    [
        bool,
        lambda number: number == 1,
        lambda number: number != 1,
        lambda number: number < 1,
        lambda number: number >= 1,
        hash,
        lambda number: {number},
    ],
)
def test_a_planned_number_cannot_be_compared_or_branched_on(
    misuse: Callable[[Sum], object],
) -> None:
    with pytest.raises(TypeError):
        misuse(Sum(((0, 1),)))

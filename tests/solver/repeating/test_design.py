"""Repeating rotas: found, true to what is wanted, rolled out into real weeks and repaired."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from itertools import permutations, product

import pytest
from benchmarks.rotating import FOLDER, read
from hypothesis import given, settings
from hypothesis import strategies as st

from rotation.errors import Impossible
from rotation.solver.case import Case
from rotation.solver.entities import Promise
from rotation.solver.outcome import Budget, Solved
from rotation.solver.repeating.design import design, ways
from rotation.solver.repeating.rota import (
    OFF,
    Block,
    Concession,
    RepeatingRotaSpec,
    assigned,
    faults,
    free_weekends,
    rolled_out,
)
from rotation.solver.search.solve import solve
from rotation.timespan import Span
from support import make

DAY_AND_LATE = RepeatingRotaSpec(
    people=6,
    required=((2, 2, 2, 2, 2, 1, 1), (2, 2, 2, 2, 2, 1, 1)),
    blocks=(Block(2, 6), Block(2, 5)),
    work=Block(3, 7),
    off=Block(2, 4),
    forbidden=((1, 0),),
)


@pytest.mark.parametrize("number", range(1, 41))
def test_public_instances_are_decided(number: int) -> None:
    wanted = read((FOLDER / f"Example{number}.txt").read_text())
    made = design(wanted, seconds=60)
    assert made.proven
    assert made.ring is None or faults(wanted, made.ring) == []


def test_what_cannot_be_is_said_to_be_impossible() -> None:
    too_much = replace(DAY_AND_LATE, people=3)
    assert design(too_much, 20).ring is None
    assert design(too_much, 20).proven
    too_tired = replace(DAY_AND_LATE, off=Block(6, 7))
    assert design(too_tired, 20).ring is None
    assert design(too_tired, 20).proven


@st.composite
def small(draw: st.DrawFn) -> RepeatingRotaSpec:
    """Return something wanted of so few people that every ring can be tried."""
    people, shifts = draw(st.sampled_from([(1, 1), (1, 2), (2, 1), (2, 2), (3, 1)]))
    numbers = st.integers(0, people).flatmap(
        lambda first: st.tuples(st.just(first), *[st.integers(0, people - first)] * (shifts - 1))
    )
    days = draw(st.lists(numbers, min_size=7, max_size=7))
    lengths = st.tuples(st.sampled_from((1, 1, 2, 3)), st.sampled_from((0, 2, 4, 14)))
    blocks = lengths.map(lambda pair: Block(pair[0], pair[0] + pair[1]))
    kinds = st.sampled_from((OFF, *range(shifts)))
    successions = st.lists(st.lists(kinds, min_size=2, max_size=3).map(tuple), max_size=2)
    return RepeatingRotaSpec(
        people,
        tuple(zip(*days, strict=True)),
        tuple(draw(blocks) for _ in range(shifts)),
        draw(blocks),
        draw(blocks),
        tuple(draw(successions)),
    )


def rings(wanted: RepeatingRotaSpec) -> Iterator[tuple[int, ...]]:
    """Yield every ring that meets the daily requirement, whatever else it breaks."""
    columns = []
    for weekday in range(7):
        row = [shift for shift, each in enumerate(wanted.required) for _ in range(each[weekday])]
        row += [OFF] * (wanted.people - len(row))
        columns.append(sorted(set(permutations(row))))
    for chosen in product(*columns):
        yield tuple(shift for week in zip(*chosen, strict=True) for shift in week)


@settings(max_examples=150, deadline=None)
@given(small())
def test_a_ring_is_found_exactly_when_trying_all_finds_one(wanted: RepeatingRotaSpec) -> None:
    """The one found also has the most whole weekends off."""
    made = design(wanted, 20)
    right = [free_weekends(ring) for ring in rings(wanted) if not faults(wanted, ring)]
    assert made.proven
    assert (made.ring is not None) == bool(right)
    if made.ring is not None:
        assert faults(wanted, made.ring) == []
        assert free_weekends(made.ring) == max(right)


@settings(max_examples=40, deadline=None)
@given(small().filter(lambda wanted: design(wanted, 20).ring is None))
def test_the_ways_out_are_those_that_trying_all_finds(wanted: RepeatingRotaSpec) -> None:
    """Of each wish the nearest value that makes a ring possible, if any does."""
    found = {way.field: way.value for way in ways(wanted, 60)}
    for field, block in (("off", wanted.off), ("work", wanted.work)):
        longer = (Concession((field, "longest"), days) for days in range(block.longest + 1, 15))
        nearest = next((way.value for way in longer if possible(way.into(wanted))), None)
        assert found.get((field, "longest")) == nearest


def possible(wanted: RepeatingRotaSpec) -> bool:
    """Tell whether some ring does what is wanted, having tried them all."""
    return any(not faults(wanted, ring) for ring in rings(wanted))


def test_a_way_out_names_what_is_in_the_way() -> None:
    tired = replace(DAY_AND_LATE, off=Block(6, 6))
    assert design(tired, 20).ring is None
    found = ways(tired)
    assert "off" in {way.field[0] for way in found}
    for way in found:
        ring = design(way.into(tired), 20).ring
        assert ring
        assert faults(way.into(tired), ring) == []


def test_rolled_out_everybody_works_the_same_a_week_apart() -> None:
    ring = design(DAY_AND_LATE, 30).ring
    assert ring
    team = [f"P{at}" for at in range(6)]
    duties = rolled_out(ring, team, make.MONDAY, 7)
    week = timedelta(weeks=1)
    for day, member, shift in duties:
        following = team[team.index(member) - 1]
        if day + week < make.MONDAY + 7 * week:
            assert (day + week, following, shift) in duties
    for offset in range(49):
        on = make.MONDAY + timedelta(days=offset)
        for shift, required in enumerate(DAY_AND_LATE.required):
            there = [d for d in duties if d[0] == on and d[2] == shift]
            assert len(there) == required[offset % 7]


def test_a_ring_of_the_wrong_size_or_day_is_refused() -> None:
    with pytest.raises(Impossible):
        rolled_out((0,) * 14, ["Ann"], make.MONDAY, 1)
    with pytest.raises(Impossible):
        rolled_out((0,) * 7, ["Ann"], date(2026, 11, 24), 1)


def test_absences_in_a_rolled_out_rota_are_repaired_with_few_changes() -> None:
    ring = design(DAY_AND_LATE, 30).ring
    assert ring
    team = [f"P{at}" for at in range(6)]
    case = _real_weeks(team)
    rota = assigned(rolled_out(ring, team, make.MONDAY, 2), ["E", "L"], case)
    assert len(rota) == 2 * sum(map(sum, DAY_AND_LATE.required))
    ill = replace(case.member["P2"], unavailable=(make.hours(0, 0, 48),))
    members = tuple(ill if each.id == "P2" else each for each in case.members)
    published = tuple(Promise(*key) for key in rota)
    outcome = solve(
        replace(case, members=members, published=published), Budget(seconds=20, repair=True)
    )
    assert isinstance(outcome, Solved)
    lost = {key for key in rota if key[1] == "P2" and case.shift[key[0]].span.overlaps(_two_days())}
    assert outcome.proven
    assert lost <= rota - outcome.assignments
    assert outcome.changes <= 6 * max(1, len(lost))


def _two_days() -> Span:
    return make.hours(0, 0, 48)


def _real_weeks(team: list[str]) -> Case:
    shifts = [
        make.shift(letter, day, target=required[day % 7], maximum=required[day % 7])
        for day in range(14)
        for letter, required in zip("EL", DAY_AND_LATE.required, strict=True)
    ]
    names = ("coverage-minimum", "coverage-target", "minimum-rest", "unavailable")
    people = [make.member(name) for name in team]
    return make.case(people, shifts, {name: {} for name in names}, weeks=2)

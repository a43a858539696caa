"""Repeating rotas: found, true to what is wanted, rolled out into real weeks and repaired."""

from dataclasses import replace
from datetime import date, timedelta
from random import Random

import pytest
from benchmarks.rotating import FOLDER, read
from hypothesis import given, settings
from hypothesis import strategies as st

import make
from rotation.errors import Impossible
from rotation.solver.case import Case, Promise
from rotation.solver.outcome import Budget, Solved
from rotation.solver.ring import OFF, Block, Wanted, assigned, faults, rolled_out
from rotation.solver.rotating import design
from rotation.solver.search.solve import solve
from rotation.timespan import Span

DAY_AND_LATE = Wanted(
    people=6,
    required=((2, 2, 2, 2, 2, 1, 1), (2, 2, 2, 2, 2, 1, 1)),
    blocks=(Block(2, 6), Block(2, 5)),
    work=Block(3, 7),
    off=Block(2, 4),
    forbidden=((1, 0),),
)


@pytest.mark.parametrize("number", [1, 2, 3, 5, 6, 7])
def test_public_instances_are_solved(number: int) -> None:
    wanted = read((FOLDER / f"Example{number}.txt").read_text())
    made = design(wanted, seconds=60)
    assert made.ring is not None
    assert faults(wanted, made.ring) == []


def test_what_cannot_be_is_said_to_be_impossible() -> None:
    too_much = replace(DAY_AND_LATE, people=3)
    assert design(too_much, 20).ring is None
    assert design(too_much, 20).proven
    too_tired = replace(DAY_AND_LATE, off=Block(6, 7))
    assert design(too_tired, 20).ring is None
    assert design(too_tired, 20).proven


@settings(max_examples=60, deadline=None)
@given(random=st.randoms(use_true_random=False))
def test_a_ring_is_found_exactly_when_trying_all_finds_one(random: Random) -> None:
    """Two people, one shift: 2^14 rings can be tried."""
    required = tuple(random.choice((0, 1, 1, 2)) for _ in range(7))
    shortest, free = random.choice((1, 2)), random.choice((1, 2))
    wanted = Wanted(
        2,
        (required,),
        (Block(shortest, random.choice((4, 5, 7))),),
        Block(shortest, random.choice((4, 5, 7))),
        Block(free, random.choice((3, 4))),
        random.choice(((), ((0, OFF, 0),))),
    )
    made = design(wanted, 20)
    tried = any(not faults(wanted, ring) for ring in _rings(required))
    assert made.proven
    assert (made.ring is not None) == tried
    assert made.ring is None or faults(wanted, made.ring) == []


def _rings(required: tuple[int, ...]) -> list[tuple[int, ...]]:
    """Return every ring of two weeks with so many at work on each day."""
    weeks: list[list[tuple[int, int]]] = [[]]
    for needed in required:
        options = {0: [(OFF, OFF)], 1: [(0, OFF), (OFF, 0)], 2: [(0, 0)]}[needed]
        weeks = [[*week, option] for week in weeks for option in options]
    return [(*(a for a, _ in week), *(b for _, b in week)) for week in weeks]


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

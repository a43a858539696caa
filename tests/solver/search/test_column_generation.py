"""Schedules: the graph holds exactly those that the rows allow, and their mixture bounds rotas."""

from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from itertools import product
from random import Random
from time import perf_counter
from typing import Any

import numpy as np
import pytest
from benchmarks.curtois import FOLDER, case_of
from benchmarks.curtois_format import read
from hypothesis import given, settings

from rotation.solver import audit
from rotation.solver.case import Case
from rotation.solver.constraints import NAMED
from rotation.solver.entities import Assignments
from rotation.solver.limits import Level
from rotation.solver.model.build import plan
from rotation.solver.search import column_generation as schedules_module
from rotation.solver.search.column_generation import Schedules
from rotation.solver.search.cpsat import SearchRun
from rotation.solver.search.decision_diagram import UNIT
from rotation.solver.search.decomposition import Blocks, blocks
from rotation.solver.search.diagram_builder import Measure, Own, diagram
from rotation.solver.search.incumbent import Incumbent
from rotation.solver.search.integer_program import Priced
from rotation.solver.search.relaxation_guided import guided
from solver.search.test_solve import allowed, best_by_trying, team
from support import tiny_cases
from support.seeds import seeds


def own(random: Random) -> Own:
    """Return a member of a few days with random measures, some short, some over all days."""
    sizes = [random.choice((0, 1, 2, 2, 3)) for _ in range(random.randrange(2, 6))]
    variables = iter(range(sum(sizes)))
    days = [[next(variables) for _ in range(size)] for size in sizes]
    count = sum(sizes)
    measures = []
    for _ in range(random.randrange(5) if count else 0):
        chosen = sorted(random.sample(range(count), random.randrange(1, min(count, 6) + 1)))
        terms = tuple((v, random.choice((1, 1, 1, -1, 2))) for v in chosen)
        least = random.choice((-(1 << 40), -1, 0, 1))
        most = random.choice((1, 2, 3, 1 << 40))
        high, points = random.randrange(3), random.choice((1, 5))
        prices = [partial(_price, high, points)] if random.random() < 0.4 else []
        measures.append(Measure(terms, least, most, [*prices]))
    return Own(days, measures)


def _price(high: int, points: int, value: int) -> int:
    return points * max(0, value - high)


def tried(made: Own) -> Iterator[tuple[tuple[int, ...], int]]:
    """Yield every schedule that keeps the bounds, and its own price."""
    count = sum(map(len, made.days))
    for values in product((0, 1), repeat=count):
        sums = [sum(t * values[v] for v, t in each.terms) for each in made.measures]
        if all(m.least <= s <= m.most for m, s in zip(made.measures, sums, strict=True)):
            price = sum(m.price(s) for m, s in zip(made.measures, sums, strict=True))
            yield tuple(v for v in range(count) if values[v]), price


@settings(max_examples=200, deadline=None)
@given(random=seeds)
def test_the_cheapest_schedule_is_the_cheapest_of_all_that_keep_the_rows(random: Random) -> None:
    made = own(random)
    schedules = dict(tried(made))
    found = diagram(made, 1_000)
    assert (found is None) == (not schedules)
    if found is not None:
        worth = [0, *(random.randrange(-9, 10) * UNIT for _ in range(sum(map(len, made.days))))]
        prices = {
            ones: price * UNIT + sum(worth[v + 1] for v in ones)
            for ones, price in schedules.items()
        }
        least, ones, price = found.cheapest(np.array(worth, dtype=np.int64))
        assert least == prices[ones] == min(prices.values())
        assert price == schedules[ones]


@settings(max_examples=100, deadline=None)
@given(random=seeds)
def test_all_schedules_within_some_room_are_found_and_no_others(random: Random) -> None:
    made = own(random)
    schedules = dict(tried(made))
    found = diagram(made, 1_000)
    if found is not None:
        worth = [0, *(random.randrange(-3, 4) * UNIT for _ in range(sum(map(len, made.days))))]
        room = random.randrange(6) * UNIT
        prices = {
            ones: price * UNIT + sum(worth[v + 1] for v in ones)
            for ones, price in schedules.items()
        }
        near = {e for e in schedules if prices[e] - min(prices.values()) <= room}
        told = found.within(np.array(worth, dtype=np.int64), room, 10_000)
        assert told is not None
        assert sorted(told) == sorted((each, schedules[each]) for each in near)
        assert found.within(np.array(worth, dtype=np.int64), room, len(near) - 1) is None


def begun(case: Case) -> tuple[Priced, Incumbent]:
    """Return a program and nothing found yet."""
    program = Priced(plan(case))
    return program, Incumbent(program.costs(Level), impossible=program.impossible)


def look(seconds: float, seed: int | None = None) -> SearchRun:
    """Return a look of so many seconds on one worker."""
    return SearchRun(perf_counter() + seconds, seconds, workers=1, seed=seed)


@settings(max_examples=60, deadline=None)
@given(random=seeds)
def test_schedules_bound_every_rota_and_make_none_that_breaks_a_row(random: Random) -> None:
    rules = tuple(tiny_cases.rule(random, name) for name in random.sample(sorted(NAMED), 4))
    case = replace(tiny_cases.case(random, rules, 7), fixed_before=None)
    optimum = best_by_trying(case)
    program, best = begun(case)
    if optimum is None or best.impossible:
        return
    Schedules(case, program, best).search(look(10))
    assert best.bound <= optimum
    if best.values is not None:
        assert program.keeps(best.values)
        assert best.points == program.model.points(best.values)
        assert best.points >= optimum


def test_a_team_is_planned_by_schedules_as_well_as_by_places() -> None:
    case = team(6)
    program, by_places = begun(case)
    guided(program, by_places, look(60))
    assert by_places.is_settled
    program, by_schedules = begun(case)
    assert Schedules(case, program, by_schedules).search(look(60))
    assert by_schedules.bound <= (by_places.points or 0) <= (by_schedules.points or 0)
    assert program.keeps(by_schedules.values or [])


def test_a_second_turn_goes_on_from_the_first(monkeypatch: pytest.MonkeyPatch) -> None:
    """The graphs of a team are made once, but made again where time cut the first turn short."""
    made = []

    def counted(*asked: Any) -> Blocks | None:
        made.append(blocks(*asked))
        return made[-1]

    monkeypatch.setattr(schedules_module, "blocks", counted)
    case = team(6)
    program, best = begun(case)
    schedules = Schedules(case, program, best)
    assert not schedules.search(look(0))
    assert schedules.search(look(60))
    assert schedules.search(look(5))
    assert [each is None for each in made] == [True, False]


@pytest.mark.parametrize(("number", "optimum"), [(1, 607), (3, 1001), (4, 1716)])
def test_public_instances_are_proven_by_schedules_alone(number: int, optimum: int) -> None:
    case = case_of(read((FOLDER / f"Instance{number}.txt").read_text()))
    program, best = begun(case)
    assert Schedules(case, program, best).search(look(60))
    assert best.points == best.bound == optimum


@settings(max_examples=60, deadline=None)
@given(random=seeds)
def test_schedules_bound_a_level_where_nothing_of_the_earlier_ones_is_given_up(
    random: Random,
) -> None:
    rules = tuple(tiny_cases.rule(random, name) for name in random.sample(sorted(NAMED), 4))
    case = replace(tiny_cases.case(random, rules, 7), fixed_before=None)
    program, best = begun(case)
    if best.impossible:
        return
    ladders = [ladder(case, rota) for rota in allowed(case)]
    for at, level in enumerate(Level):
        ladders = [each for each in ladders if not any(each[:at])]
        stage = Incumbent(program.costs([level]))
        if not ladders or not Schedules(case, program, stage).search(look(10)):
            return
        assert stage.bound <= min(each[at] for each in ladders)
        assert stage.points is None or stage.points >= min(each[at] for each in ladders)
        program.settle(stage.costs, 0)


def ladder(case: Case, rota: Assignments) -> list[int]:
    """Return what a rota costs on each level."""
    found = audit.breaches(case, rota)
    return [sum(each.points for each in found if each.level == level) for level in Level]


def test_schedules_are_no_way_beside_further_rows() -> None:
    case = team(6)
    program, _ = begun(case)
    program.settle(program.costs(Level), 10**6)
    assert not Schedules(case, program, Incumbent(program.costs(Level))).search(look(60))


def test_the_same_seed_finds_the_same_rota() -> None:
    case = team(6)
    found = []
    for _ in range(2):
        program, best = begun(case)
        Schedules(case, program, best, seed=3).search(look(4, seed=3))
        found.append(best.values)
    assert found[0] == found[1]


def test_it_stops_when_asked_and_keeps_what_it_has() -> None:
    case = team(6)
    program, best = begun(case)
    asked = replace(look(60), should_stop=lambda: best.values is not None)
    Schedules(case, program, best).search(asked)
    assert best.values is None or program.keeps(best.values)
    assert blocks(case, program, program.costs(Level), lambda: True) is None

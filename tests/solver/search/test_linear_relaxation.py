"""The relaxation bounds exactly, and its narrowings lose nothing; cliques say what pairs said."""

from itertools import product
from random import Random

import pytest
from hypothesis import given, settings

from rotation.solver.model.cliques import Bounded, Exclusions
from rotation.solver.search import linear_relaxation as relaxation_module
from rotation.solver.search.branch_and_bound import branching
from rotation.solver.search.cpsat import SearchRun
from rotation.solver.search.incumbent import Incumbent
from rotation.solver.search.integer_program import Program
from rotation.solver.search.linear_relaxation import relaxed, suspects
from rotation.solver.search.relaxation_guided import guided
from support.seeds import seeds


def rows(random: Random, size: int) -> list[Bounded]:
    """Return random rows over so many variables, most of them pairs."""
    found: list[Bounded] = []
    for _ in range(random.randrange(1, 9)):
        length = random.choice((2, 2, 2, 3, 4))
        chosen = sorted(random.sample(range(size), length))
        terms = tuple((v, random.choice((1, 1, -1, 2))) for v in chosen)
        found.append((terms, random.randrange(-1, 3)))
    return found


def gathered(every: list[Bounded]) -> list[Bounded]:
    """Return rows with those that only exclude taken together."""
    exclusions = Exclusions()
    others = [row for row in every if not exclusions.take(*row)]
    return [*exclusions.rows(), *others]


def holds(every: list[Bounded], values: tuple[int, ...]) -> bool:
    """Tell whether values keep all rows."""
    return all(sum(t * values[v] for v, t in terms) <= high for terms, high in every)


@settings(max_examples=200, deadline=None)
@given(random=seeds)
def test_gathered_rows_allow_the_same_values(random: Random) -> None:
    before = rows(random, 6)
    after = gathered(before)
    for values in product((0, 1), repeat=6):
        assert holds(before, values) == holds(after, values)


def test_pairs_that_all_exclude_each_other_become_one_row() -> None:
    pairs: list[Bounded] = [(((a, 1), (b, 1)), 1) for a in range(5) for b in range(a + 1, 5)]
    assert gathered(pairs) == [(tuple((at, 1) for at in range(5)), 1)]


@settings(max_examples=150, deadline=None)
@given(random=seeds)
def test_guided_search_finds_the_least_cost_and_proves_it(random: Random) -> None:
    """Costs may be negative; a start may be given or not."""
    size = 6
    program = Program([0] * size, [1] * size, rows(random, size))
    costs = {at: random.randrange(-9, 10) for at in range(size)}
    possible = [v for v in product((0, 1), repeat=size) if holds(program.rows, v)]
    prices = [sum(costs[at] * values[at] for at in costs) for values in possible]
    start = list(random.choice(possible)) if possible and random.random() < 0.5 else None
    best = Incumbent(costs, start, bound=-1000)
    guided(program, best, SearchRun(float("inf"), 20.0, workers=1))
    if possible:
        assert best.points == min(prices) == best.bound
        assert best.values is not None
        assert holds(program.rows, tuple(best.values))
    else:
        assert best.impossible


@pytest.mark.parametrize("large", [0, 10**6])
@settings(max_examples=150, deadline=None)
@given(random=seeds)
def test_the_bound_is_below_everything_and_what_is_fixed_was_not_needed(
    large: int, random: Random
) -> None:
    """By the simplex method and by first-order steps, which are less exact."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(relaxation_module, "_LARGE", large)
        bound_and_fixes_hold(random)


def bound_and_fixes_hold(random: Random) -> None:
    """Relax a random program and try all its values."""
    size = 6
    program = Program([0] * size, [1] * size, rows(random, size))
    costs = {at: random.randrange(10) for at in range(size)}
    possible = [v for v in product((0, 1), repeat=size) if holds(program.rows, v)]
    relaxation = relaxed(program, costs, 10)
    if relaxation is None:
        # First-order steps prove nothing about what is impossible.
        assert not possible
        return
    if relaxation.impossible:
        assert not possible
        return
    for values in possible:
        price = sum(costs[at] * values[at] for at in costs)
        assert relaxation.bound <= price
        part = relaxation.left_below(program, price + 1)
        assert part.whole(part.inside(values)) == list(values)


@settings(max_examples=150, deadline=None)
@given(random=seeds)
def test_branch_and_bound_finds_the_least_cost_of_what_is_left(random: Random) -> None:
    """From any start; where too much is left it leaves the best as it was."""
    size = 7
    program = Program([0] * size, [1] * size, rows(random, size))
    costs = {at: random.randrange(10) for at in range(size)}
    possible = [v for v in product((0, 1), repeat=size) if holds(program.rows, v)]
    if not possible:
        return
    best = Incumbent(costs, list(random.choice(possible)))
    before, relaxation = best.points, relaxed(program, costs, 10)
    assert relaxation is not None
    look = SearchRun(float("inf"), 20.0)
    branching(program, relaxation, best, look, most=-1)
    assert best.points == before
    branching(program, relaxation, best, look, most=size)
    least = min(sum(costs[at] * values[at] for at in costs) for values in possible)
    assert best.points == least == best.bound
    assert holds(program.rows, tuple(best.values or ()))


@settings(max_examples=100, deadline=None)
@given(random=seeds)
def test_a_wider_spread_leaves_as_much_as_was_asked_for(random: Random) -> None:
    """However many variables are fixed from the start."""
    size = 8
    high = [random.randrange(2) for _ in range(size)]
    program = Program([0] * size, high, rows(random, size))
    relaxation = relaxed(program, {at: random.randrange(10) for at in range(size)}, 10)
    if relaxation is None or relaxation.impossible:
        return
    for wanted in range(1, sum(high) + 1):
        part = relaxation.cheapest(program, relaxation.spread_for(program, wanted))
        assert len(part.kept) >= wanted


@settings(max_examples=100, deadline=None)
@given(random=seeds)
def test_suspects_clash_among_themselves(random: Random) -> None:
    size = 5
    program = Program([0] * size, [1] * size, rows(random, size))
    found = suspects(program, range(len(program.rows)), 10)
    if found is not None:
        clashing = [program.rows[at] for at in found]
        assert not any(holds(clashing, values) for values in product((0, 1), repeat=size))

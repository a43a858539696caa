"""Polishing and shaking only ever make a rota better, and keep every row."""

from random import Random
from time import perf_counter

import pytest
from hypothesis import given, settings

from rotation.solver.case import Case
from rotation.solver.limits import Level
from rotation.solver.model.build import plan
from rotation.solver.outcome import Budget, Solved
from rotation.solver.search import strategy
from rotation.solver.search.cpsat import SearchRun
from rotation.solver.search.greedy import greedy
from rotation.solver.search.incumbent import Incumbent
from rotation.solver.search.integer_program import Priced
from rotation.solver.search.large_neighbourhood import Parts, polish
from rotation.solver.search.perturbed_relaxation import shaken
from rotation.solver.search.relaxation_guided import bounded
from rotation.solver.search.solve import solve
from solver.search.test_solve import agree, team
from support.seeds import seeds


def begun(case: Case) -> tuple[Priced, Incumbent]:
    """Return a program and the best values that greed finds."""
    model = plan(case)
    program = Priced(model)
    return program, Incumbent(program.costs(Level), program.complete(greedy(model)))


def look(seconds: float) -> SearchRun:
    """Return a look of so many seconds on one worker."""
    return SearchRun(perf_counter() + seconds, seconds, workers=1, seed=1)


def shake(_: Case, program: Priced, best: Incumbent, how: SearchRun) -> None:
    """Shake the relaxation of a program."""
    relaxation = bounded(program, best, how)
    assert relaxation is not None
    shaken(program, relaxation, best, how)


@pytest.mark.parametrize("way", [polish, shake])
def test_what_comes_out_is_better_and_keeps_every_row(way: object) -> None:
    case = team(10, 3)
    program, best = begun(case)
    before = best.points
    heard: list[int] = []
    best.on_better = lambda _, points, __: heard.append(points)
    way(case, program, best, look(1.5))  # type: ignore[operator]  # one of two functions
    assert best.values is not None
    assert best.points is not None
    assert before is not None
    assert best.points < before
    assert program.keeps(best.values)
    assert program.points(best.values) == best.points == program.model.points(best.values)
    assert heard == sorted(heard, reverse=True)


def test_a_proven_rota_is_left_alone() -> None:
    case = team(6)
    program, best = begun(case)
    best.prove(best.points or 0)
    values = list(best.values or ())
    polish(case, program, best, look(60))
    assert best.values == values


@pytest.mark.parametrize("kind", ["rows", "days", "block", "worst"])
def test_every_kind_of_part_frees_places_and_about_as_many_as_asked(kind: str) -> None:
    case = team(10, 4)
    program, best = begun(case)
    parts = Parts(case, program, Random(1))
    works = set(program.model.works.values())
    for size in (60, 200):
        free = parts.kinds[kind](best.values or (), size)
        assert free
        assert free <= works
        assert len(free) <= size + 80


def test_a_row_that_is_added_later_counts_too() -> None:
    """Between two levels what the first came to becomes a row: a neighbourhood has to see it."""
    program, _ = begun(team(4, 1))
    before = len(program.columns[0])
    program.add(((0, 1),), 0)
    assert len(program.columns[0]) == before + 1


def test_a_neighbourhood_is_the_program_with_everything_else_held() -> None:
    program, best = begun(team(5, 2))
    values, random = best.values or [], Random(1)
    free = set(random.sample(range(len(values)), 60))
    bounds = [
        (program.low[at], program.high[at]) if at in free else (each, each)
        for at, each in enumerate(values)
    ]
    near, whole = program.freed(values, free), program.narrowed(*zip(*bounds, strict=True))
    assert near.kept == whole.kept
    assert sorted(near.program.rows) == sorted(whole.program.rows)
    assert near.whole(near.inside(values)) == values


def test_a_large_rota_is_shaken_and_polished_and_as_good(monkeypatch: pytest.MonkeyPatch) -> None:
    case = team(6)
    small = solve(case, Budget(seconds=20, workers=2, staged=False))
    monkeypatch.setattr(strategy, "_LARGE", 0)
    large = solve(case, Budget(seconds=20, workers=2, staged=False))
    assert isinstance(small, Solved)
    assert isinstance(large, Solved)
    assert "shaken" in large.strategy
    assert large.points == small.points


@settings(max_examples=60, deadline=None)
@given(random=seeds)
def test_turns_find_the_best_rota_or_that_there_is_none(random: Random) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(strategy, "_SMALL", 0)
        agree(random)

"""What the search promises: as good as trying every rota, audited, repeatable, stoppable."""

from dataclasses import replace
from random import Random

import pytest
from hypothesis import given, settings

from rotation.solver import audit, rulebook
from rotation.solver.case import Case
from rotation.solver.constraints import NAMED
from rotation.solver.constraints.rest_within_days import RestWithinDays
from rotation.solver.entities import Assignments, Pin, Promise, Wish, Worked
from rotation.solver.limits import Level
from rotation.solver.model.build import plan
from rotation.solver.outcome import Budget, Infeasible, Progress, Solved
from rotation.solver.search.greedy import greedy
from rotation.solver.search.solve import solve
from rotation.timespan import DAY
from support import make, tiny_cases
from support.seeds import seeds

BUDGET = Budget(seconds=20, workers=1, staged=False)


def best_by_trying(case: Case) -> int | None:
    """Return the points of the best rota that keeps every rule that must hold, or None."""
    return min((audit.points(case, rota) for rota in allowed(case)), default=None)


def allowed(case: Case) -> list[Assignments]:
    """Return every rota that keeps every rule that must hold."""
    rotas = list(tiny_cases.rotas(case))
    read = [tiny_cases.must_hold(case, rota) for rota in rotas]
    # What history alone breaks, and no rota could mend, is no reason to find no rota.
    bounds = {
        key: idle
        for key, idle in read[0].items()
        if all(excesses.get(key, 0) >= idle for excesses in read)
    }
    return [
        rota
        for rota, excesses in zip(rotas, read, strict=True)
        if all(excess <= bounds.get(key, 0) for key, excess in excesses.items())
    ]


@settings(max_examples=300, deadline=None)
@given(random=seeds)
def test_solver_brute_force_and_audit_agree(random: Random) -> None:
    agree(random)


def agree(random: Random) -> None:
    """Solve a random tiny case with a random handful of rules, and try every rota of it."""
    names = random.sample(sorted(NAMED), 4)
    rules = tuple(tiny_cases.rule(random, name) for name in names)
    case = replace(tiny_cases.case(random, rules, 7), fixed_before=None)
    outcome = solve(case, BUDGET)
    best = best_by_trying(case)
    if best is None:
        assert isinstance(outcome, Infeasible)
        assert outcome.conflicts
    else:
        assert isinstance(outcome, Solved)
        assert outcome.proven
        assert outcome.points == outcome.bound == best
        assert audit.points(case, outcome.assignments) == best


@settings(max_examples=40, deadline=None)
@given(random=seeds)
def test_conflicts_are_few_and_needed(random: Random) -> None:
    """Rules that clash already by themselves, and none of them idle."""
    must = [tiny_cases.rule(random, name) for name in random.sample(sorted(NAMED), 6)]
    rules = tuple(replace(each, weight=None) for each in must)
    case = replace(tiny_cases.case(random, rules, 7), fixed_before=None)
    outcome = solve(case, BUDGET)
    if isinstance(outcome, Infeasible):
        assert outcome.minimal
        assert outcome.conflicts
        named = {each.rule for each in outcome.conflicts}
        only_these = tuple(each for each in rules if each.name in named)
        assert isinstance(solve(replace(case, rules=only_these), BUDGET), Infeasible)


def team(people: int, weeks: int = 1, **more: object) -> Case:
    """Return a team with evening and late shifts every day and the rules of a new team."""
    shifts = [
        make.shift(letter, day, burden=1 + (day % 7 > 4), target=2, maximum=2)
        for day in range(7 * weeks)
        for letter in "EL"
    ]
    members = [
        make.member(f"P{at:02}", target_minutes=1920, max_shifts=4, burden=at % 3)
        for at in range(people)
    ]
    made = make.case(members, shifts, weeks=weeks)
    return replace(made, rules=rulebook.team_rules({}), **more)  # type: ignore[arg-type]  # fields


def solved(case: Case, budget: Budget = BUDGET, **more: object) -> Solved:
    """Return the outcome, which has to be a rota."""
    outcome = solve(case, budget, **more)  # type: ignore[arg-type]  # callbacks by name
    assert isinstance(outcome, Solved)
    return outcome


def test_missing_people_leave_places_open_and_never_make_a_week_impossible() -> None:
    outcome = solved(team(2))
    assert len(outcome.assignments) == 8
    assert outcome.points > 50_000


def test_an_empty_team_has_an_empty_rota() -> None:
    assert solved(team(0)).assignments == frozenset()


def test_places_are_left_open_by_price() -> None:
    dear, cheap = make.shift("E", 0, price=3), make.shift("D", 0, price=1)
    case = make.case([make.member("Ann")], [dear, cheap])
    case = replace(case, rules=rulebook.team_rules({}))
    assert solved(case).assignments == {("0E", "Ann")}


def test_every_level_is_proven_when_staged() -> None:
    outcome = solved(team(6), Budget(seconds=20))
    assert outcome.proven
    assert [each.name for each in outcome.levels][:2] == ["places", "targets"]
    assert all(each.points == each.bound for each in outcome.levels)


@settings(max_examples=40, deadline=None)
@given(random=seeds)
def test_no_rota_is_better_on_a_level_without_giving_up_an_earlier_one(random: Random) -> None:
    rules = tuple(tiny_cases.rule(random, name) for name in random.sample(sorted(NAMED), 5))
    case = replace(tiny_cases.case(random, rules, 7), fixed_before=None)
    outcome = solve(case, Budget(seconds=20, workers=1))
    if isinstance(outcome, Solved):
        ladders = [
            [sum(e.points for e in found if e.level == level) for level in Level]
            for found in (audit.breaches(case, rota) for rota in allowed(case))
        ]
        levels = outcome.levels
        assert [each.points for each in levels] in ladders
        proven = next((n for n, e in enumerate(levels) if e.points > e.bound), len(levels))
        assert [each.points for each in levels[:proven]] == min(ladders)[:proven]


def test_what_history_broke_is_no_clash_where_a_forbidden_place_would_make_it_worse() -> None:
    """Work on Monday would end the rest of Sunday and begin another, which is shorter."""
    rule = RestWithinDays(
        rest_minutes=7200, days=1, or_rest_minutes=4000, or_part_minutes=900, or_days=3
    )
    before = Worked("Ann", make.shift("L", -1))
    case = make.case([make.member("Ann")], [make.shift("D", 0)], history=(before,))
    case = replace(case, rules=(rule,), known_from=make.MONDAY - 3 * DAY)
    assert solved(case, BUDGET).assignments == frozenset()


def test_no_later_level_is_bought_with_an_earlier_one() -> None:
    """A wish, however heavy, leaves no place open and calls nobody in."""
    case = team(6)
    wishing = replace(case.members[0], wishes=(Wish(case.span),))
    heavy = rulebook.team_rules({"wishes": {"weight": 1_000_000}})
    case = replace(case, members=(wishing, *case.members[1:]), rules=heavy)
    levels = {each.name: each.points for each in solved(case, Budget(seconds=20)).levels}
    calm = {each.name: each.points for each in solved(team(6), Budget(seconds=20)).levels}
    assert levels["places"] == calm["places"]
    assert levels["health"] == calm["health"]
    assert levels["surplus"] == calm["surplus"]


def test_the_same_seed_repeats_the_same_rota() -> None:
    budget = Budget(seconds=20, seed=7, staged=False)
    first, again = solved(team(8, 2), budget), solved(team(8, 2), budget)
    assert first.assignments == again.assignments


def test_the_order_of_the_input_does_not_matter() -> None:
    budget = Budget(seconds=20, seed=3, staged=False)
    case = team(7)
    turned = replace(case, members=case.members[::-1], shifts=case.shifts[::-1])
    assert solved(turned, budget).assignments == solved(case, budget).assignments


def test_the_preview_comes_first_and_reports_only_get_better() -> None:
    reports: list[Progress] = []
    outcome = solved(team(12, 2), on_progress=reports.append)
    assert reports
    assert sorted((each.points for each in reports), reverse=True) == [p.points for p in reports]
    assert outcome.points <= reports[-1].points


def test_the_preview_breaks_no_rule_that_must_hold() -> None:
    case = team(12, 2)
    model = plan(case)
    rota = model.rota(greedy(model))
    assert not [each for each in audit.breaches(case, rota) if each.must_hold]
    assert audit.points(case, rota) < audit.points(case, frozenset())


def test_stopped_at_once_it_answers_with_the_preview() -> None:
    outcome = solve(team(12, 4), Budget(seconds=20), should_stop=lambda: True)
    assert isinstance(outcome, Solved)
    assert outcome.strategy == "greedy"


def test_shifts_that_have_begun_keep_their_people() -> None:
    case = team(6)
    begun = case.shifts[3].span.start
    kept = tuple(Promise(each.id, "P05") for each in case.shifts[:2])
    outcome = solved(replace(case, fixed_before=begun, published=kept))
    first = {key for key in outcome.assignments if case.shift[key[0]].span.start < begun}
    assert first == {(each.id, "P05") for each in case.shifts[:2]}


def test_what_was_published_stays_where_nothing_speaks_against_it() -> None:
    case = team(8)
    before = solved(case).assignments
    promises = tuple(Promise(shift, who) for shift, who in before)
    ill = replace(case.member["P00"], unavailable=(case.span,))
    members = tuple(ill if each.id == "P00" else each for each in case.members)
    after = solved(replace(case, members=members, published=promises)).assignments
    lost = {key for key in before if key[1] == "P00"}
    assert not {key for key in after if key[1] == "P00"}
    assert before - lost <= after or _moved(before, after) <= 2 * len(lost)


def _moved(before: Assignments, after: Assignments) -> int:
    return len(before - after)


@pytest.mark.parametrize("seconds", [0.0, 0.01])
def test_a_tiny_budget_still_gives_a_rota(seconds: float) -> None:
    assert solved(team(12, 4), Budget(seconds=seconds)).assignments


def test_locked_places_are_kept() -> None:
    case = team(6)
    pins = (Pin("0E", "P03"), Pin("6L", "P04"))
    assert {("0E", "P03"), ("6L", "P04")} <= solved(replace(case, pins=pins)).assignments


def test_a_clash_is_told_in_sentences() -> None:
    """Two locked shifts too close to each other."""
    case = replace(team(6), pins=(Pin("0L", "P03"), Pin("1E", "P03")))
    outcome = solve(case, BUDGET)
    assert isinstance(outcome, Infeasible)
    assert outcome.minimal
    assert {str(each.because) for each in outcome.conflicts} == {
        "Mon 23 Nov L is locked for P03",
        "Tue 24 Nov E is locked for P03",
        "P03 would rest less than 11:00 between Mon 23 Nov L and Tue 24 Nov E",
    }


def test_each_way_out_of_a_clash_is_solved_and_can_be_taken() -> None:
    case = replace(team(6), pins=(Pin("0L", "P03"), Pin("1E", "P03")))
    outcome = solve(case, BUDGET)
    assert isinstance(outcome, Infeasible)
    assert len(outcome.ways_out) == 3
    assert outcome.ways_out == tuple(
        sorted(outcome.ways_out, key=lambda way: (way.open_places, way.points))
    )
    for way in outcome.ways_out:
        (change,) = way.changes
        assert change.allowance.by == 1
        taken = solved(replace(case, allowances=(change.allowance,)))
        assert (
            taken.points
            == way.points
            == audit.points(replace(case, allowances=(change.allowance,)), way.assignments)
        )


def test_where_two_rules_clash_apart_a_way_out_mends_both() -> None:
    pins = (Pin("0L", "P03"), Pin("1E", "P03"), Pin("4L", "P01"), Pin("5E", "P01"))
    outcome = solve(replace(team(6), pins=pins), BUDGET)
    assert isinstance(outcome, Infeasible)
    assert outcome.ways_out
    assert all(len(way.changes) == 2 for way in outcome.ways_out)


def test_an_exception_is_as_small_as_it_can_be() -> None:
    """Of the hours of a week only as many as the locked shifts are too long."""
    pins = (Pin("0E", "P03"), Pin("2E", "P03"), Pin("4E", "P03"))
    case = replace(team(6), pins=pins)
    case = replace(
        case,
        rules=(*case.rules, *rulebook.rules_named({"minutes-per-week": {"most_minutes": 1000}})),
    )
    outcome = solve(case, BUDGET)
    assert isinstance(outcome, Infeasible)
    made = [each.allowance for way in outcome.ways_out for each in way.changes]
    assert {each.by for each in made if each.rule == "minutes-per-week"} == {440}


def test_stopped_while_a_large_model_is_built_it_gives_up_or_gives_what_it_has() -> None:
    outcome = solve(team(60, 12), Budget(seconds=600), should_stop=lambda: True)
    assert not isinstance(outcome, Infeasible)

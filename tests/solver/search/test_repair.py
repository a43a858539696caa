"""A repair changes as little of a published rota as can be: compared with trying every rota."""

from dataclasses import replace
from random import Random

from hypothesis import assume, given, settings

from rotation.solver import audit, rulebook
from rotation.solver.case import Case
from rotation.solver.constraints import NAMED
from rotation.solver.entities import Assignments, Promise
from rotation.solver.limits import Level
from rotation.solver.outcome import Budget, Infeasible, Solved
from rotation.solver.search.solve import solve
from solver.search.test_solve import allowed, solved, team
from support import make, tiny_cases
from support.seeds import seeds

REPAIR = Budget(seconds=20, workers=1, staged=False, repair=True)


def promises(rota: Assignments, weight: int = 1) -> tuple[Promise, ...]:
    """Return a rota as it was published."""
    return tuple(Promise(shift, member, weight) for shift, member in rota)


def without(case: Case, name: str) -> Case:
    """Return a case in which somebody is ill all the time."""
    ill = replace(case.member[name], unavailable=(case.span,))
    return replace(case, members=tuple(ill if m.id == name else m for m in case.members))


def price(case: Case, rota: Assignments) -> tuple[int, int, int]:
    """Return what a repair makes least: gaps, weight of the changes, everything else."""
    breaches = audit.breaches(case, rota)
    gaps = sum(b.points for b in breaches if b.level in {Level.PLACES, Level.TARGETS})
    nearness: dict[str, int] = {}
    for each in case.published:
        nearness[each.shift] = max(nearness.get(each.shift, 0), each.weight)
    promised = case.calendar.promised
    moved = sum(promised.get(key, nearness.get(key[0], 0)) for key in rota ^ set(promised))
    return gaps, moved, sum(b.points for b in breaches) - gaps


@settings(max_examples=120, deadline=None)
@given(random=seeds)
def test_no_rota_has_fewer_gaps_and_then_fewer_changes(random: Random) -> None:
    names = ["coverage-minimum", "coverage-target", *random.sample(sorted(NAMED), 3)]
    rules = tuple(tiny_cases.rule(random, name) for name in dict.fromkeys(names))
    case = replace(tiny_cases.case(random, rules, 7), fixed_before=None)
    published = tuple(replace(p, weight=random.choice((1, 3))) for p in case.published)
    assume(published)
    case = replace(case, published=published)
    outcome = solve(case, REPAIR)
    possible = [price(case, rota) for rota in allowed(case)]
    if not possible:
        assert isinstance(outcome, Infeasible)
    else:
        assert isinstance(outcome, Solved)
        assert outcome.proven
        assert price(case, outcome.assignments) == min(possible)


def test_a_sick_call_moves_only_the_shifts_of_the_sick() -> None:
    case = team(10)
    before = solved(case).assignments
    ill = replace(without(case, "P00"), published=promises(before))
    outcome = solved(ill, REPAIR)
    lost = {key for key in before if key[1] == "P00"}
    assert before - outcome.assignments == lost
    assert outcome.changes == 2 * len(lost)
    levels = {each.name: each for each in outcome.levels}
    assert levels["changes"].points == levels["changes"].bound == 2 * len(lost)


def test_a_repair_of_a_sound_rota_changes_nothing() -> None:
    case = team(9)
    before = solved(case).assignments
    again = solved(replace(case, published=promises(before)), REPAIR)
    assert again.assignments == before
    assert again.changes == 0


def test_a_new_shift_is_filled_without_moving_anybody() -> None:
    case = team(12)
    before = solved(case).assignments
    wanted = make.shift("D", 2, target=1)
    more = replace(case, shifts=(*case.shifts, wanted), published=promises(before))
    outcome = solved(more, REPAIR)
    assert before < outcome.assignments
    assert outcome.changes == 0


def test_frozen_shifts_keep_everybody_who_can_still_come() -> None:
    """Even where moving one of them would save changes later."""
    ann, bob = make.member("Ann"), make.member("Bob", max_shifts=1)
    shifts = [make.shift("E", 0), make.shift("L", 1)]
    case = make.case([ann, bob], shifts)
    published = (*promises(frozenset({("0E", "Bob")})), Promise("1L", "Ann", 5))
    ill = replace(ann, unavailable=(shifts[1].span,))
    case = replace(case, members=(ill, bob), published=published, rules=rulebook.team_rules({}))
    moved = solved(case, REPAIR)
    assert moved.assignments == {("0E", "Ann"), ("1L", "Bob")}
    frozen = solved(replace(case, frozen_before=shifts[0].span.end), REPAIR)
    assert frozen.assignments == {("0E", "Bob")}


def test_near_shifts_move_later_than_far_ones() -> None:
    people = [make.member("Ann"), make.member("Bob", max_shifts=1)]
    shifts = [make.shift("E", 0), make.shift("E", 5), make.shift("L", 2)]
    case = make.case(people, shifts, rules={"coverage-minimum": {}, "shifts-per-week": {"most": 1}})
    published = (Promise("0E", "Ann", 6), Promise("5E", "Bob", 1))
    outcome = solved(replace(case, published=published), REPAIR)
    assert ("0E", "Ann") in outcome.assignments

"""The public benchmark, read by two who know nothing of each other: our rules and its checker."""

from random import Random

import pytest
from benchmarks.curtois import FOLDER, case_of, measured, roster_of
from benchmarks.curtois_format import OFF, Instance, penalty, read, violations
from hypothesis import given, settings

from rotation.solver import audit
from rotation.solver.case import Case
from rotation.solver.entities import Assignments
from support.seeds import seeds

INSTANCES = {number: read((FOLDER / f"Instance{number}.txt").read_text()) for number in (1, 2, 5)}
CASES = {number: case_of(each) for number, each in INSTANCES.items()}


def rota(random: Random, instance: Instance) -> Assignments:
    """Return a random rota in blocks of days, so that some rules are kept and some are not."""
    found = set()
    for person in instance.staff:
        day = random.randrange(4)
        while day < instance.days:
            shift = random.choice(list(instance.kinds))
            length = random.randrange(1, 7)
            for each in range(day, min(day + length, instance.days)):
                shift = shift if random.random() < 0.8 else random.choice(list(instance.kinds))
                found.add((f"{each}/{shift}", person.id))
            day += length + random.randrange(1, 5)
    return frozenset(found)


@pytest.mark.parametrize("number", [1, 2, 5])
@settings(max_examples=12, deadline=None)
@given(random=seeds)
def test_audit_and_checker_read_the_same(number: int, random: Random) -> None:
    instance, case = INSTANCES[number], CASES[number]
    made = rota(random, instance)
    roster = roster_of(instance, made)
    breaches = audit.breaches(case, made)
    assert sum(b.points for b in breaches) == penalty(instance, roster) - _no_wishes(case, instance)
    assert any(b.must_hold for b in breaches) == bool(violations(instance, roster))


def _no_wishes(case: Case, instance: Instance) -> int:
    """Return what wishes for shifts that cannot be worked cost there, whatever is done."""
    return sum(
        weight
        for who, day, shift, weight in instance.wanted
        if f"{day}/{shift}" not in case.shift
        or not case.calendar.may_work(case.member[who], case.shift[f"{day}/{shift}"])
    )


def test_the_checker_sees_every_kind_of_fault() -> None:
    instance = INSTANCES[2]
    idle = {person.id: [OFF] * instance.days for person in instance.staff}
    assert any("0 minutes" in each for each in violations(instance, idle))
    late_early = {**idle, "A": ["L", "E", *[OFF] * 12]}
    assert any("follows" in each for each in violations(instance, late_early))
    every_day = {**idle, "A": ["E"] * 14}
    said = " ".join(violations(instance, every_day))
    assert "14 days in a row" in said
    assert "2 weekends" in said
    assert "works on day off 3" in said
    lonely = {**idle, "A": [OFF, "E", OFF, "E", OFF, *[OFF] * 9]}
    said = " ".join(violations(instance, lonely))
    assert "only 1 days in a row" in said
    assert "only 1 days off in a row" in said


def test_the_first_instance_is_solved_to_its_known_optimum() -> None:
    told = measured(FOLDER / "Instance1.txt", 60, None, None)
    assert told["objective"] == told["bound"] == told["best_known"] == 607
    assert told["violations"] == 0
    assert told["proven"] is True

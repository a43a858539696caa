"""What every constraint has to keep, whichever it is."""

import inspect
from dataclasses import fields, is_dataclass, replace
from pathlib import Path
from random import Random

import pytest
from hypothesis import given, settings

from rotation.solver import audit, rulebook
from rotation.solver.case import Case
from rotation.solver.constraints import NAMED
from rotation.solver.limits import PersonalRule
from rotation.solver.model.build import plan
from support import make, tiny_cases
from support.seeds import seeds

HERE = Path(__file__).parent / "constraints"

every = pytest.mark.parametrize("name", sorted(NAMED))


@every
def test_has_a_docstring_a_name_and_a_test_file(name: str) -> None:
    kind = NAMED[name]
    snake = name.replace("-", "_")
    assert inspect.getdoc(kind)
    assert kind.__name__.lower() == snake.replace("_", "")
    assert (HERE / f"test_{snake}.py").exists()


@every
def test_is_frozen_and_has_a_documented_price(name: str) -> None:
    kind = NAMED[name]
    assert is_dataclass(kind)
    assert kind() == kind()
    assert kind().weight is None or kind().weight in range(1, 1_000_001)


@every
def test_settings_survive_json(name: str) -> None:
    random = Random(name)
    for _ in range(20):
        rules = (tiny_cases.rule(random, name),)
        assert rulebook.rules_named(rulebook.settings_of(rules)) == rules


@every
def test_has_a_schema_that_tells_every_setting(name: str) -> None:
    schema = rulebook.schemas()[name]
    properties = schema["properties"]
    assert isinstance(properties, dict)
    assert set(properties) == {each.name for each in fields(NAMED[name])}
    assert all("default" in each for each in properties.values())


@every
def test_survives_an_empty_team_and_an_empty_week(name: str) -> None:
    rules = (NAMED[name](),)
    for made in (
        make.case([], []),
        make.case([make.member("Ann", lead=True)], []),
        make.case([], [make.shift()]),
    ):
        audit.breaches(replace(made, rules=rules), frozenset())
        plan(replace(made, rules=rules))


@every
def test_bites(name: str) -> None:
    """Some small rota breaches it."""
    random = Random(name)
    for _ in range(2000):
        made = tiny_cases.case(random, (tiny_cases.rule(random, name),), 12)
        if audit.breaches(made, tiny_cases.rota(random, made)):
            return
    pytest.fail("no rota breaches it")


@every
@settings(max_examples=15, deadline=None)
@given(random=seeds)
def test_model_and_audit_agree(name: str, random: Random) -> None:
    """For any rota the model holds and costs exactly what the audit says."""
    made = tiny_cases.case(random, (tiny_cases.rule(random, name),), 15)
    rota = tiny_cases.rota(random, made)
    agree(made, rota)


def agree(made: Case, rota: frozenset[tuple[str, str]]) -> None:
    """Compare both readings of one rota."""
    model = plan(made)
    rota = frozenset(key for key in rota if key[0] not in made.calendar.frozen) | model.given
    values = model.values(rota)
    found = audit.breaches(made, rota)
    broken = [each for each in found if each.must_hold]
    # What has happened already may break a rule without making the week impossible.
    newly = audit.worse(broken, audit.breaches(made, model.given))
    if model.clashes or not model.holds(values):
        assert broken
    else:
        assert not newly
        assert model.points(values) == sum(each.points for each in found)


@every
@settings(max_examples=15, deadline=None)
@given(random=seeds)
def test_a_part_tells_all_that_a_change_touches(name: str, random: Random) -> None:
    """Asked about one member on one shift only, it yields every limit that changes."""
    made = tiny_cases.case(random, (tiny_cases.rule(random, name),), 15)
    rota = tiny_cases.rota(random, made)
    shift = random.choice(made.shifts)
    before = sum(each.points for each in audit.breaches(made, rota))
    hard = [each for each in audit.breaches(made, rota) if each.must_hold]
    for candidate in audit.candidates(made, rota, shift.id):
        after = audit.breaches(made, rota | {(shift.id, candidate.member)})
        newly = audit.worse([each for each in after if each.must_hold], hard)
        assert candidate.points == sum(each.points for each in after) - before
        assert candidate.fits == (not newly)


@every
def test_reasons_name_people_and_shifts_not_ids(name: str) -> None:
    random = Random(name)
    for _ in range(100):
        made = tiny_cases.case(random, (tiny_cases.rule(random, name),), 12)
        for breach in audit.breaches(made, tiny_cases.rota(random, made)):
            said = str(breach.because)
            assert said
            assert "{" not in said
            assert "object at" not in said


def test_rules_for_some_members_leave_the_others_alone() -> None:
    personal = [name for name, kind in NAMED.items() if issubclass(kind, PersonalRule)]
    random = Random(1)
    for name in personal:
        for _ in range(30):
            anybody = tiny_cases.rule(random, name)
            assert isinstance(anybody, PersonalRule)
            only = replace(anybody, members=("Ann",))
            made = tiny_cases.case(random, (only,), 12)
            for breach in audit.breaches(made, tiny_cases.rota(random, made)):
                assert "Ann" in breach.members

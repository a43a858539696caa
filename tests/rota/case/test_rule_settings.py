"""A team's own settings, its labour preset and the defaults of the catalogue together."""

from typing import Any

import pytest

from rotation.demand import shift_patterns
from rotation.errors import Impossible
from rotation.rota.case import rule_settings
from rotation.rota.case.rule_settings import MOST_STATED
from rotation.solver import rulebook
from rotation.solver.constraints import NAMED
from rotation.solver.limits import Rule
from rotation.solver.setting_types import MOST_MEMBERS, MOST_PATTERNS
from rotation.team import labour, members


def combined(preset: str, own: dict[str, Any] | None = None) -> dict[str, list[Rule]]:
    found: dict[str, list[Rule]] = {}
    for each in rule_settings.combined(labour.preset(preset), own or {}):
        found.setdefault(each.name, []).append(each)
    return found


def test_a_preset_is_on_beside_the_defaults() -> None:
    found = combined("fr")
    assert {"coverage-target", "wishes", "pins"} <= found.keys()
    assert {"weekly-rest", "average-week", "days-per-week"} <= found.keys()


def test_hard_parameters_must_hold_soft_ones_cost_and_the_rest_is_for_the_report() -> None:
    found = combined("fr")
    assert found["minutes-per-day"][0].weight is None
    assert found["night-length"][0].weight == 200
    assert "sunday-off" not in found
    assert "breaks" not in found


def test_a_preset_may_state_a_rule_twice() -> None:
    assert [each.weeks for each in combined("nl")["average-week"]] == [4, 16]  # type: ignore[attr-defined]  # an average


def test_the_settings_of_a_team_replace_those_of_the_preset() -> None:
    (rest,) = combined("fr", {"minimum-rest": {"rest_minutes": 540}})["minimum-rest"]
    assert rest.rest_minutes == 540  # type: ignore[attr-defined]  # a rest
    assert len(combined("nl", {"average-week": {"weeks": 8}})["average-week"]) == 1


def test_a_team_may_turn_a_parameter_off_or_let_it_cost() -> None:
    assert "weekly-rest" not in combined("eu", {"weekly-rest": None})
    assert combined("eu", {"weekly-rest": {"weight": 9}})["weekly-rest"][0].weight == 9


def test_a_note_stands_beside_the_settings_and_changes_nothing() -> None:
    noted = {"minimum-rest": {"rest_minutes": 540, "note": "agreement of 2026-03"}}
    plain = {"minimum-rest": {"rest_minutes": 540}}
    assert combined("fr", noted) == combined("fr", plain)
    twice = {"average-week": [{"weeks": 8, "note": "works council"}, {"weeks": 20}]}
    assert len(combined("fr", twice)["average-week"]) == 2


@pytest.mark.parametrize("note", [5, ["x"], {"a": 1}, "x" * 501])
def test_a_note_that_is_no_short_text_is_refused_by_the_name_of_its_rule(note: object) -> None:
    with pytest.raises(Impossible) as caught:
        combined("fr", {"minimum-rest": {"note": note}})
    assert caught.value.field == "/minimum-rest"


@pytest.mark.parametrize("own", [{"minimum-rest": 5}, {"minimum-rest": [1]}, {"no-rule": {}}])
def test_hostile_settings_name_their_field(own: dict[str, Any]) -> None:
    with pytest.raises(Impossible) as caught:
        combined("fr", own)
    assert caught.value.field


@pytest.mark.parametrize(
    "own",
    [
        {"weekly-rest": {"rest_minutes": 0}},
        {"weekly-rest": {"weeks": 366}},
        {"rest-after-nights": {"nights": 1000}},
        {"stretch-length": {"most_minutes": 500_000}},
        {"never-together": {"people": ["x"] * 501}},
        {"together": {"people": ["x" * 201]}},
        {"forbidden-successions": {"pairs": [["a", "b"]] * (MOST_PATTERNS**2 + 1)}},
        {"consecutive-days": [{}] * (MOST_STATED + 1)},
    ],
)
def test_settings_that_would_make_an_audit_slow_are_refused(own: dict[str, Any]) -> None:
    with pytest.raises(Impossible):
        combined("eu", own)


def test_a_list_in_a_rule_holds_what_a_team_may_have() -> None:
    assert (MOST_MEMBERS, MOST_PATTERNS) == (members.MOST, shift_patterns.MOST)
    patterns = [f"pattern {at}" for at in range(MOST_PATTERNS)]
    people = [f"P{at}" for at in range(MOST_MEMBERS)]
    pairs = [[one, other] for one in patterns for other in patterns]
    found = combined(
        "eu",
        {
            "forbidden-successions": {"pairs": pairs},
            "never-together": {"people": people},
            "shifts-per-pattern": [{"patterns": patterns, "members": [each]} for each in people],
        },
    )
    assert len(found["shifts-per-pattern"]) == MOST_MEMBERS


def test_every_list_in_a_rule_has_an_end() -> None:
    for name, schema in rulebook.schemas().items():
        properties = schema["properties"]
        assert isinstance(properties, dict)
        for setting, each in properties.items():
            if each.get("type") == "array":
                assert each["maxItems"] in {MOST_MEMBERS, MOST_PATTERNS**2}, (name, setting)
    assert set(rulebook.schemas()) == set(NAMED)


def test_how_far_back_the_rules_look_is_what_the_preset_needs() -> None:
    def back(name: str) -> int:
        return max(each.looks_back for found in combined(name).values() for each in found)

    assert [back(each) for each in ("us-or", "fr", "eu", "nl")] == [0, 11, 16, 51]

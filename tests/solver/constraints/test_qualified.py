"""Task, channels, languages and skills."""

from typing import Any

import pytest

from rotation.solver.constraints.qualified import Qualified
from support import make
from support.picture import reasons

ROTA = frozenset({("0E", "Ann")})


def said(asks: dict[str, Any], has: dict[str, Any]) -> list[str]:  # Any: fields of several types
    case = make.case([make.member("Ann", **has)], [make.shift("E", 0, **asks)])
    return reasons(Qualified(), case, ROTA)


@pytest.mark.parametrize("field", ["channels", "languages", "skills"])
def test_everything_a_shift_asks_has_to_be_there(field: str) -> None:
    asks = {field: frozenset({"a", "b"})}
    assert said(asks, {field: frozenset({"b"})}) == ["Ann lacks a for Mon 23 Nov E"]
    assert said(asks, {field: frozenset({"a", "b", "c"})}) == []


def test_the_task_has_to_be_one_of_theirs() -> None:
    assert said({"task": "webcare"}, {}) == ["Ann lacks webcare for Mon 23 Nov E"]
    assert said({"task": "webcare"}, {"tasks": frozenset({"webcare"})}) == []


def test_a_shift_that_asks_nothing_takes_anybody() -> None:
    assert said({}, {}) == []


def test_all_that_is_missing_is_named_in_order() -> None:
    asks = {"skills": frozenset({"vip"}), "languages": frozenset({"nl", "fr"})}
    assert said(asks, {}) == ["Ann lacks fr, nl, vip for Mon 23 Nov E"]

"""Who is needed among those on a shift."""

import pytest

from rotation.solver.constraints.coverage_mix import CoverageMix
from support import make
from support.picture import breaches_in, picture, reasons

DUTCH = make.member("Ann", languages=frozenset({"nl"}))


def test_a_shift_without_the_language_is_said() -> None:
    case, rota = picture("Ann E .\nBob E E", DUTCH)
    assert reasons(CoverageMix(languages=("nl",)), case, rota) == [
        "Tue 24 Nov E has fewer than 1 with nl"
    ]


@pytest.mark.parametrize("kind", ["roles", "channels", "languages", "skills"])
def test_every_kind_of_word_can_be_asked(kind: str) -> None:
    able = make.member("Ann", **{kind: frozenset({"a"})})
    rule = CoverageMix(**{kind: ("a", "b")})  # type: ignore[arg-type]  # the kinds are names
    case, rota = picture("Ann E", able)
    assert reasons(rule, case, rota) == ["Mon 23 Nov E has fewer than 1 with b"]


def test_more_than_one_may_be_asked_but_not_more_than_there_is_room_for() -> None:
    case, rota = picture("Ann E .\nBob E E", DUTCH)
    breaches = breaches_in(CoverageMix(languages=("nl",), least=2), case, rota)
    assert [each.excess for each in breaches] == [1, 1]


def test_only_the_named_patterns_are_asked() -> None:
    case, rota = picture("Bob EL", DUTCH)
    rule = CoverageMix(languages=("nl",), patterns=("L",))
    assert reasons(rule, case, rota) == ["Mon 23 Nov L has fewer than 1 with nl"]

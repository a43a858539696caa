"""What an edit has made of a draft is not judged again by the next one."""

from dataclasses import replace

import pytest

from rotation.rota.checks import kept_audits
from rotation.solver import audit
from rotation.solver.case import Case
from rotation.solver.constraints.average_week import AverageWeek
from rotation.solver.entities import Assignments
from rotation.solver.limits import Breach
from support.picture import picture

Judged = list[Assignments]


@pytest.fixture
def judged(monkeypatch: pytest.MonkeyPatch) -> Judged:
    """Rotas in the order in which they were judged anew."""
    seen: Judged = []

    def breaches(case: Case, rota: Assignments) -> tuple[Breach, ...]:
        seen.append(rota)
        return real(case, rota)

    real = audit.breaches
    monkeypatch.setattr(audit, "breaches", breaches)
    return seen


def drawn(minutes: int) -> tuple[Case, Assignments]:
    case, rota = picture("Ann E E\nBob . E")
    return replace(case, rules=(AverageWeek(average_minutes=minutes, weeks=1),)), rota


def test_an_equal_case_and_rota_are_judged_once(judged: Judged) -> None:
    first, again = (kept_audits.breaches(*drawn(101)) for _ in range(2))
    assert first == again
    assert first
    assert len(judged) == 1


def test_another_rota_or_another_rule_is_judged_by_itself(judged: Judged) -> None:
    case, rota = drawn(102)
    kept_audits.breaches(case, rota)
    assert kept_audits.breaches(case, frozenset()) == ()
    assert kept_audits.breaches(drawn(100_000)[0], rota) == ()
    assert len(judged) == 3


def test_only_the_latest_are_kept(judged: Judged) -> None:
    for minutes in range(200, 220):
        kept_audits.breaches(*drawn(minutes))
    kept_audits.breaches(*drawn(219))
    assert len(judged) == 20
    kept_audits.breaches(*drawn(200))
    assert len(judged) == 21

"""A lead is there."""

from rotation.solver.constraints.lead_on_duty import LeadOnDuty
from support import make
from support.picture import picture, reasons

LEAD = make.member("Ann", lead=True)


def test_a_shift_without_a_lead_is_said() -> None:
    case, rota = picture(
        """
        Ann   E    .
        Bob   E    E
        """,
        LEAD,
    )
    assert reasons(LeadOnDuty(), case, rota) == ["no lead is on duty during Tue 24 Nov E"]


def test_a_lead_on_a_shift_that_overlaps_is_enough() -> None:
    case, rota = picture(
        """
        Ann   D    .
        Bob   E    .
        """,
        LEAD,
    )
    assert reasons(LeadOnDuty(), case, rota) == []


def test_a_lead_on_an_adjoining_shift_is_not_there() -> None:
    case, rota = picture(
        """
        Ann   E
        Bob   L
        """,
        LEAD,
    )
    assert reasons(LeadOnDuty(), case, rota) == ["no lead is on duty during Mon 23 Nov L"]


def test_only_the_named_tasks_need_a_lead() -> None:
    shifts = [make.shift("E", 0, task="webcare"), make.shift("E", 1, task="content")]
    case = make.case([LEAD], shifts)
    rule = LeadOnDuty(tasks=("webcare",))
    assert reasons(rule, case, frozenset()) == ["no lead is on duty during Mon 23 Nov E"]


def test_a_team_without_leads_is_not_asked_for_one() -> None:
    case, rota = picture("Bob E E")
    assert reasons(LeadOnDuty(), case, rota) == []

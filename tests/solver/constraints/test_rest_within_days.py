"""A long rest within some days of work."""

from dataclasses import replace
from datetime import date
from random import Random

from hypothesis import assume, given, settings

from rotation.solver.constraints.rest_within_days import RestWithinDays
from rotation.solver.outcome import Budget, Solved
from rotation.solver.search.solve import solve
from support import make
from support.oracles.law import Worker, too_little_rest
from support.picture import picture, reasons
from support.seeds import seeds


def test_seven_days_of_work_leave_no_long_rest() -> None:
    case, rota = picture("Ann E E E E E E E")
    assert reasons(RestWithinDays(), case, rota) == [
        "Ann would not rest for 36:00 within 7 days of Mon 23 Nov E"
    ]


def test_a_free_day_is_a_long_rest() -> None:
    case, rota = picture("Ann E E E E E E .")
    assert reasons(RestWithinDays(), case, rota) == []


def test_six_days_in_a_row_over_two_weeks_are_seen_through_history() -> None:
    case, rota = picture("Ann . E E E E E E | E . . . . . .")
    assert reasons(RestWithinDays(), case, rota) == [
        "Ann would not rest for 36:00 within 7 days of Tue 17 Nov E"
    ]


def test_a_free_day_between_late_and_early_is_too_short() -> None:
    case, rota = picture("Ann E E L . E E E")
    assert len(reasons(RestWithinDays(), case, rota)) >= 1


def test_hours_are_elapsed_ones() -> None:
    """Thirty-six hours by the wall, a Friday at 19:00 to a Sunday at 7:00, are 35 in March."""
    rule = RestWithinDays(rest_minutes=32 * 60)
    spring, rota = picture("Ann E E E E L . E", monday=date(2027, 3, 22))
    ordinary, same = picture("Ann E E E E L . E")
    assert reasons(rule, ordinary, same) == []
    assert len(reasons(rule, spring, rota)) >= 1


def test_a_rest_that_ends_with_the_seventh_day_is_within_it() -> None:
    week = [make.shift("E", day, times=("09:00", "17:00")) for day in range(5)]
    for end, count in (("21:00", 0), ("21:01", 1)):
        shifts = [*week, make.shift("L", 5, times=("13:00", end))]
        case = make.case([make.member("Ann")], shifts)
        rota = frozenset((each.id, "Ann") for each in shifts)
        assert len(reasons(RestWithinDays(), case, rota)) == count


DUTCH = RestWithinDays(or_rest_minutes=72 * 60)


def test_a_longer_rest_in_parts_may_stand_instead() -> None:
    """Twice 48 hours within two weeks, though the first week has 24 of them only."""
    text = "Ann E E E E E E E  . E E E E E .  E E E E E E E"
    case, rota = picture(text, weeks=3)
    assert len(reasons(RestWithinDays(), case, rota)) >= 1
    told = reasons(DUTCH, case, rota)
    assert (
        "Ann would rest neither for 36:00 within 7 days of Sun 29 Nov E"
        " nor for 72:00 within 14 days" not in told
    )


def test_parts_that_are_too_short_do_not_count() -> None:
    """Sunday 01:00 to Monday 09:00 are 32 hours, and 40 more follow; 01:01 leaves no part."""
    for ends, count in (("01:00", 0), ("01:01", 1)):
        shifts = [make.shift("D", day, times=("09:00", "17:00")) for day in range(5)]
        shifts += [make.shift("L", 5, times=("17:00", ends))]
        shifts += [make.shift("D", day, times=("09:00", "17:00")) for day in range(7, 13)]
        case = make.case([make.member("Ann")], shifts, weeks=2)
        rota = frozenset((each.id, "Ann") for each in shifts)
        assert bool(reasons(DUTCH, case, rota)) == bool(count)
        assert reasons(RestWithinDays(), case, rota)


@settings(max_examples=40, deadline=None)
@given(random=seeds)
def test_the_audit_agrees_with_counting_minutes(random: Random) -> None:
    """On weeks of early, late and night shifts, with days off here and there."""
    letters = [random.choice("EELLN...") if random.random() < 0.9 else "EL" for _ in range(21)]
    case, rota = picture(f"Ann {' '.join(letters)}", weeks=3)
    spans = [(each.span.start, each.span.end) for each in case.shifts]
    law = too_little_rest(Worker(spans, make.ZONE, make.MONDAY), 36, 72, 32)
    assume(spans)
    assert bool(reasons(DUTCH, case, rota)) == law


def test_a_rota_is_found_that_only_the_longer_rest_allows() -> None:
    """One person for twelve days out of fourteen, the first Sunday evening among them."""
    shifts = [make.shift("E", day, times=("09:00", "17:00")) for day in (0, 1, 2, 3, 4, 7, 8, 9)]
    shifts += [make.shift("L", 5, times=("17:00", "01:00"))]
    shifts += [make.shift("E", day, times=("09:00", "17:00")) for day in (10, 11, 12)]
    case = make.case([make.member("Ann")], shifts, rules={"coverage-minimum": {}}, weeks=2)
    for rule, filled in ((DUTCH, 12), (RestWithinDays(), 11)):
        outcome = solve(replace(case, rules=(*case.rules, rule)), Budget(seconds=20, workers=1))
        assert isinstance(outcome, Solved)
        assert len(outcome.assignments) == filled

"""Which shift may not follow which on the next day."""

import time
from datetime import date

from rotation.solver.constraints.forbidden_successions import ForbiddenSuccessions
from support.picture import breaches_in, picture, reasons

LATE_EARLY = ForbiddenSuccessions(pairs=(("L", "E"),))


def test_the_second_pattern_may_not_follow_on_the_next_day() -> None:
    case, rota = picture("""
              Mon  Tue  Wed
        Ann   L    E    .
        Bob   L    .    E
    """)
    assert reasons(LATE_EARLY, case, rota) == [
        "Ann would work Tue 24 Nov E on the day after Mon 23 Nov L"
    ]


def test_the_other_order_and_other_patterns_are_free() -> None:
    case, rota = picture("""
        Ann   E    L    D    E
    """)
    assert reasons(LATE_EARLY, case, rota) == []


def test_the_last_day_before_the_planned_week_counts() -> None:
    case, rota = picture("""
        Ann   L | E
    """)
    assert len(reasons(LATE_EARLY, case, rota)) == 1


def test_each_pair_is_a_rule_of_its_own() -> None:
    case, rota = picture("""
        Ann   N    E    D
    """)
    rule = ForbiddenSuccessions(pairs=(("N", "E"), ("N", "D"), ("E", "D")))
    assert len(reasons(rule, case, rota)) == 2


def test_a_pattern_may_not_follow_itself_when_the_pair_says_so() -> None:
    case, rota = picture("""
        Ann   N    N    N
    """)
    assert len(breaches_in(ForbiddenSuccessions(pairs=(("N", "N"),)), case, rota)) == 2


def test_days_are_local_dates_also_when_the_clock_changes_between_them() -> None:
    case, rota = picture("Ann . . . . . L E", monday=date(2026, 10, 19))
    assert len(reasons(LATE_EARLY, case, rota)) == 1


def test_without_pairs_nothing_is_forbidden() -> None:
    case, rota = picture("Ann L E")
    assert reasons(ForbiddenSuccessions(), case, rota) == []


def test_a_pattern_goes_by_its_id_or_its_name() -> None:
    case, rota = picture("Ann L E")
    ids = {each.name: each.pattern for each in case.shifts}
    for late, early in (("L", "E"), (ids["L"], ids["E"]), ("L", ids["E"])):
        assert len(reasons(ForbiddenSuccessions(pairs=((late, early),)), case, rota)) == 1


def test_ten_thousand_pairs_are_read_in_the_time_of_one() -> None:
    case, rota = picture("Ann L E L E L E L")
    names = [f"pattern {at}" for at in range(99)]
    pairs = (*((one, other) for one in names for other in names), ("L", "E"))
    rule = ForbiddenSuccessions(pairs=pairs)
    started = time.process_time()
    for _ in range(20):
        assert len(reasons(rule, case, rota)) == 3
    assert time.process_time() - started < 1

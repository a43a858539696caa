"""A fair share of the unsocial hours."""

from dataclasses import replace

from rotation.solver.constraints.fair_burden import FairBurden
from support import make
from support.picture import breaches_in, reasons

SHIFTS = [make.shift("L", day, burden=2) for day in range(4)]
ALL_ANN = frozenset((each.id, "Ann") for each in SHIFTS)


def test_more_and_less_than_the_share_are_both_said() -> None:
    case = make.case([make.member("Ann"), make.member("Bob")], SHIFTS)
    assert sorted(reasons(FairBurden(), case, ALL_ANN)) == [
        "Ann would do more unsocial work than a fair share of 4 points",
        "Bob would do less unsocial work than a fair share of 4 points",
    ]


def test_the_share_follows_contract_hours() -> None:
    people = [make.member("Ann", target_minutes=1440), make.member("Bob", target_minutes=480)]
    case = make.case(people, SHIFTS)
    rota = frozenset({("0L", "Ann"), ("1L", "Ann"), ("2L", "Ann"), ("3L", "Bob")})
    assert reasons(FairBurden(), case, rota) == []


def test_each_shift_is_shared_among_those_who_are_there() -> None:
    away = tuple(make.hours(day, 0, 24) for day in range(4))
    people = [make.member("Ann"), make.member("Bob", unavailable=away)]
    assert reasons(FairBurden(), make.case(people, SHIFTS), ALL_ANN) == []
    people = [make.member("Ann"), make.member("Bob", unavailable=away[:2])]
    rota = frozenset({("0L", "Ann"), ("1L", "Ann"), ("2L", "Ann"), ("3L", "Bob")})
    assert reasons(FairBurden(), make.case(people, SHIFTS), rota) == []


def test_rota_hours_weigh_instead_of_contract_hours() -> None:
    people = [
        make.member("Ann", target_minutes=480, rota_minutes=360),
        make.member("Bob", target_minutes=2400, rota_minutes=120),
    ]
    rota = frozenset({("0L", "Ann"), ("1L", "Ann"), ("2L", "Ann"), ("3L", "Bob")})
    assert reasons(FairBurden(), make.case(people, SHIFTS), rota) == []


def test_who_has_done_enough_is_told_so_without_a_negative_share() -> None:
    people = [make.member("Ann", burden=9), make.member("Bob", burden=-9)]
    assert (
        "Ann has done more than a fair share of unsocial hours of late and would do more"
        in reasons(FairBurden(), make.case(people, SHIFTS), ALL_ANN)
    )


def test_twenty_minutes_are_shared_out_as_well() -> None:
    shifts = [make.shift("L", day, burden=1) for day in range(3)]
    people = [make.member("Ann"), make.member("Bob"), make.member("Cis")]
    case = make.case(people, shifts, burden_unit=20)
    assert len(breaches_in(FairBurden(), case, frozenset((each.id, "Ann") for each in shifts))) == 3
    fair = frozenset({("0L", "Ann"), ("1L", "Bob"), ("2L", "Cis")})
    assert breaches_in(FairBurden(), case, fair) == ()


def test_the_price_is_that_of_points_whatever_their_unit() -> None:
    people = [make.member("Ann"), make.member("Bob")]
    coarse = make.case(people, SHIFTS)
    fine = make.case(people, [replace(each, burden=8) for each in SHIFTS], burden_unit=15)
    points = [
        [each.points for each in breaches_in(FairBurden(weight=16), case, ALL_ANN)]
        for case in (coarse, fine)
    ]
    assert points[0] == points[1] == [256, 256]


def test_what_the_ledger_carries_in_counts_as_done() -> None:
    people = [make.member("Ann", burden=-4), make.member("Bob", burden=4)]
    assert reasons(FairBurden(), make.case(people, SHIFTS), ALL_ANN) == []


def test_each_unit_away_costs_more_than_the_one_before() -> None:
    case = make.case([make.member("Ann"), make.member("Bob")], SHIFTS)
    breaches = breaches_in(FairBurden(weight=1), case, ALL_ANN)
    assert [each.points for each in breaches] == [16, 16]
    one_more = frozenset({("0L", "Ann"), ("1L", "Ann"), ("2L", "Ann"), ("3L", "Bob")})
    assert [each.points for each in breaches_in(FairBurden(weight=1), case, one_more)] == [4, 4]


def test_whoever_fits_no_burdened_shift_shares_nothing() -> None:
    shifts = [make.shift("L", day, burden=2, task="mail") for day in range(4)]
    people = [make.member("Ann", tasks=frozenset({"mail"})), make.member("Bob")]
    assert reasons(FairBurden(), make.case(people, shifts), ALL_ANN) == []


def test_a_share_between_two_units_is_kept_by_either() -> None:
    shifts = [make.shift("L", day, burden=1) for day in range(3)]
    case = make.case([make.member("Ann"), make.member("Bob")], shifts)
    rota = frozenset({("0L", "Ann"), ("1L", "Ann"), ("2L", "Bob")})
    assert reasons(FairBurden(), case, rota) == []

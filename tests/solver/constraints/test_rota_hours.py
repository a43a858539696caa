"""The hours of a contract that belong to the rota."""

from rotation.solver.constraints.rota_hours import RotaHours
from support import make
from support.picture import breaches_in, reasons

SHIFTS = [make.shift("L", day, times=("17:00", "21:00")) for day in range(4)]
ALL_ANN = frozenset((each.id, "Ann") for each in SHIFTS)


def test_more_and_less_than_the_rota_hours_are_both_said() -> None:
    people = [make.member("Ann", rota_minutes=480), make.member("Bob", rota_minutes=480)]
    assert sorted(reasons(RotaHours(), make.case(people, SHIFTS), ALL_ANN)) == [
        "Ann would work more than the 8:00 of their rota hours",
        "Bob would work less than the 8:00 of their rota hours",
    ]


def test_a_contract_that_names_none_is_left_alone() -> None:
    people = [make.member("Ann"), make.member("Bob", target_minutes=480)]
    assert reasons(RotaHours(), make.case(people, SHIFTS), ALL_ANN) == []


def test_hours_even_out_with_those_before_the_planned_weeks() -> None:
    people = [
        make.member("Ann", rota_minutes=480, minutes=-480.0),
        make.member("Bob", rota_minutes=480, minutes=480.0),
    ]
    assert reasons(RotaHours(), make.case(people, SHIFTS), ALL_ANN) == []


def test_they_shrink_with_the_time_a_member_is_away() -> None:
    week = make.hours(0, 0, 7 * 24)
    people = [
        make.member("Ann", rota_minutes=960),
        make.member("Bob", rota_minutes=960, unavailable=(week,), away=(week,)),
    ]
    assert reasons(RotaHours(), make.case(people, SHIFTS), ALL_ANN) == []


def test_where_there_are_too_few_hours_everybody_has_the_less() -> None:
    people = [make.member("Ann", rota_minutes=960), make.member("Bob", rota_minutes=960)]
    half = frozenset({("0L", "Ann"), ("1L", "Ann"), ("2L", "Bob"), ("3L", "Bob")})
    assert reasons(RotaHours(), make.case(people, SHIFTS), half) == []


def test_whoever_can_take_little_comes_first_where_that_is() -> None:
    weekdays = tuple(make.hours(day, 0, 24) for day in range(2))
    people = [
        make.member("Ann", rota_minutes=480),
        make.member("Sue", rota_minutes=480, unavailable=weekdays, kept_free=weekdays),
    ]
    rota = frozenset({("0L", "Ann"), ("1L", "Ann"), ("2L", "Sue"), ("3L", "Sue")})
    assert reasons(RotaHours(), make.case(people, SHIFTS), rota) == []


def test_each_hour_away_costs_more_than_the_one_before() -> None:
    people = [make.member("Ann", rota_minutes=480), make.member("Bob", rota_minutes=480)]
    case = make.case(people, SHIFTS)
    assert [each.points for each in breaches_in(RotaHours(weight=1), case, ALL_ANN)] == [64, 64]
    one_more = frozenset({("0L", "Ann"), ("1L", "Ann"), ("2L", "Ann"), ("3L", "Bob")})
    assert [each.points for each in breaches_in(RotaHours(weight=1), case, one_more)] == [16, 16]

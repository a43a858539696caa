"""The ledger: what somebody did beyond their share."""

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from rotation.rota.case.ledger import BurdenWorked, LedgerMember, balances

MONDAY = date(2026, 11, 23)


def test_a_full_timer_and_a_half_timer_share_two_to_one() -> None:
    people = [LedgerMember("ann", 36), LedgerMember("bob", 18)]
    loads = [BurdenWorked("ann", MONDAY, 10), BurdenWorked("bob", MONDAY, 5)]
    assert balances(people, loads) == {"ann": 0, "bob": 0}


def test_who_was_not_there_yet_owes_nothing_for_that_week() -> None:
    people = [LedgerMember("ann"), LedgerMember("bob", starts_on=date(2026, 12, 1))]
    assert balances(people, [BurdenWorked("ann", MONDAY, 10)]) == {"ann": 0, "bob": 0}


def test_who_did_it_all_carries_over_what_the_others_did_not() -> None:
    people = [LedgerMember("ann"), LedgerMember("bob")]
    assert balances(people, [BurdenWorked("ann", MONDAY, 10)]) == {"ann": 5, "bob": -5}


@given(st.lists(st.tuples(st.sampled_from("abc"), st.integers(0, 40)), max_size=20))
def test_what_some_did_too_much_others_did_too_little(loads: list[tuple[str, int]]) -> None:
    people = [LedgerMember(each, hours) for each, hours in zip("abc", (36, 24, 18), strict=True)]
    found = balances(people, [BurdenWorked(who, MONDAY, burden) for who, burden in loads])
    assert abs(sum(found.values())) <= len(people) / 2

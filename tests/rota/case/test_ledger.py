"""The ledger: what somebody did beyond their share."""

from typing import Any
from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rotation.clock import new_id
from rotation.rota.case.ledger import balances, joined
from rotation.solver.case import Case
from rotation.solver.entities import Assignments, Member
from rotation.timespan import DAY
from support import make


def evenings(*people: Member, done_by: str) -> tuple[Case, Assignments]:
    """Return a week of an evening of 10 points a day, each done by the one of that letter."""
    shifts = [make.shift("L", day, burden=10) for day in range(len(done_by))]
    case = make.case(people, shifts)
    names = {each.name[0]: each.name for each in people}
    return case, frozenset((f"{day}L", names[one]) for day, one in enumerate(done_by))


def carried(*people: Member, done_by: str) -> dict[str, float]:
    """Return what each carries over."""
    found = balances(*evenings(*people, done_by=done_by)).burden
    return {who: round(points, 6) for who, points in sorted(found.items())}


def test_a_full_timer_and_a_half_timer_share_two_to_one() -> None:
    people = make.member("ann", target_minutes=2160), make.member("bob", target_minutes=1080)
    assert carried(*people, done_by="aba") == {"ann": 0, "bob": 0}


def test_rota_hours_weigh_where_a_contract_has_them() -> None:
    student = make.member("sue", target_minutes=2160, rota_minutes=240)
    people = make.member("ann", rota_minutes=480), student
    assert carried(*people, done_by="asa") == {"ann": 0, "sue": 0}


def test_who_was_not_there_yet_owes_nothing_for_that_week() -> None:
    joiner = make.member("bob", starts_on=make.MONDAY + 8 * DAY)
    assert carried(make.member("ann"), joiner, done_by="aaa") == {"ann": 0}


def test_leave_leaves_no_debt() -> None:
    away = make.member("ann", unavailable=(make.hours(0, 0, 23), make.hours(1, 0, 23)))
    assert carried(away, make.member("bob"), done_by="bbab") == {"ann": 0, "bob": 0}


def test_who_can_never_come_carries_nothing() -> None:
    people = make.member("ann"), make.member("bob")
    case, rota = evenings(*people, done_by="abab")
    analyst = make.member("cis", unavailable=tuple(make.hours(day, 0, 23) for day in range(4)))
    found = balances(make.case((*people, analyst), case.shifts), rota).burden
    assert found.get("cis", 0.0) == 0


def test_who_did_it_all_carries_over_what_the_others_did_not() -> None:
    assert carried(make.member("ann"), make.member("bob"), done_by="a") == {"ann": 5, "bob": -5}


def test_whoever_worked_could_work_whatever_is_known() -> None:
    away = make.member("ann", unavailable=(make.hours(0, 0, 23),))
    assert carried(away, make.member("bob"), done_by="a") == {"ann": 5, "bob": -5}


def test_rota_hours_owed_are_no_more_than_there_were() -> None:
    people = make.member("ann", rota_minutes=960), make.member("bob", rota_minutes=960)
    minutes = balances(*evenings(*people, done_by="ab")).minutes
    assert minutes == pytest.approx({"ann": 0, "bob": 0})
    minutes = balances(*evenings(*people, done_by="aaaa")).minutes
    assert minutes == pytest.approx({"ann": 960, "bob": -960})


def test_weeks_published_before_somebody_was_added_are_not_theirs_to_share() -> None:
    first, second, member = new_id(), new_id(), new_id()
    known = [("2026-W48", first), ("2026-W49", second)]
    assert joined(member, known) == make.MONDAY + 14 * DAY
    assert joined(first, [("2026-W49", second)]) is None
    assert joined(member, [*known, ("2026-W50", new_id())]) == make.MONDAY + 14 * DAY


def test_ids_from_elsewhere_tell_no_order() -> None:
    assert joined(uuid4(), [("2026-W48", new_id())]) is None


people_of = st.lists(
    st.tuples(
        st.sampled_from((None, 0, 600, 2160)),  # contract minutes
        st.sampled_from((None, None, 0, 240)),  # rota minutes
        st.sets(st.integers(0, 6)),  # days they cannot work
    ),
    min_size=1,
    max_size=4,
)


@given(people_of, st.lists(st.tuples(st.integers(0, 3), st.integers(0, 40)), max_size=7))
def test_the_shares_of_a_week_add_up_to_the_burden_of_its_filled_places(
    people: list[tuple[Any, Any, set[int]]], duties: list[tuple[int, int]]
) -> None:
    members = [
        make.member(
            "abcd"[at],
            target_minutes=hours,
            rota_minutes=rota,
            unavailable=tuple(make.hours(day, 0, 23) for day in sorted(away)),
        )
        for at, (hours, rota, away) in enumerate(people)
    ]
    shifts = [make.shift("L", day, burden=burden) for day, (_, burden) in enumerate(duties)]
    rota = frozenset((f"{day}L", "abcd"[who % len(members)]) for day, (who, _) in enumerate(duties))
    found = balances(make.case(members, shifts), rota)
    assert sum(found.burden.values()) == pytest.approx(0)

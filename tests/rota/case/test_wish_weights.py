"""What wishes weigh in a case."""

import pytest

from rotation.availability.leave import MemberTime
from rotation.rota.case.wish_weights import MOST, dated_weight, weighed
from support.make import hours


@pytest.mark.parametrize(
    ("days", "weeks", "weight"), [(1, 4, 5), (2, 4, 5), (3, 4, 3), (5, 4, 2), (28, 4, 1)]
)
def test_the_more_dates_somebody_asks_for_the_less_each_weighs(
    days: int, weeks: int, weight: int
) -> None:
    assert dated_weight(days, weeks) == weight


def test_weeks_planned_together_have_room_for_more_dates() -> None:
    assert dated_weight(4, 7) == 4
    assert dated_weight(1, 7) == MOST


def test_a_date_asked_for_weighs_more_than_a_habit() -> None:
    monday, tuesday, friday = (hours(day, 0, 23) for day in (0, 1, 4))
    time = MemberTime(rather_not=(monday, tuesday), dated=(tuesday,), prefers=(friday,))
    found = {each.span: (each.prefers, each.weight) for each in weighed(time, 5)}
    assert found == {friday: (True, 5), tuesday: (False, 5), monday: (False, 1)}


def test_whoever_offers_to_work_a_special_day_comes_first() -> None:
    christmas, friday = hours(1, 0, 23), hours(4, 0, 23)
    time = MemberTime(prefers=(christmas, friday), rather_not=(christmas,), dated=(christmas,))
    found = [
        (each.span, each.prefers, each.weight) for each in weighed(time, 2, [hours(1, 17, 24)])
    ]
    assert found == [(christmas, True, MOST), (friday, True, 2), (christmas, False, 2)]

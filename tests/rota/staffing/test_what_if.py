"""A week under other circumstances: what is changed, and that nothing else is."""

from dataclasses import replace
from datetime import datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from rotation.demand.prediction import predict
from rotation.demand.questions.prediction import PlannedDuty, PredictionQuestion
from rotation.rota.staffing import what_if
from rotation.rota.staffing.opening_hours import OpeningHours
from rotation.rota.staffing.what_if import WhatIfChanges
from rotation.timespan import Week
from support.prediction_questions import PARIS, week

WEEKS = [Week.parse("2026-W49")]


def under(question: PredictionQuestion, changes: WhatIfChanges) -> PredictionQuestion:
    """Return a question of the week under changes."""
    return what_if.with_changes(question, changes, WEEKS, PARIS)


def test_nothing_changed_is_the_same_question() -> None:
    asked = week(heads=2)
    assert under(asked, WhatIfChanges()) == asked


def test_a_channel_without_windows_goes_on_counting_outside_the_hours_that_close() -> None:
    asked = week(heads=2)
    always = replace(asked, channels=tuple(replace(each, windows=()) for each in asked.channels))
    closed = under(always, WhatIfChanges(hours=(OpeningHours(7, "17:00", "22:00", "closed"),)))
    before, after = (predict.answered(each).channels[0].volume for each in (always, closed))
    assert after == before
    assert len(closed.staff) == len(always.staff) - 2


def test_where_only_check_ins_are_left_people_come_for_half_an_hour_every_three() -> None:
    asked = week(heads=1)
    friday = asked.staff[4]
    changed = under(asked, WhatIfChanges(hours=(OpeningHours(5, "17:00", "22:00", "check_in"),)))
    hour = timedelta(hours=1)
    visits = [
        replace(friday, start=at, end=at + hour / 2)
        for at in (friday.start, friday.start + 3 * hour)
    ]
    assert sorted(changed.staff, key=start) == sorted(
        [*(each for each in asked.staff if each != friday), *visits], key=start
    )
    states = [each.state for each in changed.channels[0].windows]
    assert states == ["open"] * 4 + ["check_in"] + ["open"] * 2


def start(duty: PlannedDuty) -> datetime:
    """Return when a duty starts."""
    return duty.start


def minutes_of(staff: tuple[PlannedDuty, ...], member: str) -> set[int]:
    """Return the minutes of the week in which a member is on."""
    monday, minute = week().start, timedelta(minutes=1)
    own = [
        ((each.start - monday) // minute, (each.end - monday) // minute)
        for each in staff
        if each.member == member
    ]
    return {at for first, last in own for at in range(first, last)}


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 6), st.integers(0, 290), st.integers(1, 400))
def test_a_stretch_taken_off_leaves_exactly_the_other_minutes(
    day: int, after: int, length: int
) -> None:
    asked = week(heads=2)
    first, other = asked.staff[0].member, asked.staff[-1].member
    began = asked.start + timedelta(days=day, hours=17, minutes=after)
    gone = PlannedDuty(first, began, began + timedelta(minutes=length))
    left = under(asked, WhatIfChanges(removed=(gone,))).staff
    assert minutes_of(left, first) == minutes_of(asked.staff, first) - minutes_of((gone,), first)
    assert minutes_of(left, other) == minutes_of(asked.staff, other)

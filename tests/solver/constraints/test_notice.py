"""Notice."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from rotation.solver.case import Case
from rotation.solver.constraints.notice import Notice
from rotation.solver.entities import Promise
from rotation.timespan import DAY, zone
from support import make
from support.picture import picture, reasons


def changed(**more: object) -> tuple[Case, frozenset[tuple[str, str]]]:
    """Return a week in which Bob was promised what Ann has now."""
    case, rota = picture("""
        Ann   E . . .
        Bob   . . . E
    """)
    edge = case.shifts[0].span.start - DAY
    published = (Promise("0E", "Bob"), Promise("3E", "Bob"))
    return replace(case, published=published, as_of=edge, **more), rota  # type: ignore[arg-type]  # fields of a case


def test_who_gains_and_who_loses_a_near_shift_both_hear_late() -> None:
    case, rota = changed()
    assert reasons(Notice(days=2), case, rota) == [
        "Ann would hear of Mon 23 Nov E less than 2 days before",
        "Bob would hear of Mon 23 Nov E less than 2 days before",
    ]


def test_the_day_the_notice_begins_is_early_enough() -> None:
    case, rota = changed()
    assert reasons(Notice(days=1), case, rota) == []


def test_a_first_publication_is_not_asked() -> None:
    case, rota = changed()
    assert reasons(Notice(), replace(case, published=()), rota) == []


def test_without_an_instant_nothing_is_near() -> None:
    case, rota = changed()
    assert reasons(Notice(), replace(case, as_of=None), rota) == []


def test_what_has_begun_is_left_to_its_own_rule() -> None:
    case = make.case([make.member("Ann")], [make.shift("E", 0)])
    case = replace(case, as_of=case.span.end, published=(Promise("0E", "Ann"),))
    assert reasons(Notice(), case, frozenset()) == []


@pytest.mark.parametrize(
    ("saturdays", "holidays", "back"),
    [(True, (), 2), (False, (), 3), (True, (make.MONDAY - 2 * DAY,), 3)],
)
def test_a_working_day_is_no_sunday_no_holiday_and_a_saturday_by_setting(
    *, saturdays: bool, holidays: tuple[date, ...], back: int
) -> None:
    rule = Notice(days=1, working_days=True, saturdays=saturdays)
    case, rota = changed(holidays=frozenset(holidays))
    latest = case.shifts[0].span.start - back * DAY
    assert reasons(rule, replace(case, as_of=latest), rota) == []
    assert reasons(rule, replace(case, as_of=latest + timedelta(minutes=1)), rota) == [
        "Ann would hear of Mon 23 Nov E less than 1 working days before",
        "Bob would hear of Mon 23 Nov E less than 1 working days before",
    ]


def test_a_working_day_that_the_clock_shortens_is_a_day() -> None:
    """In Cairo the clock skips the first hour of Friday, 30 April 2027."""
    cairo = zone("Africa/Cairo")
    start = datetime(2027, 5, 1, 10, tzinfo=cairo)
    latest = Notice(days=2, working_days=True).latest(start, cairo, ())
    assert latest == datetime(2027, 4, 29, 10, tzinfo=cairo)
    assert start.astimezone(UTC) - latest == timedelta(hours=47)


def test_working_days_before_a_shift_on_a_sunday_are_whole() -> None:
    amsterdam = zone("Europe/Amsterdam")
    start = datetime(2026, 11, 29, 15, tzinfo=amsterdam)
    latest = Notice(days=2, working_days=True).latest(start, amsterdam, ())
    assert latest == datetime(2026, 11, 27, tzinfo=amsterdam)

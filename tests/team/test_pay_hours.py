"""Work is parted into kinds of hours: nothing is lost or doubled, whatever the clock does."""

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rotation.team import pay
from rotation.team.pay_hours import PaidDays, Supplement, amount_minor, pieces
from rotation.timespan import DAY, Span, start_of_day, zone

PARIS = zone("Europe/Paris")
ZONES = ("Europe/Paris", "Europe/Brussels", "America/New_York", "Australia/Lord_Howe", "UTC")
FULL = (
    Supplement("special_day", 150),
    Supplement("holiday", 100),
    Supplement("sunday", 50),
    Supplement("saturday", 25),
    Supplement("night", 40, "22:00", "06:00"),
    Supplement("evening", 20, "18:00", "22:00"),
)
INSTANTS = st.datetimes(datetime(2026, 1, 1), datetime(2027, 12, 30)).map(
    lambda at: at.replace(tzinfo=UTC)
)


@given(
    st.sampled_from(ZONES),
    INSTANTS,
    st.timedeltas(timedelta(minutes=1), timedelta(days=3)),
    st.permutations(FULL),
)
def test_hours_by_kind_sum_to_elapsed_hours(
    name: str, start: datetime, length: timedelta, supplements: list[Supplement]
) -> None:
    work = Span(start, start + length)
    special = Span(start + length / 3, start + length / 2 + timedelta.resolution)
    days = PaidDays({start.date(), date(2026, 12, 25)}, (special,))
    found = list(pieces(work, supplements, days, zone(name)))
    assert found[0].span.start == work.start
    assert found[-1].span.end == work.end
    for one, other in pairwise(found):
        assert one.span.end == other.span.start
    assert sum((each.span.length for each in found), timedelta()) == length


@pytest.mark.parametrize(
    ("day", "hours"), [(date(2026, 3, 28), 7), (date(2026, 10, 24), 9), (date(2026, 6, 6), 8)]
)
def test_a_night_through_a_clock_change_has_its_elapsed_hours(day: date, hours: int) -> None:
    start = start_of_day(day, PARIS) + 22 * timedelta(hours=1)
    end = start_of_day(day + DAY, PARIS) + (hours - 2) * timedelta(hours=1)
    assert end.astimezone(PARIS).hour == 6
    night = (Supplement("night", 40, "22:00", "06:00"),)
    (found,) = pieces(Span(start, end), night, PaidDays(), PARIS)
    assert (found.kind, found.span.length) == ("night", timedelta(hours=hours))


def test_the_highest_supplement_holds_alone() -> None:
    # 1 May 2026 is a Friday: its evening is holiday time, not evening time as well.
    start = start_of_day(date(2026, 5, 1), PARIS) + timedelta(hours=16)
    days = PaidDays({date(2026, 5, 1)})
    found = list(pieces(Span(start, start + timedelta(hours=10)), FULL, days, PARIS))
    assert [(each.kind, each.span.length / timedelta(hours=1)) for each in found] == [
        ("holiday", 2),
        ("holiday", 4),
        ("holiday", 2),
        ("night", 2),
    ]


def test_only_the_first_of_may_is_doubled_by_french_law() -> None:
    law = pay.presets()["fr"].supplements
    for day, percent in ((date(2026, 5, 1), 100), (date(2026, 12, 25), 0)):
        start = start_of_day(day, PARIS) + timedelta(hours=9)
        days = PaidDays({day})
        (found,) = pieces(Span(start, start + timedelta(hours=8)), law, days, PARIS)
        assert (found.kind, found.percent) == ("holiday", percent)


def test_presets_name_their_sources() -> None:
    assert set(pay.presets()) == {"be", "fr", "nl"}
    for each in pay.presets().values():
        assert each.supplements
        assert all(one.reference for one in each.supplements)


@given(
    st.timedeltas(timedelta(), timedelta(days=40)),
    st.integers(0, 10_000_000),
    st.integers(0, 500),
)
def test_an_amount_is_the_nearest_whole_cent(time: timedelta, rate: int, percent: int) -> None:
    exact = (time // timedelta.resolution) * rate * (100 + percent)
    unit = 3_600_000_000 * 100
    assert abs(2 * (amount_minor(time, rate, percent) * unit - exact)) <= unit

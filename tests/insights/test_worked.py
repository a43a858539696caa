"""What was worked is counted once, in elapsed hours, and periods add up to the whole."""

from collections import Counter
from datetime import UTC, date, datetime, timedelta
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rotation.availability.leave import MemberTime
from rotation.insights import worked
from rotation.insights.worked import WorkedTime
from rotation.rota.case.granted_wishes import wish_outcomes
from rotation.rota.timeline import DutySpan
from rotation.timespan import (
    DAY,
    Span,
    Week,
    merged,
    start_of_day,
    touches,
    wall_span,
    zone,
)

PARIS = zone("Europe/Paris")
ANN, BOB = UUID(int=1), UUID(int=2)
ZONES = ("Europe/Paris", "America/New_York", "Australia/Lord_Howe", "Pacific/Auckland", "UTC")


def duty(
    member: UUID,
    day: date,
    times: tuple[str, str] = ("17:00", "22:00"),
    number: int = 0,
    in_zone: str = "Europe/Paris",
) -> DutySpan:
    """Return a duty of a shift of its own."""
    span = wall_span(day, *times, zone(in_zone))
    assert span is not None
    return DutySpan(
        slot=UUID(int=100 + number),
        member=member,
        start=span.start,
        end=span.end,
        timezone=in_zone,
        week=str(Week.of(day)),
        day=day,
        shift_id=UUID(int=500 + number),
        burden=number % 7,
    )


def spanning(first: date, last: date, in_zone: str = "Europe/Paris") -> Span:
    there = zone(in_zone)
    return Span(start_of_day(first, there), start_of_day(last, there))


def of_ann(duties: list[DutySpan], first: date, last: date, by: worked.By) -> list[WorkedTime]:
    parts = worked.periods(spanning(first, last), by, PARIS)
    return [each.get(ANN, WorkedTime()) for each in worked.figures(duties, {}, parts)]


@pytest.mark.parametrize(
    ("night", "hours"),
    [(date(2026, 10, 24), 9.0), (date(2027, 3, 27), 7.0), (date(2026, 11, 24), 8.0)],
)
def test_a_night_over_a_clock_change_counts_its_elapsed_hours(night: date, hours: float) -> None:
    (found,) = of_ann([duty(ANN, night, ("22:00", "06:00"))], night, night + 7 * DAY, "all")
    assert found.time == timedelta(hours=hours)


def test_months_are_those_of_the_zone() -> None:
    span = spanning(date(2026, 10, 10), date(2027, 1, 5))
    parts = worked.periods(span, "month", PARIS)
    assert [each.label for each in parts] == ["2026-10", "2026-11", "2026-12", "2027-01"]
    assert parts[0].span == spanning(date(2026, 10, 10), date(2026, 11, 1))
    assert parts[1].span.start == datetime(2026, 10, 31, 23, tzinfo=UTC)
    assert parts[-1].span.end == span.end


def test_the_last_evening_of_a_month_belongs_to_it_though_it_ends_in_the_next() -> None:
    late = duty(ANN, date(2026, 11, 30), ("22:00", "06:00"))
    first = duty(ANN, date(2026, 12, 1), ("00:00", "01:00"), 1)
    november, december = of_ann([first, late], date(2026, 11, 1), date(2027, 1, 1), "month")
    assert (november.time, november.shifts) == (timedelta(hours=8), 1)
    assert (december.time, december.shifts) == (timedelta(hours=1), 1)


def test_what_begins_before_the_report_does_not_count() -> None:
    late = duty(ANN, date(2026, 11, 30), ("22:00", "06:00"))
    assert of_ann([late], date(2026, 12, 1), date(2027, 1, 1), "month") == [WorkedTime()]


def test_two_parts_of_one_shift_are_one_shift() -> None:
    whole = duty(ANN, date(2026, 12, 1))
    cut = [whole.start + timedelta(hours=each) for each in (1, 2)]
    parts = [
        DutySpan(**{**vars(whole), "end": cut[0]}),
        DutySpan(**{**vars(whole), "start": cut[1], "name": "part:1"}),
        DutySpan(**{**vars(whole), "start": cut[0], "end": cut[1], "name": "o", "member": BOB}),
    ]
    (found,) = worked.figures(
        parts, {}, worked.periods(spanning(date(2026, 12, 1), date(2026, 12, 2)), "all", PARIS)
    )
    assert (found[ANN].shifts, found[ANN].time) == (1, timedelta(hours=4))
    assert (found[BOB].shifts, found[BOB].time) == (1, timedelta(hours=1))


def test_saturday_and_sunday_are_one_weekend_also_over_the_end_of_a_month() -> None:
    saturday, sunday = date(2026, 10, 31), date(2026, 11, 1)
    both = [duty(ANN, saturday), duty(ANN, sunday, number=1)]
    assert [each.weekends for each in of_ann(both, saturday, date(2026, 12, 1), "month")] == [1, 0]
    assert of_ann(both[1:], saturday, date(2026, 12, 1), "month")[1].weekends == 1
    friday = duty(ANN, date(2026, 10, 30), ("22:00", "06:00"))
    assert of_ann([friday], date(2026, 10, 1), date(2026, 11, 1), "all")[0].weekends == 0


def naive(duties: list[DutySpan], span: Span) -> dict[UUID, tuple[timedelta, int, int, float]]:
    """Count by member (time, shifts, weekends, burden) without any periods."""
    found = {}
    for member in (ANN, BOB):
        own = [
            each for each in duties if each.member == member and span.start <= each.start < span.end
        ]
        saturdays = {d.day - DAY * (d.day.weekday() - 5) for d in own if d.day.weekday() > 4}
        found[member] = (
            sum((each.end - each.start for each in own), timedelta()),
            len({each.shift_id for each in own}),
            len(saturdays),
            sum(each.burden for each in own),
        )
    return found


@given(
    st.lists(
        st.tuples(
            st.sampled_from([ANN, BOB]),
            st.integers(-3, 100),
            st.sampled_from([("17:00", "22:00"), ("22:00", "06:00"), ("00:00", "24:00")]),
        ),
        max_size=30,
    ),
    st.sampled_from(ZONES),
    st.sampled_from([date(2026, 9, 20), date(2027, 2, 25), date(2026, 10, 1)]),
    st.integers(1, 95),
    st.sampled_from(["month", "week", "all"]),
)
def test_periods_add_up_to_what_a_naive_count_finds(
    drawn: list[tuple[UUID, int, tuple[str, str]]], name: str, first: date, days: int, by: worked.By
) -> None:
    duties = [
        duty(member, first + DAY * day, times, number, name)
        for number, (member, day, times) in enumerate(drawn)
    ]
    span = spanning(first, first + DAY * days, name)
    parts = worked.periods(span, by, zone(name))
    assert [each.span.start for each in parts[1:]] == [each.span.end for each in parts[:-1]]
    assert (parts[0].span.start, parts[-1].span.end) == (span.start, span.end)
    found = worked.figures(duties, {}, parts)
    for member, expected in naive(duties, span).items():
        all_of_it = worked.total(each.get(member, WorkedTime()) for each in found)
        assert (all_of_it.time, all_of_it.shifts, all_of_it.weekends, all_of_it.burden) == expected


def hour(number: int) -> datetime:
    return datetime(2026, 12, 1, tzinfo=UTC) + timedelta(hours=number)


SPANS = st.lists(
    st.tuples(st.integers(0, 40), st.integers(1, 8)).map(lambda d: Span(hour(d[0]), hour(sum(d)))),
    max_size=8,
)


@given(SPANS, SPANS, SPANS, SPANS)
def test_a_wish_is_granted_as_an_hour_by_hour_walk_says(
    likes: list[Span], dislikes: list[Span], own: list[Span], others: list[Span]
) -> None:
    def works(spans: list[Span], wish: Span) -> bool:
        hours = [hour(each) for each in range(60) if hour(each) in wish]
        return any(each in span for each in hours for span in spans)

    expected: Counter[tuple[Span, bool]] = Counter()
    for wish in likes:
        if works(own + others, wish):
            expected[wish, works(own, wish)] += 1
    for wish in dislikes:
        if works(own + others, wish):
            expected[wish, not works(own, wish)] += 1
    time = MemberTime(rather_not=tuple(dislikes), prefers=tuple(likes))
    assert Counter(wish_outcomes(time, merged(own), merged(own + others))) == expected


@given(SPANS, SPANS)
def test_touching_is_overlapping_any(spans: list[Span], asked: list[Span]) -> None:
    for span in asked:
        assert touches(merged(spans), span) == any(each.overlaps(span) for each in spans)


def test_twenty_minutes_a_week_are_an_hour_in_three() -> None:
    assert sorted(worked.hundredths([timedelta(minutes=20)] * 3)) == [33, 33, 34]


@given(st.lists(st.integers(0, 10**6), max_size=60))
def test_hours_of_periods_add_up_and_none_is_off_by_a_hundredth(seconds: list[int]) -> None:
    times = [timedelta(seconds=each) for each in seconds]
    found = worked.hundredths(times)
    assert sum(found) == round(sum(seconds) / 36)
    assert all(abs(36 * got - each) < 36 for got, each in zip(found, seconds, strict=True))

"""Wall time and instants: every vector of the time rules, and properties over all transitions."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rotation.errors import Impossible, SpanEndsBeforeItStarts, TimeDoesNotExist
from rotation.timespan import (
    Span,
    Week,
    at_wall,
    merged,
    minus,
    readings,
    start_of_day,
    wall_minutes,
    wall_span,
    zone,
)

ZONES = [
    "Europe/Paris",
    "America/New_York",
    "Australia/Lord_Howe",
    "Africa/Cairo",
    "America/Santiago",
    "America/Vancouver",
    "Asia/Kolkata",
    "UTC",
]
DAYS = st.dates(date(2025, 1, 1), date(2028, 12, 31))
INSTANTS = st.datetimes(datetime(2025, 1, 1), datetime(2028, 1, 1)).map(
    lambda naive: naive.replace(tzinfo=UTC, second=0, microsecond=0)
)


@pytest.mark.parametrize(
    ("name", "day", "start", "end", "hours"),
    [
        ("Europe/Paris", date(2027, 3, 27), "22:00", "06:00", 7),
        ("Europe/Paris", date(2026, 10, 24), "22:00", "06:00", 9),
        ("Europe/Amsterdam", date(2026, 10, 24), "22:00", "06:00", 9),
        ("Europe/Paris", date(2027, 3, 27), "22:00", "09:00", 10),
        ("Europe/Paris", date(2026, 10, 24), "23:00", "09:00", 11),
        ("America/New_York", date(2027, 3, 14), "00:00", "08:00", 7),
        ("America/New_York", date(2026, 11, 1), "00:00", "08:00", 9),
        ("Australia/Lord_Howe", date(2026, 10, 3), "22:00", "06:00", 7.5),
        ("Australia/Lord_Howe", date(2027, 4, 3), "22:00", "06:00", 8.5),
    ],
)
def test_a_wall_clock_stretch_has_its_elapsed_length(
    name: str, day: date, start: str, end: str, hours: float
) -> None:
    span = wall_span(day, start, end, zone(name))
    assert span is not None
    assert span.length == timedelta(hours=hours)


@pytest.mark.parametrize(
    ("name", "wall", "neighbours"),
    [
        ("Europe/Paris", datetime(2027, 3, 28, 2, 30), ("01:59", "03:00")),
        ("Australia/Lord_Howe", datetime(2026, 10, 4, 2, 15), ("01:59", "02:30")),
        ("Africa/Cairo", datetime(2027, 4, 30, 0, 30), ("23:59", "01:00")),
        ("America/Santiago", datetime(2026, 9, 6, 0, 30), ("23:59", "01:00")),
    ],
)
def test_a_time_in_a_gap_is_refused_with_its_neighbours(
    name: str, wall: datetime, neighbours: tuple[str, str]
) -> None:
    with pytest.raises(TimeDoesNotExist) as refused:
        at_wall(wall, zone(name))
    shown = [datetime.fromisoformat(each) for each in refused.value.extra["neighbours"]]
    assert [f"{each:%H:%M}" for each in shown] == list(neighbours)
    assert shown[1] - shown[0] == timedelta(minutes=1)


def test_a_recurring_time_in_a_gap_moves_forward_by_its_length() -> None:
    moved = at_wall(datetime(2027, 3, 28, 2, 30), zone("Europe/Paris"), shift_forward=True)
    assert moved == datetime(2027, 3, 28, 1, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("name", "wall", "first", "second"),
    [
        ("Europe/Paris", datetime(2026, 10, 25, 2, 30), "00:30", "01:30"),
        ("Australia/Lord_Howe", datetime(2027, 4, 4, 1, 45), "14:45", "15:15"),
        ("America/New_York", datetime(2026, 11, 1, 1, 30), "05:30", "06:30"),
    ],
)
def test_in_a_fold_a_start_is_the_first_reading_and_an_end_the_second(
    name: str, wall: datetime, first: str, second: str
) -> None:
    assert f"{at_wall(wall, zone(name)):%H:%M}" == first
    assert f"{at_wall(wall, zone(name), is_end=True):%H:%M}" == second


def test_the_pinned_zone_data_are_used_not_those_of_the_machine() -> None:
    shown = datetime(2026, 11, 23, 12, tzinfo=UTC).astimezone(zone("America/Vancouver"))
    assert shown.utcoffset() == timedelta(hours=-7)


@pytest.mark.parametrize(
    ("week", "name", "hours"),
    [
        ("2026-W43", "Europe/Paris", 169),
        ("2027-W12", "Europe/Paris", 167),
        ("2026-W48", "Europe/Paris", 168),
        ("2026-W40", "Australia/Lord_Howe", 167.5),
        ("2027-W13", "Australia/Lord_Howe", 168.5),
    ],
)
def test_a_week_has_its_elapsed_hours(week: str, name: str, hours: float) -> None:
    assert Week.parse(week).span(zone(name)).length == timedelta(hours=hours)


def test_2026_has_a_week_53_and_2027_has_not() -> None:
    assert Week.of(date(2027, 1, 1)) == Week.parse("2026-W53")
    assert Week.parse("2026-W53").days[4] == date(2027, 1, 1)
    with pytest.raises(Impossible):
        Week.parse("2027-W53")


@pytest.mark.parametrize("text", ["2026-48", "2026-W00", "2026-W54", "W48", "٢٠٢٦-W48", ""])
def test_what_is_no_week_is_refused(text: str) -> None:
    with pytest.raises(Impossible):
        Week.parse(text)


@pytest.mark.parametrize("text", ["24:01", "7:00", "17.00", "17:60", "", "٠٧:٠٠", "17:00 "])
def test_what_is_no_wall_time_is_refused(text: str) -> None:
    with pytest.raises(Impossible):
        wall_minutes(text)


@given(INSTANTS, st.sampled_from(ZONES))
def test_an_instant_is_one_of_the_readings_of_its_wall_time(instant: datetime, name: str) -> None:
    wall = instant.astimezone(zone(name)).replace(tzinfo=None, fold=0)
    assert instant in readings(wall, zone(name))


@given(DAYS, st.sampled_from(ZONES))
def test_days_follow_each_other_without_gap_or_overlap(day: date, name: str) -> None:
    start, end = start_of_day(day, zone(name)), start_of_day(day + timedelta(days=1), zone(name))
    assert start.astimezone(zone(name)).date() == day
    assert (end - timedelta.resolution).astimezone(zone(name)).date() == day


@given(DAYS, st.sampled_from(ZONES), st.integers(1, 23))
def test_adjoining_shifts_of_a_day_have_no_gap(day: date, name: str, cut: int) -> None:
    early = wall_span(day, "00:00", f"{cut:02d}:00", zone(name))
    late = wall_span(day, f"{cut:02d}:00", "24:00", zone(name))
    assert early is not None
    assert late is not None
    in_fold = len(readings(datetime.combine(day, time(cut)), zone(name))) == 2
    assert early.end == late.start or (in_fold and early.end > late.start)


@given(st.lists(st.tuples(st.integers(0, 50), st.integers(1, 20)), max_size=12))
def test_merged_spans_cover_the_same_minutes(pairs: list[tuple[int, int]]) -> None:
    zero = datetime(2026, 1, 1, tzinfo=UTC)
    spans = [
        Span(zero + timedelta(minutes=first), zero + timedelta(minutes=first + length))
        for first, length in pairs
    ]
    together = merged(spans)
    for minute in range(75):
        at = zero + timedelta(minutes=minute)
        assert sum(at in span for span in together) == any(at in span for span in spans)


@given(*[st.lists(st.tuples(st.integers(0, 50), st.integers(1, 20)), max_size=8)] * 2)
def test_what_is_taken_out_of_spans_is_gone_and_the_rest_stays(
    pairs: list[tuple[int, int]], taken: list[tuple[int, int]]
) -> None:
    zero = datetime(2026, 1, 1, tzinfo=UTC)
    spans, others = (
        merged(
            Span(zero + timedelta(minutes=first), zero + timedelta(minutes=first + length))
            for first, length in each
        )
        for each in (pairs, taken)
    )
    left = minus(spans, others)
    assert left == merged(left)
    for minute in range(75):
        at = zero + timedelta(minutes=minute)
        wanted = any(at in span for span in spans) and not any(at in span for span in others)
        assert any(at in span for span in left) == wanted


def test_a_span_refuses_naive_and_reversed_times() -> None:
    now = datetime(2026, 1, 1, tzinfo=UTC)
    with pytest.raises(Impossible):
        Span(now.replace(tzinfo=None), now)
    with pytest.raises(SpanEndsBeforeItStarts):
        Span(now, now)


def test_taking_a_span_out_of_another_leaves_the_rest() -> None:
    now = datetime(2026, 1, 1, tzinfo=UTC)
    hour = timedelta(hours=1)
    whole, middle = Span(now, now + 3 * hour), Span(now + hour, now + 2 * hour)
    assert whole.without(middle) == [Span(now, now + hour), Span(now + 2 * hour, now + 3 * hour)]
    assert middle.without(whole) == []
    assert whole.within(middle) == middle

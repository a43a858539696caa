"""What is known of a member's time, minute by minute."""

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from rotation.availability import weeks
from rotation.availability.leave import MemberTime, StatedTime, together
from rotation.availability.weeks import AvailabilityEntry, Kind
from rotation.timespan import Span, Week, start_of_day, wall_minutes, zone

MINUTE = timedelta(minutes=1)
PARIS, LORD_HOWE = zone("Europe/Paris"), zone("Australia/Lord_Howe")
MONDAY = date(2026, 11, 30)


def hours(day: date, start: str, end: str, in_zone: ZoneInfo = PARIS) -> Span:
    """Return hours of a local day; times that the clock shows once."""
    midnight = datetime.combine(day, datetime.min.time())
    first, last = (midnight + MINUTE * wall_minutes(each) for each in (start, end))
    return Span(first.replace(tzinfo=in_zone), last.replace(tzinfo=in_zone))


def week_of(day: date, in_zone: ZoneInfo = PARIS) -> Span:
    """Return the week a day lies in."""
    return Week.of(day).span(in_zone)


def of_kind(
    kind: Kind, *entries: AvailabilityEntry, day: date = MONDAY, zone: ZoneInfo = PARIS
) -> list[Span]:
    """Return the spans of a kind that entries mean in the week of a day."""
    return weeks.dated(entries, zone, week_of(day, zone))[kind]


@pytest.mark.parametrize(
    ("in_zone", "sunday", "minutes"),
    [
        (PARIS, date(2026, 3, 29), 3 * 60),
        (PARIS, date(2026, 10, 25), 5 * 60),
        (LORD_HOWE, date(2026, 10, 4), 3 * 60 + 30),
        (LORD_HOWE, date(2026, 4, 5), 4 * 60 + 30),
        (PARIS, date(2026, 11, 29), 4 * 60),
    ],
)
def test_a_night_lasts_as_long_as_the_clock_makes_it(
    in_zone: ZoneInfo, sunday: date, minutes: int
) -> None:
    night = AvailabilityEntry(7, "01:00", "05:00", "cannot")
    (found,) = of_kind("cannot", night, day=sunday, zone=in_zone)
    assert found.start == hours(sunday, "01:00", "24:00", in_zone).start
    assert found.minutes == minutes


def test_times_that_the_clock_skips_move_forward_by_its_length() -> None:
    spring = date(2026, 3, 29)
    assert of_kind("cannot", AvailabilityEntry(7, "02:30", "04:00", "cannot"), day=spring) == [
        hours(spring, "03:30", "04:00")
    ]
    assert of_kind("cannot", AvailabilityEntry(7, "02:30", "03:15", "cannot"), day=spring) == []


def test_times_that_come_twice_are_meant_from_the_first_to_the_second() -> None:
    autumn = date(2026, 10, 25)
    assert of_kind("cannot", AvailabilityEntry(7, "02:15", "02:45", "cannot"), day=autumn) == [
        Span(datetime(2026, 10, 25, 0, 15, tzinfo=UTC), datetime(2026, 10, 25, 1, 45, tzinfo=UTC))
    ]


def test_an_end_that_is_not_later_lies_in_the_next_day() -> None:
    tuesday = MONDAY + timedelta(days=1)
    assert of_kind("cannot", AvailabilityEntry(1, "22:00", "06:00", "cannot")) == [
        Span(hours(MONDAY, "22:00", "24:00").start, hours(tuesday, "00:00", "06:00").end)
    ]
    whole_day = of_kind("cannot", AvailabilityEntry(1, "00:00", "24:00", "cannot"))
    assert whole_day == of_kind("cannot", AvailabilityEntry(1, "00:00", "00:00", "cannot"))
    assert whole_day == [Span(start_of_day(MONDAY, PARIS), start_of_day(tuesday, PARIS))]


def test_the_night_of_the_sunday_before_reaches_into_the_week() -> None:
    assert of_kind("cannot", AvailabilityEntry(7, "22:00", "06:00", "cannot"))[0] == hours(
        MONDAY, "00:00", "06:00"
    )


def test_can_takes_its_hours_out_and_cannot_beats_rather_not() -> None:
    entries = (
        AvailabilityEntry(1, "00:00", "24:00", "cannot"),
        AvailabilityEntry(1, "17:00", "21:00", "can"),
        AvailabilityEntry(2, "08:00", "12:00", "rather_not"),
        AvailabilityEntry(2, "10:00", "11:00", "cannot"),
        AvailabilityEntry(2, "11:30", "12:00", "can"),
    )
    tuesday = MONDAY + timedelta(days=1)
    assert of_kind("cannot", *entries) == [
        hours(MONDAY, "00:00", "17:00"),
        hours(MONDAY, "21:00", "24:00"),
        hours(tuesday, "10:00", "11:00"),
    ]
    assert of_kind("rather_not", *entries) == [
        hours(tuesday, "08:00", "10:00"),
        hours(tuesday, "11:00", "11:30"),
    ]


def test_a_dated_wish_beats_the_recurring_week_for_its_minutes_only() -> None:
    known = StatedTime(
        week=(AvailabilityEntry(1, "08:00", "18:00", "rather_not"),),
        wishes=[(hours(MONDAY, "10:00", "12:00"), "prefer")],
    )
    found = together(known, PARIS, week_of(MONDAY))
    assert found.rather_not == (
        hours(MONDAY, "08:00", "10:00"),
        hours(MONDAY, "12:00", "18:00"),
    )
    assert found.prefers == (hours(MONDAY, "10:00", "12:00"),)


def test_of_two_wishes_the_later_one_holds_where_they_clash() -> None:
    wishes = [
        (hours(MONDAY, "10:00", "14:00"), "prefer"),
        (hours(MONDAY, "12:00", "16:00"), "rather_not"),
    ]
    found = together(StatedTime(wishes=wishes), PARIS, week_of(MONDAY))
    assert found.prefers == (hours(MONDAY, "10:00", "12:00"),)
    assert found.rather_not == (hours(MONDAY, "12:00", "16:00"),)


def test_two_days_in_a_row_that_are_liked_are_two_wishes() -> None:
    tuesday = MONDAY + timedelta(days=1)
    days = [hours(MONDAY, "00:00", "24:00"), hours(tuesday, "00:00", "24:00")]
    liked, disliked = [(each, "prefer") for each in days], [(each, "rather_not") for each in days]
    assert together(StatedTime(wishes=liked), PARIS, week_of(MONDAY)).prefers == tuple(days)
    (one,) = together(StatedTime(wishes=disliked), PARIS, week_of(MONDAY)).rather_not
    assert one == Span(days[0].start, days[1].end)


def test_no_wish_beats_an_absence() -> None:
    wished = (hours(MONDAY, "10:00", "14:00"), "prefer")
    known = StatedTime(away=[hours(MONDAY, "12:00", "13:00")], wishes=[wished])
    found = together(known, PARIS, week_of(MONDAY))
    assert found.cannot == (hours(MONDAY, "12:00", "13:00"),)
    assert found.prefers == (hours(MONDAY, "10:00", "12:00"), hours(MONDAY, "13:00", "14:00"))


KINDS: st.SearchStrategy[Kind] = st.sampled_from(["can", "rather_not", "cannot"])
# The oracle reads the clock of each minute, so it knows no times that are skipped or come twice.
PLAIN = st.sampled_from(
    [f"{hour:02d}:{minute:02d}" for hour in (0, 4, 5, 12, 23) for minute in (0, 20)]
)
ENTRIES = st.builds(AvailabilityEntry, st.integers(1, 7), PLAIN, PLAIN, KINDS)


@st.composite
def spans(draw: st.DrawFn, around: Span) -> Span:
    """Draw a span of up to a day that may reach out of another one."""
    start = around.start + draw(st.integers(-600, around.minutes)) * MINUTE
    return Span(start, start + draw(st.integers(1, 1500)) * MINUTE)


@st.composite
def cases(draw: st.DrawFn) -> tuple[StatedTime, ZoneInfo, Span]:
    """Draw what is known of a member in a week, some with a clock change."""
    in_zone, day = draw(
        st.sampled_from(
            [
                (PARIS, date(2026, 3, 29)),
                (PARIS, date(2026, 10, 25)),
                (LORD_HOWE, date(2026, 10, 4)),
                (LORD_HOWE, date(2026, 4, 5)),
                (PARIS, MONDAY),
            ]
        )
    )
    around = week_of(day, in_zone)
    wishes = st.tuples(spans(around), st.sampled_from(["prefer", "rather_not"]))
    known = StatedTime(
        tuple(draw(st.lists(ENTRIES, max_size=5))),
        draw(st.lists(spans(around), max_size=3)),
        draw(st.lists(wishes, max_size=3)),
    )
    return known, in_zone, around


def meant(entry: AvailabilityEntry, shown: datetime) -> bool:
    """Tell whether an entry is about a minute, by what the clock on the wall shows."""
    first, last = wall_minutes(entry.start), wall_minutes(entry.end)
    last += 1440 if last <= first else 0
    minutes = shown.hour * 60 + shown.minute
    weekday = shown.isoweekday()
    today = weekday == entry.weekday and first <= minutes < last
    return today or (weekday == entry.weekday % 7 + 1 and first <= minutes + 1440 < last)


def oracle(known: StatedTime, in_zone: ZoneInfo, instant: datetime) -> str:
    """Return what holds at a minute, straight from the rules."""
    said = {each.kind for each in known.week if meant(each, instant.astimezone(in_zone))}
    cannot = "cannot" in said and "can" not in said
    if cannot or any(instant in each for each in known.away):
        return "cannot"
    for wish, kind in reversed(known.wishes):
        if instant in wish:
            return "prefers" if kind == "prefer" else kind
    return "rather_not" if "rather_not" in said and "can" not in said else ""


@settings(max_examples=60)
@given(cases())
@example(
    (StatedTime((AvailabilityEntry(6, "23:00", "00:20", "rather_not"),)), PARIS, week_of(MONDAY))
)
@example(
    (
        StatedTime((AvailabilityEntry(7, "23:00", "04:00", "cannot"),)),
        PARIS,
        week_of(date(2026, 10, 25)),
    )
)
def test_every_minute_is_what_the_rules_say(case: tuple[StatedTime, ZoneInfo, Span]) -> None:
    known, in_zone, around = case
    found = together(known, in_zone, around)
    told = ("cannot", "rather_not", "prefers")
    for step in range(0, around.minutes, 10):
        instant = around.start + step * MINUTE
        says = [name for name in told if any(instant in each for each in getattr(found, name))]
        assert says == [each for each in [oracle(known, in_zone, instant)] if each], instant
    assert_tidy(found, around)


def assert_tidy(found: MemberTime, around: Span) -> None:
    """Check that each kind is disjoint, in order and within the span."""
    for spans_of_kind in (found.cannot, found.rather_not, found.prefers):
        assert all(one.end <= other.start for one, other in pairwise(spans_of_kind))
        assert all(each.within(around) == each for each in spans_of_kind)

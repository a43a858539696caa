"""The timeline: slots and overrides become duty spans."""

from datetime import UTC, date, datetime, timedelta
from uuid import UUID, uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rotation.rota import timeline
from rotation.rota.shifts import Slot, shift_id, slot_id
from rotation.rota.timeline import Override, duty_spans, on_duty
from rotation.timespan import Week, wall_span, zone

PATTERN = UUID(int=7)
ANN, BOB, CLEO = UUID(int=1), UUID(int=2), UUID(int=3)
NINE = datetime(2026, 11, 24, 9, tzinfo=UTC)
HOUR = timedelta(hours=1)


def slot(
    start: datetime, hours: float, member: UUID | None = ANN, seat: int = 1, channel: str = "x"
) -> Slot:
    day = start.date()
    return Slot(
        id=slot_id(PATTERN, day, seat) if seat < 100 else uuid4(),
        shift_id=shift_id(PATTERN, day),
        pattern_id=PATTERN,
        pattern="Late",
        seat=seat,
        week=str(Week.of(day)),
        day=day,
        start=start,
        end=start + hours * HOUR,
        local_start="",
        local_end="",
        timezone="Europe/Paris",
        task="webcare",
        channels=(channel,),
        burden=8,
        member=member,
    )


def override(start: float, end: float, member: UUID = BOB, **where: object) -> Override:
    made = {"slot": None, "channel": None, **where}
    return Override(uuid4(), NINE + start * HOUR, NINE + end * HOUR, member, **made)  # type: ignore[arg-type]  # fields of different types


def drawn(spans: list[timeline.DutySpan]) -> list[tuple[float, float, UUID, str]]:
    return [
        ((each.start - NINE) / HOUR, (each.end - NINE) / HOUR, each.member, each.name.split(":")[0])
        for each in spans
    ]


def test_a_holder_is_on_duty_for_the_whole_slot() -> None:
    assert drawn(duty_spans([slot(NINE, 8)], [], "Europe/Paris")) == [(0, 8, ANN, "")]


def test_an_open_slot_puts_nobody_on_duty() -> None:
    assert duty_spans([slot(NINE, 8, None)], [], "Europe/Paris") == []


def test_a_stand_in_takes_a_part_and_the_holder_keeps_the_rest() -> None:
    place = slot(NINE, 8)
    found = duty_spans([place], [override(2, 4, slot=place.id)], "Europe/Paris")
    assert drawn(found) == [(0, 2, ANN, ""), (2, 4, BOB, "override"), (4, 8, ANN, "part")]


def test_the_burden_of_a_slot_is_split_by_time() -> None:
    place = slot(NINE, 8)
    found = duty_spans([place], [override(6, 8, slot=place.id)], "Europe/Paris")
    assert [(each.member, each.burden) for each in found] == [(ANN, 6), (BOB, 2)]


def test_the_parts_of_a_slot_have_the_burden_of_the_whole() -> None:
    """Eight points in three equal parts: rounded one by one they would be more than eight."""
    found = duty_spans([slot(NINE, 3)], [override(1, 2)], "Europe/Paris")
    assert [each.burden for each in found] == [2.6667, 2.6666, 2.6667]
    assert round(sum(each.burden for each in found), 4) == 8


def test_the_later_override_wins() -> None:
    place = slot(NINE, 8)
    first, second = override(0, 8, slot=place.id), override(3, 5, CLEO, slot=place.id)
    found = duty_spans([place], [first, second], "Europe/Paris")
    assert [each[2] for each in drawn(found)] == [BOB, CLEO, BOB]


def test_an_override_of_a_channel_takes_one_of_its_holders() -> None:
    one, two = slot(NINE, 4, ANN, 1), slot(NINE, 4, CLEO, 2)
    found = duty_spans([one, two], [override(0, 4, channel="x")], "Europe/Paris")
    assert {each.member for each in found} == {BOB, CLEO}


def test_an_override_of_a_channel_nobody_serves_is_a_duty_of_its_own() -> None:
    made = override(0, 6, channel="x")
    found = duty_spans([slot(NINE, 4)], [made], "Europe/Paris")
    assert drawn(found) == [(0, 4, BOB, "override"), (4, 6, BOB, "")]
    assert found[1].slot == made.id


def test_the_end_of_a_span_is_outside_it() -> None:
    spans = duty_spans([slot(NINE, 8)], [], "Europe/Paris")
    assert on_duty(spans, NINE)
    assert not on_duty(spans, NINE + 8 * HOUR)


@given(st.lists(st.tuples(st.integers(0, 11), st.integers(1, 12)), max_size=6))
def test_parts_cover_the_slot_exactly_and_nobody_else_is_ever_there(
    stretches: list[tuple[int, int]],
) -> None:
    place = slot(NINE, 12)
    made = [
        override(at, at + n, UUID(int=9 + i), slot=place.id) for i, (at, n) in enumerate(stretches)
    ]
    spans = duty_spans([place], made, "Europe/Paris")
    for half in range(24):
        at = NINE + half * HOUR / 2
        expected = next(
            (each.member for each in reversed(made) if each.start <= at < each.end), ANN
        )
        assert [each.member for each in on_duty(spans, at)] == [expected]
    assert len({(each.slot, each.name) for each in spans}) == len(spans)


@pytest.mark.parametrize(
    ("name", "day"),
    [
        ("Europe/Paris", date(2027, 3, 27)),
        ("Europe/Paris", date(2026, 10, 24)),
        ("America/New_York", date(2026, 10, 31)),
        ("Australia/Lord_Howe", date(2027, 4, 3)),
    ],
)
def test_over_a_clock_change_somebody_is_on_duty_at_every_minute_and_only_one(
    name: str, day: date
) -> None:
    tz = zone(name)
    slots = []
    for offset in range(3):
        on = day + timedelta(days=offset - 1)
        for at, (start, end) in enumerate((("06:00", "22:00"), ("22:00", "06:00"))):
            span = wall_span(on, start, end, tz)
            assert span is not None
            slots.append(slot(span.start, span.length / HOUR, UUID(int=at + 1), 100))
    spans = duty_spans(slots, [], name)
    instant, last = slots[0].start, slots[-1].end
    while instant < last:
        assert len(on_duty(spans, instant)) == 1, instant
        instant += timedelta(minutes=1)

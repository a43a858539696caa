"""Whatever happens to a published rota, in any order, it stays one: properties of pure functions.

Places are published, passed on, opened, stood in for; an independent checker reads the outcome
minute by minute.
"""

from collections import Counter, defaultdict
from datetime import UTC, datetime, timedelta
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from rotation.rota.shifts import Seat, Shift, all_slots, shift_id
from rotation.rota.timeline import DutySpan, Override, duty_spans
from rotation.rota.versions.transfers import Transfer, applied

MEMBERS = [UUID(int=n) for n in range(1, 5)]
START = datetime(2027, 3, 27, 17, tzinfo=UTC)
HOUR = timedelta(hours=1)
PATTERN = UUID(int=99)


def shift(day: int, members: tuple[UUID | None, ...]) -> Shift:
    """Return an evening of four hours with some seats."""
    start = START + timedelta(days=day)
    return Shift(
        id=shift_id(PATTERN, start.date()),
        pattern_id=PATTERN,
        pattern="Evening",
        week="2027-W12",
        day=start.date(),
        start=start,
        end=start + 4 * HOUR,
        local_start="18:00",
        local_end="22:00",
        timezone="Europe/Paris",
        task="webcare",
        burden=8,
        maximum=9,
        seats=tuple(Seat(number, member) for number, member in enumerate(members, 1)),
    )


members = st.sampled_from(MEMBERS)
rotas = st.lists(
    st.lists(st.none() | members, min_size=1, max_size=3, unique=True), min_size=1, max_size=3
).map(lambda found: tuple(shift(day, tuple(seats)) for day, seats in enumerate(found)))


@st.composite
def lives(draw: st.DrawFn) -> tuple[tuple[Shift, ...], list[Transfer], list[Override]]:
    """Return a rota, places passed on, and overrides that open or fill parts of places."""
    rota = draw(rotas)
    places = [slot.id for slot in all_slots(rota)]
    place = st.sampled_from(places)
    passed = st.lists(st.builds(Transfer, place, members, members), max_size=5)
    overrides = []
    for number in range(draw(st.integers(0, 4))):
        meant = draw(place)
        slot = next(each for each in all_slots(rota) if each.id == meant)
        begin = slot.start + draw(st.integers(-1, 3)) * HOUR
        end = begin + draw(st.integers(1, 5)) * HOUR
        who, holder = draw(st.none() | members), draw(st.none() | members)
        overrides.append(
            Override(UUID(int=500 + number), begin, end, who, slot.id, instead_of=holder)
        )
    return rota, draw(passed), overrides


def checked(
    rota: tuple[Shift, ...], passed: list[Transfer], overrides: list[Override]
) -> dict[tuple[UUID, datetime], UUID]:
    """Return who is in each place in each half hour, found the slow way."""
    holders = {slot.id: slot.member for slot in all_slots(rota)}
    beside = {slot.id: slot.shift_id for slot in all_slots(rota)}
    for each in passed:
        there = {holders[slot] for slot in holders if beside[slot] == beside[each.slot]}
        if holders[each.slot] == each.giver and each.taker not in there:
            holders[each.slot] = each.taker
    found = {}
    for slot in all_slots(rota):
        at = slot.start
        while at < slot.end:
            who = holders[slot.id]
            for over in overrides:
                meant = over.slot == slot.id and over.instead_of in {None, holders[slot.id]}
                if meant and over.start <= at < over.end:
                    who = over.member
            if who is not None:
                found[slot.id, at] = who
            at += HOUR / 2
    return found


def lived(
    rota: tuple[Shift, ...], passed: list[Transfer], overrides: list[Override]
) -> list[DutySpan]:
    return duty_spans(all_slots(applied(rota, passed)), overrides, "Europe/Paris")


@given(lives())
def test_the_timeline_says_what_happened_half_hour_by_half_hour(
    life: tuple[tuple[Shift, ...], list[Transfer], list[Override]],
) -> None:
    found = {}
    for each in lived(*life):
        at = each.start
        while at < each.end:
            assert (each.slot, at) not in found, "a place has two people"
            found[each.slot, at] = each.member
            at += HOUR / 2
    assert found == checked(*life)


@given(lives())
def test_the_ledger_sums_to_the_burden_worked(
    life: tuple[tuple[Shift, ...], list[Transfer], list[Override]],
) -> None:
    """Eight points for four hours: a point for each half hour that somebody is there."""
    worked = Counter(checked(*life).values())
    told: dict[UUID, float] = defaultdict(float)
    for each in lived(*life):
        told[each.member] += each.burden
    assert told == worked


@given(lives())
def test_names_of_parts_stay_unique_and_uids_with_them(
    life: tuple[tuple[Shift, ...], list[Transfer], list[Override]],
) -> None:
    keys = [(each.slot, each.name, each.member) for each in lived(*life)]
    assert len(keys) == len(set(keys))


@given(rotas, st.lists(st.builds(Transfer, st.just(UUID(int=1)), members, members), max_size=3))
def test_transfers_of_other_places_change_nothing(
    rota: tuple[Shift, ...], passed: list[Transfer]
) -> None:
    assert applied(rota, passed) == rota

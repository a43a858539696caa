"""Rest after several nights."""

from rotation.solver.constraints.rest_after_nights import RestAfterNights
from support import make
from support.picture import picture, reasons


def test_three_nights_are_followed_by_46_hours() -> None:
    case, rota = picture("""
        Ann   N N N . . L
        Bob   N N N . L .
    """)
    assert reasons(RestAfterNights(), case, rota) == [
        "Bob would rest less than 46:00 after 3 nights up to Wed 25 Nov N, before Fri 27 Nov L"
    ]


def test_a_further_night_goes_on_with_the_row() -> None:
    case, rota = picture("Ann N N N N . . L")
    assert reasons(RestAfterNights(), case, rota) == []


def test_a_rest_after_a_longer_row_is_taken_after_its_last_night_only() -> None:
    case, rota = picture("Ann N N N N L . .")
    assert reasons(RestAfterNights(), case, rota) == [
        "Ann would rest less than 46:00 after 3 nights up to Thu 26 Nov N, before Fri 27 Nov L"
    ]


def test_a_night_after_one_free_day_does_not_go_on() -> None:
    case, rota = picture("Ann N N N . N . .")
    assert len(reasons(RestAfterNights(), case, rota)) == 1


def test_two_nights_ask_nothing() -> None:
    case, rota = picture("Ann N N . L")
    assert reasons(RestAfterNights(), case, rota) == []
    assert len(reasons(RestAfterNights(nights=2), case, rota)) == 1


def test_history_begins_the_row() -> None:
    case, rota = picture("Ann N N | N . L")
    assert len(reasons(RestAfterNights(), case, rota)) == 1


def test_a_night_that_somebody_else_works_is_no_night_of_theirs() -> None:
    case, rota = picture("""
        Ann   N . N . L
        Bob   . N . . .
    """)
    assert reasons(RestAfterNights(), case, rota) == []


def test_exactly_46_hours_are_enough() -> None:
    shifts = [make.shift("N", day) for day in range(3)]
    for start, count in (("05:00", 0), ("04:59", 1)):
        late = make.shift("E", 5, times=(start, "09:00"))
        case = make.case([make.member("Ann")], [*shifts, late])
        rota = frozenset((each.id, "Ann") for each in (*shifts, late))
        assert len(reasons(RestAfterNights(), case, rota)) == count

"""Absences, leave, busy time and recurring hours that a member cannot work."""

from datetime import datetime

from rotation.solver.constraints.unavailable import Unavailable
from rotation.timespan import Span
from support import make
from support.picture import picture, reasons


def away(start: str, end: str) -> Span:
    """Return a span of wall times in Amsterdam, winter."""
    return Span(datetime.fromisoformat(f"{start}+01:00"), datetime.fromisoformat(f"{end}+01:00"))


def test_a_shift_partly_covered_by_an_absence_is_not_theirs() -> None:
    ann = make.member("Ann", unavailable=(away("2026-11-23T14:59", "2026-11-23T18:00"),))
    case, rota = picture("Ann E L", ann)
    assert reasons(Unavailable(), case, rota) == ["Ann is not available on Mon 23 Nov E"]


def test_an_absence_that_adjoins_a_shift_leaves_it_free() -> None:
    around = (
        away("2026-11-23T00:00", "2026-11-23T07:00"),
        away("2026-11-23T15:00", "2026-11-24T00:00"),
    )
    case, rota = picture("Ann E", make.member("Ann", unavailable=around))
    assert reasons(Unavailable(), case, rota) == []


def test_an_absence_from_midnight_takes_the_night_before() -> None:
    ann = make.member("Ann", unavailable=(away("2026-11-24T00:00", "2026-11-25T00:00"),))
    case, rota = picture("Ann N .", ann)
    assert reasons(Unavailable(), case, rota) == ["Ann is not available on Mon 23 Nov N"]


def test_others_work_while_somebody_is_away() -> None:
    ann = make.member("Ann", unavailable=(make.hours(0, 0, 23),))
    case, rota = picture("Bob E", ann)
    assert reasons(Unavailable(), case, rota) == []

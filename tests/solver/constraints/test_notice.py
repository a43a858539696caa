"""Notice."""

from dataclasses import replace

import make
from picture import picture, reasons
from rotation.solver.case import Case, Promise
from rotation.solver.constraints.notice import Notice
from rotation.timespan import DAY


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

"""What members would like, and would rather not."""

from rotation.solver.constraints.wishes import Wishes
from rotation.solver.entities import Wish
from support import make
from support.picture import breaches_in, picture, reasons


def test_a_shift_rather_not_worked_costs_the_weight_of_the_wish() -> None:
    ann = make.member("Ann", wishes=(Wish(make.hours(0, 6, 14), weight=3),))
    case, rota = picture("Ann E", ann)
    assert reasons(Wishes(), case, rota) == ["Ann would rather not work on Mon 23 Nov E"]
    assert breaches_in(Wishes(weight=4), case, rota)[0].points == 12


def test_each_shift_in_an_unloved_time_costs() -> None:
    ann = make.member("Ann", wishes=(Wish(make.hours(0, 0, 23)),))
    case, rota = picture("Ann EL", ann)
    assert len(breaches_in(Wishes(), case, rota)) == 2


def test_one_shift_in_a_liked_time_is_enough() -> None:
    ann = make.member("Ann", wishes=(Wish(make.hours(0, 0, 22), prefers=True),))
    case, rota = picture("Ann E\nBob L", ann)
    assert reasons(Wishes(), case, rota) == []
    assert reasons(Wishes(), case, frozenset({("0L", "Bob")})) == [
        "Ann would like to work on Mon 23 Nov E"
    ]


def test_a_wish_may_name_a_pattern() -> None:
    ann = make.member("Ann", wishes=(Wish(make.hours(0, 0, 22), pattern="L"),))
    case, rota = picture("Ann EL", ann)
    assert reasons(Wishes(), case, rota) == ["Ann would rather not work on Mon 23 Nov L"]


def test_a_wish_for_shifts_that_the_member_cannot_work_is_no_wish() -> None:
    wish = Wish(make.hours(0, 0, 22), prefers=True)
    away = make.member("Ann", wishes=(wish,), unavailable=(make.hours(0, 0, 22),))
    unfit = make.member("Ann", wishes=(wish,))
    assert reasons(Wishes(), make.case([away], [make.shift("E", 0)]), frozenset()) == []
    asking = make.shift("E", 0, skills=frozenset({"vip"}))
    assert reasons(Wishes(), make.case([unfit], [asking]), frozenset()) == []


def test_a_shift_that_adjoins_an_unloved_time_is_not_in_it() -> None:
    ann = make.member("Ann", wishes=(Wish(make.hours(0, 14, 22)),))
    case, rota = picture("Ann E", ann)
    assert reasons(Wishes(), case, rota) == []

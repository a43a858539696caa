"""Who worked which holiday in past years."""

from dataclasses import replace

from rotation.solver.constraints.holiday_memory import HolidayMemory
from rotation.solver.entities import Remembered
from rotation.timespan import DAY
from support import make
from support.picture import breaches_in, picture, reasons

CHRISTMAS = Remembered("Ann", make.MONDAY + DAY, "Christmas Day", times=2)


def test_working_the_same_holiday_again_costs_more_for_each_year() -> None:
    case, rota = picture("Ann . E\nBob . E")
    case = replace(case, remembered=(CHRISTMAS,))
    assert reasons(HolidayMemory(), case, rota) == [
        "Ann worked on Christmas Day before and would again on Tue 24 Nov"
    ]
    assert breaches_in(HolidayMemory(weight=8), case, rota)[0].points == 16


def test_the_night_into_the_holiday_is_work_on_it() -> None:
    case, rota = picture("Ann N .")
    assert len(reasons(HolidayMemory(), replace(case, remembered=(CHRISTMAS,)), rota)) == 1


def test_other_days_are_free() -> None:
    case, rota = picture("Ann E . E")
    assert reasons(HolidayMemory(), replace(case, remembered=(CHRISTMAS,)), rota) == []

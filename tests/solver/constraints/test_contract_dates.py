"""First and last day of a contract."""

from rotation.solver.constraints.contract_dates import ContractDates
from rotation.timespan import DAY
from support import make
from support.picture import picture, reasons

NEW = make.member("Ann", starts_on=make.MONDAY + DAY)
LEAVING = make.member("Bob", ends_on=make.MONDAY + DAY)


def test_nobody_works_before_the_first_day_or_after_the_last() -> None:
    case, rota = picture(
        """
        Ann   E    E    E
        Bob   E    E    E
        """,
        NEW,
        LEAVING,
    )
    assert sorted(reasons(ContractDates(), case, rota)) == [
        "Ann is not under contract on Mon 23 Nov",
        "Bob is not under contract on Wed 25 Nov",
    ]


def test_the_hours_after_midnight_of_the_last_day_lie_outside_the_contract() -> None:
    case, rota = picture("Bob . N", LEAVING)
    assert reasons(ContractDates(), case, rota) == ["Bob is not under contract on Wed 25 Nov"]
    case, rota = picture("Bob . L", LEAVING)
    assert reasons(ContractDates(), case, rota) == []


def test_without_dates_every_day_is_under_contract() -> None:
    case, rota = picture("Cas E E E E E E E")
    assert reasons(ContractDates(), case, rota) == []

"""The holidays of a team: of the categories it chose, in the reader's language."""

from datetime import date, datetime, time
from zoneinfo import ZoneInfo

import pytest

from rotation.demand.forecasting import model
from rotation.demand.forecasting.model import Forecast, Special
from rotation.rota import burden
from rotation.rota.planning import run_inputs
from rotation.team import teams
from rotation.timespan import Span, Week, at_wall
from support.organisation import TestOrganisation

MUNICH = {
    "slug": "isar",
    "name": "Isar",
    "timezone": "Europe/Berlin",
    "country": "DE",
    "subdivision": "BY",
}
PATH = "/v1/teams/isar/holidays?year=2026"


def named(home: TestOrganisation, language: str = "en") -> dict[str, str]:
    """Return the holidays of the team by day."""
    shown = home.http.get(PATH, headers={"Accept-Language": language}).json()["items"]
    return {each["day"]: each["name"] for each in shown}


def test_assumption_day_is_a_holiday_in_munich_where_catholic_ones_are_chosen(
    home: TestOrganisation,
) -> None:
    home.post("/v1/teams", **MUNICH)
    assert "2026-08-15" not in named(home)
    home.patch("/v1/teams/isar", holiday_categories=["public", "catholic"])
    assert "2026-08-15" in named(home)
    assert "2026-12-25" in named(home)


def test_names_are_in_the_readers_language_where_the_calendar_has_them(
    home: TestOrganisation,
) -> None:
    home.post("/v1/teams", **MUNICH | {"country": "BE", "subdivision": None})
    assert named(home, "fr")["2026-12-25"] == "Noël"
    assert named(home, "nl")["2026-12-25"] == "Kerstmis"
    assert named(home)["2026-12-25"] == "Christmas Day"


@pytest.mark.parametrize("categories", [["catholics"], [], ["public", ""], "public"])
def test_a_category_that_the_calendar_lacks_is_refused(
    home: TestOrganisation, categories: object
) -> None:
    answer = home.http.post("/v1/teams", json={**MUNICH, "holiday_categories": categories})
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["pointer"].startswith("/holiday_categories")


LONDON = {"slug": "thames", "name": "Thames", "timezone": "Europe/London", "country": "GB"}


def test_a_country_whose_parts_have_their_own_holidays_asks_for_one(home: TestOrganisation) -> None:
    answer = home.http.post("/v1/teams", json=LONDON)
    assert answer.status_code == 422
    assert answer.json()["errors"] == [
        {
            "pointer": "/subdivision",
            "detail": "Each part of GB has holidays of its own: say which, one of ENG, NIR, SCT, "
            "WLS.",
        }
    ]
    home.post("/v1/teams", **LONDON, subdivision="SCT")
    days = [each["day"] for each in home.get("/v1/teams/thames/holidays?year=2026")["items"]]
    assert "2026-11-30" in days  # Saint Andrew's Day


@pytest.mark.parametrize("path", ["holidays", "special-days"])
@pytest.mark.parametrize(
    ("country", "year", "known"),
    [("BE", 2101, "1901 to 2100"), ("LK", 2027, "2003 to 2026"), ("MA", 2077, "1901 to 2076")],
)
def test_years_without_known_holidays_are_refused(
    home: TestOrganisation, path: str, country: str, year: int, known: str
) -> None:
    home.post("/v1/teams", slug="sud", name="Sud", timezone="Europe/Paris", country=country)
    assert home.get(f"/v1/teams/sud/{path}?year={year - 1}")["items"]
    answer = home.http.get(f"/v1/teams/sud/{path}?year={year}")
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["parameter"] == "year"
    assert known in answer.json()["detail"]


def test_a_run_over_weeks_without_known_holidays_says_so(home: TestOrganisation) -> None:
    home.post("/v1/teams", slug="sud", name="Sud", timezone="Asia/Colombo", country="LK")
    with home.reading() as session:
        team = teams.find(session, "sud")
    notes = [
        [str(each) for each in run_inputs.without_holidays(team, [Week.parse(week)])]
        for week in ("2026-W52", "2026-W53")
    ]
    assert notes == [[], ["The holidays of LK are known from 2003 to 2026 only."]]


def test_half_days_are_proposed_as_special_days(home: TestOrganisation) -> None:
    home.post("/v1/teams", slug="sud", name="Sud", timezone="Europe/Istanbul", country="TR")
    listed = home.get("/v1/teams/sud/special-days?year=2026")["items"]
    (eve,) = (each for each in listed if each["day"] == "2026-10-28")
    assert (eve["from"], eve["to"], eve["kind"]) == ("13:00", "24:00", "proposed")
    body = {"day": eve["day"], "name": eve["name"], "from": eve["from"], "to": eve["to"]}
    home.post("/v1/teams/sud/special-days", **body)
    again = home.get("/v1/teams/sud/special-days?year=2026")["items"]
    assert [each["kind"] for each in again if each["day"] == eve["day"]] == ["own"]
    chosen = {"slug": "a", "name": "A", "timezone": "Europe/Istanbul", "country": "TR"}
    answer = home.http.post("/v1/teams", json={**chosen, "holiday_categories": ["half_day"]})
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["pointer"] == "/holiday_categories"


def test_belgian_easter_is_counted_once(home: TestOrganisation) -> None:
    home.post("/v1/teams", **MUNICH | {"country": "BE", "subdivision": None})
    easter, sunday = date(2026, 4, 5), date(2026, 4, 19)
    assert str(easter) in named(home)
    zone = ZoneInfo("Europe/Brussels")
    edges = time(9), time(17)
    hours = [
        Span(*(at_wall(datetime.combine(day, edge), zone) for edge in edges))
        for day in (easter, sunday)
    ]
    assert [burden.of_span(each, zone, {easter}) for each in hours] == [8 * 4, 8 * 3]
    # The volume of a holiday is that of a Sunday: on a Sunday nothing is added or taken away.
    forecast = Forecast(tuple(float(at) for at in range(168)), 0.1, 0.2, 0.1, 5, cold=False)
    week = Week.of(easter)
    plain = model.for_week(forecast, week, zone, Special())
    special = model.for_week(forecast, week, zone, Special(frozenset({easter})))
    assert special == plain


def test_holidays_of_several_countries_count_in_one_team(home: TestOrganisation) -> None:
    home.post("/v1/teams", **MUNICH)
    assert "2026-07-14" not in named(home)
    home.patch("/v1/teams/isar", also_holidays_of=["FR", "BE"])
    assert {"2026-07-14", "2026-07-21", "2026-10-03"} <= named(home).keys()
    both = home.get("/v1/teams/isar/special-days?year=2026")["items"]
    assert "2026-07-21" in {each["day"] for each in both if each["kind"] == "public_holiday"}


@pytest.mark.parametrize("code", ["ZZ", "DE-XX", "GB"])
def test_another_country_that_the_calendar_lacks_is_refused_by_its_place(
    home: TestOrganisation, code: str
) -> None:
    body = {**MUNICH, "also_holidays_of": ["FR", code]}
    answer = home.http.post("/v1/teams", json=body)
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["pointer"] == "/also_holidays_of/1"

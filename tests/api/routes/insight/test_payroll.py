"""Payroll, costs and time off, from terms that planners set, on both databases."""

import csv
import io
import zipfile
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from rotation.account.access import Access
from rotation.rota.paid_time import paid_times
from rotation.team import teams
from rotation.timespan import Span
from support.organisation import TestOrganisation
from support.planned_team import WEEK
from support.published_week import PublishedWeek

TERMS = {
    "hourly_minor": 1500,
    "supplements": [
        {"kind": "sunday", "percent": 50},
        {"kind": "evening", "percent": 20, "from": "18:00", "to": "22:00"},
    ],
}
PATH = "/v1/teams/nord/payroll?from=2026-11-30&to=2026-12-07&by=week"
COST = f"/v1/teams/nord/rotas/{WEEK}/cost"
HOUR = timedelta(hours=1)
HEADERS = {"If-Match": "*"}


@pytest.fixture
def rota(home: TestOrganisation) -> PublishedWeek:
    """The usual week of evenings from 17:00 to 22:00, two people each, with rates."""
    made = PublishedWeek.of_nord(home)
    put(home, "/v1/teams/nord/pay-terms", TERMS)
    return made


def put(home: TestOrganisation, path: str, body: dict[str, Any], status: int = 200) -> Any:
    answer = home.http.put(path, json=body, headers=HEADERS)
    assert answer.status_code == status, answer.text
    return answer.json()


def test_hours_by_kind_and_what_they_cost(rota: PublishedWeek) -> None:
    made = rota.home.get(PATH)
    (part,) = made["periods"]
    # Five weekdays and a Saturday: an ordinary hour and four of the evening; Sunday: five.
    hours: dict[str, float] = {}
    for line in part["lines"]:
        hours[line["kind"]] = hours.get(line["kind"], 0) + line["hours"]
    assert hours == {"ordinary": 12, "evening": 48, "sunday": 10}
    assert part["total"] == {
        "currency": "EUR",
        "amount_minor": 12 * 1500 + 48 * 1800 + 10 * 2250,
        "hours": 70.0,
        "hours_without_rate": 0.0,
    }
    assert part["total"]["amount_minor"] == sum(each["amount_minor"] for each in part["lines"])
    assert (part["is_over"], made["team"]) == (False, "nord")
    assert made["check"].startswith("Check")


def test_an_own_rate_holds_from_its_day_on(rota: PublishedWeek) -> None:
    rates = [{"hourly_minor": 2000}, {"hourly_minor": 3000, "starts_on": "2026-12-04"}]
    path = f"/v1/members/{rota.id('Amélie')}/pay"
    assert put(rota.home, path, {"rates": rates})["rates"][1]["hourly_minor"] == 3000
    lines = [
        each for each in rota.home.get(PATH)["periods"][0]["lines"] if each["name"] == "Amélie"
    ]
    # Monday 30 November at the first rate, Friday 4 December at the second.
    assert [(each["kind"], each["hours"], each["hourly_minor"]) for each in lines] == [
        ("ordinary", 1.0, 2000),
        ("ordinary", 1.0, 3000),
        ("evening", 4.0, 2000),
        ("evening", 4.0, 3000),
    ]


def test_files_hold_what_the_answer_holds(rota: PublishedWeek) -> None:
    made = rota.home.get(PATH)["periods"][0]["lines"]
    text = rota.home.http.get(PATH, headers={"Accept": "text/csv"}).text
    rows = list(csv.DictReader(io.StringIO(text)))
    assert [(each["member_id"], each["kind"], float(each["hours"])) for each in rows] == [
        (each["member"], each["kind"], each["hours"]) for each in made
    ]
    sheet = rota.home.http.get(f"{PATH}&format=xlsx", headers={"Accept-Language": "fr"}).content
    texts = zipfile.ZipFile(io.BytesIO(sheet)).read("xl/sharedStrings.xml").decode()
    assert "heures de dimanche" in texts


def test_two_duties_at_a_time_are_one_hour(rota: PublishedWeek) -> None:
    start = datetime(2026, 12, 1, 9, tzinfo=UTC)
    two = [Span(start, start + 3 * HOUR), Span(start + 2 * HOUR, start + 4 * HOUR)]
    with rota.home.writing() as session:
        team = teams.find(session, "nord")
        period = Span(start + HOUR, start + 9 * HOUR)
        (paid,) = paid_times(session, team, [(None, two)], period)
    assert (paid.time, paid.amount_minor) == (3 * HOUR, 4500)


def test_the_cost_of_a_version_and_a_draft(rota: PublishedWeek) -> None:
    published = rota.home.get(COST)
    assert (published["version"], published["total"]["amount_minor"]) == (1, 126_900)
    assert rota.home.get(COST + "?version=1")["total"] == published["total"]
    draft = rota.home.get(COST + "?version=draft")
    assert (draft["version"], draft["total"]["hours"], draft["open_places"]) == (None, 70.0, 0)
    assert rota.home.http.get(COST + "?version=7").status_code == 404


def test_without_a_rate_there_is_no_amount(home: TestOrganisation) -> None:
    PublishedWeek.of_nord(home)
    total = home.get(PATH)["periods"][0]["total"]
    assert (total["amount_minor"], total["hours_without_rate"]) == (0, 70.0)


def test_terms_begin_as_the_law_of_the_country(rota: PublishedWeek, home: TestOrganisation) -> None:
    home.post("/v1/teams", slug="gent", name="Gent", timezone="Europe/Brussels", country="BE")
    assert "1974" in str(home.get("/v1/teams/gent/pay-terms")["supplements"])
    assert [each["id"] for each in home.get("/v1/pay-presets")["items"]] == ["be", "fr", "nl"]


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"hourly_minor": 12.5}, "hourly_minor"),
        ({"hourly_minor": -1}, "hourly_minor"),
        ({"currency": "EURO"}, "currency"),
        ({"currency": "QQQ"}, "currency"),
        ({"supplements": [{"kind": "evening", "percent": 10}]}, "supplements/0/from"),
        ({"supplements": [{"kind": "sunday", "percent": 10, "on": "05-01"}]}, "supplements/0/on"),
        ({"supplements": [{"kind": "ordinary", "percent": 10}]}, "supplements/0/kind"),
    ],
)
def test_what_cannot_be_is_refused_by_its_field(
    rota: PublishedWeek, body: dict[str, Any], field: str
) -> None:
    before = rota.home.get("/v1/teams/nord/pay-terms")
    wrong = put(rota.home, "/v1/teams/nord/pay-terms", body, 422)
    assert field in str(wrong), wrong
    assert rota.home.get("/v1/teams/nord/pay-terms") == before


def test_pay_is_for_planners_and_goes_with_the_member(rota: PublishedWeek) -> None:
    path = f"/v1/members/{rota.id('Amélie')}/pay"
    put(rota.home, path, {"rates": [{"hourly_minor": 4321}], "leave_days_per_year": 20})
    for address in (path, PATH, COST, "/v1/teams/nord/time-off", "/v1/teams/nord/pay-terms"):
        assert rota.as_("Amélie").get(address).status_code == 403
    assert "4321" in str(rota.home.get("/v1/audit"))
    assert rota.home.http.delete(f"/v1/members/{rota.id('Amélie')}", headers=HEADERS).is_success
    assert "4321" not in str(rota.home.get("/v1/audit"))
    assert rota.home.http.get(path).status_code == 404


def test_balances_of_time_off(rota: PublishedWeek) -> None:
    member = rota.id("Amélie")
    put(rota.home, f"/v1/members/{member}/pay", {"leave_days_per_year": 20})
    # A week with a weekend, and half a day that is only asked for.
    week = {"start": "2026-12-07T00:00:00+01:00", "end": "2026-12-14T00:00:00+01:00"}
    half = {"start": "2026-12-15T08:00:00+01:00", "end": "2026-12-15T12:00:00+01:00"}
    past = {"start": "2026-11-02T00:00:00+01:00", "end": "2026-11-03T00:00:00+01:00"}
    for span in (week, past):
        rota.home.post(f"/v1/members/{member}/absences", **span)
    rota.as_("Amélie").post(f"/v1/members/{member}/absences", json=half)
    rows = rota.home.get("/v1/teams/nord/time-off?year=2026")["items"]
    (own,) = [each for each in rows if each["name"] == "Amélie"]
    assert (own["taken"], own["to_come"], own["requested"], own["left"]) == (1.0, 5.0, 0.5, 14.0)
    assert [each["left"] for each in rows if each["name"] == "Chloé"] == [None]


def test_sick_for_several_days_opens_each_place(rota: PublishedWeek) -> None:
    member = rota.id("Amélie")
    path = f"/v1/members/{member}/sick-days"
    days = {"first_day": "2026-11-30", "last_day": "2026-12-04"}
    other = rota.as_("Chloé").post(path, json=days)
    assert other.status_code == 403
    made = rota.as_("Amélie").post(path, json=days)
    assert made.status_code == 201, made.text
    assert [each["state"] for each in made.json()["places"]] == ["open", "open"]
    assert rota.holders("Mon")[0] is None
    assert rota.holders("Fri")[0] is None
    absences = rota.home.get(f"/v1/members/{member}/absences")["items"]
    assert [each["kind"] for each in absences] == ["sick"]
    wrong = rota.home.http.post(path, json={"first_day": "2026-12-02", "last_day": "2026-12-01"})
    assert (wrong.status_code, "last_day" in wrong.text) == (422, True)
    assert rota.home.client(Access.VIEWER).post(path, json=days).status_code == 403

"""Day plans: dates with opening hours, shifts and volumes of their own, and who is told."""

from typing import Any

import pytest

from rotation.account.access import Access
from support.organisation import TestOrganisation
from support.planned_team import WEEK, Planner
from support.published_week import PublishedWeek
from support.web_pages import browser

PLANS = "/v1/teams/nord/day-plans"
EVE = {"name": "Eve", "first_day": "2026-12-01", "last_day": "2026-12-01"}


def hours(home: TestOrganisation, query: str = "") -> dict[str, Any]:
    """Return the opening hours that customers of WhatsApp see."""
    seen: dict[str, Any] = home.get(f"/v1/teams/nord/channels/whatsapp/opening-hours{query}")
    return seen


def opened(planner: Planner) -> TestOrganisation:
    """Open WhatsApp in the evenings."""
    windows = [{"weekday": day, "from": "17:00", "to": "22:00"} for day in range(1, 8)]
    planner.home.patch("/v1/teams/nord/channels/whatsapp", windows=windows)
    return planner.home


def test_customers_see_dated_hours_a_closed_day_and_the_away_text_of_each(
    planner: Planner,
) -> None:
    home = opened(planner)
    own = {"windows": [{"from": "10:00", "to": "16:00"}], "away": {"en": "Enjoy the eve!"}}
    home.post(PLANS, **EVE, **own)
    shut = {"day": "2026-12-02", "name": "Off", "away": {"nl": "We zijn er even niet."}}
    home.post("/v1/teams/nord/closures", **shut)
    seen = hours(home, "?at=2026-12-01T18:00:00Z&days=3")
    assert [(each["day"], each["is_usual"]) for each in seen["dates"]] == [
        ("2026-12-01", False),
        ("2026-12-02", False),
        ("2026-12-03", True),
    ]
    assert seen["dates"][0]["hours"][0]["closes"] == "16:00"
    assert seen["opens_at"] == "2026-12-03T16:00:00Z"
    assert seen["away"]["en"] == "Enjoy the eve! We answer again on Thu 3 Dec at 17:00."
    assert hours(home, "?at=2026-12-02T18:00:00Z")["away"]["nl"].startswith("We zijn er even niet.")
    assert hours(home, "?at=2026-12-03T18:00:00Z")["away"] is None


def test_a_one_off_shift_has_its_places_and_only_on_its_dates(planner: Planner) -> None:
    shift = {"name": "Sale", "start": "10:00", "end": "14:00", "people": 2}
    planner.home.post(PLANS, **EVE, shifts=[shift], usual_shifts=False)
    rota = planner.published(keep="none")
    found = [each for each in rota["shifts"] if each["start"].startswith("2026-12-01")]
    assert [(each["pattern"], len(each["slots"])) for each in found] == [("Sale", 2)]
    assert len([each for each in rota["shifts"] if each["pattern"] == "Sale"]) == 1
    assert rota["week"] == WEEK
    on = planner.home.get("/v1/teams/nord/on-duty?at=2026-12-01T10:00:00Z")["on_duty"]
    assert len(on) == len([each for each in found[0]["slots"] if each["member"]])
    assert on
    feed = planner.home.post("/v1/teams/nord/feeds")["url"]
    calendar = planner.home.http.get(feed[feed.index("/ical/") :]).text
    assert calendar.count("DTSTART:20261201T090000Z") == len(on)


def test_volumes_of_its_dates_are_multiplied(planner: Planner) -> None:
    home = planner.home
    home.patch("/v1/teams/nord/channels/whatsapp", weekly_volume=700)

    def tuesday() -> float:
        shown = home.get(f"/v1/teams/nord/forecast?week={WEEK}")
        own = next(each for each in shown["channels"] if each["channel"] == "whatsapp")
        return sum(
            float(each["mean"])
            for each in own["intervals"]
            if "2026-12-01T00" <= each["start"] < "2026-12-01T22"
        )

    before = tuesday()
    home.post(PLANS, **EVE, volume_factor=3)
    assert tuesday() == pytest.approx(3 * before)


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"last_day": "2026-11-30"}, "/last_day"),
        ({"windows": [{"from": "9:00", "to": "10:00"}]}, "/windows/0/from"),
        (
            {"windows": [{"from": "09:00", "to": "11:00"}, {"from": "10:00", "to": "12:00"}]},
            "/windows/1",
        ),
        (
            {"windows": [{"from": "09:00", "to": "11:00", "channels": ["fax"]}]},
            "/windows/0/channels/0",
        ),
        (
            {"shifts": [{"name": "x", "start": "09:00", "end": "11:00", "people": 0}]},
            "/shifts/0/people",
        ),
        (
            {"shifts": [{"name": "x", "start": "09:00", "end": "11:00", "channels": ["fax"]}]},
            "/shifts/0/channels/0",
        ),
        ({"volume_factor": -1}, "/volume_factor"),
        ({"away": {"en": "\u202e"}}, "/away/en"),
    ],
)
def test_a_plan_that_does_not_fit_is_refused_by_its_field_and_not_kept(
    planner: Planner, body: dict[str, Any], field: str
) -> None:
    answer = planner.home.http.post(PLANS, json=EVE | body)
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["pointer"] == field
    assert planner.home.get(PLANS)["items"] == []


def test_two_plans_of_one_date_cannot_both_have_opening_hours(planner: Planner) -> None:
    planner.home.post(PLANS, **EVE, windows=[])
    answer = planner.home.http.post(PLANS, json={**EVE, "windows": []})
    assert answer.status_code == 422
    assert planner.home.post(PLANS, **EVE, volume_factor=2)


def test_the_board_plans_days_and_shows_what_customers_see(home: TestOrganisation) -> None:
    nord = PublishedWeek.of_nord(home)
    page, one = "/t/nord/set-up/day-plans", browser(home, Access.MANAGER, nord.id("Amélie"))
    form = {"name": "Sale", "first_day": "2026-12-01", "hours": "10-16", "volume_factor": "2"}
    assert one.post(page, data=form | {"shift_hours": "10-14", "people": "3"}).status_code == 303
    (made,) = home.get(PLANS)["items"]
    assert made["windows"][0]["from"] == "10:00"
    assert (made["shifts"][0]["people"], made["volume_factor"]) == (3, 2)
    assert "Sale" in one.get(page).text
    assert one.post(page, data={"delete": made["id"]}).status_code == 303
    assert home.get(PLANS)["items"] == []


def test_the_plans_of_a_year_are_copied_once_and_what_does_not_fit_is_named(
    home: TestOrganisation,
) -> None:
    PublishedWeek.of_nord(home)
    home.post(PLANS, **EVE, windows=[])
    home.post(PLANS, name="Leap", first_day="2028-02-29", last_day="2028-02-29")
    years = {"from_year": 2026, "to_year": 2027}
    first = home.post(f"{PLANS}/copies", **years)
    assert [each["first_day"] for each in first["items"]] == ["2027-12-01"]
    assert home.post(f"{PLANS}/copies", **years)["items"] == []
    home.post(PLANS, name="Own", first_day="2029-12-01", last_day="2029-12-01", windows=[])
    crossed = home.post(f"{PLANS}/copies", from_year=2026, to_year=2029)
    assert [each["name"] for each in crossed["left_out"]] == ["Eve"]
    leap = home.post(f"{PLANS}/copies", from_year=2028, to_year=2027)
    assert leap["items"][0]["first_day"] == "2027-02-28"

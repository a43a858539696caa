"""The forecast over HTTP: what it is made from, special days, campaigns."""

import random
from datetime import datetime, timedelta
from typing import Any

import pytest

from rotation.account.access import Access
from support.organisation import TestOrganisation

TEAM = {"slug": "nord", "name": "Nord", "timezone": "Europe/Paris", "country": "FR"}


@pytest.fixture
def team(home: TestOrganisation) -> str:
    """The address of a team with a channel."""
    home.post("/v1/teams", **TEAM)
    home.post("/v1/teams/nord/channels", slug="x", weekly_volume=500)
    return "/v1/teams/nord"


def log(now: datetime, weeks: int) -> list[dict[str, Any]]:
    """Return messages of some weeks before now, most of them in the evening."""
    drawn = random.Random(1)
    first = now - timedelta(weeks=weeks + 1)
    return [
        {
            "received_at": (
                first
                + timedelta(
                    days=day, hours=drawn.choice((8, 17, 18, 19)), minutes=drawn.random() * 60
                )
            ).isoformat(),
            "channel": "x",
        }
        for day in range(7 * (weeks + 1))
        for _ in range(30)
    ]


def forecast(home: TestOrganisation, team: str, **asked: Any) -> dict[str, Any]:
    """Return the forecast of the only channel."""
    query = "&".join(f"{name}={value}" for name, value in asked.items())
    [found] = home.get(f"{team}/forecast?{query}")["channels"]
    assert isinstance(found, dict)
    return found


def day(found: dict[str, Any], date: str) -> float:
    """Return what is expected on a local date in Paris in winter."""
    hour = timedelta(hours=1)
    return sum(
        float(each["mean"])
        for each in found["intervals"]
        if (datetime.fromisoformat(each["start"]) + hour).date().isoformat() == date
    )


def test_without_a_log_the_weekly_volume_is_spread_over_the_week(
    home: TestOrganisation, team: str
) -> None:
    found = forecast(home, team, week="2026-W48", interval_minutes=15)
    assert (found["cold"], found["accuracy"], len(found["intervals"])) == (True, None, 672)
    assert found["week_total"] == pytest.approx(500)


def test_a_profile_of_its_own_shapes_the_first_weeks(home: TestOrganisation, team: str) -> None:
    home.patch(f"{team}/channels/x", weekly_profile=[1] + [0] * 167)
    found = forecast(home, team, week="2026-W48")
    assert found["intervals"][0]["mean"] == pytest.approx(500)


def test_a_log_is_learned_from_and_its_forecasts_are_judged(
    home: TestOrganisation, team: str
) -> None:
    home.http.post(f"{team}/messages", json=log(home.clock.now, 8)).raise_for_status()
    found = forecast(home, team)
    assert (found["cold"], found["weeks"]) == (False, 9)
    assert found["week_total"] == pytest.approx(210, rel=0.1)
    assert found["accuracy"]["weeks"] == 5
    assert found["accuracy"]["floor"] <= found["accuracy"]["wape"] < 1
    home.http.get(f"{team}/forecast?week=2026-W49").raise_for_status()


def test_equal_forecasts_have_equal_ids(home: TestOrganisation, team: str) -> None:
    first = home.get(f"{team}/forecast?week=2026-W48")["id"]
    assert home.get(f"{team}/forecast?week=2026-W50")["id"] == first
    home.patch(f"{team}/channels/x", weekly_volume=501)
    assert home.get(f"{team}/forecast?week=2026-W48")["id"] != first


def test_a_campaign_multiplies_its_days_and_only_its_channel(
    home: TestOrganisation, team: str
) -> None:
    home.post(f"{team}/channels", slug="mail", weekly_volume=500)
    before = home.get(f"{team}/forecast?week=2026-W48")["channels"]
    made = home.post(
        f"{team}/campaigns",
        name="Black Friday",
        first_day="2026-11-27",
        last_day="2026-11-28",
        factor=3,
        channel="x",
    )
    x, mail = home.get(f"{team}/forecast?week=2026-W48")["channels"]
    assert day(x, "2026-11-27") == pytest.approx(3 * day(before[0], "2026-11-27"))
    assert day(x, "2026-11-26") == pytest.approx(day(before[0], "2026-11-26"))
    assert day(mail, "2026-11-27") == pytest.approx(day(before[1], "2026-11-27"))
    assert home.get(f"{team}/campaigns")["items"] == [made]
    home.http.delete(f"{team}/campaigns/{made['id']}").raise_for_status()
    again = forecast_of(home, team, "x")
    assert day(again, "2026-11-27") == pytest.approx(day(before[0], "2026-11-27"))


def forecast_of(home: TestOrganisation, team: str, slug: str) -> dict[str, Any]:
    """Return the forecast of one channel."""
    found = home.get(f"{team}/forecast?week=2026-W48")["channels"]
    return next(each for each in found if each["channel"] == slug)


def test_nothing_is_learned_from_the_days_of_an_outage(home: TestOrganisation, team: str) -> None:
    rows = [each for each in log(home.clock.now, 8) if each["received_at"][:10] != "2026-11-18"]
    home.http.post(f"{team}/messages", json=rows).raise_for_status()
    blind = forecast(home, team)["week_total"]
    home.post(
        f"{team}/campaigns", name="Outage", first_day="2026-11-18", last_day="2026-11-18", factor=0
    )
    assert forecast(home, team)["week_total"] > blind + 5


def test_a_public_holiday_is_a_sunday_times_the_factor_of_the_team(
    home: TestOrganisation, team: str
) -> None:
    plain = forecast(home, team, week="2026-W53")
    assert day(plain, "2027-01-01") == pytest.approx(day(plain, "2027-01-03"))
    staffing = {**home.get(team)["staffing"], "holiday_factor": 0.5}
    home.patch(team, staffing=staffing)
    halved = forecast(home, team, week="2026-W53")
    assert day(halved, "2027-01-01") == pytest.approx(day(plain, "2027-01-03") / 2)


@pytest.mark.parametrize(
    ("wrong", "pointer"),
    [
        ({"last_day": "2026-11-01"}, "/last_day"),
        ({"last_day": "2029-11-01"}, "/last_day"),
        ({"factor": -1}, "/factor"),
        ({"factor": 21}, "/factor"),
        ({"name": ""}, "/name"),
        ({"first_day": "soon"}, "/first_day"),
    ],
)
def test_a_campaign_that_cannot_be_is_refused_by_field(
    home: TestOrganisation, team: str, wrong: dict[str, Any], pointer: str
) -> None:
    good = {"name": "a", "first_day": "2026-11-27", "last_day": "2026-11-27", "factor": 2}
    answer = home.http.post(f"{team}/campaigns", json={**good, **wrong})
    assert answer.status_code == 422
    assert pointer in answer.text


def test_a_campaign_of_an_unknown_channel_is_not_found(home: TestOrganisation, team: str) -> None:
    answer = home.http.post(
        f"{team}/campaigns",
        json={
            "name": "a",
            "first_day": "2026-11-27",
            "last_day": "2026-11-27",
            "factor": 2,
            "channel": "fax",
        },
    )
    assert answer.status_code == 404


def test_campaigns_of_others_are_not_found(home: TestOrganisation, team: str) -> None:
    answer = home.http.delete(f"{team}/campaigns/018f0000-0000-7000-8000-000000000000")
    assert answer.status_code == 404


def test_a_viewer_reads_the_forecast_and_enters_nothing(home: TestOrganisation, team: str) -> None:
    viewer = home.client(Access.VIEWER)
    assert viewer.get(f"{team}/forecast").status_code == 200
    body = {"name": "a", "first_day": "2026-11-27", "last_day": "2026-11-27", "factor": 2}
    assert viewer.post(f"{team}/campaigns", json=body).status_code == 403


@pytest.mark.parametrize("query", ["week=2026-48", "interval_minutes=7", "interval_minutes=x"])
def test_a_question_that_cannot_be_answered_is_refused(
    home: TestOrganisation, team: str, query: str
) -> None:
    assert home.http.get(f"{team}/forecast?{query}").status_code == 422


def test_campaigns_of_a_day_do_not_multiply_without_end(home: TestOrganisation, team: str) -> None:
    day = {"first_day": "2026-12-04", "last_day": "2026-12-04"}
    for _ in range(2):
        home.post(f"{team}/campaigns", name="Sale", factor=20, **day)
    answer = home.http.post(f"{team}/campaigns", json={"name": "More", "factor": 2, **day})
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["pointer"] == "/factor"
    assert len(home.get(f"{team}/campaigns")["items"]) == 2

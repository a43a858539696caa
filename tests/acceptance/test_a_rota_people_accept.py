"""Rotas that a team would sign: fair shares, special days, wishes, nobody called in, even weeks."""

from datetime import date, timedelta
from typing import Any

import pytest

from support.planned_team import Planner
from support.small_team import SmallTeam

WEEKDAYS, ALL_DAYS = [1, 2, 3, 4, 5], [1, 2, 3, 4, 5, 6, 7]
EVENING = ("17:00", "22:00")


@pytest.fixture
def team(planner: Planner) -> SmallTeam:
    return SmallTeam(planner)


@pytest.fixture
def three(team: SmallTeam) -> SmallTeam:
    """Ann, Ben and Cis of 20 hours, one evening place from Monday to Friday."""
    for name in ("Ann", "Ben", "Cis"):
        team.member(name, 20)
    team.pattern("Evening", WEEKDAYS, EVENING)
    return team


def test_leave_is_not_worked_off(three: SmallTeam) -> None:
    three.away("Ann", "2026-12-07", "2026-12-14")
    three.planned("2026-W50")
    three.run("2026-W51")
    found = three.shares("2026-W51")
    assert found["Ann"]["carried"] == 0
    assert 1 <= found["Ann"]["shifts"] <= 2


def test_whoever_can_take_no_shift_carries_nothing(three: SmallTeam) -> None:
    three.member("Dirk", 38, roles=["social-media-analyst"])
    three.planned("2026-W50", 3)
    found = three.shares("2026-W52", "published")
    assert (found["Dirk"]["carried"], found["Dirk"]["fair_share"]) == (0, 0)


def test_a_joiner_starts_at_nothing(three: SmallTeam) -> None:
    three.planned("2026-W50", 2)
    three.member("Eva", 20, starts_on="2026-12-21")
    three.run("2026-W52")
    assert three.shares("2026-W52")["Eva"]["carried"] == 0


def test_a_joiner_without_a_first_day_starts_at_nothing_too(three: SmallTeam) -> None:
    """Rotas that were published before somebody was added were never theirs to share."""
    three.planned("2026-W50", 2)
    three.member("Eva", 20)
    three.run("2026-W52")
    assert three.shares("2026-W52")["Eva"]["carried"] == 0


def test_the_shares_of_a_week_add_up_to_the_burden_of_its_filled_places(three: SmallTeam) -> None:
    three.away("Ben", "2026-12-09", "2026-12-11")
    three.run("2026-W50")
    found = three.shares("2026-W50").values()
    assert sum(each["fair_share"] for each in found) == pytest.approx(20, abs=0.03)
    assert sum(each["burden"] for each in found) == 20


def test_a_recurring_cannot_lowers_the_share_and_is_told(three: SmallTeam) -> None:
    three.weekly("Ann", 1, 2)
    three.run("2026-W50")
    ann, ben = (three.shares("2026-W50")[name] for name in ("Ann", "Ben"))
    assert ann["fair_share"] == pytest.approx(4.0)
    assert ben["fair_share"] == pytest.approx(8.0)
    assert ann["kept_free"] == pytest.approx(8 / 3, abs=0.01)
    assert ben["kept_free"] == 0


def test_a_wish_does_not_lower_a_share(three: SmallTeam) -> None:
    three.weekly("Ann", 1, 2, kind="rather_not")
    three.run("2026-W50")
    assert three.shares("2026-W50")["Ann"]["fair_share"] == pytest.approx(20 / 3, abs=0.01)


def test_weekend_people_share_weekends(team: SmallTeam) -> None:
    """Students of eight rota hours, hired for weekends, work weekends."""
    for name in ("Sam", "Sue"):
        team.member(name, 8, contract={"rota_hours_per_week": 8})
        team.weekly(name, *WEEKDAYS)
    for name in ("Ann", "Ben", "Cis", "Dirk"):
        team.member(name, 38, contract={"rota_hours_per_week": 4})
    team.pattern("Evening", WEEKDAYS, ("17:00", "21:00"))
    team.pattern("Weekend", [6, 7], ("10:00", "14:00"))
    team.pattern("Weekend late", [6, 7], ("14:00", "18:00"))
    team.planned("2026-W50", 4)
    found = team.total("2026-W50", 4)
    assert found["Sam"] + found["Sue"] >= 14
    assert min(found["Sam"], found["Sue"]) >= 7
    assert max(found[name] for name in ("Ann", "Ben", "Cis", "Dirk")) <= 7


def test_rota_hours_above_the_contract_are_refused(team: SmallTeam) -> None:
    body = {"name": "Sam", "contract": {"hours_per_week": 8, "rota_hours_per_week": 9}}
    answer = team.home.http.post("/v1/teams/zuid/members", json=body)
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["pointer"] == "/contract/rota_hours_per_week"


def special_days(team: SmallTeam) -> dict[str, Any]:
    return {each["day"]: each for each in team.home.get("/v1/teams/zuid/special-days")["items"]}


def test_nobody_has_a_second_special_day_before_everybody_had_one(team: SmallTeam) -> None:
    """24 December evening, Christmas, New Year's Eve and New Year: four people, one each."""
    for name in ("Ann", "Ben", "Cis", "Dirk"):
        team.member(name, 20)
    team.pattern("Evening", ALL_DAYS, EVENING)
    for day, name in (("2026-12-24", "Christmas Eve"), ("2026-12-31", "New Year's Eve")):
        body = {"day": day, "name": name, "from": "17:00"}
        team.home.post("/v1/teams/zuid/special-days", **body)
    team.planned("2026-W52", 2)
    first, second = (team.who(week, "published") for week in ("2026-W52", "2026-W53"))
    days = [
        first["2026-12-24 Evening"],
        first["2026-12-25 Evening"],
        second["2026-12-31 Evening"],
        second["2027-01-01 Evening"],
    ]
    assert sorted(name for names in days for name in names) == ["Ann", "Ben", "Cis", "Dirk"]
    eve = next(e for e in team.rota("2026-W52")["shifts"] if e["day"] == "2026-12-24")
    assert eve["burden"] == 20


def test_whoever_wishes_for_a_special_day_comes_first(team: SmallTeam) -> None:
    for name in ("Ann", "Ben", "Cis"):
        team.member(name, 20)
    team.pattern("Evening", ALL_DAYS, EVENING)
    team.wish("Cis", "2026-12-25", "2026-12-26")
    team.run("2026-W52")
    assert team.who("2026-W52")["2026-12-25 Evening"] == ["Cis"]


def test_whoever_wishes_for_every_special_day_comes_first_on_each(team: SmallTeam) -> None:
    """An offer is no favour asked: it weighs no less for being made twice in four weeks."""
    for name in ("Ann", "Ben", "Cis"):
        team.member(name, 20)
    team.pattern("Evening", ALL_DAYS, EVENING)
    for day in ("2026-12-25", "2027-01-01"):
        team.wish("Cis", day, str(date.fromisoformat(day) + timedelta(days=1)))
    for at in range(8, 13):
        team.wish("Cis", f"2026-12-{at:02}", f"2026-12-{at + 1:02}", kind="rather_not")
    team.planned("2026-W52", 2)
    assert team.who("2026-W52", "published")["2026-12-25 Evening"] == ["Cis"]
    assert team.who("2026-W53", "published")["2027-01-01 Evening"] == ["Cis"]


def test_special_days_are_marked_listed_and_proposed_by_country(team: SmallTeam) -> None:
    made = team.home.post("/v1/teams/zuid/special-days", day="2026-07-21", name="Party", burden=6)
    assert special_days(team)["2026-07-21"] == made
    found = team.home.get("/v1/teams/zuid/special-days?year=2026")["items"]
    proposed = [(e["day"], e["from"], e["name"]) for e in found if e["kind"] == "proposed"]
    assert proposed == [
        ("2026-12-24", "17:00", "Christmas Eve"),
        ("2026-12-31", "17:00", "New Year's Eve"),
    ]
    assert "2026-12-25" in {e["day"] for e in found if e["kind"] == "public_holiday"}
    gone = team.home.http.delete(f"/v1/teams/zuid/special-days/{made['id']}")
    assert gone.status_code == 204
    assert special_days(team) == {}


@pytest.mark.parametrize(
    ("body", "pointer"),
    [
        ({"day": "2026-12-24", "name": "Again"}, "/day"),
        ({"day": "9999-12-31", "name": "Late"}, "/day"),
        ({"day": "2026-12-26", "name": "x", "from": "25:00"}, "/from"),
        ({"day": "2026-12-26", "name": "x", "burden": -1}, "/burden"),
    ],
)
def test_a_special_day_twice_or_a_bad_one_is_refused(
    team: SmallTeam, body: dict[str, Any], pointer: str
) -> None:
    team.home.post("/v1/teams/zuid/special-days", day="2026-12-24", name="Eve")
    answer = team.home.http.post("/v1/teams/zuid/special-days", json=body)
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["pointer"] == pointer
    assert len(special_days(team)) == 1


def test_dated_wishes_that_clash_with_nothing_are_granted(team: SmallTeam) -> None:
    for name in ("Ann", "Ben", "Cis", "Dirk", "Eva"):
        team.member(name, 20)
    team.pattern("Evening", ALL_DAYS, EVENING)
    team.wish("Ann", "2026-12-12", "2026-12-13")  # a Saturday
    team.wish("Ben", "2026-12-08", "2026-12-09")
    team.wish("Cis", "2026-12-13", "2026-12-14", "rather_not")
    team.wish("Dirk", "2026-12-11", "2026-12-12", "rather_not")
    team.run("2026-W50")
    who = team.who("2026-W50")
    assert who["2026-12-12 Evening"] == ["Ann"]
    assert who["2026-12-08 Evening"] == ["Ben"]
    assert who["2026-12-13 Evening"] != ["Cis"]
    assert who["2026-12-11 Evening"] != ["Dirk"]


def test_a_date_asked_for_once_beats_rota_hours_that_later_weeks_even_out(
    team: SmallTeam,
) -> None:
    """Sam is hired for weekends and owes hours; the one Saturday he asks for stays free."""
    for name in ("Sam", "Sue", "Tom"):
        team.member(name, 12, contract={"rota_hours_per_week": 8})
    team.pattern("Weekend", [6, 7], ("10:00", "14:00"), target=2, maximum=2)
    team.away("Sam", "2026-12-07", "2026-12-10")
    team.planned("2026-W50")
    team.wish("Sam", "2026-12-19", "2026-12-20", "rather_not")
    team.run("2026-W51")
    assert "Sam" not in team.who("2026-W51")["2026-12-19 Weekend"]


def test_nobody_is_called_in_for_the_sake_of_fairness(team: SmallTeam) -> None:
    """A week after one in which a single person did it all, the places stay as many as needed."""
    for name in ("Ann", "Ben", "Cis"):
        team.member(name, 20)
    team.pattern("Evening", ALL_DAYS, EVENING, maximum=3)
    team.away("Ben", "2026-12-07", "2026-12-09")
    team.planned("2026-W50")
    team.member("Dirk", 36)
    run = team.run("2026-W51")
    assert all(len(names) == 1 for names in team.who("2026-W51").values())
    assert next(each for each in run["levels"] if each["name"] == "surplus")["points"] == 0


def test_nobody_gets_all_the_evenings_of_a_week(team: SmallTeam) -> None:
    """Somebody two weeks behind does not catch up in one."""
    for name in ("Ann", "Ben", "Cis"):
        team.member(name, 20)
    team.pattern("Evening", WEEKDAYS, EVENING)
    for week in ("2026-W50", "2026-W51"):
        team.run(week)
        for day in range(5):
            shift = team.rota(week)["shifts"][day]
            give(team, week, shift["slots"][0]["id"], ("Ben", "Cis")[day % 2])
        team.home.post(f"/v1/teams/zuid/rotas/{week}/publish")
    team.run("2026-W52")
    assert team.shifts("2026-W52")["Ann"] <= 3


def give(team: SmallTeam, week: str, slot: str, name: str) -> None:
    path = f"/v1/teams/zuid/rotas/{week}"
    tag = team.home.http.get(f"{path}?version=draft").headers["etag"]
    answer = team.home.http.patch(
        f"{path}/draft/slots/{slot}", json={"member": team.people[name]}, headers={"If-Match": tag}
    )
    assert answer.is_success, answer.text


def test_a_check_in_of_twenty_minutes_is_shared_out_as_well(team: SmallTeam) -> None:
    for name in ("Pam", "Quin", "Rob"):
        team.member(name)
    team.pattern("Check-in", WEEKDAYS, ("20:00", "20:20"))
    team.planned("2026-W49", 3)
    assert set(team.total("2026-W49", 3).values()) == {5}
    path = "/v1/teams/zuid/reports?from=2026-11-30&to=2026-12-21&by=week"
    lines = team.home.get(path)["whole"]["members"]
    assert [each["burden"] for each in lines] == pytest.approx([1.67] * 3, abs=0.01)


NIGHT = ("22:00", "06:00")


def test_a_night_over_the_end_of_the_weeks_meets_the_leave_after_it(team: SmallTeam) -> None:
    team.member("Ann")
    team.away("Ann", "2026-12-14", "2026-12-15")
    team.pattern("Night", [6, 7], NIGHT)
    team.run("2026-W50")
    assert team.who("2026-W50")["2026-12-13 Night"] == []
    assert team.rota("2026-W50")["open_places"] == 1
    give(team, "2026-W50", team.slot("2026-W50", "2026-12-13"), "Ann")
    broken = [each for each in team.rota("2026-W50")["breaches"] if each["must_hold"]]
    assert [each["rule"] for each in broken] == ["unavailable"]
    refused = team.home.http.post("/v1/teams/zuid/rotas/2026-W50/publish")
    assert refused.status_code == 409


def test_a_weekly_cannot_and_a_wish_count_after_the_end_of_the_weeks(team: SmallTeam) -> None:
    team.member("Ann")
    team.member("Ben")
    team.pattern("Night", [7], NIGHT)
    team.weekly("Ann", 1)
    team.run("2026-W50")
    assert team.who("2026-W50")["2026-12-13 Night"] == ["Ben"]
    team.weekly("Ann")
    team.wish("Ben", "2026-12-14", "2026-12-15", "rather_not")
    team.run("2026-W50")
    assert team.who("2026-W50")["2026-12-13 Night"] == ["Ann"]


def test_a_night_into_a_holiday_after_the_weeks_weighs_as_one(team: SmallTeam) -> None:
    """Easter Monday 2027 is 29 March: six hours of Sunday's night lie in it."""
    team.member("Ann")
    team.pattern("Night", [7], NIGHT)
    team.run("2027-W12")
    (shift,) = team.rota("2027-W12")["shifts"]
    assert shift["burden"] > 8 + 6 * 2


def test_the_last_day_of_a_contract_ends_at_its_midnight(team: SmallTeam) -> None:
    team.member("Ann", ends_on="2026-12-13")
    team.pattern("Night", [6, 7], NIGHT)
    team.run("2026-W50")
    assert team.who("2026-W50") == {"2026-12-12 Night": ["Ann"], "2026-12-13 Night": []}


def test_why_compares_the_holder_with_whoever_would_come(three: SmallTeam) -> None:
    three.run("2026-W50")
    for shift in three.rota("2026-W50")["shifts"]:
        found = three.home.get(f"/v1/slots/{shift['slots'][0]['id']}/why")
        assert all(each["points"] >= 0 for each in found["others"] if each["fits"])
        assert not any("less" in each for each in found["reasons"])
        assert any("of a fair share of" in each for each in found["reasons"])


def test_weeks_planned_together_are_judged_together(three: SmallTeam) -> None:
    run = three.run("2026-W50", weeks=3)
    assert run["points"] == sum(each["points"] for each in run["levels"])
    noise = [
        each
        for week in ("2026-W50", "2026-W51", "2026-W52")
        for each in three.rota(week)["breaches"]
        if each["rule"] == "fair-burden"
    ]
    assert noise == []
    assert run["open_places"] == 0


def test_open_places_mean_the_same_in_a_run_and_in_the_rota(team: SmallTeam) -> None:
    team.member("Ann")
    team.pattern("Evening", WEEKDAYS, EVENING, minimum=1, target=2, maximum=2)
    run = team.run("2026-W50")
    assert run["open_places"] == team.rota("2026-W50")["open_places"] >= 5

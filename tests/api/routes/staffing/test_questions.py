"""Staffing questions through HTTP: asked, answered, refused by field."""

from typing import Any

import pytest

from rotation.errors import Unreachable
from rotation.rota.staffing import right_size, right_size_inputs
from rotation.team import teams
from rotation.timespan import Week
from support.planned_team import WEEK, Planner
from support.staffing_api import STAFFING, ask, ask_later, evening, segment, with_evenings


@pytest.fixture
def webcare(planner: Planner) -> Planner:
    """The team Nord with a channel that is open in the evening and gets 700 messages a week."""
    return with_evenings(planner)


def test_more_people_answer_more_messages_in_time(webcare: Planner) -> None:
    shares = [
        ask(webcare, "predict", week=WEEK, heads=evening(heads), engine="exact")["channels"][0][
            "within_share"
        ]
        for heads in (1, 2, 3)
    ]
    assert shares == sorted(shares)
    assert shares[2] > 0.95


def test_a_typical_week_with_too_few_has_no_shares_but_its_growth(webcare: Planner) -> None:
    told = ask(webcare, "predict", heads=evening(0))
    assert not told["stable"]
    assert told["backlog_growth_per_week"] > 100
    assert told["overloaded"] == ["whatsapp"]
    assert told["channels"][0]["within_share"] is None
    assert all(each["within_share"] is None for day in told["days"] for each in day["channels"])


def test_a_dated_week_keeps_its_figures_with_the_flag_and_what_is_left(webcare: Planner) -> None:
    told = ask(webcare, "predict", week=WEEK, heads=evening(0))
    assert not told["stable"]
    assert told["channels"][0]["within_share"] == 0
    assert told["backlog_at_end"]["mean"] > 100


def test_a_prediction_has_days_hours_openings_and_says_what_it_holds_for(webcare: Planner) -> None:
    told = ask(webcare, "predict", week=WEEK, heads=evening(2), engine="exact")
    assert len(told["days"]) == 7
    assert told["intervals"]
    assert len(told["openings"]) == 7
    assert len(told["closings"]) == 7
    assert told["assumed"]["engine"] == "exact"
    assert told["statement"]
    channel = told["channels"][0]
    assert channel["low"] <= channel["within_share"] <= channel["high"]
    assert channel["window_missed_share"] is not None


def test_the_same_seed_gives_the_same_simulation(webcare: Planner) -> None:
    asked = {"week": WEEK, "heads": evening(2), "engine": "simulation", "seed": 5}
    first, second = (ask(webcare, "predict", **asked)["channels"] for _ in range(2))
    assert first == second
    assert first[0]["engine"] == "simulation"


def test_requirements_tell_what_one_more_or_fewer_changes(webcare: Planner) -> None:
    told = ask(webcare, "requirements", week=WEEK, heads=evening(2))
    hours = [each for each in told["intervals"] if each["have"]]
    assert all(each["gain_of_one_more"]["whatsapp"] >= 0 for each in hours)
    assert all(each["loss_of_one_fewer"]["whatsapp"] <= 0 for each in hours)
    assert max(each["required"] for each in hours) >= 2
    assert told["complete"]
    assert told["proven"] is None  # no shift leaves its number to the targets


def test_automatic_targets_are_found_stored_and_used_by_a_run(webcare: Planner) -> None:
    webcare.pattern("Late", [1, 2, 3], ("17:00", "22:00"), minimum=0, target="auto", maximum=3)
    told = ask_later(webcare, "requirements", week=WEEK, heads=evening(0))
    wanted = {
        each["date"]: each["target"] for each in told["patterns"] if each["pattern"] == "Late"
    }
    assert len(wanted) == 3
    assert told["complete"]
    assert told["proven"] is True
    assert webcare.run()["state"] == "succeeded"
    shifts = [each for each in webcare.rota()["shifts"] if each["pattern"] == "Late"]
    assert {each["day"]: each["required"] for each in shifts} == wanted


def test_closing_choices_are_compared_by_both_clocks(webcare: Planner) -> None:
    told = ask(webcare, "compare-closed", staff=people(3))
    names = [each["name"] for each in told["options"]]
    assert names[0] == "as it is"
    assert "weekend closed" in names
    for each in told["options"]:
        calendar, business = (each[clock]["channels"]["whatsapp"] for clock in CLOCKS)
        if each["stable"]:
            assert business >= calendar - 1e-9
        else:
            assert calendar is business is None
            assert not each["on_frontier"]
    by_name = {each["name"]: each for each in told["options"]}
    assert by_name["weekend closed"]["agent_hours"] < by_name["as it is"]["agent_hours"]
    assert by_name["as it is"]["on_frontier"]
    assert by_name["as it is"]["cost"] is None


def test_a_choice_has_its_cost_at_the_usual_rate(webcare: Planner) -> None:
    terms = {"hourly_minor": 1000, "supplements": []}
    path = f"{STAFFING.removesuffix('/staffing')}/pay-terms"
    set_up = webcare.home.http.put(path, json=terms, headers={"If-Match": "*"})
    assert set_up.is_success, set_up.text
    told = ask(webcare, "compare-closed", staff=people(3))
    for each in told["options"]:
        assert each["cost"]["hours_without_rate"] == 0
        assert each["cost"]["amount_minor"] == round(each["agent_hours"] * 1000)


CLOCKS = ("calendar", "business")


def people(count: int) -> list[dict[str, Any]]:
    """Return so many people who are on every evening of the next week."""
    return [
        {
            "segments": [
                {"start": f"2026-{month}T16:00:00Z", "end": f"2026-{month}T21:00:00Z"}
                for month in ("11-30", "12-01", "12-02", "12-03", "12-04", "12-05", "12-06")
            ]
        }
        for _ in range(count)
    ]


def test_the_smallest_team_is_found_and_one_fewer_leaves_places_open(webcare: Planner) -> None:
    told = ask(
        webcare,
        "right-size",
        week=WEEK,
        volumes=[1.0],
        team_sizes={"min": 1, "max": 20},
        new_member={"hours_per_week": 20, "max_shifts_per_week": 4},
    )
    assert told["smallest"]["feasible"]
    assert told["smallest"]["members"] >= 4
    assert not told["one_fewer"]["feasible"]
    assert told["by_volume"] == [{"volume": 1.0, "members": told["smallest"]["members"]}]
    assert told["with_absence"] == told["smallest"]["members"] + 1


NOWHERE = {"weekday": 5, "from": "17:00", "to": "22:00", "state": "closed"}
AWAY = {"member": "nobody", **segment("2026-12-02", 17, 22)}
PAST = {"member": "nobody", **segment("2020-12-02", 17, 22)}


@pytest.mark.parametrize(
    ("call", "body", "where"),
    [
        ("predict", {"channels": {"whatsapp": {"handling": {"mean_minutes": -5}}}}, "handling"),
        ("predict", {"channels": {"whatsapp": {"handling": {"mean_minutes": 1e9}}}}, "handling"),
        ("predict", {"channels": {"whatsapp": {"target": {"share": 1.2}}}}, "target"),
        ("predict", {"channels": {"nowhere": {}}}, "/channels/nowhere"),
        ("predict", {"arrivals": {"nowhere": {"per_hour": [1]}}}, "/arrivals/nowhere"),
        ("predict", {"arrivals": {"whatsapp": {"per_hour": [1] * 700}}}, "per_hour"),
        ("predict", {"arrivals": {"whatsapp": {"per_hour": [-1]}}}, "per_hour"),
        ("predict", {"arrivals": {"whatsapp": {"per_hour": [90_000] * 168}}}, "/arrivals"),
        ("predict", {"week": "2026-W99"}, "week"),
        ("predict", {"safety": 1.0}, "safety"),
        ("right-size", {"safety": "on"}, "safety"),
        ("predict", {"forecast": {"id": "x"}}, "/forecast/id"),
        ("predict", {"weeks": 2}, "/weeks"),
        ("predict", {"week": WEEK, "weeks": 5}, "weeks"),
        ("predict", {"heads": {"counts": [1]}, "staff": []}, ""),
        ("what-if", {"changes": {"handling_factor": 0}}, "handling_factor"),
        ("what-if", {"changes": {"volume_by_channel": {"nowhere": 2}}}, "nowhere"),
        ("what-if", {"changes": {"absent": "nobody"}}, "/changes/absent"),
        (
            "what-if",
            {"changes": {"windows": [{**NOWHERE, "channel": "telex"}]}},
            "windows/0/channel",
        ),
        ("what-if", {"changes": {"windows": [{**NOWHERE, "to": "25:00"}]}}, "windows/0/to"),
        ("what-if", {"changes": {"shifts": {"remove": [AWAY]}}}, "/changes/shifts/remove/0"),
        ("what-if", {"changes": {"shifts": {"add": [AWAY, AWAY]}}}, "/changes/shifts/add/1"),
        ("what-if", {"changes": {"shifts": {"add": [PAST]}}}, "/changes/shifts/add/0/start"),
        ("what-if", {"changes": {"shifts": {"add": [{**AWAY, "end": AWAY["start"]}]}}}, "shifts"),
        (
            "compare-closed",
            {"options": [{"name": "x", "windows": [{**NOWHERE, "channel": "telex"}]}]},
            "/options/0/windows/0/channel",
        ),
        ("compare-closed", {"options": [{"name": "x", "windows": [{}]}]}, "windows"),
        ("right-size", {"new_member": {"hours_per_week": 900}}, "hours_per_week"),
        ("right-size", {"new_member": {"hours_per_week": 2e-308}}, "hours_per_week"),
        ("right-size", {"volumes": [2e-308]}, "volumes"),
    ],
)
def test_what_cannot_be_is_refused_by_its_field(
    webcare: Planner, call: str, body: dict[str, Any], where: str
) -> None:
    answer = webcare.home.http.post(f"{STAFFING}/{call}", json=body)
    assert answer.status_code == 422, answer.text
    assert where in str(answer.json()["errors"])


def test_weeks_in_a_row_are_predicted_as_each_of_them(webcare: Planner) -> None:
    two = {"interval_minutes": 60, "counts": evening(2)["counts"] * 2}
    told = ask(webcare, "predict", week=WEEK, weeks=2, heads=two, engine="exact")
    days = [each["date"] for each in told["days"]]
    assert (days[0], days[-1], len(days)) == ("2026-11-30", "2026-12-13", 14)
    alone = ask(webcare, "predict", week=WEEK, heads=evening(2), engine="exact")
    volumes = [each["channels"][0]["volume"] for each in (told, alone)]
    assert volumes[0] == pytest.approx(2 * volumes[1], rel=0.01)
    # Nothing waits between evenings that are staffed alike: each week is what one alone is.
    first, second = (
        [day["channels"][0]["within_share"] for day in part]
        for part in (told["days"][:7], told["days"][7:])
    )
    assert first[1:6] == pytest.approx(second[1:6], abs=2e-3)
    shares = [each["channels"][0]["within_share"] for each in (told, alone)]
    assert shares[0] == pytest.approx(shares[1], abs=0.01)


def test_a_plan_that_does_not_end_in_time_leaves_an_incomplete_answer(webcare: Planner) -> None:
    def never(*_: Any) -> dict[str, Any]:
        raise Unreachable("The staffing question was not answered in time.")

    with webcare.home.reading() as session:
        team, week = teams.find(session, "nord"), Week.parse(WEEK)
        asked = right_size_inputs.sizing(session, team, week, webcare.home.clock.now)
    found = right_size.right_size(
        asked, right_size_inputs.SizingRange(), right_size_inputs.SizingCalculations(never, never)
    )
    assert found.smallest is None
    assert not found.complete

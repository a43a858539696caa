"""Staffing questions through HTTP: asked, answered, refused by field."""

from typing import Any

import pytest

from planning import WEEK, Planner
from rotation.demand.spread import quantile

STAFFING = "/v1/teams/nord/staffing"
EVENINGS = [
    {"weekday": day, "from": "17:00", "to": "22:00", "state": "open"} for day in range(1, 8)
]


@pytest.fixture
def webcare(planner: Planner) -> Planner:
    """The team Nord with a channel that is open in the evening and gets 700 messages a week."""
    tag = planner.home.http.get("/v1/teams/nord/channels/whatsapp").headers["etag"]
    body = {
        "windows": EVENINGS,
        "weekly_volume": 700,
        "target": {"share": 0.8, "within_minutes": 15},
    }
    answer = planner.home.http.patch(
        "/v1/teams/nord/channels/whatsapp", json=body, headers={"If-Match": tag}
    )
    assert answer.is_success, answer.text
    return planner


def evening(heads: int) -> dict[str, Any]:
    """Return head counts of a week with so many people on in the evenings."""
    day = [heads if 17 <= hour < 22 else 0 for hour in range(24)]
    return {"interval_minutes": 60, "counts": day * 7}


def ask(planner: Planner, call: str, **body: Any) -> dict[str, Any]:
    """Return the answer to a staffing question."""
    answer = planner.home.http.post(f"{STAFFING}/{call}", json=body)
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


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


def test_more_messages_and_an_absence_are_told_beside_the_week_as_it_is(webcare: Planner) -> None:
    staff = [
        {"member": name, "segments": [
            {"start": f"2026-12-0{day}T16:00:00Z", "end": f"2026-12-0{day}T21:00:00Z"}
            for day in range(1, 7)
        ]}
        for name in ("a", "b")
    ]  # fmt: skip
    asked = {"week": WEEK, "staff": staff, "engine": "exact"}
    told = ask(webcare, "what-if", **asked, sweep={"field": "volume", "values": [0.8, 1.2]})
    differences = [each["difference"]["whatsapp"] for each in told["cases"]]
    assert differences[0] > 0 > differences[1]
    absent = ask(webcare, "what-if", **asked, changes={"absent": "a"})["cases"][0]
    assert absent["difference"]["whatsapp"] < -0.1


def evenings_of(*people: str) -> list[dict[str, Any]]:
    """Return people who are on every evening of the week but its Sunday."""
    return [
        {"member": name, "segments": [segment(f"2026-12-0{day}", 17, 22) for day in range(1, 6)]}
        for name in people
    ]


def segment(day: str, start: int, end: int) -> dict[str, str]:
    """Return a stretch of a day in Paris."""
    return {"start": f"{day}T{start}:00:00+01:00", "end": f"{day}T{end}:00:00+01:00"}


@pytest.mark.parametrize("state", ["closed", "check_in"])
def test_other_hours_are_as_if_the_channel_had_them_and_its_people_went(
    webcare: Planner, state: str
) -> None:
    staff = evenings_of("a", "b")
    usual = {"week": WEEK, "engine": "exact"}
    window = {"weekday": 5, "from": "17:00", "to": "22:00", "state": state}
    told = ask(webcare, "what-if", **usual, staff=staff, changes={"windows": [window]})
    friday = segment("2026-12-04", 17, 22)
    visits = [
        {"start": "2026-12-04T17:00:00+01:00", "end": "2026-12-04T17:30:00+01:00"},
        {"start": "2026-12-04T20:00:00+01:00", "end": "2026-12-04T20:30:00+01:00"},
    ]
    for each in staff:
        each["segments"].remove(friday)
        each["segments"] += visits if state == "check_in" else []
    windows = [window if each["weekday"] == 5 else each for each in EVENINGS]
    same = ask(
        webcare, "predict", **usual, staff=staff, channels={"whatsapp": {"windows": windows}}
    )
    assert told["cases"][0]["channels"] == same["channels"]
    assert told["cases"][0]["agent_hours"] == same["agent_hours"] < told["base"]["agent_hours"]
    assert told["cases"][0]["changes"] == {"windows": [window]}


def test_edited_shifts_are_as_if_the_staff_had_been_so(webcare: Planner) -> None:
    staff = evenings_of("a", "b")
    usual = {"week": WEEK, "engine": "simulation", "seed": 3}
    moved = {
        "remove": [{"member": "a", **segment("2026-12-02", 19, 20)}],
        "add": [
            {"member": "a", **segment("2026-12-06", 18, 21)},
            {"member": "c", **segment("2026-12-02", 19, 20), "skills": ["whatsapp"]},
        ],
    }
    told = ask(webcare, "what-if", **usual, staff=staff, changes={"shifts": moved})
    parts = staff[0]["segments"]
    parts.remove(segment("2026-12-02", 17, 22))
    parts += [segment("2026-12-02", 17, 19), segment("2026-12-02", 20, 22)]
    parts.append(segment("2026-12-06", 18, 21))
    staff.append(
        {"member": "c", "segments": [segment("2026-12-02", 19, 20)], "skills": ["whatsapp"]}
    )
    same = ask(webcare, "predict", **usual, staff=staff)
    assert told["cases"][0]["agent_hours"] == same["agent_hours"]
    after, expected = told["cases"][0]["channels"][0], same["channels"][0]
    assert after["within_share"] == pytest.approx(expected["within_share"], abs=0.005)
    assert told["cases"][0]["difference"]["whatsapp"] > 0.02


def test_who_is_put_on_can_do_what_the_member_can(webcare: Planner) -> None:
    webcare.home.post("/v1/teams/nord/channels", slug="mail", name="Mail", weekly_volume=50)
    members = webcare.home.get("/v1/teams/nord/members")["items"]
    added = [{"member": members[0]["id"], **segment("2026-12-01", 17, 22)}]
    told = ask(
        webcare, "what-if", week=WEEK, heads=evening(0), engine="exact",
        changes={"shifts": {"add": added}},
    )  # fmt: skip
    assert told["cases"][0]["agent_hours"] == 5
    assert told["cases"][0]["difference"]["whatsapp"] > 0


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
    told = ask(webcare, "requirements", week=WEEK, heads=evening(0))
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


CLOCKS = ("calendar", "business")


def people(count: int) -> list[dict[str, Any]]:
    """Return so many people who are on every evening of the next week."""
    return [
        {"segments": [
            {"start": f"2026-{month}T16:00:00Z", "end": f"2026-{month}T21:00:00Z"}
            for month in ("11-30", "12-01", "12-02", "12-03", "12-04", "12-05", "12-06")
        ]}
        for _ in range(count)
    ]  # fmt: skip


def test_the_smallest_team_is_found_and_one_fewer_leaves_places_open(webcare: Planner) -> None:
    told = ask(
        webcare, "right-size", week=WEEK, volumes=[1.0], team_sizes={"min": 1, "max": 20},
        new_member={"hours_per_week": 20, "max_shifts_per_week": 4},
    )  # fmt: skip
    assert told["smallest"]["feasible"]
    assert told["smallest"]["members"] >= 4
    assert not told["one_fewer"]["feasible"]
    assert told["by_volume"] == [{"volume": 1.0, "members": told["smallest"]["members"]}]
    assert told["with_absence"] == told["smallest"]["members"] + 1


def forecast_of(planner: Planner) -> dict[str, Any]:
    """Return the forecast of the week."""
    found: dict[str, Any] = planner.home.get(f"/v1/teams/nord/forecast?week={WEEK}")
    return found


def test_the_current_forecast_can_be_named_and_another_is_refused_by_saying_so(
    webcare: Planner,
) -> None:
    current = forecast_of(webcare)["id"]
    asked = {"week": WEEK, "heads": evening(1), "engine": "exact"}
    told = ask(webcare, "predict", **asked, forecast={"id": current})
    assert told["assumed"]["forecast"] == current
    for call in ("predict", "what-if", "requirements", "compare-closed"):
        body = {**asked, "forecast": {"id": "0" * 16}}
        answer = webcare.home.http.post(f"{STAFFING}/{call}", json=body)
        assert answer.status_code == 422
        assert answer.json()["errors"][0]["pointer"] == "/forecast/id"
        assert current in answer.text


def test_safety_predicts_the_week_that_is_as_busy_as_its_volume_percentile(
    webcare: Planner,
) -> None:
    asked = {"week": WEEK, "heads": evening(2), "engine": "exact"}
    plain, off, safe = (
        ask(webcare, "predict", **asked, **more)
        for more in ({}, {"safety": "off"}, {"safety": 0.9})
    )
    assert plain["channels"] == off["channels"]
    factor = quantile(forecast_of(webcare)["week_cv"], 0.9)
    assert factor > 1
    volumes = [each["channels"][0]["volume"] for each in (safe, plain)]
    assert volumes[0] == pytest.approx(factor * volumes[1], rel=1e-3)
    assert safe["channels"][0]["within_share"] < plain["channels"][0]["within_share"]
    assert (safe["assumed"]["safety"], safe["assumed"]["week_cv"]) == (0.9, 0)


def test_safety_asks_for_more_people_and_what_is_stored_stays(webcare: Planner) -> None:
    webcare.pattern("Late", [1, 2, 3, 4, 5, 6, 7], ("17:00", "22:00"), minimum=0, target="auto",
                    maximum=9)  # fmt: skip
    tight = {"whatsapp": {"target": {"share": 0.95, "within_minutes": 5}}}

    def hours(**more: Any) -> tuple[float, float, int]:
        told = ask(webcare, "requirements", week=WEEK, heads=evening(0), channels=tight, **more)
        needed = sum(each["required"] for each in told["intervals"])
        return told["assumed"]["safety"], told["hours"], needed

    usual = hours()
    assert hours(safety=0.8) == usual
    assert usual[0] == 0.8
    off, safest = hours(safety="off"), hours(safety=0.95)
    assert off[0] is None
    assert off[1] <= usual[1] <= safest[1]
    assert off[1:] < safest[1:]
    assert off[2] <= usual[2] <= safest[2]
    assert hours() == usual


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
    first, second = ([day["channels"][0]["within_share"] for day in part]
                     for part in (told["days"][:7], told["days"][7:]))  # fmt: skip
    assert first[1:6] == pytest.approx(second[1:6], abs=2e-3)
    shares = [each["channels"][0]["within_share"] for each in (told, alone)]
    assert shares[0] == pytest.approx(shares[1], abs=0.01)

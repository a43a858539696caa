"""Measured replies over HTTP, beside what was predicted for the published version."""

from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest

from rotation.account.access import Access
from rotation.insights.replies import Beside, MeasuredWeek, Predicted, drifting
from rotation.insights.waits import Waits
from rotation.rota.publishing import publish
from rotation.rota.publishing.publish import PublishRequest
from rotation.rota.shifts import Shift, shift_id, shifts_to_json
from rotation.rota.store import plans
from rotation.rota.versions import drafts
from rotation.team import teams
from rotation.timespan import Week
from support.organisation import TestOrganisation

TEAM = {"slug": "nord", "name": "Nord", "timezone": "Europe/Paris", "country": "FR"}
W47 = Week(2026, 47)
EVERY = range(1, 8)
EVENINGS = [{"weekday": day, "from": "17:00", "to": "22:00"} for day in (1, 2, 3)]
PATH = "/v1/teams/nord/replies?from=2026-11-16&to=2026-11-23"


@pytest.fixture
def team(home: TestOrganisation) -> TestOrganisation:
    """A team with a channel that is open on three evenings."""
    home.post("/v1/teams", **TEAM)
    home.post(
        "/v1/teams/nord/channels",
        slug="x",
        windows=EVENINGS,
        target={"share": 0.8, "within_minutes": 15, "clock": "business"},
    )
    return home


def row(day: int, clock: str, wait: float | None, sent: float | None = None) -> dict[str, Any]:
    """Return a message of a day of November in Paris, answered so many minutes later."""
    came = datetime.fromisoformat(f"2026-11-{day}T{clock}+01:00")
    told: dict[str, Any] = {"received_at": came.isoformat(), "channel": "x"}
    if wait is not None:
        told["replied_at"] = (came + timedelta(minutes=wait)).isoformat()
    if sent is not None:
        told["sent_at"] = (came + timedelta(minutes=sent)).isoformat()
    return told


def take(home: TestOrganisation, *rows: dict[str, Any]) -> None:
    """Import rows, which all have to be accepted."""
    answer = home.http.post("/v1/teams/nord/messages", json=list(rows)).json()
    assert (answer["accepted"], answer["refused_count"]) == (len(rows), 0)


_SHARE = {"channel": "x", "within_share": 0.7}
PREDICTION = {
    "channels": [{**_SHARE, "low": 0.6, "high": 0.8}],
    "days": [{"date": "2026-11-16", "channels": [{**_SHARE, "low": 0.4, "high": 0.9}]}],
    "stretches": [
        {
            "start": "2026-11-16T16:00:00Z",
            "end": "2026-11-16T21:00:00Z",
            "channels": [{**_SHARE, "low": 0.3, "high": 0.45}],
        }
    ],
}
"""A prediction of that evening: by channel, day and stretch."""


def monday_evening() -> Shift:
    """Return a shift of Monday evening of week 47."""
    start = datetime(2026, 11, 16, 16, tzinfo=UTC)
    return Shift(
        id=shift_id(UUID(int=7), date(2026, 11, 16)),
        pattern_id=UUID(int=7),
        pattern="Late",
        week=str(W47),
        day=date(2026, 11, 16),
        start=start,
        end=start + timedelta(hours=5),
        local_start="17:00",
        local_end="22:00",
        timezone="Europe/Paris",
        task="webcare",
        channels=("x",),
        minimum=0,
        target=0,
    )


def published(home: TestOrganisation) -> Shift:
    """Publish a shift on Monday evening of week 47 with a prediction, and return it."""
    shift = monday_evening()
    later, home.clock.now = home.clock.now, datetime(2026, 11, 13, tzinfo=UTC)
    with home.writing() as session:
        team = teams.find(session, "nord")
        plan = plans.add_plan(
            session,
            team_id=team.id,
            week=str(W47),
            run_id=None,
            made_at=home.clock.now,
            shifts=shifts_to_json((shift,)),
            prediction=PREDICTION,
        )
        drafts.set_plan(session, team.id, str(W47), plan.id)
        publish.publish(session, team, [W47], PublishRequest("Ann", None, True), home.clock.now)  # noqa: FBT003 - gaps are accepted
    home.clock.now = later
    return shift


def test_measured_shares_stand_beside_what_was_predicted(team: TestOrganisation) -> None:
    shift = published(team)
    take(
        team,
        row(16, "17:30", 10),
        row(16, "18:00", 40),
        row(17, "17:00", 5),
        row(17, "12:00", 1),
        row(18, "21:50", 60 * 115),
    )
    found = team.get(PATH)
    # Noon belongs to others; 21:50 on Wednesday is due at 17:05 on Monday, and answered 16:50.
    assert (found["all"]["items"], found["all"]["within_share"]) == (4, 0.75)
    [week] = found["weeks"]
    assert (week["week"], week["version"]) == ("2026-W47", 1)
    [channel] = week["channels"]
    assert channel["predicted"] == {"within_share": 0.7, "low": 0.6, "high": 0.8}
    assert (channel["within_share"], channel["outside"]) == (0.75, False)
    monday, tuesday, _ = week["days"]
    assert (monday["date"], monday["channels"][0]["within_share"]) == ("2026-11-16", 0.5)
    assert (monday["channels"][0]["outside"], tuesday["channels"][0]["predicted"]) == (False, None)
    [late] = week["shifts"]
    assert (late["id"], late["channels"][0]["items"]) == (str(shift.id), 2)
    assert late["channels"][0]["predicted"] == {"within_share": 0.7, "low": 0.3, "high": 0.45}
    assert late["channels"][0]["outside"]


def test_a_week_asked_for_in_part_is_not_held_against_its_whole(team: TestOrganisation) -> None:
    published(team)
    take(team, row(16, "17:30", 10))
    found = team.get("/v1/teams/nord/replies?from=2026-11-16&to=2026-11-17")
    [week] = found["weeks"]
    assert week["channels"][0]["predicted"] is None
    assert week["days"][0]["channels"][0]["predicted"]["within_share"] == 0.7


def test_a_badge_is_measured_by_the_rule_of_its_time_on_its_own_clock(
    home: TestOrganisation,
) -> None:
    home.post("/v1/teams", **TEAM)
    home.post("/v1/teams/nord/channels", slug="x", kind="facebook", windows=EVENINGS)
    # By half an hour for half of them in this week, by the shipped quarter for 90 % before.
    rule = {
        "platform": "facebook",
        "name": "own",
        "kind": "badge",
        "minutes": 30,
        "statistic": "median",
        "clock": "calendar",
        "valid_from": "2026-11-16",
        "source": "us",
        "checked_on": "2026-11-01",
    }
    home.put("/v1/teams/nord/platform-rules", {"rules": [rule]})
    take(home, row(10, "21:55", 5, 60 * 19 + 10), row(16, "17:30", 10, 20), row(16, "18:00", 5, 40))
    found = home.get("/v1/teams/nord/replies?from=2026-11-02&to=2026-11-23")
    quiet, before, now = (each["badge"][0] for each in found["weeks"])
    assert (quiet["items"], quiet["kept"]) == (0, None)
    # Sent ten minutes after opening on the next day: by the clock of business in a quarter.
    assert (before["minutes"], before["within_share"], before["kept"]) == (15, 1, True)
    assert (now["minutes"], now["within_share"], now["needed"], now["kept"]) == (30, 0.5, 0.5, True)
    assert (now["response_rate"], now["items"]) == (1, 2)


def test_a_page_that_is_away_for_longer_than_it_may_be_is_late(home: TestOrganisation) -> None:
    home.post("/v1/teams", **TEAM)
    closed = [{"weekday": day, "from": "22:00", "to": "17:00", "state": "closed"} for day in EVERY]
    home.post("/v1/teams/nord/channels", slug="x", kind="facebook", windows=[*EVENINGS, *closed])
    # Come in when it closes, answered when it opens: nineteen hours later.
    take(home, row(16, "22:30", 5, 60 * 18 + 40), row(23, "17:00", 1))
    rule = {
        "platform": "facebook",
        "name": "own",
        "kind": "badge",
        "minutes": 15,
        "rate": 0.9,
        "clock": "business",
        "valid_from": "2026-01-01",
        "source": "us",
        "checked_on": "2026-11-01",
    }
    shares = []
    for hours in (None, 20, 12):
        path = "/v1/teams/nord/platform-rules"
        home.put(path, {"rules": [{**rule, "away_hours": hours}]})
        assert home.get(path)["rules"][0]["away_hours"] == hours
        [week] = home.get(PATH)["weeks"]
        shares.append(week["badge"][0]["within_share"])
    assert shares == [1, 1, 0]


def test_a_page_that_leaves_messages_without_reply_loses_its_badge(home: TestOrganisation) -> None:
    home.post("/v1/teams", **TEAM)
    home.post("/v1/teams/nord/channels", slug="x", kind="facebook", windows=EVENINGS)
    take(home, row(16, "17:30", 10), row(16, "18:00", None), row(23, "17:00", 1))
    [week] = home.get(PATH)["weeks"]
    assert (week["badge"][0]["response_rate"], week["badge"][0]["kept"]) == (0.5, False)
    part = home.get("/v1/teams/nord/replies?from=2026-11-17&to=2026-11-23")
    assert part["weeks"][0]["badge"] == []


def test_a_week_never_published_is_measured_alone(team: TestOrganisation) -> None:
    take(team, row(16, "17:30", 10))
    [week] = team.get(PATH)["weeks"]
    assert (week["version"], week["channels"][0]["within_share"], week["shifts"]) == (None, 1, [])


def test_a_target_on_replies_sent_is_measured_by_them(team: TestOrganisation) -> None:
    take(team, row(16, "17:30", 10, 20))
    assert team.get(PATH)["all"]["within_share"] == 1
    target = {"share": 0.8, "within_minutes": 15, "clock": "business"}
    team.patch("/v1/teams/nord/channels/x", target={**target, "measured_at": "reply_sent"})
    assert team.get(PATH)["all"]["within_share"] == 0


def test_what_is_not_due_yet_is_pending(team: TestOrganisation) -> None:
    take(team, row(16, "17:30", 10), row(23, "21:40", 3), row(23, "21:55", None))
    found = team.get("/v1/teams/nord/replies?from=2026-11-16&to=2026-11-24")
    assert (found["all"]["items"], found["all"]["pending"], found["all"]["within_share"]) == (
        3,
        1,
        1,
    )


def test_a_business_clock_without_windows_runs_while_somebody_is_on(home: TestOrganisation) -> None:
    home.post("/v1/teams", **TEAM)
    home.post(
        "/v1/teams/nord/channels", slug="x", target={"within_minutes": 15, "clock": "business"}
    )
    take(home, row(16, "17:30", 600))
    # Nobody was ever on duty: the clock has not run, so nothing is late.
    assert home.get(PATH)["all"]["within_share"] == 1


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ("from=2026-11-16&to=2026-11-16", "to"),
        ("from=2020-01-01&to=2026-11-16", "to"),
        ("from=2026-11-16&to=2026-11-17&within=soon", "within"),
        ("from=2026-11-16&to=2026-11-17&within=nan", "within"),
        ("from=2026-11-16&to=2026-11-17&within=0", "within"),
        ("from=9999-12-30&to=9999-12-31", ""),
        ("from=2026-11-16", "to"),
    ],
)
def test_a_span_that_cannot_be_is_refused(team: TestOrganisation, query: str, field: str) -> None:
    answer = team.http.get(f"/v1/teams/nord/replies?{query}")
    assert answer.status_code == 422
    assert field in answer.text


def test_a_bot_does_not_see_replies(team: TestOrganisation) -> None:
    assert team.client(Access.BOT).get(PATH).status_code == 403


def week(number: int, share: float | None) -> MeasuredWeek:
    """Return a week in which a channel of 60 to 80 % reached a share."""
    waits = Waits(10, 10, 0, share, None, None)
    beside = Beside("x", waits, Predicted(0.7, 0.6, 0.8))
    return MeasuredWeek(Week(2026, number), 1, (beside,), (), ())


def test_four_weeks_outside_the_band_are_a_drift_and_three_are_none() -> None:
    low = [week(number, 0.5) for number in range(40, 44)]
    assert drifting(low) == ("x",)
    assert drifting(low[1:]) == ()
    assert drifting([*low, week(44, 0.7)]) == ()
    assert drifting([*low, week(44, None)]) == ("x",)

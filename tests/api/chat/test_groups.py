"""Groups of a chat follow who is on duty: who is in them, what is told when they cannot."""

from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from api.chat.registry import GROUPS
from api.clients.chats import Chats
from api.jobs import answer_chats, sync_groups
from rotation.chat import groups
from rotation.chat.platforms import PLATFORMS
from rotation.chat.tables import GroupRow
from rotation.clock import new_id
from rotation.notices.tables import NoticeRow
from support.chat_people import BASE, NoTurns
from support.chat_platforms import SECRET
from support.organisation import TestOrganisation
from support.planned_team import at
from support.published_week import EVENINGS, PublishedWeek
from support.slack_groups import SlackGroups

SECOND = timedelta(seconds=1)


def paris(day: int, hour: int) -> datetime:
    """Return a full hour of a day of December, as the clocks of the team show it."""
    return at(day, hour - 1)


def workspace_user(name: str) -> str:
    """Return what the platform calls somebody."""
    return "U-" + "".join(each for each in name.upper() if each.isascii())


class Workspace:
    """A Slack workspace whose group follows the team Nord; its clock is the test's."""

    def __init__(self, rota: PublishedWeek, patch: pytest.MonkeyPatch) -> None:
        self.rota, self.home, self.slack = rota, rota.home, SlackGroups()
        # Other tests have groups in the same database: they are none of this workspace.
        self.group = f"S{new_id().hex}"
        self.slack.groups[self.group] = ["U0"]
        chats: Any = Chats(self.slack, BASE, NoTurns())  # type: ignore[arg-type]  # it stands for a client
        patch.setattr(answer_chats, "chats_of", lambda _: chats)
        patch.setattr(groups, "database_now", lambda _: self.home.clock.now)
        self.path = self.connected("nord")

    def connected(self, team: str) -> str:
        """Connect a team to the workspace; return the path of the connection."""
        body = {"platform": "slack", "team": team, "secret": SECRET, "token": "xoxb-0123456789"}
        made = self.home.post("/v1/chat-connections", **body)
        return f"/v1/chat-connections/{made['id']}"

    def link(self, *names: str, path: str = "") -> None:
        """Say who people are there: Ann is U-ANN, Chloé U-CHLO."""
        for name in names:
            user, member = workspace_user(name), self.rota.id(name)
            self.home.post(f"{path or self.path}/links", user=user, member=member)

    def now(self, now: datetime) -> list[str]:
        """Let it be a time, and return whom a mention of the group reaches a second later."""
        self.home.clock.now = now + SECOND
        self.home.tick(sync_groups.JOB)
        return self.slack.mentioned(self.group)

    def shown(self) -> dict[str, Any]:
        """Return the group as the planner sees it."""
        (found,) = self.home.get(f"{self.path}/groups")["items"]
        return dict(found)


@pytest.fixture
def workspace(home: TestOrganisation, monkeypatch: pytest.MonkeyPatch) -> Workspace:
    """The usual published week, on its Tuesday afternoon, with everybody linked but Farid."""
    rota = PublishedWeek.of_nord(home)
    home.clock.now = paris(1, 15)
    made = Workspace(rota, monkeypatch)
    made.link(*(each for each in rota.people if each != "Farid"))
    made.home.post("/v1/webhooks", url="https://8.8.8.8/", events=["group.failed"])
    made.home.post(f"{made.path}/groups", group=made.group)
    return made


def told(home: TestOrganisation) -> list[dict[str, Any]]:
    """Return what planners are told of groups."""
    with home.reading() as session:
        rows = session.scalars(select(NoticeRow).where(NoticeRow.kind == "group.failed"))
        return [each.payload for each in rows.all()]


def test_a_group_holds_who_is_on_duty_and_is_disabled_when_nobody_is(workspace: Workspace) -> None:
    assert workspace.now(paris(1, 16)) == []
    assert workspace.now(paris(1, 17)) == ["U-CHLO", "U-DAVID"]
    assert workspace.now(paris(1, 22)) == []
    assert [name for name, _ in workspace.slack.calls] == [
        "usergroups.disable",
        "usergroups.enable",
        "usergroups.users.update",
        "usergroups.disable",
    ]
    shown = workspace.shown()
    assert (shown["people"], shown["failure"], shown["unlinked"]) == (0, None, [])


def test_a_group_is_written_only_when_its_people_change(workspace: Workspace) -> None:
    workspace.now(paris(1, 17))
    calls = len(workspace.slack.calls)
    for minute in range(1, 10):
        workspace.now(paris(1, 17) + timedelta(minutes=minute))
    workspace.rota.plan({**EVENINGS, "Thu": EVENINGS["Mon"]})
    workspace.rota.publish()
    workspace.now(paris(1, 18))
    assert len(workspace.slack.calls) == calls


def test_whoever_stands_in_is_in_the_group_a_second_later(workspace: Workspace) -> None:
    workspace.now(paris(1, 17))
    workspace.home.clock.now = paris(1, 18)
    body = {"member": workspace.rota.id("Emma"), "slot": workspace.rota.slot("Tue")}
    span = {"start": paris(1, 18).isoformat(), "end": paris(1, 20).isoformat()}
    workspace.home.post("/v1/teams/nord/overrides", **body, **span)
    assert workspace.now(paris(1, 18)) == ["U-DAVID", "U-EMMA"]
    assert workspace.now(paris(1, 20)) == ["U-CHLO", "U-DAVID"]


def test_whoever_is_not_linked_is_left_out_named_and_told_once(workspace: Workspace) -> None:
    assert workspace.now(paris(2, 17)) == ["U-EMMA"]
    farid = workspace.rota.id("Farid")
    assert workspace.shown()["unlinked"] == [farid]
    (said,) = told(workspace.home)
    assert (said["unlinked"], said["reason"]) == ([{"member": {"id": farid}}], None)
    workspace.now(paris(2, 18))
    assert len(told(workspace.home)) == 1
    workspace.link("Farid")
    assert workspace.now(paris(2, 18)) == ["U-EMMA", "U-FARID"]
    assert workspace.shown()["unlinked"] == []


def test_a_group_that_two_teams_feed_holds_the_people_of_both(workspace: Workspace) -> None:
    home = workspace.home
    home.post("/v1/teams", slug="sud", name="Sud", timezone="Europe/Paris", country="FR")
    sara = home.post("/v1/teams/sud/members", name="Sara")["id"]
    path = workspace.connected("sud")
    home.post(f"{path}/links", user="U-SARA", member=sara)
    home.post(f"{path}/groups", group=workspace.group)
    span = {"start": paris(1, 20).isoformat(), "end": paris(1, 23).isoformat()}
    home.post("/v1/teams/sud/overrides", member=sara, **span)
    assert workspace.now(paris(1, 17)) == ["U-CHLO", "U-DAVID"]
    assert workspace.now(paris(1, 20)) == ["U-CHLO", "U-DAVID", "U-SARA"]
    assert workspace.now(paris(1, 22)) == ["U-SARA"]
    assert home.http.delete(path).status_code == 204
    assert workspace.now(paris(1, 22)) == []


def test_a_missing_permission_is_told_once_and_mended_by_itself(workspace: Workspace) -> None:
    workspace.slack.refusal = "permission_denied"
    workspace.now(paris(1, 17))
    workspace.now(paris(1, 17) + timedelta(minutes=61))
    assert "Workspace settings" in workspace.shown()["failure"]
    assert [each["reason"][:17] for each in told(workspace.home)] == ["permission_denied"]
    workspace.slack.refusal = ""
    assert workspace.now(paris(1, 20)) == ["U-CHLO", "U-DAVID"]
    assert workspace.shown()["failure"] is None


def test_a_platform_that_is_busy_is_asked_again_when_it_says(workspace: Workspace) -> None:
    workspace.slack.status = 429
    workspace.now(paris(1, 17))
    workspace.slack.status = 200
    asked = len(workspace.slack.calls)
    workspace.now(paris(1, 17) + 5 * SECOND)
    assert len(workspace.slack.calls) == asked
    assert workspace.now(paris(1, 17) + 8 * SECOND) == ["U-CHLO", "U-DAVID"]


def test_replicas_write_a_group_once_and_a_process_that_dies_holds_it_up_a_minute(
    workspace: Workspace,
) -> None:
    home = workspace.home
    home.clock.now = paris(1, 17)
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda _: home.tick(sync_groups.JOB), range(4)))
    assert [name for name, _ in workspace.slack.calls].count("usergroups.users.update") == 1
    home.clock.now = paris(1, 22)
    with home.writing() as session:
        (row,) = session.scalars(select(GroupRow))
        assert groups.claim(session, row.id) is not None  # and here the process dies
    assert workspace.now(paris(1, 22)) == ["U-CHLO", "U-DAVID"]
    assert workspace.now(paris(1, 22) + groups.LEASE) == []


def test_a_change_while_a_group_is_written_is_written_next(workspace: Workspace) -> None:
    home = workspace.home
    home.clock.now = paris(1, 17)
    with home.writing() as session:
        (row,) = session.scalars(select(GroupRow))
        update = groups.claim(session, row.id)
    assert update is not None
    workspace.home.http.delete(f"/v1/members/{workspace.rota.id('Chloé')}")
    written = answer_chats.chats_of(home.app.state.settings).fill(update)
    with home.writing() as session:
        groups.end(session, update, written)
    assert "U-CHLO" in workspace.slack.mentioned(workspace.group)
    assert "U-CHLO" not in workspace.now(paris(1, 17))


def test_a_user_of_the_platform_stands_in_no_row_of_a_group(workspace: Workspace) -> None:
    workspace.now(paris(1, 17))
    with workspace.home.reading() as session:
        (row,) = session.scalars(select(GroupRow))
        kept = [getattr(row, each.key) for each in GroupRow.__table__.columns]
    assert "U-" not in str(kept)


def test_a_group_that_is_kept_no_longer_stays_as_it_is(workspace: Workspace) -> None:
    workspace.now(paris(1, 17))
    path = f"{workspace.path}/groups/{workspace.shown()['id']}"
    assert workspace.home.http.delete(path).status_code == 204
    assert workspace.now(paris(1, 22)) == ["U-CHLO", "U-DAVID"]
    assert workspace.home.http.delete(path).status_code == 404
    trail = workspace.home.get("/v1/audit?limit=200")["items"]
    assert [each["action"] for each in trail if each["entity"] == "chat_group"] == [
        "deleted",
        "created",
    ]


@pytest.mark.parametrize(
    ("body", "status", "pointer"),
    [
        ({}, 409, "/group"),
        ({"group": "a b"}, 422, "/group"),
        ({"group": ""}, 422, "/group"),
        ({"group": None}, 422, "/group"),
    ],
)
def test_what_is_wrong_with_a_group_is_named(
    workspace: Workspace, body: dict[str, Any], status: int, pointer: str
) -> None:
    answer = workspace.home.http.post(
        f"{workspace.path}/groups", json={"group": workspace.group, **body}
    )
    assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (status, pointer)


def test_a_connection_that_cannot_change_groups_says_so(workspace: Workspace) -> None:
    cannot: dict[str, dict[str, Any]] = {
        "no groups": {"platform": "plain"},
        "the token of the bot": {"platform": "slack", "secret": SECRET},
    }
    for why, body in cannot.items():
        made = workspace.home.post("/v1/chat-connections", team="nord", **body)
        path = f"/v1/chat-connections/{made['id']}/groups"
        answer = workspace.home.http.post(path, json={"group": workspace.group})
        assert (answer.status_code, why in answer.text) == (422, True), answer.text


def test_the_platforms_with_groups_are_those_whose_groups_we_can_change() -> None:
    assert {name for name, each in PLATFORMS.items() if each.has_groups} == set(GROUPS)

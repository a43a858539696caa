"""A team's rota told in a channel of its chat, and a member told alone, with buttons."""

import json
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import pytest

from api.clients.chat_notices import ChatNotices
from api.clients.chats import Chats
from rotation.chat import links
from support.chat_people import NoTurns
from support.outbox import Heard

MONDAY = datetime.fromisoformat("2026-11-30T17:00:00+01:00")
HOUR = timedelta(hours=1)
EVENTS = ["duty.began", "gap.opened", "rota.published", "shift.changed"]


@pytest.fixture
def connection(heard: Heard) -> str:
    """A Mattermost server on this machine, connected to the team."""
    home = heard.rota.home
    database = home.work.database
    heard.others["chat"] = ChatNotices(
        Chats(heard.http, "https://rota.example", NoTurns()), database
    )
    heard.receiver.types = list  # type: ignore[method-assign]  # bodies are those of a chat
    made = home.post(
        "/v1/chat-connections",
        platform="mattermost",
        team="nord",
        secret="s" * 26,
        server=heard.receiver.url.removesuffix("/hook"),
        token="t" * 26,
    )
    found: str = made["id"]
    return found


def tell(heard: Heard, connection: str, *events: str) -> dict[str, Any]:
    body = {"place": "town-square", "events": list(events or EVENTS)}
    return heard.rota.home.post(f"/v1/chat-connections/{connection}/channels", **body)


def posts(heard: Heard, now: datetime) -> list[str]:
    """Return what is written when the outbox is drained at a time."""
    before = len(heard.receiver.received)
    heard.at(now)
    found = [json.loads(each.body) for each in heard.receiver.received[before:]]
    said = [each["message"] for each in found if each.get("channel_id") == "town-square"]
    return [each.replace("\\", "") for each in said]  # signs of formatting are escaped


def test_a_channel_hears_of_a_new_version_its_changes_and_its_gaps(
    heard: Heard, connection: str
) -> None:
    tell(heard, connection)
    heard.rota.plan({"Mon": ("Chloé", None)})
    heard.rota.publish()
    said = "\n".join(posts(heard, heard.rota.home.clock.now))
    assert "2026-W49 is published (version 2)" in said
    assert "Shifts in Nord have changed" in said
    assert "Amélie → Chloé" in said
    assert "Nobody has this shift in Nord" in said


def test_a_hand_over_is_one_message_whoever_comes_on(heard: Heard, connection: str) -> None:
    tell(heard, connection, "duty.began")
    (said,) = posts(heard, MONDAY)
    assert said.startswith("On duty now in Nord\n")
    assert "Amélie" in said
    assert "Bruno" in said
    assert posts(heard, MONDAY + HOUR) == []


def test_a_hand_over_that_has_moved_is_not_told(heard: Heard, connection: str) -> None:
    tell(heard, connection, "duty.began")
    heard.rota.home.post("/v1/teams/nord/closures", day="2026-11-30", name="Closed")
    assert posts(heard, MONDAY) == []
    (said,) = posts(heard, MONDAY + 24 * HOUR)
    assert "Chloé" in said


def test_the_weekly_plan_goes_to_the_channel_too(heard: Heard, connection: str) -> None:
    channel = tell(heard, connection, "gap.opened")["id"]
    summary = {"weekday": 5, "at": "12:00", "webhook": channel}
    answer = heard.rota.home.put("/v1/teams/nord/notice-rules", {"summary": summary})
    assert answer["summary"]["webhook"] == channel


def test_nobody_is_named_on_a_connection_that_tells_roles_only(heard: Heard) -> None:
    home = heard.rota.home
    heard.others["chat"] = ChatNotices(Chats(heard.http, "", NoTurns()), home.work.database)
    heard.receiver.types = list  # type: ignore[method-assign]  # bodies are those of a chat
    made = home.post(
        "/v1/chat-connections",
        platform="mattermost",
        team="nord",
        secret="s" * 26,
        server=heard.receiver.url.removesuffix("/hook"),
        token="t" * 26,
        privacy="role",
    )
    tell(heard, made["id"], "duty.began")
    (said,) = posts(heard, MONDAY)
    assert "Somebody" in said
    assert "Amélie" not in said


def test_a_platform_that_asks_for_time_is_written_to_later(heard: Heard, connection: str) -> None:
    tell(heard, connection, "duty.began")
    heard.receiver.codes, heard.receiver.headers = [429], {"Retry-After": "30"}
    posts(heard, MONDAY)
    assert len(posts(heard, MONDAY + timedelta(minutes=2))) == 1


def test_a_connection_that_is_cut_off_hears_nothing(heard: Heard, connection: str) -> None:
    tell(heard, connection)
    heard.rota.home.http.delete(f"/v1/chat-connections/{connection}")
    assert posts(heard, MONDAY) == []


def test_a_member_is_asked_alone_with_buttons(heard: Heard, connection: str) -> None:
    home, chloe = heard.rota.home, heard.rota.id("Chloé")
    path = f"/v1/members/{chloe}/contacts"
    early = home.http.post(path, json={"kind": "chat", "address": connection})
    assert early.status_code == 422
    with home.writing() as session:
        links.put(session, UUID(connection), "u1", UUID(chloe), home.clock.now)
        links.spoke_alone(session, UUID(connection), "u1", "town-square")
    home.post(path, kind="chat", address=connection)
    swap = {"slot": heard.rota.slot("Mon"), "to": chloe}
    home.post("/v1/teams/nord/swaps", **swap)
    before = len(heard.receiver.received)
    (said,) = posts(heard, home.clock.now)
    assert "Amélie propose un service" in said
    asked = json.loads(heard.receiver.received[before].body)
    assert len(asked["props"]["attachments"][0]["actions"]) == 2


def test_what_is_no_channel_is_refused_by_its_field(heard: Heard, connection: str) -> None:
    http, path = heard.rota.home.http, f"/v1/chat-connections/{connection}/channels"
    tell(heard, connection)
    again = http.post(path, json={"place": "town-square", "events": EVENTS})
    assert again.status_code == 409
    for body, field in (
        ({"place": "", "events": EVENTS}, "/place"),
        ({"place": "a b", "events": EVENTS}, "/place"),
        ({"place": "x", "events": ["everything"]}, "/events/0"),
        ({"place": "x", "events": []}, "/events"),
    ):
        answer = http.post(path, json=body)
        assert answer.status_code == 422
        assert answer.json()["errors"][0]["pointer"] == field

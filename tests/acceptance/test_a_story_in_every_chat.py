"""One story on every platform: linked, asked, offered, taken, and everybody sees the same."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from api.jobs import sync_groups
from rotation.chat import groups
from rotation.clock import new_id
from rotation.notices.tables import NoticeRow
from support.chat_people import Chat
from support.chat_platforms import EVERY, FakePlatform
from support.organisation import TestOrganisation
from support.planned_team import at
from support.published_week import PublishedWeek

SECOND = timedelta(seconds=1)
AT_FIVE = "2026-12-02T17:00:01%2B01:00"
EVENTS = ["swap.offered", "swap.changed", "cover.changed"]
talking = pytest.mark.parametrize(
    "platform", [each for each in EVERY if each.name != "plain"], ids=lambda each: each.name
)


@pytest.fixture
def rota(home: TestOrganisation, monkeypatch: pytest.MonkeyPatch) -> PublishedWeek:
    """The usual published week on its Wednesday at 16:00, whose planner listens by a webhook."""
    made = PublishedWeek.of_nord(home)
    home.clock.now = at(2, 15)
    monkeypatch.setattr(groups, "database_now", lambda _: home.clock.now)
    home.post("/v1/webhooks", url="https://8.8.8.8/", events=EVENTS)
    return made


def told(home: TestOrganisation) -> list[tuple[str, str]]:
    """Return what the planner's webhook is told: the event, and the state it tells of."""
    with home.reading() as session:
        wanted = select(NoticeRow).where(NoticeRow.webhook_id.is_not(None))
        rows = session.scalars(wanted.order_by(NoticeRow.id)).all()
        return [(each.kind, each.payload["state"]) for each in rows]


def on_duty_in_feed(rota: PublishedWeek, feed: str) -> set[str]:
    """Return who has Wednesday's evening in the calendar of the team."""
    calendar = rota.home.http.get(feed.removeprefix("http://127.0.0.1:8000")).text
    events = [each for each in calendar.split("BEGIN:VEVENT") if "20261202T160000Z" in each]
    return {name for name in rota.people for each in events if name in each}


@talking
def test_a_member_swaps_in_her_chat_and_group_feed_and_answer_agree_within_a_second(
    rota: PublishedWeek, platform: FakePlatform, monkeypatch: pytest.MonkeyPatch
) -> None:
    home, chat = rota.home, Chat.connected(rota, platform, monkeypatch)
    feed = home.post("/v1/teams/nord/feeds", language="en")["url"]
    code = rota.as_("Emma").post(f"/v1/members/{rota.id('Emma')}/chat-link-code").json()["code"]
    assert "Emma" in chat.tell(f"lier {code}")
    for name, user in {"Farid": "U3", "Gaëlle": "U2"}.items():
        chat.link(name, user)
    group = f"S{new_id().hex}"
    if platform.name == "slack":
        chat.network.groups.groups[group] = ["U0"]
        home.post(f"/v1/chat-connections/{chat.made['id']}/groups", group=group)
    assert "mer. 2 déc. 17:00" in chat.tell("quand suis-je de service ?")
    offered = chat.do(
        chat.tell("je voudrais échanger mon service de mercredi"), "o", "propose", "U1"
    )
    taken = chat.do(offered, "t", "prends", "U2")
    assert "Gaëlle prend mer. 2 déc. 17:00–22:00" in taken
    assert told(home) == [("swap.offered", "open"), ("swap.changed", "done")]
    home.clock.now = at(2, 16) + SECOND
    home.tick(sync_groups.JOB)
    assert rota.on_duty(AT_FIVE) == ["Farid", "Gaëlle"]
    assert "Farid, Gaëlle" in chat.tell("who is on now?", "U9")
    assert on_duty_in_feed(rota, feed) == {"Farid", "Gaëlle"}
    if platform.name == "slack":
        assert chat.network.groups.mentioned(group) == ["U2", "U3"]


@talking
def test_the_planner_is_told_of_every_other_press_as_of_a_call_of_the_api(
    rota: PublishedWeek, platform: FakePlatform, monkeypatch: pytest.MonkeyPatch
) -> None:
    home, chat = rota.home, Chat.connected(rota, platform, monkeypatch)
    for number, name in enumerate(rota.people):
        chat.link(name, f"U{number}")
    users = {name: f"U{number}" for number, name in enumerate(rota.people)}
    body: dict[str, Any] = {"slot": rota.slot("Fri")}
    home.patch("/v1/teams/nord", swap_approval=True)
    rota.as_("Amélie").post("/v1/teams/nord/swaps", json={**body, "to": rota.id("Hugo")})
    swap = home.get("/v1/teams/nord/swaps")["items"][0]["id"]
    chat.do(chat.shown("accept", swap), "a", "accepte", users["Hugo"])
    assert told(home)[1:] == [("swap.changed", "accepted")]
    assert home.post(f"/v1/swaps/{swap}/decline")["state"] == "declined"
    rota.as_("Amélie").post("/v1/teams/nord/swaps", json={**body, "to": rota.id("Hugo")})
    swap = next(
        each["id"] for each in home.get("/v1/teams/nord/swaps")["items"] if each["state"] == "open"
    )
    chat.do(chat.shown("decline", swap), "d", "refuse", users["Hugo"])
    assert told(home)[-1] == ("swap.changed", "declined")
    search = home.post(f"/v1/slots/{rota.slot('Sat')}/sick")
    first = next(each["member"]["name"] for each in search["asked"] if each["asked_at"])
    chat.do(chat.shown("step_in", search["id"]), "y", "remplace", users[first])
    assert told(home)[-1] == ("cover.changed", "covered")

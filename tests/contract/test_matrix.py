"""Matrix, by a real homeserver: join, question, answer, retry, a swap without any button."""

import re
import socket
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import httpx
import pytest

from api.app import create_app
from api.settings import Settings
from rotation.clock import system_clock
from rotation.timespan import Week
from support.live_server import Server, until
from support.organisation import SetClock, TestOrganisation
from support.planned_team import WEEK, at
from support.published_week import EVENINGS, PublishedWeek
from support.synapse import NAME, Synapse

pytestmark = pytest.mark.contract
ROTA = f"@rota:{NAME}"


@pytest.fixture
def rota(tmp_path: Path) -> Iterator[PublishedWeek]:
    """A team whose evenings of next week are published, by the clock on the wall."""
    url = f"sqlite:///{tmp_path}/rotation.db"
    Server.fresh(url, tmp_path)
    app = create_app(Settings(database_url=url), system_clock)
    with TestOrganisation.founded(app, SetClock(at(1, 8) - timedelta(days=4))) as home:
        made = PublishedWeek.of_nord(home)
        home.clock.now = system_clock()
        week = str(Week.of((home.clock.now + timedelta(days=7)).date()))
        if week != WEEK:  # that one is published already
            made.plan(EVENINGS, week)
            made.publish(week)
        yield made


@pytest.fixture
def synapse(tmp_path: Path) -> Iterator[Synapse]:
    """A homeserver that is installed and does not run yet."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    made = Synapse.installed(tmp_path, port)
    yield made
    made.stop()


@pytest.fixture
def server(tmp_path: Path, rota: PublishedWeek) -> Iterator[Server]:
    """The service on the database of the team."""
    made = Server(f"sqlite:///{tmp_path}/rotation.db", tmp_path, key=rota.home.key())
    made.start()
    yield made
    made.stop()


def test_a_room_asks_and_swaps_without_a_button(
    rota: PublishedWeek, synapse: Synapse, server: Server
) -> None:
    body = {"platform": "matrix", "team": "nord", "server": synapse.url, "account": ROTA}
    made = server.post("/v1/chat-connections", **body)
    users = [{"exclusive": True, "regex": re.escape(ROTA)}]
    synapse.start(
        {
            "id": "rota",
            "url": made["url"],
            "as_token": made["token"],
            "hs_token": made["secret"],
            "sender_localpart": "rota",
            "rate_limited": False,
            "namespaces": {"users": users, "rooms": [], "aliases": []},
        }
    )
    for name in ("emma", "gaelle"):
        synapse.sign_up(name)
    invited = {"invite": [ROTA, f"@gaelle:{NAME}"], "preset": "private_chat"}
    room = synapse.ask("emma", "POST", "createRoom", json=invited)["room_id"]
    synapse.ask("gaelle", "POST", f"join/{room}", json={})

    def answered(count: int) -> str:
        until(lambda: len(synapse.notices("emma", room)) >= count, 60)
        notices = synapse.notices("emma", room)
        assert len(notices) == count, notices
        return notices[-1]

    assert "Ask who is on duty" in answered(1)  # it has joined, and says what it is for
    synapse.say("emma", room, "who has seen my umbrella?", "t0")  # for others
    synapse.say("emma", room, "rota: who is on now?", "t1")
    synapse.say("emma", room, "rota: who is on now?", "t1")  # the same transaction
    assert "on duty" in answered(2)
    code = server.post(f"/v1/members/{rota.id('Emma')}/chat-link-code")["code"]
    synapse.say("emma", room, f"link {code}", "t2")
    assert answered(3) == "Vous êtes désormais Emma."
    gaelle = {"user": f"@gaelle:{NAME}", "member": rota.id("Gaëlle")}
    server.post(f"/v1/chat-connections/{made['id']}/links", **gaelle)
    synapse.say("emma", room, "rota: je voudrais échanger mon service de mercredi prochain", "t3")
    offer = re.search(r"propose ([A-Z2-7]{6})", shown := answered(4))
    assert offer, shown
    synapse.say("emma", room, f"propose {offer[1]}", "t4")
    take = re.search(r"prends ([A-Z2-7]{6})", shown := answered(5))
    assert take, shown
    synapse.say("gaelle", room, f"prends {take[1]}", "t5")
    assert "Gaëlle prend mer." in answered(6)
    week = Week.of((system_clock() + timedelta(days=7)).date())
    on_duty = server.get(f"/v1/teams/nord/on-duty?at={week.days[2]}T18:00:00%2B01:00")["on_duty"]
    assert sorted(each["member"]["name"] for each in on_duty) == ["Farid", "Gaëlle"]
    # A transaction that the homeserver delivers again is acknowledged, and answered by nothing.
    event = {"type": "m.room.message", "sender": f"@emma:{NAME}", "room_id": room}
    event |= {"event_id": "$again", "content": {"msgtype": "m.text", "body": "rota: who is on?"}}
    headers = {"Authorization": f"Bearer {made['secret']}"}
    for _ in range(3):
        again = httpx.put(
            f"{made['url']}/_matrix/app/v1/transactions/again",
            json={"events": [event]},
            headers=headers,
            timeout=30,
        )
        assert (again.status_code, again.json()) == (200, {})
    assert "on duty" in answered(7)
    pinged = httpx.post(f"{made['url']}/_matrix/app/v1/ping", json={}, headers=headers, timeout=30)
    assert (pinged.status_code, pinged.json()) == (200, {})
    assert server.get(f"/v1/chat-connections/{made['id']}")["sent"] == "written"

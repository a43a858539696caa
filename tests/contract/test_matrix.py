"""Matrix, by a real homeserver: join, question, answer, retry, a swap without any button."""

import re
import socket
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any, Self

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


@dataclass
class Room:
    """A room of Emma, Gaëlle and the bot, and how much the bot has said in it."""

    synapse: Synapse
    id: str
    count: int = 0

    @classmethod
    def of_three(cls, synapse: Synapse) -> Self:
        """Have Emma make a room and invite the others."""
        for name in ("emma", "gaelle"):
            synapse.sign_up(name)
        invited = {"invite": [ROTA, f"@gaelle:{NAME}"], "preset": "private_chat"}
        room = synapse.ask("emma", "POST", "createRoom", json=invited)["room_id"]
        synapse.ask("gaelle", "POST", f"join/{room}", json={})
        return cls(synapse, room)

    def answered(self) -> str:
        """Wait for the next notice of the bot, and return it; there is none beyond it."""
        self.count += 1
        until(lambda: len(self.synapse.notices("emma", self.id)) >= self.count, 60)
        notices = self.synapse.notices("emma", self.id)
        assert len(notices) == self.count, notices
        return notices[-1]

    def tell(self, text: str, name: str = "emma") -> str:
        """Say something and return the answer."""
        self.synapse.say(name, self.id, text, f"t{self.count}")
        return self.answered()

    def type_word(self, shown: str, verb: str, name: str = "emma") -> str:
        """Type what an answer says is to be typed for a verb."""
        found = re.search(rf"{verb} ([A-Z2-7]{{6}})", shown)
        assert found, shown
        return self.tell(f"{verb} {found[1]}", name)


def registered(synapse: Synapse, server: Server) -> dict[str, Any]:
    """Connect a homeserver, which starts with the registration, and return the connection."""
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
    return made


def test_a_room_asks_and_swaps_without_a_button(
    rota: PublishedWeek, synapse: Synapse, server: Server
) -> None:
    made = registered(synapse, server)
    room = Room.of_three(synapse)
    assert "Ask who is on duty" in room.answered()  # it has joined, and says what it is for
    synapse.say("emma", room.id, "who has seen my umbrella?", "for others")
    assert "on duty" in room.tell("rota: who is on now?")
    synapse.say("emma", room.id, "rota: who is on now?", "t1")  # the same transaction
    code = server.post(f"/v1/members/{rota.id('Emma')}/chat-link-code")["code"]
    assert room.tell(f"link {code}") == "Vous êtes désormais Emma."
    gaelle = {"user": f"@gaelle:{NAME}", "member": rota.id("Gaëlle")}
    server.post(f"/v1/chat-connections/{made['id']}/links", **gaelle)
    # This week may be published, too: only its date says which Wednesday is meant.
    wednesday = Week.of((system_clock() + timedelta(days=7)).date()).days[2]
    shown = room.tell(f"rota: je voudrais échanger mon service du {wednesday:%d/%m/%Y}")
    offered = room.type_word(shown, "propose")
    assert "Gaëlle prend mer." in room.type_word(offered, "prends", "gaelle")
    on_duty = server.get(f"/v1/teams/nord/on-duty?at={wednesday}T18:00:00%2B01:00")["on_duty"]
    assert sorted(each["member"]["name"] for each in on_duty) == ["Farid", "Gaëlle"]
    is_acknowledged(made, room)
    assert server.get(f"/v1/chat-connections/{made['id']}")["sent"] == "written"


def is_acknowledged(made: dict[str, Any], room: Room) -> None:
    """Deliver a transaction three times: it is acknowledged each time, and answered once."""
    event: dict[str, Any] = {
        "type": "m.room.message",
        "sender": f"@emma:{NAME}",
        "room_id": room.id,
    }
    event |= {"event_id": "$again", "content": {"msgtype": "m.text", "body": "rota: who is on?"}}
    headers = {"Authorization": f"Bearer {made['secret']}"}
    there = f"{made['url']}/_matrix/app/v1"
    for _ in range(3):
        body = {"events": [event]}
        again = httpx.put(f"{there}/transactions/again", json=body, headers=headers, timeout=30)
        assert (again.status_code, again.json()) == (200, {})
    assert "on duty" in room.answered()
    pinged = httpx.post(f"{there}/ping", json={}, headers=headers, timeout=30)
    assert (pinged.status_code, pinged.json()) == (200, {})

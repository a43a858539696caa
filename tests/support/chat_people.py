"""People in a chat: what they say goes through a platform to us, what we answer comes back."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import unquote_plus
from uuid import UUID

import pytest
from fastapi.testclient import TestClient

from api.chat.registry import ADAPTERS
from api.clients.chats import Chats, Turns
from api.clients.http import Reply
from api.jobs import answer_chats
from rotation.chat.message import ChatAccount, Incoming
from support.chat_platforms import ChatRequest, FakePlatform, Said, key_of
from support.published_week import PublishedWeek

BASE = "http://127.0.0.1:8000"


@dataclass
class Network:
    """What stands for the network: it keeps every call, and answers as platforms do."""

    calls: list[tuple[str, str, Mapping[str, str], bytes]] = field(default_factory=list)
    body: bytes = b'{"ok":true,"access_token":"at","expires_in":3600}'

    def fetch(
        self, method: str, url: str, *, headers: Mapping[str, str], body: bytes | None = None
    ) -> Reply:
        """Keep a call."""
        self.calls.append((method, url, headers, body or b""))
        return Reply(200, {}, self.body)


class NoTurns(Turns):
    """Lets every message out at once: time does not go by in these tests."""

    def wait(self, _place: tuple[UUID, str], _per_second: float) -> float:
        """Wait for nothing."""
        return 0.0


class Keys:
    """The public keys of platforms that sign tokens."""

    def find(self, address: str, key_id: str) -> Any:
        """Return the key of an id."""
        return key_of(address, key_id)


@dataclass
class Chat:
    """A platform that is connected to a team, with the people who talk there."""

    rota: PublishedWeek
    platform: FakePlatform
    made: dict[str, Any]
    http: TestClient
    network: Network = field(default_factory=Network)
    number: int = 0

    @classmethod
    def connected(
        cls, rota: PublishedWeek, platform: FakePlatform, patch: pytest.MonkeyPatch
    ) -> "Chat":
        """Connect a platform to the team Nord."""
        body = {"platform": platform.name, "team": "nord", **platform.connection}
        made = rota.home.post("/v1/chat-connections", **body)
        rota.home.app.state.signing_keys = Keys()
        chat = cls(rota, platform, made, TestClient(rota.home.app))
        chats: Any = Chats(chat.network, BASE, NoTurns())  # type: ignore[arg-type]  # it stands for a client
        patch.setattr(answer_chats, "chats_of", lambda _: chats)
        return chat

    def request(self, said: Said) -> ChatRequest:
        """Return what the platform sends of something said now."""
        return self.platform.ask(said, self.rota.home.clock.now)

    def send(self, request: ChatRequest) -> Any:
        """Send a request to the connection."""
        path = self.made["url"].removeprefix(BASE) + request.path
        headers = {name.encode(): value.encode() for name, value in request.headers.items()}
        return self.http.request(request.method, path, content=request.body, headers=headers)

    def user(self, name: str) -> str:
        """Return what somebody is called by the platform itself."""
        request = self.request(Said("x", name))
        path = request.path.removeprefix("/_matrix/app/v1/")
        headers = {**request.headers, ":path": path, ":method": request.method}
        ours = self.rota.home.owner.organisation, self.platform.name
        account = ChatAccount(*ours, account="@rota:example.org")
        found = ADAPTERS[self.platform.name].parse(request.body, headers, account)
        message = found[0] if isinstance(found, tuple) else found
        assert isinstance(message, Incoming)
        return message.user

    def tell(self, text: str = "", user: str = "U1", press: str | None = None) -> str:
        """Say something and return everything that comes back, as one text of JSON."""
        self.number += 1
        before = len(self.network.calls)
        answer = self.send(self.request(Said(text, user, press, self.number)))
        assert answer.status_code == 200, answer.text
        self.rota.home.tick(answer_chats.JOB)
        written = [body.decode() for *_, body in self.network.calls[before:]]
        return "\n".join(_plain(each) for each in (answer.text, *written))

    def link(self, name: str, user: str) -> None:
        """Say as the planner who a user of the platform is."""
        path = f"/v1/chat-connections/{self.made['id']}/links"
        self.rota.home.post(path, user=self.user(user), member=self.rota.id(name))

    def do(self, shown: str, letter: str, words: str, user: str) -> str:
        """Press the button of a verb, or type the words for it where there are no buttons."""
        pressed = re.search(rf"\b{letter}:[\w-]{{22}}:\d+:[\w-]{{22}}", shown)
        if self.platform.has_buttons:
            assert pressed, shown
            return self.tell(user=user, press=pressed[0])
        typed = re.search(rf"{words} ([A-Z2-7]{{6}})", shown)
        assert typed, shown
        return self.tell(f"{words} {typed[1]}", user)


def _plain(text: str) -> str:
    """Return JSON with its letters as they are, without what makes names harmless."""
    try:
        text = json.dumps(json.loads(text), ensure_ascii=False)
    except ValueError:
        text = unquote_plus(text)
    return text.replace("\N{WORD JOINER}", "").replace("\\\\", "")

"""Messages into chats keep within what each platform takes: how long, how large, how many."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from uuid import UUID

import pytest

from api.chat.registry import ADAPTERS
from api.clients.chats import LONGEST_TURN, Chats, Turns
from api.clients.http import Reply
from rotation.chat.late_answers import LateAnswer
from rotation.chat.message import ChatAccount, ChatButton, ChatDestination, ChatMessage

CONNECTION = UUID(int=1)
PLACES = {
    "slack": ("C1", "C2"),
    "telegram": ("5", "6"),
    "discord": ("7", "8"),
    "mattermost": ("c", "d"),
    "matrix": ("!r:example.org", "!s:example.org"),
    "zulip": ("stream:4", "stream:5"),
    "rocket-chat": ("#a", "#b"),
}
"""Two places of each platform that we write to by a call of our own alone."""
every = pytest.mark.parametrize("platform", PLACES)


@dataclass
class Vendor:
    """A platform that refuses what comes too fast or is too large; its clock is its own."""

    per_second: float
    most_bytes: int
    at: float = 0.0
    last: dict[str, float] = field(default_factory=dict)
    taken: list[float] = field(default_factory=list)
    place: str = ""

    def fetch(self, _method: str, _url: str, *, headers: Mapping[str, str], body: bytes) -> Reply:
        """Take a message, or refuse it."""
        assert headers
        before = self.last.get(self.place, float("-inf"))
        if self.at - before < 1 / self.per_second - 1e-9:
            return Reply(429, {"retry-after": "30"}, b"")
        if len(body) > self.most_bytes:
            return Reply(413, {}, b"")
        self.last[self.place] = self.at
        self.taken.append(self.at)
        return Reply(
            200, {}, b'{"ok":true,"access_token":"at","expires_in":3600,"result":"success"}'
        )

    def sleep(self, seconds: float) -> None:
        """Let time pass."""
        self.at += seconds

    def chats(self) -> Chats:
        """Return what writes messages here, by this clock."""
        turns = Turns(lambda: self.at, self.sleep)
        return Chats(self, "https://rota.example.org", turns)  # type: ignore[arg-type]  # it stands for a client


def vendor(platform: str) -> Vendor:
    limits = ADAPTERS[platform].limits
    return Vendor(limits.per_second, 4 * limits.bytes)


def message(platform: str, place: str, text: str = "Hello", number: int = 1) -> LateAnswer:
    server = "https://chat.example.org"
    account = ChatAccount(CONNECTION, platform, server=server, account="@r:e.org", token="t" * 20)
    below = (ChatButton("Take it", "v" * 58, "take 7F3K"),)
    said = ChatMessage(text, below, is_private=False)
    return LateAnswer(UUID(int=number), account, ChatDestination(place), said, 1)


@every
def test_a_burst_into_one_place_goes_out_as_fast_as_the_platform_takes_it(platform: str) -> None:
    there = vendor(platform)
    chats, place = there.chats(), PLACES[platform][0]
    there.place = place
    for number in range(8):
        assert chats.write(message(platform, place, number=number)).failure == ""
    assert len(there.taken) == 8
    assert there.at == pytest.approx(7 / there.per_second)


@every
def test_one_place_does_not_wait_for_another(platform: str) -> None:
    there = vendor(platform)
    chats = there.chats()
    for place in PLACES[platform]:
        there.place = place
        assert chats.write(message(platform, place)).failure == ""
    assert there.at == 0


@every
def test_a_text_without_end_is_cut_to_what_the_platform_takes(platform: str) -> None:
    there = vendor(platform)
    place = there.place = PLACES[platform][0]
    written = there.chats().write(message(platform, place, "<*\u00e9\U0001f600@> " * 9_000))
    assert written.failure == ""


def test_who_would_wait_too_long_comes_again_later() -> None:
    at = 0.0
    turns = Turns(lambda: at, lambda _seconds: None)
    place = CONNECTION, "C1"
    waits = [turns.wait(place, 1.0) for _ in range(14)]
    assert waits[:11] == [0.0] * 11
    assert all(each > LONGEST_TURN for each in waits[11:])
    at = 5.0
    assert turns.wait(place, 1.0) == 0.0

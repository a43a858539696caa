"""Every platform's file: proven messages are read, everything else is refused, nothing raises."""

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from time import process_time
from uuid import UUID

import pytest

from api.chat.adapter import Heard
from api.chat.registry import ADAPTERS
from rotation.chat.message import (
    ChatAccount,
    ChatButton,
    ChatDestination,
    ChatMessage,
    Incoming,
    Press,
)
from rotation.chat.platforms import PLATFORMS
from support.chat_platforms import EVERY, ChatRequest, FakePlatform, Said

NOW = datetime(2026, 12, 1, 17, 0, tzinfo=UTC)
ACCOUNT = ChatAccount(UUID(int=1), "x", "https://rota.example.org/hooks/x/1", account="@rota:e.org")
every = pytest.mark.parametrize("platform", EVERY, ids=lambda each: each.name)
DEEP = b"[" * 30_000
HOSTILE = (
    b"",
    b"\xff\xfe" * 500,
    b"{}",
    b"[]",
    b"null",
    DEEP,
    b'{"a":' * 5_000 + b"1" + b"}" * 5_000,
    b'{"token":{"x":1},"message":[1],"event":7,"from":[],"data":{"options":[[]]}}',
    b'{"type":"event_callback","event":{"type":"app_mention","user":{},"channel":[]}}',
    b'{"update_id":1e400,"message":{"from":{"id":true},"chat":{"id":[]},"text":"x"}}',
    b'{"type":2,"member":{"user":{"id":123}},"data":{"options":{"a":1}}}',
    b'{"type":"CARD_CLICKED","user":{"name":"u"},"message":{"name":5},"common":{"parameters":[]}}',
    b'{"chat":{"buttonClickedPayload":7,"user":{"name":"u"}},"commonEventObject":[]}',
    b'{"events":[1,[],{"type":"m.room.message","sender":"@a:b","room_id":"!r","content":[]}]}',
    b'{"events":{"0":1}}',
    b"payload=%7B%22type%22%3A%22block_actions%22%2C%22actions%22%3A%5B7%5D%7D",
    b"payload=" + b"%5B" * 9_000,
    b"a=1&" * 15_000,
    b"text=" + b"x+" * 30_000,
    b'{"text":"\\ud800"}',
)


def heard(platform: FakePlatform, request: ChatRequest) -> Heard:
    """Return what a platform's file reads of a request."""
    path = request.path.removeprefix("/_matrix/app/v1/")
    headers = {**request.headers, ":path": path, ":method": request.method}
    return ADAPTERS[platform.name].parse(request.body, headers, ACCOUNT)


def one(platform: FakePlatform, request: ChatRequest) -> Incoming:
    """Return the one message that a request holds."""
    found = heard(platform, request)
    message = found[0] if isinstance(found, tuple) else found
    assert isinstance(message, Incoming)
    return message


def is_proven(platform: FakePlatform, request: ChatRequest, now: datetime = NOW) -> bool:
    """Tell whether a platform's file takes a request."""
    return ADAPTERS[platform.name].verify(platform.proof, request.headers, request.body, now)


def test_every_platform_has_a_file_and_a_fake() -> None:
    assert {each.name for each in EVERY} == set(PLATFORMS) == set(ADAPTERS)


@every
def test_a_message_is_proven_and_read(platform: FakePlatform) -> None:
    request = platform.ask(Said("who is on now?", "U7", number=8), NOW)
    assert is_proven(platform, request)
    message = one(platform, request)
    assert message.text == "who is on now?"
    assert message.press is None
    assert message.is_retried == platform.is_retried
    again = one(platform, platform.ask(Said("who is on now?", "U7", number=8), NOW))
    other = one(platform, platform.ask(Said("who is on now?", "U7", number=9), NOW))
    if platform.name != "plain":
        assert message.user.lower().strip("@").startswith(("u7", "users/u7"))
        assert message.key == again.key != other.key


@pytest.mark.parametrize("platform", [each for each in EVERY if each.has_buttons])
def test_a_press_is_read_with_its_value(platform: FakePlatform) -> None:
    message = one(platform, platform.ask(Said(press="t:x:1:y"), NOW))
    assert (message.press, message.user[-2:]) == (Press("t:x:1:y"), "U1")
    assert message.text == ""


def mutations(platform: FakePlatform) -> Iterator[tuple[str, ChatRequest, datetime]]:
    """Yield what must be refused, each with its name and the time it comes."""
    right = platform.ask(Said("who is on now?"), NOW)
    for name in platform.proofs:
        value = right.headers[name]
        for at in range(len(value)):
            for other in {chr(ord(value[at]) ^ 1), value[at].swapcase(), "é", "\0"} - {value[at]}:
                changed = value[:at] + other + value[at + 1 :]
                yield f"{name} byte {at}", with_header(right, name, changed), NOW
        yield f"{name} dropped", without(right, name), NOW
        for wrong in ("", " ", value[:-1], value + "0", value.swapcase(), " " + value, "a" * 9_000):
            if wrong != value:
                yield f"{name} {wrong[:9]}", with_header(right, name, wrong), NOW
    if platform.clock:
        for seconds in (platform.clock + 1, -platform.clock - 1, 10**9):
            yield f"{seconds} s", right, NOW + timedelta(seconds=seconds)
    for body in (*HOSTILE, right.body.replace(b"a-secret", b"A-secret")):
        if body != right.body and platform.name not in {"telegram", "matrix", "plain"}:
            if platform.name == "google-chat" or (
                platform.name == "teams-bot" and b"serviceUrl" in body
            ):
                continue  # its token does not cover the body
            yield f"body {body[:20]!r}", replace(right, body=body), NOW
    if not platform.proofs:
        for at in range(len(right.body)):
            if right.body[at : at + 1].isalnum() and at < right.body.index(b"0123456789") + 10:
                changed_body = right.body[:at] + bytes([right.body[at] ^ 1]) + right.body[at + 1 :]
                if b'"token"' in changed_body:
                    yield f"token byte {at}", replace(right, body=changed_body), NOW


def with_header(request: ChatRequest, name: str, value: str) -> ChatRequest:
    """Return a request with another value of a header."""
    return replace(request, headers={**request.headers, name: value})


def without(request: ChatRequest, name: str) -> ChatRequest:
    """Return a request without a header."""
    return replace(request, headers={k: v for k, v in request.headers.items() if k != name})


@every
def test_everything_that_is_not_wholly_right_is_refused(
    platform: FakePlatform, capsys: pytest.CaptureFixture[str]
) -> None:
    worst, count = 0.0, 0
    for name, request, now in mutations(platform):
        began = process_time()
        assert not is_proven(platform, request, now), name
        worst, count = max(worst, process_time() - began), count + 1
    assert count > 20
    with capsys.disabled():
        print(f" {platform.name}: {count} refused, {1000 * worst:.2f} ms of CPU at most")  # noqa: T201 - a figure


@every
def test_what_a_platform_might_send_raises_nothing(platform: FakePlatform) -> None:
    adapter, right = ADAPTERS[platform.name], platform.ask(Said("x"), NOW)
    for body in HOSTILE:
        adapter.verify(platform.proof, right.headers, body, NOW)
        found = heard(platform, replace(right, body=body))
        for each in found if isinstance(found, tuple) else (found,):
            if isinstance(each, Incoming):
                adapter.render(ChatMessage("x"), each, ACCOUNT)


NASTY = (
    "@everyone <!channel> <@U123> <at>Ann</at> *x* _y_ `z` ~w~ @**all** [a](https://evil.example) "
    "https://evil.example www.evil.example evil.example ||s|| # t\n> q \\* @ann @room <users/1>"
)
SIGNS = {
    "slack": ("<!channel>", "<@U123>", "@everyone", "https://evil"),
    "teams": ("<at>", "@everyone", "https://evil"),
    "teams-bot": ("<at>", "@everyone", "https://evil"),
    "telegram": ("@ann", "@everyone", "https://evil", "www.evil"),
    "discord": ("@everyone", " *x*", " <@U123>", "](https", " `z`", " ||s||", "https://evil"),
    "mattermost": ("@everyone", "@ann", " *x*", " _y_", " `z`", "](https", "https://evil"),
    "matrix": ("formatted_body",),
    "zulip": ("@**all**", "*x*", "`z`", "](https", "@everyone", "https://evil"),
    "google-chat": ("<users/1>", "*x*", "_y_", "`z`", "~w~", "https://evil"),
    "rocket-chat": ("@everyone", "*x*", "_y_", "`z`", "](https", "https://evil", "@ann"),
    "plain": (),
}
"""What on each platform would mention, format or link, in the text of an answer."""


@every
def test_names_neither_mention_nor_format_nor_link(platform: FakePlatform) -> None:
    adapter, incoming = ADAPTERS[platform.name], one(platform, platform.ask(Said("x"), NOW))
    where = ChatDestination("https://s.example/ 7" if platform.name == "teams-bot" else "7")
    account = replace(ACCOUNT, server="https://s.example", account="a", token="t" * 9)
    message = ChatMessage(NASTY + " chloe@example.org", is_private=False)
    written = [adapter.render(message, incoming, account).body.decode()]
    if (call := adapter.post(account, where, message, "k" * 32)) is not None:
        written.append(call.body.decode())
    for each in filter(None, written):
        for sign in SIGNS[platform.name]:
            said = each if each[:1] != "{" else json.dumps(json.loads(each), ensure_ascii=False)
            assert sign not in said, (sign, said)


@every
def test_an_answer_is_never_longer_than_the_platform_takes(platform: FakePlatform) -> None:
    adapter, incoming = ADAPTERS[platform.name], one(platform, platform.ask(Said("x"), NOW))
    long = ChatMessage(
        "<*é😀@> " * 9_000, tuple(ChatButton("L" * 200, "v" * 58, "w") for _ in "ab")
    )
    body = adapter.render(long, incoming, ACCOUNT).body
    if body[:2] not in {b"", b"{}"}:
        assert len(platform.read(body)) <= platform.most
    assert len(body) <= 120_000


def test_a_secret_that_was_replaced_still_proves() -> None:
    platform = EVERY[0]
    request = platform.ask(Said("x"), NOW)
    both = replace(platform, proof=replace(platform.proof, secrets=(b"new", b"old")))
    assert not is_proven(both, request)
    held = replace(platform.proof, secrets=(b"new", *platform.proof.secrets))
    assert is_proven(replace(platform, proof=held), request)

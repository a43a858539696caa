"""Published vectors: bytes that the platforms' own libraries sign as written here."""

import hashlib
import hmac
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import jwt
import pytest

from api.chat import discord, google_chat, slack, teams, teams_bot
from api.chat.adapter import Handshake, Proof
from rotation.chat import buttons, commands
from rotation.chat.buttons import ButtonPress
from rotation.chat.message import ChatAccount, Incoming
from support.chat_platforms import APP, PROJECT, SERVICE, Said, activity, as_json, key_of, rsa_key

SLACK = Proof((b"8f742231b10e8888abcd99yyyzzz85a5",))
DISCORD = Proof((b"d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a",))
SENT = datetime.fromtimestamp(1_531_420_618, UTC)
ACCOUNT = ChatAccount(UUID(int=1), "x")
EVENT = (
    b'{"token":"xxx","team_id":"T1DC2JH3J","api_app_id":"A1","event":{"type":"app_mention",'
    b'"user":"U2CERLKJA","text":"<@U0ROTA> who is on now","ts":"1531420618.000100",'
    b'"channel":"G8PSS9T3V","event_ts":"1531420618.000100"},"type":"event_callback",'
    b'"event_id":"Ev1","event_time":1531420618}'
)
PRESS = (
    b"payload=%7B%22type%22%3A%22block_actions%22%2C%22team%22%3A%7B%22id%22%3A%22T1DC2JH3J%22%7D"
    b"%2C%22user%22%3A%7B%22id%22%3A%22U2CERLKJA%22%7D%2C%22actions%22%3A%5B%7B%22action_id%22%3A"
    b"%22swap.take%22%2C%22value%22%3A%22s1%22%7D%5D%2C%22response_url%22%3A%22https%3A%2F%2Fhooks"
    b".slack.com%2Factions%2FT1%2F1%2Fx%22%7D"
)
COMMAND = (
    b'{"type":2,"id":"1","application_id":"2","token":"t","guild_id":"9","locale":"nl",'
    b'"guild_locale":"fr","member":{"user":{"id":"7"}},"data":{"name":"onduty","options":'
    b'[{"name":"question","type":3,"value":"vrijdagavond"}]}}'
)


PING_SIGNED = (
    "f89887fe81f37259244261dd630a69a2d08fff5494317609e45084152c1f14f2",
    "c1e6a771cfe5375a83548da2422874ca91b254e37526b22bdeb94e2908705606",
)
COMMAND_SIGNED = (
    "dec5b6c7105259bfbbb3df8b3d23c66161aea314fe917f45ce7baa18755dfdb9",
    "d6adad12d9b504eb2efbc84319544ad619304360776a0b5f587b0c61f8206302",
)


@pytest.mark.parametrize(
    ("body", "signed"),
    [
        (EVENT, "v0=c5e517cde7f0b3192523430a7d8c48a839fa2c12c4c4d95a314648d8f47db1b6"),
        (PRESS, "v0=829f5c1df446d424d794194e592114271e3bdefad65a8d8a8cff05116cbf2486"),
    ],
)
def test_slack(body: bytes, signed: str) -> None:
    headers = {"x-slack-request-timestamp": "1531420618", "x-slack-signature": signed}
    for seconds, holds in ((0, True), (300, True), (-300, True), (301, False), (-301, False)):
        now = SENT + timedelta(seconds=seconds)
        assert slack.verify(SLACK, headers, body, now) is holds


def test_what_slack_says_is_read() -> None:
    event, press = (slack.parse(each, {}, ACCOUNT) for each in (EVENT, PRESS))
    assert isinstance(event, Incoming)
    assert isinstance(press, Incoming)
    assert (event.key, event.text, event.user) == ("Ev1", "who is on now", "U2CERLKJA")
    assert (event.thread, event.place) == ("1531420618.000100", "T1DC2JH3J:G8PSS9T3V")
    assert press.press is not None
    assert (press.press.value, press.user) == ("s1", "U2CERLKJA")
    assert press.reply_url == "https://hooks.slack.com/actions/T1/1/x"


def test_slack_is_told_the_challenge_and_bots_are_told_nothing() -> None:
    asked = slack.parse(b'{"type":"url_verification","challenge":"c"}', {}, ACCOUNT)
    assert isinstance(asked, Handshake)
    assert asked.answer.body == b'{"challenge":"c"}'
    for more in (b'"bot_id":"B1"', b'"subtype":"message_changed"'):
        body = EVENT.replace(b'"type":"app_mention"', b'"type":"app_mention",' + more)
        assert slack.parse(body, {}, ACCOUNT) is None


def test_teams() -> None:
    body = (
        b'{"type":"message","id":"1485983408511","text":"<at>Rota</at> who is on now","from":'
        b'{"id":"29:1XJKJMvc5GBtc2JwZq0oj8tHZmzrQgFmB39ATiQWA85gQtHieVkKilBZ9XHoq9j7Zaqt7CZ-NJWi7me'
        b'2kHTL3Bw","name":"Megan Bowen"}}'
    )
    proof = Proof((b"vqF0En+Z0ucuRTM/01o2GuhMH3hKKk/N2bOmlM31zaA=",))
    headers = {"authorization": "HMAC mTCvKtVO1/6fB0+RdwQG0QnsnO1TJMfvSS3Q1vrNYUo="}
    assert teams.verify(proof, headers, body, SENT)
    assert not teams.verify(Proof((b"no base64!",)), headers, body, SENT)
    found = teams.parse(body, headers, ACCOUNT)
    assert isinstance(found, Incoming)
    assert (found.text, found.key) == ("who is on now", "1485983408511")


@pytest.mark.parametrize(
    ("body", "signed"),
    [
        (
            b'{"type":1}',
            "".join(PING_SIGNED),
        ),
        (
            COMMAND,
            "".join(COMMAND_SIGNED),
        ),
    ],
)
def test_discord(body: bytes, signed: str) -> None:
    headers = {"x-signature-timestamp": "1760000000", "x-signature-ed25519": signed}
    now = datetime.fromtimestamp(1_760_000_000, UTC)
    assert discord.verify(DISCORD, headers, body, now)
    assert not discord.verify(DISCORD, headers, body + b" ", now)
    assert not discord.verify(DISCORD, headers, body, now + timedelta(seconds=301))
    found = discord.parse(body, {}, ACCOUNT)
    if isinstance(found, Handshake):
        assert found.answer.body == b'{"type":1}'
    else:
        assert isinstance(found, Incoming)
        assert (found.text, found.locale, found.user) == ("vrijdagavond", "nl", "7")


NOW = datetime(2026, 12, 1, 17, tzinfo=UTC)
RIGHT = {"iss": teams_bot.ISSUER, "aud": APP, "serviceurl": SERVICE, "exp": int(NOW.timestamp())}


def bot_takes(claims: dict[str, Any], *, kid: str = "k1", algorithm: str = "RS256") -> bool:
    """Tell whether a token proves an activity."""
    key: Any = rsa_key() if algorithm == "RS256" else ("x" * 32 if algorithm == "HS256" else None)
    token = jwt.encode(claims, key, algorithm=algorithm, headers={"kid": kid})
    proof = Proof((), APP, key_of=key_of)
    body = as_json(activity(Said("now"), NOW))
    return teams_bot.verify(proof, {"authorization": f"Bearer {token}"}, body, NOW)


@pytest.mark.parametrize(
    ("changed", "holds"),
    [
        ({}, True),
        ({"exp": int(NOW.timestamp()) - 240}, True),
        ({"exp": int(NOW.timestamp()) - 360}, False),
        ({"iat": int(NOW.timestamp()) + 240}, True),
        ({"iat": int(NOW.timestamp()) + 360}, False),
        ({"iat": "now"}, False),
        ({"aud": "another"}, False),
        ({"iss": "https://api.botframework.example"}, False),
        ({"serviceurl": "https://evil.example/"}, False),
        ({"serviceurl": ["x"]}, False),
        ({"exp": "soon"}, False),
        ({"exp": None}, False),
    ],
)
def test_the_token_of_a_bot_is_looked_at_in_every_part(
    changed: dict[str, Any],
    holds: bool,  # noqa: FBT001 - a row of the table
) -> None:
    try:
        assert bot_takes({**RIGHT, **changed}) is holds
    except TypeError:
        assert not holds  # what makes tokens refuses to make this one


def test_other_keys_and_other_algorithms_prove_nothing() -> None:
    assert not bot_takes(RIGHT, kid="k2")
    assert not bot_takes(RIGHT, algorithm="HS256")
    assert not bot_takes(RIGHT, algorithm="none")


@pytest.mark.parametrize(
    ("email", "verified", "holds"),
    [
        (google_chat.CHAT, True, True),
        (f"service-{PROJECT}@gcp-sa-gsuiteaddons.iam.gserviceaccount.com", True, True),
        ("service-1@gcp-sa-gsuiteaddons.iam.gserviceaccount.com", True, False),
        ("ann@example.org", True, False),
        (google_chat.CHAT, False, False),
        (None, True, False),
    ],
)
def test_an_id_token_of_google_has_to_be_that_of_chat(
    email: str | None,
    verified: bool,  # noqa: FBT001 - a row of the table
    holds: bool,  # noqa: FBT001 - a row of the table
) -> None:
    url = "https://rota.example.org/h"
    claims = {"iss": google_chat.GOOGLE, "aud": url, "exp": int(NOW.timestamp())}
    claims |= {"email": email, "email_verified": verified}
    token = jwt.encode(claims, rsa_key(), algorithm="RS256", headers={"kid": "k1"})
    proof = Proof((), PROJECT, url, key_of)
    assert google_chat.verify(proof, {"authorization": f"Bearer {token}"}, b"{}", NOW) is holds


KEY, CONNECTION = bytes(range(32)), UUID(int=7)


def test_a_button_says_what_it_does_until_its_time_is_over() -> None:
    for verb in buttons.VERBS:
        press = ButtonPress(verb, UUID(int=2**127 + 5))
        value = buttons.signed(KEY, CONNECTION, press, NOW)
        assert len(value) == 58
        assert buttons.read(KEY, CONNECTION, value, NOW - timedelta(seconds=1)) == press
        assert buttons.read(KEY, CONNECTION, value, NOW) is None
        assert buttons.read(KEY, UUID(int=8), value, NOW - timedelta(seconds=1)) is None
        for at in range(len(value)):
            for other in {chr(ord(value[at]) ^ 1), value[at].swapcase(), "é"} - {value[at]}:
                changed = value[:at] + other + value[at + 1 :]
                assert buttons.read(KEY, CONNECTION, changed, NOW - DAY) is None, changed


DAY = timedelta(days=1)


def test_the_mac_of_a_button_is_the_hmac_that_is_documented() -> None:
    value = buttons.signed(KEY, CONNECTION, ButtonPress("take", UUID(int=5)), NOW)
    head, _, mac = value.rpartition(":")
    found = hmac.digest(KEY, f"{CONNECTION}|{head}".encode(), hashlib.sha256)[:16]
    assert mac == jwt.utils.base64url_encode(found).decode()
    assert head.split(":")[0] == "t"


@pytest.mark.parametrize("language", ["en", "fr", "nl", "de"])
def test_what_is_to_be_typed_is_understood(language: str) -> None:
    for verb in buttons.VERBS:
        typed = commands.typed(verb, "K7QABC").said_in(language)
        assert commands.read(typed) == commands.Command(verb, "K7QABC"), typed
    assert commands.read("who is on friday") is None
    assert commands.read("link 7f3k9q") == commands.Command("link", "7F3K9Q")
    assert commands.read("unlink") == commands.Command("unlink", "")
    assert commands.read("take") is None

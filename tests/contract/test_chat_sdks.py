"""Packages of chat platforms sign and verify the same bytes as we do, and read what we write."""

import json
import shutil
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID

import pytest
from cryptography.hazmat.primitives import serialization

from api.chat import google_chat
from api.chat.registry import ADAPTERS
from contract.test_generated_clients import run
from rotation.chat.message import ChatAccount, ChatButton, ChatMessage, Incoming
from support.chat_platforms import BY_NAME, DISCORD_KEY, PROJECT, Said, rsa_key

pytestmark = pytest.mark.contract
SCRIPT = Path(__file__).parent / "clients" / "chat_sdks.py"
PACKAGES = (
    "discord-interactions==0.4.0",
    "PyNaCl==1.6.2",
    "google-auth==2.63.0",
    "cryptography==50.0.2",
    "python-telegram-bot==22.8",
)
NOW = datetime(2026, 12, 1, 17, 0, tzinfo=UTC)
ACCOUNT = ChatAccount(UUID(int=1), "x", "https://rota.example.org/h")


def test_vendors_packages_agree_with_our_adapters(tmp_path: Path) -> None:
    run([sys.executable, "-m", "venv", "sdks"], tmp_path)
    run(["sdks/bin/python", "-m", "pip", "install", "--quiet", *PACKAGES], tmp_path)
    shutil.copy(SCRIPT, tmp_path)
    (tmp_path / "given.json").write_text(json.dumps(given()))
    told = json.loads(
        run(["sdks/bin/python", "chat_sdks.py", "given.json"], tmp_path).splitlines()[-1]
    )
    assert told["discord"] == [True, False]
    at = str(int(NOW.timestamp()))
    headers = {"x-signature-timestamp": at, "x-signature-ed25519": told["signed"]}
    discord = BY_NAME["discord"]
    assert ADAPTERS["discord"].verify(discord.proof, headers, b'{"type":1}', NOW)
    assert not ADAPTERS["discord"].verify(discord.proof, headers, b'{"type":2}', NOW)
    google, bearer = BY_NAME["google-chat"], {"authorization": f"Bearer {told['token']}"}
    assert ADAPTERS["google-chat"].verify(google.proof, bearer, b"{}", NOW)
    assert (told["text"], told["from"]) == ("/onduty@rota_bot who is on", 77)
    assert told["press"] == "v" * 58
    assert told["keyboard"] == ["v" * 58]


def given() -> dict[str, object]:
    """Return what the fakes send and what we answer, with the keys that it is signed with."""
    asked = BY_NAME["discord"].ask(Said("who is on"), NOW)
    update = BY_NAME["telegram"].ask(Said("who is on", user="77"), NOW).body
    press = BY_NAME["telegram"].ask(Said(press="v" * 58, user="77"), NOW).body
    said = ChatMessage("Ann", (ChatButton("Take it", "v" * 58, "take"),), is_private=False)
    incoming = Incoming("1", "77", "5")
    answer = json.loads(ADAPTERS["telegram"].render(said, incoming, ACCOUNT).body)
    secret = rsa_key().private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.TraditionalOpenSSL,
        serialization.NoEncryption(),
    )
    hours = timedelta(hours=1)
    claims = {"iss": google_chat.CHAT, "aud": PROJECT, "iat": int(NOW.timestamp())}
    return {
        "discord": {
            "headers": asked.headers,
            "body": asked.body.decode(),
            "key": DISCORD_KEY.public_key().public_bytes_raw().hex(),
            "seed": DISCORD_KEY.private_bytes_raw().hex(),
            "at": str(int(NOW.timestamp())),
            "ask": '{"type":1}',
        },
        "telegram": {
            "update": with_numbers(update),
            "press": with_numbers(press),
            "keyboard": answer["reply_markup"],
        },
        "google": {
            "key": secret.decode(),
            "claims": {**claims, "exp": int((NOW + hours).timestamp())},
        },
    }


def with_numbers(update: bytes) -> str:
    """Return an update with what Telegram always sends beside what we read."""
    found = json.loads(update)
    query = found.get("callback_query", {})
    for message in filter(None, (found.get("message"), query.get("message"))):
        message["date"] = int(NOW.timestamp())
        message["from"] = {**message["from"], "id": 77, "first_name": "Ann"}
    if query:
        query["from"] = {**query["from"], "id": 77, "first_name": "Ann"}
        query["chat_instance"] = "1"
    return json.dumps(found)

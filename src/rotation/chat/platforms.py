"""Chat platforms: what each proves its messages with, and what it needs and can do. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from rotation.words import Sentence, say

PlatformName = Literal[
    "slack",
    "teams",
    "teams-bot",
    "telegram",
    "discord",
    "mattermost",
    "matrix",
    "zulip",
    "google-chat",
    "rocket-chat",
    "plain",
]


@dataclass(frozen=True)
class ChatPlatform:
    """A platform: who makes the secret of a connection, and what its other fields hold.

    ``is_compared``: the platform shows us the secret, so that a digest of it is enough; others sign
    with it. ``has_groups``: it has groups that we keep in step with who is on duty. ``fields`` says
    what ``server``, ``account`` and ``token`` hold, where there are such; nothing works without
    those it ``needs``. Without a token it answers and never begins.
    """

    name: PlatformName
    title: str
    made_by: Literal["platform", "us", "nobody"]
    is_compared: bool = False
    has_buttons: bool = False
    has_groups: bool = False
    fields: Mapping[str, Sentence] = field(default_factory=dict)
    needs: tuple[str, ...] = ()


_SERVER = say("the address of its server")
_BOT = say("the token of the bot")
_EVERY = (
    ChatPlatform(
        "slack",
        "Slack",
        "platform",
        has_buttons=True,
        has_groups=True,
        fields={"token": _BOT},
    ),
    ChatPlatform("teams", "Microsoft Teams (outgoing webhook)", "platform"),
    ChatPlatform(
        "teams-bot",
        "Microsoft Teams (bot)",
        "nobody",
        has_buttons=True,
        fields={
            "account": say("the application id of the bot"),
            "token": say("the client secret of the bot"),
        },
        needs=("account",),
    ),
    ChatPlatform(
        "telegram",
        "Telegram",
        "us",
        is_compared=True,
        has_buttons=True,
        fields={"token": _BOT},
    ),
    ChatPlatform("discord", "Discord", "platform", has_buttons=True, fields={"token": _BOT}),
    ChatPlatform(
        "mattermost",
        "Mattermost",
        "platform",
        is_compared=True,
        has_buttons=True,
        fields={"server": _SERVER, "token": _BOT},
    ),
    ChatPlatform(
        "matrix",
        "Matrix",
        "us",
        is_compared=True,
        fields={
            "server": _SERVER,
            "account": say("the user id of the bot, such as @rota:example.org"),
            "token": say("the as_token of its registration"),
        },
        needs=("server", "account"),
    ),
    ChatPlatform(
        "zulip",
        "Zulip",
        "platform",
        is_compared=True,
        fields={
            "server": _SERVER,
            "account": say("the e-mail address of the bot"),
            "token": say("the API key of the bot"),
        },
    ),
    ChatPlatform(
        "google-chat",
        "Google Chat",
        "nobody",
        has_buttons=True,
        fields={"account": say("the number of the project, when that is the audience")},
    ),
    ChatPlatform(
        "rocket-chat",
        "Rocket.Chat",
        "platform",
        is_compared=True,
        fields={
            "server": _SERVER,
            "token": say("what follows /hooks/ in the address of an incoming webhook"),
        },
    ),
    ChatPlatform("plain", "Plain HTTP", "us", is_compared=True),
)
PLATFORMS: dict[str, ChatPlatform] = {each.name: each for each in _EVERY}

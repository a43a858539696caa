"""The chat platforms, each from the file of its name."""

from collections.abc import Mapping

from api.chat import (
    discord,
    google_chat,
    matrix,
    mattermost,
    plain,
    rocket_chat,
    slack,
    teams,
    teams_bot,
    telegram,
    zulip,
)
from api.chat.adapter import Adapter

_EVERY: tuple[Adapter, ...] = (
    discord,
    google_chat,
    matrix,
    mattermost,
    plain,
    rocket_chat,
    slack,
    teams,
    teams_bot,
    telegram,
    zulip,
)
ADAPTERS: Mapping[str, Adapter] = {each.name: each for each in _EVERY}

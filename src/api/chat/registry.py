"""The chat platforms, each from the file of its name."""

from collections.abc import Callable, Mapping

from api.chat import (
    discord,
    google_chat,
    matrix,
    mattermost,
    plain,
    rocket_chat,
    slack,
    slack_groups,
    teams,
    teams_bot,
    telegram,
    zulip,
)
from api.chat.adapter import Adapter, PlatformCall

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
GROUPS: Mapping[str, Callable[..., list[PlatformCall]]] = {"slack": slack_groups.replace}
"""What replaces the users of a group, by platform: (account, group, users, was_empty)."""

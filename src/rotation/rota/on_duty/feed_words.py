"""The words a feed or an answer says of who is on duty."""

from collections.abc import Iterable

ANY_CHANNEL = "channel:*"
"""How a row remembers that its member served whatever channel there is."""


def membership_words(roles: Iterable[str], channels: Iterable[str]) -> list[str]:
    """Return the roles and channels of a member as a row remembers them: prefixed words."""
    return [*(f"role:{each}" for each in roles), *(channel_words(channels) or [ANY_CHANNEL])]


def channel_words(channels: Iterable[str]) -> list[str]:
    """Return channels as a row remembers them: prefixed words."""
    return [f"channel:{each}" for each in channels]

"""Slack's user groups: their whole list is replaced, and one of nobody is disabled.

Slack takes no empty list; a group that was disabled is enabled again before it is filled.
"""

from collections.abc import Sequence

from api.chat import reading
from api.chat.adapter import PlatformCall
from rotation.chat.message import ChatAccount

_API = "https://slack.com/api/"


def replace(
    account: ChatAccount, group: str, users: Sequence[str], *, was_empty: bool
) -> list[PlatformCall]:
    """Return the calls, in order, after which a user group holds these users and nobody else."""
    if not users:
        return [_call(account, "usergroups.disable", {"usergroup": group})]
    filled = {"usergroup": group, "users": ",".join(users)}
    calls = [_call(account, "usergroups.users.update", filled)]
    return [_call(account, "usergroups.enable", {"usergroup": group}), *calls][not was_empty :]


def _call(account: ChatAccount, method: str, body: dict[str, str]) -> PlatformCall:
    headers = {
        "Content-Type": "application/json; charset=utf-8",
        "Authorization": f"Bearer {account.token}",
    }
    return PlatformCall("POST", _API + method, headers, reading.json(body), _failure)


def _failure(body: bytes) -> str:
    """Return the error that Slack names; where it lacks permission, which setting gives it."""
    error = reading.slack_failure(body)
    if error in {"permission_denied", "user_is_restricted", "is_bot"}:
        return f"{error}: Workspace settings, User groups: let everyone, or the app, edit them"
    if error in {"missing_scope", "no_permission"}:
        return f"{error}: give the app the bot scope usergroups:write and install it again"
    return error

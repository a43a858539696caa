"""Slack's user groups, with the rules that Slack has for them."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field

from api.clients.http import Reply

API = "https://slack.com/api/"


@dataclass
class SlackGroups:
    """A workspace with user groups: who is in which, and which are disabled.

    A list cannot be empty, a group that is disabled is nobody's to mention, and without the
    permission nothing changes. ``refusal``: what every call is answered, ``status`` with what.
    """

    groups: dict[str, list[str]] = field(default_factory=dict)
    disabled: set[str] = field(default_factory=set)
    calls: list[tuple[str, str]] = field(default_factory=list)
    refusal: str = ""
    status: int = 200

    def fetch(self, method: str, url: str, *, headers: Mapping[str, str], body: bytes) -> Reply:
        """Answer a call as Slack does."""
        assert method == "POST"
        assert headers["Authorization"].startswith("Bearer xoxb-")
        asked = json.loads(body)
        name, group = url.removeprefix(API), asked["usergroup"]
        if group in self.groups:
            self.calls.append((name, asked.get("users", "")))
        error = self.refusal or self._changed(name, group, asked.get("users", ""))
        answer = {"ok": not error, **({"error": error} if error else {})}
        return Reply(self.status, {"retry-after": "7"}, json.dumps(answer).encode())

    def _changed(self, name: str, group: str, users: str) -> str:
        if group not in self.groups:
            return "no_such_subteam"
        if name == "usergroups.disable":
            self.disabled.add(group)
        elif name == "usergroups.enable":
            self.disabled.discard(group)
        elif not users or not all(each.startswith("U") for each in users.split(",")):
            return "invalid_users"
        else:
            self.groups[group] = users.split(",")
        return ""

    def mentioned(self, group: str) -> list[str]:
        """Return whom a mention of a group reaches."""
        return [] if group in self.disabled else self.groups[group]

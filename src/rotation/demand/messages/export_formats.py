"""Exports of help desks and inboxes: which of their columns are our fields.

The page of its maker stands beside each; docs/interop.md says which of them names the columns, and
where else the titles were seen. The answer of an import names the columns it took. Where an export
does not tell when the first reply came, it measures how many messages come in and not how they are
answered.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from rotation.errors import Impossible
from rotation.words import say


@dataclass(frozen=True)
class ExportFormat:
    """The columns of an export by our fields; ``timezone`` None: times are in the team's zone."""

    columns: Mapping[str, str]
    source: str
    timezone: str | None = None


FORMATS: Mapping[str, ExportFormat] = {
    "zendesk": ExportFormat(
        {
            "received_at": "Created at",
            "channel": "Via",
            "replied_after": "First reply time in minutes",
            "conversation": "Id",
        },
        "https://support.zendesk.com/hc/en-us/articles/4408886165402 (CSV of tickets)",
    ),
    "freshdesk": ExportFormat(
        {
            "received_at": "Created time",
            "channel": "Source",
            "replied_at": "Initial response time",
            "conversation": "Ticket ID",
        },
        "https://support.freshdesk.com (export from the list of tickets; names no columns)",
    ),
    "intercom": ExportFormat(
        {
            "received_at": "Conversation started at",
            "channel": "Channel",
            "replied_at": "Conversation first replied at",
            "conversation": "Conversation ID",
        },
        "https://www.intercom.com/help/en/articles/7022438 (conversations dataset)",
    ),
    "hootsuite": ExportFormat(
        {"received_at": "Created at", "channel": "Medium", "conversation": "Conversation ID"},
        "https://help.hootsuite.com/hc/en-us/articles/5407290386843 (resolved conversations)",
    ),
    "sprout": ExportFormat(
        {"received_at": "created_time", "channel": "network", "conversation": "guid"},
        "https://api.sproutsocial.com/docs (messages, JSON)",
        "UTC",
    ),
    "gladly": ExportFormat(
        {
            "received_at": "Created At",
            "channel": "Inbox Name – Current",
            "conversation": "Conversation ID",
        },
        "https://connect.gladly.com/docs/help-documentation/article/conversation-export",
    ),
    "gorgias": ExportFormat(
        {"received_at": "created_datetime", "channel": "channel", "conversation": "id"},
        "https://developers.gorgias.com/reference/tickets (list of tickets, JSON)",
        "UTC",
    ),
}


def named(name: str) -> ExportFormat:
    """Return the export format of a name; Impossible when there is none."""
    found = FORMATS.get(name.strip().casefold())
    if found is None:
        known = ", ".join(sorted(FORMATS))
        detail = say("There is no format {name}, only {known}.", name=name[:32], known=known)
        raise Impossible(detail, field="format")
    return found

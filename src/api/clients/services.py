"""Every other destination: services that the operator has configured by name, through apprise.

Apprise opens its own connections, so an address of it never comes from a user: a contact names a
service, and the operator's file says what that is.
"""

import importlib
import json
import logging
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from rotation.errors import Impossible
from rotation.notices import sentences
from rotation.notices.delivery import Answered
from rotation.notices.outgoing import OutgoingMessage
from rotation.timespan import zone


def configured(file: Path | None) -> Mapping[str, str]:
    """Return address by name of a JSON or TOML file; Impossible when it cannot be read."""
    if file is None:
        return {}
    try:
        text = file.read_text()
        found = tomllib.loads(text) if file.suffix == ".toml" else json.loads(text)
    except (OSError, ValueError):
        # What stands in it is secret: the error says nothing of it.
        raise Impossible("The file of services cannot be read.") from None
    return {str(name): str(address) for name, address in found.items()}


class Services:
    """Sends notices as text to configured services, one at a time."""

    def __init__(self, addresses: Mapping[str, str]) -> None:
        """Know these services by name; apprise is loaded for them alone, it is large."""
        self._addresses = addresses
        self._apprise: Any = importlib.import_module("apprise") if addresses else None  # no types
        # Its own log lines hold addresses, which are secrets.
        logging.getLogger("apprise").disabled = True

    def send(self, message: OutgoingMessage) -> Answered:
        """Send a message to the service its address names."""
        address = self._addresses.get(message.address)
        if address is None:
            return Answered(ok=False, reply="no such service is configured", for_good=True)
        language, there = message.language, zone(message.timezone)
        title = sentences.subject(message.kind, message.payload, message.at)
        lines = sentences.body(message.kind, message.payload, message.timezone)
        target = self._apprise.Apprise()
        if not target.add(address):
            return Answered(ok=False, reply="its address cannot be read", for_good=True)
        done = target.notify(
            title=title.said_in(language, there),
            body="\n".join(each.said_in(language, there) for each in lines) or " ",
            body_format=self._apprise.NotifyFormat.TEXT,
        )
        return Answered(ok=bool(done), reply="" if done else "the service did not take it")

"""Every other destination: services that the operator has configured by name, through apprise.

Apprise opens its own connections, so an address of it never comes from a user: a contact names a
service, and the operator's file says what that is.
"""

import json
import tomllib
from collections.abc import Mapping
from pathlib import Path

import apprise

from rotation.clock import Clock
from rotation.errors import Impossible
from rotation.notices import sentences
from rotation.notices.delivery import Answered, Message
from rotation.timespan import zone
from rotation.words import say


def configured(file: Path | None) -> Mapping[str, str]:
    """Return address by name of a JSON or TOML file; Impossible when it cannot be read."""
    if file is None:
        return {}
    try:
        text = file.read_text()
        found = tomllib.loads(text) if file.suffix == ".toml" else json.loads(text)
    except (OSError, ValueError) as error:
        raise Impossible(say("The file of services: {reason}", reason=str(error))) from None
    return {str(name): str(address) for name, address in found.items()}


class Services:
    """Sends notices as text to configured services, one at a time."""

    def __init__(self, addresses: Mapping[str, str], clock: Clock) -> None:
        """Know these services by name."""
        self._addresses, self._clock = addresses, clock

    def send(self, message: Message) -> Answered:
        """Send a message to the service its address names."""
        address = self._addresses.get(message.address)
        if address is None:
            return Answered(ok=False, reply="no such service is configured", for_good=True)
        language, there = message.language, zone(message.timezone)
        title = sentences.subject(message.kind, message.payload, self._clock())
        lines = sentences.body(message.kind, message.payload, message.timezone)
        target = apprise.Apprise()
        if not target.add(address):
            return Answered(ok=False, reply="its address cannot be read", for_good=True)
        done = target.notify(
            title=title.said_in(language, there),
            body="\n".join(each.said_in(language, there) for each in lines) or " ",
            body_format=apprise.NotifyFormat.TEXT,
        )
        return Answered(ok=bool(done), reply="" if done else "the service did not take it")

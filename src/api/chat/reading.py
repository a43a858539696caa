"""Bodies read by hand: JSON and forms of whatever shape, of which nothing is believed."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qs

import msgspec

from rotation.chat.message import ChatMessage

LONGEST_ID = 255
"""Characters of what names a user, a place or a message on any platform."""
_MOST_FIELDS = 100


def json_object(body: bytes | str) -> dict[str, Any]:  # Any: JSON of a stranger
    """Return the object that a body holds; an empty one for whatever else it holds."""
    try:
        found = msgspec.json.decode(body)
    except (msgspec.MsgspecError, ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}


def form(body: bytes) -> dict[str, str]:
    """Return the fields of a form, the last of each; none when it is no form."""
    try:
        found = parse_qs(
            body.decode(errors="replace"), keep_blank_values=True, max_num_fields=_MOST_FIELDS
        )
    except ValueError:
        return {}
    return {name: values[-1] for name, values in found.items()}


def part(found: Any, *names: str) -> dict[str, Any]:  # Any: JSON of a stranger
    """Return the object at the end of a path of names; an empty one where there is none."""
    for name in names:
        found = found.get(name) if isinstance(found, dict) else None
    return found if isinstance(found, dict) else {}


def string(found: Mapping[str, Any], name: str) -> str:
    """Return a text of an object; empty where there is none."""
    value = found.get(name)
    return value if isinstance(value, str) else ""


def name_of(found: Mapping[str, Any], name: str) -> str:
    """Return what names something: a text or a whole number, short enough; else empty."""
    value = found.get(name)
    if isinstance(value, int) and not isinstance(value, bool):
        value = str(value) if abs(value) < 1 << 63 else ""
    return (
        value if isinstance(value, str) and len(value) <= LONGEST_ID and "\0" not in value else ""
    )


def json(value: object) -> bytes:
    """Return a value as JSON."""
    return msgspec.json.encode(value)


def fitted(said: str, most: int) -> str:
    """Return a text of at most so many characters; the end of a longer one is left out."""
    return said if len(said) <= most else said[: most - 1].rstrip() + "…"


def in_words(message: ChatMessage) -> str:
    """Return a message for a platform without buttons: what to type stands below the text."""
    if not message.buttons:
        return message.text
    return "\n".join((message.text, *(f"{each.label}: {each.word}" for each in message.buttons)))


def slack_failure(body: bytes) -> str:
    """Return the error that Slack names in an answer of status 200; empty: none."""
    found = json_object(body)
    return "" if found.get("ok") is True else string(found, "error") or "no answer of Slack"

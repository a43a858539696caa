"""Activities of the Bot Framework, which both ways into Microsoft Teams share."""

import re
from html import escape, unescape
from typing import Any

from api.chat import marks, reading
from rotation.chat.message import Incoming

_MENTION = re.compile(r"<at>[^<]*</at>")


def incoming(found: dict[str, Any], *, is_retried: bool = False) -> Incoming | None:
    """Return the message of an activity; None for one that is no message of a person."""
    sender, conversation = reading.part(found, "from"), reading.part(found, "conversation")
    user = reading.name_of(sender, "aadObjectId") or reading.name_of(sender, "id")
    if found.get("type") != "message" or not user or sender.get("role") == "bot":
        return None
    said = unescape(_MENTION.sub(" ", reading.text(found, "text"))).strip()
    return Incoming(
        reading.name_of(found, "id"),
        user,
        reading.name_of(conversation, "id"),
        said,
        locale=reading.name_of(found, "locale") or None,
        message=reading.name_of(found, "replyToId") or None,
        is_private=conversation.get("conversationType") == "personal",
        is_retried=is_retried,
    )


def text(said: str, most: int) -> dict[str, Any]:
    """Return a message: Teams reads it as markup, of which nothing is left."""
    bare = escape(marks.defused(reading.fitted(said, most)), quote=False)
    return {"type": "message", "textFormat": "xml", "text": bare.replace("\n", "<br/>")}

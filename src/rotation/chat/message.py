"""Chat messages as they come in and go out, in no platform's form. Pure."""

from dataclasses import dataclass, field
from uuid import UUID


@dataclass(frozen=True)
class Press:
    """A press of one of our buttons: its value, as it was signed."""

    value: str


@dataclass(frozen=True)
class Incoming:
    """A message that a platform has proven: a question, a command, or the press of a button.

    ``key`` is the same when the platform delivers it again; ``is_retried``: then nothing is said,
    where others are refused; ``is_kept``: it may come again at any time. ``place`` is where an
    answer goes, ``thread`` what it belongs to, ``message`` what was pressed, ``reply_url`` where
    the platform takes a late answer.
    ``is_private``: nobody else reads there.
    """

    key: str
    user: str
    place: str
    text: str = ""
    thread: str | None = None
    press: Press | None = None
    locale: str | None = None
    message: str | None = None
    reply_url: str | None = field(default=None, repr=False)
    is_private: bool = False
    is_retried: bool = False
    is_kept: bool = False


@dataclass(frozen=True)
class ChatButton:
    """A button: what stands on it, its signed value, and what is typed where there are none."""

    label: str
    value: str
    word: str


@dataclass(frozen=True)
class ChatMessage:
    """A message to be written: plain text, whatever is in it, with the buttons below.

    ``is_private``: only the asker reads it, where a platform can do that; ``replaces``: it takes
    the place of the message whose button was pressed.
    """

    text: str
    buttons: tuple[ChatButton, ...] = ()
    is_private: bool = True
    replaces: bool = False


@dataclass(frozen=True)
class ChatDestination:
    """The destination of a message: a place, a thread in it, the message it replaces.

    ``reply_url`` takes one answer to what was said, without a sign-in.
    """

    place: str
    thread: str | None = None
    message: str | None = None
    reply_url: str | None = field(default=None, repr=False)


@dataclass(frozen=True)
class ChatAccount:
    """Our account on a platform: the address of its server, the name, the token we call it with.

    ``url`` is where it reaches us.
    """

    connection: UUID
    platform: str
    url: str = ""
    server: str | None = None
    account: str | None = None
    token: str | None = field(default=None, repr=False)

"""The way out by kind of address: what a process can send, by its settings."""

from dataclasses import dataclass, field, replace
from email.utils import parseaddr

from api.clients.chat_notices import ChatNotices
from api.clients.chats import Chats
from api.clients.http import Client
from api.clients.mail import Mail
from api.clients.push import Push
from api.clients.services import Services, configured
from api.clients.webhooks import Webhooks
from api.settings import Settings
from rotation.database import Database
from rotation.notices.delivery import Answered, Sender
from rotation.notices.outgoing import OutgoingMessage

_LINKS = {"test": ("confirm_url", "confirm"), "sign_in.asked": ("answer_url", "sign-in")}
"""Under which name a message says its link, and the path it opens; others are answered."""


@dataclass(frozen=True)
class Senders:
    """Sends each message by the kind of its address; links begin with ``base_url``."""

    by_kind: dict[str, Sender] = field(default_factory=dict)
    base_url: str = ""

    def send(self, message: OutgoingMessage) -> Answered:
        """Send a message; one of a kind that is not set up here goes to the next address."""
        sender = self.by_kind.get(message.to)
        if sender is None:
            reply = f"no way out for {message.to} is set up"
            return Answered(ok=False, reply=reply, for_good=True)
        if message.token is None:
            return sender.send(message)
        field, path = _LINKS.get(message.kind, ("answer_url", "answer"))
        link = {field: f"{self.base_url.rstrip('/')}/{path}/{message.token}"}
        return sender.send(replace(message, payload={**message.payload, **link}))


def contact_of(settings: Settings) -> str:
    """Return whom push services may write to: the sender of our mail, else our address."""
    address = parseaddr(settings.mail_from or "")[1]
    if address or not settings.base_url.startswith("https:"):
        return f"mailto:{address or 'rotation@localhost'}"
    return settings.base_url


def senders(settings: Settings, database: Database) -> Senders:
    """Return the ways out that the settings of a process open."""
    http = Client(allow_private=settings.allow_private_destinations)
    found: dict[str, Sender] = {
        "webhook": Webhooks(http),
        "service": Services(configured(settings.services)),
        "chat": ChatNotices(Chats(http, settings.base_url), database),
        "push": Push(http, contact_of(settings), settings.base_url),
    }
    if settings.smtp_url:
        sender = settings.mail_from or "rotation@localhost"
        found["email"] = Mail(settings.smtp_url, sender)
    return Senders(found, settings.base_url)

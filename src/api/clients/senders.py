"""The way out by kind of address: what a process can send, by its settings."""

from dataclasses import dataclass, field, replace

from api.clients.http import Client
from api.clients.mail import Mail
from api.clients.services import Services, configured
from api.clients.webhooks import Webhooks
from api.settings import Settings
from rotation.notices.delivery import Answered, Sender
from rotation.notices.outgoing import OutgoingMessage


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
        page = "sign-in" if message.kind == "sign_in.asked" else "answer"
        link = f"{self.base_url.rstrip('/')}/{page}/{message.token}"
        return sender.send(replace(message, payload={**message.payload, "answer_url": link}))


def senders(settings: Settings) -> Senders:
    """Return the ways out that the settings of a process open."""
    http = Client(allow_private=settings.allow_private_destinations)
    found: dict[str, Sender] = {
        "webhook": Webhooks(http),
        "service": Services(configured(settings.services)),
    }
    if settings.smtp_url:
        sender = settings.mail_from or "rotation@localhost"
        found["email"] = Mail(settings.smtp_url, sender)
    return Senders(found, settings.base_url)

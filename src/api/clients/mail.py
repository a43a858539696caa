"""Mail out: a notice as text, with the shift as a calendar file."""

import asyncio
from datetime import datetime
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, make_msgid
from urllib.parse import unquote, urlsplit
from uuid import UUID

import aiosmtplib

from rotation.notices import sentences
from rotation.notices.delivery import Answered
from rotation.notices.outgoing import OutgoingMessage
from rotation.rota.feeds.icalendar import Event, FeedSettings, member_uid, render
from rotation.timespan import zone

_SECONDS = 12.0
_FOR_GOOD = range(500, 600)


class Mail:
    """Sends notices as mail through one server: ``smtp://user:password@host:587``."""

    def __init__(self, url: str, sender: str) -> None:
        """Send as ``sender``; ``smtps://`` speaks TLS from the start."""
        self._url, self._sender = urlsplit(url), sender

    def send(self, message: OutgoingMessage) -> Answered:
        """Send a message; its Message-ID stays the same however often it is sent."""
        mail = written(message, self._sender)
        try:
            asyncio.run(asyncio.wait_for(self._hand_over(mail), _SECONDS))
        except aiosmtplib.SMTPResponseException as error:
            for_good = error.code in _FOR_GOOD
            return Answered(ok=False, code=error.code, reply=error.message, for_good=for_good)
        except aiosmtplib.SMTPNotSupported:
            # The server will not learn to take such an address: the next one is used at once.
            return Answered(ok=False, reply="the mail server takes no such address", for_good=True)
        except aiosmtplib.SMTPRecipientsRefused as error:
            refused = error.recipients[0]
            for_good = refused.code in _FOR_GOOD
            return Answered(ok=False, code=refused.code, reply=refused.message, for_good=for_good)
        except (aiosmtplib.SMTPException, OSError, TimeoutError, ValueError) as error:
            return Answered(ok=False, reply=str(error) or type(error).__name__)
        return Answered(ok=True, code=250)

    async def _hand_over(self, mail: EmailMessage) -> None:
        url = self._url
        await aiosmtplib.send(
            mail,
            hostname=url.hostname,
            port=url.port,
            username=unquote(url.username) if url.username else None,
            password=unquote(url.password) if url.password else None,
            use_tls=url.scheme == "smtps",
            timeout=_SECONDS,
        )


def written(message: OutgoingMessage, sender: str) -> EmailMessage:
    """Return a message as mail in the reader's language and time."""
    language, there = message.language, zone(message.timezone)
    mail = EmailMessage(policy=SMTP)
    # A header holds no line break, whatever a name holds.
    subject = sentences.subject(message.kind, message.payload, message.at).said_in(language, there)
    mail["Subject"] = " ".join(subject.split())
    mail["From"], mail["To"] = sender, message.address
    mail["Date"] = format_datetime(message.at)
    domain = sender.rpartition("@")[2].strip("> ") or "rotation.invalid"
    mail["Message-ID"] = f"<{message.id}@{domain}>" if domain else make_msgid()
    mail["Auto-Submitted"] = "auto-generated"
    lines = sentences.body(message.kind, message.payload, message.timezone)
    mail.set_content("\n".join(each.said_in(language, there) for each in lines))
    if message.kind == "shift.reminder":
        # As text, so that its type says UTF-8: names are not ASCII.
        mail.add_attachment(
            _calendar(message).decode(), subtype="calendar", filename="shift.ics", cte="base64"
        )
    return mail


def _calendar(message: OutgoingMessage) -> bytes:
    shift, member = message.payload["shift"], message.payload["member"]
    team = message.payload["team"]["name"]
    event = Event(
        uid=member_uid(UUID(shift["slot"]), UUID(member["id"]), shift["part"]),
        start=datetime.fromisoformat(shift["start"]),
        end=datetime.fromisoformat(shift["end"]),
        timezone=shift["timezone"],
        local_start=shift["local_start"][-5:],
        local_end=shift["local_end"][-5:],
        summary_name=member["name"],
        task=shift["task"],
        team=team,
        detail=", ".join([shift["pattern"], *shift["channels"]]),
        sequence=0,
        changed_at=message.at.replace(microsecond=0),
        cancelled=False,
    )
    return render(FeedSettings(team, language=message.language), [event])

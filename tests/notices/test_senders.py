"""What goes out over the wire: signed webhooks, mail with a calendar, the operator's services."""

import email.policy
import http.server
import json
import socket
import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from email.parser import BytesParser
from pathlib import Path
from typing import Any
from uuid import UUID

import icalendar
import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from api.clients import webhooks
from api.clients.http import Client
from api.clients.mail import Mail, written
from api.clients.senders import senders
from api.clients.services import Services, configured
from api.clients.webhooks import Webhooks
from api.settings import Settings
from rotation.database import Database
from rotation.errors import Impossible
from rotation.notices.outgoing import OutgoingMessage
from support.receiver import receiving

AT = datetime(2026, 11, 27, 15, 10, tzinfo=UTC)
SHIFT = {
    "slot": str(UUID(int=7)),
    "part": "",
    "pattern": "Late",
    "task": "webcare",
    "channels": ["whatsapp"],
    "start": "2026-11-27T16:00:00+00:00",
    "end": "2026-11-27T21:00:00+00:00",
    "local_start": "2026-11-27T17:00",
    "local_end": "2026-11-27T22:00",
    "timezone": "Europe/Paris",
}


def message(to: str = "email", address: str = "ann@example.org", **more: Any) -> OutgoingMessage:
    payload = {
        "member": {"id": str(UUID(int=1)), "name": "Zoë O'Brien"},
        "team": {"id": str(UUID(int=2)), "slug": "nord", "name": "Nord"},
        "shift": SHIFT,
        "starts_at": SHIFT["start"],
        "ends_at": SHIFT["end"],
        "lead_minutes": 60,
    }
    fields = {"at": AT, "language": "en", "timezone": "Europe/Paris", **more}
    return OutgoingMessage(UUID(int=9), "shift.reminder", to, address, payload, **fields)


class Mailbox:
    """A mail server that keeps what it is given, or refuses with a code."""

    def __init__(self, refusal: str = "") -> None:
        self.refusal, self.mails = refusal, list[EmailMessage]()

    async def handle_RCPT(  # noqa: N802 - the library's
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        """Take or refuse a recipient."""
        if self.refusal:
            return self.refusal
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802 - the library's
        """Keep a mail."""
        assert isinstance(envelope.content, bytes)
        parser = BytesParser(EmailMessage, policy=email.policy.default)
        self.mails.append(parser.parsebytes(envelope.content))
        return "250 OK"


def served(box: Mailbox, *, utf8: bool = True) -> Iterator[Mail]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    controller = Controller(box, hostname="127.0.0.1", port=port, enable_SMTPUTF8=utf8)
    controller.start()
    yield Mail(f"smtp://127.0.0.1:{port}", "Rota <rota@example.net>")
    controller.stop()


def test_a_webhook_is_signed_as_the_published_vector() -> None:
    found = webhooks.headers(
        "msg_p5jXN8AQM9LWM0D4loKWxJek",
        datetime.fromtimestamp(1614265330, UTC),
        b'{"test": 2432232314}',
        ("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",),
    )
    assert found["webhook-signature"] == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="


def test_the_body_of_a_webhook_has_the_time_of_the_event_in_every_attempt() -> None:
    secret, happened = "whsec_" + "QUJD" * 11, AT - timedelta(hours=3)
    with receiving() as receiver:
        for later in (0, 60):
            at = AT + timedelta(seconds=later)
            sent = message("webhook", receiver.url, secrets=(secret,), at=at, happened_at=happened)
            assert Webhooks(Client(allow_private=True)).send(sent).ok
        bodies = {each.body for each in receiver.received}
    assert len(bodies) == 1
    assert json.loads(bodies.pop())["timestamp"] == happened.isoformat()


def test_while_a_secret_is_replaced_both_sign() -> None:
    old, new = "whsec_" + "QUJD" * 11, "whsec_" + "REVG" * 11
    with receiving() as receiver:
        sent = message("webhook", receiver.url, secrets=(new, old))
        assert Webhooks(Client(allow_private=True)).send(sent).ok
        assert receiver.verified(old) == receiver.verified(new)
    assert receiver.received[0].id == str(UUID(int=9))


def test_the_link_of_a_question_begins_with_the_address_of_the_service() -> None:
    out = senders(
        Settings(base_url="https://rota.example/", allow_private_destinations=True, services=None),
        Database("sqlite:///unused.db"),
    )
    secret = "whsec_" + "QUJD" * 11
    with receiving() as receiver:
        assert out.send(message("webhook", receiver.url, secrets=(secret,), token="rans_x")).ok
        assert out.send(message("webhook", receiver.url, secrets=(secret,))).ok
        asked, plain = (each["data"] for each in receiver.verified(secret))
    assert asked["answer_url"] == "https://rota.example/answer/rans_x"
    assert "answer_url" not in plain


@pytest.mark.parametrize(
    ("code", "ok"), [(200, True), (204, True), (302, False), (400, False), (410, False)]
)
def test_success_is_2xx_alone(code: int, *, ok: bool) -> None:
    with receiving() as receiver:
        receiver.codes = [code]
        answer = Webhooks(Client(allow_private=True)).send(message("webhook", receiver.url))
    assert (answer.ok, answer.code) == (ok, code)


def test_an_address_that_has_become_private_ends_the_attempts() -> None:
    answer = Webhooks(Client(allow_private=False)).send(message("webhook", "https://127.0.0.1/"))
    assert (answer.ok, answer.for_good) == (False, True)


@pytest.mark.parametrize(
    ("wish", "seconds"),
    [
        ("120", 120.0),
        ("", None),
        ("soon", None),
        ("-5", None),
        ("1" * 30, 111_111_111.0),
        ("Fri, 27 Nov 2026 15:12:00 GMT", 120.0),
        ("Fri, 27 Nov 2020 15:12:00 GMT", 0.0),
        ("²", None),
    ],
)
def test_a_wish_to_wait_is_a_number_or_a_date(wish: str, seconds: float | None) -> None:
    assert webhooks.seconds(wish, AT) == seconds


def test_neither_address_nor_secret_shows_when_a_message_is_printed() -> None:
    shown = repr(message("webhook", "https://hooks.example/token", secrets=("whsec_x",)))
    assert "hooks.example" not in shown
    assert "whsec_" not in shown


def test_a_mail_brings_the_shift_as_a_calendar_and_keeps_its_message_id() -> None:
    box = Mailbox()
    for mail in served(box):
        assert mail.send(message()).ok
        assert mail.send(message(at=AT + timedelta(minutes=5))).ok
    first, second = box.mails
    assert first["Message-ID"] == second["Message-ID"]
    assert first["To"] == "ann@example.org"
    assert first["Subject"] == "Late in Nord begins in 0:50"
    assert second["Subject"] == "Late in Nord begins in 0:45"
    (calendar,) = first.iter_attachments()
    assert calendar.get_content_type() == "text/calendar"
    (event,) = icalendar.Calendar.from_ical(calendar.get_content()).walk("VEVENT")
    assert event.decoded("DTSTART") == datetime.fromisoformat(str(SHIFT["start"]))
    assert str(event["SUMMARY"]).startswith("Zoë O'Brien")


@pytest.mark.parametrize("utf8", [True, False])
def test_an_address_with_an_accent_is_refused_for_good_where_the_server_takes_none(
    *, utf8: bool
) -> None:
    box = Mailbox()
    for mail in served(box, utf8=utf8):
        answer = mail.send(message(address="chloé@example.org"))
    assert (answer.ok, answer.for_good, len(box.mails)) == (utf8, not utf8, int(utf8))


def test_a_mail_tells_the_readers_own_time_where_it_differs() -> None:
    mail = written(message(timezone="America/New_York"), "rota@example.net")
    body = mail.get_body()
    assert body is not None
    said = body.get_content()
    assert "17:00–22:00 Europe/Paris" in said
    assert "11:00–16:00 America/New_York" in said


def test_a_name_cannot_write_a_header() -> None:
    sent = message()
    sent.payload["team"]["name"] = "Nord\r\nBcc: everybody@example.org"
    mail = written(sent, "rota@example.net")
    assert mail["Bcc"] is None
    assert "Bcc" in mail["Subject"]


@pytest.mark.parametrize(("refusal", "for_good"), [("550 no such box", True), ("451 later", False)])
def test_a_refused_mail_says_whether_it_is_for_good(refusal: str, *, for_good: bool) -> None:
    for mail in served(Mailbox(refusal)):
        answer = mail.send(message())
        assert (answer.ok, answer.code, answer.for_good) == (False, int(refusal[:3]), for_good)


def test_a_mail_server_that_is_away_is_asked_again_later() -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    answer = Mail(f"smtp://127.0.0.1:{port}", "rota@example.net").send(message())
    assert (answer.ok, answer.for_good) == (False, False)


@pytest.fixture
def service(tmp_path: Path) -> Iterator[tuple[Services, list[dict[str, Any]]]]:
    """The operator's services: one named ops, which posts JSON to this machine."""
    heard: list[dict[str, Any]] = []

    class Takes(http.server.BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            heard.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
            self.send_response(200)
            self.end_headers()

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the parent's
            """Say nothing."""

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Takes) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        file = tmp_path / "services.toml"
        file.write_text(f'ops = "json://127.0.0.1:{server.server_port}/"\n')
        yield Services(configured(file)), heard
        server.shutdown()


@pytest.mark.filterwarnings("ignore:'imghdr' is deprecated")  # apprise, on Python before 3.13
def test_a_service_is_sent_what_people_read(
    service: tuple[Services, list[dict[str, Any]]],
) -> None:
    services, heard = service
    assert services.send(message("service", "ops", language="nl")).ok
    assert "Nord" in heard[0]["title"]
    assert "0:50" in heard[0]["title"]
    assert "17:00–22:00 Europe/Paris" in heard[0]["message"]


def test_a_service_that_is_configured_no_more_ends_the_attempts(
    service: tuple[Services, list[dict[str, Any]]],
) -> None:
    answer = service[0].send(message("service", "gone"))
    assert (answer.ok, answer.for_good) == (False, True)


def test_a_file_of_services_that_cannot_be_read_is_not_quoted(tmp_path: Path) -> None:
    file = tmp_path / "services.toml"
    file.write_text("ops = slack://secret-token")
    with pytest.raises(Impossible) as refused:
        configured(file)
    assert "secret" not in str(refused.value.detail)

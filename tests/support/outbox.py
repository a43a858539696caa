"""Who hears what when the outbox is drained at a time."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, Protocol
from uuid import UUID

import pytest
from sqlalchemy import delete

from api.clients.http import Client
from api.clients.senders import Senders
from api.clients.webhooks import Webhooks
from api.queue.deliveries import Deliveries
from rotation.notices import contacts, delivery, sentences
from rotation.notices.contacts import NewContact
from rotation.notices.delivery import Answered
from rotation.notices.outgoing import OutgoingMessage
from rotation.notices.tables import NoticeRow, SummaryRow
from rotation.timespan import zone
from support.organisation import TestOrganisation
from support.planned_team import Planner
from support.published_week import PublishedWeek
from support.receiver import Receiver

if TYPE_CHECKING:
    from rotation.notices.delivery import Sender


class Kept:
    """A way out that keeps what it is given and answers as it is told."""

    def __init__(self, answer: Answered | None = None) -> None:
        self.answer, self.sent = answer or Answered(ok=True), list[OutgoingMessage]()

    def send(self, message: OutgoingMessage) -> Answered:
        """Keep a message."""
        self.sent.append(message)
        return self.answer


class Team(Protocol):
    """A team as tests have it, with its people by name."""

    home: TestOrganisation
    people: dict[str, str]


class Ears:
    """A team, and what its webhook hears when the outbox is drained at a time."""

    def __init__(self, team: Team, receiver: Receiver, patch: pytest.MonkeyPatch) -> None:
        self.team, self.receiver, self._patch = team, receiver, patch
        self.http = Client(allow_private=True)
        self.others: dict[str, Sender] = {}

    def hook(self, *events: str) -> str:
        """Register the webhook for some events; return its secret."""
        made = self.team.home.post("/v1/webhooks", url=self.receiver.url, events=list(events))
        secret: str = made["secret"]
        return secret

    def contact(self, name: str, url: str = "") -> str:
        """Give somebody a webhook of their own; return its secret."""
        path = f"/v1/members/{self.team.people[name]}/contacts"
        made = self.team.home.post(path, kind="webhook", address=url or self.receiver.url)
        secret: str = made["secret"]
        return secret

    def at(self, now: datetime) -> list[str]:
        """Drain the outbox at a time by the database's clock; return what came, by type."""
        self.now(now)
        before = len(self.receiver.received)
        # The process's own clock is wrong: nothing may depend on it.
        work = replace(self.team.home.work, clock=lambda: now + timedelta(minutes=5))
        senders = Senders({"webhook": Webhooks(self.http), **self.others}, "https://rota.example")
        Deliveries(work, senders, work.over).drain()
        return self.receiver.types()[before:]

    def now(self, now: datetime) -> None:
        """Let the database's clock stand at a time."""
        self._patch.setattr(delivery, "database_now", lambda _: now)

    def forget(self) -> None:
        """Empty the outbox of the team: it would be drained by the next test."""
        with self.team.home.writing() as session:
            session.execute(delete(NoticeRow))
            session.execute(delete(SummaryRow))

    def log(self) -> list[dict[str, Any]]:
        """Return the delivery log, oldest first."""
        listed: list[dict[str, Any]] = self.team.home.get("/v1/teams/nord/notices?limit=200")[
            "items"
        ]
        return listed[::-1]


class Told(Ears):
    """A planner, and what their webhook hears."""

    def __init__(self, planner: Planner, receiver: Receiver, patch: pytest.MonkeyPatch) -> None:
        super().__init__(planner, receiver, patch)
        self.planner = planner


class Heard(Ears):
    """A published week and its people, of whom some have mail, and what is heard."""

    def __init__(self, rota: PublishedWeek, receiver: Receiver, patch: pytest.MonkeyPatch) -> None:
        super().__init__(rota, receiver, patch)
        self.rota, self.box = rota, Kept()
        self.others["email"] = self.box
        self._nord: str = rota.home.get("/v1/teams/nord")["id"]

    def mail(self, *names: str) -> None:
        """Give some people a mail address, their name in lower case."""
        now = self.rota.home.clock.now
        with self.rota.home.writing() as session:
            for name in names:
                address = f"{name.lower()}@example.org".encode("ascii", "ignore").decode()
                contacts.create(
                    session, UUID(self.rota.id(name)), NewContact("email", address), now
                )

    def mails(self, now: datetime | None = None) -> list[OutgoingMessage]:
        """Return what mail goes out at a time, by default now."""
        before = len(self.sent)
        self.at(now or self.rota.home.clock.now)
        return self.sent[before:]

    @property
    def sent(self) -> list[OutgoingMessage]:
        """Return what mail has gone out: that of this team, the outbox is everybody's."""
        return [each for each in self.box.sent if each.payload["team"]["id"] == self._nord]

    def told(self, now: datetime | None = None) -> list[tuple[str, str]]:
        """Return (name, kind) of the mail that goes out at a time, in order of names."""
        found = ((each.payload["member"]["name"], each.kind) for each in self.mails(now))
        return sorted(found)


def said(message: OutgoingMessage, language: str = "en") -> str:
    """Return a message as people read it."""
    there = zone(message.timezone)
    lines = sentences.body(message.kind, message.payload, message.timezone)
    subject = sentences.subject(message.kind, message.payload, message.at)
    return "\n".join(each.said_in(language, there) for each in (subject, *lines))

"""A planner, and what a webhook hears when the outbox is drained at a time."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest

from api.clients.http import Client
from api.clients.senders import Senders
from api.clients.webhooks import Webhooks
from api.queue.deliveries import Deliveries
from notices.receiver import Receiver
from planning import Planner
from rotation.notices import delivery

if TYPE_CHECKING:
    from rotation.notices.delivery import Sender


class Told:
    """A planner, and what their webhook hears when the outbox is drained at a time."""

    def __init__(self, planner: Planner, receiver: Receiver, patch: pytest.MonkeyPatch) -> None:
        self.planner, self.receiver, self._patch = planner, receiver, patch
        self.http = Client(allow_private=True)
        self.others: dict[str, Sender] = {}

    def hook(self, *events: str) -> str:
        """Register the webhook for some events; return its secret."""
        made = self.planner.home.post("/v1/webhooks", url=self.receiver.url, events=list(events))
        secret: str = made["secret"]
        return secret

    def contact(self, name: str, url: str = "") -> str:
        """Give somebody a webhook of their own; return its secret."""
        path = f"/v1/members/{self.planner.people[name]}/contacts"
        made = self.planner.home.post(path, kind="webhook", address=url or self.receiver.url)
        secret: str = made["secret"]
        return secret

    def at(self, now: datetime) -> list[str]:
        """Drain the outbox at a time by the database's clock; return what came, by type."""
        self.now(now)
        before = len(self.receiver.received)
        # The process's own clock is wrong: nothing may depend on it.
        work = replace(self.planner.home.work, clock=lambda: now + timedelta(minutes=5))
        senders = Senders({"webhook": Webhooks(self.http), **self.others})
        Deliveries(work, senders, work.over).drain()
        return self.receiver.types()[before:]

    def now(self, now: datetime) -> None:
        """Let the database's clock stand at a time."""
        self._patch.setattr(delivery, "database_now", lambda _: now)

    def log(self) -> list[dict[str, Any]]:
        """Return the delivery log, oldest first."""
        listed: list[dict[str, Any]] = self.planner.home.get("/v1/teams/nord/notices?limit=200")[
            "items"
        ]
        return listed[::-1]

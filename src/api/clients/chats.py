"""Chat platforms out: a message is written by the call that its platform's file makes."""

import threading
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from uuid import UUID

from api.chat import reading
from api.chat.adapter import PlatformCall
from api.chat.registry import ADAPTERS, GROUPS
from api.clients.http import Client, Reply
from api.clients.webhooks import seconds
from rotation.chat.groups import GroupUpdate
from rotation.chat.late_answers import LateAnswer, WrittenMessage
from rotation.clock import system_clock
from rotation.errors import Impossible, Unreachable

_EARLY_SECONDS = 60.0
"""How long before its end a token is no longer used."""
LONGEST_TURN = 10.0
"""Seconds that a message waits for its turn; then it is tried again later."""
_MANY_PLACES = 1_000


class Turns:
    """Lets messages to one place out no faster than its platform takes them, across threads."""

    def __init__(
        self,
        now: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        """Count by one clock and wait by the other."""
        self._now, self._sleep = now, sleep
        self._free: dict[tuple[UUID, str], float] = {}
        self._lock = threading.Lock()

    def wait(self, place: tuple[UUID, str], per_second: float) -> float:
        """Wait for a turn at a place and return 0; else the seconds after which to come again."""
        with self._lock:
            now = self._now()
            if len(self._free) > _MANY_PLACES:
                self._free = {key: free for key, free in self._free.items() if free > now}
            at = max(now, self._free.get(place, now))
            if at - now > LONGEST_TURN:
                return at - now
            self._free[place] = at + 1 / per_second
        if at > now:
            self._sleep(at - now)
        return 0.0


class Chats:
    """Writes messages on connections."""

    def __init__(self, http: Client, base_url: str, turns: Turns | None = None) -> None:
        """Call platforms by a guarded client; they reach us at ``base_url``."""
        self._http, self._base_url, self._turns = http, base_url, turns or Turns()
        self._tokens: dict[bytes, tuple[str, float]] = {}

    def write(self, answer: LateAnswer) -> WrittenMessage:
        """Write a message; nothing that can be expected is raised."""
        adapter = ADAPTERS.get(answer.account.platform)
        key = answer.id.hex
        url = f"{self._base_url}/hooks/{answer.account.platform}/{answer.account.connection}"
        account = replace(answer.account, url=url)
        call = adapter and adapter.post(account, answer.to, answer.message, key)
        if not call:
            return WrittenMessage("nothing can be written there without a token", is_final=True)
        place = answer.account.connection, answer.to.place
        later = self._turns.wait(place, adapter.limits.per_second) if adapter else 0.0
        if later:
            return WrittenMessage("too many messages at once", retry_after=later)
        return self._done(call)

    def fill(self, update: GroupUpdate) -> WrittenMessage:
        """Let a group hold the people of an update; what fails first ends it, and is returned."""
        of, was_empty = GROUPS[update.account.platform], update.was_empty
        calls = of(update.account, update.group, update.users, was_empty=was_empty)
        ended = (self._done(call) for call in calls)
        return next((each for each in ended if each.failure), WrittenMessage())

    def _done(self, call: PlatformCall) -> WrittenMessage:
        """Make a call; nothing that can be expected is raised."""
        try:
            reply = self._called(call)
            if reply.status == 403 and call.when_refused is not None:
                self._called(call.when_refused)
                reply = self._called(call)
        except Unreachable as error:
            return WrittenMessage(str(error.detail))
        except Impossible as error:
            return WrittenMessage(str(error.detail), is_final=True)
        if 200 <= reply.status < 300:
            failure = call.failure(reply.body)
            return WrittenMessage(failure, is_final=bool(failure))
        return _failed(reply)

    def _called(self, call: PlatformCall) -> Reply:
        headers = dict(call.headers)
        if call.token_from is not None:
            headers["Authorization"] = f"Bearer {self._token(call.token_from)}"
        return self._http.fetch(call.method, call.url, headers=headers, body=call.body)

    def _token(self, sign_in: PlatformCall) -> str:
        """Return the token that a sign-in gives, the one before while that holds."""
        token, until = self._tokens.get(sign_in.body, ("", 0.0))
        if time.monotonic() < until:
            return token
        reply = self._called(sign_in)
        found = reading.json_object(reply.body) if reply.status == 200 else {}
        token, lasts = reading.string(found, "access_token"), found.get("expires_in")
        seconds_ = float(lasts) if isinstance(lasts, int) else 0.0
        self._tokens[sign_in.body] = token, time.monotonic() + seconds_ - _EARLY_SECONDS
        return token


def _failed(reply: Reply) -> WrittenMessage:
    """Return what a status says: too much and errors of theirs are tried again."""
    again = reply.status in {408, 429} or reply.status >= 500
    wait = None
    with suppress(ValueError):
        wait = seconds(reply.headers.get("retry-after", ""), system_clock())
    return WrittenMessage(f"status {reply.status}", is_final=not again, retry_after=wait)

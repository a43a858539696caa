"""Chat platforms out: a message is written by the call that its platform's file makes."""

from contextlib import suppress

from api.chat.registry import ADAPTERS
from api.clients.http import Client, Reply
from api.clients.webhooks import seconds
from rotation.chat.late_answers import LateAnswer, WrittenMessage
from rotation.clock import system_clock
from rotation.errors import Impossible, Unreachable


class Chats:
    """Writes messages on connections."""

    def __init__(self, http: Client) -> None:
        """Call platforms by a guarded client."""
        self._http = http

    def write(self, answer: LateAnswer) -> WrittenMessage:
        """Write a message; nothing that can be expected is raised."""
        adapter = ADAPTERS.get(answer.account.platform)
        key = answer.id.hex
        call = adapter and adapter.post(answer.account, answer.to, answer.message, key)
        if not call:
            return WrittenMessage("nothing can be written there without a token", is_final=True)
        try:
            reply = self._http.fetch(call.method, call.url, headers=call.headers, body=call.body)
        except Unreachable as error:
            return WrittenMessage(str(error.detail))
        except Impossible as error:
            return WrittenMessage(str(error.detail), is_final=True)
        if 200 <= reply.status < 300:
            failure = call.failure(reply.body)
            return WrittenMessage(failure, is_final=bool(failure))
        return _failed(reply)


def _failed(reply: Reply) -> WrittenMessage:
    """Return what a status says: too much and errors of theirs are tried again."""
    again = reply.status in {408, 429} or reply.status >= 500
    wait = None
    with suppress(ValueError):
        wait = seconds(reply.headers.get("retry-after", ""), system_clock())
    return WrittenMessage(f"status {reply.status}", is_final=not again, retry_after=wait)

"""Requests that may be repeated under an Idempotency-Key."""

from collections.abc import Awaitable, Callable
from contextlib import suppress

import msgspec
from fastapi import Request, Response
from fastapi.routing import APIRoute
from pydantic import BaseModel
from sqlalchemy.orm import Session
from starlette.concurrency import run_in_threadpool

from api.http.deps import now_of, shown_key, signed_in, work_of
from api.http.locations import located
from api.http.media_types import require_json
from api.http.write_turns import in_turn
from rotation.account import repeats
from rotation.errors import Impossible, Unreachable
from rotation.words import say

_ANSWER_HEADERS = ("location", "etag", "content-type")


class IdempotentRoute(APIRoute):
    """A route that sends ETags, and whose POST may be repeated under an Idempotency-Key.

    The answer is kept in the transaction that the request itself commits, so either both are
    there or neither. A route that opens a unit of its own calls ``keep_answer`` in it.
    """

    def get_route_handler(self) -> Callable[[Request], Awaitable[Response]]:  # type: ignore[override]  # narrower than Coroutine
        """Return the handler that looks for an answer given before, and keeps a new one."""
        handle = in_turn(self, super().get_route_handler())

        async def once(request: Request) -> Response:
            name = request.headers.get("idempotency-key")
            if self.body_field is not None:
                require_json(request)
            if request.method != "POST" or name is None:
                response = located(request, self.path, await handle(request))
                if tag := getattr(request.state, "tag", None):
                    response.headers["ETag"] = tag
                return response
            if not 1 <= len(name) <= 255:
                detail = say("An Idempotency-Key has 1 to {most} characters.", most=255)
                raise Impossible(detail, field="Idempotency-Key")
            asked = await _content_of(request)
            question, given = await run_in_threadpool(_given, request, name, asked)
            if given is not None:
                return Response(given.body, given.status, dict(given.headers))
            request.state.question = question
            response = located(request, self.path, await handle(request))
            if response.status_code < 400 and not hasattr(response, "body_iterator"):
                await run_in_threadpool(_keep, request, question, response)
            return response

        return once


async def _content_of(request: Request) -> bytes:
    seen = [request.url.path, request.url.query, request.headers.get("content-type", "")]
    return msgspec.json.encode(seen) + await request.body()


def _given(
    request: Request, name: str, asked: bytes
) -> tuple[repeats.IdempotentRequest, repeats.KeptResponse | None]:
    actor = signed_in(request)
    assert actor.key_id
    question = repeats.IdempotentRequest.of(actor.key_id, shown_key(request), name, asked)
    with work_of(request).reading(actor) as session:
        return question, repeats.given(session, question, now_of(request))


def keep_answer(
    request: Request, session: Session, out: BaseModel, status: int, location: str | None = None
) -> None:
    """Keep what a request that opens a unit of its own would be answered now, in that unit.

    Whoever sends it again while the answer is still waited for, or was never heard, gets this one.
    """
    question: repeats.IdempotentRequest | None = getattr(request.state, "question", None)
    if question is None:
        return
    headers = {"content-type": "application/json", **({"location": location} if location else {})}
    body = out.model_dump_json().encode()
    repeats.keep(session, question, repeats.KeptResponse(status, headers, body), now_of(request))
    request.state.is_kept = True


def _keep(request: Request, question: repeats.IdempotentRequest, response: Response) -> None:
    headers = {name: response.headers[name] for name in _ANSWER_HEADERS if name in response.headers}
    answer = repeats.KeptResponse(response.status_code, headers, bytes(response.body))
    now = now_of(request)
    if session := getattr(request.state, "session", None):
        repeats.keep(session, question, answer, now)
    elif getattr(request.state, "is_kept", False):
        # What was kept in the unit itself holds, too, if this cannot be written.
        with suppress(Unreachable), work_of(request).at_once(request.state.actor) as own:
            repeats.replace(own, question, answer)
    else:
        with work_of(request).unit(request.state.actor, now) as own:
            repeats.keep(own, question, answer, now)

"""Requests that may be repeated under an Idempotency-Key."""

import hashlib
from collections.abc import Awaitable, Callable

import msgspec
from fastapi import Request, Response
from fastapi.routing import APIRoute
from starlette.concurrency import run_in_threadpool

from api.http.deps import now_of, signed_in, work_of
from api.http.write_turns import in_turn
from rotation.account import repeats
from rotation.errors import Impossible
from rotation.words import say

_ANSWER_HEADERS = ("location", "etag", "content-type")


class IdempotentRoute(APIRoute):
    """A route that sends ETags, and whose POST may be repeated under an Idempotency-Key.

    The answer is kept in the transaction that the request itself commits, so either both are
    there or neither.
    """

    def get_route_handler(self) -> Callable[[Request], Awaitable[Response]]:  # type: ignore[override]  # narrower than Coroutine
        """Return the handler that looks for an answer given before, and keeps a new one."""
        handle = in_turn(self, super().get_route_handler())

        async def once(request: Request) -> Response:
            name = request.headers.get("idempotency-key")
            if request.method != "POST" or name is None:
                response = await handle(request)
                if tag := getattr(request.state, "tag", None):
                    response.headers["ETag"] = tag
                return response
            if not 1 <= len(name) <= 255:
                detail = say("An Idempotency-Key has 1 to {most} characters.", most=255)
                raise Impossible(detail, field="Idempotency-Key")
            asked = await _digest(request)
            question, given = await run_in_threadpool(_given, request, name, asked)
            if given is not None:
                return Response(given.body, given.status, dict(given.headers))
            response = await handle(request)
            if response.status_code < 400 and not hasattr(response, "body_iterator"):
                await run_in_threadpool(_keep, request, question, response)
            return response

        return once


async def _digest(request: Request) -> bytes:
    seen = [request.url.path, request.url.query, request.headers.get("content-type", "")]
    return hashlib.sha256(msgspec.json.encode(seen) + await request.body()).digest()


def _given(
    request: Request, name: str, asked: bytes
) -> tuple[repeats.IdempotentRequest, repeats.KeptResponse | None]:
    actor = signed_in(request)
    assert actor.key_id
    question = repeats.IdempotentRequest(actor.key_id, name, asked)
    with work_of(request).reading(actor) as session:
        return question, repeats.given(session, question, now_of(request))


def _keep(request: Request, question: repeats.IdempotentRequest, response: Response) -> None:
    headers = {name: response.headers[name] for name in _ANSWER_HEADERS if name in response.headers}
    answer = repeats.KeptResponse(response.status_code, headers, bytes(response.body))
    now = now_of(request)
    if session := getattr(request.state, "session", None):
        repeats.keep(session, question, answer, now)
        return
    with work_of(request).unit(request.state.actor, now) as own:
        repeats.keep(own, question, answer, now)

"""What routes ask for: sessions, the caller, rights, matching revisions, pages of lists."""

import asyncio
import hashlib
import inspect
from collections.abc import Awaitable, Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Generic, NoReturn, TypeVar
from uuid import UUID
from weakref import WeakKeyDictionary

import msgspec
from fastapi import Depends, Query, Request, Response, params
from fastapi.routing import APIRoute
from pydantic import BaseModel, TypeAdapter
from sqlalchemy.orm import Session
from starlette.concurrency import run_in_threadpool

from api.settings import Settings
from api.work import Work
from rotation.account import keys, repeats
from rotation.account.access import Actor, Right
from rotation.engines import THREADS
from rotation.errors import Impossible, NotSignedIn, Stale, Unreachable
from rotation.rota.planning.execute_run import Children
from rotation.words import best_language, say

Item = TypeVar("Item")
Out = TypeVar("Out")
Found = TypeVar("Found")
Endpoint = TypeVar("Endpoint", bound=Callable[..., object])
MOST_WRITING = THREADS // 2
"""Requests that write at the same time; further ones wait without a thread."""
_WRITES = {"POST", "PUT", "PATCH", "DELETE"}
_turns: WeakKeyDictionary[asyncio.AbstractEventLoop, asyncio.Semaphore] = WeakKeyDictionary()
_ANSWER_HEADERS = ("location", "etag", "content-type")


def work_of(request: Request) -> Work:
    """Return what opens units of work in this application."""
    work: Work = request.app.state.work
    return work


def children_of(request: Request) -> Children:
    """Return the calculations in child processes; without any beside us they are unreachable."""
    children: Children | None = getattr(request.app.state, "children", None)
    return children or NOBODY


def _nobody(*_: object) -> NoReturn:
    raise Unreachable("No calculating process is beside this one.")


NOBODY = Children(_nobody, _nobody)
"""The calculations of a process without any child beside it."""


def settings_of(request: Request) -> Settings:
    """Return the settings of this process."""
    settings: Settings = request.app.state.settings
    return settings


def now_of(request: Request) -> datetime:
    """Return the time of the application's clock."""
    return work_of(request).clock()


def signed_in(request: Request) -> Actor:
    """Return who sends the request; NotSignedIn without a valid key."""
    scheme, _, shown = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() != "bearer" or not shown:
        raise NotSignedIn("Send an API key as a bearer token.")
    work, now = work_of(request), now_of(request)
    actor, stale = keys.actor_of(work.database, shown.strip(), now)
    if stale and actor.key_id:
        with work.unit(actor, now) as session:
            keys.stamp_used(session, actor.key_id, now)
    request.state.actor = actor
    return actor


def at_hand(read: Callable[[Request], Found]) -> params.Depends:
    """Return the dependency on what only has to be looked up: it needs no change of thread."""

    async def found(request: Request) -> Found:
        return read(request)

    depends: params.Depends = Depends(found)
    return depends


Caller = Annotated[Actor, Depends(signed_in)]
Now = Annotated[datetime, at_hand(now_of)]
Calculations = Annotated[Children, at_hand(children_of)]
Config = Annotated[Settings, at_hand(settings_of)]


def May(right: Right) -> params.Depends:  # noqa: N802 - reads as a sentence in a route's declaration
    """Return the dependency that lets in only callers with a right."""

    async def check(caller: Caller) -> None:
        caller.require(right)

    check.right = right  # type: ignore[attr-defined]  # the architecture tests read it
    depends: params.Depends = Depends(check)
    return depends


def _read(request: Request, caller: Caller) -> Iterator[Session]:
    with work_of(request).reading(caller) as session:
        yield session


def _write(request: Request, caller: Caller, now: Now) -> Iterator[Session]:
    with work_of(request).unit(caller, now, getattr(request.state, "id", None)) as session:
        request.state.session = session
        yield session
        request.state.session = None


def hot(right: Right) -> Callable[[Endpoint], Endpoint]:
    """Declare the right of a route that signs in by itself, with ``let_in``.

    Each dependency of a route costs a change of thread: the hot answers have none.
    """

    def declare(endpoint: Endpoint) -> Endpoint:
        endpoint.right = right  # type: ignore[attr-defined]  # the architecture tests read it
        return endpoint

    return declare


def let_in(request: Request, right: Right) -> Actor:
    """Return who sends a request to a hot route; NotAllowed without the right."""
    actor = signed_in(request)
    actor.require(right)
    return actor


Read = Annotated[Session, Depends(_read, scope="function")]
Write = Annotated[Session, Depends(_write, scope="function")]


async def raw_body(request: Request) -> bytes:
    """Return the bytes of the body; the cap has been applied while they came in."""
    return await request.body()


RawBody = Annotated[bytes, Depends(raw_body)]


def language_of(request: Request) -> str | None:
    """Return the best of our languages for the reader, or None when they did not say."""
    return best_language(request.headers.get("accept-language", ""))


Language = Annotated[str | None, at_hand(language_of)]


@dataclass(frozen=True)
class Page:
    """Which part of a list is asked for."""

    limit: int
    after: UUID | None


async def _page(
    limit: Annotated[int, Query(ge=1, le=200, description="how many at most")] = 50,
    cursor: Annotated[UUID | None, Query(description="`next` of the page before")] = None,
) -> Page:
    return Page(limit, cursor)


Paging = Annotated[Page, Depends(_page)]


class Listed(BaseModel, Generic[Item]):
    """A page of a list; ``next`` is the cursor of the following page, or null."""

    items: list[Item]
    next: str | None = None


def listed(page: Page, items: Sequence[Item]) -> Listed[Item]:
    """Return a page of items with an ``id``; a full page has a next one."""
    full = len(items) == page.limit
    return Listed(items=list(items), next=str(getattr(items[-1], "id")) if full else None)  # noqa: B009 - Item has no bound: not every list is paged


def tag_of(out: object) -> str:
    """Return the strong ETag of an answer: a digest of what it says."""
    plain = TypeAdapter(type(out)).dump_json(out) if not isinstance(out, BaseModel) else None
    content = plain if plain is not None else out.model_dump_json().encode()  # type: ignore[attr-defined]  # a BaseModel here
    return f'"{hashlib.sha256(content).hexdigest()[:32]}"'


def tagged(request: Request, out: Out, state: object = None) -> Out:
    """Give the answer ``out`` the ETag of what it says (or of the state given), and return it."""
    request.state.tag = tag_of(out if state is None else state)
    return out


def require_match(request: Request, current: object) -> None:
    """Raise Stale unless If-Match names the ETag of what is there now."""
    asked = request.headers.get("if-match")
    if asked is None:
        raise Stale(
            "Send If-Match with the ETag you were given.", field="If-Match", extra={"status": 428}
        )
    if asked.strip() != "*" and tag_of(current) not in [each.strip() for each in asked.split(",")]:
        raise Stale("This was changed since you read it.", field="If-Match")


class Once(APIRoute):
    """A route that sends ETags, and whose POST may be repeated under an Idempotency-Key.

    The answer is kept in the transaction that the request itself commits, so either both are
    there or neither.
    """

    def get_route_handler(self) -> Callable[[Request], Awaitable[Response]]:  # type: ignore[override]  # narrower than Coroutine
        """Return the handler that looks for an answer given before, and keeps a new one."""
        handle = _in_turn(self, super().get_route_handler())

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


def _in_turn(
    route: APIRoute, handle: Callable[[Request], Awaitable[Response]]
) -> Callable[[Request], Awaitable[Response]]:
    """Return the handler of a route that writes, so that some threads are always free.

    Whoever writes holds a lock while its answer is put together, for which it needs a thread: if
    all threads waited for that lock, nobody would get on. The body is read before the turn comes.
    """
    if not _WRITES & (route.methods or set()) or inspect.iscoroutinefunction(route.endpoint):
        return handle

    async def handle_in_turn(request: Request) -> Response:
        await request.body()
        loop = asyncio.get_running_loop()
        if loop not in _turns:
            _turns[loop] = asyncio.Semaphore(MOST_WRITING)
        async with _turns[loop]:
            return await handle(request)

    return handle_in_turn


async def _digest(request: Request) -> bytes:
    seen = [request.url.path, request.url.query, request.headers.get("content-type", "")]
    return hashlib.sha256(msgspec.json.encode(seen) + await request.body()).digest()


def _given(
    request: Request, name: str, asked: bytes
) -> tuple[repeats.Question, repeats.Answer | None]:
    actor = signed_in(request)
    assert actor.key_id
    question = repeats.Question(actor.key_id, name, asked)
    with work_of(request).reading(actor) as session:
        return question, repeats.given(session, question, now_of(request))


def _keep(request: Request, question: repeats.Question, response: Response) -> None:
    headers = {name: response.headers[name] for name in _ANSWER_HEADERS if name in response.headers}
    answer = repeats.Answer(response.status_code, headers, bytes(response.body))
    now = now_of(request)
    if session := getattr(request.state, "session", None):
        repeats.keep(session, question, answer, now)
        return
    with work_of(request).unit(request.state.actor, now) as own:
        repeats.keep(own, question, answer, now)

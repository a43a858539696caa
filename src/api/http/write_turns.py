"""Turns of requests that write, so that some threads are always free."""

import asyncio
import inspect
from collections.abc import Awaitable, Callable
from weakref import WeakKeyDictionary

from fastapi import Request, Response
from fastapi.routing import APIRoute

from rotation.engines import THREADS

MOST_WRITING = THREADS // 2
"""Requests that write at the same time; further ones wait without a thread."""
_WRITES = {"POST", "PUT", "PATCH", "DELETE"}
_turns: WeakKeyDictionary[asyncio.AbstractEventLoop, asyncio.Semaphore] = WeakKeyDictionary()


def in_turn(
    route: APIRoute, handle: Callable[[Request], Awaitable[Response]]
) -> Callable[[Request], Awaitable[Response]]:
    """Return the handler of a route that writes, so that some threads are always free.

    Whoever writes holds a lock while its answer is put together, for which it needs a thread: if
    all threads waited for that lock, nobody would get on. The body is read before the turn comes.
    """
    if not _WRITES & (route.methods or set()) or inspect.iscoroutinefunction(route.endpoint):
        return handle

    async def handlein_turn(request: Request) -> Response:
        await request.body()
        loop = asyncio.get_running_loop()
        if loop not in _turns:
            _turns[loop] = asyncio.Semaphore(MOST_WRITING)
        async with _turns[loop]:
            return await handle(request)

    return handlein_turn

"""Server-sent events: one generator that asks again and again, off the event loop."""

import asyncio
from collections.abc import AsyncIterator, Callable
from typing import Any

import msgspec
from starlette.concurrency import run_in_threadpool

from rotation.errors import NotFound, NotSignedIn, Unreachable

_EVERY = 0.25
_HEARTBEAT = 15.0
Event = tuple[str, Any]  # Any: the JSON of the event


async def events(ask: Callable[[], Event], last: frozenset[str]) -> AsyncIterator[bytes]:
    """Yield each new answer of ``ask`` as an event, until one whose name is in ``last``.

    Behind that one comes ``ended`` with the same answer, so that readers need no list of names. It
    ends as well when ``ask`` refuses: the key was revoked, or what was watched is gone.
    """
    said: Event | None = None
    silent = 0.0
    while True:
        try:
            event = await run_in_threadpool(ask)
        except (NotSignedIn, NotFound):
            return
        except Unreachable:  # for a moment: the one who watches needs not know
            event = said or ("waiting", {})
        if event != said:
            said, silent = event, 0.0
            yield _said(*event)
        elif silent >= _HEARTBEAT:
            silent = 0.0
            yield b": still here\n\n"
        if event[0] in last:
            yield _said("ended", event[1])
            return
        await asyncio.sleep(_EVERY)
        silent += _EVERY


def _said(name: str, value: Any) -> bytes:
    return b"event: %s\ndata: %s\n\n" % (name.encode(), msgspec.json.encode(value))


async def fragments(ask: Callable[[], tuple[str, bool]]) -> AsyncIterator[bytes]:
    """Yield each new fragment of HTML as a message without a name, then the event ``ended``.

    ``ask`` returns the fragment as things are now, and whether that is the last.
    """
    sent, silent = "", 0.0
    while True:
        fragment, last = await run_in_threadpool(ask)
        if fragment != sent:
            sent, silent = fragment, 0.0
            yield b"".join(b"data: %s\n" % each.encode() for each in fragment.splitlines()) + b"\n"
        elif silent >= _HEARTBEAT:
            silent = 0.0
            yield b": still here\n\n"
        if last:
            yield b"event: ended\ndata: \n\n"
            return
        await asyncio.sleep(_EVERY)
        silent += _EVERY


async def until(done: Callable[[], bool], seconds: float) -> None:
    """Wait until ``done`` answers true, or so many seconds; it holds no thread while it waits."""
    loop = asyncio.get_running_loop()
    end, pause = loop.time() + seconds, 0.01
    while loop.time() < end and not await run_in_threadpool(done):
        await asyncio.sleep(min(pause, max(0.0, end - loop.time())))
        pause = min(2 * pause, 0.1)

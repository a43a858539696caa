"""Serves the build that is found first, counting its SQL statements and its event loop's pauses.

``python counted_server.py PORT``: ``/benchmark/bare`` is a plain route that returns a constant,
``/benchmark/statements`` tells how many statements the process has sent so far, and
``/benchmark/pause`` the longest pause of the event loop in milliseconds since it was asked before.
"""

import asyncio
import sys
import time
from typing import Any

from sqlalchemy import Engine, event

from api.cli.serve import app_of, serve
from api.settings import Settings
from api.telemetry import configure_logs

counted = {"statements": 0}
paused = {"longest": 0.0}
_TICK = 0.001
_watchers: list[asyncio.Task[None]] = []


def count(*_: Any) -> None:  # Any: what SQLAlchemy tells of a statement
    """Count a statement."""
    counted["statements"] += 1


def bare() -> dict[str, str]:
    """Return a constant."""
    return {"status": "ok"}


async def watch() -> None:
    """Keep the most processor time the process spends between two turns of its event loop.

    Not the time by the clock: on a machine that others keep busy that would be theirs.
    """
    while True:
        began = time.process_time()
        await asyncio.sleep(_TICK)
        paused["longest"] = max(paused["longest"], time.process_time() - began)


async def pause() -> dict[str, float]:
    """Tell the longest pause so far, and begin anew."""
    if not _watchers:
        _watchers.append(asyncio.get_running_loop().create_task(watch()))
    found, paused["longest"] = paused["longest"], 0.0
    return {"milliseconds": 1000 * found}


def main() -> None:
    """Serve until SIGTERM."""
    event.listen(Engine, "before_cursor_execute", count)
    settings = Settings()
    configure_logs("warning")
    app = app_of(settings, worker=True)
    for path, endpoint in (("bare", bare), ("statements", lambda: dict(counted)), ("pause", pause)):
        app.add_api_route(f"/benchmark/{path}", endpoint, include_in_schema=False)
        app.router.routes.insert(0, app.router.routes.pop())  # found at once, as hot routes are
    serve(app, "127.0.0.1", int(sys.argv[1]))


if __name__ == "__main__":
    main()

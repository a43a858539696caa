"""The composition root of the web process."""

import gc
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AbstractContextManager, asynccontextmanager, contextmanager, nullcontext
from functools import cached_property
from typing import Any

import anyio.to_thread
import msgspec
from fastapi import FastAPI, Request, Response
from fastapi.responses import PlainTextResponse

from api import problems, telemetry
from api.admission import Gate
from api.assistants import mcp
from api.board.problem_pages import problem_page
from api.board.registry import PAGES
from api.http.locations import addresses
from api.middleware import Guard
from api.openapi import document, names, pages
from api.queue.shares import FairCalculations, ProcessTurns
from api.rate_limits import Counts, RateLimits
from api.routes.registry import ROUTERS
from api.settings import Settings
from api.unit_of_work import DatabaseUnitOfWork
from rotation.account.store import request_counts
from rotation.clock import Clock
from rotation.database import Database, database_now
from rotation.engines import THREADS

DESCRIPTION = "Evening and weekend rotas for webcare teams, staffed to response-time targets."


class Application(FastAPI):
    """An application whose document is made when it is first asked for: it takes a second."""

    def openapi(self) -> dict[str, Any]:
        """Return the OpenAPI document, made whole for generators of clients."""
        if self.openapi_schema is None:
            with _uncollected():
                self.openapi_schema = document.completed(self, super().openapi())
        return self.openapi_schema

    @cached_property
    def openapi_json(self) -> bytes:
        """The OpenAPI document as JSON, made once."""
        return msgspec.json.encode(self.openapi())


@contextmanager
def _uncollected() -> Iterator[None]:
    """Make what stays: a collection would look through it all while every request waits."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
        gc.freeze()
    finally:
        if was_enabled:
            gc.enable()


def create_app(
    settings: Settings,
    clock: Clock,
    beside: Callable[[FastAPI], AbstractContextManager[object]] = lambda _: nullcontext(),
) -> FastAPI:
    """Return the web application; ``beside`` runs what lives as long as it does (the worker)."""

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        anyio.to_thread.current_default_thread_limiter().total_tokens = THREADS
        limits.start()
        with beside(app):
            yield
        limits.stop()
        database.close()

    database = Database(settings.database_url)
    app = Application(
        title="Rotation",
        version="0.1.0",
        description=DESCRIPTION,
        lifespan=lifespan,
        docs_url=None,
        redoc_url=None,
        openapi_url=None,
        generate_unique_id_function=names.operation_id,
        separate_input_output_schemas=False,
    )
    app.state.settings, app.state.work = settings, DatabaseUnitOfWork(database, clock)
    app.state.shares = FairCalculations(ProcessTurns(1), ProcessTurns(settings.solver_processes))
    limits = _rate_limits(settings, app.state.work)
    app.state.gate = Gate(lambda: app.state.work, limits)
    problems.install(app, problem_page)
    _add_first_routes(app)
    for router in (pages.router, *ROUTERS, *PAGES, telemetry.router, mcp.router):
        app.include_router(router)
    app.state.addresses = addresses(each.path for each in document.routes_of(app))
    app.add_middleware(Guard, page=problem_page)
    return app


def _add_first_routes(app: FastAPI) -> None:
    """Add what is found before any router, which readies all its routes when a path reaches it.

    That happens on the event loop and takes a third of a second.
    """
    app.add_api_route("/openapi.json", _document, include_in_schema=False)
    app.add_api_route("/robots.txt", _robots, include_in_schema=False)


def _rate_limits(settings: Settings, work: DatabaseUnitOfWork) -> RateLimits:
    """Return the counts of this process, shared with other replicas where there can be any."""

    def share(window: int, counts: Counts) -> Counts:
        with work.door("request_count") as session:
            return request_counts.add(session, window, counts)

    def epoch() -> float:
        with work.door("request_count") as session:
            return database_now(session).timestamp()

    if work.database.is_sqlite:
        return RateLimits(settings.requests_per_minute)
    return RateLimits(settings.requests_per_minute, share, epoch)


def _document(request: Request) -> Response:
    """Return the OpenAPI document; a thread makes it, so that others are answered meanwhile."""
    return Response(request.app.openapi_json, media_type="application/json")


def _robots() -> PlainTextResponse:
    return PlainTextResponse("User-agent: *\nDisallow: /\nAllow: /ical/\n")

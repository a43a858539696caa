"""Views of operators: logs without secrets, health, readiness, metrics."""

import logging
import sys

import anyio.to_thread
import structlog
from anyio import CapacityLimiter
from anyio.lowlevel import RunVar
from fastapi import APIRouter, Request, Response
from prometheus_client import REGISTRY, generate_latest
from pydantic import BaseModel
from sqlalchemy.exc import SQLAlchemyError

from rotation import schema
from rotation.database import Database
from rotation.errors import Unreachable
from rotation.timespan import tzdata_version
from rotation.words import say

router = APIRouter(tags=["operations"])
_reserve: RunVar[CapacityLimiter] = RunVar("reserve")


class Ready(BaseModel):
    """The readiness of this process: database, schema, time-zone data."""

    status: str
    database: str
    tzdata: str


def configure_logs(level: str) -> None:
    """Send log lines to standard error, from ``level`` up."""
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.format_exc_info,  # without local values: they may be secrets
            structlog.processors.JSONRenderer(),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.getLevelName(level.upper())),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
    )


@router.get("/healthz")
async def healthz() -> dict[str, str]:
    """Say that the process lives; it waits for no thread."""
    return {"status": "ok"}


@router.get("/readyz")
async def readyz(request: Request) -> Ready:
    """Say that the process can work: the database answers, its schema is the newest, jobs begin.

    It has a thread and a connection in reserve, so that it answers while all others are taken.
    """
    try:
        reserve = _reserve.get()
    except LookupError:
        reserve = CapacityLimiter(1)
        _reserve.set(reserve)
    return await anyio.to_thread.run_sync(_ready, request, limiter=reserve)


def _ready(request: Request) -> Ready:
    database = Database(request.app.state.work.database.url.render_as_string(hide_password=False))
    try:
        with database.engine.connect() as connection:
            current = schema.is_current(connection)
    except SQLAlchemyError as error:
        raise Unreachable("The database does not answer.") from error
    finally:
        database.close()
    if not current:
        raise Unreachable("The database has not been migrated.")
    if late := late_jobs(request):
        raise Unreachable(say("Some jobs have not begun for a minute: {jobs}.", jobs=late))
    return Ready(status="ok", database=database.engine.dialect.name, tzdata=tzdata_version())


def late_jobs(request: Request) -> list[str]:
    """Return the jobs of a worker beside the web that should have begun; without one none."""
    ticks = getattr(request.app.state, "ticks", None)
    return ticks.late() if ticks is not None else []


@router.get("/metrics")
def metrics() -> Response:
    """Show the counters of this process in the Prometheus text format."""
    return Response(
        generate_latest(REGISTRY), media_type="text/plain; version=0.0.4; charset=utf-8"
    )

"""What operators see: logs without secrets, health, readiness, metrics."""

import logging
import sys

import structlog
from fastapi import APIRouter, Request, Response
from prometheus_client import REGISTRY, generate_latest
from pydantic import BaseModel
from sqlalchemy.exc import SQLAlchemyError

from rotation import schema
from rotation.errors import Unreachable
from rotation.timespan import tzdata_version

router = APIRouter(tags=["operations"])


class Ready(BaseModel):
    """What this process stands on."""

    status: str
    database: str
    tzdata: str


def configure_logs(level: str) -> None:
    """Send log lines to standard error, from ``level`` up."""
    # A tick that finds the one before at work is no news: both look for the same things.
    logging.getLogger("apscheduler").setLevel(logging.ERROR)
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
def healthz() -> dict[str, str]:
    """Say that the process lives."""
    return {"status": "ok"}


@router.get("/readyz")
def readyz(request: Request) -> Ready:
    """Say that the process can work: the database answers and has the newest schema."""
    database = request.app.state.work.database
    try:
        with database.engine.connect() as connection:
            current = schema.is_current(connection)
    except SQLAlchemyError as error:
        raise Unreachable("The database does not answer.") from error
    if not current:
        raise Unreachable("The database has not been migrated.")
    return Ready(status="ok", database=database.engine.dialect.name, tzdata=tzdata_version())


@router.get("/metrics")
def metrics() -> Response:
    """Show the counters of this process in the Prometheus text format."""
    return Response(
        generate_latest(REGISTRY), media_type="text/plain; version=0.0.4; charset=utf-8"
    )

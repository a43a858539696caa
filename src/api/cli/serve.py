"""``rotation serve`` and ``rotation worker``."""

import gc
import resource
import signal
import socket
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import typer
import uvicorn
from fastapi import FastAPI

from api.app import create_app
from api.connections import ConnectionLimits, address_of, connection
from api.settings import Settings
from api.telemetry import configure_logs
from api.unit_of_work import DatabaseUnitOfWork
from api.web_server import WebServer
from api.worker import alone, create_worker
from rotation import schema
from rotation.clock import system_clock
from rotation.database import Database
from rotation.errors import RotationError

_OTHER_FILES = 256
"""Files beside connections: the database, children, logs."""


def run(host: str, port: int, *, worker: bool = True) -> None:
    """Serve until SIGTERM or Ctrl-C; a database that is new is migrated first."""
    refuse_taken(host, port)
    settings = Settings()
    refuse_second(settings)
    configure_logs(settings.log_level)
    make_ready(settings)
    serve(app_of(settings, worker=worker), host, port)


def app_of(settings: Settings, *, worker: bool) -> FastAPI:
    """Return the web application, with a worker beside it if asked."""

    @contextmanager
    def beside(app: FastAPI) -> Iterator[None]:
        with create_worker(settings, app.state.work) as made:
            app.state.children = made.children
            app.state.work, app.state.ticks = made.work, made.ticks
            yield

    @contextmanager
    def without(app: FastAPI) -> Iterator[None]:
        with alone(app.state.work.database):
            yield

    return create_app(settings, system_clock, beside if worker else without)


def refuse_taken(host: str, port: int) -> None:
    """Exit with a sentence when somebody listens there already, before any work is done."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        socket.create_server((host, port), family=family).close()
    except OSError as error:
        typer.echo(f"Cannot listen on port {port} ({error.strerror}): choose --port.", err=True)
        sys.exit(1)


def refuse_second(settings: Settings) -> None:
    """Exit with a sentence when another process serves this SQLite file, before any work."""
    with _or_exit(settings) as database, alone(database):
        pass


def make_ready(settings: Settings) -> None:
    """Migrate the database; exit with a sentence when it would hide nothing from the service."""
    schema.migrate(settings.database_url)
    with _or_exit(settings) as database:
        schema.require_restricted(database)


@contextmanager
def _or_exit(settings: Settings) -> Iterator[Database]:
    """Yield the database of the settings; an error of ours ends the process with its sentence."""
    database = Database(settings.database_url)
    try:
        yield database
    except RotationError as error:
        typer.echo(str(error.detail), err=True)
        sys.exit(1)
    finally:
        database.close()


def serve(app: FastAPI, host: str, port: int) -> None:
    """Serve an application; open connections get five seconds to end."""
    settings: Settings = app.state.settings
    _raise_open_files(settings.connections)
    config = uvicorn.Config(
        app,
        host=host,
        port=port,
        log_level="warning",
        access_log=False,
        timeout_graceful_shutdown=5,
        server_header=False,
        ws="none",
        http=connection(limits_of(settings)),
        forwarded_allow_ips=settings.trusted_proxies,
    )
    # uvicorn raises a signal again once it has stopped: a clean stop is no death by signal.
    for each in (signal.SIGTERM, signal.SIGINT):
        signal.signal(each, lambda *_: None)
    typer.echo(f"Serving on http://{host}:{port} — Ctrl-C stops.", err=True)
    gc.freeze()  # what a start has loaded stays: no collection looks at it again
    gc.enable()
    try:
        WebServer(config).run()
    except RotationError as error:
        typer.echo(str(error.detail), err=True)
        sys.exit(1)


def limits_of(settings: Settings) -> ConnectionLimits:
    """Return the limits of connections that the settings ask for."""
    proxies = (each.strip() for each in settings.trusted_proxies.split(","))
    return ConnectionLimits(
        most=settings.connections,
        per_address=max(8, settings.connections // 4),
        proxies=frozenset(address_of(each) for each in proxies if each),
    )


def _raise_open_files(connections: int) -> None:
    """Let the process open as many files as it has connections, and a reserve, if it may."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = connections + _OTHER_FILES
    if soft != resource.RLIM_INFINITY and soft < wanted:
        most = wanted if hard == resource.RLIM_INFINITY else min(wanted, hard)
        resource.setrlimit(resource.RLIMIT_NOFILE, (most, hard))


def work() -> None:
    """Solve runs and send notices until SIGTERM or Ctrl-C."""
    settings = Settings()
    configure_logs(settings.log_level)
    make_ready(settings)
    stop = threading.Event()
    for each in (signal.SIGTERM, signal.SIGINT):
        signal.signal(each, lambda *_: stop.set())
    database = Database(settings.database_url)
    try:
        with create_worker(settings, DatabaseUnitOfWork(database, system_clock)):
            typer.echo("Working — Ctrl-C stops.", err=True)
            stop.wait()
    except RotationError as error:
        typer.echo(str(error.detail), err=True)
        sys.exit(1)
    finally:
        database.close()

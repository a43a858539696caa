"""The composition root of the worker: the ticker, the queue, the child processes."""

import fcntl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from uuid import UUID

import structlog

from api.jobs.job import JobContext
from api.jobs.registry import JOBS
from api.queue.children import Children
from api.queue.local import RunThread
from api.queue.replays import Replays
from api.queue.ticker import BoundJob, Ticker
from api.queue.ticks import Ticks
from api.settings import Settings
from api.staffing import registry
from api.unit_of_work import DatabaseUnitOfWork
from rotation.database import Database
from rotation.errors import Conflict
from rotation.notices import delivery
from rotation.rota.planning import execute_run, runs, staffing_runs

_log = structlog.get_logger("worker")
_LAST_SECONDS, _WATCH_SECONDS = 3.0, 1.0


@dataclass(frozen=True)
class Worker:
    """A worker at work: units of work that wake the queue, and the child processes."""

    work: DatabaseUnitOfWork
    children: Children
    ticks: Ticks


@contextmanager
def create_worker(settings: Settings, work: DatabaseUnitOfWork) -> Iterator[Worker]:
    """Yield a worker at work; Conflict when another one has this SQLite file."""
    with alone(work.database):
        children = Children(settings.solver_processes, settings.solver_memory_mb)
        replays = Replays(settings.replays, work.clock)
        calculations = execute_run.Calculations(
            replays.watching(children.solve),
            children.answer,
            children.expect,
            children.answer_while,
        )

        queue = RunThread(work.claim, run_performer(work, calculations))
        awake = replace(work, wake=queue.wake)
        every = tuple(_bound(JobContext(awake, settings, calculations)))
        ticks = Ticks({each.name: each.every.total_seconds() for each in every}, work.clock)
        ticker = Ticker(awake, every, ticks)
        if work.database.is_sqlite:
            runs.recover(awake, at_start=True)
            with awake.door("notice") as session:
                delivery.release(session)
        queue.start()
        ticker.start()
        threading.Thread(target=_watch, args=(ticker, ticks, awake), daemon=True).start()
        try:
            yield Worker(awake, children, ticks)
        finally:
            awake.over.set()
            queue.stop(_LAST_SECONDS)
            children.close()


def run_performer(
    work: DatabaseUnitOfWork, calculations: execute_run.Calculations
) -> Callable[[UUID, UUID], None]:
    """Return the performer of claimed runs, be they of a rota or a staffing question."""

    def carry_out(organisation: UUID, run_id: UUID) -> None:
        with work.reading(work.service(organisation)) as session:
            is_asked = runs.find(session, run_id).asked is not None
        if is_asked:
            answering = partial(registry.answer, work, calculations, organisation)
            staffing_runs.perform(work, organisation, run_id, answering, work.clock())
        else:
            execute_run.perform(work, organisation, run_id, calculations, work.clock())

    return carry_out


def _bound(context: JobContext) -> Iterator[BoundJob]:
    """Yield every job with its context; each finds out itself what is due."""
    for job in JOBS:
        yield BoundJob(job.name, job.every, partial(job.run, context), job.door, job.next_due)


def _watch(ticker: Ticker, ticks: Ticks, work: DatabaseUnitOfWork) -> None:
    """Let every job look when the host's clock was set: what is due is due by that clock."""
    while not work.over.wait(_WATCH_SECONDS):
        if by := ticks.clock_was_set():
            _log.warning("clock was set", seconds=round(by, 1))
            ticker.look_now()


@contextmanager
def alone(database: Database) -> Iterator[None]:
    """Hold the lock of a SQLite file, freed by any end of the process; PostgreSQL needs none."""
    file = database.url.database
    if not database.is_sqlite or not file or file == ":memory:":
        yield
        return
    # By the file itself, whatever name or link it is opened by.
    with Path(f"{Path(file).resolve()}.lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            raise Conflict("Another serve or worker uses this database file.") from None
        yield

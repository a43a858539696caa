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
from apscheduler.schedulers.background import BackgroundScheduler

from api.jobs.job import Job, JobContext
from api.jobs.registry import JOBS
from api.queue.children import Children
from api.queue.local import RunThread
from api.queue.replays import Replays
from api.queue.ticks import Ticks
from api.settings import Settings
from api.staffing import registry
from api.unit_of_work import DatabaseUnitOfWork
from rotation.clock import system_clock
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
        calculations = execute_run.Calculations(replays.watching(children.solve), children.answer)

        queue = RunThread(work.claim, run_performer(work, calculations))
        awake = replace(work, wake=queue.wake)
        ticks = Ticks({job.name: job.every.total_seconds() for job in JOBS}, work.clock)
        ticker = _ticker(JobContext(awake, settings, calculations), ticks)
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
            ticker.shutdown(wait=False)
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


def _ticker(context: JobContext, ticks: Ticks) -> BackgroundScheduler:
    """Return the ticker: it only wakes jobs, which find out themselves what is due."""
    ticker = BackgroundScheduler(timezone="UTC")
    for job in JOBS:
        ticker.add_job(
            _tick,
            "interval",
            (job, context, ticks),
            seconds=job.every.total_seconds(),
            id=job.name,
            coalesce=True,
            misfire_grace_time=None,
            max_instances=1,
        )
    return ticker


def _tick(job: Job, context: JobContext, ticks: Ticks) -> None:
    ticks.begin(job.name)
    try:
        job.run(context)
    except Exception:  # noqa: BLE001 - the job loop
        # A tick may fail: the next one finds the same things due.
        _log.exception("bug", job=job.name)
    finally:
        ticks.end(job.name)


def _watch(ticker: BackgroundScheduler, ticks: Ticks, work: DatabaseUnitOfWork) -> None:
    """Wake the ticker when the host's clock was set: its turns lie where the clock was."""
    while not work.over.wait(_WATCH_SECONDS):
        if by := ticks.clock_was_set():
            _log.warning("clock was set", seconds=round(by, 1))
            wake_ticker(ticker)


def wake_ticker(ticker: BackgroundScheduler) -> None:
    """Let every job have its turn now, and the next ones from now on."""
    for each in ticker.get_jobs():
        each.modify(next_run_time=system_clock())


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

"""The composition root of the worker: the ticker, the queue, the child processes."""

import fcntl
import importlib
import pkgutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from types import ModuleType
from uuid import UUID

import structlog
from apscheduler.schedulers.background import BackgroundScheduler

from api import jobs
from api.queue.children import Children
from api.queue.local import RunThread
from api.queue.replays import Replays
from api.settings import Settings
from api.staffing import registry
from api.unit_of_work import DatabaseUnitOfWork
from rotation.database import Database
from rotation.errors import Conflict
from rotation.notices import delivery
from rotation.rota.planning import execute_run, runs, staffing_runs

_log = structlog.get_logger("worker")
_LAST_SECONDS = 3.0


@dataclass(frozen=True)
class Worker:
    """What works: units of work that wake the queue, and the child processes."""

    work: DatabaseUnitOfWork
    children: Children


@contextmanager
def create_worker(settings: Settings, work: DatabaseUnitOfWork) -> Iterator[Worker]:
    """Yield a worker at work; Conflict when another one has this SQLite file."""
    with alone(work.database):
        children = Children(settings.solver_processes, settings.solver_memory_mb)
        replays = Replays(settings.replays, work.clock)
        calculations = execute_run.Calculations(replays.watching(children.solve), children.answer)

        queue = RunThread(work.claim, run_performer(work, calculations))
        awake = replace(work, wake=queue.wake)
        ticker = _ticker(awake, settings, calculations)
        if work.database.is_sqlite:
            runs.recover(awake, at_start=True)
            with awake.door("notice") as session:
                delivery.release(session)
        queue.start()
        ticker.start()
        try:
            yield Worker(awake, children)
        finally:
            awake.over.set()
            ticker.shutdown(wait=False)
            queue.stop(_LAST_SECONDS)
            children.close()


def run_performer(
    work: DatabaseUnitOfWork, calculations: execute_run.Calculations
) -> Callable[[UUID, UUID], None]:
    """Return what carries out a claimed run of an organisation, be it a rota or a question."""

    def carry_out(organisation: UUID, run_id: UUID) -> None:
        with work.reading(work.service(organisation)) as session:
            is_asked = runs.find(session, run_id).asked is not None
        if is_asked:
            answering = partial(registry.answer, work, calculations, organisation)
            staffing_runs.perform(work, organisation, run_id, answering, work.clock())
        else:
            execute_run.perform(work, organisation, run_id, calculations, work.clock())

    return carry_out


def _ticker(
    work: DatabaseUnitOfWork, settings: Settings, calculations: execute_run.Calculations
) -> BackgroundScheduler:
    """Return the ticker: it only wakes jobs, which find out themselves what is due."""
    ticker = BackgroundScheduler(timezone="UTC")
    for found in pkgutil.iter_modules(jobs.__path__, "api.jobs."):
        job = importlib.import_module(found.name)
        ticker.add_job(
            _run,
            "interval",
            (job, work, settings, calculations),
            seconds=job.EVERY.total_seconds(),
            id=found.name,
            coalesce=True,
            misfire_grace_time=None,
            max_instances=1,
        )
    return ticker


def _run(
    job: ModuleType,
    work: DatabaseUnitOfWork,
    settings: Settings,
    calculations: execute_run.Calculations,
) -> None:
    try:
        if hasattr(job, "calculate"):
            job.calculate(work, calculations)
        else:
            job.run(work, settings)
    except Exception:  # noqa: BLE001 - the job loop
        # A tick may fail: the next one finds the same things due.
        _log.exception("bug", job=job.__name__)


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

"""The delivering part of a worker, without solver children: one process of the benchmark.

``python -m benchmarks.reminders_worker URL [--alone]`` delivers until SIGTERM; ``--alone`` voids
the leases of the process before, as the one worker of a SQLite file does when it starts.
"""

import signal
import sys
import threading
from dataclasses import replace

from api.http.deps import NOBODY
from api.jobs import deliver
from api.jobs.job import JobContext
from api.settings import Settings
from api.telemetry import configure_logs
from api.unit_of_work import DatabaseUnitOfWork
from rotation.clock import system_clock
from rotation.database import Database
from rotation.notices import delivery


def main(url: str, *, alone: bool) -> None:
    """Tick as the worker does, once a second, until told to stop."""
    configure_logs("warning")
    settings = Settings(database_url=url, allow_private_destinations=True)
    over = threading.Event()
    signal.signal(signal.SIGTERM, lambda *_: over.set())
    work = replace(DatabaseUnitOfWork(Database(url), system_clock), over=over)
    if alone:
        with work.door("notice") as session:
            delivery.release(session)
    context = JobContext(work, settings, NOBODY)
    while not over.is_set():
        deliver.JOB.run(context)
        over.wait(deliver.JOB.every.total_seconds())
    work.database.close()


if __name__ == "__main__":
    main(sys.argv[1], alone="--alone" in sys.argv)

"""A job: what the ticker of every worker runs again and again."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from api.settings import Settings
from api.unit_of_work import DatabaseUnitOfWork
from rotation.rota.planning.execute_run import Calculations


@dataclass(frozen=True)
class JobContext:
    """The means of a worker: its units of work, its settings, its child processes."""

    work: DatabaseUnitOfWork
    settings: Settings
    calculations: Calculations


@dataclass(frozen=True)
class Job:
    """A job by its name in the log; ``run`` finds out itself what is due and claims it.

    The ticker runs a job ``every`` so often at most: a tick may come late, twice or not at all.
    ``next_due`` tells, at a ``door`` of the database, when something is due the next time; see
    ``DatabaseUnitOfWork.door``.
    """

    name: str
    every: timedelta
    run: Callable[[JobContext], None]
    door: str = ""
    next_due: Callable[[Session], datetime | None] = lambda _: None

"""Asks the next member to step in when the one before has let the deadline pass."""

from datetime import timedelta

from api.settings import Settings
from api.unit_of_work import DatabaseUnitOfWork
from rotation.rota.live import due_steps

EVERY = timedelta(seconds=10)


def run(work: DatabaseUnitOfWork, _: Settings) -> None:
    """Look for searches whose next step is due."""
    due_steps.advance_covers(work)

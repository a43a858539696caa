"""Ends the swaps that nobody took in time."""

from datetime import timedelta

from api.settings import Settings
from api.unit_of_work import DatabaseUnitOfWork
from rotation.rota.live import due_steps

EVERY = timedelta(seconds=30)


def run(work: DatabaseUnitOfWork, _: Settings) -> None:
    """Look for open swaps whose time is over."""
    due_steps.expire_swaps(work)

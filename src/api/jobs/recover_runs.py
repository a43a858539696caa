"""Takes up again, or fails, the runs whose worker has gone."""

from datetime import timedelta

from api.settings import Settings
from api.unit_of_work import DatabaseUnitOfWork
from rotation.rota.planning import runs

EVERY = timedelta(seconds=5)


def run(work: DatabaseUnitOfWork, _: Settings) -> None:
    """Look for runs whose lease is over."""
    if runs.recover(work):
        work.wake()

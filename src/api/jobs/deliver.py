"""Sends the notices that are due."""

from datetime import timedelta
from functools import cache

from api.clients.senders import Senders, senders
from api.queue.deliveries import Deliveries
from api.settings import Settings
from api.unit_of_work import DatabaseUnitOfWork

EVERY = timedelta(seconds=1)


def run(work: DatabaseUnitOfWork, settings: Settings) -> None:
    """Send until nothing is due."""
    Deliveries(work, _out(settings), work.over).drain()


@cache
def _out(settings: Settings) -> Senders:
    return senders(settings)

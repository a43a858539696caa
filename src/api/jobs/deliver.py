"""Sends the notices that are due."""

from datetime import timedelta
from functools import cache

from api.clients.senders import Senders, senders
from api.jobs.job import Job, JobContext
from api.queue.deliveries import Deliveries
from api.settings import Settings


def run(context: JobContext) -> None:
    """Send until nothing is due."""
    Deliveries(context.work, _out(context.settings), context.work.over).drain()


@cache
def _out(settings: Settings) -> Senders:
    return senders(settings)


JOB = Job("deliver", timedelta(seconds=1), run)

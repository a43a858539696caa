"""Fetches the busy calendars that are due and keeps what they say."""

from datetime import timedelta
from functools import cache

from api.clients.http import Client, Most
from api.jobs.job import Job, JobContext
from api.queue.imports import Fetch, Imports
from rotation.availability import ics
from rotation.errors import Impossible
from rotation.words import say

MOST = Most(bytes=ics.LARGEST + 1, seconds=8.0)
"""One byte more than a calendar may have, so that one that is cut off is not taken for whole; and
less time than a process has to end."""
_ACCEPT = {"Accept": "text/calendar, */*;q=0.1"}


def run(context: JobContext) -> None:
    """Fetch until nothing is due."""
    client = _client(allow_private=context.settings.allow_private_destinations)
    Imports(context.work, fetching(client)).drain()


def fetching(client: Client) -> Fetch:
    """Return how a calendar is fetched: by one request, whose answer has to be 200."""

    def fetch(url: str) -> bytes:
        reply = client.fetch("GET", url, headers=_ACCEPT)
        if reply.status != 200:
            raise Impossible(say("The address answers {status}.", status=reply.status))
        return reply.body

    return fetch


@cache
def _client(*, allow_private: bool) -> Client:
    return Client(allow_private=allow_private, most=MOST)


JOB = Job("import_calendars", timedelta(seconds=30), run)

"""Fetches the busy calendars that are due and keeps what they say."""

from datetime import datetime, timedelta
from functools import cache
from typing import TYPE_CHECKING

from sqlalchemy.orm import Session

from api.jobs.job import Job, JobContext
from api.queue.imports import Fetch, Fetched, Imports
from rotation.availability import store
from rotation.deferred import deferred
from rotation.errors import Impossible
from rotation.words import say

if TYPE_CHECKING:
    from api.clients import http
    from rotation.availability import ics
else:
    http, ics = map(deferred, ("api.clients.http", "rotation.availability.ics"))

_ACCEPTED = ("text/calendar", "*/*")
"""The media types asked for, one after the other: some servers answer a page to whoever also takes
others, some refuse whoever takes calendars alone."""
_REFUSALS = {400, 406, 415}


def run(context: JobContext) -> None:
    """Fetch until nothing is due."""
    work = context.work
    with work.database.session(None, door="busy_calendar") as session:
        due = next_due(session)
    if due is None or due > work.clock():
        return
    client = _client(allow_private=context.settings.allow_private_destinations)
    Imports(work, fetching(client)).drain()


def next_due(session: Session) -> datetime | None:
    """Return when something may be due the next time."""
    return store.next_due(session)


def most() -> "http.Most":
    """Return how much is fetched of a calendar, and how long.

    One byte more than a calendar may have, so that one that is cut off is not taken for whole; and
    less time than a process has to end.
    """
    return http.Most(bytes=ics.LARGEST + 1, seconds=8.0)


def fetching(client: "http.Client") -> Fetch:
    """Return how a calendar is fetched: by a request whose answer has to be 200.

    Where a calendar alone is refused, whatever there is is asked for.
    """

    def fetch(url: str) -> Fetched:
        for accepted in _ACCEPTED:
            reply = client.fetch("GET", url, headers={"Accept": accepted})
            if reply.status not in _REFUSALS:
                break
        if reply.status != 200:
            raise Impossible(say("The address answers {status}.", status=reply.status))
        return Fetched(reply.body, reply.charset)

    return fetch


@cache
def _client(*, allow_private: bool) -> "http.Client":
    return http.Client(allow_private=allow_private, most=most())


JOB = Job("import_calendars", timedelta(seconds=30), run, "busy_calendar", next_due)

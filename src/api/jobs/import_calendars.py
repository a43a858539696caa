"""Fetches the busy calendars that are due and keeps what they say."""

from datetime import timedelta
from functools import cache

from api.clients.http import Client, Most
from api.queue.imports import Imports
from api.settings import Settings
from api.work import Work
from rotation.availability import ics

EVERY = timedelta(seconds=30)
_MOST = Most(bytes=ics.LARGEST + 1, seconds=8.0)
"""One byte more than a calendar may have, so that one that is cut off is not taken for whole; and
less time than a process has to end."""


def run(work: Work, settings: Settings) -> None:
    """Fetch until nothing is due."""
    Imports(work, _client(allow_private=settings.allow_private_destinations)).drain()


@cache
def _client(*, allow_private: bool) -> Client:
    return Client(allow_private=allow_private, most=_MOST)

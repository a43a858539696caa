"""Writes the answers that chat platforms are given by a call of ours."""

from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from functools import cache, partial
from typing import TYPE_CHECKING
from uuid import UUID

from sqlalchemy.orm import Session

from api.jobs.job import Job, JobContext
from api.settings import Settings
from rotation.chat import late_answers
from rotation.deferred import deferred

if TYPE_CHECKING:
    from api.clients import chats, http
else:
    chats, http = deferred("api.clients.chats"), deferred("api.clients.http")

_AT_ONCE = 8


def run(context: JobContext) -> None:
    """Write what is due; a platform that takes its time holds up few others."""
    with context.work.database.session(None, door="chat_late_answer") as session:
        found = late_answers.due(session)
    if not found:
        return
    with ThreadPoolExecutor(_AT_ONCE, thread_name_prefix="chat") as pool:
        list(pool.map(partial(_write, context), found))


def _write(context: JobContext, one: tuple[UUID, UUID]) -> None:
    organisation, answer_id = one
    actor, now = context.work.service(organisation), context.work.clock()
    with context.work.unit(actor, now) as session:
        answer = late_answers.claim(session, answer_id)
    if answer is None:
        return
    written = chats_of(context.settings).write(answer)
    with context.work.unit(actor, now) as session:
        late_answers.end(session, answer, written)


@cache
def chats_of(settings: Settings) -> "chats.Chats":
    """Return what writes to chat platforms: one in a process, so that messages wait in turn."""
    client = http.Client(allow_private=settings.allow_private_destinations)
    return chats.Chats(client, settings.base_url)


def next_due(session: Session) -> datetime | None:
    """Return when something may be due the next time."""
    return late_answers.next_due(session)


JOB = Job("answer_chats", timedelta(seconds=1), run, "chat_late_answer", next_due)

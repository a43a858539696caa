"""Keeps groups of chat platforms in step with who is on duty."""

from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from functools import partial
from uuid import UUID

from sqlalchemy.orm import Session

from api.jobs import answer_chats
from api.jobs.job import Job, JobContext
from rotation.chat import groups

_AT_ONCE = 8


def run(context: JobContext) -> None:
    """Look at the groups whose people may have changed, and write those that have."""
    with context.work.database.session(None, door="chat_group") as session:
        found = groups.due(session)
    if not found:
        return
    with ThreadPoolExecutor(_AT_ONCE, thread_name_prefix="groups") as pool:
        list(pool.map(partial(_sync, context), found))


def _sync(context: JobContext, one: tuple[UUID, UUID]) -> None:
    organisation, group_id = one
    actor, now = context.work.service(organisation), context.work.clock()
    with context.work.unit(actor, now) as session:
        update = groups.claim(session, group_id)
    if update is None:
        return
    written = answer_chats.chats_of(context.settings).fill(update)
    with context.work.unit(actor, now) as session:
        groups.end(session, update, written)


def next_due(session: Session) -> datetime | None:
    """Return when a group may have to be looked at the next time."""
    return groups.next_due(session)


JOB = Job("sync_groups", timedelta(seconds=1), run, "chat_group", next_due)

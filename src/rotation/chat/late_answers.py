"""Late answers: what platforms are answered by a call of ours, shortly after they have asked."""

from dataclasses import asdict, dataclass, replace
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy.orm import Session

from rotation.chat import connections, store
from rotation.chat.connections import ConnectionSecret
from rotation.chat.message import ChatAccount, ChatButton, ChatDestination, ChatMessage, Incoming
from rotation.database import database_now

KEPT = timedelta(minutes=15)
"""How long an answer is worth anything; it is tried until then."""
LEASE = timedelta(seconds=30)
MOST = 50
_PAUSES = (timedelta(seconds=2), timedelta(seconds=10), timedelta(minutes=1))
LONGEST_STATE = 200
"""Characters that are kept of what went wrong."""


@dataclass(frozen=True)
class LateAnswer:
    """An answer on its way; its id is the same at every attempt."""

    id: UUID
    account: ChatAccount
    to: ChatDestination
    message: ChatMessage
    attempt: int


@dataclass(frozen=True)
class WrittenMessage:
    """The end of a message to a platform: ``failure`` is empty, or says why it is not there.

    ``is_final``: trying again helps nobody; ``retry_after`` are the seconds a platform asks for.
    """

    failure: str = ""
    is_final: bool = False
    retry_after: float | None = None


def add(
    session: Session, heard: ConnectionSecret, incoming: Incoming, message: ChatMessage
) -> None:
    """Have an answer written to where a message came from."""
    to = ChatDestination(
        incoming.place,
        incoming.thread,
        incoming.message if message.replaces else None,
        incoming.reply_url,
    )
    write(session, (heard.id, heard.team), to, message)


def write(
    session: Session,
    connection: tuple[UUID, UUID],
    to: ChatDestination,
    message: ChatMessage,
) -> None:
    """Have a message written on a connection (id, team), as soon as may be."""
    connection_id, team = connection
    now = database_now(session)
    store.add_late(
        session,
        team_id=team,
        connection_id=connection_id,
        message=asdict(message),
        to=asdict(to),
        next_at=now,
        expires_at=now + KEPT,
    )


def due(session: Session) -> list[tuple[UUID, UUID]]:
    """Return (organisation, id) of what is due; at the door ``chat_late_answer``."""
    return store.late_due(session, database_now(session), MOST)


def next_due(session: Session) -> datetime | None:
    """Return when something is due the next time; at the same door."""
    return store.next_late(session)


def claim(session: Session, answer_id: UUID) -> LateAnswer | None:
    """Take an answer; None when somebody else has it, or it came too late and is gone."""
    now = database_now(session)
    found = store.lease_late(session, answer_id, now, now + LEASE)
    if found is None:
        return None
    row, connection = found
    if row.expires_at <= now:
        store.end_late(session, answer_id)
        return None
    said = dict(row.message)
    below = tuple(ChatButton(**each) for each in said.pop("buttons"))
    message = replace(ChatMessage(**said), buttons=below)
    account = connections.account_of(connection)
    return LateAnswer(row.id, account, ChatDestination(**row.to), message, row.attempts)


def end(session: Session, answer: LateAnswer, written: WrittenMessage) -> None:
    """Note how an attempt ended; what failed is tried again while that helps."""
    now = database_now(session)
    state = written.failure[:LONGEST_STATE].replace("\x00", "") or "written"
    store.was_sent(session, answer.account.connection, state, now)
    if not written.failure or written.is_final or answer.attempt > len(_PAUSES):
        store.end_late(session, answer.id)
        return
    pause = _PAUSES[answer.attempt - 1]
    if written.retry_after is not None:
        pause = max(pause, timedelta(seconds=min(written.retry_after, KEPT.total_seconds())))
    store.delay_late(session, answer.id, now + pause)

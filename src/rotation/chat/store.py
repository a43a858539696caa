"""All SQL of chats: connections, what they have sent, links of members, late answers."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import bindparam, delete, func, or_, select, update
from sqlalchemy.orm import Session

from rotation.chat.tables import ConnectionRow as ConnectionRow
from rotation.chat.tables import GroupRow as GroupRow
from rotation.chat.tables import LateAnswerRow as LateAnswerRow
from rotation.chat.tables import LinkCodeRow as LinkCodeRow
from rotation.chat.tables import LinkRow as LinkRow
from rotation.chat.tables import SeenRow
from rotation.database import Database, insert_new
from rotation.errors import NotFound
from rotation.hot_reads import CompiledRead, HotRow

_BY_ID = CompiledRead(
    select(
        ConnectionRow.id,
        ConnectionRow.organisation_id,
        ConnectionRow.team_id,
        ConnectionRow.secret,
        ConnectionRow.secret_before,
        ConnectionRow.secret_before_until,
        ConnectionRow.button_key,
        ConnectionRow.server,
        ConnectionRow.account,
        ConnectionRow.token,
        ConnectionRow.privacy,
        ConnectionRow.called_at,
        ConnectionRow.called,
    ).where(
        ConnectionRow.id == bindparam("connection"),
        ConnectionRow.platform == bindparam("platform"),
    ),
    ConnectionRow,
    door="chat_connection",
)


_LINKED = CompiledRead(
    select(LinkRow.member_id).where(
        LinkRow.connection_id == bindparam("connection"),
        LinkRow.platform_user == bindparam("platform_user"),
    ),
    LinkRow,
)


def add(session: Session, **values: Any) -> ConnectionRow:  # Any: columns
    """Insert a connection."""
    row = ConnectionRow(**values)
    session.add(row)
    session.flush()
    return row


def connection(session: Session, connection_id: UUID) -> ConnectionRow:
    """Return a connection; NotFound otherwise."""
    row = session.scalar(select(ConnectionRow).where(ConnectionRow.id == connection_id))
    if row is None:
        raise NotFound("There is no such chat connection.", field="connection")
    return row


def connections(session: Session, after: UUID | None, limit: int) -> Sequence[ConnectionRow]:
    """Return the connections, oldest first."""
    wanted = select(ConnectionRow).order_by(ConnectionRow.id).limit(limit)
    return session.scalars(wanted.where(ConnectionRow.id > after) if after else wanted).all()


def change(session: Session, row: ConnectionRow, **values: Any) -> None:  # Any: columns
    """Give a connection other values."""
    for name, value in values.items():
        setattr(row, name, value)
    session.flush()


def remove(session: Session, row: ConnectionRow) -> None:
    """Delete a connection with what it has sent, its links and what waits for it."""
    for table in (SeenRow, LinkRow, LateAnswerRow, GroupRow):
        session.execute(delete(table).where(table.connection_id == row.id))
    session.delete(row)
    session.flush()


def of_id(database: Database, platform: str, connection_id: UUID) -> HotRow | None:
    """Return what a message that comes in is proven with, by the id of its connection, or None."""
    return _BY_ID.first(database, None, connection=connection_id, platform=platform)


def was_called(session: Session, connection_id: UUID, how: str, now: datetime) -> None:
    """Remember how the last call of a connection ended."""
    session.execute(
        update(ConnectionRow)
        .where(ConnectionRow.id == connection_id)
        .values(called_at=now, called=how)
    )


def was_sent(session: Session, connection_id: UUID, how: str, now: datetime) -> None:
    """Remember how the last message to a connection ended."""
    session.execute(
        update(ConnectionRow).where(ConnectionRow.id == connection_id).values(sent_at=now, sent=how)
    )


def saw(
    session: Session, connection: tuple[UUID, UUID], digest: bytes, forget_at: datetime | None
) -> bool:
    """Remember a message of a connection (team, id); tell whether it is the first time."""
    team, connection_id = connection
    values = {
        "team_id": team,
        "connection_id": connection_id,
        "digest": digest,
        "forget_at": forget_at,
    }
    return insert_new(session, SeenRow, [values], _ONE_OF_A_CONNECTION) == 1


_ONE_OF_A_CONNECTION = ["organisation_id", "connection_id", "digest"]


def forget(session: Session, connection_id: UUID, now: datetime) -> None:
    """Forget what a connection has sent that need not be known any longer."""
    session.execute(
        delete(SeenRow).where(SeenRow.connection_id == connection_id, SeenRow.forget_at < now)
    )


def member_of(
    database: Database, organisation: UUID, connection_id: UUID, platform_user: str
) -> UUID | None:
    """Return the member that a platform's user is linked to, or None."""
    values = {"connection": connection_id, "platform_user": platform_user}
    row = _LINKED.first(database, organisation, **values)
    return row.member_id if row else None


def link(session: Session, connection_id: UUID, platform_user: str) -> LinkRow | None:
    """Return the link of a platform's user, or None."""
    wanted = select(LinkRow).where(LinkRow.connection_id == connection_id)
    return session.scalar(wanted.where(LinkRow.platform_user == platform_user))


def link_of_id(session: Session, link_id: UUID) -> LinkRow:
    """Return a link; NotFound otherwise."""
    row = session.scalar(select(LinkRow).where(LinkRow.id == link_id))
    if row is None:
        raise NotFound("There is no such link.", field="link")
    return row


def links(
    session: Session, connection_id: UUID, after: UUID | None, limit: int
) -> Sequence[LinkRow]:
    """Return the links of a connection, oldest first."""
    wanted = select(LinkRow).where(LinkRow.connection_id == connection_id)
    wanted = wanted.order_by(LinkRow.id).limit(limit)
    return session.scalars(wanted.where(LinkRow.id > after) if after else wanted).all()


def links_of(session: Session, members: Collection[UUID]) -> Sequence[LinkRow]:
    """Return the links of some members, oldest first."""
    wanted = select(LinkRow).where(LinkRow.member_id.in_(members))
    return session.scalars(wanted.order_by(LinkRow.id)).all()


def add_link(session: Session, **values: Any) -> LinkRow:  # Any: columns
    """Insert a link."""
    row = LinkRow(**values)
    session.add(row)
    session.flush()
    return row


def delete_link(session: Session, row: LinkRow) -> None:
    """Delete a link."""
    session.delete(row)
    session.flush()


def forget_member(session: Session, team: UUID, member: UUID) -> None:
    """Delete the links and codes of a member, and the answers of a team that still go out."""
    session.execute(delete(LinkRow).where(LinkRow.member_id == member))
    session.execute(delete(LinkCodeRow).where(LinkCodeRow.member_id == member))
    session.execute(delete(LateAnswerRow).where(LateAnswerRow.team_id == team))


def add_code(session: Session, **values: Any) -> None:  # Any: columns
    """Insert a code; those the member had before are void."""
    row = LinkCodeRow(**values)
    session.execute(delete(LinkCodeRow).where(LinkCodeRow.member_id == row.member_id))
    session.add(row)
    session.flush()


def use_code(session: Session, team: UUID, digest: bytes, now: datetime) -> UUID | None:
    """Take a code of a team that has not expired; return its member, None when there is none."""
    taken: UUID | None = session.scalar(
        delete(LinkCodeRow)
        .where(LinkCodeRow.digest == digest, LinkCodeRow.team_id == team)
        .where(LinkCodeRow.expires_at > now)
        .returning(LinkCodeRow.member_id)
    )
    return taken


def delete_codes(session: Session, now: datetime) -> None:
    """Delete the codes that have expired, and what was remembered long enough."""
    session.execute(delete(LinkCodeRow).where(LinkCodeRow.expires_at <= now))
    session.execute(delete(SeenRow).where(SeenRow.forget_at < now))


def add_late(session: Session, **values: Any) -> None:  # Any: columns
    """Insert an answer that goes out by a call of ours."""
    session.add(LateAnswerRow(**values))
    session.flush()


def late_due(session: Session, now: datetime, most: int) -> list[tuple[UUID, UUID]]:
    """Return (organisation, id) of late answers to be sent; at the door ``chat_late_answer``."""
    wanted = select(LateAnswerRow.organisation_id, LateAnswerRow.id)
    wanted = wanted.where(LateAnswerRow.next_at <= now).order_by(LateAnswerRow.next_at).limit(most)
    return [(organisation, id_) for organisation, id_ in session.execute(wanted)]


def next_late(session: Session) -> datetime | None:
    """Return when the next late answer is due; at the door ``chat_late_answer``."""
    return session.scalar(select(func.min(LateAnswerRow.next_at)))


def lease_late(
    session: Session, answer_id: UUID, now: datetime, until: datetime
) -> tuple[LateAnswerRow, ConnectionRow] | None:
    """Take a late answer that is due until an instant; None when somebody else has it."""
    taken = session.scalar(
        update(LateAnswerRow)
        .where(LateAnswerRow.id == answer_id, LateAnswerRow.next_at <= now)
        .values(next_at=until, attempts=LateAnswerRow.attempts + 1)
        .returning(LateAnswerRow.id)
    )
    if taken is None:
        return None
    row = session.get_one(LateAnswerRow, answer_id, populate_existing=True)
    return row, connection(session, row.connection_id)


def end_late(session: Session, answer_id: UUID) -> None:
    """Delete a late answer: it is out, or came too late."""
    session.execute(delete(LateAnswerRow).where(LateAnswerRow.id == answer_id))


def delay_late(session: Session, answer_id: UUID, until: datetime) -> None:
    """Try a late answer again at an instant."""
    session.execute(
        update(LateAnswerRow).where(LateAnswerRow.id == answer_id).values(next_at=until)
    )


def add_group(session: Session, **values: Any) -> GroupRow:  # Any: columns
    """Insert a group that a connection feeds."""
    row = GroupRow(**values)
    session.add(row)
    session.flush()
    return row


def groups(session: Session, connection_id: UUID) -> Sequence[GroupRow]:
    """Return the groups that a connection feeds, oldest first."""
    wanted = select(GroupRow).where(GroupRow.connection_id == connection_id)
    return session.scalars(wanted.order_by(GroupRow.id)).all()


def feeding(session: Session, platform: str, platform_group: str) -> Sequence[GroupRow]:
    """Return everything that feeds a group of a platform, oldest first, as it is just now."""
    wanted = select(GroupRow).where(
        GroupRow.platform == platform, GroupRow.platform_group == platform_group
    )
    wanted = wanted.order_by(GroupRow.id).execution_options(populate_existing=True)
    return session.scalars(wanted).all()


def group_if_there(session: Session, group_id: UUID) -> GroupRow | None:
    """Return a group by its id, or None."""
    return session.scalar(select(GroupRow).where(GroupRow.id == group_id))


def delete_group(session: Session, row: GroupRow) -> None:
    """Delete a group that a connection feeds."""
    session.delete(row)
    session.flush()


def is_any_group(session: Session, team: UUID) -> bool:
    """Tell whether a team feeds a group."""
    wanted = select(GroupRow.id).where(GroupRow.team_id == team).limit(1)
    return session.scalar(wanted) is not None


def renew_groups(session: Session, teams: Collection[UUID], now: datetime) -> None:
    """Have the groups that some teams feed looked at."""
    session.execute(update(GroupRow).where(GroupRow.team_id.in_(teams)).values(next_at=now))


def groups_due(session: Session, now: datetime, most: int) -> list[tuple[UUID, UUID]]:
    """Return (organisation, id) of groups to be looked at; at the door ``chat_group``."""
    wanted = select(GroupRow.organisation_id, GroupRow.id).where(
        GroupRow.next_at <= now, or_(GroupRow.lease_until.is_(None), GroupRow.lease_until <= now)
    )
    wanted = wanted.order_by(GroupRow.next_at).limit(most)
    return [(organisation, id_) for organisation, id_ in session.execute(wanted)]


def next_group(session: Session) -> datetime | None:
    """Return when the next group is to be looked at; at the door ``chat_group``."""
    return session.scalar(select(func.min(GroupRow.next_at)))


def lease_group(session: Session, rows: Sequence[GroupRow], now: datetime, until: datetime) -> bool:
    """Take a group, with everything that feeds it; False when somebody else has it.

    The oldest of the rows decides who does: one row is changed by one at a time.
    """
    wanted = update(GroupRow).where(GroupRow.id == rows[0].id)
    wanted = wanted.where(or_(GroupRow.lease_until.is_(None), GroupRow.lease_until <= now))
    taken = session.scalar(wanted.values(lease_until=until).returning(GroupRow.id))
    if taken is None:
        return False
    session.execute(
        update(GroupRow)
        .where(GroupRow.id.in_([each.id for each in rows]))
        .values(lease_until=until, next_at=until)
    )
    return True

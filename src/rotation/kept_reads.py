"""Reads kept between units of work: a team's settings while nobody changes one, rows that never do.

Nearly all that a rota depends on (members, rules, time, channels) changes far less often than it is
read. Each organisation has a revision of its settings, and whoever writes one of their tables
counts it up in the same transaction. What was read at a revision therefore holds wherever that
revision is read, in every process. Kept values are frozen: nobody may change what others are given.
"""

from collections import OrderedDict
from collections.abc import Callable, Collection, Hashable
from functools import wraps
from threading import Lock
from typing import Any, Concatenate, ParamSpec, TypeVar, cast
from uuid import UUID

from sqlalchemy import BigInteger, Uuid, column, event, select, table, update
from sqlalchemy.orm import Session

from rotation.repeated_reads import ANY_TABLE, ReadMemory, memory_of

Given = ParamSpec("Given")
Value = TypeVar("Value")
Read = Callable[Concatenate[Session, Given], Value]
ReadEach = Callable[[Session, Collection[UUID]], dict[UUID, Value]]

SETTINGS = frozenset(
    {
        "absence",
        "allowance",
        "availability_week",
        "busy_span",
        "campaign",
        "channel",
        "chat_group",
        "closure",
        "contact",
        "day_plan",
        "member",
        "member_pay",
        "notice_rules",
        "pay_terms",
        "platform_rule",
        "role",
        "rules",
        "special_day",
        "team",
        "webhook",
        "wish",
    }
)
"""The tables of what people set for a team, its members' time and the addresses of notices."""
MOST = 512
_ORGANISATION = table(
    "organisation", column("id", Uuid()), column("settings_revision", BigInteger())
)
_kept: OrderedDict[Hashable, tuple[int, object]] = OrderedDict()
_lock = Lock()
_NEVER = -1


def kept(read: Read[Given, Value]) -> Read[Given, Value]:
    """Keep what a read of settings alone returns, until the organisation changes a setting.

    A unit of work that has changed one itself reads for itself. A read of any other table is a bug
    and raises RuntimeError.
    """

    @wraps(read)
    def answer(session: Session, /, *args: Given.args, **named: Given.kwargs) -> Value:
        memory, revision = memory_of(session), _revision(session)
        if memory is None or revision is None:
            return read(session, *args, **named)
        key = _key(session, read, args, named)
        found = _look_up(key, revision)
        if found is None:
            with memory.only(SETTINGS):
                found = (revision, read(session, *args, **named))
            _keep(key, found)
        return cast("Value", found[1])

    return answer


def never_change(*tables: str) -> Callable[[ReadEach[Value]], ReadEach[Value]]:
    """Keep what a read returns, by id, of rows that are inserted once and never changed.

    What is not known yet is read at once. ``tables`` are where the rows are; a unit of work that
    has written there keeps nothing, since it may be undone.
    """

    def keeping(read: ReadEach[Value]) -> ReadEach[Value]:
        @wraps(read)
        def answer(session: Session, ids: Collection[UUID]) -> dict[UUID, Value]:
            memory = memory_of(session)
            keys = {each: _key(session, read, (each,), {}) for each in ids}
            known = {each: _look_up(key, _NEVER) for each, key in keys.items()}
            values = {each: cast("Value", one[1]) for each, one in known.items() if one}
            if missing := [each for each in keys if each not in values]:
                new = read(session, missing)
                values |= new
                if memory is not None and memory.written.isdisjoint({*tables, ANY_TABLE}):
                    for each, value in new.items():
                        _keep(keys[each], (_NEVER, value))
            return values

        return answer

    return keeping


def _key(
    session: Session, read: Callable[..., object], args: Hashable, named: dict[str, Any]
) -> Hashable:
    seen = session.info.get("organisation"), session.info.get("teams")
    return (read, seen, args, tuple(sorted(named.items())))


def _look_up(key: Hashable, revision: int) -> tuple[int, object] | None:
    with _lock:
        found = _kept.get(key)
        if found is None or found[0] != revision:
            return None
        _kept.move_to_end(key)
        return found


def _keep(key: Hashable, found: tuple[int, object]) -> None:
    with _lock:
        _kept[key] = found
        _kept.move_to_end(key)
        while len(_kept) > MOST:
            _kept.popitem(last=False)


def _revision(session: Session) -> int | None:
    """Return the revision of the organisation's settings; None where they may not be kept."""
    memory, organisation = memory_of(session), session.info.get("organisation")
    if memory is None or not isinstance(organisation, UUID):
        return None
    if session.autoflush:
        session.flush()
    if _writes_settings(memory):
        return None
    if memory.revision is None:
        wanted = select(_ORGANISATION.c.settings_revision)
        memory.revision = session.connection().scalar(
            wanted.where(_ORGANISATION.c.id == organisation)
        )
    return memory.revision


def _writes_settings(memory: ReadMemory) -> bool:
    return not memory.written.isdisjoint({*SETTINGS, ANY_TABLE})


@event.listens_for(Session, "before_commit")
def _count_up(session: Session) -> None:
    memory, organisation = memory_of(session), session.info.get("organisation")
    if memory is None or session.in_nested_transaction():
        return
    session.flush()
    if not _writes_settings(memory):
        return
    if organisation is None:
        raise RuntimeError("settings are written by units of work of their organisation alone")
    number = _ORGANISATION.c.settings_revision
    counted = update(_ORGANISATION).where(_ORGANISATION.c.id == organisation)
    session.connection().execute(counted.values(settings_revision=number + 1))

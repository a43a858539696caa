"""All SQL of channels and shift patterns."""

from collections.abc import Sequence
from dataclasses import fields
from datetime import date, datetime
from typing import Any
from uuid import UUID

import msgspec
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from rotation.demand.tables.channels import ChannelRow as ChannelRow
from rotation.demand.tables.channels import ShiftPatternRow as ShiftPatternRow
from rotation.errors import Conflict, NotFound
from rotation.words import say


def columns(value: Any) -> dict[str, Any]:  # Any: a frozen value of this package
    """Return the fields of a value as its row keeps them: nested values as JSON."""
    plain = msgspec.to_builtins(value, builtin_types=(UUID, datetime, date))
    return {each.name: plain[each.name] for each in fields(value)}


def add_channel(session: Session, **values: Any) -> None:  # Any: columns of different types
    """Insert a channel; Conflict when its slug is taken."""
    session.add(ChannelRow(**values))
    try:
        session.flush()
    except IntegrityError:
        raise Conflict("There is a channel with this slug already.", field="/slug") from None


def add_pattern(session: Session, **values: Any) -> None:  # Any: same
    """Insert a shift pattern."""
    session.add(ShiftPatternRow(**values))
    session.flush()


def change(session: Session, row: ChannelRow | ShiftPatternRow, values: dict[str, Any]) -> None:
    """Change a row; Conflict when its new slug is taken."""
    for name, value in values.items():
        setattr(row, name, value)
    try:
        session.flush()
    except IntegrityError:
        raise Conflict("There is a channel with this slug already.", field="/slug") from None


def channel(session: Session, team_id: UUID, slug: str) -> ChannelRow:
    """Return a channel of a team by its slug; NotFound otherwise."""
    wanted = select(ChannelRow).where(
        ChannelRow.team_id == team_id, ChannelRow.slug == slug, ChannelRow.deleted_at.is_(None)
    )
    row = session.scalar(wanted)
    if row is None:
        raise NotFound(say("There is no channel {slug}.", slug=slug[:64]), field="channel")
    return row


def channels(session: Session, team_id: UUID) -> Sequence[ChannelRow]:
    """Return the channels of a team, oldest first."""
    wanted = select(ChannelRow).where(
        ChannelRow.team_id == team_id, ChannelRow.deleted_at.is_(None)
    )
    return session.scalars(wanted.order_by(ChannelRow.id)).all()


def pattern(session: Session, team_id: UUID, pattern_id: UUID) -> ShiftPatternRow:
    """Return a shift pattern of a team; NotFound otherwise."""
    wanted = select(ShiftPatternRow).where(
        ShiftPatternRow.team_id == team_id,
        ShiftPatternRow.id == pattern_id,
        ShiftPatternRow.deleted_at.is_(None),
    )
    row = session.scalar(wanted)
    if row is None:
        raise NotFound("There is no such shift pattern.", field="pattern")
    return row


def patterns(session: Session, team_id: UUID) -> Sequence[ShiftPatternRow]:
    """Return the shift patterns of a team, oldest first."""
    wanted = select(ShiftPatternRow).where(
        ShiftPatternRow.team_id == team_id, ShiftPatternRow.deleted_at.is_(None)
    )
    return session.scalars(wanted.order_by(ShiftPatternRow.id)).all()

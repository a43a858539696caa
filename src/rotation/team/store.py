"""All SQL of teams, roles, members, rule settings and closed days."""

from collections.abc import Sequence
from dataclasses import fields
from datetime import date, datetime
from typing import Any
from uuid import UUID

import msgspec
from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from rotation.errors import Conflict, NotFound
from rotation.team.tables import ClosureRow, RulesRow
from rotation.team.tables import MemberPayRow as MemberPayRow
from rotation.team.tables import MemberRow as MemberRow
from rotation.team.tables import PayTermsRow as PayTermsRow
from rotation.team.tables import RoleRow as RoleRow
from rotation.team.tables import SpecialDayRow as SpecialDayRow
from rotation.team.tables import TeamRow as TeamRow
from rotation.words import say

Row = TeamRow | RoleRow | MemberRow


def columns(value: Any) -> dict[str, Any]:  # Any: a frozen value of this package
    """Return the fields of a value as its row keeps them: nested values as JSON."""
    plain = msgspec.to_builtins(value, builtin_types=(UUID, datetime, date))
    return {each.name: plain[each.name] for each in fields(value)}


def add_team(session: Session, **values: Any) -> None:  # Any: columns of different types
    """Insert a team; Conflict when its slug is taken."""
    _add(session, TeamRow(**values), values["slug"])


def add_role(session: Session, **values: Any) -> RoleRow:  # Any: same
    """Insert a role; Conflict when its slug is taken."""
    row = RoleRow(**values)
    _add(session, row, row.slug)
    return row


def add_member(session: Session, **values: Any) -> None:  # Any: same
    """Insert a member."""
    _add(session, MemberRow(**values), values["name"])


def add_closure(session: Session, **values: Any) -> None:  # Any: same
    """Insert a closed day; Conflict when it is closed already."""
    _add(session, ClosureRow(**values), str(values["day"]))


def add_special_day(session: Session, **values: Any) -> None:  # Any: same
    """Insert a special day."""
    _add(session, SpecialDayRow(**values), str(values["day"]))


def _add(session: Session, row: Row | ClosureRow | SpecialDayRow, slug: str) -> None:
    session.add(row)
    try:
        session.flush()
    except IntegrityError:
        raise Conflict(say("{slug} exists already.", slug=slug), field="/slug") from None


def change(session: Session, row: Row, values: dict[str, Any]) -> None:
    """Change a row; Conflict when its new name is taken."""
    for name, value in values.items():
        setattr(row, name, value)
    try:
        session.flush()
    except IntegrityError:
        taken = say("{slug} exists already.", slug=str(values.get("slug")))
        raise Conflict(taken, field="/slug") from None


def team(session: Session, ref: str | UUID) -> TeamRow:
    """Return a team by its slug or id; NotFound otherwise."""
    wanted = TeamRow.id == ref if isinstance(ref, UUID) else TeamRow.slug == ref
    row = session.scalar(select(TeamRow).where(wanted, TeamRow.deleted_at.is_(None)))
    if row is None:
        raise NotFound("There is no such team.", field="team")
    return row


def teams(session: Session, after: UUID | None, limit: int) -> Sequence[TeamRow]:
    """Return the teams, oldest first."""
    wanted = select(TeamRow).where(TeamRow.deleted_at.is_(None)).order_by(TeamRow.id).limit(limit)
    return session.scalars(wanted.where(TeamRow.id > after) if after else wanted).all()


def role(session: Session, team_id: UUID, slug: str) -> RoleRow:
    """Return a role of a team; NotFound otherwise."""
    wanted = select(RoleRow).where(RoleRow.team_id == team_id, RoleRow.slug == slug)
    row = session.scalar(wanted)
    if row is None:
        raise NotFound("There is no such role.", field="role")
    return row


def roles(session: Session, team_id: UUID) -> Sequence[RoleRow]:
    """Return the roles of a team, oldest first."""
    wanted = select(RoleRow).where(RoleRow.team_id == team_id).order_by(RoleRow.id)
    return session.scalars(wanted).all()


def member(session: Session, member_id: UUID) -> MemberRow:
    """Return a member who has not been erased; NotFound otherwise."""
    wanted = select(MemberRow).where(MemberRow.id == member_id, MemberRow.erased_at.is_(None))
    row = session.scalar(wanted)
    if row is None:
        raise NotFound("There is no such member.", field="member")
    return row


def members(session: Session, team_id: UUID, after: UUID | None, limit: int) -> Sequence[MemberRow]:
    """Return the members of a team who have not been erased, oldest first."""
    wanted = (
        select(MemberRow)
        .where(MemberRow.team_id == team_id, MemberRow.erased_at.is_(None))
        .order_by(MemberRow.id)
        .limit(limit)
    )
    return session.scalars(wanted.where(MemberRow.id > after) if after else wanted).all()


def names(session: Session, team_id: UUID) -> dict[UUID, str]:
    """Return the name of everybody who is or was on a team."""
    wanted = select(MemberRow.id, MemberRow.name).where(MemberRow.team_id == team_id)
    return {row.id: row.name for row in session.execute(wanted)}


def erased_count(session: Session) -> int:
    """Return how many members of the organisation have been erased."""
    wanted = select(func.count()).select_from(MemberRow).where(MemberRow.erased_at.is_not(None))
    return session.scalar(wanted) or 0


def rules(session: Session, team_id: UUID) -> RulesRow | None:
    """Return the rule settings of a team, or None while it has set nothing."""
    return session.scalar(select(RulesRow).where(RulesRow.team_id == team_id))


def put_rules(session: Session, team_id: UUID, settings: dict[str, Any]) -> None:
    """Keep the rule settings of a team."""
    row = rules(session, team_id)
    if row is None:
        session.add(RulesRow(team_id=team_id, settings=settings))
    else:
        row.settings = settings
    session.flush()


def closure(session: Session, closure_id: UUID) -> ClosureRow:
    """Return a closed day; NotFound otherwise."""
    row = session.scalar(select(ClosureRow).where(ClosureRow.id == closure_id))
    if row is None:
        raise NotFound("There is no such closed day.")
    return row


def closures(session: Session, team_id: UUID) -> Sequence[ClosureRow]:
    """Return the closed days of a team, in order."""
    wanted = select(ClosureRow).where(ClosureRow.team_id == team_id).order_by(ClosureRow.day)
    return session.scalars(wanted).all()


def special_day(session: Session, team_id: UUID, special_day_id: UUID) -> SpecialDayRow:
    """Return a special day of a team; NotFound otherwise."""
    wanted = select(SpecialDayRow).where(
        SpecialDayRow.team_id == team_id, SpecialDayRow.id == special_day_id
    )
    row = session.scalar(wanted)
    if row is None:
        raise NotFound("There is no such special day.")
    return row


def special_days(session: Session, team_id: UUID) -> Sequence[SpecialDayRow]:
    """Return the special days of a team, in order."""
    wanted = (
        select(SpecialDayRow).where(SpecialDayRow.team_id == team_id).order_by(SpecialDayRow.day)
    )
    return session.scalars(wanted).all()


def pay_terms(session: Session, team_id: UUID) -> PayTermsRow | None:
    """Return the pay terms of a team, or None while it has set none."""
    return session.scalar(select(PayTermsRow).where(PayTermsRow.team_id == team_id))


def put_pay_terms(session: Session, team_id: UUID, terms: dict[str, Any]) -> PayTermsRow:
    """Keep the pay terms of a team."""
    row = pay_terms(session, team_id)
    if row is None:
        row = PayTermsRow(team_id=team_id, terms=terms)
        session.add(row)
    else:
        row.terms = terms
    session.flush()
    return row


def pay_of_members(session: Session, team_id: UUID) -> Sequence[MemberPayRow]:
    """Return the pay of the members of a team who have any."""
    return session.scalars(select(MemberPayRow).where(MemberPayRow.team_id == team_id)).all()


def member_pay(session: Session, member_id: UUID) -> MemberPayRow | None:
    """Return the pay of a member, or None while nothing is set."""
    return session.scalar(select(MemberPayRow).where(MemberPayRow.member_id == member_id))


def put_member_pay(
    session: Session, team_id: UUID, member_id: UUID, pay: dict[str, Any]
) -> MemberPayRow:
    """Keep the pay of a member."""
    row = member_pay(session, member_id)
    if row is None:
        row = MemberPayRow(team_id=team_id, member_id=member_id, pay=pay)
        session.add(row)
    else:
        row.pay = pay
    session.flush()
    return row


def erase_member_pay(session: Session, member_id: UUID) -> None:
    """Delete the pay of a member who is erased."""
    row = member_pay(session, member_id)
    if row is not None:
        session.delete(row)
        session.flush()


def delete(session: Session, row: RoleRow | ClosureRow | SpecialDayRow) -> None:
    """Delete a role, a closed day or a special day."""
    session.delete(row)
    session.flush()

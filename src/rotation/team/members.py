"""Members: the people who can be assigned."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import TYPE_CHECKING
from uuid import UUID

import msgspec
from sqlalchemy.orm import Session

from rotation.account import audit, keys, repeats, sign_ins
from rotation.account.facts import Action, Changed
from rotation.database import note
from rotation.errors import Impossible
from rotation.kept_reads import kept
from rotation.team import roles, store
from rotation.team.facts import MemberChanged, MemberLeft, MemberRenamed
from rotation.words import say

if TYPE_CHECKING:
    from rotation.team.store import MemberRow

MOST = 500
USUAL_ROLE = "content-marketer"


@dataclass(frozen=True)
class Contract:
    """Hours and shifts a week: ``hours`` is a target, the minimum and the maxima are bounds.

    ``rota_hours_per_week`` is how many of the hours belong to the rota, None: it does not say.
    """

    hours_per_week: float | None = None
    min_hours_per_week: float | None = None
    max_hours_per_week: float | None = None
    max_shifts_per_week: int | None = None
    rota_hours_per_week: float | None = None


@dataclass(frozen=True)
class Member:
    """A person on a team. ``timezone`` None: the team's. ``ends_on`` is their last day."""

    id: UUID
    team_id: UUID
    name: str
    roles: tuple[str, ...] = (USUAL_ROLE,)
    languages: tuple[str, ...] = ()
    channels: tuple[str, ...] = ()
    skills: tuple[str, ...] = ()
    lead: bool = False
    timezone: str | None = None
    contract: Contract = field(default_factory=Contract)
    starts_on: date | None = None
    ends_on: date | None = None


def find(session: Session, member_id: UUID) -> Member:
    """Return a member; NotFound for unknown and erased ones alike."""
    return _member(store.member(session, member_id))


def member_exists(session: Session, member_id: UUID) -> None:
    """Raise NotFound unless there is such a member."""
    store.member(session, member_id)


def listed(session: Session, team_id: UUID, after: UUID | None, limit: int) -> list[Member]:
    """Return the members of a team, oldest first."""
    return [_member(row) for row in store.members(session, team_id, after, limit)]


def of_team(session: Session, team_id: UUID, on: date | None = None) -> list[Member]:
    """Return everybody on a team; with a date, those under contract on it."""
    found = _everybody(session, team_id)
    return [each for each in found if on is None or is_there(each, on)]


@kept
def _everybody(session: Session, team_id: UUID) -> tuple[Member, ...]:
    return tuple(listed(session, team_id, None, MOST))


def is_there(member: Member, day: date) -> bool:
    """Tell whether a member is under contract on a local date."""
    return (member.starts_on or day) <= day <= (member.ends_on or day)


def names(session: Session, team_id: UUID) -> dict[UUID, str]:
    """Return the names of everybody who is or was on a team."""
    return dict(_names(session, team_id))


@kept
def _names(session: Session, team_id: UUID) -> Mapping[UUID, str]:
    return store.names(session, team_id)


@kept
def tasks(session: Session, team_id: UUID) -> Mapping[str, frozenset[str]]:
    """Return, by role, the tasks whoever has it does."""
    return {each.slug: frozenset(each.tasks) for each in roles.listed(session, team_id)}


def create(session: Session, member: Member) -> Member:
    """Add a member to a team; Impossible when a role is unknown or the team is full."""
    if len(store.members(session, member.team_id, None, MOST)) >= MOST:
        raise Impossible(say("A team has {most} members at most.", most=MOST))
    _check(session, member)
    store.add_member(session, **store.columns(member))
    note(session, _changed("created", None, member))
    return member


def change(session: Session, member: Member) -> Member:
    """Make a member what is given here."""
    _check(session, member)
    row = store.member(session, member.id)
    before = _member(row)
    store.change(session, row, store.columns(member))
    note(session, _changed("changed", before, member))
    note(session, MemberChanged(member.team_id, member.id, before.roles, before.channels))
    if before.name != member.name:
        note(session, MemberRenamed(member.team_id, member.id))
    return member


def erase(session: Session, member_id: UUID, now: datetime) -> None:
    """Erase what is personal about a member; who worked when stays under "Former member 7"."""
    row = store.member(session, member_id)
    had = _member(row)
    name = f"Former member {store.erased_count(session) + 1}"
    blank: dict[str, object] = {each: [] for each in ("languages", "channels", "skills", "roles")}
    blank |= {"contract": {}, "timezone": None, "lead": False}
    store.change(session, row, {"name": name, "erased_at": now, **blank})
    store.erase_member_pay(session, member_id)
    audit.erase(session, member_id)
    repeats.erase(session)
    keys.revoke_of(session, member_id, now)
    sign_ins.end_of(session, member_id, now)
    note(session, Changed("erased", "member", member_id, team=row.team_id))
    note(session, MemberLeft(row.team_id, member_id, had.roles, had.channels))


def _check(session: Session, member: Member) -> None:
    known = {each.slug for each in roles.listed(session, member.team_id)}
    for at, each in enumerate(member.roles):
        if each not in known:
            raise Impossible(say("There is no role {role}.", role=each), field=f"/roles/{at}")
    _check_hours(member.contract)
    if member.starts_on and member.ends_on and member.ends_on < member.starts_on:
        raise Impossible("The last day has to be on or after the first.", field="/ends_on")


def _check_hours(contract: Contract) -> None:
    """Raise Impossible when more hours belong to the rota than the contract has."""
    most = contract.hours_per_week
    if most is None:
        most = contract.max_hours_per_week
    rota = contract.rota_hours_per_week
    if rota is not None and most is not None and rota > most:
        raise Impossible(
            say("The rota cannot have more hours than the contract's {hours}.", hours=f"{most:g}"),
            field="/contract/rota_hours_per_week",
        )


def _changed(action: Action, before: Member | None, after: Member) -> Changed:
    told = store.columns(before) if before else None
    return Changed(
        action, "member", after.id, told, store.columns(after), after.team_id, subject=after.id
    )


def _member(row: "MemberRow") -> Member:
    return msgspec.convert(row, Member, from_attributes=True)

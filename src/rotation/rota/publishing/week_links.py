"""Links that show a published week to whoever has them: with names, or with roles only."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Literal
from uuid import UUID

from sqlalchemy.orm import Session

from rotation.account import tokens
from rotation.account.facts import Action, Changed
from rotation.database import Database, note
from rotation.errors import Impossible
from rotation.rota.on_duty import duties
from rotation.rota.store import week_links as store
from rotation.rota.versions import published_versions
from rotation.team import members, roles
from rotation.team.teams import Team
from rotation.timespan import Week

if TYPE_CHECKING:
    from rotation.rota.store.week_links import WeekLinkRow
    from rotation.rota.timeline import DutySpan

LinkPrivacy = Literal["name", "role"]
MOST = 20


@dataclass(frozen=True)
class WeekLink:
    """A link of a week that opens something: how its token begins, what it shows, who made it."""

    id: UUID
    prefix: str
    privacy: str
    made_by: str
    created_at: datetime


@dataclass(frozen=True)
class OpenedLink:
    """The week of a team that a link's token opens, and whether its people have names."""

    organisation: UUID
    team: UUID
    week: str
    privacy: str


@dataclass(frozen=True)
class ShownShift:
    """A shift as a link shows it: its wall times, and who works it by name or by role."""

    name: str
    start: datetime
    end: datetime
    people: tuple[str, ...]


def make(
    session: Session, team: Team, week: Week, wanted: tuple[LinkPrivacy, str], now: datetime
) -> tuple[WeekLink, str]:
    """Make a link of a published week and return it with its token, which is shown this once.

    ``wanted``: names or roles, and who makes it. NotFound when the week has not been published.
    """
    privacy, made_by = wanted
    published_versions.number_of(session, team.id, str(week))
    if len(store.listed(session, team.id, str(week))) >= MOST:
        raise Impossible("A week has 20 links at most. Close one first.")
    secret = tokens.new_week_token()
    row = store.add(
        session,
        team_id=team.id,
        week=str(week),
        privacy=privacy,
        prefix=secret.prefix,
        digest=secret.digest,
        made_by=made_by,
        created_at=now,
    )
    note(session, _changed("created", row))
    return _link(row), secret.shown


def listed(session: Session, team_id: UUID, week: Week) -> list[WeekLink]:
    """Return the links of a week that open something, oldest first."""
    return [_link(row) for row in store.listed(session, team_id, str(week))]


def revoke(session: Session, team_id: UUID, link_id: UUID, now: datetime) -> None:
    """Revoke a link; it opens nothing from this moment on."""
    note(session, _changed("deleted", store.revoke(session, team_id, link_id, now)))


def of_token(database: Database, shown: str) -> OpenedLink | None:
    """Return what a token opens, None for malformed, unknown and revoked ones alike."""
    if not tokens.is_week_token(shown):
        return None
    row = store.by_digest(database, tokens.digest(shown))
    if row is None or row.revoked_at is not None:
        return None
    return OpenedLink(row.organisation_id, row.team_id, row.week, row.privacy)


def shifts_of(
    session: Session, team: Team, link: OpenedLink
) -> Mapping[date, Sequence[ShownShift]]:
    """Return the week of a link by day, as it stands after swaps and stand-ins."""
    week = Week.parse(link.week)
    found = duties.between(session, team.id, week.span(team.zone))
    called = _called(session, team.id, link.privacy)
    grouped: dict[tuple[datetime, datetime, str], list[DutySpan]] = defaultdict(list)
    for each in found:
        if each.week == link.week:
            grouped[each.start, each.end, each.pattern].append(each)
    days: dict[date, list[ShownShift]] = {day: [] for day in week.days}
    for (start, end, name), spans in sorted(grouped.items()):
        people = tuple(sorted(called.get(each.member, "") for each in spans))
        days[spans[0].day].append(ShownShift(name, start, end, people))
    return days


def _called(session: Session, team_id: UUID, privacy: str) -> Mapping[UUID, str]:
    """Return what each member is called: by name, or by the names of their roles."""
    if privacy == "name":
        return members.names(session, team_id)
    named = {each.slug: each.name for each in roles.listed(session, team_id)}
    return {
        each.id: ", ".join(named[role] for role in each.roles if role in named)
        for each in members.of_team(session, team_id)
    }


def _changed(action: Action, row: "WeekLinkRow") -> Changed:
    told = {"week": row.week, "privacy": row.privacy, "prefix": row.prefix}
    return Changed(action, "week_link", row.id, after=told, team=row.team_id)


def _link(row: "WeekLinkRow") -> WeekLink:
    return WeekLink(row.id, row.prefix, row.privacy, row.made_by, row.created_at)

"""A team's own rules of platforms: dated, so that a past week is judged by the rule of its time."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING
from uuid import UUID

import msgspec
from sqlalchemy.orm import Session

from rotation.account.facts import Changed
from rotation.database import note
from rotation.demand.platforms.badges import Platform
from rotation.demand.platforms.shipped_rules import Definition, on_date
from rotation.demand.store import platforms as store
from rotation.errors import Impossible
from rotation.kept_reads import kept

if TYPE_CHECKING:
    from rotation.demand.store.platforms import PlatformRuleRow

_COLUMNS = ("platform", "name", "kind", "valid_from", "valid_to", "source", "checked_on")


def of_team(session: Session, team_id: UUID) -> tuple[Definition, ...]:
    """Return a team's own rules, in the order in which they began."""
    return tuple(_definition(row) for row in store.rules(session, team_id))


@kept
def on(session: Session, team_id: UUID, day: date) -> Mapping[str, Platform]:
    """Return the platforms of a team as of a date, by kind of channel."""
    return on_date(day, of_team(session, team_id))


def put(session: Session, team_id: UUID, wanted: Sequence[Definition]) -> None:
    """Keep rules in place of the team's own; Impossible names the one that cannot be."""
    for at, each in enumerate(wanted):
        if each.valid_to is not None and each.valid_to <= each.valid_from:
            raise Impossible("The end has to be after the start.", field=f"/rules/{at}/valid_to")
        if each.uses_exception and each.exception_minutes is None:
            raise Impossible(
                "Say how long the exception lasts.", field=f"/rules/{at}/exception_minutes"
            )
        if each.away_hours is not None and each.clock == "calendar":
            raise Impossible(
                "Only a business clock stands still while a page is away.",
                field=f"/rules/{at}/away_hours",
            )
        if _overlapped(each, wanted[:at]):
            raise Impossible(
                "Another rule of this platform holds at the same time.",
                field=f"/rules/{at}/valid_from",
            )
    before = of_team(session, team_id)
    store.replace(session, team_id, [_values(each) for each in wanted])
    told, kept = ({"rules": msgspec.to_builtins(list(each))} for each in (before, wanted))
    note(session, Changed("changed", "platform_rules", team_id, told, kept, team=team_id))


def _overlapped(rule: Definition, others: Sequence[Definition]) -> bool:
    return any(
        (each.platform, each.kind) == (rule.platform, rule.kind)
        and each.valid_from < (rule.valid_to or date.max)
        and rule.valid_from < (each.valid_to or date.max)
        for each in others
    )


def _values(rule: Definition) -> dict[str, object]:
    columns = {name: getattr(rule, name) for name in _COLUMNS}
    plain = msgspec.to_builtins(rule)
    return {**columns, "parameters": {n: plain[n] for n in plain if n not in _COLUMNS}}


def _definition(row: "PlatformRuleRow") -> Definition:
    return Definition(**{name: getattr(row, name) for name in _COLUMNS}, **row.parameters)

"""Rule settings of a team: opaque here, read by ``rota.case.rule_settings``."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from rotation.account.facts import Changed
from rotation.database import note
from rotation.kept_reads import kept
from rotation.team import store

Settings = dict[str, Any]  # Any: JSON whose shape the rules themselves know


def settings(session: Session, team_id: UUID) -> Settings:
    """Return the settings by rule name; empty while the team has set nothing."""
    row = store.rules(session, team_id)
    return dict(row.settings) if row else {}


@kept
def in_force(session: Session, team_id: UUID) -> Mapping[str, Any]:
    """Return the settings for whoever reads them and edits nothing."""
    return settings(session, team_id)


def put(session: Session, team_id: UUID, wanted: Mapping[str, Any]) -> None:
    """Keep settings, which have been checked."""
    before = settings(session, team_id)
    store.put_rules(session, team_id, dict(wanted))
    note(session, Changed("changed", "rules", team_id, before, dict(wanted), team=team_id))

"""A team's settings ↔ the constraints of the solver."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy.orm import Session

from rotation.solver import rulebook
from rotation.solver.constraints import NAMED
from rotation.solver.limits import Rule
from rotation.team import rules
from rotation.team.teams import Team


def of_team(session: Session, team: Team) -> tuple[Rule, ...]:
    """Return the rules that hold for a team."""
    return rulebook.team_rules(rules.settings(session, team.id))


def settings(session: Session, team: Team) -> dict[str, Any]:  # Any: JSON, as the rules know it
    """Return what holds for a team, by rule name, every setting written out; off: null."""
    own = rules.settings(session, team.id)
    on = rulebook.settings_of(rulebook.team_rules(own))
    off = {name: None for name, kind in NAMED.items() if kind.by_default and name not in on}
    shown = {name: found[0] if len(found) == 1 else found for name, found in on.items()}
    return dict(sorted({**shown, **off}.items()))


def put(session: Session, team: Team, wanted: Mapping[str, Any]) -> None:
    """Keep settings; Impossible names the rule and the field that cannot be."""
    rulebook.team_rules(wanted)
    rules.put(session, team.id, wanted)

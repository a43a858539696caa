"""A team's settings and the labour preset it chose ↔ the constraints of the solver.

What holds is, rule by rule: what the team has set; else what the preset sets, hard or soft; else
the defaults of the catalogue. A ``note`` beside a team's own settings says why they differ, such
as a collective agreement, and is kept.
"""

from collections import defaultdict
from collections.abc import Mapping
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from rotation.errors import Impossible
from rotation.kept_reads import kept
from rotation.solver import rulebook
from rotation.solver.constraints import NAMED
from rotation.solver.limits import Rule
from rotation.solver.setting_types import MOST_MEMBERS
from rotation.team import labour, rules
from rotation.team.labour import Parameter, Preset
from rotation.team.teams import Team
from rotation.words import say

MOST_NOTE, MOST_STATED = 500, MOST_MEMBERS + len(NAMED)
"""Characters; rules: one of its own for each member, and each of the catalogue once."""

Settings = dict[str, Any]  # Any: JSON, as the rules know it


def of_team(session: Session, team: Team) -> tuple[Rule, ...]:
    """Return the rules that hold for a team."""
    return _of_team(session, team.id, team.labour_preset)


@kept
def _of_team(session: Session, team_id: UUID, preset: str) -> tuple[Rule, ...]:
    return combined(labour.preset(preset), rules.settings(session, team_id))


def combined(preset: Preset, own: Mapping[str, Any]) -> tuple[Rule, ...]:
    """Return the rules that a preset and a team's own settings make; Impossible names a field."""
    if sum(len(each) if isinstance(each, list) else 1 for each in own.values()) > MOST_STATED:
        raise Impossible(say("A team states {most} rules at most.", most=MOST_STATED))
    return rulebook.rules_named({**_base(preset), **bare(own)})


def settings(session: Session, team: Team) -> Settings:
    """Return the rule settings of a team, by rule name, every field written out; off: null."""
    own, preset = rules.settings(session, team.id), labour.preset(team.labour_preset)
    on = rulebook.settings_of(combined(preset, own))
    off = {name: None for name in _base(preset) if name not in on}
    shown = {name: _noted(found, own.get(name)) for name, found in on.items()}
    return dict(sorted({**shown, **off}.items()))


def put(session: Session, team: Team, wanted: Mapping[str, Any]) -> None:
    """Keep settings; Impossible names the rule and the field that cannot be.

    What would hold anyway is not kept, so that it follows the preset.
    """
    preset = labour.preset(team.labour_preset)
    combined(preset, wanted)
    base = _written(_base(preset))
    kept = {
        name: each
        for name, each in wanted.items()
        if notes(each) or _written(bare({name: each})).get(name) != base.get(name)
    }
    rules.put(session, team.id, kept)


def rule_of(parameter: Parameter) -> Rule:
    """Return the rule of a preset's parameter as the law has it: it must hold."""
    wanted = {**parameter.settings, "weight": None}
    (rule,) = rulebook.rules_named({parameter.rule: wanted})
    return rule


def bare(own: Mapping[str, Any]) -> Settings:
    """Return a team's settings without their notes; Impossible when one is too long or no text."""
    for name, each in own.items():
        for note in notes(each):
            if not isinstance(note, str) or len(note) > MOST_NOTE:
                raise Impossible("A note is a text of 500 characters at most.", field=f"/{name}")
    return {name: _bare(each) for name, each in own.items()}


def notes(setting: object) -> list[Any]:  # Any: not checked yet
    """Return the notes beside the settings of one rule."""
    stated = setting if isinstance(setting, list) else [setting]
    return [each["note"] for each in stated if isinstance(each, dict) and each.get("note")]


def _base(preset: Preset) -> Settings:
    """Return the defaults of the catalogue with what a preset makes of them."""
    stated: dict[str, list[Settings]] = defaultdict(list)
    for each in preset.parameters:
        if each.mode != "info":
            weight = {"weight": None} if each.mode == "hard" else {}
            stated[each.rule].append({**each.settings, **weight})
    return {**{name: {} for name, kind in NAMED.items() if kind.by_default}, **stated}


def _written(wanted: Settings) -> Settings:
    return dict(rulebook.settings_of(rulebook.rules_named(wanted)))


def _bare(setting: Any) -> Any:  # Any: JSON as it came in
    if isinstance(setting, list):
        return [_bare(each) for each in setting]
    if isinstance(setting, dict):
        return {name: each for name, each in setting.items() if name != "note"}
    return setting


def _noted(found: list[dict[str, object]], own: object) -> object:
    """Return the settings of one rule, each with the note that stands beside it."""
    stated = own if isinstance(own, list) else [own]
    for each, said in zip(found, stated, strict=False):
        if isinstance(said, dict) and said.get("note"):
            each["note"] = said["note"]
    return found[0] if len(found) == 1 else found

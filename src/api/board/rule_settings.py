"""The rules of a team as their forms show them: sentence, how each holds, every setting."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from sqlalchemy.orm import Session

from api.board.form import Form
from rotation.errors import Impossible, NotFound
from rotation.rota.case import rule_settings
from rotation.solver import rulebook
from rotation.team.labour import Preset
from rotation.team.teams import Team
from rotation.words import say

Kind = Literal["number", "time", "yes", "date", "people", "pairs", "words"]
PEOPLE = frozenset({"members", "people", "mentors", "trainees"})
"""Settings that name people of the team by id."""
USUAL_WEIGHT = 10


@dataclass(frozen=True)
class RuleField:
    """One setting of a rule: what kind of field, its bounds, what stands in it."""

    name: str
    kind: Kind
    least: int | None
    most: int | None
    value: Any  # Any: what the rule's schema says


@dataclass(frozen=True)
class StatedRule:
    """A rule as it is stated once: how it holds, its settings, the note beside it."""

    state: Literal["hard", "soft", "off"]
    weight: int
    fields: Sequence[RuleField]
    note: str

    @property
    def shown(self) -> list[tuple[str, Any]]:
        """Return the numbers and times of the rule, for a list of many."""
        return [
            (each.name, each.value)
            for each in self.fields
            if each.kind in {"number", "time"} and each.value is not None
        ]


@dataclass(frozen=True)
class TeamRule:
    """A rule with its sentence, and each time it is stated; ``law``: where the preset has it."""

    name: str
    title: str
    description: str
    stated: Sequence[StatedRule]
    law: Sequence[str]

    @property
    def is_on(self) -> bool:
        """Tell whether the rule holds or costs points."""
        return any(each.state != "off" for each in self.stated)


def listed(session: Session, team: Team, preset: Preset) -> list[TeamRule]:
    """Return every rule, those that are on first."""
    held = rule_settings.settings(session, team)
    found = [_rule(name, schema, held, preset) for name, schema in rulebook.schemas().items()]
    return sorted(found, key=lambda each: (not each.is_on, each.name))


def titles() -> Mapping[str, str]:
    """Return the sentence of every rule by its name."""
    return {name: str(schema["title"]) for name, schema in rulebook.schemas().items()}


def named(session: Session, team: Team, preset: Preset, name: str) -> TeamRule:
    """Return a rule by its name; NotFound when there is none."""
    schema = rulebook.schemas().get(name)
    if schema is None:
        raise NotFound("There is no such rule.")
    return _rule(name, schema, rule_settings.settings(session, team), preset)


def changed(form: Form, held: Mapping[str, Any], name: str) -> dict[str, Any]:
    """Return the settings of all rules as a form changes one: ``at`` says which statement of it.

    One that is turned off while others of the rule stay is taken out; the last one turns it off.
    """
    schema = rulebook.schemas().get(name)
    if schema is None:
        raise NotFound("There is no such rule.")
    there = held.get(name)
    stated = [] if there is None else list(there) if isinstance(there, list) else [there]
    at = min(form.whole("at", 0, 1000) or 0, len(stated))
    if form.value("state") == "off":
        stated[at : at + 1] = []
    else:
        before = dict(stated[at]) if at < len(stated) else {}
        stated[at : at + 1] = [{**before, **_settings(form, schema)}]
    return {**held, name: None if not stated else stated[0] if len(stated) == 1 else stated}


def _rule(name: str, schema: Any, held: Mapping[str, Any], preset: Preset) -> TeamRule:
    there = held.get(name)
    stated = there if isinstance(there, list) else [there]
    return TeamRule(
        name,
        schema["title"],
        schema["description"],
        [_stated(each, schema) for each in stated],
        [each.reference for each in preset.parameters if each.rule == name],
    )


def _stated(setting: Any, schema: Any) -> StatedRule:  # Any: JSON of the rule and its schema
    told = setting or {}
    properties = schema["properties"]
    weight = told.get("weight")
    state: Literal["hard", "soft", "off"] = "hard" if weight is None else "soft"
    return StatedRule(
        "off" if setting is None else state,
        int(weight or _usual_weight(schema)),
        [_field(key, each, told) for key, each in properties.items() if key != "weight"],
        str(told.get("note") or ""),
    )


def _usual_weight(schema: Any) -> int:  # Any: JSON schema of a rule
    return int(schema["properties"].get("weight", {}).get("default") or USUAL_WEIGHT)


def _field(name: str, schema: Any, told: Mapping[str, Any]) -> RuleField:  # Any: a JSON schema
    kinds: list[dict[str, Any]] = schema.get("anyOf", [schema])
    plain = next(each for each in kinds if each.get("type") != "null")
    value = told.get(name, schema.get("default"))
    bounds = plain.get("minimum"), plain.get("maximum")
    return RuleField(name, _kind(name, plain), *bounds, value)


def _kind(name: str, schema: Any) -> Kind:  # Any: a JSON schema
    match schema.get("type"):
        case "integer":
            return "number"
        case "boolean":
            return "yes"
        case "array":
            is_pairs = schema.get("items", {}).get("type") == "array"
            return "people" if name in PEOPLE else "pairs" if is_pairs else "words"
    return "date" if schema.get("format") == "date" else "time"


def _settings(form: Form, schema: Any) -> dict[str, Any]:  # Any: JSON, as the rules know it
    found: dict[str, Any] = {"weight": None}
    if form.value("state") == "soft":
        found["weight"] = form.whole("weight", 1, 1_000_000) or _usual_weight(schema)
    for key, each in schema["properties"].items():
        if key != "weight":
            _put(found, form, _field(key, each, {}))
    note = form.value("note")
    if len(note) > rule_settings.MOST_NOTE:
        raise Impossible("A note is a text of 500 characters at most.", field="/note")
    found["note"] = note or None
    return {key: each for key, each in found.items() if key != "note" or each}


def _put(found: dict[str, Any], form: Form, field: RuleField) -> None:
    """Put a setting as the form has it; one that is left empty is as by default."""
    name = field.name
    match field.kind:
        case "number":
            number = form.whole(name, field.least or 0, field.most or 1_000_000)
            found[name] = field.value if number is None else number
        case "yes":
            found[name] = form.has(name)
        case "people":
            found[name] = form.values(name)
        case "date":
            day = form.date(name)
            found[name] = field.value if day is None else day.isoformat()
        case "words":
            found[name] = [each.strip() for each in form.value(name).split(",") if each.strip()]
        case "pairs":
            found[name] = [
                _pair(each, name) for each in form.value(name).split(";") if each.strip()
            ]
        case "time":
            found[name] = form.value(name) or field.value


def _pair(text: str, name: str) -> list[str]:
    parts = [each.strip() for each in re.split(r"→|>", text)]
    if len(parts) != 2 or not all(parts):
        detail = say("Pairs are written like {example}.", example="Evening → Morning; Late → Early")
        raise Impossible(detail, field=f"/{name}")
    return parts

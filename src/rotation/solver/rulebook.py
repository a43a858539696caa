"""A team's settings ↔ constraints, and what can be set: the catalogue of rules as JSON.

Settings are ``{rule name: {field: value}}``. A list instead of one object states a rule several
times (a limit per week and one per four weeks); ``null`` turns off a rule that is on by default.
"""

from collections.abc import Iterable, Mapping
from dataclasses import MISSING, fields
from typing import Any

import msgspec

from rotation.errors import Impossible
from rotation.solver.constraints import NAMED
from rotation.solver.limits import Rule
from rotation.words import say

Settings = Mapping[str, Any]  # Any: JSON as it came in


def team_rules(settings: Settings) -> tuple[Rule, ...]:
    """Return the rules on by default, as the settings change, add or turn off."""
    defaults: dict[str, object] = {name: {} for name, kind in NAMED.items() if kind.by_default}
    return rules_named({**defaults, **settings})


def rules_named(settings: Settings) -> tuple[Rule, ...]:
    """Return just the rules that the settings name, ordered by name; Impossible names a field."""
    return tuple(
        rule
        for name in sorted(settings)
        if settings[name] is not None
        for rule in _rules(name, settings[name])
    )


def settings_of(rules: Iterable[Rule]) -> dict[str, list[dict[str, object]]]:
    """Return the settings that make these rules again, every field written out."""
    found: dict[str, list[dict[str, object]]] = {}
    for rule in rules:
        # Field by field: msgspec leaves out what a rule read from JSON has by default.
        settings = {
            each.name: msgspec.to_builtins(getattr(rule, each.name)) for each in fields(rule)
        }
        found.setdefault(rule.name, []).append(settings)
    return found


def schemas() -> dict[str, dict[str, object]]:
    """Return, by rule name, the JSON schema of its settings: title, fields, bounds, defaults."""
    return {name: _schema(name, kind) for name, kind in NAMED.items()}


def _rules(name: str, settings: object) -> list[Rule]:
    if name not in NAMED:
        raise Impossible(say("There is no rule {name}.", name=name[:64]), field=f"/{name[:64]}")
    if isinstance(settings, list):
        return [_rule(name, each, f"/{name}/{at}") for at, each in enumerate(settings)]
    return [_rule(name, settings, f"/{name}")]


def _rule(name: str, settings: object, pointer: str) -> Rule:
    kind = NAMED[name]
    if not isinstance(settings, Mapping):
        raise Impossible("The settings of a rule are an object.", field=pointer)
    known = {each.name for each in fields(kind)}
    for field in settings:
        if field not in known:
            raise Impossible(
                say("The rule {rule} has no setting {name}.", rule=name, name=str(field)[:64]),
                field=f"{pointer}/{str(field)[:64]}",
            )
    try:
        return msgspec.convert(dict(settings), kind)
    except msgspec.ValidationError as wrong:
        reason, _, path = str(wrong).partition(" - at `$")
        field = path.rstrip("`").replace(".", "/").replace("[", "/").replace("]", "")
        raise Impossible(
            say(
                "A setting of the rule {rule} is not accepted: {reason}.", rule=name, reason=reason
            ),
            field=pointer + field,
        ) from None


def _schema(name: str, kind: type[Rule]) -> dict[str, object]:
    title, _, rest = (kind.__doc__ or "").strip().partition("\n")
    (_,), components = msgspec.json.schema_components([kind], ref_template="{name}")
    found = dict(components[kind.__name__])
    found["title"] = title
    found["description"] = " ".join(rest.split())
    found["additionalProperties"] = False
    found["x-rule"] = {"name": name, "level": kind.level.name.lower(), "default": kind.by_default}
    for each in fields(kind):
        if each.default is not MISSING:
            found["properties"][each.name].setdefault("default", each.default)
    return found

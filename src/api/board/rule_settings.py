"""The rules of a team as its form shows them: how each holds, its points, its plain numbers."""

from typing import Any

from sqlalchemy.orm import Session

from api.board.form import Form
from rotation.errors import NotFound
from rotation.rota.case import rule_settings
from rotation.solver import rulebook
from rotation.team.teams import Team


def listed(session: Session, team: Team) -> list[dict[str, Any]]:
    """Return every rule with its sentence, how it holds here and its plain settings."""
    held, found = rule_settings.settings(session, team), []
    for name, schema in rulebook.schemas().items():
        setting = held.get(name)
        first = setting[0] if isinstance(setting, list) else setting
        about: Any = schema["x-rule"]
        found.append(
            {
                "name": name,
                "title": schema["title"],
                "description": schema["description"],
                "level": about["level"],
                "several": isinstance(setting, list) and len(setting) > 1,
                "state": "off"
                if first is None
                else "hard"
                if first.get("weight") is None
                else "soft",
                "weight": (first or {}).get("weight"),
                "usual": _usual_weight(schema),
                "numbers": [(key, (first or {}).get(key)) for key in _numbers(schema)],
            }
        )
    return sorted(found, key=lambda each: (each["state"] == "off", each["name"]))


def _numbers(schema: Any) -> list[str]:  # Any: a JSON schema
    plain = schema["properties"].items()
    return [name for name, each in plain if each.get("type") == "integer" and name != "weight"]


def _usual_weight(schema: Any) -> int:  # Any: a JSON schema
    return int(schema["properties"].get("weight", {}).get("default") or 10)


def changed(form: Form, held: Any, name: str) -> Any:  # Any: JSON, as the rules know it
    """Return the setting of a rule as a form changes it; None turns the rule off."""
    schemas = rulebook.schemas()
    if name not in schemas:
        raise NotFound("There is no such rule.")
    state = form.value("state")
    if state == "off":
        return None
    first = dict(held[0] if isinstance(held, list) else held or {})
    first["weight"] = None if state == "hard" else form.whole("weight", 1) or 10
    for key in _numbers(schemas[name]):
        if form.value(key):
            first[key] = form.whole(key)
    return [first, *held[1:]] if isinstance(held, list) else first

"""Examples of bodies and answers, made from the schemas they have to fit.

What a schema names itself (``examples``, ``default``, ``enum``) comes first; else a value that its
type, its format and the name of its field ask for.
"""

from collections.abc import Mapping
from typing import Any

Schema = Mapping[str, Any]
_FORMATS = {
    "date-time": "2026-12-05T17:00:00+01:00",
    "date": "2026-12-05",
    "uuid": "0193f3a2-7c1e-7d44-9a55-3f2b8c6d1e90",
    "uri": "https://example.org/hook",
    "binary": "…",
}
_PATTERNS = {
    "W[0-9]{2}": "2026-W49",
    "24:00": "17:00",
    "[a-z]{2,3}": "fr",
    "[A-Z]{2}": "FR",
    "_-": "webcare",
    "a-z0-9": "nord",
    "A-Za-z0-9": "nord",
}
"""Texts by what a pattern has in it; the first that it has is taken."""
_FIELDS = {
    "name": "Amélie",
    "timezone": "Europe/Paris",
    "country": "FR",
    "email": "amelie@example.org",
    "url": "https://example.org/hook",
    "detail": "A change of shift needs eleven hours of rest.",
    "next": None,
    "cursor": None,
}
_LATER = {"date-time": "2026-12-05T22:00:00+01:00", "date": "2026-12-12"}
_ENDS = {"end", "to", "until", "ends", "last", "end_at", "expires_at"}
"""Fields that come after another one of the same body."""
_DEEPEST = 8


def of(schema: Schema, schemas: Mapping[str, Schema], *, is_body: bool = False) -> Any:  # Any: JSON
    """Return an example of a schema; of a body it has what is required, and a little more."""
    return _of(schema, schemas, "", is_body=is_body, depth=0)


def _of(
    schema: Schema, schemas: Mapping[str, Schema], field: str, *, is_body: bool, depth: int
) -> Any:  # Any: JSON
    if "$ref" in schema:
        target = schemas[schema["$ref"].rsplit("/", 1)[-1]]
        if depth >= _DEEPEST:
            return {}
        return _of(target, schemas, field, is_body=is_body, depth=depth + 1)
    for named in ("examples", "enum"):
        if schema.get(named):
            return schema[named][0]
    if "const" in schema or "example" in schema:
        return schema.get("const", schema.get("example"))
    if schema.get("default") not in (None, [], {}):
        return schema["default"]
    for one_of in ("anyOf", "oneOf", "allOf"):
        if schema.get(one_of):
            some = [each for each in schema[one_of] if each.get("type") != "null"]
            return _of(some[0], schemas, field, is_body=is_body, depth=depth)
    kind = schema.get("type")
    kind = next((each for each in kind if each != "null"), None) if isinstance(kind, list) else kind
    if kind == "object" or "properties" in schema:
        return _object(schema, schemas, is_body=is_body, depth=depth)
    if kind == "array":
        few = max(schema.get("minItems", 1), 0 if depth >= _DEEPEST else 1)
        items = schema.get("items", {})
        return [_of(items, schemas, field, is_body=is_body, depth=depth + 1)] * few
    return _plain(schema, kind, field)


def _object(
    schema: Schema, schemas: Mapping[str, Schema], *, is_body: bool, depth: int
) -> Any:  # Any: JSON
    fields = schema.get("properties", {})
    names = list(fields)
    if is_body:
        names = list(schema.get("required", ())) or names[:1]
    return {
        name: _of(fields[name], schemas, name, is_body=is_body, depth=depth + 1) for name in names
    }


def _plain(schema: Schema, kind: str | None, field: str) -> Any:
    if kind == "boolean":
        return True
    if kind in {"integer", "number"}:
        return _number(schema)
    if kind != "string":
        return {}
    if field in _FIELDS:
        return _FIELDS[field]
    if named := schema.get("format"):
        return (_LATER if field in _ENDS else _FORMATS).get(named, _FORMATS.get(named, "text"))
    if pattern := schema.get("pattern"):
        return next((text for part, text in _PATTERNS.items() if part in pattern), "nord")
    return "text"[: schema.get("maxLength", 4)].ljust(schema.get("minLength", 0), "x")


def _number(schema: Schema) -> Any:  # Any: JSON
    least = schema.get("minimum", schema.get("exclusiveMinimum"))
    if least is None:
        return 1
    step = 1 if "exclusiveMinimum" in schema else 0
    most = schema.get("maximum", schema.get("exclusiveMaximum", least + step + 1))
    return min(max(least + step, 1), most) if most >= 1 else (least + most) / 2

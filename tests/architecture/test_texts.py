"""Every text that a caller sends has bounds: no name of any length or with control characters."""

from collections.abc import Iterator
from typing import Any

from support import all_routes

BOUNDS = {"maxLength", "pattern", "enum", "const", "format"}
Json = dict[str, Any]


def unbounded(schema: Json, known: Json, path: str, above: frozenset[str]) -> Iterator[str]:
    """Yield the places of a schema where any text may stand."""
    if "$ref" in schema:
        name = schema["$ref"].rpartition("/")[2]
        if name not in above:
            yield from unbounded(known[name], known, path, above | {name})
        return
    if schema.get("type") == "string" and not BOUNDS & set(schema):
        yield path
    for each in (*schema.get("anyOf", ()), *schema.get("oneOf", ()), *schema.get("allOf", ())):
        yield from unbounded(each, known, path, above)
    inner = {"[]": schema.get("items"), "/*": schema.get("additionalProperties")}
    inner |= {f"/{name}": each for name, each in schema.get("properties", {}).items()}
    for step, each in inner.items():
        if isinstance(each, dict):
            yield from unbounded(each, known, path + step, above)


def sent(document: Json) -> Iterator[tuple[str, Json]]:
    """Yield what callers send: query parameters and JSON bodies, each with where it goes."""
    for path, operations in document["paths"].items():
        for method, operation in operations.items():
            where = f"{method.upper()} {path}"
            for parameter in operation.get("parameters", ()):
                if parameter["in"] == "query":
                    yield f"{where} ?{parameter['name']}", parameter["schema"]
            content = operation.get("requestBody", {}).get("content", {})
            if "application/json" in content:
                yield where, content["application/json"]["schema"]


def test_every_text_in_a_query_or_a_body_has_bounds() -> None:
    document = all_routes.document()
    known = document["components"]["schemas"]
    asked = list(sent(document))
    assert len(asked) > 50
    loose = [
        place for where, schema in asked for place in unbounded(schema, known, where, frozenset())
    ]
    assert loose == []

"""Digits alone are no instant and no day, in any body and in any query."""

from collections.abc import Iterator
from typing import Any

import pytest

from api.openapi import examples
from support import all_routes
from support.organisation import TestOrganisation

DOCUMENT = all_routes.document()
SCHEMAS = DOCUMENT["components"]["schemas"]
TIMES = {"date", "date-time"}
WRONG = ("20261220", "1766188800", "2026-12-20T10:00:00", "2026", "now", 20261220, 1.5e9, True)


def kinds(schema: dict[str, Any]) -> set[str]:
    """Return the formats that a field may have."""
    some = schema.get("anyOf", [schema])
    return {each.get("format", "") for each in some} & TIMES


def fields(schema: dict[str, Any], path: tuple[str | int, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """Yield the place of every field of a body that takes an instant or a day."""
    if "$ref" in schema and len(path) < 8:
        yield from fields(SCHEMAS[schema["$ref"].rsplit("/", 1)[-1]], path)
    types = {each.get("type") for each in schema.get("anyOf", ())}
    if kinds(schema) and not {"number", "integer"} & types:
        yield path
        return
    for each in schema.get("anyOf", ()):
        yield from fields(each, path)
    for name, each in schema.get("properties", {}).items():
        yield from fields(each, (*path, name))
    if schema.get("type") == "array":
        yield from fields(schema["items"], (*path, 0))


BODIES = [
    (method.upper(), path, place)
    for path, operations in DOCUMENT["paths"].items()
    for method, operation in operations.items()
    for media in [operation.get("requestBody", {}).get("content", {}).get("application/json", {})]
    for place in dict.fromkeys(fields(media.get("schema", {})))
    if path.startswith("/v1/")
]
QUERIES = [
    (path, each["name"])
    for path, operations in DOCUMENT["paths"].items()
    for operation in operations.values()
    for each in operation.get("parameters", ())
    if each["in"] == "query" and kinds(each["schema"])
]


def address(path: str) -> str:
    """Return a path whose ids are well written; nothing has to be there to check a body."""
    for name in ("team", "channel", "role"):
        path = path.replace(f"{{{name}}}", "nord")
    path = path.replace("{week}", "2026-W49").replace("{number}", "1")
    while "{" in path:
        start, end = path.index("{"), path.index("}")
        path = path[:start] + "0193f3a2-7c1e-7d44-9a55-3f2b8c6d1e90" + path[end + 1 :]
    return path


def body_with(place: tuple[str | int, ...], value: object) -> Any:
    """Return the smallest body that has a value at a place."""
    for step in reversed(place):
        value = [value] if isinstance(step, int) else {step: value}
    return value


def test_there_are_such_fields() -> None:
    assert len(BODIES) > 15
    assert len(QUERIES) > 8


@pytest.mark.parametrize(("method", "path", "place"), BODIES)
def test_bodies(
    home: TestOrganisation, method: str, path: str, place: tuple[str | int, ...]
) -> None:
    pointer = "".join(f"/{each}" for each in place)
    for wrong in WRONG:
        answer = home.http.request(method, address(path), json=body_with(place, wrong))
        assert answer.status_code == 422, (wrong, answer.text)
        named = [each.get("pointer", "") for each in answer.json()["errors"]]
        assert any(each.startswith(pointer) for each in named), (wrong, named)


@pytest.mark.parametrize(("path", "name"), QUERIES)
def test_queries(home: TestOrganisation, path: str, name: str) -> None:
    for wrong in WRONG:
        answer = home.http.get(address(path), params={name: str(wrong)})
        assert answer.status_code == 422, (wrong, answer.text)
        assert name in [each.get("parameter") for each in answer.json()["errors"]]


def test_an_absence_of_digits_is_refused_and_nothing_is_kept(home: TestOrganisation) -> None:
    home.post("/v1/teams", slug="nord", name="Nord", timezone="Europe/Paris", country="FR")
    member = home.post("/v1/teams/nord/members", name="Ann")["id"]
    body = {"start": "20261220", "end": "20261227"}
    assert home.http.post(f"/v1/members/{member}/absences", json=body).status_code == 422
    assert home.http.get(f"/v1/members/{member}/absences").json()["items"] == []


def test_examples_of_bodies_are_bodies(home: TestOrganisation) -> None:
    schema = SCHEMAS["AbsenceIn"]
    assert examples.of(schema, SCHEMAS, is_body=True)["start"] < "2026-12-06"

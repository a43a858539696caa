"""The OpenAPI document says all that a generator of clients needs."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from api.openapi.document import routes_of
from support import all_routes

APP = all_routes.application()
DOCUMENT = all_routes.document()
SCHEMAS = DOCUMENT["components"]["schemas"]
OPERATIONS = [
    (f"{method.upper()} {path}", operation)
    for path, operations in DOCUMENT["paths"].items()
    for method, operation in operations.items()
]
OURS = [(name, each) for name, each in OPERATIONS if " /v1/" in name]


def header(operation: dict[str, Any], name: str) -> dict[str, Any] | None:
    found = [each for each in operation.get("parameters", ()) if each["name"] == name]
    return found[0] if found else None


def test_names_are_unique_and_speak() -> None:
    assert len(OPERATIONS) > 100
    ids = [operation["operationId"] for _, operation in OPERATIONS]
    assert len(set(ids)) == len(ids)
    assert "getOnDuty" in ids
    assert [each for each in ids if not re.fullmatch(r"[a-z]+[A-Za-z]*", each)] == []
    assert [each for each in SCHEMAS if not re.fullmatch(r"[A-Z][A-Za-z]+", each)] == []
    titles = [each.get("title") for each in SCHEMAS.values() if each.get("title")]
    assert len(set(titles)) == len(titles)


@pytest.mark.parametrize(("name", "operation"), OPERATIONS)
def test_every_operation_has_a_summary_and_describes_its_parameters(
    name: str, operation: dict[str, Any]
) -> None:
    assert 3 < len(operation["summary"]) < 120, name
    undescribed = [p["name"] for p in operation.get("parameters", ()) if not p.get("description")]
    assert undescribed == []


def examples(operation: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    yield from operation.get("requestBody", {}).get("content", {}).items()
    for status, answer in operation["responses"].items():
        if status.startswith("2"):
            yield from answer.get("content", {}).items()


@pytest.mark.parametrize(("name", "operation"), OURS)
def test_every_body_and_answer_has_an_example(name: str, operation: dict[str, Any]) -> None:
    for kind, media in examples(operation):
        assert "example" in media or "examples" in media, (name, kind)


def test_every_body_and_answer_is_of_a_kind_that_generators_know() -> None:
    """Others are named in the settings for clients; plain text is described as bytes."""
    settings = Path(__file__).parents[2] / "docs" / "clients" / "openapi-python-client.yaml"
    named = re.findall(r"^  (\S+): application/octet-stream$", settings.read_text(), re.MULTILINE)
    known = {"application/json", "application/x-www-form-urlencoded", "application/octet-stream"}
    bodies = {
        kind for _, each in OPERATIONS for kind in each.get("requestBody", {}).get("content", {})
    }
    assert bodies <= known | {*named}
    assert "text/csv" in bodies
    answers = {
        kind
        for _, each in OPERATIONS
        for answer in each["responses"].values()
        for kind in answer.get("content", {})
    }
    understood = {each for each in answers if each.startswith("text/") or each.endswith("+json")}
    assert answers <= understood | known | {*named}


def test_headers_are_declared_where_they_are_read_and_sent() -> None:
    for name, operation in OURS:
        answers = operation["responses"]
        assert header(operation, "Accept-Language"), name
        assert bool(header(operation, "If-Match")) == ("412" in answers), name
        assert ("412" in answers) == ("428" in answers), name
        if match := header(operation, "If-Match"):
            assert match["required"], name
            assert "ETag" in answers["200"]["headers"], name
        if name.startswith("POST"):
            assert header(operation, "Idempotency-Key"), name
        for status in {"201", "202"} & answers.keys():
            assert "Location" in answers[status]["headers"], name
        assert ("requestBody" in operation) == ("415" in answers), name
        assert "Retry-After" in answers["429"]["headers"], name
        for answer in answers.values():
            assert {"RateLimit", "RateLimit-Policy"} <= answer["headers"].keys(), name


def test_what_is_made_has_an_address_that_is_there() -> None:
    made = {route.path for route in routes_of(APP) if route.status_code == 201}
    assert len(made) > 20
    assert made <= APP.state.addresses.keys()
    known = {re.sub(r"\{\w+\}", "{}", route.path) for route in routes_of(APP)}
    for path in made:
        template = APP.state.addresses[path].partition("?")[0]
        assert re.sub(r"\{\w+\}", "{}", template) in known, path


def test_every_list_is_paged() -> None:
    lists = 0
    for name, operation in OURS:
        answer = operation["responses"].get("200", {}).get("content", {})
        schema = answer.get("application/json", {}).get("schema", {}).get("$ref", "")
        if name.startswith("GET") and schema.endswith("List"):
            lists += 1
            assert header(operation, "cursor"), name
            assert header(operation, "limit"), name
    assert lists > 25


def test_the_document_is_found_before_any_router_readies_its_routes() -> None:
    """What a router does when a path first comes to it keeps everybody else waiting."""
    first = [getattr(each, "path", None) for each in APP.routes[:2]]
    assert "/openapi.json" in first

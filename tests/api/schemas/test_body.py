"""JSON of another type is refused, in every body of every route."""

from collections.abc import Iterator
from typing import Annotated, Any, Literal, get_args

import pytest
from fastapi.routing import APIRoute
from pydantic import BaseModel, Field, ValidationError

from api.schemas.body import JsonBody
from api.schemas.fields import DateOnly, Instant
from support import all_routes
from support.organisation import TestOrganisation

ROUTES = [each for each in all_routes.routes() if each.body_field is not None]


class Inner(JsonBody):
    """Every kind of value that a body may hold."""

    whole: Annotated[int, Field(ge=0)] | None = None
    share: Annotated[float, Field(ge=0.5)] | Literal["off"] = 0.8
    flag: bool = False
    day: DateOnly | None = None
    instant: Instant | None = None
    many: list[Annotated[int, Field(ge=0)]] = []
    two: tuple[int, int] | None = None
    named: dict[str, float] = {}


class Outer(JsonBody):
    """Bodies within a body."""

    one: Inner = Inner()
    all: list[Inner] = []


RIGHT: list[dict[str, Any]] = [
    {"whole": 3, "share": 1, "flag": True, "day": "2026-01-01", "instant": "2026-01-01T00:00:00Z"},
    {"many": [1], "two": [1, 2], "named": {"a": 1}, "share": "off", "whole": None},
]
WRONG: list[dict[str, Any]] = [
    {"whole": True},
    {"whole": "3"},
    {"whole": 3.0},
    {"share": True},
    {"share": "1"},
    {"flag": 1},
    {"flag": "true"},
    {"day": 1700000000},
    {"day": "20261220"},
    {"instant": 1700000000},
    {"instant": "1700000000"},
    {"many": ["1"]},
    {"many": [True]},
    {"two": ["1", 2]},
    {"named": {"a": True}},
    {"named": {"a": "1"}},
]


@pytest.mark.parametrize("value", RIGHT)
def test_the_right_types_are_taken(value: dict[str, Any]) -> None:
    Inner.model_validate(value)
    Outer.model_validate({"one": value, "all": [value]})


@pytest.mark.parametrize("value", WRONG)
def test_other_types_are_refused_at_any_depth(value: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        Inner.model_validate(value)
    for outer in ({"one": value}, {"all": [value]}):
        with pytest.raises(ValidationError):
            Outer.model_validate(outer)


def models(kind: Any, seen: set[type[BaseModel]]) -> Iterator[type[BaseModel]]:
    """Yield the models of a type, and those of their fields."""
    if isinstance(kind, type) and issubclass(kind, BaseModel):
        if kind in seen:
            return
        seen.add(kind)
        yield kind
        for each in kind.model_fields.values():
            yield from models(each.annotation, seen)
    for part in get_args(kind):
        yield from models(part, seen)


@pytest.mark.parametrize("route", ROUTES, ids=lambda route: f"{min(route.methods)} {route.path}")
def test_every_body_takes_json_as_it_is(route: APIRoute) -> None:
    assert route.body_field
    found = list(models(route.body_field.field_info.annotation, set()))
    assert [each for each in found if not issubclass(each, JsonBody)] == []


@pytest.mark.parametrize(
    ("path", "body", "pointer"),
    [
        ("members", {"name": "Eve", "lead": "true"}, "/lead"),
        (
            "members",
            {"name": "Eve", "contract": {"hours_per_week": "32"}},
            "/contract/hours_per_week",
        ),
        (
            "shift-patterns",
            {"name": "E", "weekdays": [1], "start": "17:00", "end": "22:00", "target": True},
            "/target/",
        ),
        (
            "shift-patterns",
            {"name": "E", "weekdays": [1], "start": "17:00", "end": "22:00", "maximum": "3"},
            "/maximum",
        ),
        (
            "shift-patterns",
            {"name": "E", "weekdays": ["1"], "start": "17:00", "end": "22:00"},
            "/weekdays/0",
        ),
        ("channels", {"slug": "x", "target": {"share": True}}, "/target/share"),
        ("runs", {"week": "2026-W49", "weeks": True}, "/weeks"),
        ("runs", {"week": "2026-W49", "seed": "7"}, "/seed"),
        ("closures", {"day": 20000, "name": "x"}, "/day"),
    ],
)
def test_json_of_another_type_is_refused_by_its_field(
    home: TestOrganisation, path: str, body: dict[str, Any], pointer: str
) -> None:
    home.post("/v1/teams", slug="nord", name="Nord", timezone="Europe/Paris", country="FR")
    answer = home.http.post(f"/v1/teams/nord/{path}", json=body)
    assert answer.status_code == 422, answer.text
    assert answer.json()["errors"][0]["pointer"].startswith(pointer)

"""Every route declares who may call it and which problems it answers."""

import importlib
import inspect
import pkgutil

import pytest
from fastapi import APIRouter, params
from fastapi.routing import APIRoute

import api.routes
from api.routes.registry import ROUTERS
from support import all_routes as routing

PAGES = {"/docs", "/docs/start", "/docs/readme", "/push-worker.js"}
OPEN = {"/healthz", "/readyz", "/metrics", "/openapi.json", "/robots.txt", "/sign-in", *PAGES}
"""Paths that need no key; feeds, chat hooks and links carry their own secret."""
SECRET = (
    "/ical/",
    "/hooks/",
    "/answer/",
    "/confirm/",
    "/sign-in/",
    "/week/",
    "/static/",
    "/.well-known/",
)


ALL = list(routing.routes())


@pytest.mark.parametrize("route", ALL, ids=lambda route: f"{min(route.methods)} {route.path}")
def test_a_route_says_who_may_call_it(route: APIRoute) -> None:
    if route.path in OPEN or route.path.startswith(SECRET):
        return
    rights = [getattr(each.dependency, "right", None) for each in route.dependencies]
    hot = getattr(route.endpoint, "right", None)
    assert any(rights) or hot


@pytest.mark.parametrize("route", ALL, ids=lambda route: f"{min(route.methods)} {route.path}")
def test_a_route_declares_its_problems(route: APIRoute) -> None:
    if route.path in OPEN or route.path.startswith(SECRET):
        return
    assert {401, 403, 404, 422} <= {int(status) for status in route.responses}


@pytest.mark.parametrize("route", ALL, ids=lambda route: f"{min(route.methods)} {route.path}")
def test_a_session_ends_before_the_answer_goes_out(route: APIRoute) -> None:
    """Without function scope a transaction that fails at its end would answer 201."""
    for parameter in inspect.signature(route.endpoint).parameters.values():
        for each in getattr(parameter.annotation, "__metadata__", ()):
            if isinstance(each, params.Depends) and inspect.isgeneratorfunction(each.dependency):
                assert each.scope == "function"


def test_no_documented_path_is_missing_here() -> None:
    documented = {path for path in routing.document()["paths"] if path.startswith("/v1/")}
    assert documented
    assert documented <= {route.path for route in ALL}


def test_addresses_are_unique() -> None:
    seen = [(method, route.path) for route in ALL for method in route.methods or ()]
    assert len(seen) == len(set(seen))


def test_every_router_is_registered_once() -> None:
    names = [each.name for each in pkgutil.walk_packages(api.routes.__path__, "api.routes.")]
    routers = {
        id(value): f"{name}.{attribute}"
        for name in names
        for attribute, value in vars(importlib.import_module(name)).items()
        if isinstance(value, APIRouter)
    }
    assert routers
    assert {id(each) for each in ROUTERS} == routers.keys(), routers
    assert len(ROUTERS) == len(routers)

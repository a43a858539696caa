"""Every route declares who may call it and which problems it answers."""

import inspect

import pytest
from fastapi import params
from fastapi.routing import APIRoute

import routing

OPEN = {"/healthz", "/readyz", "/metrics", "/openapi.json", "/robots.txt"}
"""Paths that need no key; feeds, chat hooks and answer links carry their own secret."""
SECRET = ("/ical/", "/hooks/", "/answer/")


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


def test_addresses_are_unique() -> None:
    seen = [(method, route.path) for route in ALL for method in route.methods or ()]
    assert len(seen) == len(set(seen))

"""The application as it is, its document and its routes, for tests that hold all to a promise."""

from functools import cache
from typing import Any

from fastapi import FastAPI
from fastapi.routing import APIRoute

from api.app import create_app
from api.settings import Settings
from rotation.clock import system_clock


@cache
def application() -> FastAPI:
    """Return an application that is only looked at; its database is never opened."""
    return create_app(Settings(database_url="sqlite:///unused.db"), system_clock)


@cache
def document() -> dict[str, Any]:
    """Return the OpenAPI document; making it takes seconds, so tests read one and change none."""
    return application().openapi()


@cache
def routes() -> tuple[APIRoute, ...]:
    """Return the routes of the application.

    FastAPI keeps an included router as one entry that holds the router it was made from.
    """
    return tuple(
        route
        for each in application().routes
        for route in getattr(getattr(each, "original_router", None), "routes", (each,))
        if isinstance(route, APIRoute)
    )

"""Every route of the application, for tests that hold them all to a promise."""

from collections.abc import Iterator

from fastapi.routing import APIRoute

from api.app import create_app
from api.settings import Settings
from rotation.clock import system_clock


def routes() -> Iterator[APIRoute]:
    """Yield the routes of the application; AssertionError when it seems to have none.

    FastAPI keeps an included router as one entry that holds the router it was made from.
    """
    app = create_app(Settings(database_url="sqlite:///unused.db"), system_clock)
    found = [
        route
        for each in app.routes
        for route in getattr(getattr(each, "original_router", None), "routes", (each,))
        if isinstance(route, APIRoute)
    ]
    documented = {path for path in app.openapi()["paths"] if path.startswith("/v1/")}
    assert documented
    assert documented <= {route.path for route in found}
    yield from found

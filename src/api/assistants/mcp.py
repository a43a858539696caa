"""The door of assistants: `/mcp`, where a valid key is shown before anything is read or loaded."""

from typing import TYPE_CHECKING

import anyio.to_thread
from fastapi import APIRouter, Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route
from starlette.types import Message, Receive, Scope, Send

from api import problems
from api.http.deps import settings_of, signed_in
from rotation.account.access import Actor
from rotation.deferred import deferred
from rotation.errors import NotAllowed, NotSignedIn, RotationError

if TYPE_CHECKING:
    from api.assistants import server
else:
    server = deferred("api.assistants.server")

PATH = "/mcp"
METADATA = "/.well-known/oauth-protected-resource/mcp"


class AssistantDoor:
    """Lets callers with a valid key in to the MCP server, and loads it for the first of them."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request, or refuse it with a problem before its body is read."""
        request = Request(scope, receive)
        try:
            refuse_foreign_pages(request)
            await anyio.to_thread.run_sync(_let_in, request)
        except RotationError as error:
            await refusal(request, error)(scope, receive, send)
            return
        # Read here: too large a body is told by the guard, which the library would keep it from.
        await server.serve(scope, _again(await request.body(), receive), send)


def _let_in(request: Request) -> Actor:
    actor = signed_in(request)
    actor.require("see_on_duty")
    _ = server.serve  # the library takes half a second: in this thread, not in the event loop
    return actor


def _again(body: bytes, receive: Receive) -> Receive:
    """Return what gives a body that has been read once more, and then what follows it."""
    left = [{"type": "http.request", "body": body, "more_body": False}]

    async def receive_again() -> Message:
        return left.pop() if left else await receive()

    return receive_again


def refuse_foreign_pages(request: Request) -> None:
    """Raise NotAllowed for a request that a page of another site sends."""
    origin = request.headers.get("origin")
    if origin is not None and origin.rstrip("/") != settings_of(request).base_url:
        raise NotAllowed("Pages of other sites may not call this.", field="origin")


def refusal(request: Request, error: RotationError) -> Response:
    """Return a problem; without a key it says where the metadata of this resource are."""
    answer = problems.answer(request, error)
    if isinstance(error, NotSignedIn):
        where = f"{settings_of(request).base_url}{METADATA}"
        answer.headers["WWW-Authenticate"] = f'Bearer resource_metadata="{where}"'
    return answer


def read_metadata(request: Request) -> Response:
    """Tell clients how this resource is protected (RFC 9728): by API keys as bearer tokens."""
    base = settings_of(request).base_url
    metadata = {
        "resource": f"{base}{PATH}",
        "authorization_servers": [base],
        "scopes_supported": ["read", "write"],
        "bearer_methods_supported": ["header"],
        "resource_name": "Rotation",
    }
    return JSONResponse(metadata)


router = APIRouter()
"""The addresses of the MCP server: exactly these, and POST alone, because GET would never end."""
router.routes.append(Route(PATH, AssistantDoor(), methods=["POST"]))
router.add_api_route(METADATA, read_metadata, include_in_schema=False)

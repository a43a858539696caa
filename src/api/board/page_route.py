"""The route of a page: foreign forms refused, errors as pages, a repeated form answered once."""

from collections.abc import Awaitable, Callable
from typing import Any
from urllib.parse import quote

from fastapi import APIRouter, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.responses import RedirectResponse
from fastapi.routing import APIRoute
from starlette.concurrency import run_in_threadpool

from api.board import problem_pages, render
from api.board.reading import Reader
from api.board.sessions import refuse_strangers
from api.board.visit import AlreadyDone
from api.http.write_turns import in_turn
from api.problems import problems, status_of
from rotation.errors import Impossible, NotSignedIn, RotationError

ShownAgain = Callable[[Request, RotationError], Response]
"""Shows the page of a form again, with what is wrong; declared by ``shows_again``."""


class PageRoute(APIRoute):
    """A route whose answers are pages, also when something is wrong."""

    def get_route_handler(self) -> Callable[[Request], Awaitable[Response]]:  # type: ignore[override]  # narrower than Coroutine
        """Return the handler that turns errors into pages; those that write take turns."""
        handle = in_turn(self, super().get_route_handler())
        again: ShownAgain | None = getattr(self.endpoint, "shown_again", None)

        async def handle_page(request: Request) -> Response:
            try:
                refuse_strangers(request)
                return await handle(request)
            except AlreadyDone as done:
                return RedirectResponse(done.path, 303)
            except NotSignedIn as error:
                return _sign_in_first(request, error)
            except RequestValidationError:
                wrong = Impossible("This address or form cannot be understood.")
                return error_page(request, wrong)
            except RotationError as error:
                if again is None or page_status(error) not in {404, 409, 422}:
                    return error_page(request, error)
                return await run_in_threadpool(_again, again, request, error)

        return handle_page


def _again(again: ShownAgain, request: Request, error: RotationError) -> Response:
    try:
        return again(request, error)
    except RotationError as second:
        return error_page(request, second)


def shows_again(shown_again: ShownAgain) -> Callable[[Any], Any]:
    """Declare how the page of a form is shown again when the form cannot be carried out."""

    def declare(endpoint: Any) -> Any:  # Any: a function of any signature
        endpoint.shown_again = shown_again
        return endpoint

    return declare


def router() -> APIRouter:
    """Return a router for pages; they are no part of the API and stand in no document of it."""
    return APIRouter(route_class=PageRoute, include_in_schema=False, responses=problems())


def error_page(request: Request, error: RotationError) -> Response:
    """Return the page that says what went wrong and what can be done."""
    detail = Reader.of(request)(error.detail)
    return problem_pages.page_of_problem(request, page_status(error), detail)


def page_status(error: RotationError) -> int:
    """Return the HTTP status of an error on a page, where no ETag is asked for."""
    status = status_of(type(error))
    return 409 if status == 412 else status


def _sign_in_first(request: Request, error: NotSignedIn) -> Response:
    target = request.url.path + (f"?{request.url.query}" if request.url.query else "")
    to_sign_in = f"/sign-in?next={quote(target, safe='')}"
    if request.headers.get("hx-request"):
        return Response(status_code=401, headers={**render.HEADERS, "HX-Redirect": to_sign_in})
    if request.method in {"GET", "HEAD"}:
        return RedirectResponse("/sign-in" if target == "/" else to_sign_in, 303)
    return error_page(request, error)

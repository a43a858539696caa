"""Problems as pages: what whoever looks at the board reads when something is wrong."""

from collections.abc import Mapping

from fastapi import Request, Response
from starlette.types import Scope

from api.board import render
from api.board.reading import Reader
from api.board.visit import notice_of
from rotation.words import Sentence, say

_TITLES: Mapping[int, Sentence] = {
    401: say("You are not signed in."),
    403: say("You may not do this."),
    404: say("There is no such thing here."),
    405: say("This page takes no such form."),
    409: say("This cannot be done as things stand."),
    413: say("This is too large."),
    422: say("This cannot work."),
    429: say("Too much at once."),
    500: say("Something went wrong on our side."),
    503: say("The service cannot answer just now."),
}
_DETAILS: Mapping[int, Sentence] = {
    500: say(
        "Try again in a moment. If it stays like this, give the reference below to whoever runs "
        "the service."
    ),
    503: say("Nothing is lost. Try again in a moment."),
}
"""What is said of a bug or an outage, whose own words tell readers of pages nothing."""
_NO_PAGES = ("/v1/", "/ical/", "/hooks/", "/static/", "/mcp", "/.well-known/")
"""Where programs ask: there a problem stays JSON, whoever asks."""


def problem_page(scope: Scope, status: int, detail: str) -> Response | None:
    """Return a problem as a page; None when whoever asks reads no pages.

    It is for what goes wrong outside a page's route: an address that there is not, too many
    requests, a bug.
    """
    request = Request(scope)
    if scope["path"].startswith(_NO_PAGES) or "text/html" not in request.headers.get("accept", ""):
        return None
    return page_of_problem(request, status, detail)


def page_of_problem(request: Request, status: int, detail: str = "") -> Response:
    """Return the page that says what went wrong and what can be done."""
    reader = Reader.of(request)
    title = reader(_TITLES.get(status) or _TITLES[422 if status < 500 else 500])
    values = {
        "r": reader,
        "title": title,
        "detail": reader(_DETAILS[status]) if status in _DETAILS else detail,
        "reference": getattr(request.state, "id", ""),
        "status": status,
        "again": request.url.path if request.method in {"GET", "HEAD"} else "",
        "notice": notice_of(request),
    }
    response = render.page(request, "error.j2", reader, values, status)
    if status in {429, 503}:
        response.headers["Retry-After"] = "5"
    return response

"""Signing in by a link that works once, and signing out."""

from typing import Annotated

from fastapi import Depends, Path, Query, Request, Response
from fastapi.responses import RedirectResponse

from api.board import render, sessions
from api.board.form import Form, form_of
from api.board.page_route import router as page_router
from api.board.reading import Reader
from api.board.visit import Visiting, local_path
from api.http.deps import now_of, settings_of, work_of
from api.middleware import Limiter
from rotation.account import sign_ins
from rotation.account.access import Access, Actor
from rotation.account.sign_ins import Link

router = page_router()
LIMIT = Limiter(60)
"""Links tried a minute and address of the network."""
Token = Annotated[str, Path(max_length=100)]
Next = Annotated[str, Query(alias="next", max_length=500)]


@router.get("/sign-in")
def show_sign_in(request: Request, target: Next = "/") -> Response:
    """Say how one signs in; who has signed in already goes on."""
    values = {"link": None, "next": local_path(target)}
    return _page(request, values)


@router.get("/sign-in/{token}")
def open_link(token: Token, request: Request, target: Next = "/") -> Response:
    """Sign in by a link from the command line at once; one that was sent asks first."""
    link = _link(request, token)
    if link.asks_first:
        return _page(request, {"link": link, "next": local_path(target)})
    return _signed_in(request, link, local_path(target))


@router.post("/sign-in/{token}")
def use_link(token: Token, request: Request, form: Annotated[Form, Depends(form_of)]) -> Response:
    """Sign in by a link."""
    return _signed_in(request, _link(request, token), local_path(form.value("next")))


@router.post("/sign-out", dependencies=[sessions.PageMay("see_team")])
def sign_out(visit: Visiting) -> Response:
    """End the session of this browser."""
    with visit.writing("/sign-in") as session:
        assert visit.actor.key_id
        sign_ins.end(session, visit.actor.key_id, visit.now)
    response = visit.go("/sign-in")
    sessions.end_session(response, settings_of(visit.request))
    return response


def _link(request: Request, token: str) -> Link:
    LIMIT.check(request.client.host if request.client else "")
    return sign_ins.link_of(work_of(request).database, token, now_of(request))


def _signed_in(request: Request, link: Link, target: str) -> Response:
    work, now = work_of(request), now_of(request)
    actor = Actor(link.organisation, Access.VIEWER, name=link.name)
    with work.unit(actor, now, getattr(request.state, "id", None)) as session:
        token, lasts = sign_ins.open_session(session, link, now)
    response = RedirectResponse(target, 303, {"Cache-Control": "no-store"})
    sessions.keep_session(response, settings_of(request), token, lasts)
    return response


def _page(request: Request, values: render.Values) -> Response:
    reader = Reader.of(request)
    return render.page(request, "sign_in.j2", reader, {"r": reader, **values})

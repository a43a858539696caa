"""Signing in by a link that works once, and signing out."""

from typing import Annotated

from fastapi import Depends, Path, Query, Request, Response
from fastapi.responses import RedirectResponse
from starlette.background import BackgroundTask

from api.board import render, sessions
from api.board.form import Form, form_of
from api.board.page_route import router as page_router
from api.board.reading import Reader
from api.board.visit import Visiting, local_path
from api.http.deps import now_of, settings_of, work_of
from api.middleware import Limiter
from api.schemas.destination_checks import mail_address
from rotation.account import organisations, sign_ins
from rotation.account.access import Access, Actor
from rotation.account.sign_ins import Link
from rotation.errors import Impossible
from rotation.notices import sign_in_mail

router = page_router()
LIMIT = Limiter(60)
"""Links tried a minute and address of the network."""
MAIL_LIMIT = Limiter(3)
"""Links asked for a minute and mail address."""
MOST_MAIL = 320
Token = Annotated[str, Path(max_length=100)]
Next = Annotated[str, Query(alias="next", max_length=500)]


@router.get("/sign-in")
def show_sign_in(request: Request, target: Next = "/") -> Response:
    """Say how one signs in; who has signed in already goes on."""
    return _page(request, {"next": local_path(target)})


@router.post("/sign-in")
def send_link(request: Request, form: Annotated[Form, Depends(form_of)]) -> Response:
    """Send a sign-in link to a mail address; the answer is the same for one that nobody has.

    The links are looked up and written after the answer, which so tells nothing by its time.
    """
    LIMIT.check(f"mail {request.client.host if request.client else ''}")
    address = form.value("address")[:MOST_MAIL]
    MAIL_LIMIT.check(address.lower())
    told = {"next": local_path(form.value("next")), "sent_to": address}
    try:
        known = mail_address(address, "/address")
    except Impossible as error:
        told |= {"sent_to": "", "wrong_address": Reader.of(request)(error.detail)}
        return _page(request, told, 422)
    return _page(request, told, after=BackgroundTask(_write_links, request, known))


def _write_links(request: Request, address: str) -> None:
    work, now = work_of(request), now_of(request)
    with work.database.session(None) as session:
        found = organisations.every(session)
    for organisation in found:
        with work.unit(work.service(organisation), now) as session:
            sign_in_mail.write_links(session, address, now)


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


def _page(
    request: Request,
    values: render.Values,
    status: int = 200,
    after: BackgroundTask | None = None,
) -> Response:
    reader = Reader.of(request)
    told: dict[str, object] = {"link": None, "sent_to": "", "wrong_address": "", "next": "/"}
    told |= {"can_mail": bool(settings_of(request).smtp_url)}
    page = render.page(request, "sign_in.j2", reader, {"r": reader, **told, **values}, status)
    page.background = after
    return page

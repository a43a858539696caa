"""Answer links: a member says by one click whether they step in, or take a shift.

Whoever opens the link sees a small page; only its button says something, so that mail scanners
and previews, which follow links, answer nothing.
"""

from html import escape
from typing import Annotated, Any
from urllib.parse import parse_qs

from fastapi import APIRouter, Path, Request, Response

from api.http.deps import RawBody, language_of, now_of, work_of
from api.middleware import Limiter
from api.problems import status_of
from rotation.account.access import Access, Actor
from rotation.errors import Impossible, NotFound, RotationError
from rotation.rota.live import answer_links, cover, swap_links
from rotation.rota.live.answer_links import AnswerLink, LinkQuestion
from rotation.rota.live.swap_links import SwapLink
from rotation.words import Sentence, say

router = APIRouter(tags=["live rota"])
LIMIT = Limiter(60)
"""Requests a minute and link."""
_ADDRESS = "/answer/{token}"
_HTML: dict[str, Any] = {"content": {"text/html": {"schema": {"type": "string"}}}}
_DOCUMENTED: dict[int | str, dict[str, Any]] = {
    200: {"description": "A page that asks, or says what became of the answer.", **_HTML},
    404: {"description": "No such link; a page that says so.", **_HTML},
    409: {"description": "Too late: a page that says why.", **_HTML},
    422: {"description": "Neither yes nor no.", **_HTML},
    429: {"description": "Opened too often; a page that says so.", **_HTML},
}
Token = Annotated[str, Path(max_length=100)]
Link = AnswerLink | SwapLink


@router.get(_ADDRESS, response_class=Response, responses=_DOCUMENTED)
def show_question(token: Token, request: Request) -> Response:
    """Show the question and two buttons; nothing is answered by looking."""
    try:
        return _page(request, _question(request, token))
    except RotationError as error:
        return _said(request, error.detail, status_of(type(error)))


@router.post(
    _ADDRESS,
    response_class=Response,
    responses=_DOCUMENTED,
    openapi_extra={
        "requestBody": {
            "content": {
                "application/x-www-form-urlencoded": {
                    "schema": {"type": "object", "properties": {"answer": {"enum": ["yes", "no"]}}}
                }
            }
        }
    },
)
def give_answer(token: Token, body: RawBody, request: Request) -> Response:
    """Take the answer of the form."""
    try:
        link = _link(request, token)
        said = parse_qs(body.decode(errors="replace")).get("answer", [""])[-1]
        if said not in {"yes", "no"}:
            raise Impossible("Answer yes or no.", field="/answer")
        thanks = _recorded(request, link, yes=said == "yes")
    except RotationError as error:
        return _said(request, error.detail, status_of(type(error)))
    return _said(request, thanks, 200)


def _link(request: Request, token: str) -> Link:
    database = work_of(request).database
    link = answer_links.of_token(database, token) or swap_links.of_token(database, token)
    if link is None:
        raise NotFound("This link is not valid.")
    LIMIT.check(str(link))
    return link


def _question(request: Request, token: str) -> LinkQuestion:
    link, now = _link(request, token), now_of(request)
    with work_of(request).reading(Actor(link.organisation, Access.MEMBER)) as session:
        if isinstance(link, SwapLink):
            return swap_links.question(session, link, now)
        return answer_links.question(session, link, now)


def _recorded(request: Request, link: Link, *, yes: bool) -> Sentence:
    """Take an answer; return what is said to it."""
    actor = Actor(link.organisation, Access.MEMBER, name="answer link", member=link.member)
    now = now_of(request)
    with work_of(request).unit(actor, now, request.state.id) as session:
        if isinstance(link, SwapLink):
            return swap_links.record_answer(session, link, actor, now, yes=yes)
        cover.record_answer(session, link.cover, (link.member, yes), actor, now)
    return say("Thank you: you step in.") if yes else say("Thank you for answering.")


def _page(request: Request, question: LinkQuestion) -> Response:
    language = language_of(request) or question.language
    text = question.text.said_in(language, question.zone)
    yes, no = (escape(each.said_in(language)) for each in (question.yes, question.no))
    buttons = (
        f'<button name="answer" value="yes">{yes}</button> '
        f'<button name="answer" value="no">{no}</button>'
    )
    return _html(language, f'<p>{escape(text)}</p><form method="post">{buttons}</form>', 200)


def _said(request: Request, text: Sentence, status: int) -> Response:
    language = language_of(request) or "en"
    return _html(language, f"<p>{escape(text.said_in(language))}</p>", status)


def _html(language: str, body: str, status: int) -> Response:
    page = (
        f'<!doctype html><html lang="{language}"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width"><meta name="robots" content="noindex">'
        f"<title>Rotation</title></head><body>{body}</body></html>"
    )
    headers = {"Cache-Control": "no-store", "X-Robots-Tag": "noindex"}
    return Response(page, status, headers, media_type="text/html; charset=utf-8")

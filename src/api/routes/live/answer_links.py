"""Answer links: a member says by one click whether they step in, or take a shift.

Whoever opens the link sees a small page; only its button says something, so that mail scanners
and previews, which follow links, answer nothing.
"""

from typing import Annotated, Any
from urllib.parse import parse_qs

from fastapi import APIRouter, Path, Request, Response

from api.http import link_page
from api.http.deps import RawBody, now_of, work_of
from api.middleware import Limiter
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
_DOCUMENTED: dict[int | str, dict[str, Any]] = {
    200: {
        "description": "A page that asks, or says what became of the answer.",
        **link_page.CONTENT,
    },
    404: {"description": "No such link; a page that says so.", **link_page.CONTENT},
    409: {"description": "Too late: a page that says why.", **link_page.CONTENT},
    422: {"description": "Neither yes nor no.", **link_page.CONTENT},
    429: {"description": "Opened too often; a page that says so.", **link_page.CONTENT},
}
Token = Annotated[str, Path(max_length=100)]
Link = AnswerLink | SwapLink


@router.get(_ADDRESS, response_class=Response, responses=_DOCUMENTED)
def show_question(token: Token, request: Request) -> Response:
    """Show the question and two buttons; nothing is answered by looking."""
    link = None
    try:
        link = _link(request, token)
        question = _question(request, link)
    except RotationError as error:
        return link_page.refused(request, error, link)
    buttons = {"yes": question.yes, "no": question.no}
    return link_page.with_buttons(request, question.text, buttons, link)


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
    link = None
    try:
        link = _link(request, token)
        said = parse_qs(body.decode(errors="replace")).get("answer", [""])[-1]
        if said not in {"yes", "no"}:
            raise Impossible("Answer yes or no.", field="/answer")
        thanks = _recorded(request, link, yes=said == "yes")
    except RotationError as error:
        return link_page.refused(request, error, link)
    return link_page.said(request, thanks, link)


def _link(request: Request, token: str) -> Link:
    database = work_of(request).database
    link = answer_links.of_token(database, token) or swap_links.of_token(database, token)
    if link is None:
        raise NotFound("This link is not valid.")
    return link


def _question(request: Request, link: Link) -> LinkQuestion:
    LIMIT.check(str(link))
    now = now_of(request)
    with work_of(request).reading(Actor(link.organisation, Access.MEMBER)) as session:
        if isinstance(link, SwapLink):
            return swap_links.question(session, link, now)
        return answer_links.question(session, link, now)


def _recorded(request: Request, link: Link, *, yes: bool) -> Sentence:
    """Take an answer; return what is said to it."""
    LIMIT.check(str(link))
    actor = Actor(link.organisation, Access.MEMBER, name="answer link", member=link.member)
    now = now_of(request)
    with work_of(request).unit(actor, now, request.state.id) as session:
        if isinstance(link, SwapLink):
            return swap_links.record_answer(session, link, actor, now, yes=yes)
        cover.record_answer(session, link.cover, link.member, actor, now, yes=yes)
    return say("Thank you: you step in.") if yes else say("Thank you for answering.")

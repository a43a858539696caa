"""Answer links: a member says by one click whether they step in.

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
from rotation.rota.live import answer_links, cover
from rotation.rota.live.answer_links import StepInQuestion
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
        question = _question(request, token)
        said = parse_qs(body.decode(errors="replace")).get("answer", [""])[-1]
        if said not in {"yes", "no"}:
            raise Impossible("Answer yes or no.", field="/answer")
        asked = question.ask
        actor = Actor(asked.organisation, Access.MEMBER, name="answer link", member=asked.member)
        with work_of(request).unit(actor, now_of(request), request.state.id) as session:
            who, now = asked.member, now_of(request)
            cover.record_answer(session, asked.cover, who, actor, now, yes=said == "yes")
    except RotationError as error:
        return _said(request, error.detail, status_of(type(error)))
    thanks = say("Thank you: you step in.") if said == "yes" else say("Thank you for answering.")
    return _said(request, thanks, 200)


def _question(request: Request, token: str) -> StepInQuestion:
    work, now = work_of(request), now_of(request)
    asked = answer_links.of_token(work.database, token)
    if asked is None:
        raise NotFound("This link is not valid.")
    LIMIT.check(f"{asked.cover}/{asked.member}")
    with work.reading(Actor(asked.organisation, Access.MEMBER)) as session:
        return answer_links.question(session, asked, now)


def _page(request: Request, question: StepInQuestion) -> Response:
    language = language_of(request) or question.language
    text = question.text.said_in(language, question.zone)
    yes, no = (escape(say(each).said_in(language)) for each in ("Yes, I step in", "No, I cannot"))
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

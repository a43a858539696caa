"""Pages behind links in messages: a sentence and the buttons that answer it, without a script.

Whoever opens the link sees the page; only its button says something, so that mail scanners and
previews, which follow links, answer nothing.
"""

from collections.abc import Mapping
from html import escape
from typing import Any, Protocol
from uuid import UUID

from fastapi import Request, Response

from api.http.deps import language_of, work_of
from api.problems import status_of
from rotation.account.access import Access, Actor
from rotation.errors import RotationError
from rotation.team import readers
from rotation.team.readers import MemberReader
from rotation.timespan import zone
from rotation.words import Sentence

CONTENT: dict[str, Any] = {"content": {"text/html": {"schema": {"type": "string"}}}}
"""How the OpenAPI document tells of such a page."""


class MemberLink(Protocol):
    """The member a link was sent to, and their organisation."""

    @property
    def organisation(self) -> UUID:
        """The organisation of the member."""

    @property
    def member(self) -> UUID:
        """The member."""


def reader_of(request: Request, link: MemberLink | None) -> MemberReader:
    """Return how whoever opened a link reads: as their browser says, else as the member does.

    The zone is the member's, as in the message that the link came with.
    """
    known = MemberReader("en", "UTC")
    if link is not None:
        try:
            with work_of(request).reading(Actor(link.organisation, Access.MEMBER)) as session:
                known = readers.by_id(session, link.member)
        except RotationError:
            pass  # the member is gone, or the database does not answer: that is said in English
    return known._replace(language=language_of(request) or known.language)


def said(request: Request, text: Sentence, link: MemberLink | None, status: int = 200) -> Response:
    """Return a page of one sentence, as the reader of a link reads it."""
    language, timezone = reader_of(request, link)
    return _html(language, text.said_in(language, zone(timezone)), status=status)


def refused(request: Request, error: RotationError, link: MemberLink | None) -> Response:
    """Return the page that says why a link, or an answer to it, was refused."""
    return said(request, error.detail, link, status_of(type(error)))


def with_buttons(
    request: Request, question: Sentence, buttons: Mapping[str, Sentence], link: MemberLink
) -> Response:
    """Return a page that asks a question; each button sends its key as ``answer``."""
    language, timezone = reader_of(request, link)
    forms = " ".join(
        f'<button name="answer" value="{key}">{escape(each.said_in(language))}</button>'
        for key, each in buttons.items()
    )
    text = question.said_in(language, zone(timezone))
    return _html(language, text, f'<form method="post">{forms}</form>')


def _html(language: str, text: str, form: str = "", status: int = 200) -> Response:
    text = escape(text)
    page = (
        f'<!doctype html><html lang="{language}"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width"><meta name="robots" content="noindex">'
        f"<title>{text} · Rotation</title></head><body><p>{text}</p>{form}</body></html>"
    )
    headers = {"Cache-Control": "no-store", "X-Robots-Tag": "noindex"}
    return Response(page, status, headers, media_type="text/html; charset=utf-8")

"""Pages behind links in messages: a sentence and the buttons that answer it, without a script.

Whoever opens the link sees the page; only its button says something, so that mail scanners and
previews, which follow links, answer nothing.
"""

from html import escape
from typing import Any

from fastapi import Request, Response

from api.http.deps import language_of
from rotation.words import Sentence

CONTENT: dict[str, Any] = {"content": {"text/html": {"schema": {"type": "string"}}}}
"""How the OpenAPI document tells of such a page."""


def said(request: Request, text: Sentence, status: int) -> Response:
    """Return a page of one sentence, in the reader's language."""
    language = language_of(request) or "en"
    return html(language, f"<p>{escape(text.said_in(language))}</p>", status)


def html(language: str, body: str, status: int) -> Response:
    """Return a page with a body that is HTML already."""
    page = (
        f'<!doctype html><html lang="{language}"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width"><meta name="robots" content="noindex">'
        f"<title>Rotation</title></head><body>{body}</body></html>"
    )
    headers = {"Cache-Control": "no-store", "X-Robots-Tag": "noindex"}
    return Response(page, status, headers, media_type="text/html; charset=utf-8")

"""Templates put into answers: one environment, one way a page goes out."""

from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import UUID

from fastapi import Request, Response
from fastapi.responses import HTMLResponse
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from api.board import reading, static_files
from api.board.reading import Reader
from rotation.timespan import wall_minutes

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    "connect-src 'self'; font-src 'self'; form-action 'self'; base-uri 'none'; "
    "frame-ancestors 'none'"
)
HEADERS = {
    "Content-Security-Policy": POLICY,
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cache-Control": "private, no-store",
    "Vary": "HX-Request-Type, Cookie",
}
_PAGES = Environment(
    loader=FileSystemLoader(Path(__file__).parent / "templates"),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
    auto_reload=False,
)
_PAGES.globals |= {
    "static": static_files.address,
    "icon_data": static_files.data_address("mark.svg"),
    "initials": reading.initials,
    "first_name": reading.first_name,
    "language_name": reading.language_name,
}
Values = Mapping[str, Any]
_PAGES.filters |= {
    "uuid": UUID,
    "called": lambda slug, names: names.get(slug, slug),
    "pair": lambda each: (each, each),
    "slug_and_name": lambda each: (each.slug, each.name),
    "minutes": wall_minutes,
    "instant": lambda at: at if isinstance(at, datetime) else datetime.fromisoformat(at),
    "short_number": lambda number: f"{number:g}",
}
_PAGES.tests["has"] = lambda held, each: each in held
THEMES = ("light", "dark")


def html(template: str, reader: Reader, values: Mapping[str, Any]) -> str:
    """Return a template filled in, in the reader's language."""
    said = {"_": reader, "ngettext": reader.count, "say": reader, **values}
    return _PAGES.get_template(template).render(said)


def page(
    request: Request, template: str, reader: Reader, values: Mapping[str, Any], status: int = 200
) -> Response:
    """Return a page, or only what changes of it when htmx asks for a part."""
    partial = request.headers.get("hx-request-type") == "partial"
    theme = request.cookies.get("theme")
    common = {
        "request_path": request.url.path,
        "partial": partial,
        "theme": theme if theme in THEMES else None,
        "letters": request.cookies.get("letters") != "off",
        "notice": None,
        "alert": None,
        **values,
    }
    return HTMLResponse(html(template, reader, common), status, HEADERS)

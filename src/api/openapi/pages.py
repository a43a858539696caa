"""The first pages of the service: what it is, what its API does, how to begin."""

from html import escape
from importlib.metadata import metadata
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, PlainTextResponse

router = APIRouter(include_in_schema=False)
_ABOUT = metadata("rotation")
_PAGE = (
    '<!doctype html><html lang="en"><meta charset="utf-8"><meta name="viewport"'
    ' content="width=device-width"><title>{title}</title><main>{main}</main></html>'
)


@router.get("/docs/start")
def show_service() -> HTMLResponse:
    """Name the product and its version, with links to the descriptions."""
    return _page(
        "Rotation",
        f"<h1>Rotation {escape(_ABOUT['Version'])}</h1>"
        "<p>Evening and weekend rotas for webcare teams, staffed to response-time targets.</p>"
        '<ul><li><a href="/docs">The API, call by call</a>'
        '<li><a href="/openapi.json">The OpenAPI document, for generators of clients</a>'
        '<li><a href="/docs/readme">The README: five minutes with curl</a></ul>',
    )


@router.get("/docs")
def show_api(request: Request) -> HTMLResponse:
    """List every operation of the API by its subject, with its parameters and answers."""
    by_tag: dict[str, list[str]] = {}
    for path, operations in request.app.openapi()["paths"].items():
        for method, operation in operations.items():
            tag = (operation.get("tags") or ["service"])[0]
            by_tag.setdefault(tag, []).append(_operation(method, path, operation))
    main = "".join(f"<h2>{escape(tag)}</h2>{''.join(by_tag[tag])}" for tag in sorted(by_tag))
    return _page(
        "Rotation: the API", f'<h1>The API</h1><p><a href="/docs/start">Rotation</a></p>{main}'
    )


@router.get("/docs/readme")
def show_readme() -> PlainTextResponse:
    """Show the README that this version was made with."""
    return PlainTextResponse(
        str(_ABOUT.json["description"]), media_type="text/markdown; charset=utf-8"
    )


def _operation(method: str, path: str, operation: dict[str, Any]) -> str:
    words = [
        f"<dt><code>{escape(each['name'])}</code> ({each['in']})"
        f"<dd>{escape(each.get('description', ''))}"
        for each in operation.get("parameters", ())
    ]
    answers = ", ".join(
        f"{status} {escape(each['description'])}" for status, each in operation["responses"].items()
    )
    return (
        f"<details><summary><code>{method.upper()} {escape(path)}</code>"
        f" {escape(operation['summary'])}</summary><p>{escape(operation.get('description', ''))}"
        f"<dl>{''.join(words)}</dl><p>{answers}</details>"
    )


def _page(title: str, main: str) -> HTMLResponse:
    return HTMLResponse(_PAGE.format(title=title, main=main))

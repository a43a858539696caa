"""Errors as answers: the tree of errors becomes RFC 9457 problems, each status in one place."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote

import msgspec
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import Response
from pydantic import BaseModel, Field
from starlette.exceptions import HTTPException
from starlette.types import Scope

from rotation import errors
from rotation.words import Sentence, best_language

STATUS: dict[type[errors.RotationError], int] = {
    errors.NotFound: 404,
    errors.NotSignedIn: 401,
    errors.NotAllowed: 403,
    errors.Conflict: 409,
    errors.Stale: 412,
    errors.MatchMissing: 428,
    errors.WrongMediaType: 415,
    errors.Impossible: 422,
    errors.TooMuch: 429,
    errors.BodyTooLarge: 413,
    errors.Unreachable: 503,
    errors.CalculationFailed: 500,
}
_TITLES = {
    404: "There is no such thing here.",
    405: "This address does not take this method.",
    406: "No such representation.",
}


class Invalid(BaseModel):
    """One field that is wrong: a JSON pointer into the body, or a parameter."""

    pointer: str | None = Field(None, description="JSON pointer into the body")
    parameter: str | None = Field(None, description="path, query or header parameter")
    detail: str


class Problem(BaseModel):
    """A problem as RFC 9457 has it; some kinds carry more fields."""

    model_config = {"extra": "allow"}

    type: str = Field(examples=["/problems/not-found"])
    title: str
    status: int
    detail: str
    instance: str
    errors: list[Invalid] | None = Field(None, description="what is wrong, field by field")


def status_of(kind: type[errors.RotationError]) -> int:
    """Return the HTTP status of an error: its own, or that of its nearest ancestor."""
    return next(STATUS[each] for each in kind.__mro__ if each in STATUS)


def problems(*kinds: type[errors.RotationError]) -> dict[int | str, dict[str, Any]]:
    """Return the ``responses`` of a route that can answer these problems (and the usual ones)."""
    usual: tuple[type[errors.RotationError], ...] = (
        errors.NotSignedIn,
        errors.NotAllowed,
        errors.NotFound,
        errors.Impossible,
        errors.TooMuch,
        errors.BodyTooLarge,
        errors.Unreachable,
    )
    found: dict[int, list[str]] = {}
    for kind in (*usual, *kinds):
        found.setdefault(status_of(kind), []).append(title(kind))
    content = {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}}
    return {
        status: {"description": " ".join(dict.fromkeys(titles)), "content": content}
        for status, titles in found.items()
    }


def title(kind: type[errors.RotationError]) -> str:
    """Return the title of a kind of error: the first line of its docstring."""
    return (kind.__doc__ or "").strip().splitlines()[0]


@dataclass(frozen=True)
class ProblemText:
    """A problem in words: its kind as a slug, its title and detail, fields for machines."""

    status: int
    slug: str
    title: str
    detail: str
    extra: Mapping[str, Any] = field(default_factory=dict)
    headers: Mapping[str, str] = field(default_factory=dict)

    def to(self, request: Request) -> Response:
        """Return the problem as the answer to a request."""
        body = {
            "type": f"/problems/{self.slug}",
            "title": self.title,
            "status": self.status,
            "detail": self.detail,
            "instance": quote(request.url.path[:500], safe="/:@!$&'()*+,;=~"),
            **self.extra,
        }
        content = msgspec.json.encode(body, enc_hook=str)
        headers = dict(self.headers)
        return Response(content, self.status, headers, media_type="application/problem+json")


def answer(request: Request, error: errors.RotationError) -> Response:
    """Return the problem of an error in the reader's language."""
    kind, language = type(error), _language(request)
    extra = dict(error.extra)
    detail = error.detail.said_in(language) or title(kind)
    if error.field is not None:
        where = "pointer" if error.field.startswith("/") or not error.field else "parameter"
        extra.setdefault("errors", [{where: error.field, "detail": detail}])
    status = int(extra.pop("status", status_of(kind)))
    headers = {"Retry-After": str(extra.pop("retry_after", 5))} if status in {429, 503} else {}
    if status == 401:
        headers["WWW-Authenticate"] = "Bearer"
    return ProblemText(status, _slug(kind.__name__), title(kind), detail, extra, headers).to(
        request
    )


def install(app: FastAPI, page: Callable[[Scope, int, str], Response | None]) -> None:
    """Give an application its error handlers; bugs are answered by the guard.

    ``page`` shows a problem to whoever reads pages.
    """

    def of_the_tree(request: Request, error: Exception) -> Response:
        assert isinstance(error, errors.RotationError)
        return answer(request, error)

    def of_validation(request: Request, error: Exception) -> Response:
        assert isinstance(error, RequestValidationError)
        found = [_invalid(each, _language(request)) for each in error.errors()[:20]]
        first = found[0]
        detail = f"{first.get('pointer') or first.get('parameter') or ''}: {first['detail']}"
        kind = errors.Impossible
        return ProblemText(422, "impossible", title(kind), detail, {"errors": found}).to(request)

    def of_starlette(request: Request, error: Exception) -> Response:
        assert isinstance(error, HTTPException)
        if isinstance(error.__cause__, errors.RotationError):  # raised while the body was read
            return answer(request, error.__cause__)
        if error.status_code == 400:
            return answer(request, errors.Impossible("The body cannot be read.", field=""))
        text = _TITLES.get(error.status_code, str(error.detail))
        headers = error.headers or {}
        if shown := page(request.scope, error.status_code, text):
            return shown
        return ProblemText(error.status_code, _slug(text[:40]), text, text, {}, headers).to(request)

    app.add_exception_handler(errors.RotationError, of_the_tree)
    app.add_exception_handler(RequestValidationError, of_validation)
    app.add_exception_handler(HTTPException, of_starlette)


def _language(request: Request) -> str:
    return best_language(request.headers.get("accept-language", "")) or "en"


def _invalid(error: Mapping[str, Any], language: str) -> dict[str, str]:
    place, *path = error["loc"] or ("body",)
    detail = _reason(error, language)
    if error["type"] == "json_invalid":
        return {
            "pointer": "",
            "detail": f"This is not JSON: {error.get('ctx', {}).get('error', '')}",
        }
    if place == "body":
        return {"pointer": "".join(f"/{str(each)[:100]}" for each in path), "detail": detail}
    return {"parameter": str(path[0])[:100] if path else str(place), "detail": detail}


def _reason(error: Mapping[str, Any], language: str) -> str:
    """Return the reason of a validation error: our own sentence in a language, or pydantic's."""
    match error.get("ctx", {}).get("error"):
        case ValueError(args=(Sentence() as reason,)):
            return reason.said_in(language)
        case _:
            return str(error["msg"])


def _slug(name: str) -> str:
    spaced = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "-", name)
    return re.sub(r"[^a-z0-9]+", "-", spaced.lower()).strip("-")

"""The OpenAPI document of the service: what FastAPI makes of the routes, made whole."""

from collections.abc import Iterator, Mapping
from typing import Any

from fastapi import FastAPI
from fastapi.routing import APIRoute

from api import problems
from api.http.idempotency import IdempotentRoute
from api.openapi import examples, headers, names

Document = dict[str, Any]
_DESCRIPTIONS = {
    "team": "slug or id of the team",
    "member": "id of the member",
    "week": "ISO week: 2026-W49",
    "channel": "slug of the channel, or its id",
    "role": "slug of the role, or its id",
    "language": "a language the people speak: fr",
    "slot": "id of the slot",
    "pattern": "id of the shift pattern",
    "absence": "id of the absence",
    "campaign": "id of the campaign",
    "day_plan": "id of the day plan",
    "closure": "id of the closed day",
    "special_day": "id of the special day",
    "connection": "id of the chat connection",
    "chat_channel": "id of the channel that is told",
    "chat_group": "id of the group that is kept, not the platform's own",
    "contact": "id of the contact",
    "cover": "id of the search for cover",
    "exception": "id of the exception to a rule",
    "feed": "id of the feed",
    "key": "id of the key",
    "link": "id of the link",
    "note": "id of the hand-over note",
    "notice": "id of the notice",
    "override": "id of the override",
    "platform": "name of the chat platform: slack",
    "repeating_rota": "id of the repeating rota",
    "run": "id of the run",
    "swap": "id of the swap",
    "token": "what stands at the end of the link",
    "webhook": "id of the webhook",
    "wish": "id of the wish",
    "day": "a date of the team: 2026-12-24",
    "at": "an instant with its offset; by default now",
    "from": "an instant, or a date of the team; by default the start of the usual span",
    "to": "an instant, or a date of the team; not included",
    "by": "what each row is about",
    "instead": "id of the member who might have it instead",
    "state": "only those in this state",
    "interval_minutes": "minutes that one figure stands for",
    "year": "by default this year",
    "version": "`draft`, `published`, or the number of a version",
    "content-type": "media type of the body",
}
"""What parameters mean, by name, where the route does not say it."""
_OPEN = ("/healthz", "/readyz", "/metrics", "/ical/", "/answer/", "/confirm/", "/hooks/")


def routes_of(app: FastAPI) -> Iterator[APIRoute]:
    """Yield the routes of an application; FastAPI keeps an included router as one entry."""
    for each in app.routes:
        inner = getattr(each, "original_router", None)
        for route in inner.routes if inner else (each,):
            if isinstance(route, APIRoute):
                yield route


def completed(app: FastAPI, document: Document) -> Document:
    """Return FastAPI's document with keys, headers, statuses, descriptions and examples."""
    schemas = document.setdefault("components", {}).setdefault("schemas", {})
    problem = problems.Problem.model_json_schema(ref_template="#/components/schemas/{model}")
    schemas |= {**problem.pop("$defs", {}), "Problem": problem}
    bearer = {"type": "http", "scheme": "bearer", "description": "An API key: `rk_live_…`"}
    document["components"]["securitySchemes"] = {"key": bearer}
    by_id = {names.operation_id(each): each for each in routes_of(app) if each.include_in_schema}
    for path, operations in document["paths"].items():
        for operation in operations.values():
            route = by_id[operation["operationId"]]
            operation["summary"] = names.summary(route)
            if path.startswith("/v1/"):
                operation["security"] = [{"key": []}]
                once = isinstance(route, IdempotentRoute) and "POST" in (route.methods or ())
                headers.declare(operation, is_repeatable=once)
            _describe(operation)
            _exemplify(operation, schemas)
    _join_feeds(document["paths"])
    _simplify(document, {key: each["title"] for key, each in schemas.items() if "title" in each})
    document["components"]["schemas"] = {
        each.get("title", key): each for key, each in schemas.items()
    }
    return document


def _simplify(part: Any, titles: Mapping[str, str]) -> None:  # Any: any part of a JSON document
    """Write a single allowed text as an enumeration of one, and references by title.

    openapi-python-client 0.29 takes ``const`` beside a number for the only value there is.
    """
    if isinstance(part, dict):
        if isinstance(part.get("const"), str):
            part["enum"] = [part.pop("const")]
        if isinstance(part.get("$ref"), str):
            path, _, name = part["$ref"].rpartition("/")
            part["$ref"] = f"{path}/{titles.get(name, name)}"
        for each in part.values():
            _simplify(each, titles)
    elif isinstance(part, list):
        for each in part:
            _simplify(each, titles)


def _join_feeds(paths: Document) -> None:
    """Describe both forms of a feed as one path: generators know no parameter beside other text."""
    both = [paths.pop(f"/ical/{{token}}.{form}")["get"] for form in ("json", "ics")]
    one: Document = {**both[0], "operationId": "getFeed", "summary": both[1]["summary"]}
    content = {**both[0]["responses"]["200"]["content"], **both[1]["responses"]["200"]["content"]}
    one["responses"] = {**both[0]["responses"], "200": {**both[1]["responses"]["200"]}}
    one["responses"]["200"]["content"] = content
    one["parameters"] = [
        {
            "name": "file",
            "in": "path",
            "required": True,
            "description": "the feed's token, with `.ics` for a calendar or `.json` behind it",
            "schema": {"type": "string", "pattern": r"\.(ics|json)$"},
            "example": "rcal_0.ics",
        },
        *(each for each in one.get("parameters", ()) if each["in"] != "path"),
    ]
    paths["/ical/{file}"] = {"get": one}


def _describe(operation: Document) -> None:
    for each in operation.get("parameters", ()):
        if not each.get("description") and each["name"] in _DESCRIPTIONS:
            each["description"] = _DESCRIPTIONS[each["name"]]


def _exemplify(operation: Document, schemas: Mapping[str, Any]) -> None:
    """Give every body and every good answer an example; JSON comes first of an answer's forms."""
    body = operation.get("requestBody", {}).get("content", {})
    if body.pop("text/plain", None):
        # Generators know no body of plain text; as bytes it is the same.
        body["application/octet-stream"] = {"schema": {"type": "string", "format": "binary"}}
    for media in body.values():
        # A body that may be left out: generators send "null" for one that is null or not there.
        some = [each for each in media.get("schema", {}).get("anyOf", ()) if "$ref" in each]
        if len(some) == 1:
            media["schema"] = some[0]
        if "example" not in media and "examples" not in media and "schema" in media:
            media["example"] = examples.of(media["schema"], schemas, is_body=True)
    for answer in operation["responses"].values():
        content = answer.get("content", {})
        json_first = sorted(content, key=lambda name: name != "application/json")
        if content:
            answer["content"] = {name: content[name] for name in json_first}
        for media in answer.get("content", {}).values():
            if "example" not in media and "schema" in media:
                media["example"] = examples.of(media["schema"], schemas)

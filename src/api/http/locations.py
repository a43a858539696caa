"""The Location header of answers with 201: the address of the new resource."""

import re
from collections.abc import Iterable, Mapping
from typing import Any

import msgspec
from fastapi import Request, Response

_ELSEWHERE = {
    "/v1/members/{member}/chat-link-code": "/v1/members/{member}",
    "/v1/members/{member}/devices": "/v1/members/{member}/contacts/{id}",
    "/v1/members/{member}/sick-days": "/v1/members/{member}/absences/{id}",
    "/v1/slots/{slot}/sick": "/v1/covers/{id}",
    "/v1/teams/{team}/rotas/{week}/publish": "/v1/teams/{team}/rotas/{week}?version={version}",
    "/v1/teams/{team}/rotas/{week}/revert": "/v1/teams/{team}/rotas/{week}?version={version}",
}
"""Addresses of what is not named after the path it is made at."""


def addresses(paths: Iterable[str]) -> dict[str, str]:
    """Return, by the path that something is made at, the template of its own address.

    It is the path with an id behind it, else one of the same last word: members are made at
    ``/v1/teams/{team}/members`` and stand at ``/v1/members/{member}``.
    """
    known = list(paths)
    found = dict(_ELSEWHERE)
    for path in known:
        for base in (path, f"/v1/{path.rsplit('/', 1)[-1]}"):
            if any(re.fullmatch(rf"{re.escape(base)}/\{{\w+\}}", each) for each in known):
                found.setdefault(path, f"{base}/{{id}}")
    return found


def located(request: Request, path: str, response: Response) -> Response:
    """Give an answer with 201 the address of what was made; ``path``: the template asked at."""
    template: str | None = request.app.state.addresses.get(path)
    if response.status_code == 201 and template and "location" not in response.headers:
        made: Mapping[str, Any] = msgspec.json.decode(bytes(response.body))  # Any: JSON
        names = {**request.path_params, **made}
        response.headers["Location"] = template.format_map(names)
    return response

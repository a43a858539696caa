"""ETags: the revision of an answer, and the one a change has to name."""

import hashlib
from functools import cache
from typing import Any

from fastapi import Request
from pydantic import BaseModel, TypeAdapter

from api.http.deps import Out
from rotation.errors import MatchMissing, Stale


def etag_of(out: object) -> str:
    """Return the strong ETag of an answer: a digest of what it says."""
    if isinstance(out, BaseModel):
        content = out.model_dump_json().encode()
    else:
        content = _adapter(type(out)).dump_json(out)  # type: ignore[arg-type]  # a class has a hash
    return f'"{hashlib.sha256(content).hexdigest()[:32]}"'


@cache
def _adapter(kind: type) -> TypeAdapter[Any]:  # Any: of whatever has an ETag
    """Return what writes a kind of state as JSON; making it costs more than writing."""
    return TypeAdapter(kind)


def with_etag(request: Request, out: Out, state: object = None) -> Out:
    """Give the answer ``out`` the ETag of what it says (or of the state given), and return it."""
    request.state.tag = etag_of(out if state is None else state)
    return out


def require_match(request: Request, current: object) -> None:
    """Raise Stale unless If-Match names the ETag of what is there now, MatchMissing without one."""
    asked = request.headers.get("if-match")
    if asked is None:
        raise MatchMissing("Send If-Match with the ETag you were given.", field="If-Match")
    if asked.strip() != "*" and etag_of(current) not in [each.strip() for each in asked.split(",")]:
        raise Stale("This has changed since you read it.", field="If-Match")

"""API keys and the audit trail."""

from collections.abc import Mapping
from datetime import datetime
from typing import Annotated, Any, Literal
from uuid import UUID

import msgspec
from fastapi import APIRouter, Query, Response
from pydantic import AfterValidator, BaseModel, Field, field_validator

from api.http.deps import Caller, May, Now, Read, Write
from api.http.idempotency import IdempotentRoute
from api.http.paging import Listed, Paging, listed
from api.problems import problems
from api.schemas.body import JsonBody
from api.schemas.fields import Instant, Named, printable
from rotation.account import audit, keys
from rotation.account.access import Access
from rotation.errors import Conflict
from rotation.rota.on_duty.snapshot import Privacy
from rotation.team import teams
from rotation.team.members import member_exists
from rotation.words import say

router = APIRouter(prefix="/v1", route_class=IdempotentRoute, tags=["account"])
LINES = "application/x-ndjson"
Scope = Literal["read", "write"]


class KeyIn(JsonBody):
    """A new key and its rights."""

    model_config = {"extra": "forbid"}

    access: Access
    name: Annotated[str, Field(max_length=100), AfterValidator(printable)] = ""
    teams: Annotated[list[Named], Field(min_length=1, max_length=200)] | None = Field(
        None,
        description="slugs or ids; all teams when left out, which a key that is limited itself"
        " may not",
    )
    member: UUID | None = Field(None, description="whose key it is; needed for access `member`")
    expires_at: Instant | None = None
    privacy: Privacy = Field(
        "name",
        description="what on-duty answers tell this key about people: their names, their roles"
        " only, or their names and the addresses they let others see",
    )
    scopes: Annotated[list[Scope], Field(min_length=1, max_length=2)] = Field(
        ["read", "write"],
        description="`read` alone: a key that changes nothing, whatever its level may do; for"
        " assistants, for example",
    )

    @field_validator("scopes")
    @classmethod
    def _reads(cls, scopes: list[Scope]) -> list[Scope]:
        if "read" not in scopes:
            raise ValueError(say("A key that writes reads, too."))
        return scopes


class KeyOut(BaseModel):
    """A key without its secret."""

    id: UUID
    prefix: str
    access: Access
    name: str
    teams: list[UUID] | None
    member: UUID | None
    privacy: str
    scopes: list[Scope]
    expires_at: datetime | None
    created_at: datetime
    last_used_at: datetime | None


class NewKeyOut(KeyOut):
    """A new key; ``key`` is shown this once."""

    key: str


class AuditOut(BaseModel):
    """One line of the audit trail."""

    id: UUID
    at: datetime
    actor: str
    action: str
    entity: str
    entity_id: UUID
    team: UUID | None
    request_id: str | None
    before: Mapping[str, Any] | None
    after: Mapping[str, Any] | None


@router.post("/keys", status_code=201, responses=problems(), dependencies=[May("manage_keys")])
def make_key(body: KeyIn, session: Write, now: Now) -> NewKeyOut:
    """Make a key; its secret stands in this answer and nowhere else."""
    limited = tuple(teams.find(session, each).id for each in body.teams) if body.teams else None
    if body.member:
        member_exists(session, body.member)
    grant = keys.Grant(
        body.access,
        body.name,
        limited,
        body.member,
        body.expires_at,
        body.privacy,
        "write" in body.scopes,
    )
    key, secret = keys.make(session, grant, now)
    return NewKeyOut(key=secret, **_fields(key))


@router.get("/keys", responses=problems(), dependencies=[May("manage_keys")])
def list_keys(session: Read, page: Paging) -> Listed[KeyOut]:
    """List the keys that have not been revoked and reach no further than the caller's."""
    found = keys.listed(session, page.after, page.limit)
    return listed(page, [KeyOut(**_fields(key)) for key in found])


@router.delete(
    "/keys/{key}",
    status_code=204,
    responses=problems(Conflict),
    dependencies=[May("manage_keys")],
)
def revoke_key(key: UUID, session: Write, now: Now) -> None:
    """Revoke a key at once; the last owner key of the organisation stays."""
    keys.revoke(session, key, now)


@router.get("/audit", responses=problems(), dependencies=[May("see_audit")])
def read_audit(
    session: Read,
    caller: Caller,
    page: Paging,
    team: Annotated[Named | None, Query(description="slug or id")] = None,
) -> Listed[AuditOut]:
    """List what was done, newest first."""
    if team is None:
        caller.require_everywhere()
    found = teams.find(session, team).id if team else None
    lines = audit.trail(session, found, page.after, page.limit)
    return listed(page, [AuditOut.model_validate(line, from_attributes=True) for line in lines])


@router.get(
    "/audit/export",
    responses={200: {"content": {LINES: {"schema": {"type": "string"}}}}, **problems()},
    response_class=Response,
    dependencies=[May("see_audit")],
)
def export_audit(
    session: Read,
    caller: Caller,
    after: Annotated[UUID | None, Query(description="`id` of the last line one has")] = None,
    limit: Annotated[int, Query(ge=1, le=10_000, description="lines at most")] = 1_000,
) -> Response:
    """Export what was done as JSON lines, oldest first, with all that the chain is made of."""
    caller.require_everywhere()
    lines = audit.exported(session, after, limit)
    return Response(
        b"".join(msgspec.json.encode(each, enc_hook=str) + b"\n" for each in lines),
        media_type=LINES,
    )


def _fields(key: keys.Key) -> dict[str, Any]:
    grant = key.grant
    return {
        "id": key.id,
        "prefix": key.prefix,
        "access": grant.access,
        "name": grant.name,
        "teams": grant.teams,
        "member": grant.member,
        "privacy": grant.privacy,
        "scopes": ["read", "write"] if grant.may_write else ["read"],
        "expires_at": grant.expires_at,
        "created_at": key.created_at,
        "last_used_at": key.last_used_at,
    }

"""The message log of a team."""

import io
from collections.abc import Iterator
from typing import Annotated

from fastapi import APIRouter, Header, Query
from pydantic import BaseModel, Field

from api.http.deps import Language, May, Now, RawBody, Write
from api.http.idempotency import IdempotentRoute
from api.problems import problems
from rotation.demand.messages import log_reader, message_log
from rotation.demand.messages.log_reader import LogFormat, LoggedMessage, RejectedRow
from rotation.errors import BodyTooLarge, Impossible
from rotation.team import teams
from rotation.words import say

router = APIRouter(prefix="/v1", route_class=IdempotentRoute, tags=["messages"])
MOST = 50_000
_ROW = {
    "type": "object",
    "required": list(log_reader.NEEDED),
    "properties": {name: {"type": ["string", "null"]} for name in log_reader.FIELDS},
}
_BODY = {
    "requestBody": {
        "required": True,
        "content": {
            "text/csv": {"schema": {"type": "string"}},
            "application/json": {
                "schema": {"type": "array", "maxItems": MOST, "items": _ROW},
            },
        },
    }
}


class RefusedOut(BaseModel):
    """A row that was left out."""

    line: int = Field(description="the header of a CSV is line 1; in JSON the place in the list")
    field: str | None = Field(description="null when it is the whole row")
    reason: str


class ImportOut(BaseModel):
    """The rows of an imported log: taken, known already, refused."""

    accepted: int
    repeated: int = Field(description="rows that were there already")
    refused: list[RefusedOut] = Field(description="the first 200")
    refused_count: int


@router.post(
    "/teams/{team}/messages", responses=problems(), dependencies=[May("plan")], openapi_extra=_BODY
)
def import_messages(
    team: str,
    content: RawBody,
    session: Write,
    now: Now,
    language: Language,
    content_type: Annotated[str, Header()] = "",
    columns: Annotated[
        str,
        Query(max_length=1000, description="our fields by their columns, as `channel:company,…`"),
    ] = "",
) -> ImportOut:
    """Take in a message log; rows that cannot be right are refused, the rest is kept."""
    found = teams.find(session, team)
    reading = message_log.reading(session, found, now, log_reader.parsed_columns(columns))
    taken = message_log.import_rows(session, found, _rows(content, content_type, reading))
    refused = [
        RefusedOut(line=each.line, field=each.field, reason=each.reason.said_in(language or "en"))
        for each in taken.refused
    ]
    return ImportOut(
        accepted=taken.accepted,
        repeated=taken.repeated,
        refused=refused,
        refused_count=taken.refused_count,
    )


def _rows(
    content: bytes, content_type: str, reading: LogFormat
) -> Iterator[LoggedMessage | RejectedRow]:
    match content_type.partition(";")[0].strip().lower():
        case "text/csv":
            rows = log_reader.read_csv(io.BytesIO(content), reading)
        case "application/json":
            rows = log_reader.read_json(content, reading)
        case _:
            raise Impossible("Send text/csv or application/json.", field="Content-Type")
    for place, row in enumerate(rows):
        if place >= MOST:
            raise BodyTooLarge(say("A call takes {most} rows at most.", most=MOST), field="")
        yield row

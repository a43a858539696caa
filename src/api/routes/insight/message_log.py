"""The message log of a team."""

import io
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated

from fastapi import APIRouter, Depends, Header, Query
from pydantic import BaseModel, Field

from api.http.deps import Language, May, Now, RawBody, Write
from api.http.idempotency import IdempotentRoute
from api.problems import problems
from rotation.deferred import deferred
from rotation.demand.messages import export_formats, log_reader, message_log
from rotation.demand.messages.log_reader import (
    LogFormat,
    LoggedMessage,
    LogRows,
    RejectedRow,
    Taken,
)
from rotation.demand.messages.message_log import Import, LogSettings
from rotation.errors import BodyTooLarge, WrongMediaType
from rotation.team import teams
from rotation.words import say

if TYPE_CHECKING:
    from api.clients import http
else:
    http = deferred("api.clients.http")

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


class TakenOut(BaseModel):
    """The columns, zone and format a log was read by, where it does not say itself."""

    columns: dict[str, str] = Field(description="our fields by the columns they were read from")
    ignored: list[str] = Field(description="columns that are not looked at, 200 at most")
    charset: str | None = Field(description="of a CSV")
    delimiter: str | None = Field(description="of a CSV")
    timezone: str | None = Field(
        description="of times without an offset; null: such times are refused"
    )


class ImportOut(BaseModel):
    """The rows of an imported log: taken, known already, refused."""

    accepted: int
    completed: int = Field(description="messages known before whose reply became known")
    repeated: int = Field(description="rows that were there already")
    refused: list[RefusedOut] = Field(description="the first 200")
    refused_count: int
    taken: TakenOut


_FORMATS = ", ".join(f"`{each}`" for each in export_formats.FORMATS)


@dataclass(frozen=True)
class LogUpload:
    """The settings a sender gives with a message log, beside its body."""

    now: Now
    language: Language
    content_type: Annotated[str, Header()] = ""
    columns: Annotated[
        str,
        Query(max_length=1000, description="our fields by their columns, as `channel:company,…`"),
    ] = ""
    format: Annotated[
        str, Query(max_length=40, description=f"columns of an export, one of {_FORMATS}")
    ] = ""
    timezone: Annotated[
        str, Query(max_length=64, description="IANA zone of times without an offset")
    ] = ""
    channel: Annotated[
        str, Query(max_length=100, description="the channel of a log that has no column of it")
    ] = ""

    @property
    def settings(self) -> LogSettings:
        """Return what is said of the log itself."""
        return LogSettings(self.columns, self.format, self.timezone, self.channel)


@router.post(
    "/teams/{team}/messages", responses=problems(), dependencies=[May("plan")], openapi_extra=_BODY
)
def import_messages(
    team: str,
    content: RawBody,
    session: Write,
    upload: Annotated[LogUpload, Depends()],
) -> ImportOut:
    """Take in a message log; rows that cannot be right are refused, the rest is kept.

    Exports may overlap: a reply that a later one knows completes the message. What was taken
    where the log does not say is told.
    """
    found = teams.find(session, team)
    reading = message_log.reading(session, found, upload.now, upload.settings)
    rows = _opened(content, upload.content_type, reading)
    done = message_log.import_rows(session, found, _limited(rows))
    return _out(done, rows.taken, upload.language or "en")


def _out(done: Import, taken: Taken, language: str) -> ImportOut:
    refused = [
        RefusedOut(line=each.line, field=each.field, reason=each.reason.said_in(language))
        for each in done.refused
    ]
    return ImportOut(
        accepted=done.accepted,
        completed=done.completed,
        repeated=done.repeated,
        refused=refused,
        refused_count=done.refused_count,
        taken=TakenOut.model_validate(taken, from_attributes=True),
    )


def _opened(content: bytes, content_type: str, reading: LogFormat) -> LogRows:
    match content_type.partition(";")[0].strip().lower():
        case "text/csv":
            return log_reader.read_csv(io.BytesIO(content), reading, http.charset_of(content_type))
        case "application/json":
            return log_reader.read_json(content, reading)
    raise WrongMediaType("Send text/csv or application/json.", field="Content-Type")


def _limited(rows: LogRows) -> Iterator[LoggedMessage | RejectedRow]:
    for place, row in enumerate(rows):
        if place >= MOST:
            raise BodyTooLarge(say("A call takes {most} rows at most.", most=MOST), field="")
        yield row

"""Slack's slash command: the raw bytes are proven, then answered, once."""

import hashlib
import hmac
import re
from datetime import datetime
from typing import Any
from urllib.parse import parse_qs
from uuid import UUID

import msgspec
from fastapi import APIRouter, Request, Response

from api.http.deps import RawBody, now_of, work_of
from rotation.chat import answer, connections
from rotation.chat.connections import ConnectionSecret
from rotation.notices import contacts

router = APIRouter(tags=["chat"])
TOLERANCE = 300
"""Seconds a message may be older or newer than our clock."""
_SECONDS = re.compile(r"[0-9]{1,12}", re.ASCII)
_SIGNATURE = re.compile(r"v0=[0-9a-f]{64}", re.ASCII)
_SLACK = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;"})
_DOCUMENTED: dict[int | str, dict[str, Any]] = {
    200: {
        "description": "What to show whoever asked; Slack shows it to them alone.",
        "content": {
            "application/json": {
                "schema": {"type": "object", "properties": {"text": {"type": "string"}}}
            }
        },
    },
    401: {"description": "Not proven to come from Slack, or heard before; the body is empty."},
    413: {"description": "A body of more than 64 KiB."},
    422: {"description": "An address with control characters."},
}


@router.post(
    "/hooks/slack/{connection}",
    response_class=Response,
    responses=_DOCUMENTED,
    openapi_extra={
        "requestBody": {
            "content": {
                "application/x-www-form-urlencoded": {
                    "schema": {"type": "object", "properties": {"text": {"type": "string"}}}
                }
            }
        }
    },
)
def hear_slack(connection: str, body: RawBody, request: Request) -> Response:
    """Answer a slash command."""
    heard, now, work = _proven(connection, body, request), now_of(request), work_of(request)
    if heard is None:
        return Response(status_code=401)
    text = _text(body)
    with work.unit(work.service(heard.organisation), now, request.state.id) as session:
        if not connections.is_new(session, heard, _digest(request), now):
            return Response(status_code=401)
        told = contacts.as_stated(session, heard.team, heard.privacy)
        said = answer.reply(session, heard.team, text, now, told)
    # Names neither mention nor format anybody: what Slack reads is escaped, its marks are off.
    answered = {"response_type": "ephemeral", "text": said.translate(_SLACK), "mrkdwn": False}
    return Response(msgspec.json.encode(answered), media_type="application/json")


def _proven(connection: str, body: bytes, request: Request) -> ConnectionSecret | None:
    """Return the connection of a message that its platform has signed, or None."""
    try:
        heard = connections.line(work_of(request).database, "slack", UUID(connection))
    except ValueError:
        return None
    sent = request.headers.getlist("x-slack-request-timestamp")
    signed = request.headers.getlist("x-slack-signature")
    if heard is None or len(sent) != 1 or len(signed) != 1:
        return None
    if not is_signed(heard.secret, sent[0], body, signed[0], now_of(request)):
        return None
    return heard


def _text(body: bytes) -> str:
    """Return the field ``text`` of a form; empty when there is none or the form is none."""
    try:
        form = parse_qs(body.decode(errors="replace"), keep_blank_values=True, max_num_fields=100)
    except ValueError:
        return ""
    return form.get("text", [""])[-1]


def _digest(request: Request) -> bytes:
    """Return what tells a message from another: its signature, which covers time and body."""
    return hashlib.sha256(request.headers["x-slack-signature"].encode()).digest()


def is_signed(secret: bytes, sent: str, body: bytes, signed: str, now: datetime) -> bool:
    """Tell whether Slack signed a body with a secret, at most five minutes from now."""
    if not _SECONDS.fullmatch(sent) or not _SIGNATURE.fullmatch(signed):
        return False
    if abs(now.timestamp() - int(sent)) > TOLERANCE:
        return False
    message = b"v0:" + sent.encode() + b":" + body
    expected = "v0=" + hmac.new(secret, message, hashlib.sha256).hexdigest()
    return hmac.compare_digest(expected.encode(), signed.encode())

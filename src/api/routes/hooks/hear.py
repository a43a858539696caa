"""Messages of chat platforms: the raw bytes are proven, then read, then answered, once.

Nothing that is not proven is told why, and a connection that was cut off looks like one that never
was. What is delivered again is refused, or answered by nothing where the platform would go on.
"""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from functools import cache, partial
from typing import TYPE_CHECKING, Any
from uuid import UUID

from fastapi import APIRouter, Request, Response
from sqlalchemy.orm import Session

from api.admission import after_answer
from api.chat.adapter import NOTHING, REFUSED, Adapter, Handshake, HookAnswer, Proof
from api.chat.registry import ADAPTERS
from api.http.deps import RawBody, now_of, settings_of, work_of
from api.revision_cache import RevisionCache
from api.settings import Settings
from api.unit_of_work import DatabaseUnitOfWork
from rotation.chat import buttons, connections, conversation, late_answers, links
from rotation.chat.connections import ConnectionSecret
from rotation.chat.conversation import ChatTurn
from rotation.chat.message import ChatMessage, Incoming
from rotation.deferred import deferred
from rotation.errors import RotationError
from rotation.notices import contacts
from rotation.rota.on_duty import duties, load_snapshot
from rotation.rota.on_duty.snapshot import Snapshot
from rotation.team.teams import Team
from rotation.timespan import DAY

if TYPE_CHECKING:
    from api.clients import http, signing_keys
    from api.clients.signing_keys import SigningKeys
else:
    http, signing_keys = deferred("api.clients.http"), deferred("api.clients.signing_keys")

router = APIRouter(tags=["chat"])
_ANY_JSON: dict[str, Any] = {"schema": {}}
_DOCUMENTED: dict[int | str, dict[str, Any]] = {
    200: {
        "description": "What the platform shows whoever asked, in its own form; often nothing.",
        "content": {"application/json": _ANY_JSON, "text/plain": {"schema": {"type": "string"}}},
    },
    401: {"description": "Not proven to come from the platform, or heard before; no body."},
    403: {"description": "The same, as a Matrix homeserver reads it."},
    404: {"description": "No such address of an application service (Matrix)."},
    413: {"description": "A body of more than 64 KiB."},
    422: {"description": "An address with control characters."},
}
_SAID = {
    "application/json": {"schema": {}},
    "application/x-www-form-urlencoded": {"schema": {"type": "object"}},
    "text/plain": {"schema": {"type": "string"}},
}
_snapshots: RevisionCache[Snapshot] = RevisionCache()
_KEYS_SECONDS = 4.0
"""How long the keys of a platform are waited for while it waits for its answer."""
_BODY = {"requestBody": {"content": _SAID}}


@router.post(
    "/hooks/{platform}/{connection}",
    response_class=Response,
    responses=_DOCUMENTED,
    openapi_extra=_BODY,
)
def hear_platform(platform: str, connection: str, body: RawBody, request: Request) -> Response:
    """Answer what is asked in a chat."""
    adapter = ADAPTERS.get(platform)
    return _out(REFUSED if adapter is None else _answer(adapter, connection, body, request))


@router.api_route(
    "/hooks/matrix/{connection}/_matrix/app/v1/{rest:path}",
    methods=["GET", "POST", "PUT"],
    response_class=Response,
    include_in_schema=False,
)
def hear_homeserver(connection: str, body: RawBody, request: Request) -> Response:
    """Answer what a Matrix homeserver asks its application service."""
    return _out(_answer(ADAPTERS["matrix"], connection, body, request))


def _answer(adapter: Adapter, connection: str, body: bytes, request: Request) -> HookAnswer:
    work, now = work_of(request), now_of(request)
    heard = _line(work, adapter, connection, now)
    if heard is None:
        return adapter.refusal
    url = f"{settings_of(request).base_url}/hooks/{adapter.name}/{heard.id}"
    heard = replace(heard, account=replace(heard.account, url=url))
    headers = _headers(request)
    if not adapter.verify(_proof(request, heard, now), headers, body, now):
        if connections.is_refusal_news(heard, now):
            after_answer(request.scope, partial(_note_refusal, work, heard))
        return adapter.refusal
    found = adapter.parse(body, headers, heard.account)
    if found is None:
        return NOTHING
    if isinstance(found, Handshake):
        return found.answer
    said = found if isinstance(found, tuple) else (found,)
    return [_said(request, adapter, heard, each) for each in said][-1]


def _proof(request: Request, heard: ConnectionSecret, now: datetime) -> Proof:
    state, settings = request.app.state, settings_of(request)
    keys: SigningKeys = getattr(state, "signing_keys", None) or _signing_keys(settings)
    return Proof(
        heard.secrets,
        heard.account.account or "",
        heard.account.url,
        keys.find,
        lambda value: buttons.read(heard.button_key, heard.id, value, now) is not None,
    )


@cache
def _signing_keys(settings: Settings) -> "SigningKeys":
    most = http.Most(seconds=_KEYS_SECONDS)
    client = http.Client(allow_private=settings.allow_private_destinations, most=most)
    return signing_keys.SigningKeys(client)


def _known(session: Session, team: Team, at: datetime, ahead: timedelta) -> Snapshot:
    """Return the duties of a team from a UTC day on, made once a revision."""
    day = datetime.combine(at.astimezone(UTC).date(), time(), UTC)
    days = -(-ahead // DAY) + 1
    key = team.id, duties.revision(session, team.id), day, days
    return _snapshots.get(key, lambda: load_snapshot.snapshot(session, team, day, days * DAY))


def _said(
    request: Request, adapter: Adapter, heard: ConnectionSecret, incoming: Incoming
) -> HookAnswer:
    """Answer a message the first time it comes; a repeat is told nothing, or refused."""
    work, now = work_of(request), now_of(request)
    actor = conversation.actor_of(heard, links.member_of(work.database, heard, incoming.user))
    turn = ChatTurn(heard, incoming, actor, _known)

    def answer(session: Session, said: Callable[[], ChatMessage]) -> HookAnswer:
        if incoming.key and not connections.is_new(session, heard, incoming, now):
            return adapter.repeated if incoming.is_retried else adapter.refusal
        message = said()
        rendered = adapter.render(message, incoming, heard.account)
        if rendered.is_late:
            late_answers.add(session, heard, incoming, message)
        if heard.called != "answered":
            connections.was_called(session, heard.id, "answered", now)
        return rendered

    try:
        with work.unit(actor, now, request.state.id) as session:
            told = contacts.as_stated(session, heard.team, heard.privacy)
            return answer(session, lambda: conversation.answered(session, turn, told, now))
    except RotationError as error:
        refusal = error
    with work.unit(actor, now, request.state.id) as session:
        # What was begun is undone; that it was heard is not.
        return answer(session, lambda: conversation.refused(session, turn, refusal, now))


def _line(
    work: DatabaseUnitOfWork, adapter: Adapter, connection: str, now: datetime
) -> ConnectionSecret | None:
    try:
        return connections.line(work.database, adapter.name, UUID(connection), now)
    except ValueError:
        return None


def _headers(request: Request) -> dict[str, str]:
    """Return the headers that came once: of two, nobody can tell which one is meant."""
    path = request.path_params.get("rest", "")
    found: dict[str, str] = {":path": path, ":method": request.method}
    twice: set[str] = set()
    for name, value in request.headers.items():
        if name in found:
            twice.add(name)
        found[name] = value
    return {name: value for name, value in found.items() if name not in twice}


def _note_refusal(work: DatabaseUnitOfWork, heard: ConnectionSecret) -> None:
    with work.at_once(work.service(heard.organisation)) as session:
        connections.was_called(session, heard.id, "refused", work.clock())


def _out(answer: HookAnswer) -> Response:
    media_type = answer.media_type if answer.body else None
    return Response(answer.body, answer.status, media_type=media_type)

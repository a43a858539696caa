"""The dependencies of routes: sessions, the caller and their rights, the clock, the language."""

from collections.abc import Callable, Iterator
from datetime import datetime
from functools import partial
from typing import Annotated, NoReturn, TypeVar

from fastapi import Depends, Request, params
from sqlalchemy.orm import Session

from api.admission import after_answer, bearer
from api.settings import Settings
from api.unit_of_work import DatabaseUnitOfWork
from rotation.account import keys
from rotation.account.access import Actor, Right
from rotation.errors import NotSignedIn, Unreachable
from rotation.rota.planning.execute_run import Calculations
from rotation.words import best_language

Out = TypeVar("Out")
Value = TypeVar("Value")
Endpoint = TypeVar("Endpoint", bound=Callable[..., object])


def work_of(request: Request) -> DatabaseUnitOfWork:
    """Return the opener of units of work of this application."""
    work: DatabaseUnitOfWork = request.app.state.work
    return work


def children_of(request: Request) -> Calculations:
    """Return the calculations in child processes; without any beside us they are unreachable."""
    children: Calculations | None = getattr(request.app.state, "children", None)
    return children or NOBODY


def _nobody(*_: object) -> NoReturn:
    raise Unreachable("No calculating process runs beside this one.")


NOBODY = Calculations(_nobody, _nobody)
"""The calculations of a process without any child beside it."""


def settings_of(request: Request) -> Settings:
    """Return the settings of this process."""
    settings: Settings = request.app.state.settings
    return settings


def now_of(request: Request) -> datetime:
    """Return the time of the application's clock."""
    return work_of(request).clock()


def shown_key(request: Request) -> str:
    """Return the caller of a request; NotSignedIn without a valid key."""
    shown = bearer(request.scope)
    if shown is None:
        raise NotSignedIn("Send an API key as a bearer token.")
    return shown


def signed_in(request: Request) -> Actor:
    """Return who sends the request, looked up once; NotSignedIn without a valid key."""
    known = getattr(request.state, "signed_in", None)
    if known is None:
        known = keys.actor_of(work_of(request).database, shown_key(request), now_of(request))
        request.state.signed_in = known
    actor, stale = known
    if stale and actor.key_id and getattr(request.state, "actor", None) is None:
        after_answer(request.scope, partial(_stamp_used, work_of(request), actor))
    request.state.actor = actor
    return actor


def still_signed_in(request: Request) -> None:
    """Raise NotSignedIn when the key of a request opens nothing any more."""
    keys.actor_of(work_of(request).database, shown_key(request), now_of(request))


def _stamp_used(work: DatabaseUnitOfWork, actor: Actor) -> None:
    with work.at_once(actor) as session:
        assert actor.key_id
        keys.stamp_used(session, actor.key_id, work.clock())


def inline_dependency(read: Callable[[Request], Value]) -> params.Depends:
    """Return the dependency on a value that is only looked up: it needs no change of thread."""

    async def found(request: Request) -> Value:
        return read(request)

    depends: params.Depends = Depends(found)
    return depends


Caller = Annotated[Actor, Depends(signed_in)]
Now = Annotated[datetime, inline_dependency(now_of)]
Config = Annotated[Settings, inline_dependency(settings_of)]


async def _calculations(request: Request, caller: Caller) -> Calculations:
    children = children_of(request)
    return children if children is NOBODY else request.app.state.shares.of(children, caller)


Calculating = Annotated[Calculations, Depends(_calculations)]
"""The calculations, in turns: whoever asks a lot waits for themselves."""


def May(right: Right) -> params.Depends:  # noqa: N802 - reads as a sentence in a route's declaration
    """Return the dependency that lets in only callers with a right."""

    async def check(caller: Caller) -> None:
        caller.require(right)

    check.right = right  # type: ignore[attr-defined]  # the architecture tests read it
    depends: params.Depends = Depends(check)
    return depends


def _read(request: Request, caller: Caller) -> Iterator[Session]:
    with work_of(request).reading(caller) as session:
        yield session


def _write(request: Request, caller: Caller, now: Now) -> Iterator[Session]:
    with work_of(request).unit(caller, now, getattr(request.state, "id", None)) as session:
        request.state.session = session
        yield session
        request.state.session = None


def requires_right_inline(right: Right) -> Callable[[Endpoint], Endpoint]:
    """Declare the right of a route that signs in by itself, with ``let_in``.

    Each dependency of a route costs a change of thread: the hot answers have none.
    """

    def declare(endpoint: Endpoint) -> Endpoint:
        endpoint.right = right  # type: ignore[attr-defined]  # the architecture tests read it
        return endpoint

    return declare


def authenticate(request: Request, right: Right) -> Actor:
    """Return the caller of a hot route; NotAllowed without the right."""
    actor = signed_in(request)
    actor.require(right)
    return actor


Read = Annotated[Session, Depends(_read, scope="function")]
Write = Annotated[Session, Depends(_write, scope="function")]


async def raw_body(request: Request) -> bytes:
    """Return the bytes of the body; the cap has been applied while they came in."""
    return await request.body()


RawBody = Annotated[bytes, Depends(raw_body)]


def language_of(request: Request) -> str | None:
    """Return the best of our languages for the reader, or None when they did not say."""
    return best_language(request.headers.get("accept-language", ""))


Language = Annotated[str | None, inline_dependency(language_of)]

"""The dependencies of routes: sessions, the caller and their rights, the clock, the language."""

from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Annotated, NoReturn, TypeVar

from fastapi import Depends, Request, params
from sqlalchemy.orm import Session

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
    """Return what opens units of work in this application."""
    work: DatabaseUnitOfWork = request.app.state.work
    return work


def children_of(request: Request) -> Calculations:
    """Return the calculations in child processes; without any beside us they are unreachable."""
    children: Calculations | None = getattr(request.app.state, "children", None)
    return children or NOBODY


def _nobody(*_: object) -> NoReturn:
    raise Unreachable("No calculating process is beside this one.")


NOBODY = Calculations(_nobody, _nobody)
"""The calculations of a process without any child beside it."""


def settings_of(request: Request) -> Settings:
    """Return the settings of this process."""
    settings: Settings = request.app.state.settings
    return settings


def now_of(request: Request) -> datetime:
    """Return the time of the application's clock."""
    return work_of(request).clock()


def signed_in(request: Request) -> Actor:
    """Return who sends the request; NotSignedIn without a valid key."""
    scheme, _, shown = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() != "bearer" or not shown:
        raise NotSignedIn("Send an API key as a bearer token.")
    work, now = work_of(request), now_of(request)
    actor, stale = keys.actor_of(work.database, shown.strip(), now)
    if stale and actor.key_id:
        with work.unit(actor, now) as session:
            keys.stamp_used(session, actor.key_id, now)
    request.state.actor = actor
    return actor


def inline_dependency(read: Callable[[Request], Value]) -> params.Depends:
    """Return the dependency on what only has to be looked up: it needs no change of thread."""

    async def found(request: Request) -> Value:
        return read(request)

    depends: params.Depends = Depends(found)
    return depends


Caller = Annotated[Actor, Depends(signed_in)]
Now = Annotated[datetime, inline_dependency(now_of)]
Calculating = Annotated[Calculations, inline_dependency(children_of)]
Config = Annotated[Settings, inline_dependency(settings_of)]


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
    """Return who sends a request to a hot route; NotAllowed without the right."""
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

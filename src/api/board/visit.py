"""One request for a page: who looks, when, in which language; how it reads, changes and answers."""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Annotated, Any
from urllib.parse import parse_qsl, urlencode, urlsplit
from uuid import UUID

from fastapi import Depends, Request, Response
from fastapi.responses import RedirectResponse
from sqlalchemy.orm import Session

from api.board import render
from api.board.form import EMPTY, Form, form_of, sent_with
from api.board.reading import Reader
from api.board.sessions import Looking, token_of
from api.http.deps import NOBODY, children_of, now_of, work_of
from api.unit_of_work import DatabaseUnitOfWork
from rotation.account import repeats
from rotation.account.access import RIGHTS, Actor, Right
from rotation.clock import new_id
from rotation.errors import KeyReused, RotationError, Stale
from rotation.rota.planning.execute_run import Calculations
from rotation.team.teams import Team
from rotation.words import Sentence

NOTICE = "said"
"""The cookie that carries one sentence from a form to the page that follows it."""
MARK = "mark"
"""Where a reading session keeps the mark of its database."""
VIEW = frozenset({"sort", "day", "whole"})
"""What an address of a week says of how it is looked at."""
_LONGEST = 600


class AlreadyDone(Exception):
    """A form was sent a second time; ``path`` is where its first answer went."""

    def __init__(self, path: str) -> None:
        """Keep where the first answer went."""
        self.path = path
        super().__init__(path)


@dataclass(frozen=True)
class Visit:
    """A request for a page by somebody who has signed in."""

    request: Request
    actor: Actor
    now: datetime
    reader: Reader
    form: Form

    @property
    def work(self) -> DatabaseUnitOfWork:
        """Return what opens units of work."""
        return work_of(self.request)

    @property
    def children(self) -> Calculations:
        """Return the calculations in child processes."""
        return children_of(self.request)

    @property
    def calculations(self) -> Calculations:
        """Return the calculations in turns: whoever asks a lot waits for themselves."""
        if self.children is NOBODY:
            return self.children
        shared: Calculations = self.request.app.state.shares.of(self.children, self.actor)
        return shared

    def may(self, right: Right) -> bool:
        """Tell whether whoever looks has a right."""
        return self.actor.access in RIGHTS[right]

    def refused(self, error: RotationError | None) -> dict[str, Any]:
        """Return what a page says of a form that was refused, above it and at its field.

        ``sent`` is what was typed, so that nobody types it twice.
        """
        if error is None:
            return {}
        detail = self.reader(error.detail)
        names = [each for each in (error.field or "").split("/") if each and not each.isdigit()]
        alert = self.reader("This was not kept yet. {why}", why=error.detail) if names else detail
        return {"alert": alert, "wrong": dict.fromkeys(names, detail), "sent": self.form}

    def of_team(self, team: Team) -> "Visit":
        """Return the visit with times in the team's zone."""
        return replace(self, reader=Reader(self.reader.language, team.zone))

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """Yield a reading session."""
        with self.work.reading(self.actor) as session:
            yield session

    @contextmanager
    def reading_marked(self) -> Iterator[Session]:
        """Yield a reading session that knows the mark of its database, read before anything else.

        What is read in it may be kept under that mark: it is the same until somebody writes.
        """
        mark = self.work.database.change_mark()
        with self.reading() as session:
            session.info[MARK] = mark
            yield session

    @contextmanager
    def writing(self, then: str) -> Iterator[Session]:
        """Yield a unit of work for the form; ``then`` is the page that follows.

        AlreadyDone when the same form came before: its one-time key is kept with what it changes.
        """
        request_id = getattr(self.request.state, "id", None)
        with self.work.unit(self.actor, self.now, request_id) as session:
            question = self._question()
            if question:
                self._refuse_repeat(session, question)
            yield session
            if question:
                answer = repeats.KeptResponse(303, {"location": then}, b"")
                repeats.keep(session, question, answer, self.now)

    def refuse_repeat(self) -> None:
        """Raise AlreadyDone when the form came before: for what opens units of work of its own."""
        question = self._question()
        if question:
            with self.reading() as session:
                self._refuse_repeat(session, question)

    def keep_answer(self, then: str) -> None:
        """Keep that the form was carried out, after what opened units of work of its own."""
        question = self._question()
        if question:
            with self.work.unit(self.actor, self.now) as session:
                kept = repeats.KeptResponse(303, {"location": then}, b"")
                repeats.keep(session, question, kept, self.now)

    def _question(self) -> repeats.IdempotentRequest | None:
        key = self.form.value("key")
        if not key or self.actor.key_id is None:
            return None
        secret, path = token_of(self.request), self.request.url.path.encode()
        return repeats.IdempotentRequest.of(self.actor.key_id, secret, key[:100], path)

    def _refuse_repeat(self, session: Session, question: repeats.IdempotentRequest) -> None:
        try:
            given = repeats.given(session, question, self.now)
        except KeyReused:
            raise Stale("This form was sent before. Open the page again.") from None
        if given:
            raise AlreadyDone(given.headers["location"])

    def require_rev(self, current: str) -> None:
        """Raise Stale unless the form was made from what is there now."""
        if self.form.value("rev") != current:
            raise Stale("Somebody else changed this week a moment ago. This is how it stands now.")

    def new_key(self) -> str:
        """Return a one-time key for a form."""
        return new_id().hex

    def page(self, template: str, status: int = 200, **values: Any) -> Response:
        """Return a page in the reader's language."""
        told = {"visit": self, "r": self.reader, "notice": notice_of(self.request)}
        told |= {"wrong": {}, "sent": EMPTY, **values}
        response = render.page(self.request, template, self.reader, told, status)
        if NOTICE in self.request.cookies:
            response.delete_cookie(NOTICE, path="/")
        return response

    def view(self, path: str) -> dict[str, str]:
        """Return the order and the day of a page of a week that a form was sent from, if it was."""
        try:
            before = urlsplit(self.request.headers.get("referer", "")[:2000])
        except ValueError:
            return {}
        if before.path != path:
            return {}
        return {name: value for name, value in parse_qsl(before.query) if name in VIEW}

    def go_back(self, path: str, said: Sentence) -> Response:
        """Return the way back to a page of a week as it was looked at."""
        view = urlencode(self.view(path))
        return self.go(f"{path}?{view}" if view else path, said)

    def go(self, path: str, said: Sentence | str | None = None) -> Response:
        """Return the way to the page that follows a form, where one sentence is said."""
        response = RedirectResponse(path, 303)
        if said is not None:
            text = self.reader(said) if isinstance(said, Sentence) else said
            keep_notice(response, text)
        return response


def visit_of(request: Request, actor: Looking, form: Annotated[Form, Depends(form_of)]) -> Visit:
    """Return the visit of a request."""
    return Visit(request, actor, now_of(request), Reader.of(request), form)


def visit_again(request: Request) -> Visit:
    """Return the visit of a request whose form was refused, with what was typed."""
    now, reader = now_of(request), Reader.of(request)
    return Visit(request, request.state.actor, now, reader, sent_with(request))


Visiting = Annotated[Visit, Depends(visit_of)]


def keep_notice(response: Response, text: str) -> None:
    """Give the browser a sentence for the next page."""
    value = urlsafe_b64encode(text[:_LONGEST].encode()).decode()
    response.set_cookie(NOTICE, value, max_age=60, path="/", httponly=True, samesite="lax")


def notice_of(request: Request) -> str | None:
    """Return the sentence that the form before left for this page, if it left one."""
    try:
        return urlsafe_b64decode(request.cookies[NOTICE][: 4 * _LONGEST]).decode()[:_LONGEST]
    except (KeyError, ValueError):
        return None


def local_path(text: str | None, otherwise: str = "/") -> str:
    """Return an address of ours that a form or a link names; anything else is not followed."""
    if not text or not text.startswith("/") or text.startswith(("//", "/\\")):
        return otherwise
    parts = urlsplit(text)
    return otherwise if parts.scheme or parts.netloc or "\\" in text else text


def uuid_of(form: Form, name: str) -> UUID | None:
    """Return the id in a field of a form; None when it is empty or no id."""
    try:
        return UUID(form.value(name))
    except ValueError:
        return None

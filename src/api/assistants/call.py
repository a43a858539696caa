"""A call of a tool: its caller, the sessions it may open, the team it is about."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar

from fastapi import Request
from pydantic import BaseModel
from sqlalchemy.orm import Session

from api.http.deps import language_of, now_of, signed_in, work_of
from rotation.account.access import RIGHTS, Actor
from rotation.errors import Impossible
from rotation.team import teams
from rotation.team.teams import Team
from rotation.words import LANGUAGES, say

Answer = TypeVar("Answer", bound=BaseModel)
Row = TypeVar("Row", bound=BaseModel)
MOST_BYTES = 3_200
"""Bytes of the rows of an answer: as data and as text, with its frame, it stays below 8 KiB."""
_FEW = 20


class _Undone(Exception):
    """Ends a unit of work that was only a trial."""


@dataclass(frozen=True)
class Call:
    """The call of a tool by the key of a request."""

    request: Request

    @property
    def caller(self) -> Actor:
        """Return who calls."""
        return signed_in(self.request)

    @property
    def now(self) -> datetime:
        """Return the time of the application's clock."""
        return now_of(self.request)

    def language(self, team: Team) -> str:
        """Return the reader's language, else the team's first one that we speak."""
        own = next((each for each in team.languages if each in LANGUAGES), "en")
        return language_of(self.request) or own

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """Yield a reading session of the caller."""
        with work_of(self.request).reading(self.caller) as session:
            yield session

    def change(self, act: Callable[[Session], Answer]) -> Answer:
        """Do something in a unit of work of the caller."""
        unit = work_of(self.request).unit(self.caller, self.now, self.request.state.id)
        with unit as session:
            return act(session)

    def trial(self, act: Callable[[Session], Answer]) -> Answer:
        """Return what would come of something; nothing of it is kept."""
        made: list[Answer] = []
        unit = work_of(self.request).unit(self.caller, self.now, self.request.state.id)
        with suppress(_Undone), unit as session:
            made.append(act(session))
            raise _Undone
        return made[0]

    def team(self, session: Session, name: str | None) -> Team:
        """Return the team of a name, or the only one; Impossible where there are several."""
        if name is not None:
            return teams.find(session, name)
        found = teams.listed(session, None, _FEW)
        if len(found) == 1:
            return found[0]
        if self.caller.access in RIGHTS["see_team"] and found:
            slugs = tuple(each.slug for each in found)
            raise Impossible(say("Say which team: {teams}.", teams=slugs), field="/team")
        raise Impossible("Say which team.", field="/team")


def part(
    rows: Sequence[Row], cursor: int, beside: Iterable[BaseModel] = ()
) -> tuple[list[Row], int | None]:
    """Return the rows from a place on that fit into one answer, and where the rest begins.

    ``beside``: what stands in the answer beside the rows.
    """
    taken: list[Row] = []
    left = MOST_BYTES - sum(len(each.model_dump_json().encode()) for each in beside)
    for row in rows[cursor:]:
        left -= len(row.model_dump_json().encode()) + 1
        if left < 0 and taken:
            return taken, cursor + len(taken)
        taken.append(row)
    return taken, None

"""Sick calls, and the search for somebody who steps in."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from fastapi import APIRouter, Query
from pydantic import BaseModel, ConfigDict, Field

from api.http.deps import Caller, Language, May, Now, Read, Write
from api.http.idempotency import IdempotentRoute
from api.http.paging import Listed, Paging, listed
from api.problems import problems
from api.routes.rota.rota_schema import BreachOut, PersonOut
from api.schemas.body import JsonBody
from rotation.errors import BreaksRules, Conflict
from rotation.notices import cover as cover_notices
from rotation.notices import writing
from rotation.rota.checks import review
from rotation.rota.checks.stand_in_ranking import RankedStandIn
from rotation.rota.live import cover as search
from rotation.rota.live.cover import Cover, SickCall, State
from rotation.team import members, teams

router = APIRouter(prefix="/v1", route_class=IdempotentRoute, tags=["live rota"])
Names = Mapping[UUID, str]


class SickIn(JsonBody):
    """The member who cannot come, and how others are to be asked."""

    model_config = ConfigDict(extra="forbid")

    member: UUID | None = Field(None, description="by default that of the key, or who has the slot")
    ask: Literal["in_turn", "all"] | None = Field(
        None, description="left out: all at once when the shift is near, else in turn"
    )
    answer_within_minutes: Annotated[float, Field(ge=1, le=1440)] = search.MINUTES


class AnswerIn(JsonBody):
    """The answer of a member to the question whether they step in."""

    model_config = ConfigDict(extra="forbid")

    answer: Literal["yes", "no"]
    member: UUID | None = Field(None, description="by default the member of the key")


class AskedOut(BaseModel):
    """Somebody who could step in; `asked_at` null: not asked yet."""

    member: PersonOut
    rank: int
    points: int
    asked_at: datetime | None
    deadline: datetime | None
    answer: str | None = Field(description="yes or no; null: nothing yet")
    answered_at: datetime | None


class RankedOut(BaseModel):
    """Somebody of the team: whether no hard rule is broken, what it would cost, and why."""

    member: PersonOut
    fits: bool
    points: int
    breaks: list[BreachOut]
    mends: list[BreachOut]


class CoverOut(BaseModel):
    """A search for somebody who steps in: who was asked, who said what, who remains."""

    id: UUID
    slot: UUID
    member: PersonOut | None = Field(description="who cannot come; null: nobody had the place")
    start: datetime
    end: datetime
    ask: Literal["in_turn", "all"]
    state: State
    taker: PersonOut | None
    made_at: datetime
    ended_at: datetime | None
    asked: list[AskedOut]


class OpenedOut(CoverOut):
    """A place just opened, with everybody ranked."""

    candidates: list[RankedOut]


@router.post(
    "/slots/{slot}/sick", status_code=201, responses=problems(Conflict), dependencies=[May("own")]
)
def call_in_sick(
    slot: UUID,
    session: Write,
    caller: Caller,
    now: Now,
    language: Language,
    body: SickIn | None = None,
) -> OpenedOut:
    """Open the place of somebody who cannot come, rank who could step in, and ask them."""
    asked = body or SickIn()
    at_once = None if asked.ask is None else asked.ask == "all"
    call = SickCall(slot, asked.member, at_once, asked.answer_within_minutes)
    opened, ranked = search.open_cover(session, call, caller, now)
    opened = cover_notices.delay_for_quiet_hours(
        session, writing.reach(session, opened.team_id), opened, now
    )
    names = members.names(session, opened.team_id)
    shown = [_ranked(each, names, language or "en") for each in ranked]
    return OpenedOut(**_out(opened, names).model_dump(), candidates=shown)


@router.get("/teams/{team}/covers", responses=problems(), dependencies=[May("see_team")])
def list_covers(
    team: str, session: Read, page: Paging, slot: Annotated[UUID | None, Query()] = None
) -> Listed[CoverOut]:
    """List the searches of a team, newest first."""
    found = teams.find(session, team)
    names = members.names(session, found.id)
    rows = search.listed(session, found.id, slot, page.after, page.limit)
    return listed(page, [_out(each, names) for each in rows])


@router.get("/covers/{cover}", responses=problems(), dependencies=[May("see_team")])
def read_cover(cover: UUID, session: Read) -> CoverOut:
    """Show a search: who was asked, who said what, who remains."""
    found = search.find(session, cover)
    return _out(found, members.names(session, found.team_id))


@router.post(
    "/covers/{cover}/answer",
    responses=problems(Conflict, BreaksRules),
    dependencies=[May("own")],
)
def answer_cover(cover: UUID, body: AnswerIn, session: Write, caller: Caller, now: Now) -> CoverOut:
    """Say yes or no; the first yes stands in."""
    yes = body.answer == "yes"
    found = search.record_answer(session, cover, body.member, caller, now, yes=yes)
    found = cover_notices.delay_for_quiet_hours(
        session, writing.reach(session, found.team_id), found, now
    )
    return _out(found, members.names(session, found.team_id))


@router.post(
    "/covers/{cover}/close", responses=problems(Conflict, BreaksRules), dependencies=[May("own")]
)
def close_cover(cover: UUID, session: Write, caller: Caller, now: Now) -> CoverOut:
    """End a search without a taker: the member can come after all."""
    found = search.cancel(session, cover, caller, now)
    return _out(found, members.names(session, found.team_id))


def _out(found: Cover, names: Names) -> CoverOut:
    def person(member: UUID) -> PersonOut:
        return PersonOut(id=member, name=names[member])

    asked: Sequence[AskedOut] = [
        AskedOut(
            member=person(each.member),
            rank=each.rank,
            points=each.points,
            asked_at=each.asked_at,
            deadline=each.deadline,
            answer=each.answer,
            answered_at=each.answered_at,
        )
        for each in found.asked
    ]
    return CoverOut(
        id=found.id,
        slot=found.slot,
        member=person(found.member) if found.member else None,
        start=found.start,
        end=found.end,
        ask="all" if found.at_once else "in_turn",
        state=found.state,
        taker=person(found.taker) if found.taker else None,
        made_at=found.made_at,
        ended_at=found.ended_at,
        asked=list(asked),
    )


def _ranked(each: RankedStandIn, names: Names, language: str) -> RankedOut:
    return RankedOut(
        member=PersonOut(id=each.member, name=names[each.member]),
        fits=each.fits,
        points=each.points,
        breaks=[BreachOut.model_validate(review.breach_json(one, language)) for one in each.breaks],
        mends=[BreachOut.model_validate(review.breach_json(one, language)) for one in each.mends],
    )

"""Swaps: offered, taken, approved, declined, withdrawn."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Query, Request
from pydantic import BaseModel, ConfigDict, Field
from sqlalchemy.orm import Session

from api.http.deps import Caller, Language, May, Now, Read, Write, work_of
from api.http.idempotency import IdempotentRoute
from api.http.paging import Listed, Paging, listed
from api.problems import problems
from api.routes.live.price_schema import Names, PriceOut, price_out, warnings
from api.routes.rota.rota_schema import LateOut, PersonOut
from api.schemas.body import JsonBody
from api.schemas.fields import Instant, Text
from rotation.errors import Conflict, SwapBreaksRules
from rotation.rota.checks.change_impact import ChangeCost
from rotation.rota.live import swaps
from rotation.rota.live.swaps import State, Swap, SwapOffer
from rotation.team import members, teams

router = APIRouter(prefix="/v1", route_class=IdempotentRoute, tags=["live rota"])


class SwapIn(JsonBody):
    """A place to give away: to anyone, to one member, or for another member's place."""

    model_config = ConfigDict(extra="forbid")

    slot: UUID
    to: UUID | None = Field(None, description="whom it is offered to; anyone when left out")
    in_return: UUID | None = Field(None, alias="for", description="the slot asked for in return")
    reason: Text | None = None
    expires_at: Instant | None = Field(None, description="at the latest when a shift begins")


class ActIn(JsonBody):
    """For whom; by default the member of the key, or whom the swap is offered to."""

    model_config = ConfigDict(extra="forbid")

    member: UUID | None = None


class SwapOut(BaseModel):
    """A swap as it stands; `for` is the slot asked for in return."""

    id: UUID
    slot: UUID
    giver: PersonOut
    to: PersonOut | None
    in_return: UUID | None = Field(serialization_alias="for")
    taker: PersonOut | None
    state: State
    reason: str | None
    made_at: datetime
    expires_at: datetime
    ended_at: datetime | None
    price: PriceOut | None = Field(None, description="null while nobody in particular takes it")
    warnings: list[LateOut] = Field(
        default=[], description="with a price: who hears later than the notice period: check"
    )


_BROKEN = problems(Conflict, SwapBreaksRules)
_MAY_OWN = [May("own")]


def _still_open(swap: UUID, request: Request, caller: Caller, now: Now) -> None:
    swaps.require_open(work_of(request).database, caller, swap, now)


_MAY_TAKE = [May("own"), Depends(_still_open)]


@router.post("/teams/{team}/swaps", status_code=201, responses=_BROKEN, dependencies=_MAY_OWN)
def offer_swap(
    team: str, body: SwapIn, session: Write, caller: Caller, now: Now, language: Language
) -> SwapOut:
    """Offer a place; a member's key may do so for its member only."""
    found = teams.find(session, team)
    wanted = SwapOffer(body.slot, body.to, body.in_return, body.reason, body.expires_at)
    swap, cost = swaps.offer(session, found, wanted, caller, now)
    return _priced(session, swap, cost, language, now)


@router.get("/teams/{team}/swaps", responses=problems(), dependencies=[May("see_team")])
def list_swaps(
    team: str, session: Read, page: Paging, state: Annotated[State | None, Query()] = None
) -> Listed[SwapOut]:
    """List the swaps of a team, newest first."""
    team_id = teams.find(session, team).id
    names = members.names(session, team_id)
    found = swaps.listed(session, team_id, state, page.after, page.limit)
    return listed(page, [_swap_out(each, names) for each in found])


@router.get("/swaps/{swap}", responses=problems(), dependencies=[May("see_team")])
def read_swap(swap: UUID, session: Read) -> SwapOut:
    """Show a swap."""
    return _out(session, swaps.find(session, swap))


@router.post("/swaps/{swap}/take", responses=_BROKEN, dependencies=_MAY_TAKE)
def take_swap(
    swap: UUID,
    session: Write,
    caller: Caller,
    now: Now,
    language: Language,
    body: ActIn | None = None,
) -> SwapOut:
    """Take a place that is offered; the first acceptable taker has it."""
    member = body.member if body else None
    return _priced(session, *swaps.take(session, swap, member, caller, now), language, now)


@router.post("/swaps/{swap}/accept", responses=_BROKEN, dependencies=_MAY_TAKE)
def accept_swap(
    swap: UUID,
    session: Write,
    caller: Caller,
    now: Now,
    language: Language,
    body: ActIn | None = None,
) -> SwapOut:
    """Say yes to a swap that was offered to one member."""
    member = body.member if body else None
    return _priced(session, *swaps.take(session, swap, member, caller, now), language, now)


@router.post("/swaps/{swap}/approve", responses=_BROKEN, dependencies=[May("plan")])
def approve_swap(swap: UUID, session: Write, now: Now, language: Language) -> SwapOut:
    """Let an accepted swap happen, where the team wants a planner's approval."""
    return _priced(session, *swaps.approve(session, swap, now), language, now)


@router.post("/swaps/{swap}/decline", responses=problems(Conflict), dependencies=_MAY_OWN)
def decline_swap(
    swap: UUID, session: Write, caller: Caller, now: Now, body: ActIn | None = None
) -> SwapOut:
    """Say no: the member it is offered to, or a planner instead of approving."""
    return _out(session, swaps.decline(session, swap, body.member if body else None, caller, now))


@router.post("/swaps/{swap}/withdraw", responses=problems(Conflict), dependencies=_MAY_OWN)
def withdraw_swap(
    swap: UUID, session: Write, caller: Caller, now: Now, body: ActIn | None = None
) -> SwapOut:
    """Take an offer back before it has happened."""
    return _out(session, swaps.withdraw(session, swap, body.member if body else None, caller, now))


def _priced(
    session: Session, swap: Swap, cost: ChangeCost | None, language: str | None, now: datetime
) -> SwapOut:
    team = teams.of_id(session, swap.team_id)
    names = members.names(session, swap.team_id)
    told = {
        "price": price_out(cost, names, language) if cost else None,
        "warnings": warnings(session, team, cost, language, now),
    }
    return _swap_out(swap, names).model_copy(update=told)


def _out(session: Session, swap: Swap) -> SwapOut:
    return _swap_out(swap, members.names(session, swap.team_id))


def _swap_out(swap: Swap, names: Names) -> SwapOut:
    def person(member: UUID | None) -> PersonOut | None:
        return PersonOut(id=member, name=names[member]) if member else None

    return SwapOut(
        id=swap.id,
        slot=swap.slot,
        giver=PersonOut(id=swap.giver, name=names[swap.giver]),
        to=person(swap.to),
        in_return=swap.in_return,
        taker=person(swap.taker),
        state=swap.state,
        reason=swap.reason,
        made_at=swap.made_at,
        expires_at=swap.expires_at,
        ended_at=swap.ended_at,
    )

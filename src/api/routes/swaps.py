"""Swaps: offered, taken, approved, declined, withdrawn."""

from collections.abc import Mapping
from datetime import datetime
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query
from pydantic import BaseModel, ConfigDict, Field
from sqlalchemy.orm import Session

from api.deps import Caller, Language, Listed, May, Now, Once, Paging, Read, Write, listed
from api.fields import Instant, Text
from api.problems import problems
from api.routes.rota_out import BreachOut, PersonOut
from rotation.errors import Conflict, SwapBreaksRules
from rotation.rota import review, swaps
from rotation.rota.live import Price
from rotation.rota.swaps import State, Swap, Wanted
from rotation.team import members, teams

router = APIRouter(prefix="/v1", route_class=Once, tags=["live rota"])
Names = Mapping[UUID, str]


class SwapIn(BaseModel):
    """A place to give away: to anyone, to one member, or for another member's place."""

    model_config = ConfigDict(extra="forbid")

    slot: UUID
    to: UUID | None = Field(None, description="whom it is offered to; anyone when left out")
    in_return: UUID | None = Field(None, alias="for", description="the slot asked for in return")
    reason: Text | None = None
    expires_at: Instant | None = Field(None, description="at the latest when a shift begins")


class ActIn(BaseModel):
    """For whom; by default the member of the key, or whom the swap is offered to."""

    model_config = ConfigDict(extra="forbid")

    member: UUID | None = None


class BurdenOut(BaseModel):
    """How many burden points a member takes on; negative: is relieved of."""

    member: PersonOut
    points: int


class PriceOut(BaseModel):
    """What a change costs: points of the rota, and burden that moves in the ledger."""

    points: int = Field(description="how much dearer the rota becomes; lower is better")
    burden: list[BurdenOut]
    breaks: list[BreachOut]


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


_BROKEN = problems(Conflict, SwapBreaksRules)
_MAY_OWN = [May("own")]


@router.post("/teams/{team}/swaps", status_code=201, responses=_BROKEN, dependencies=_MAY_OWN)
def offer_swap(
    team: str, body: SwapIn, session: Write, caller: Caller, now: Now, language: Language
) -> SwapOut:
    """Offer a place; a member's key may do so for its member only."""
    found = teams.find(session, team)
    wanted = Wanted(body.slot, body.to, body.in_return, body.reason, body.expires_at)
    swap, cost = swaps.offer(session, found, wanted, caller, now)
    return _out(session, swap, cost, language)


@router.get("/teams/{team}/swaps", responses=problems(), dependencies=[May("see_team")])
def list_swaps(
    team: str, session: Read, page: Paging, state: Annotated[State | None, Query()] = None
) -> Listed[SwapOut]:
    """List the swaps of a team, newest first."""
    team_id = teams.find(session, team).id
    names = members.names(session, team_id)
    found = swaps.listed(session, team_id, state, page.after, page.limit)
    return listed(page, [_shown(each, names) for each in found])


@router.get("/swaps/{swap}", responses=problems(), dependencies=[May("see_team")])
def read_swap(swap: UUID, session: Read, language: Language) -> SwapOut:
    """Show a swap."""
    return _out(session, swaps.find(session, swap), None, language)


@router.post("/swaps/{swap}/take", responses=_BROKEN, dependencies=_MAY_OWN)
def take_swap(
    swap: UUID, session: Write, caller: Caller, now: Now, language: Language,
    body: ActIn | None = None,
) -> SwapOut:  # fmt: skip
    """Take a place that is offered; the first acceptable taker has it."""
    member = body.member if body else None
    return _out(session, *swaps.agree(session, swap, member, caller, now), language)


@router.post("/swaps/{swap}/accept", responses=_BROKEN, dependencies=_MAY_OWN)
def accept_swap(
    swap: UUID, session: Write, caller: Caller, now: Now, language: Language,
    body: ActIn | None = None,
) -> SwapOut:  # fmt: skip
    """Say yes to a swap that was offered to one member."""
    member = body.member if body else None
    return _out(session, *swaps.agree(session, swap, member, caller, now), language)


@router.post("/swaps/{swap}/approve", responses=_BROKEN, dependencies=[May("plan")])
def approve_swap(swap: UUID, session: Write, now: Now, language: Language) -> SwapOut:
    """Let an accepted swap happen, where the team wants a planner's approval."""
    return _out(session, *swaps.approve(session, swap, now), language)


@router.post("/swaps/{swap}/decline", responses=problems(Conflict), dependencies=_MAY_OWN)
def decline_swap(
    swap: UUID, session: Write, caller: Caller, now: Now, body: ActIn | None = None
) -> SwapOut:
    """Say no: the member it is offered to, or a planner instead of approving."""
    ended = swaps.decline(session, swap, body.member if body else None, caller, now)
    return _out(session, ended, None, None)


@router.post("/swaps/{swap}/withdraw", responses=problems(Conflict), dependencies=_MAY_OWN)
def withdraw_swap(
    swap: UUID, session: Write, caller: Caller, now: Now, body: ActIn | None = None
) -> SwapOut:
    """Take an offer back before it has happened."""
    ended = swaps.withdraw(session, swap, body.member if body else None, caller, now)
    return _out(session, ended, None, None)


def price_out(cost: Price, names: Names, language: str | None) -> PriceOut:
    """Return a price as JSON."""
    told = [review.told(each, language or "en") for each in cost.breaks]
    moved = sorted(cost.burden.items(), key=lambda each: (each[1], str(each[0])))
    return PriceOut(
        points=cost.points,
        burden=[
            BurdenOut(member=PersonOut(id=who, name=names[who]), points=points)
            for who, points in moved
        ],
        breaks=[BreachOut.model_validate(each) for each in told],
    )


def _out(session: Session, swap: Swap, cost: Price | None, language: str | None) -> SwapOut:
    names = members.names(session, swap.team_id)
    return _shown(swap, names, price_out(cost, names, language) if cost else None)


def _shown(swap: Swap, names: Names, price: PriceOut | None = None) -> SwapOut:
    def person(member: UUID | None) -> PersonOut | None:
        return PersonOut(id=member, name=names[member]) if member else None

    return SwapOut(
        id=swap.id, slot=swap.slot, giver=PersonOut(id=swap.giver, name=names[swap.giver]),
        to=person(swap.to), in_return=swap.in_return, taker=person(swap.taker), state=swap.state,
        reason=swap.reason, made_at=swap.made_at, expires_at=swap.expires_at,
        ended_at=swap.ended_at, price=price,
    )  # fmt: skip

"""The effect on the published rota of erasing, ending, closing or deleting, shown beforehand."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Request
from pydantic import BaseModel, ConfigDict, Field

from api.http.deps import Calculating, Caller, May, Now, work_of
from api.http.idempotency import IdempotentRoute
from api.problems import problems
from api.schemas.fields import DateOnly
from api.schemas.rota_effect import EffectOut, effect_out
from rotation.rota.live import removal_effects
from rotation.rota.live.removal_effects import NewContractDates

router = APIRouter(prefix="/v1", route_class=IdempotentRoute, tags=["rotas"])
MAY_PLAN = [May("plan")]


@router.get("/members/{member}/erasure-effect", responses=problems(), dependencies=MAY_PLAN)
def read_erasure_effect(
    member: UUID, caller: Caller, now: Now, children: Calculating, request: Request
) -> EffectOut:
    """Show which published places erasing a member would open."""
    work, answer = work_of(request), children.answer
    return effect_out(removal_effects.erasure_effect(work, caller, member, answer, now))


class DatesIn(BaseModel):
    """The first and the last date a contract would have; left out: open."""

    model_config = ConfigDict(extra="forbid")

    starts_on: DateOnly | None = Field(None, description="first day of the contract")
    ends_on: DateOnly | None = Field(None, description="last day of the contract, included")


@router.get("/members/{member}/contract-effect", responses=problems(), dependencies=MAY_PLAN)
def read_contract_effect(
    member: UUID,
    dates: Annotated[DatesIn, Query()],
    caller: Caller,
    now: Now,
    children: Calculating,
    request: Request,
) -> EffectOut:
    """Show which published places a contract with these dates would open."""
    work, answer = work_of(request), children.answer
    contract = NewContractDates(member, dates.starts_on, dates.ends_on)
    return effect_out(removal_effects.contract_effect(work, caller, contract, answer, now))


@router.get("/teams/{team}/closures/effect", responses=problems(), dependencies=MAY_PLAN)
def read_closure_effect(
    team: str, day: DateOnly, caller: Caller, now: Now, children: Calculating, request: Request
) -> EffectOut:
    """Show which published places closing a day would cancel."""
    work, answer = work_of(request), children.answer
    return effect_out(removal_effects.closure_effect(work, caller, team, day, answer, now))


@router.get(
    "/teams/{team}/shift-patterns/{pattern}/effect", responses=problems(), dependencies=MAY_PLAN
)
def read_pattern_effect(
    team: str, pattern: UUID, caller: Caller, now: Now, children: Calculating, request: Request
) -> EffectOut:
    """Show which published places deleting a shift pattern would cancel."""
    work, answer = work_of(request), children.answer
    return effect_out(removal_effects.pattern_effect(work, caller, team, pattern, answer, now))
